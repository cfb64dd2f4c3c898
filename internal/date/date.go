// Package date has civil dates: a day in a calendar, without hour or zone.
// Deadlines, values and rates of exchange are matters of dates; an instant
// becomes a date only through Of, which names the place.
package date

import (
	"fmt"
	"time"

	"article30/internal/problem"
)

// Date is a day of the Gregorian calendar. The zero value is no date; it
// sorts before every date. Two dates are the same day if and only if they
// are ==.
type Date struct {
	days int32 // 1 is 1 January of year 1; 0 is no date
}

// Parse and New know the years of this range; arithmetic may leave it.
const (
	FirstYear = 1900
	LastYear  = 2199
)

const (
	lastDay   = 3_652_059 // 31 December 9999
	unixDay   = 719_163   // 1 January 1970
	dayLength = 24 * 60 * 60
)

// New is the date of that year, month and day.
//
// Errors: date.not_a_day, date.out_of_range.
func New(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return Date{}, problem.New(problem.Invalid, "date.not_a_day",
			"value", fmt.Sprintf("%04d-%02d-%02d", year, month, day))
	}
	if year < FirstYear || year > LastYear {
		return Date{}, problem.New(problem.Invalid, "date.out_of_range",
			"value", fmt.Sprintf("%04d-%02d-%02d", year, month, day), "first", FirstYear, "last", LastYear)
	}
	return civil(t), nil
}

// Parse reads YYYY-MM-DD in ASCII digits, nothing else.
//
// Errors: date.grammar, date.not_a_day, date.out_of_range.
func Parse(s string) (Date, error) {
	if !isISO(s) {
		return Date{}, problem.New(problem.Invalid, "date.grammar", "value", s)
	}
	return New(number(s[0:4]), time.Month(number(s[5:7])), number(s[8:10]))
}

// MustParse is Parse for dates written in the program; it panics on an error.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Of is the date that a calendar on the wall shows at the instant t in loc.
func Of(t time.Time, loc *time.Location) Date { return civil(t.In(loc)) }

// civil takes year, month and day as t shows them.
func civil(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/dayLength) + unixDay}
}

func isISO(s string) bool {
	if len(s) != len("2006-01-02") {
		return false
	}
	for i := range len(s) {
		if i == 4 || i == 7 {
			if s[i] != '-' {
				return false
			}
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}

// String is YYYY-MM-DD, and "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.midnight().Format(time.DateOnly)
}

func (d Date) IsZero() bool { return d.days == 0 }

// Equal is ==, for those that compare by method.
func (d Date) Equal(e Date) bool { return d == e }

func (d Date) Before(e Date) bool { return d.days < e.days }

func (d Date) After(e Date) bool { return d.days > e.days }

// Compare is -1, 0 or 1 as d is before, the same as, or after e.
func (d Date) Compare(e Date) int {
	switch {
	case d.Before(e):
		return -1
	case d.After(e):
		return 1
	}
	return 0
}

// AddDays is the date n days later, or earlier for a negative n. No date stays
// no date. It panics when the result is outside the years 1 to 9999.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	if n < -lastDay || n > lastDay || int(d.days)+n < 1 || int(d.days)+n > lastDay {
		panic(fmt.Sprintf("date: %s plus %d days is outside the years 1 to 9999", d, n))
	}
	return Date{d.days + int32(n)}
}

// Sub is the number of days from e to d: 15 October minus 16 August is 60. It
// panics when one of them is no date.
func (d Date) Sub(e Date) int {
	if d.IsZero() || e.IsZero() {
		panic("date: days counted from or to no date")
	}
	return int(d.days - e.days)
}

// Year, Month, Day and Weekday of no date have no meaning.
func (d Date) Year() int             { return d.midnight().Year() }
func (d Date) Month() time.Month     { return d.midnight().Month() }
func (d Date) Day() int              { return d.midnight().Day() }
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

func (d Date) midnight() time.Time {
	return time.Unix((int64(d.days)-unixDay)*dayLength, 0).UTC()
}
