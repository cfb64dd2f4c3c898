package earmark

import (
	"cmp"
	"context"
	"slices"

	"article30/internal/date"
	"article30/internal/money"
)

// Position is where the cash of a contribution under an earmark stands, in US
// dollars. It always holds:
//
//	received = held + drawn + left
//
// Received is less what was refunded and with what was transferred. Held is
// what commitments hold, drawn what was spent, each with programme support
// cost. Left is less than nothing when more is used than there is. Contribution
// and Earmark are 0 for what was recorded when it was not kept what spending
// draws on, of which nothing was received.
type Position struct {
	Contribution int64
	Earmark      int64
	Oldest       date.Date // day of receipt of the oldest money; none where nothing was received
	Received     money.Money
	Held         money.Money
	Drawn        money.Money
	Left         money.Money
}

func (p *Position) add(received, held, drawn int64) {
	p.Received = money.FromUnits(p.Received.Units()+received, money.USD)
	p.Held = money.FromUnits(p.Held.Units()+held, money.USD)
	p.Drawn = money.FromUnits(p.Drawn.Units()+drawn, money.USD)
	p.Left = money.FromUnits(p.Left.Units()+received-held-drawn, money.USD)
}

// Sum is the positions together.
func Sum(positions []Position) Position {
	zero := money.Zero(money.USD)
	all := Position{Received: zero, Held: zero, Drawn: zero, Left: zero}
	for _, p := range positions {
		all.add(p.Received.Units(), p.Held.Units(), p.Drawn.Units())
	}
	return all
}

// Under are the positions under the earmark.
func Under(positions []Position, earmark int64) (list []Position) {
	for _, p := range positions {
		if p.Earmark == earmark {
			list = append(list, p)
		}
	}
	return list
}

// positions are those of a contribution at the end of the day.
func (r Record) positions(asOf date.Date) []Position {
	at := map[int64]*Position{}
	of := func(earmark int64) *Position {
		if at[earmark] == nil {
			p := Sum(nil)
			p.Contribution, p.Earmark = r.Contribution, earmark
			at[earmark] = &p
		}
		return at[earmark]
	}
	for _, l := range r.Lots(asOf) {
		p := of(l.Earmark)
		if p.Oldest.IsZero() {
			p.Oldest = l.Received
		}
		p.add(l.USD.Units(), 0, 0)
	}
	for _, u := range r.Uses {
		if !u.On.After(asOf) {
			of(u.Earmark).add(0, u.Held.Units(), u.Drawn.Units())
		}
	}
	list := []Position{}
	for _, p := range at {
		if !p.Received.IsZero() || !p.Held.IsZero() || !p.Drawn.IsZero() {
			list = append(list, *p)
		}
	}
	slices.SortFunc(list, func(a, b Position) int {
		return cmp.Or(a.Oldest.Compare(b.Oldest), cmp.Compare(a.Earmark, b.Earmark))
	})
	return list
}

// Positions is where the cash of every contribution stands by earmark at the
// end of the day asOf, today for no date, by contribution; and the tree as it
// is printed. What was recorded when it was not kept what spending draws on
// comes last.
func (s *Service) Positions(ctx context.Context, asOf date.Date) (tree Tree, list []Position, err error) {
	day := s.day(asOf)
	err = s.store.View(ctx, func(ctx context.Context) error {
		if tree, err = s.store.Tree(ctx); err != nil {
			return err
		}
		records, _, err := s.records(ctx)
		if err != nil {
			return err
		}
		list = nil
		for _, r := range records {
			list = append(list, r.positions(day)...)
		}
		uses, err := s.uses(ctx)
		unrecorded := Sum(nil)
		for _, u := range uses {
			if u.Contribution == 0 && !u.On.After(day) {
				unrecorded.add(0, u.Held.Units(), u.Drawn.Units())
			}
		}
		if !unrecorded.Held.IsZero() || !unrecorded.Drawn.IsZero() {
			list = append(list, unrecorded)
		}
		return err
	})
	return tree.Ordered(), list, err
}
