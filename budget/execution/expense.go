package execution

import (
	"context"

	"article30/internal/access"
	"article30/internal/problem"
)

// ExpenseIn is an expense as it comes in: against a Commitment, or directly
// against an Allotment. Currency is US dollars when empty.
type ExpenseIn struct {
	Commitment int64
	Expect     int64 // revision that the allotment must still have; any when 0
	Allotment  int64
	Amount     string
	Currency   string
	On         string
	Payee      string // of the commitment when empty
	Reference  string
	Reason     string
	Project    string   // code; what is spent is for the project
	Region     string   // regional group
	Country    string   // ISO code
	From       []string // codes of the earmarks to draw on instead of the rule's, in order; not against a commitment, which holds its money
	Because    string   // why
}

// RecordExpense records what something cost, at the operational rate of its
// date, and charges programme support cost on it.
//
// Errors: commitment.not_found, allotment.not_found, execution.reversed;
// execution.invalid with the fields that are wrong, expense.one_of, rate.none,
// execution.before_earlier, expense.more_than_committed, allotment.exhausted,
// execution.no_cash; those of a purpose, purpose.contradicts; without a
// commitment those of drawing money: earmark.no_money, earmark.does_not_fit,
// earmark.not_found.
func (s *Service) RecordExpense(ctx context.Context, actor access.Actor, in ExpenseIn) (e Entry, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	var fields problem.Fields
	if (in.Commitment == 0) == (in.Allotment == 0) {
		fields.Add("commitment", "expense.one_of")
	}
	f := s.expense(&fields, in)
	if err := fields.Err("execution.invalid"); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		allotment := in.Allotment
		if in.Commitment != 0 {
			if allotment, err = s.allotmentOf(ctx, in.Commitment, "commitment.not_found", "commitment"); err != nil {
				return err
			}
		}
		var fields problem.Fields
		f.Valuation, err = s.value(ctx, f.Amount, f.On)
		fields.AddErr("on", err)
		if err := fields.Err("execution.invalid"); err != nil {
			return err
		}
		if f.Purpose, err = s.told(ctx, purposeIn{project: in.Project, region: in.Region, country: in.Country}); err != nil {
			return err
		}
		e, err = s.record(ctx, actor, allotment, in.Commitment, func(ctx context.Context, l *ledger) (Entry, error) {
			if err := s.unchanged(ctx, l.allotment.ID, in.Expect); err != nil {
				return Entry{}, err
			}
			if err := l.payee(&f); err != nil {
				return Entry{}, err
			}
			return s.decide(ctx, l, KindExpense, f)
		})
		return err
	})
	return e, err
}

// expense reads an expense, without its value.
func (s *Service) expense(fields *problem.Fields, in ExpenseIn) Fact {
	c := currency(fields, "currency", in.Currency)
	return Fact{
		On:        s.bookable(fields, "on", in.On),
		Amount:    amount(fields, "amount", in.Amount, c),
		Of:        in.Commitment,
		Payee:     fields.Line("payee", in.Payee, maxPayee),
		Reference: fields.Line("reference", in.Reference, maxReference),
		Reason:    fields.Line("reason", in.Reason, maxReason),
		From:      in.From,
		Because:   fields.Line("because", in.Because, maxReason),
	}
}

// payee fills in the commitment's payee where the expense names none.
//
// Error: execution.text_missing for an expense without either.
func (l *ledger) payee(f *Fact) error {
	if c := l.byID[f.Of]; f.Payee == "" && c != nil {
		f.Payee = c.entry.Payee
	}
	if f.Payee == "" {
		return refuse("payee", "execution.text_missing")
	}
	return nil
}

// expend records what something cost: out of a commitment, which it reduces, or
// directly out of the allotment. In US dollars it is worth what the
// operational rate of its date gives.
//
// Errors: execution.not_positive; commitment.not_found, execution.reversed,
// execution.before_earlier; expense.more_than_committed (adjust the commitment first) or
// allotment.exhausted; execution.no_cash.
func (l *ledger) expend(e *Entry) error {
	if err := positive(e.Amount); err != nil {
		return err
	}
	if e.Of == 0 {
		return l.authorized(*e)
	}
	c, err := l.live(e.Of, KindCommitment)
	if err != nil {
		return err
	}
	if err := notBefore(e, c.entry); err != nil {
		return err
	}
	if open, on := c.open.Least(e.On); e.USD.Units() > open {
		return refuse("amount", "expense.more_than_committed",
			"amount", e.USD, "open", dollars(open), "date", on, "commitment", e.Of)
	}
	return nil
}
