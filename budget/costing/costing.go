// Package costing is what things cost: the standard costs that a secretariat
// plans by, each valid from a day on, and the arithmetic by which quantities at
// those costs become a line of a budget.
package costing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/problem"
)

// Class is a kind of cost.
type Class string

const (
	Staff     Class = "staff"     // a post of a grade
	Fare      Class = "fare"      // a return journey to a city
	Allowance Class = "allowance" // daily subsistence in a city
	Meetings  Class = "meetings"  // interpretation of a day into one language in a city
	Documents Class = "documents" // a page or a word in one language
	Other     Class = "other"     // anything else, at a cost that the line states itself
)

// Classes are those of standard costs, in the order in which they are listed.
func Classes() []Class { return []Class{Staff, Fare, Allowance, Meetings, Documents} }

// Per is what a cost is the cost of.
type Per string

const (
	Year  Per = "year"
	Month Per = "month"
	Trip  Per = "trip"
	Day   Per = "day"
	Page  Per = "page"
	Word  Per = "word"
	Unit  Per = "unit"
)

// pers are what costs of a class may be the cost of; the first where it is not
// said.
var pers = map[Class][]Per{
	Staff: {Year, Month}, Fare: {Trip}, Allowance: {Day}, Meetings: {Day}, Documents: {Page, Word}, Other: {Unit},
}

// StandardCost is a cost in US dollars that is planned by from a day on, until
// the next one of the same class and item. It is never changed: a mistake is
// corrected by another of the same day with the next number, which says why.
type StandardCost struct {
	ID         int64           `json:"-"`
	Class      Class           `json:"class"`
	Item       string          `json:"item"` // a grade or a city; page or word of documents
	Per        Per             `json:"per"`
	Amount     decimal.Decimal `json:"amount"` // at most four decimals
	From       date.Date       `json:"valid_from"`
	Seq        int             `json:"seq"` // from 1, among those of one day
	Source     string          `json:"source"`
	Reason     string          `json:"reason"`
	EnteredBy  string          `json:"-"`
	RecordedAt time.Time       `json:"-"`
}

// Table is standard costs in the order of class, item, day and number.
type Table []StandardCost

func compare(a, b StandardCost) int {
	return cmp.Or(
		cmp.Compare(slices.Index(Classes(), a.Class), slices.Index(Classes(), b.Class)),
		strings.Compare(a.Item, b.Item), a.From.Compare(b.From), cmp.Compare(a.Seq, b.Seq))
}

// At is the standard cost that is valid on a day: the last that began on it or
// before. One that begins later is never used.
//
// Error: cost.none_in_force.
func (t Table) At(class Class, item string, on date.Date) (StandardCost, error) {
	var found StandardCost
	for _, c := range t {
		if c.Class == class && c.Item == item && !c.From.After(on) && (found.Seq == 0 || compare(found, c) < 0) {
			found = c
		}
	}
	if found.Seq == 0 {
		return found, problem.New(problem.Invalid, "cost.none_in_force", "class", string(class), "item", item, "date", on)
	}
	return found, nil
}

// On are the costs that are valid on a day, one for each class and item.
func (t Table) On(on date.Date) Table {
	var valid Table
	for _, c := range t {
		if c.From.After(on) {
			continue
		}
		if n := len(valid); n > 0 && valid[n-1].Class == c.Class && valid[n-1].Item == c.Item {
			valid[n-1] = c
			continue
		}
		valid = append(valid, c)
	}
	return valid
}

// Cited reports whether the table has, or had, the standard cost that a term
// says it stands on.
func (t Table) Cited(term Term) bool {
	return slices.ContainsFunc(t, func(c StandardCost) bool {
		return c.Class == term.Class && c.Item == term.Item && c.Per == term.Per && c.From == term.From &&
			c.Amount.Equal(term.Cost) && c.Source == term.Source
	})
}
