package execution

import (
	"context"
	"time"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/flow"
	"article30/internal/money"
	"article30/internal/problem"
)

// Service has the use cases of carrying out a budget.
type Service struct {
	store   Store
	journal Journal
	budgets Budgets
	cash    CashBook
	rates   Rates

	earmarked  Earmarked
	projects   Projects
	conference Conference
	periods    Periods
	approvals  Approvals

	clock date.Clock
	place *time.Location
}

// Config is what a Service stands on. Place is where the day begins and ends;
// Vienna when nil. Without Earmarked it is not kept whose money is spent;
// without Projects every code of a project is taken as it is, and without
// Conference every code of a country.
type Config struct {
	Store   Store
	Journal Journal
	Budgets Budgets
	Cash    CashBook
	Rates   Rates

	Earmarked  Earmarked
	Projects   Projects
	Conference Conference
	Periods    Periods   // without it every month is open
	Approvals  Approvals // without it nothing needs a second person

	Clock date.Clock
	Place *time.Location
}

// New makes a Service.
func New(c Config) *Service {
	if c.Place == nil {
		c.Place = date.Vienna()
	}
	return &Service{c.Store, c.Journal, c.Budgets, c.Cash, c.Rates, c.Earmarked, c.Projects, c.Conference, c.Periods, c.Approvals, c.Clock, c.Place}
}

// Today is the date by which the service refuses a future.
func (s *Service) Today() date.Date { return date.Today(s.clock, s.place) }

func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Second) }

// Update runs several use cases as one change: all of it is kept or nothing.
func (s *Service) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.store.Update(ctx, fn)
}

// Allotment is one allotment with everything that happened to it.
//
// Error: allotment.not_found.
func (s *Service) Allotment(ctx context.Context, id int64) (h History, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		h, err = s.history(ctx, id)
		return err
	})
	return h, err
}

// Allotments lists the allotments of the document that has a text with that
// symbol.
//
// Error: budget.not_found.
func (s *Service) Allotments(ctx context.Context, symbol string) (list []Allotment, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		b, err := s.budgets.Budget(ctx, symbol)
		if err != nil {
			return err
		}
		list, err = s.store.Allotments(ctx, b.ID)
		return err
	})
	return list, err
}

func (s *Service) history(ctx context.Context, id int64) (History, error) {
	a, err := s.store.Allotment(ctx, id)
	if err != nil {
		return History{}, err
	}
	entries, err := s.store.Entries(ctx, []int64{id})
	return History{a, entries}, err
}

// ledger is an allotment to decide on.
func (s *Service) ledger(ctx context.Context, id int64) (*ledger, error) {
	a, err := s.store.Allotment(ctx, id)
	if err != nil {
		return nil, err
	}
	facts, err := s.store.Facts(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	return retrace(History{a, facts})
}

// free is how the fund's cash goes on that nothing uses yet: cash in the books
// of contributions, without what nobody can identify, less what is paid, owed,
// committed and held here.
func (s *Service) free(ctx context.Context, from date.Date) (flow.Flow, error) {
	cash, err := s.cash.Cash(ctx, from)
	if err != nil {
		return flow.Flow{}, err
	}
	unidentified, err := s.cash.Unidentified(ctx, from)
	if err != nil {
		return flow.Flow{}, err
	}
	used, err := s.store.Used(ctx, from)
	if err != nil {
		return flow.Flow{}, err
	}
	return cash.flow().Minus(unidentified.flow()).Minus(used.flow()), nil
}

// Free is how the fund's cash goes on, from the end of the day from, that is
// neither paid, owed, committed nor held: in US dollars, without what nobody
// can identify and without the regular budget. It belongs inside a transaction
// of the caller's.
func (s *Service) Free(ctx context.Context, from date.Date) (flow.Flow, error) {
	return s.free(ctx, from)
}

// record adds an entry to an allotment, about the entry of or about none: read,
// decide, write and keep in the journal, in one transaction.
func (s *Service) record(ctx context.Context, actor access.Actor, allotment, of int64,
	decide func(ctx context.Context, l *ledger) (Entry, error)) (e Entry, err error) {
	err = s.store.Update(ctx, func(ctx context.Context) error {
		l, err := s.ledger(ctx, allotment)
		if err != nil {
			return err
		}
		if err := s.recall(ctx, l, of); err != nil {
			return err
		}
		if e, err = decide(ctx, l); err != nil {
			return err
		}
		return s.add(ctx, actor, l.allotment, &e)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// add writes an entry and keeps it in the journal.
//
// Errors: period.closed; those of Projects.Spend.
func (s *Service) add(ctx context.Context, actor access.Actor, a Allotment, e *Entry) error {
	if err := s.projectsAllow(ctx, e); err != nil {
		return err
	}
	if err := s.open(ctx, e.On); err != nil {
		return err
	}
	e.EnteredBy, e.RecordedAt = actor.Name, s.now()
	if err := s.post(ctx, actor, a, e); err != nil {
		return err
	}
	return s.journal.Append(ctx, entryRecord(actor, a, *e))
}

// decide is the entry that a fact becomes now.
func (s *Service) decide(ctx context.Context, l *ledger, kind Kind, f Fact) (Entry, error) {
	free, err := s.free(ctx, f.On)
	if err != nil {
		return Entry{}, err
	}
	return l.decide(free, s.pools(ctx), kind, f)
}

// recall reads what is not among the facts of a ledger and a decision about the
// entry of needs: what it and the allotment are for, which money it took, and
// which money the commitment holds that it is or is of.
func (s *Service) recall(ctx context.Context, l *ledger, of int64) error {
	about := []*item{l.items[0]}
	commitment := (*item)(nil)
	if it := l.byID[of]; it != nil && it != about[0] {
		about = append(about, it)
		if commitment = l.commitmentOf(it.entry, it); commitment != nil && commitment != it {
			about = append(about, commitment)
		}
	}
	for _, it := range l.items {
		if of != 0 && (it.entry.Refunds == of || it.entry.Adjusts == of) {
			about = append(about, it)
		}
	}
	ids := make([]int64, len(about))
	for i, it := range about {
		ids[i] = it.entry.ID
	}
	purposes, err := s.store.Purposes(ctx, ids)
	if err != nil {
		return err
	}
	draws, err := s.store.Draws(ctx, ids)
	if err != nil {
		return err
	}
	for _, it := range about {
		it.entry.Purpose, it.entry.Draws = purposes[it.entry.ID], draws[it.entry.ID]
	}
	if commitment == nil {
		return nil
	}
	held, err := s.store.Held(ctx, []int64{commitment.entry.ID})
	commitment.held = held[commitment.entry.ID]
	return err
}

// value is the amount in US dollars at the operational rate of its date.
//
// Errors: rate.none, money.too_large.
func (s *Service) value(ctx context.Context, m money.Money, on date.Date) (Valuation, error) {
	if m.Currency() == money.USD {
		return atPar(m), nil
	}
	rate, effective, err := s.rates.RateOn(ctx, m.Currency(), on)
	if err != nil {
		return Valuation{}, err
	}
	usd, err := rate.ToUSD(m)
	return Valuation{USD: usd, Rate: rate, Basis: UNORE, RateDate: effective}, err
}

// atPar is the value of US dollars.
func atPar(m money.Money) Valuation { return Valuation{USD: m, Rate: one, Basis: Par} }

var one = func() money.Rate {
	r, err := money.ParseRate("1")
	if err != nil {
		panic(err)
	}
	return r
}()

// recallAll reads for every commitment of a ledger what it is for and which
// money it holds, and what the allotment is for.
func (s *Service) recallAll(ctx context.Context, l *ledger) error {
	ids := []int64{l.items[0].entry.ID}
	for _, it := range l.items {
		if it.entry.Kind == KindCommitment {
			ids = append(ids, it.entry.ID)
		}
	}
	purposes, err := s.store.Purposes(ctx, ids)
	if err != nil {
		return err
	}
	held, err := s.store.Held(ctx, ids)
	for _, id := range ids {
		it := l.byID[id]
		it.entry.Purpose, it.held = purposes[id], held[id]
	}
	return err
}

// allotmentOf is the allotment to which an entry belongs.
func (s *Service) allotmentOf(ctx context.Context, entry int64, code, name string) (int64, error) {
	id, ok, err := s.store.AllotmentOf(ctx, entry)
	if err == nil && !ok {
		err = problem.New(problem.NotFound, code, name, entry)
	}
	return id, err
}

// document is a budget with what was done about it and which approvals of the
// Fund's budget are recorded.
type document struct {
	budget.Budget
	acts
	approvals []FundApproval
}

func (s *Service) document(ctx context.Context, symbol string) (d document, err error) {
	if d.Budget, err = s.budgets.Budget(ctx, symbol); err != nil {
		return d, err
	}
	if d.decisions, err = s.budgets.Decisions(ctx, symbol); err != nil {
		return d, err
	}
	if d.revised, err = s.budgets.Revisions(ctx, symbol); err != nil {
		return d, err
	}
	d.approvals, err = s.store.Approvals(ctx, d.ID)
	return d, err
}
