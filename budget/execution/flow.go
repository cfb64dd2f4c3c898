package execution

import (
	"slices"

	"article30/internal/date"
	"article30/internal/money"
)

// Course is how an amount in US dollars goes on from a day: what it is at the
// end of that day, and by how much it changes on each later day, in order.
type Course struct {
	Opening money.Money
	Later   []Change
}

// Change is by how much an amount in US dollars changes on a day.
type Change struct {
	On  date.Date
	USD money.Money
}

// Neg is the same amount with the other sign.
func (c Course) Neg() Course {
	n := Course{Opening: c.Opening.Neg()}
	for _, change := range c.Later {
		n.Later = append(n.Later, Change{change.On, change.USD.Neg()})
	}
	return n
}

// firstDay is before everything in the books.
var firstDay = date.MustParse("1900-01-01")

// flow is an amount in ten-thousandths that changes from day to day. What it is
// at the end of a day is the sum of the changes until then.
type flow struct{ days []step }

type step struct {
	on    date.Date
	units int64
}

// flow counts the opening from the first day there is, which is right from the
// course's own first day on.
func (c Course) flow() flow {
	var f flow
	f.add(date.Date{}, c.Opening.Units())
	for _, change := range c.Later {
		f.add(change.On, change.USD.Units())
	}
	return f
}

func (f *flow) add(on date.Date, units int64) {
	if units == 0 {
		return
	}
	i, found := slices.BinarySearchFunc(f.days, on, func(s step, on date.Date) int { return s.on.Compare(on) })
	if found {
		f.days[i].units += units
	} else {
		f.days = slices.Insert(f.days, i, step{on, units})
	}
}

// minus is f less g.
func (f flow) minus(g flow) flow {
	difference := flow{slices.Clone(f.days)}
	for _, s := range g.days {
		difference.add(s.on, -s.units)
	}
	return difference
}

// at is what it is at the end of the day.
func (f flow) at(day date.Date) (units int64) {
	for _, s := range f.days {
		if s.on.After(day) {
			break
		}
		units += s.units
	}
	return units
}

// end is what it is after everything.
func (f flow) end() (units int64) {
	for _, s := range f.days {
		units += s.units
	}
	return units
}

// least is the smallest that it is at the end of the day from or of any later
// day, and the first day on which it is that.
func (f flow) least(from date.Date) (units int64, on date.Date) {
	units, on = f.at(from), from
	f.after(from, func(s step, sum int64) {
		if sum < units {
			units, on = sum, s.on
		}
	})
	return units, on
}

// most is the greatest that it is at the end of the day from or of any later
// day.
func (f flow) most(from date.Date) int64 {
	units := f.at(from)
	f.after(from, func(_ step, sum int64) { units = max(units, sum) })
	return units
}

func (f flow) after(from date.Date, fn func(s step, sum int64)) {
	sum := int64(0)
	for _, s := range f.days {
		sum += s.units
		if s.on.After(from) {
			fn(s, sum)
		}
	}
}
