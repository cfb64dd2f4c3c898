package date

import (
	"time"

	"article30/internal/problem"
)

// Month is a calendar month. The zero Month is none.
type Month struct{ first Date }

// MonthOf is the month of a day.
func MonthOf(d Date) Month { return monthly(d.Year(), d.Month()) }

func monthly(year int, month time.Month) Month {
	return Month{civil(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))}
}

// ParseMonth reads YYYY-MM.
//
// Error: date.month_grammar.
func ParseMonth(s string) (Month, error) {
	first, err := Parse(s + "-01")
	if err != nil {
		return Month{}, problem.New(problem.Invalid, "date.month_grammar", "value", s)
	}
	return Month{first}, nil
}

// MustParseMonth is ParseMonth for what a program knows to be a month.
func MustParseMonth(s string) Month {
	m, err := ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

// First and Last are its days at the ends.
func (m Month) First() Date { return m.first }
func (m Month) Last() Date  { return m.Next().first.AddDays(-1) }

// Next is the month after it.
func (m Month) Next() Month { return monthly(m.Year(), m.Month()+1) }

func (m Month) Year() int         { return m.first.Year() }
func (m Month) Month() time.Month { return m.first.Month() }
func (m Month) IsZero() bool      { return m.first.IsZero() }

// String is YYYY-MM; "" for none.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return m.first.String()[:len("2006-01")]
}
