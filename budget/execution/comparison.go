package execution

import (
	"context"
	"slices"

	"article30/budget"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Comparison is what the Conference first adopted of a document beside what it
// had adopted by the end of a day, line by line and year by year. It says
// nothing of what was spent.
type Comparison struct {
	Document int64
	Budget   string // symbol of the document
	Title    string
	AsOf     date.Date
	Original Adopted
	Final    Adopted
	Years    []int
	Lines    []ComparedLine
	Support  []ComparedSupport // of extrabudgetary money, by source of funding and year

	Explanations []Explanation // what is said of the differences by now, by ID
}

// Adopted is which texts were adopted, and when.
type Adopted struct {
	Texts []string // symbols, the whole text first
	On    date.Date
}

// ComparedLine is the direct cost of a line in a year, in US dollars. A line
// that only one of the two has is nil in the other.
type ComparedLine struct {
	Line       Line
	Year       int
	Proposed   money.Money // of a Performance only
	Original   money.Money
	Final      money.Money
	Allotments []int64 // by ID
}

// ComparedSupport is the programme support cost as the texts have it.
type ComparedSupport struct {
	Funding  budget.Funding
	Year     int
	Proposed money.Money // of a Performance only
	Original money.Money
	Final    money.Money
}

// Comparison compares the budget first adopted with the one in force at the end
// of the day asOf. A line with an allotment stands in it even if neither has it.
//
// Errors: budget.not_found; execution.not_a_budget; execution.nothing_adopted;
// money.too_large.
func (s *Service) Comparison(ctx context.Context, symbol string, asOf date.Date) (c Comparison, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		d, err := s.document(ctx, symbol)
		if err != nil {
			return err
		}
		if d.Kind != budget.KindBudget {
			return problem.New(problem.Conflict, "execution.not_a_budget", "symbol", symbol)
		}
		final, ok := adoptedOn(d.Budget, d.acts, asOf)
		if !ok {
			return problem.New(problem.Conflict, "execution.nothing_adopted", "symbol", symbol, "date", asOf)
		}
		original := firstAdopted(d.Budget, d.acts, final)
		allotments, err := s.store.Allotments(ctx, d.ID)
		if err != nil {
			return err
		}
		c = Comparison{
			Document: d.ID, Budget: d.Symbol, Title: d.Title, AsOf: asOf,
			Original: original.texts(), Final: final.texts(),
		}
		recorded, err := s.store.Explanations(ctx, d.ID)
		if err != nil {
			return err
		}
		c.Explanations = inForce(recorded)
		return c.fill(plan{}, original, final, allotments)
	})
	return c, err
}

// firstAdopted is what was adopted on the first day on which anything was.
func firstAdopted(b budget.Budget, done acts, final plan) plan {
	for _, day := range done.days() {
		if p, ok := adoptedOn(b, done, day); ok {
			return p
		}
	}
	return final
}

func (p plan) texts() Adopted {
	a := Adopted{On: p.on()}
	for _, v := range p.versions {
		a.Texts = append(a.Texts, v.Symbol)
	}
	return a
}

// fill puts the figures of the three texts side by side: the lines in the order
// of the last of them.
func (c *Comparison) fill(proposed, original, final plan, allotments []Allotment) error {
	zero := money.Zero(money.USD)
	at := map[place]int{}
	line := func(l Line, year int) *ComparedLine {
		i, ok := at[place{l.key(), year}]
		if !ok {
			i = len(c.Lines)
			at[place{l.key(), year}] = i
			c.Lines = append(c.Lines, ComparedLine{Line: l, Year: year, Proposed: zero, Original: zero, Final: zero})
			if !slices.Contains(c.Years, year) {
				c.Years = append(c.Years, year)
			}
		}
		return &c.Lines[i]
	}
	support := func(f budget.Funding, year int) *ComparedSupport {
		i := slices.IndexFunc(c.Support, func(s ComparedSupport) bool { return s.Funding == f && s.Year == year })
		if i < 0 {
			i = len(c.Support)
			c.Support = append(c.Support, ComparedSupport{f, year, zero, zero, zero})
		}
		return &c.Support[i]
	}
	for _, side := range []struct {
		plan    plan
		line    func(*ComparedLine) *money.Money
		support func(*ComparedSupport) *money.Money
	}{
		{final, func(l *ComparedLine) *money.Money { return &l.Final }, func(s *ComparedSupport) *money.Money { return &s.Final }},
		{original, func(l *ComparedLine) *money.Money { return &l.Original }, func(s *ComparedSupport) *money.Money { return &s.Original }},
		{proposed, func(l *ComparedLine) *money.Money { return &l.Proposed }, func(s *ComparedSupport) *money.Money { return &s.Proposed }},
	} {
		lines, err := side.plan.lines()
		if err != nil {
			return err
		}
		for _, l := range lines {
			for _, year := range l.years {
				*side.line(line(l.Line, year)) = l.amounts[year]
			}
		}
		sums, err := side.plan.support()
		if err != nil {
			return err
		}
		for _, sum := range sums {
			*side.support(support(sum.Funding, sum.Year)) = sum.Final
		}
	}
	for _, a := range allotments {
		l := line(a.Line, a.Year)
		l.Allotments = append(l.Allotments, a.ID)
	}
	slices.Sort(c.Years)
	return nil
}

// support is the programme support cost of the plan's texts, each at its own
// percentage and rounded to its own unit.
//
// Error: money.too_large.
func (p plan) support() ([]ComparedSupport, error) {
	var list []ComparedSupport
	for _, v := range p.versions {
		totals, err := budget.TotalsOf(v.Content)
		if err != nil {
			return nil, err
		}
		for _, block := range totals.Blocks {
			if !block.Funding.Extrabudgetary() {
				continue
			}
			for _, i := range governing(v.Columns) {
				n := slices.IndexFunc(list, func(s ComparedSupport) bool {
					return s.Funding == block.Funding && s.Year == v.Columns[i].Year
				})
				if n < 0 {
					n = len(list)
					list = append(list, ComparedSupport{Funding: block.Funding, Year: v.Columns[i].Year, Final: money.Zero(money.USD)})
				}
				if list[n].Final, err = list[n].Final.Add(block.PSC[i]); err != nil {
					return nil, err
				}
			}
		}
	}
	return list, nil
}
