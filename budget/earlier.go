package budget

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"article30/internal/money"
)

// Comparison is a budget beside the one before it: what was approved, what that
// was revised to, what is proposed, and by how much, line by line and by source
// of funding. Figures are sums over the years of each budget. The regular
// budget and extrabudgetary money are never added.
type Comparison struct {
	Proposed Reference       `json:"proposed"`
	Approved *Reference      `json:"approved,omitempty"` // nil when no earlier budget was approved
	Revised  *Reference      `json:"revised,omitempty"`  // nil when that was not revised
	Lines    []ComparedLine  `json:"lines"`              // in the order of the later text, then those left out
	Blocks   []ComparedBlock `json:"blocks"`
}

// Reference is a text and the years over which its figures are added.
type Reference struct {
	Symbol string `json:"symbol"`
	Years  []int  `json:"years"`
}

// ComparedLine is one line of the texts. No money where a text does not have
// it, or is nil for it.
type ComparedLine struct {
	Line Line `json:"line"` // as the later text has it, or for a line left out the earlier
	Figures
}

// ComparedBlock is one source of funding: direct costs, programme support costs
// and their sum.
type ComparedBlock struct {
	Funding Funding `json:"funding"`
	Direct  Figures `json:"direct"`
	PSC     Figures `json:"psc"`
	Total   Figures `json:"total"`
}

// Figures are an amount in each of the texts, and how the proposed one differs.
type Figures struct {
	Approved   money.Money `json:"approved"`
	Revised    money.Money `json:"revised"`
	Proposed   money.Money `json:"proposed"`
	OnApproved Movement    `json:"on_approved"`
	OnRevised  Movement    `json:"on_revised"`
}

// Movement is a difference, later less earlier; no money when there is no
// earlier text. Percent is of the earlier amount, rounded half away from zero
// to one decimal; nil, which prints as a dash, when that is zero.
type Movement struct {
	Change  money.Money      `json:"change"`
	Percent *decimal.Decimal `json:"percent,omitempty"`
}

// source is a text that is compared: which of its columns.
type source struct {
	version *Version
	columns []int
}

// stagesOf are the stages by which the figures of a text are taken, the first
// that it has columns of.
var (
	asProposed = []Stage{Proposed, Revised, Approved}
	asApproved = []Stage{Approved, Proposed}
	asRevised  = []Stage{Revised, Proposed}
)

func sourceOf(v *Version, stages []Stage) source {
	s := source{version: v}
	if v == nil {
		return s
	}
	for _, stage := range stages {
		for i, c := range v.Columns {
			if c.Stage == stage {
				s.columns = append(s.columns, i)
			}
		}
		if s.columns != nil {
			return s
		}
	}
	return s
}

// sum is what the amounts of the source's columns add up to; no money when all
// are nil.
func (s source) sum(amounts []money.Money) (total money.Money, err error) {
	for _, i := range s.columns {
		switch m := amounts[i]; {
		case m == (money.Money{}):
		case total == (money.Money{}):
			total = m
		default:
			if total, err = total.Add(m); err != nil {
				return total, err
			}
		}
	}
	return total, nil
}

func (s source) reference() *Reference {
	if s.version == nil {
		return nil
	}
	r := &Reference{Symbol: s.version.Symbol, Years: []int{}}
	for _, i := range s.columns {
		r.Years = append(r.Years, s.version.Columns[i].Year)
	}
	return r
}

// ComparisonOf sets a text beside the approved and the revised one before it;
// nil where there is none. Where neither is given and the text itself has
// columns of what was approved, these are compared: budgets print them so.
//
// Error: money.too_large.
func ComparisonOf(v Version, approved, revised *Version) (Comparison, error) {
	later := sourceOf(&v, asProposed)
	sources := []source{sourceOf(approved, asApproved), sourceOf(revised, asRevised), later}
	if approved == nil && revised == nil {
		for i, c := range v.Columns {
			if c.Stage == Approved && !slices.Contains(later.columns, i) {
				sources[0] = source{&v, append(sources[0].columns, i)}
			}
		}
	}
	c := Comparison{Proposed: *later.reference(), Approved: sources[0].reference(), Revised: sources[1].reference(), Lines: []ComparedLine{}, Blocks: []ComparedBlock{}}
	if err := c.compareLines(sources); err != nil {
		return Comparison{}, err
	}
	return c, c.compareBlocks(sources)
}

func (c *Comparison) compareLines(sources []source) error {
	place := map[identity]int{}
	for _, from := range []int{2, 1, 0} {
		s := sources[from]
		if s.version == nil {
			continue
		}
		for _, l := range s.version.Lines {
			id := identityOf(l)
			i, ok := place[id]
			if !ok {
				i = len(c.Lines)
				place[id] = i
				c.Lines = append(c.Lines, ComparedLine{Line: l})
			}
			m, err := s.sum(l.Amounts)
			if err != nil {
				return err
			}
			*c.Lines[i].amount(from) = m
		}
	}
	for i := range c.Lines {
		if err := c.Lines[i].move(c); err != nil {
			return err
		}
	}
	return nil
}

// amount is the figure of the source at that place.
func (f *Figures) amount(source int) *money.Money {
	return []*money.Money{&f.Approved, &f.Revised, &f.Proposed}[source]
}

// move says how the proposed figure differs from the others.
func (f *Figures) move(c *Comparison) (err error) {
	if c.Approved != nil {
		if f.OnApproved, err = movement(f.Approved, f.Proposed); err != nil {
			return err
		}
	}
	if c.Revised != nil {
		f.OnRevised, err = movement(f.Revised, f.Proposed)
	}
	return err
}

func movement(from, to money.Money) (Movement, error) {
	zero := money.Zero(money.USD)
	if from == (money.Money{}) {
		from = zero
	}
	if to == (money.Money{}) {
		to = zero
	}
	change, err := to.Sub(from)
	if err != nil || from.IsZero() {
		return Movement{Change: change}, err
	}
	percent := change.Amount().Shift(2).DivRound(from.Amount().Abs(), 1)
	return Movement{change, &percent}, nil
}

func (c *Comparison) compareBlocks(sources []source) error {
	totals := make([]Totals, len(sources))
	for i, s := range sources {
		if s.version == nil {
			continue
		}
		var err error
		if totals[i], err = TotalsOf(s.version.Content); err != nil {
			return err
		}
	}
	for _, funding := range Fundings() {
		block := ComparedBlock{Funding: funding}
		found := false
		for i, s := range sources {
			b := totals[i].Block(funding)
			if b == nil {
				continue
			}
			found = true
			for _, part := range []struct {
				into    *Figures
				amounts []money.Money
			}{{&block.Direct, b.Direct}, {&block.PSC, b.PSC}, {&block.Total, b.Total}} {
				m, err := s.sum(part.amounts)
				if err != nil {
					return err
				}
				*part.into.amount(i) = m
			}
		}
		if !found {
			continue
		}
		for _, f := range []*Figures{&block.Direct, &block.PSC, &block.Total} {
			if err := f.move(c); err != nil {
				return err
			}
		}
		c.Blocks = append(c.Blocks, block)
	}
	return nil
}

// Earlier compares a version with the text with, or for "" with the budget
// before it: the last that was adopted at an earlier session, and its last
// revision that was circulated or adopted after it.
//
// Error: budget.not_found.
func (s *Service) Earlier(ctx context.Context, symbol, with string) (Comparison, error) {
	var c Comparison
	err := s.store.View(ctx, func(ctx context.Context) error {
		b, err := s.Budget(ctx, symbol)
		if err != nil {
			return err
		}
		v, _ := b.Version(symbol)
		var approved, revised *Version
		if with != "" {
			one, err := s.Version(ctx, with)
			if err != nil {
				return err
			}
			if one.Kind == Revision {
				revised = &one
			} else {
				approved = &one
			}
		} else if approved, revised, err = s.before(ctx, b); err != nil {
			return err
		}
		c, err = ComparisonOf(v, approved, revised)
		return err
	})
	return c, err
}

// before are the text that was adopted at the last session before b's, and its
// last revision since; nil where there is none.
func (s *Service) before(ctx context.Context, b Budget) (approved, revised *Version, err error) {
	if b.Session == "" {
		return nil, nil, nil
	}
	session, err := s.conference.Session(ctx, b.Session)
	if err != nil {
		return nil, nil, err
	}
	all, err := s.store.Budgets(ctx)
	if err != nil {
		return nil, nil, err
	}
	var last Decision
	var document Budget
	for _, other := range all {
		if other.Kind != b.Kind || other.ID == b.ID {
			continue
		}
		decisions, err := s.store.Decisions(ctx, other.ID)
		if err != nil {
			return nil, nil, err
		}
		for _, d := range decisions {
			if d.Outcome.Adopts() && d.DecidedOn.Before(session.Opening) && !d.DecidedOn.Before(last.DecidedOn) {
				last, document = d, other
			}
		}
	}
	if last.Symbol == "" {
		return nil, nil, nil
	}
	adopted, _ := document.Version(last.Symbol)
	for _, v := range document.Versions {
		if v.Kind == Revision && v.Frozen && v.Seq > adopted.Seq {
			revised = &v
		}
	}
	approved = &adopted
	for _, v := range []*Version{approved, revised} {
		if v == nil {
			continue
		}
		if v.Content, err = s.store.Content(ctx, v.ID); err != nil {
			return nil, nil, err
		}
	}
	return approved, revised, nil
}
