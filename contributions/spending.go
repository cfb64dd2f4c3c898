package contributions

import (
	"context"

	"article30/internal/date"
	"article30/internal/flow"
	"article30/internal/money"
	"article30/internal/problem"
)

// Spending is what carrying out the budget leaves of the cash. What takes cash
// out of the fund asks it, in the transaction in which it is written.
type Spending interface {
	// Free is how the cash goes on, from the end of the day from, that is
	// neither paid, owed, committed nor held for support cost: that of the
	// fund, without what nobody can identify, and that of the contribution, of
	// which there is none yet for 0. In US dollars.
	Free(ctx context.Context, contribution int64, from date.Date) (fund, own flow.Flow, err error)
}

// freed is what the entry adds to the fund's cash that is identified, in
// ten-thousandths of a US dollar.
func (e Entry) freed() (units int64) {
	for _, p := range e.Postings {
		if p.Account == Cash || p.Account == Suspense {
			units += p.USD.Units()
		}
	}
	return units
}

// takes reports whether the entry takes out of the fund cash that could be
// spent. What banks took for money in suspense went as it came; nobody
// decides about it.
func (e Entry) takes() bool { return e.Kind != InSuspense && e.freed() < 0 }

// Lost is what the entry took of that cash without anybody deciding about it, in
// ten-thousandths of a US dollar: the rate at which money came was corrected,
// or a bank kept some of what nobody can identify.
func (e Entry) Lost() (units int64) {
	if e.Kind != RateCorrection && e.Kind != InSuspense {
		return 0
	}
	return max(0, -e.freed())
}

// affordable refuses what is not there on the entry's date and on every later
// day. What goes back to a donor is the donor's own: other donors' cash does
// not stand in for it.
//
// Error: refund.committed.
func (e Entry) affordable(fund, own flow.Flow) error {
	left, on := fund.Least(e.On)
	if of, day := own.Least(e.On); of < left {
		left, on = of, day
	}
	if -e.freed() <= left {
		return nil
	}
	return problem.New(problem.Conflict, "refund.committed", "amount", money.FromUnits(-e.freed(), money.USD),
		"free", money.FromUnits(max(left, 0), money.USD), "date", on)
}

// affordable refuses what execution has committed or spent already.
func (s *Service) affordable(ctx context.Context, e Entry) error {
	if s.spending == nil || !e.takes() {
		return nil
	}
	fund, own, err := s.spending.Free(ctx, e.Contribution, e.On)
	if err != nil {
		return err
	}
	return e.affordable(fund, own)
}

// affordable is that of the service, with what the import has not written yet.
func (l *Loading) affordable(h *loaded, e Entry) error {
	if l.s.spending == nil || !e.takes() {
		return nil
	}
	fund, own, err := l.s.spending.Free(l.ctx, h.Contribution.ID, e.On)
	if err != nil {
		return err
	}
	for _, other := range l.order {
		for _, earlier := range other.Entries[other.present:] {
			fund.Add(earlier.On, earlier.freed())
			if other == h {
				own.Add(earlier.On, earlier.freed())
			}
		}
	}
	return e.affordable(fund, own)
}
