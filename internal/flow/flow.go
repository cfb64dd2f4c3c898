// Package flow has an amount that changes from day to day, and what it comes
// to on a day, at least or at most from a day on.
package flow

import (
	"slices"

	"article30/internal/date"
)

// Flow is an amount in ten-thousandths that changes from day to day. What it is
// at the end of a day is the sum of the changes until then. The zero value is
// nothing, ever. Sums are not checked against the limits of money.
type Flow struct{ days []Step }

// Step is by how much the amount changes on a day.
type Step struct {
	On    date.Date
	Units int64
}

// Add changes the amount on a day.
func (f *Flow) Add(on date.Date, units int64) {
	if units == 0 {
		return
	}
	i, found := slices.BinarySearchFunc(f.days, on, func(s Step, on date.Date) int { return s.On.Compare(on) })
	if found {
		f.days[i].Units += units
	} else {
		f.days = slices.Insert(f.days, i, Step{on, units})
	}
}

// Minus is f less g.
func (f Flow) Minus(g Flow) Flow {
	difference := Flow{slices.Clone(f.days)}
	for _, s := range g.days {
		difference.Add(s.On, -s.Units)
	}
	return difference
}

// Steps are the days on which it changed, in order; a change may be nothing.
func (f Flow) Steps() []Step { return slices.Clone(f.days) }

// At is what it is at the end of the day.
func (f Flow) At(day date.Date) (units int64) {
	for _, s := range f.days {
		if s.On.After(day) {
			break
		}
		units += s.Units
	}
	return units
}

// End is what it is after everything.
func (f Flow) End() (units int64) {
	for _, s := range f.days {
		units += s.Units
	}
	return units
}

// Least is the smallest that it is at the end of the day from or of any later
// day, and the first day on which it is that.
func (f Flow) Least(from date.Date) (units int64, on date.Date) {
	units, on = f.At(from), from
	f.after(from, func(s Step, sum int64) {
		if sum < units {
			units, on = sum, s.On
		}
	})
	return units, on
}

// Most is the greatest that it is at the end of the day from or of any later
// day.
func (f Flow) Most(from date.Date) int64 {
	units := f.At(from)
	f.after(from, func(_ Step, sum int64) { units = max(units, sum) })
	return units
}

func (f Flow) after(from date.Date, fn func(s Step, sum int64)) {
	sum := int64(0)
	for _, s := range f.days {
		sum += s.Units
		if s.On.After(from) {
			fn(s, sum)
		}
	}
}
