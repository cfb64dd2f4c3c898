package proceedings

import (
	"cmp"
	"maps"
	"slices"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/costing"
	"article30/internal/money"
	"article30/internal/problem"
)

// Apply is what proposals make of a text. They are taken by number, and all of
// them speak of the lines of the text as it is; a line of which everything was
// moved away is left out.
//
// Errors: proposal.clash for two that cannot both be; proposal.line_twice for a
// text with the same line twice; money.too_large.
func Apply(c budget.Content, list []Proposal) (budget.Content, error) {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Proposal) int { return a.Number - b.Number })
	for _, conflict := range ConflictsOf(c, list) {
		if conflict.Clash {
			return budget.Content{}, conflict.err()
		}
	}
	d := draft{content: c, follow: make([][]budget.Line, len(c.Lines)), deleted: make([]bool, len(c.Lines)), moved: make([]bool, len(c.Lines))}
	d.lines = make([]budget.Line, len(c.Lines))
	for i, l := range c.Lines {
		l.Amounts = slices.Clone(l.Amounts)
		d.lines[i] = l
	}
	for _, p := range list {
		for _, a := range p.Amendments {
			if err := d.amend(a); err != nil {
				return budget.Content{}, err
			}
		}
	}
	return d.text()
}

// draft is a text under amendment.
type draft struct {
	content budget.Content
	lines   []budget.Line   // in the places of the text
	deleted []bool          // of those
	moved   []bool          // of those: something was taken from it
	follow  [][]budget.Line // new lines, after the place
	last    []budget.Line   // new lines at the end
}

func (d *draft) amend(a Amendment) (err error) {
	switch a.Action {
	case Add:
		line := a.Line
		line.Amounts = slices.Clone(line.Amounts)
		d.insert(line)
	case Delete:
		d.deleted[a.At-1] = true
	case Change:
		line := &d.lines[a.At-1]
		retitle(line, a.Line)
		for i, m := range a.Amounts {
			if m != (money.Money{}) {
				put(line, i, m)
			}
		}
	case Move:
		err = d.move(a)
	}
	return err
}

// put gives a line an amount, which is no longer what it was computed from.
func put(line *budget.Line, i int, m money.Money) {
	line.Amounts[i] = m
	if len(line.BasisOf(i)) == 0 {
		return
	}
	line.Basis = slices.Clone(line.Basis)
	line.Basis[i] = nil
	if !line.Computed() {
		line.Basis = nil
	}
}

// retitle gives a line other words. What was translated of a title that is no
// longer the line's is left out.
func retitle(line *budget.Line, as budget.Line) {
	texts := maps.Clone(line.Texts)
	if texts == nil {
		texts = budget.Texts{}
	}
	if as.Title != "" && as.Title != line.Title {
		line.Title = as.Title
		for language, t := range texts {
			t.Title = ""
			texts[language] = t
		}
	}
	for language, t := range as.Texts {
		was := texts[language]
		texts[language] = budget.LineText{Title: cmp.Or(t.Title, was.Title), Narrative: cmp.Or(t.Narrative, was.Narrative)}
	}
	maps.DeleteFunc(texts, func(_ conference.Language, t budget.LineText) bool { return t == budget.LineText{} })
	line.Texts = nil
	if len(texts) > 0 {
		line.Texts = texts
	}
}

// insert puts a new line after the last one of its section and funding, or of
// its section, or at the end.
func (d *draft) insert(line budget.Line) {
	after := -1
	for i, l := range d.content.Lines {
		if l.Section != line.Section {
			continue
		}
		if l.Funding == line.Funding || after < 0 || d.content.Lines[after].Funding != line.Funding {
			after = i
		}
	}
	if after < 0 {
		d.last = append(d.last, line)
		return
	}
	d.follow[after] = append(d.follow[after], line)
}

// move takes amounts from a line to the same line of another source of funding.
// An amount that goes as a whole takes with it what it is computed from.
func (d *draft) move(a Amendment) error {
	from := &d.lines[a.At-1]
	was := *from
	target := was
	target.Funding = a.To
	to := d.find(target)
	if to == nil {
		target.Amounts, target.Basis = make([]money.Money, len(a.Amounts)), nil
		d.follow[a.At-1] = append(d.follow[a.At-1], target)
		to = &d.follow[a.At-1][len(d.follow[a.At-1])-1]
	}
	d.moved[a.At-1] = true
	for i, m := range a.Amounts {
		if m != (money.Money{}) {
			whole := to.Amounts[i] == (money.Money{}) && m == from.Amounts[i]
			less, err := from.Amounts[i].Sub(m)
			if err != nil {
				return err
			}
			put(from, i, less)
			more := m
			if had := to.Amounts[i]; had != (money.Money{}) {
				if more, err = had.Add(m); err != nil {
					return err
				}
			}
			put(to, i, more)
			if terms := was.BasisOf(i); whole && len(terms) > 0 {
				if to.Basis == nil {
					to.Basis = make([][]costing.Term, len(to.Amounts))
				}
				to.Basis[i] = terms
			}
		}
	}
	return nil
}

// find is the line of the text, or a new one, that is the same as that line.
func (d *draft) find(line budget.Line) *budget.Line {
	for i := range d.lines {
		if d.content.Lines[i].Is(line) {
			return &d.lines[i]
		}
		for j := range d.follow[i] {
			if d.follow[i][j].Is(line) {
				return &d.follow[i][j]
			}
		}
	}
	return nil
}

func (d *draft) text() (budget.Content, error) {
	c := d.content
	c.Lines = nil
	for i, l := range d.lines {
		if !d.deleted[i] && !(d.moved[i] && empty(l)) {
			c.Lines = append(c.Lines, l)
		}
		c.Lines = append(c.Lines, d.follow[i]...)
	}
	c.Lines = append(c.Lines, d.last...)
	for i, l := range c.Lines {
		if slices.ContainsFunc(c.Lines[:i], l.Is) {
			return budget.Content{}, problem.New(problem.Conflict, "proposal.line_twice", "line", nameOf(l))
		}
	}
	c.Sections = maps.Clone(c.Sections)
	maps.DeleteFunc(c.Sections, func(section string, _ map[conference.Language]string) bool {
		return !slices.ContainsFunc(c.Lines, func(l budget.Line) bool { return l.Section == section })
	})
	_, err := budget.TotalsOf(c)
	return c, err
}

func empty(l budget.Line) bool {
	return !slices.ContainsFunc(l.Amounts, func(m money.Money) bool { return !m.IsZero() })
}

// nameOf is how the room speaks of a line: by its code and title.
func nameOf(l budget.Line) string {
	if l.Code == "" {
		return l.Title
	}
	return l.Code + " " + l.Title
}
