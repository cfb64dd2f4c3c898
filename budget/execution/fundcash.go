package execution

import (
	"context"

	"article30/internal/date"
	"article30/internal/money"
)

// FundCash is the cash of the fund at the end of a day, in US dollars: what the
// books of contributions received less what these books paid out. The regular
// budget is no part of it. It always holds:
//
//	total = received - paid
//	total = unidentified + psc + unpaid + committed + held + free
type FundCash struct {
	AsOf     date.Date
	Received money.Money // cash in the books of contributions, less refunds
	Paid     money.Money // for expenses, at the value of the payments' dates
	Total    money.Money // cash of both books together

	Unidentified money.Money // came from nobody knows whom yet, and cannot be spent
	PSC          money.Money // in the fund of programme support cost
	Unpaid       money.Money // owed on expenses
	Committed    money.Money // and not spent yet
	Held         money.Money // programme support cost that open commitments will bear
	Free         money.Money // less than nothing when a corrected rate left less than is used
}

// FundCash states the cash of the fund at the end of the day asOf.
//
// Error: money.too_large.
func (s *Service) FundCash(ctx context.Context, asOf date.Date) (c FundCash, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		c, err = s.fundCash(ctx, asOf)
		return err
	})
	return c, err
}

func (s *Service) fundCash(ctx context.Context, asOf date.Date) (FundCash, error) {
	received, err := s.cash.Cash(ctx, asOf)
	if err != nil {
		return FundCash{}, err
	}
	unidentified, err := s.cash.Unidentified(ctx, asOf)
	if err != nil {
		return FundCash{}, err
	}
	sums, err := s.store.FundSums(ctx, asOf)
	if err != nil {
		return FundCash{}, err
	}
	return fundCashOf(asOf, received.Opening, unidentified.Opening, sums)
}

func fundCashOf(asOf date.Date, received, unidentified money.Money, sums []Sum) (FundCash, error) {
	zero := money.Zero(money.USD)
	c := FundCash{asOf, received, zero, received, unidentified, zero, zero, zero, zero, zero}
	var err error
	if c.Free, err = received.Sub(unidentified); err != nil {
		return FundCash{}, err
	}
	add := func(into *money.Money, m money.Money) {
		if err == nil {
			*into, err = into.Add(m)
		}
	}
	for _, sum := range sums {
		if sum.Account == Cash && sum.Fund != RegularFund {
			add(&c.Total, sum.USD)
			add(&c.Paid, sum.USD.Neg())
		}
		if sum.Account == Cash && sum.Fund == PSCFund {
			add(&c.PSC, sum.USD)
		}
		if !usesCash(sum.Account, sum.Fund) {
			continue
		}
		add(&c.Free, sum.USD)
		switch sum.Account {
		case Payable:
			add(&c.Unpaid, sum.USD.Neg())
		case MemoCommitted:
			add(&c.Committed, sum.USD.Neg())
		case MemoHeld:
			add(&c.Held, sum.USD.Neg())
		}
	}
	return c, err
}
