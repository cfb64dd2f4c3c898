package earmark

import (
	"context"
	"slices"
	"time"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Service has the use cases of earmarks.
type Service struct {
	store         Store
	journal       Journal
	contributions Contributions
	conference    Conference
	spending      Spending
	periods       contributions.Periods
	approvals     contributions.Approvals
	clock         date.Clock
}

// Config is what a Service stands on. Without Spending nothing was ever spent.
type Config struct {
	Store         Store
	Journal       Journal
	Contributions Contributions
	Conference    Conference
	Spending      Spending
	Periods       contributions.Periods   // without it every month is open
	Approvals     contributions.Approvals // without it nothing needs a second person
	Clock         date.Clock
}

// New makes a Service.
func New(c Config) *Service {
	return &Service{c.Store, c.Journal, c.Contributions, c.Conference, c.Spending, c.Periods, c.Approvals, c.Clock}
}

// Today is the date by which the service refuses a future.
func (s *Service) Today() date.Date { return s.contributions.Today() }

func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Second) }

// Tree is all earmarks as they are printed.
func (s *Service) Tree(ctx context.Context) (t Tree, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		t, err = s.store.Tree(ctx)
		return err
	})
	return t.Ordered(), err
}

// AddIn is a new earmark as it comes in. Degree 0 is the usual one of the kind,
// or that of the earmark above where that is tighter.
type AddIn struct {
	Above  string // code; the root when empty
	Code   string
	Kind   string
	Value  string
	Degree int
	Title  TitleIn
}

// TitleIn is a new earmark's title. English and French are wanted.
type TitleIn struct {
	English, French string
	Others          Titles
}

// Add enters an earmark.
//
// Errors: access.denied; earmark.not_found; those of Tree.Add; earmark.invalid
// with text.too_long and text.unprintable.
func (s *Service) Add(ctx context.Context, actor access.Actor, in AddIn) (made Earmark, err error) {
	if err := actor.Require(access.DefineEarmarks); err != nil {
		return Earmark{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		tree, err := s.store.Tree(ctx)
		if err != nil {
			return err
		}
		above, err := above(tree, in.Above)
		if err != nil {
			return err
		}
		var fields problem.Fields
		made = Earmark{
			Parent: above.ID, Code: in.Code, Kind: Kind(in.Kind), Value: in.Value, Degree: Degree(in.Degree),
			English: fields.Line("title_en", in.Title.English, maxText), French: fields.Line("title_fr", in.Title.French, maxText),
			EnteredBy: actor.Name, RecordedAt: s.now(),
		}
		for lang, title := range in.Title.Others.In() {
			*made.Titles.In()[lang] = fields.Line("title_"+string(lang), *title, maxText)
		}
		if made.Degree == 0 {
			made.Degree = max(usual[made.Kind], above.Degree)
		}
		if err := fields.Err("earmark.invalid"); err != nil {
			return err
		}
		known, err := s.conference.Participants(ctx)
		if err != nil {
			return err
		}
		if err := tree.Add(made, known, s.Today()); err != nil {
			return err
		}
		if err := s.store.AddEarmark(ctx, &made); err != nil {
			return err
		}
		return s.journal.Append(ctx, addRecord(made))
	})
	if err != nil {
		return Earmark{}, err
	}
	return made, nil
}

func above(t Tree, code string) (Earmark, error) {
	if code == "" {
		return t.ByID(Root)
	}
	return t.ByCode(code)
}

// Close ends an earmark as of today.
//
// Errors: access.denied; earmark.not_found; those of Tree.Close.
func (s *Service) Close(ctx context.Context, actor access.Actor, code, reason string) (closed Earmark, err error) {
	if err := actor.Require(access.DefineEarmarks); err != nil {
		return Earmark{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		tree, err := s.store.Tree(ctx)
		if err != nil {
			return err
		}
		if closed, err = tree.ByCode(code); err != nil {
			return err
		}
		var fields problem.Fields
		c := Closure{closed.ID, s.Today(), fields.Line("reason", reason, maxText), actor.Name, s.now()}
		if err := fields.Err("earmark.invalid"); err != nil {
			return err
		}
		if err := tree.Close(closed.ID, c.On, c.Reason); err != nil {
			return err
		}
		if err := s.store.AddClosure(ctx, c); err != nil {
			return err
		}
		closed.Closure = c
		return s.journal.Append(ctx, closeRecord(c))
	})
	if err != nil {
		return Earmark{}, err
	}
	return closed, nil
}

// AssignIn is what a contribution was given for, as it comes in. On, the date
// of the document that Reference names, is YYYY-MM-DD.
type AssignIn struct {
	Contribution int64
	Expect       int64  // revision that the earmarks of it must still have; any when 0
	Earmark      string // code
	On           string
	Reference    string
}

// Assign records what a contribution was given for.
//
// Errors: access.denied, contribution.not_found, earmark.not_found; those of
// the function Assign; earmark.invalid with date.grammar, date.future and
// their kin; period.closed for the date of the assignment.
func (s *Service) Assign(ctx context.Context, actor access.Actor, in AssignIn) (made Assignment, err error) {
	if err := actor.Require(access.RecordEarmarks); err != nil {
		return Assignment{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		tree, r, earlier, err := s.record(ctx, in.Contribution)
		if err != nil {
			return err
		}
		if err := journal.Unchanged(ctx, s.journal, in.Expect, r.recorded()...); err != nil {
			return err
		}
		to, err := tree.ByCode(in.Earmark)
		if err != nil {
			return err
		}
		var fields problem.Fields
		made = Assignment{
			Contribution: in.Contribution, Earmark: to.ID, On: s.past(&fields, "on", in.On),
			Reference: fields.Line("reference", in.Reference, maxText), EnteredBy: actor.Name, RecordedAt: s.now(),
		}
		if err := fields.Err("earmark.invalid"); err != nil {
			return err
		}
		if err := s.open(ctx, made.On); err != nil {
			return err
		}
		if err := Assign(tree, r, earlier, made); err != nil {
			return err
		}
		if err := s.store.AddAssignment(ctx, made); err != nil {
			return err
		}
		return s.journal.Append(ctx, assignRecord(made))
	})
	if err != nil {
		return Assignment{}, err
	}
	return made, nil
}

// open refuses a date in a closed month.
func (s *Service) open(ctx context.Context, on date.Date) error {
	if s.periods == nil {
		return nil
	}
	return s.periods.Open(ctx, on)
}

// TransferIn is a transfer as it comes in. Amount is in US dollars at the value
// of the books, empty for all; dates are YYYY-MM-DD.
type TransferIn struct {
	Contribution     int64
	Expect           int64  // revision that the earmarks of it must still have; any when 0
	From, To         string // codes
	Amount           string
	On               string
	ConsentOn        string
	ConsentReference string
	Reason           string
}

// Transfer records that the donor lets money go to another earmark.
//
// Errors: access.denied, contribution.not_found, earmark.not_found; those of
// Move; earmark.invalid with date.grammar, date.future, money.grammar and
// their kin; period.closed for the date of the transfer.
func (s *Service) Transfer(ctx context.Context, actor access.Actor, in TransferIn) (made Transfer, err error) {
	if err := actor.Require(access.RecordEarmarks); err != nil {
		return Transfer{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		tree, r, _, err := s.record(ctx, in.Contribution)
		if err != nil {
			return err
		}
		if err := journal.Unchanged(ctx, s.journal, in.Expect, r.recorded()...); err != nil {
			return err
		}
		from, err := tree.ByCode(in.From)
		if err != nil {
			return err
		}
		to, err := tree.ByCode(in.To)
		if err != nil {
			return err
		}
		var fields problem.Fields
		made = Transfer{
			Contribution: in.Contribution, Seq: len(r.Transfers) + 1, From: from.ID, To: to.ID,
			On: s.past(&fields, "on", in.On), ConsentOn: s.past(&fields, "consent_on", in.ConsentOn),
			ConsentReference: fields.Line("consent_reference", in.ConsentReference, maxText), Reason: fields.Line("reason", in.Reason, maxText),
			EnteredBy: actor.Name, RecordedAt: s.now(),
		}
		if in.Amount != "" {
			made.USD, err = money.Parse(in.Amount, money.USD)
			fields.AddErr("amount", err)
		}
		if err := fields.Err("earmark.invalid"); err != nil {
			return err
		}
		if err := s.open(ctx, made.On); err != nil {
			return err
		}
		if err := Move(tree, r, made); err != nil {
			return err
		}
		if err := s.post(ctx, actor, r, &made); err != nil {
			return err
		}
		return s.journal.Append(ctx, transferRecord(made))
	})
	if err != nil {
		return Transfer{}, err
	}
	return made, nil
}

// History is what a contribution was given for, what changed and what cash it
// has by earmark.
type History struct {
	Tree       Tree
	Assignment *Assignment // nil where nothing was said
	Record     Record
	AsOf       date.Date
	Lots       []Lot
	Positions  []Position // by day of receipt
	Revision   int64      // for a write that expects it
}

// Of is the earmarks of a contribution, with its cash at the end of the day
// asOf, today for no date.
//
// Error: contribution.not_found.
func (s *Service) Of(ctx context.Context, contribution int64, asOf date.Date) (h History, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		if h.Tree, h.Record, h.Assignment, err = s.record(ctx, contribution); err != nil {
			return err
		}
		h.Revision, err = journal.Revision(ctx, s.journal, h.Record.recorded()...)
		return err
	})
	h.AsOf = s.day(asOf)
	h.Lots, h.Positions = h.Record.Lots(h.AsOf), h.Record.positions(h.AsOf)
	return h, err
}

// Records are the tree, by ID, and what is known of every contribution that has
// cash or an earmark.
func (s *Service) Records(ctx context.Context) (tree Tree, records []Record, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		if tree, err = s.store.Tree(ctx); err != nil {
			return err
		}
		records, _, err = s.records(ctx)
		return err
	})
	return tree, records, err
}

// RecordsOf are the tree, by ID, and what is known of each of the contributions.
func (s *Service) RecordsOf(ctx context.Context, contributions ...int64) (tree Tree, records map[int64]Record, err error) {
	records = make(map[int64]Record, len(contributions))
	if len(contributions) == 0 {
		return nil, records, nil
	}
	err = s.store.View(ctx, func(ctx context.Context) error {
		if tree, err = s.store.Tree(ctx); err != nil {
			return err
		}
		for _, id := range contributions {
			records[id] = Record{Contribution: id, Earmark: Root}
		}
		known, _, err := s.records(ctx, contributions...)
		for _, r := range known {
			records[r.Contribution] = r
		}
		return err
	})
	return tree, records, err
}

func (s *Service) day(asOf date.Date) date.Date {
	if asOf.IsZero() {
		return s.Today()
	}
	return asOf
}

// record is what is known of one contribution, of which there must be one.
func (s *Service) record(ctx context.Context, contribution int64) (Tree, Record, *Assignment, error) {
	if _, err := s.contributions.Contribution(ctx, contribution); err != nil {
		return nil, Record{}, nil, err
	}
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return nil, Record{}, nil, err
	}
	records, assignments, err := s.records(ctx, contribution)
	r := Record{Contribution: contribution, Earmark: Root}
	if len(records) == 1 {
		r = records[0]
	}
	if len(assignments) == 1 {
		return tree, r, &assignments[0], err
	}
	return tree, r, nil, err
}

// records are what is known of those of the contributions, of all for none, that
// have cash or an earmark.
func (s *Service) records(ctx context.Context, contributions ...int64) ([]Record, []Assignment, error) {
	assignments, err := s.store.Assignments(ctx, contributions...)
	if err != nil {
		return nil, nil, err
	}
	transfers, err := s.store.Transfers(ctx, contributions...)
	if err != nil {
		return nil, nil, err
	}
	cash, err := s.store.Movements(ctx, contributions...)
	if err != nil {
		return nil, nil, err
	}
	uses, err := s.uses(ctx, contributions...)
	if err != nil {
		return nil, nil, err
	}
	of := map[int64]*Record{}
	one := func(id int64) *Record {
		if of[id] == nil {
			of[id] = &Record{Contribution: id, Earmark: Root}
		}
		return of[id]
	}
	for _, a := range assignments {
		one(a.Contribution).Earmark = a.Earmark
	}
	for _, t := range transfers {
		r := one(t.Contribution)
		r.Transfers = append(r.Transfers, t)
	}
	for _, m := range cash {
		r := one(m.Contribution)
		r.Cash = append(r.Cash, m)
	}
	for _, u := range uses {
		if u.Contribution == 0 {
			continue
		}
		r := one(u.Contribution)
		r.Uses = append(r.Uses, u)
	}
	records := make([]Record, 0, len(of))
	for _, r := range of {
		records = append(records, *r)
	}
	slices.SortFunc(records, func(a, b Record) int { return int(a.Contribution - b.Contribution) })
	return records, assignments, nil
}

// past reads a date that is not after today.
func (s *Service) past(fields *problem.Fields, path, value string) date.Date {
	on, err := date.Parse(value)
	fields.AddErr(path, err)
	if today := s.Today(); err == nil && on.After(today) {
		fields.Add(path, "date.future", "date", on, "today", today)
	}
	return on
}

// maxText is the length of a text in characters.
const maxText = 1000
