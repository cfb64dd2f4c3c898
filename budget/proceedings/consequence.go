package proceedings

import (
	"slices"

	"article30/budget"
	"article30/internal/money"
)

// Consequence is what proposals do to the figures of a text, by column: more
// than before above zero, less below. The regular budget and extrabudgetary
// money are never netted, nor is one column with another.
type Consequence struct {
	Before         budget.Totals
	After          budget.Totals
	Difference     budget.Difference
	Regular        budget.Block // what changes; zero where the texts have none of it
	Extrabudgetary budget.Block // of both purposes, with programme support cost
}

// Costs reports proposals that ask for more money in any column, from the
// regular budget or from extrabudgetary money. Rule 75 asks for a statement of
// their financial implications.
func (c Consequence) Costs() bool {
	more := func(m money.Money) bool { return m.Sign() > 0 }
	return slices.ContainsFunc(c.Regular.Total, more) || slices.ContainsFunc(c.Extrabudgetary.Total, more)
}

// ConsequenceOf says what proposals do to the text, together.
//
// Errors: those of Apply.
func ConsequenceOf(base budget.Version, list []Proposal) (Consequence, error) {
	text, err := Apply(base.Content, list)
	if err != nil {
		return Consequence{}, err
	}
	return compare(base, text)
}

// compare is the consequence of having another text.
func compare(base budget.Version, text budget.Content) (c Consequence, err error) {
	if c.Before, err = budget.TotalsOf(base.Content); err != nil {
		return c, err
	}
	if c.After, err = budget.TotalsOf(text); err != nil {
		return c, err
	}
	if c.Difference, err = budget.DifferenceOf(base, budget.Version{Kind: budget.Revision, Content: text}); err != nil {
		return c, err
	}
	c.Regular, c.Extrabudgetary = zero(budget.Regular, len(base.Columns)), zero("", len(base.Columns))
	for _, b := range c.Difference.Blocks {
		into := &c.Extrabudgetary
		if !b.Funding.Extrabudgetary() {
			into = &c.Regular
		}
		if err := add(into, b); err != nil {
			return c, err
		}
	}
	return c, nil
}

func zero(f budget.Funding, columns int) budget.Block {
	zeros := func() []money.Money { return slices.Repeat([]money.Money{money.Zero(money.USD)}, columns) }
	return budget.Block{Funding: f, Direct: zeros(), PSC: zeros(), Total: zeros()}
}

func add(into *budget.Block, b budget.Block) (err error) {
	for _, pair := range [][2][]money.Money{{into.Direct, b.Direct}, {into.PSC, b.PSC}, {into.Total, b.Total}} {
		for i, m := range pair[1] {
			if pair[0][i], err = pair[0][i].Add(m); err != nil {
				return err
			}
		}
	}
	return nil
}

// Alternative is one of several sets of proposals that lie side by side.
type Alternative struct {
	Proposals   []Proposal
	Clashes     []Conflict // those that keep the set from being a text; then there is no consequence
	Consequence Consequence
}

// AlternativesOf says what each set of proposals does to the text.
//
// Error: money.too_large.
func AlternativesOf(base budget.Version, sets [][]Proposal) ([]Alternative, error) {
	list := make([]Alternative, len(sets))
	for i, set := range sets {
		list[i].Proposals = set
		for _, c := range ConflictsOf(base.Content, set) {
			if c.Clash {
				list[i].Clashes = append(list[i].Clashes, c)
			}
		}
		if list[i].Clashes != nil {
			continue
		}
		var err error
		if list[i].Consequence, err = ConsequenceOf(base, set); err != nil {
			return nil, err
		}
	}
	return list, nil
}
