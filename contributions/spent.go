package contributions

import (
	"context"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
)

// RatedSpending is the other half of what stands in the books at operational
// rates: what is spent of the contributions. It is asked in the transaction in
// which a rate is corrected.
type RatedSpending interface {
	// PreviewRate says what CorrectRate would do. Errors: those of CorrectRate.
	PreviewRate(ctx context.Context, days Span, rate Rate, reason string) (SpendingCorrected, error)
	// CorrectRate brings the spending of the days of a rate to it.
	//
	// Errors: period.closed, money.too_large.
	CorrectRate(ctx context.Context, actor access.Actor, days Span, rate Rate, reason string) (SpendingCorrected, error)
	// LastValued is the latest day of such spending, by currency.
	LastValued(ctx context.Context) (map[money.Currency]date.Date, error)
	// EachSpent hands out every allotment of those asked for with what happened
	// to it, by ID. Errors: allotment.not_found, execution.entry_not_found.
	EachSpent(ctx context.Context, of SpentOf, fn func(Spent) error) error
}

// SpendingCorrected is what the correction of a rate does to spending.
type SpendingCorrected struct {
	Touched   []TouchedSpending
	Entries   []int64          // that adjust it; none where nothing was written
	Adjusts   bool             // there is something to adjust
	On        date.Date        // on which it is adjusted; none when nothing is
	Operation access.Operation // what posting them is
}

// TouchedSpending is an expense or a payment that was valued at a rate which was
// corrected; see Touched.
type TouchedSpending struct {
	Entry      int64
	Allotment  int64
	Line       string
	Kind       Kind
	Reference  string
	On         date.Date
	Amount     money.Money
	Before     money.Money
	After      money.Money
	Adjustment int64
}

// Difference is what the correction changes in the books, in US dollars.
func (t TouchedSpending) Difference() money.Money { return addUnits(t.After, -t.Before.Units()) }

// Kinds of spending that follow the rate of their day.
const (
	SpentExpense Kind = "expense"
	SpentPayment Kind = "payment"
)

// SpentOf is which spending is meant: that of an allotment, or one entry; all of
// it when neither is said.
type SpentOf struct {
	Allotment, Entry int64
}

// Spent is an allotment with its entries as far as their value goes. The kind of
// a correction of a rate and of a reversal is that of contributions.
type Spent struct {
	Allotment int64
	Line      string
	Entries   []Entry
}

// previewSpent says what becomes of the spending of the days of a rate.
func (s *Service) previewSpent(ctx context.Context, c *RateCorrected, days Span) (err error) {
	if s.spent == nil {
		return nil
	}
	c.Spent, err = s.spent.PreviewRate(ctx, days, c.After.Rate, c.After.Reason)
	c.On = later(c.On, c.Spent.On)
	return err
}

// correctSpent adjusts the spending of the days of a rate.
func (s *Service) correctSpent(ctx context.Context, actor access.Actor, c *RateCorrected, days Span) (err error) {
	if s.spent == nil {
		return nil
	}
	c.Spent, err = s.spent.CorrectRate(ctx, actor, days, c.After.Rate, c.After.Reason)
	c.On = later(c.On, c.Spent.On)
	return err
}

// lastValued is the latest day of what an operational rate gave its value, of
// contributions and of spending, by currency.
func (s *Service) lastValued(ctx context.Context) (map[money.Currency]date.Date, error) {
	last, err := s.store.LastValued(ctx)
	if err != nil || s.spent == nil {
		return last, err
	}
	spent, err := s.spent.LastValued(ctx)
	for c, day := range spent {
		last[c] = later(last[c], day)
	}
	return last, err
}

// EachSpentProof proves the entries of spending that are meant, by allotment and
// in the order of recording.
//
// Errors: allotment.not_found, execution.entry_not_found.
func (s *Service) EachSpentProof(ctx context.Context, of SpentOf, fn func(Proof) error) error {
	return s.store.View(ctx, func(ctx context.Context) error {
		v, err := s.valuations(ctx)
		if err != nil {
			return err
		}
		return s.eachSpentProof(ctx, v, of, fn)
	})
}

func (s *Service) eachSpentProof(ctx context.Context, v Valuations, which SpentOf, fn func(Proof) error) error {
	if s.spent == nil {
		return nil
	}
	return s.spent.EachSpent(ctx, which, func(of Spent) error {
		h := History{Entries: of.Entries}
		for _, e := range h.Entries {
			if which.Entry != 0 && e.ID != which.Entry {
				continue
			}
			p := v.Prove(h, e)
			p.Allotment, p.Line = of.Allotment, of.Line
			if err := fn(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// VerifySpent finds what was spent that is not worth in the books what its rate
// says, with every correction of it.
func (s *Service) VerifySpent(ctx context.Context) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		findings = nil
		v, err := s.valuations(ctx)
		if err != nil {
			return err
		}
		return s.eachSpentProof(ctx, v, SpentOf{}, func(p Proof) error {
			if p.Doubt != nil {
				findings = append(findings, found(at("entry", p.Entry.ID), p.Doubt))
			}
			return nil
		})
	})
	return findings, err
}
