package execution

import (
	"context"

	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/flow"
	"article30/internal/money"
	"article30/internal/problem"
)

// AllotIn is an allotment as it comes in. Symbol is that of a text of the
// document; the amount, in US dollars, is measured by what is adopted of the
// document on the date On. PSCPercent is the text's when empty; another, from
// an agreement with the donor, wants a PSCReason. Override is why rules that
// stand against the allotment are overridden; it is printed.
type AllotIn struct {
	Symbol string
	LineIn
	Year       int
	Amount     string
	On         string
	Advice     string
	Reference  string
	PSCPercent string
	PSCReason  string
	Override   string
	Mandate    string // article of rule 72 that it is for, of a line that names none
	Project    string // code; what is spent is for the project
	Region     string // regional group
	Country    string // ISO code
}

// Allot issues an allotment.
//
// Errors: budget.not_found; execution.not_a_budget, execution.draft;
// execution.invalid with the fields that are wrong (date.grammar, date.future,
// money.grammar and its kin, execution.not_positive, execution.text_missing,
// allotment.no_line, allotment.ambiguous_line, allotment.psc_regular,
// allotment.no_psc_reason, those of a purpose) or with the rules that stand against it
// (allotment.not_adopted, allotment.not_approved, allotment.above_budget);
// allotment.nothing_to_override.
func (s *Service) Allot(ctx context.Context, actor access.Actor, in AllotIn) (e Entry, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	var fields problem.Fields
	f := Fact{
		On:        s.bookable(&fields, "on", in.On),
		Amount:    amount(&fields, "amount", in.Amount, money.USD),
		Advice:    required(&fields, "advice", in.Advice, maxReference),
		Reference: fields.Line("reference", in.Reference, maxReference),
	}
	f.Valuation = atPar(f.Amount)
	override := fields.Line("override", in.Override, maxReason)
	reason := fields.Line("psc_reason", in.PSCReason, maxReason)
	if err := fields.Err("execution.invalid"); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		if f.Purpose, err = s.told(ctx, purposeIn{in.Project, in.Region, in.Country, budget.Mandate(in.Mandate)}); err != nil {
			return err
		}
		d, err := s.document(ctx, in.Symbol)
		if err != nil {
			return err
		}
		p, err := executable(d.Budget, d.acts, in.Symbol, f.On)
		if err != nil {
			return err
		}
		lines, err := p.lines()
		if err != nil {
			return err
		}
		line, err := in.find(lines)
		if err != nil {
			return err
		}
		a := Allotment{
			Budget: d.ID, Version: line.version.ID, Symbol: line.version.Symbol, LineSeq: line.seq, Line: line.Line,
			Year: in.Year, EnteredBy: actor.Name, RecordedAt: s.now(),
		}
		if a.PSCPercent, a.PSCReason, err = support(line, in.PSCPercent, reason); err != nil {
			return err
		}
		if e, err = open(History{Allotment: a}).decide(flow.Flow{}, wholeFund, KindAllotment, f); err != nil {
			return err
		}
		if e.Overrides, err = s.overrides(ctx, d, p, a, e, override); err != nil {
			return err
		}
		if err := s.store.AddAllotment(ctx, &a); err != nil {
			return err
		}
		e.Allotment = a.ID
		return s.add(ctx, actor, a, &e)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// support is the percentage of programme support cost on what is spent of a
// line, and why it is not the text's.
func support(line plannedLine, percent, reason string) (decimal.Decimal, string, error) {
	own := line.percent()
	if percent == "" {
		return own, "", nil
	}
	given, err := money.ParsePercent(percent)
	var fields problem.Fields
	fields.AddErr("psc_percent", err)
	switch {
	case err != nil:
	case given.Equal(own):
		return own, "", nil
	case !line.Funding.Extrabudgetary():
		fields.Add("psc_percent", "allotment.psc_regular", "line", line.Name())
	case reason == "":
		fields.Add("psc_reason", "allotment.no_psc_reason", "percent", own.String())
	}
	return given, reason, fields.Err("execution.invalid")
}

// AdjustAllotmentIn makes an allotment another amount. Amount is the new total.
type AdjustAllotmentIn struct {
	Allotment int64
	Expect    int64 // revision that the allotment must still have; any when 0
	Amount    string
	On        string
	Advice    string
	Reference string
	Reason    string
	Override  string
}

// AdjustAllotment increases or decreases an allotment.
//
// Errors: allotment.not_found, execution.reversed; those of Allot for an
// increase; execution.invalid with execution.before_earlier,
// execution.unchanged, allotment.below_used.
func (s *Service) AdjustAllotment(ctx context.Context, actor access.Actor, in AdjustAllotmentIn) (Entry, error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	var fields problem.Fields
	f := Fact{
		On:        s.bookable(&fields, "on", in.On),
		Amount:    amount(&fields, "amount", in.Amount, money.USD),
		Advice:    required(&fields, "advice", in.Advice, maxReference),
		Reference: fields.Line("reference", in.Reference, maxReference),
		Reason:    fields.Line("reason", in.Reason, maxReason),
	}
	f.Valuation = atPar(f.Amount)
	override := fields.Line("override", in.Override, maxReason)
	if err := fields.Err("execution.invalid"); err != nil {
		return Entry{}, err
	}
	return s.record(ctx, actor, in.Allotment, 0, func(ctx context.Context, l *ledger) (Entry, error) {
		if err := s.unchanged(ctx, l.allotment.ID, in.Expect); err != nil {
			return Entry{}, err
		}
		e, err := l.decide(flow.Flow{}, wholeFund, KindAllotmentChange, f)
		if err != nil {
			return Entry{}, err
		}
		d, err := s.document(ctx, l.allotment.Symbol)
		if err != nil {
			return Entry{}, err
		}
		p, err := executable(d.Budget, d.acts, l.allotment.Symbol, f.On)
		if err != nil {
			return Entry{}, err
		}
		e.Overrides, err = s.overrides(ctx, d, p, l.allotment, e, override)
		return e, err
	})
}

// changeAllotment makes the allotment another amount. The fact has the new
// total; the entry has the change.
//
// Errors: execution.before_earlier, execution.negative, execution.unchanged;
// allotment.below_used when
// less would be left than is committed and spent on the date or later;
// execution.reversed for an allotment that was reversed.
func (l *ledger) changeAllotment(e *Entry) error {
	if l.inForce() == 0 {
		return problem.New(problem.Conflict, "execution.reversed", "entry", l.items[0].entry.ID)
	}
	if err := notBefore(e, l.items[0].entry); err != nil {
		return err
	}
	if err := becomes(e, l.allotted.End()); err != nil {
		return err
	}
	left, on := l.authority.Least(e.On)
	if left+e.Amount.Units() < 0 {
		return refuse("amount", "allotment.below_used",
			"amount", dollars(l.allotted.End()+e.Amount.Units()), "least", dollars(l.allotted.End()-left), "date", on)
	}
	return nil
}
