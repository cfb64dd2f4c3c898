package execution

import (
	"context"
	"slices"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
)

// Corrected is what the correction of a rate does to spending. Moved is what
// the entries debit together, in US dollars; there is no other measure of an
// entry without an amount.
type Corrected struct {
	Touched []Touched
	Entries []Entry
	On      date.Date // of the entries; none when there is none
	Moved   money.Money
}

// Operation is what posting the corrections is.
func (c Corrected) Operation(of string) access.Operation {
	return access.Operation{Kind: access.CorrectingSpending, USD: c.Moved, Of: of}
}

// PreviewRate says what CorrectRate would do, and does nothing.
//
// Errors: those of CorrectRate.
func (s *Service) PreviewRate(ctx context.Context, days RateDays, reason string) (c Corrected, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		c, _, err = s.corrected(ctx, days, reason)
		return err
	})
	return c, err
}

// CorrectRate brings all spending of the days of a rate to it, by entries of
// today that name what they adjust. Whether they may be posted is for the use
// case to ask of which they are a part.
//
// Errors: those of DecideCorrection; period.closed when the month of the
// adjustments is.
func (s *Service) CorrectRate(ctx context.Context, actor access.Actor, days RateDays, reason string) (c Corrected, err error) {
	if err := actor.Require(access.ImportRates); err != nil {
		return Corrected{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		var of map[int64]Allotment
		if c, of, err = s.corrected(ctx, days, reason); err != nil {
			return err
		}
		var records []journal.Entry
		for part := range chunksOf(c.Entries) {
			entries := make([]*Entry, len(part))
			for i := range part {
				part[i].EnteredBy, part[i].RecordedAt = actor.Name, s.now()
				entries[i] = &part[i]
			}
			if err := s.store.AddEntries(ctx, of[part[0].Allotment], entries); err != nil {
				return err
			}
			for _, e := range entries {
				records = append(records, entryRecord(actor, of[e.Allotment], *e))
			}
		}
		for _, e := range c.Entries {
			for i := range c.Touched {
				if c.Touched[i].Entry.ID == e.Adjusts {
					c.Touched[i].Adjustment = e.ID
				}
			}
		}
		return s.journal.AppendAll(ctx, records)
	})
	if err != nil {
		return Corrected{}, err
	}
	return c, nil
}

// chunksOf are the entries of each allotment, which follow each other.
func chunksOf(entries []Entry) func(yield func([]Entry) bool) {
	return func(yield func([]Entry) bool) {
		for len(entries) > 0 {
			n := slices.IndexFunc(entries, func(e Entry) bool { return e.Allotment != entries[0].Allotment })
			if n < 0 {
				n = len(entries)
			}
			if !yield(entries[:n]) {
				return
			}
			entries = entries[n:]
		}
	}
}

// corrected decides the corrections of every allotment that has spending of the
// days.
func (s *Service) corrected(ctx context.Context, days RateDays, reason string) (c Corrected, of map[int64]Allotment, err error) {
	c.Moved, of = money.Zero(money.USD), map[int64]Allotment{}
	ids, err := s.store.ValuedIn(ctx, days)
	if err != nil {
		return Corrected{}, nil, err
	}
	pots := s.pools(ctx)
	for _, id := range ids {
		h, err := s.history(ctx, id)
		if err != nil {
			return Corrected{}, nil, err
		}
		of[id] = h.Allotment
		touched, entries, err := open(h).correct(pots, days, s.Today(), reason)
		if err != nil {
			return Corrected{}, nil, err
		}
		for _, e := range entries {
			if err := s.open(ctx, e.On); err != nil {
				return Corrected{}, nil, err
			}
			moved, err := e.moves()
			if err != nil {
				return Corrected{}, nil, err
			}
			if c.Moved, err = c.Moved.Add(moved); err != nil {
				return Corrected{}, nil, err
			}
			c.On = e.On
		}
		c.Touched, c.Entries = append(c.Touched, touched...), append(c.Entries, entries...)
	}
	return c, of, nil
}

// moves is what the entry debits, in US dollars.
func (e Entry) moves() (money.Money, error) {
	sum := money.Zero(money.USD)
	for _, p := range e.Postings {
		if p.USD.Sign() > 0 {
			var err error
			if sum, err = sum.Add(p.USD); err != nil {
				return sum, err
			}
		}
	}
	return sum, nil
}

// LastValued is the latest day of spending of each currency that an operational
// rate gave its value. It belongs inside a transaction of the caller's.
func (s *Service) LastValued(ctx context.Context) (map[money.Currency]date.Date, error) {
	return s.store.LastValued(ctx)
}

// AllotmentOf is the allotment to which the entry happened.
//
// Error: execution.entry_not_found.
func (s *Service) AllotmentOf(ctx context.Context, entry int64) (id int64, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		id, err = s.allotmentOf(ctx, entry, "execution.entry_not_found", "entry")
		return err
	})
	return id, err
}

// EachHistory hands out the allotment, or every one by ID for 0, with the facts
// of its entries: without postings and what they are for and draw on.
//
// Error: allotment.not_found.
func (s *Service) EachHistory(ctx context.Context, allotment int64, fn func(History) error) error {
	return s.store.View(ctx, func(ctx context.Context) (err error) {
		var all []History
		if allotment != 0 {
			all = make([]History, 1)
			if all[0].Allotment, err = s.store.Allotment(ctx, allotment); err == nil {
				all[0].Entries, err = s.store.Facts(ctx, []int64{allotment})
			}
		} else {
			all, err = s.histories(ctx, 0, s.store.Facts)
		}
		for _, h := range all {
			if err == nil {
				err = fn(h)
			}
		}
		return err
	})
}
