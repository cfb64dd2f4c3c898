package execution

import (
	"article30/internal/date"
	"article30/internal/flow"
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

// flow counts the opening from the first day there is, which is right from the
// course's own first day on.
func (c Course) flow() flow.Flow {
	var f flow.Flow
	f.Add(date.Date{}, c.Opening.Units())
	for _, change := range c.Later {
		f.Add(change.On, change.USD.Units())
	}
	return f
}
