package proceedings

import (
	"article30/budget"
	"article30/internal/money"
	"article30/internal/problem"
)

// Conflict is two proposals about the same line. They clash when they cannot
// both be: one deletes, adds or moves the whole of what the other one touches,
// or both set the same amount or the title.
type Conflict struct {
	First, Second Proposal
	Line          budget.Line
	Clash         bool
}

func (c Conflict) err() error {
	return problem.New(problem.Conflict, "proposal.clash",
		"symbol", c.First.Symbol, "other", c.Second.Symbol, "line", nameOf(c.Line))
}

// ConflictsOf names the proposals that are about the same line of a text, each
// pair once for every such line, in the order in which they are listed.
func ConflictsOf(c budget.Content, list []Proposal) []Conflict {
	var conflicts []Conflict
	for i, first := range list {
		for _, second := range list[i+1:] {
			for _, a := range touches(c, first) {
				for _, b := range touches(c, second) {
					if a.line.Is(b.line) {
						conflicts = append(conflicts, Conflict{first, second, a.line, a.clashes(b)})
					}
				}
			}
		}
	}
	return conflicts
}

// touch is what a proposal does to one line.
type touch struct {
	line    budget.Line
	whole   bool
	title   bool
	columns []bool
}

func (t touch) clashes(u touch) bool {
	if t.whole || u.whole || t.title && u.title {
		return true
	}
	for i := range t.columns {
		if t.columns[i] && u.columns[i] {
			return true
		}
	}
	return false
}

// touches are the lines that a proposal touches, each once.
func touches(c budget.Content, p Proposal) []touch {
	var list []touch
	add := func(line budget.Line, whole, title bool, amounts []money.Money) {
		t := touch{line, whole, title, make([]bool, len(c.Columns))}
		for i, m := range amounts {
			t.columns[i] = m != (money.Money{})
		}
		for i := range list {
			if list[i].line.Is(line) {
				list[i].whole, list[i].title = list[i].whole || whole, list[i].title || title
				for n := range t.columns {
					list[i].columns[n] = list[i].columns[n] || t.columns[n]
				}
				return
			}
		}
		list = append(list, t)
	}
	for _, a := range p.Amendments {
		switch a.Action {
		case Add:
			add(a.Line, true, false, nil)
		case Delete:
			add(c.Lines[a.At-1], true, false, nil)
		case Change:
			add(c.Lines[a.At-1], false, a.Line.Title != "" || len(a.Line.Texts) > 0, a.Amounts)
		case Move:
			from := c.Lines[a.At-1]
			add(from, false, false, a.Amounts)
			from.Funding = a.To
			add(from, false, false, a.Amounts)
		}
	}
	return list
}

// LineName is how the room speaks of the line.
func (c Conflict) LineName() string { return nameOf(c.Line) }
