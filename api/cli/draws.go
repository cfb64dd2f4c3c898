package cli

import (
	"context"

	"article30/budget/execution"
	"article30/budget/execution/executiondb"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/money"
)

// moneyBook is the money of contributions by what it was given for, as
// execution draws on it.
type moneyBook struct{ *earmark.Service }

func (b moneyBook) Pool(ctx context.Context) (execution.Pool, error) {
	p, err := b.Service.Pool(ctx)
	return pool{p}, err
}

type pool struct{ *earmark.Pool }

func (p pool) Draw(w execution.Want) ([]execution.Draw, error) {
	want := earmark.Want{Amount: w.Amount, Purpose: earmark.Purpose(w.Purpose)}
	if len(w.From) > 0 {
		want.Instead = &earmark.Override{Reason: w.Because}
		for _, code := range w.From {
			e, err := p.Tree().ByCode(code)
			if err != nil {
				return nil, err
			}
			want.Instead.Earmarks = append(want.Instead.Earmarks, e.ID)
		}
	}
	d, err := p.Pool.Draw(w.On, want, w.Percent)
	if err != nil {
		return nil, err
	}
	none := money.Zero(money.USD)
	draws := make([]execution.Draw, len(d.Parts))
	for i, part := range d.Parts {
		e, err := p.Tree().ByID(part.Earmark)
		if err != nil {
			return nil, err
		}
		draws[i] = execution.Draw{
			Contribution: part.Contribution, Earmark: part.Earmark, Code: e.Code, Received: part.Received,
			Rule: execution.DrawRule(part.Rule), Reason: d.Reason, Percent: part.Percent,
			Held: none, HeldPSC: none, Direct: part.USD, PSC: part.PSC,
		}
	}
	return draws, nil
}

func (p pool) Use(on date.Date, draws []execution.Draw) error {
	for _, d := range draws {
		if d.Contribution == 0 {
			continue
		}
		err := p.Pool.Use(earmark.Use{Contribution: d.Contribution, Earmark: d.Earmark, On: on, Held: d.AllHeld(), Drawn: d.AllDrawn()})
		if err != nil {
			return err
		}
	}
	return nil
}

// spendingBook is what is held and drawn, as earmarks ask for it.
type spendingBook struct{ *executiondb.Store }

func (b spendingBook) Uses(ctx context.Context, contributions ...int64) ([]earmark.Use, error) {
	rows, err := b.Store.Uses(ctx, contributions...)
	uses := make([]earmark.Use, len(rows))
	for i, r := range rows {
		uses[i] = earmark.Use{
			Contribution: r.Contribution, Earmark: r.Earmark, On: r.On,
			Held: money.FromUnits(r.Held, money.USD), Drawn: money.FromUnits(r.Drawn, money.USD),
		}
	}
	return uses, err
}

func (b spendingBook) Used(ctx context.Context) (map[int64]int64, error) { return b.UsedInTheEnd(ctx) }

func (b spendingBook) Purposes(ctx context.Context) ([]earmark.UsedFor, error) {
	rows, err := b.Store.UsedFor(ctx)
	used := make([]earmark.UsedFor, len(rows))
	for i, r := range rows {
		used[i] = earmark.UsedFor{Earmark: r.Earmark, Purpose: earmark.Purpose(r.Purpose), Entry: r.Entry}
	}
	return used, err
}
