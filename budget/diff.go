package budget

import (
	"maps"

	"article30/internal/money"
)

// Difference is what a later text changes in an earlier one.
type Difference struct {
	From    string       `json:"from"` // symbols
	To      string       `json:"to"`
	Columns []Column     `json:"columns"` // of the earlier text, then those that only the later has
	Lines   []LineChange `json:"lines"`   // those that differ, in the order of the later text, then those left out
	Blocks  []Block      `json:"blocks"`  // later less earlier, by source of funding
}

// LineChange is one line that differs. A line that one text does not have has
// no amounts there; amounts stand in the order of the difference's columns.
type LineChange struct {
	Kind   ChangeKind    `json:"kind"`
	Line   Line          `json:"line"` // as the later text has it, or for a line left out the earlier
	Before []money.Money `json:"before,omitempty"`
	After  []money.Money `json:"after,omitempty"`
	Change []money.Money `json:"change"`
}

// ChangeKind is what happened to a line.
type ChangeKind string

const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// DifferenceOf compares two texts. Columns are the same when year and stage
// are; lines when code, source of funding, mandate and section are, and for
// lines without a code the title. An addendum states only what it adds, so the
// difference that it makes is the whole of it.
//
// Error: money.too_large.
func DifferenceOf(from, to Version) (Difference, error) {
	d := Difference{From: from.Symbol, To: to.Symbol}
	if to.Kind == Addendum {
		from.Content = Content{PSCPercent: to.PSCPercent, Unit: to.Unit, Columns: from.Columns}
	}
	d.Columns = union(from.Columns, to.Columns)
	before, after := spread(from.Content, d.Columns), spread(to.Content, d.Columns)
	if err := d.compareLines(before, after); err != nil {
		return Difference{}, err
	}
	return d, d.compareBlocks(before, after)
}

// ChangesAmounts reports a difference in any figure: a line that came, went or
// changed with an amount that is not zero.
func (d Difference) ChangesAmounts() bool {
	for _, l := range d.Lines {
		for i := range d.Columns {
			if at(l.Before, i) != at(l.After, i) {
				return true
			}
		}
	}
	return false
}

func at(amounts []money.Money, i int) money.Money {
	if i >= len(amounts) || amounts[i].IsZero() {
		return money.Money{}
	}
	return amounts[i]
}

func union(a, b []Column) []Column {
	all := append([]Column{}, a...)
	for _, c := range b {
		if columnAt(all, c) < 0 {
			all = append(all, c)
		}
	}
	return all
}

func columnAt(columns []Column, c Column) int {
	for i, have := range columns {
		if have.Year == c.Year && have.Stage == c.Stage {
			return i
		}
	}
	return -1
}

// spread is the content with its amounts under the columns given.
func spread(c Content, columns []Column) Content {
	lines := make([]Line, len(c.Lines))
	for i, l := range c.Lines {
		amounts := make([]money.Money, len(columns))
		for j, m := range l.Amounts {
			amounts[columnAt(columns, c.Columns[j])] = m
		}
		l.Amounts, l.Basis = amounts, nil // nobody asks of a difference how it was computed
		lines[i] = l
	}
	c.Columns, c.Lines = columns, lines
	return c
}

// identity tells a line of one text which line it is in another.
type identity struct {
	code, section string
	mandate       Mandate
	funding       Funding
}

// Is reports whether lines of two texts are the same line: see DifferenceOf.
func (l Line) Is(m Line) bool { return identityOf(l) == identityOf(m) }

func identityOf(l Line) identity {
	id := identity{l.Code, l.Section, l.Mandate, l.Funding}
	if id.code == "" {
		id.code = " " + l.Title
	}
	return id
}

func (d *Difference) compareLines(before, after Content) error {
	earlier := map[identity]Line{}
	for _, l := range before.Lines {
		earlier[identityOf(l)] = l
	}
	for _, l := range after.Lines {
		old, ok := earlier[identityOf(l)]
		delete(earlier, identityOf(l))
		change := LineChange{Kind: Changed, Line: l, Before: old.Amounts, After: l.Amounts}
		if !ok {
			change.Kind = Added
		} else if sameLine(old, l) {
			continue
		}
		if err := d.append(change); err != nil {
			return err
		}
	}
	for _, l := range before.Lines {
		if _, left := earlier[identityOf(l)]; left {
			if err := d.append(LineChange{Kind: Removed, Line: l, Before: l.Amounts}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Difference) append(c LineChange) error {
	c.Change = zeros(len(d.Columns))
	if err := addTo(c.Change, c.After); err != nil {
		return err
	}
	if err := addTo(c.Change, negated(c.Before)); err != nil {
		return err
	}
	d.Lines = append(d.Lines, c)
	return nil
}

func sameLine(a, b Line) bool {
	if a.Title != b.Title || a.Object != b.Object || a.Instrument != b.Instrument || !maps.Equal(a.Texts, b.Texts) {
		return false
	}
	for i := range b.Amounts {
		if a.Amounts[i] != b.Amounts[i] {
			return false
		}
	}
	return true
}

func (d *Difference) compareBlocks(before, after Content) error {
	old, err := TotalsOf(before)
	if err != nil {
		return err
	}
	now, err := TotalsOf(after)
	if err != nil {
		return err
	}
	for _, f := range Fundings() {
		a, b := old.Block(f), now.Block(f)
		if a == nil && b == nil {
			continue
		}
		change := zeroBlock(f, len(d.Columns))
		if b != nil {
			if err := change.add(*b); err != nil {
				return err
			}
		}
		if a != nil {
			if err := change.add(Block{Direct: negated(a.Direct), PSC: negated(a.PSC), Total: negated(a.Total)}); err != nil {
				return err
			}
		}
		d.Blocks = append(d.Blocks, change)
	}
	return nil
}

func negated(amounts []money.Money) []money.Money {
	list := make([]money.Money, len(amounts))
	for i, m := range amounts {
		list[i] = m.Neg()
	}
	return list
}
