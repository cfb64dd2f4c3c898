package contributions

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// File is what an import reads, as the journal remembers it.
type File struct {
	Name    string
	SHA256  string
	Mapping string // "" where there is none
}

const importAction = "contributions.import"

// fileFacts are what the journal keeps of an import. Of entries it keeps how
// much they are together, whatever their direction, and the first of them.
type fileFacts struct {
	Name    string `json:"name"`
	Mapping string `json:"mapping"`
	Added   int    `json:"added"`
	USD     string `json:"usd,omitempty"`
	First   int64  `json:"first,omitempty"`

	Currencies int `json:"currencies,omitempty"` // of rates: how many records tell of the rates themselves
}

func (f File) record(actor access.Actor, action string, facts fileFacts) journal.Entry {
	facts.Name, facts.Mapping = f.Name, f.Mapping
	return journal.Entry{Actor: actor.Name, Action: action, Object: "file", ID: f.SHA256, After: facts}
}

// Loading is an import in progress: what the books hold is in memory, and what
// is decided on top of it is written in bulk, a thousand contributions at a
// time. It is for one goroutine, and only inside the function given to Load.
type Loading struct {
	s            *Service
	ctx          context.Context
	actor        access.Actor
	source       string
	participants participants
	rates        Rates
	policies     map[int64][]PolicyRevision // by contribution
	fixed        FixedRates
	donors       []namedDonor
	proceeds     map[int64]Proceeds // by contribution
	histories    map[string]*loaded // by reference
	newDonors    []*Donor
	months       map[date.Month]error
	order        []*loaded // contributions with something new that is not written yet, in the order of the file
	written      imported
	abandoned    bool
}

// namedDonor is a record of a donor, under which it is found, and the donor
// that it is now.
type namedDonor struct {
	record, now *Donor
}

type loaded struct {
	History
	donor   *Donor
	isNew   bool
	touched bool
	written bool // and let go of; the store has it
	present int  // entries that the books had
}

// Load runs fn over what the books hold from a source and then writes what fn
// recorded, all in one transaction: nothing at all when fn returns an error.
// fn may run again and must have no other effect.
func (s *Service) Load(ctx context.Context, actor access.Actor, source string, from File, fn func(l *Loading) error) error {
	if err := actor.Require(access.ImportContributions); err != nil {
		return err
	}
	return s.store.Update(ctx, func(ctx context.Context) error {
		l, err := s.loading(ctx, actor, source)
		if err != nil {
			return err
		}
		if err := fn(l); err != nil {
			return err
		}
		return l.write(from)
	})
}

func (s *Service) loading(ctx context.Context, actor access.Actor, source string) (*Loading, error) {
	l := &Loading{s: s, ctx: ctx, actor: actor, source: source, histories: map[string]*loaded{}, months: map[date.Month]error{}}
	list, err := s.participants.Participants(ctx)
	if err != nil {
		return nil, err
	}
	l.participants = known(list)
	l.participants.names = l.participants.names.In(source)
	rates, err := s.store.Rates(ctx)
	if err != nil {
		return nil, err
	}
	l.rates = NewRates(rates)
	if l.policies, err = s.policiesByContribution(ctx); err != nil {
		return nil, err
	}
	if l.fixed, err = s.store.FixedRates(ctx); err != nil {
		return nil, err
	}
	proceeds, err := s.store.Proceeds(ctx, 0)
	if err != nil {
		return nil, err
	}
	l.proceeds = lastProceeds(proceeds)
	donors, err := s.store.Donors(ctx)
	if err != nil {
		return nil, err
	}
	identities, err := s.identities(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[int64]*Donor{}
	for i := range donors {
		byID[donors[i].ID] = &donors[i]
	}
	for i := range donors {
		l.donors = append(l.donors, namedDonor{&donors[i], byID[identities.Now(donors[i].ID)]})
	}
	present, err := s.store.Contributions(ctx, Filter{Source: source})
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(present))
	byContribution := map[int64]*loaded{}
	for i, c := range present {
		ids[i] = c.ID
		h := &loaded{History: History{Contribution: c}, donor: byID[c.Donor]}
		byContribution[c.ID], l.histories[c.Reference] = h, h
	}
	entries, err := s.store.Entries(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		h := byContribution[e.Contribution]
		h.Entries = append(h.Entries, e)
		h.present++
	}
	return l, nil
}

// Today is the date by which the service refuses a future.
func (l *Loading) Today() date.Date { return l.s.Today() }

// Rates are the operational rates that the books have.
func (l *Loading) Rates() Rates { return l.rates }

// Donor is the donor of that name or participant, entered now when the books
// have none. A name of a record that was merged finds the donor that it is now.
//
// Errors: those of AddDonor, except donor.exists; donor.changed when the donor
// is there as something else, donor.code_changed when it has another code and
// one is given.
func (l *Loading) Donor(in DonorIn) (*Donor, error) {
	if now, ok := l.alias(in); ok {
		return now, nil
	}
	given, err := newDonor(in, l.participants)
	if err != nil {
		return nil, err
	}
	for _, known := range l.donors {
		d := known.record
		if d.Name != given.Name && (d.Party == "" || d.Party != given.Party) {
			continue
		}
		if d.Kind != given.Kind || d.Party != given.Party {
			return nil, problem.New(problem.Conflict, "donor.changed",
				"name", d.called(), "present", string(d.Kind), "given", string(given.Kind))
		}
		if in.CEBCode != "" && d.CEBCode != "" && d.CEBCode != given.CEBCode {
			return nil, problem.New(problem.Conflict, "donor.code_changed", "name", d.called(), "present", d.CEBCode, "given", given.CEBCode)
		}
		return known.now, nil
	}
	given.Source = l.source
	l.donors = append(l.donors, namedDonor{&given, &given})
	l.newDonors = append(l.newDonors, &given)
	return &given, nil
}

// alias is the donor that a record of that name and kind was merged into. The
// name need not be that of a participant: somebody has said whose it is.
func (l *Loading) alias(in DonorIn) (*Donor, bool) {
	for _, d := range l.donors {
		kinds := []DonorKind{d.record.Kind, d.now.Kind}
		if d.record != d.now && d.record.Name == strings.TrimSpace(in.Name) && in.Party == "" && slices.Contains(kinds, DonorKind(in.Kind)) {
			return d.now, true
		}
	}
	return nil, false
}

// Contribution is the source's contribution with that reference, entered now
// when the books have none.
//
// Errors: those of Open, except contribution.exists; contribution.changed when
// it is there with another donor, year or currency.
func (l *Loading) Contribution(donor *Donor, in ContributionIn) (*LoadedContribution, error) {
	c, err := newContribution(in)
	if err != nil {
		return nil, err
	}
	if len(l.order) >= chunk {
		if err := l.writeOrder(); err != nil {
			return nil, err
		}
	}
	if h, ok := l.histories[c.Reference]; ok {
		if err := l.recall(h); err != nil {
			return nil, err
		}
		present := h.Contribution
		if h.donor != donor || present.Year != c.Year || present.Currency != c.Currency || present.Mode != c.Mode {
			return nil, problem.New(problem.Conflict, "contribution.changed", "reference", c.Reference,
				"present", describe(h.donor, present), "given", describe(donor, c))
		}
		return &LoadedContribution{l, h}, nil
	}
	c.Source, c.EnteredBy, c.RecordedAt = l.source, l.actor.Name, l.s.now()
	h := &loaded{History: History{Contribution: c}, donor: donor, isNew: true}
	l.histories[c.Reference] = h
	return &LoadedContribution{l, h}, nil
}

func describe(d *Donor, c Contribution) string {
	return d.Name + " " + strconv.Itoa(c.Year) + " " + string(c.Currency) + " " + string(c.Mode)
}

// Value is what an amount is worth at the operational rate of its date.
//
// Errors: rate.none, rate.too_old, money.too_large.
func (l *Loading) Value(m money.Money, on date.Date) (Valuation, error) {
	return l.valuing().value(Contribution{}, m, on)
}

func (l *Loading) rateOn(c money.Currency, on date.Date) (Rate, error) {
	r, err := l.rates.On(c, on)
	if err == nil {
		err = l.s.young(r, on)
	}
	return r, err
}

// LoadedContribution is a contribution of an import, with what the import has
// recorded so far.
type LoadedContribution struct {
	l *Loading
	h *loaded
}

// Settles is what US dollars count for in the contribution's currency, by its
// policy on the date.
//
// Errors: rate.none, rate.too_old, rate.no_period, money.too_large.
func (c *LoadedContribution) Settles(usd money.Money, on date.Date) (money.Money, error) {
	return c.l.valuing().settles(c.h.Contribution, usd, on)
}

// Beyond is by how much more than the share of proceeds had come with the
// receipt; no money where it had not.
//
// Error: money.too_large.
func (c *LoadedContribution) Beyond(receipt Entry) (money.Money, error) {
	p, ok := c.l.proceeds[c.h.Contribution.ID]
	if !ok {
		return money.Money{}, nil
	}
	return p.beyondWith(c.h.History, receipt)
}

// Position is where it stands now.
func (c *LoadedContribution) Position() (Position, error) { return c.h.Position(date.Date{}) }

// Entries are those it has so far.
func (c *LoadedContribution) Entries() []Entry { return c.h.Entries }

// Find is the entry with the source's key.
func (c *LoadedContribution) Find(external string) (Entry, bool) {
	for _, e := range c.h.Entries {
		if e.External == external {
			return e, true
		}
	}
	return Entry{}, false
}

// Forget takes back what the import has recorded of the contribution.
func (c *LoadedContribution) Forget() {
	c.h.Entries = c.h.Entries[:c.h.present]
	c.h.touched = false
	c.l.order = slices.DeleteFunc(c.l.order, func(h *loaded) bool { return h == c.h })
}

// Record decides an entry; it is written with all others when the import ends
// well.
//
// Errors: those of Decide; period.closed, refund.committed.
func (c *LoadedContribution) Record(kind Kind, f Fact) (Entry, error) {
	f, err := c.byPolicy(kind, f)
	if err != nil {
		return Entry{}, err
	}
	e, err := Decide(c.h.History, kind, f)
	if err != nil {
		return Entry{}, err
	}
	if p, ok := c.l.proceeds[c.h.Contribution.ID]; ok {
		if err := p.fits(c.h.History, &e); err != nil {
			return Entry{}, err
		}
	}
	if err := c.l.open(e.On); err != nil {
		return Entry{}, err
	}
	if err := c.l.affordable(c.h, e); err != nil {
		return Entry{}, err
	}
	e.EnteredBy, e.RecordedAt = c.l.actor.Name, c.l.s.now()
	c.h.Entries = append(c.h.Entries, e)
	if !c.h.touched {
		c.h.touched = true
		c.l.order = append(c.l.order, c.h)
	}
	return e, nil
}

// byPolicy values the fact by the policy of the contribution, where that is not
// the operational rate and the source gives no value of its own.
//
// Errors: rate.no_period; entry.no_bank_rate of a payment whose policy is the
// bank's rate, which files do not give.
func (c *LoadedContribution) byPolicy(kind Kind, f Fact) (Fact, error) {
	if f.Valuation.Basis != UNORE {
		return f, nil
	}
	v, own := c.l.valuing(), c.h.Contribution
	policy, err := v.of(own, f.Amount.Currency())
	if err != nil {
		return f, err
	}
	if policy == ByBank && (kind == Receipt || kind == Refund) {
		return f, problem.New(problem.Invalid, "entry.no_bank_rate")
	}
	f.Valuation, err = v.value(own, f.Amount, f.On)
	return f, err
}

// chunk is how many contributions are written at a time. What is written is let
// go of, so that a large import does not stand in memory.
const chunk = 1000

// Abandon says that nothing of the import is going to be kept: it goes on only
// to tell what else is wrong, and writes nothing any more.
func (l *Loading) Abandon() { l.abandoned = true }

// recall reads again what was let go of.
func (l *Loading) recall(h *loaded) (err error) {
	if !h.written {
		return nil
	}
	if h.Entries, err = l.s.store.Entries(l.ctx, []int64{h.Contribution.ID}); err != nil {
		return err
	}
	h.isNew, h.touched, h.written, h.present = false, false, false, len(h.Entries)
	return nil
}

// write puts what is left into the books and tells the journal of the file.
func (l *Loading) write(from File) error {
	if err := l.writeOrder(); err != nil || len(l.written.ids) == 0 {
		return err
	}
	op, w := l.written.operation(from), l.written
	if err := l.s.approved(l.ctx, l.actor, op, w.ids, w.parts...); err != nil {
		return err
	}
	facts := fileFacts{Added: len(w.ids), USD: op.USD.Plain(), First: w.ids[0]}
	return l.s.journal.Append(l.ctx, from.record(l.actor, importAction, facts))
}

// writeOrder puts what is new into the books, in few statements, and keeps a
// record of each thing in the journal.
func (l *Loading) writeOrder() error {
	order := l.order
	l.order = nil
	if l.abandoned {
		return nil
	}
	if err := l.writeDonors(order); err != nil {
		return err
	}
	for part := range slices.Chunk(order, chunk) {
		if err := l.writePart(part); err != nil {
			return err
		}
	}
	return nil
}

// writeDonors adds the new donors of contributions that are about to be written.
func (l *Loading) writeDonors(order []*loaded) error {
	gives := map[*Donor]bool{}
	for _, h := range order {
		gives[h.donor] = true
	}
	var giving, others []*Donor
	for _, d := range l.newDonors {
		if gives[d] {
			giving = append(giving, d)
		} else {
			others = append(others, d)
		}
	}
	if err := l.s.store.AddDonors(l.ctx, giving); err != nil {
		return err
	}
	l.newDonors = others
	records := make([]journal.Entry, len(giving))
	for i, d := range giving {
		records[i] = donorRecord(l.actor, *d)
	}
	return l.s.journal.AppendAll(l.ctx, records)
}

// writePart writes contributions with their new entries.
func (l *Loading) writePart(part []*loaded) error {
	var records []journal.Entry
	var opened []*Contribution
	for _, h := range part {
		if h.isNew {
			h.Contribution.Donor = h.donor.ID
			opened = append(opened, &h.Contribution)
		}
	}
	if err := l.s.store.AddContributions(l.ctx, opened); err != nil {
		return err
	}
	for _, c := range opened {
		records = append(records, contributionRecord(l.actor, *c))
	}
	var entries []*Entry
	for _, h := range part {
		for i := h.present; i < len(h.Entries); i++ {
			e := &h.Entries[i]
			e.Contribution, e.Donor = h.Contribution.ID, h.Contribution.books()
			entries = append(entries, e)
		}
	}
	if err := l.s.store.AddEntries(l.ctx, entries); err != nil {
		return err
	}
	for _, e := range entries {
		if err := l.written.add(*e); err != nil {
			return err
		}
		records = append(records, entryRecord(l.actor, *e))
	}
	for _, h := range part {
		h.Entries, h.written = nil, true
	}
	return l.s.journal.AppendAll(l.ctx, records)
}
