package execution

import (
	"context"
	"strconv"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/flow"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// File is what an import reads, as the journal remembers it.
type File struct {
	Name   string
	SHA256 string
}

// ExpenseRow is an expense of an extract as it comes in. Symbol is that of a
// text of the document, Line the line's code (or its title when it has none),
// Commitment the reference of the commitment that it is against; "" for an
// expense directly against the allotment. Reference is the extract's own key:
// the document has no second expense of that reference.
type ExpenseRow struct {
	Symbol     string
	Reference  string
	Line       string
	Year       string
	On         string
	Currency   string
	Amount     string
	Payee      string
	Commitment string
	Project    string // code; "" for none of its own
}

// Loading is an import of expenses in progress: what stands in the books is in
// memory, and what is decided on top of it is written in bulk at the end. It is
// for one goroutine, and only inside the function given to Load.
type Loading struct {
	s         *Service
	ctx       context.Context
	actor     access.Actor
	documents map[string]*loadedDocument // by symbol as given
	byBudget  map[int64]*loadedDocument
	free      flow.Flow
	pools     pools
	purposes  map[string]Purpose // by code of the project
	rates     map[rateKey]Valuation
	months    map[date.Month]error
	order     []*loadedAllotment // with something new, in the order of the file
}

type loadedDocument struct {
	symbol     string
	allotments []*loadedAllotment
	byKey      map[string]*item // expenses of imports, by external key
	given      map[string]bool  // keys in this import
}

type loadedAllotment struct {
	*ledger
	fresh []*item
}

type rateKey struct {
	currency money.Currency
	on       date.Date
}

// Load runs fn over what stands in the books and then writes what fn recorded,
// all in one transaction: nothing at all when fn returns an error. fn may run
// again and must have no other effect.
func (s *Service) Load(ctx context.Context, actor access.Actor, from File, fn func(l *Loading) error) error {
	if err := actor.Require(access.RecordExecution); err != nil {
		return err
	}
	return s.store.Update(ctx, func(ctx context.Context) error {
		free, err := s.free(ctx, firstDay)
		if err != nil {
			return err
		}
		l := &Loading{
			s: s, ctx: ctx, actor: actor, free: free,
			documents: map[string]*loadedDocument{}, byBudget: map[int64]*loadedDocument{}, rates: map[rateKey]Valuation{},
			pools: s.pools(ctx), purposes: map[string]Purpose{}, months: map[date.Month]error{},
		}
		if err := fn(l); err != nil {
			return err
		}
		return l.write(from)
	})
}

// Expense takes an expense and reports whether the books did not have it yet.
//
// Errors: budget.not_found; those of RecordExpense; expense.no_allotment and
// expense.ambiguous_allotment for line and year; expense.no_commitment and
// expense.ambiguous_commitment for the reference; expense.changed when the
// books have another expense of that reference; expense.repeated when the
// import had one before; period.closed.
func (l *Loading) Expense(row ExpenseRow) (added bool, err error) {
	var fields problem.Fields
	reference := required(&fields, "reference", row.Reference, maxReference)
	line := required(&fields, "line", row.Line, maxReason)
	year, err := strconv.Atoi(row.Year)
	if err != nil || year < date.FirstYear || year > date.LastYear {
		fields.Add("year", "expense.bad_year", "value", row.Year)
	}
	if row.Currency == "" {
		fields.Add("currency", "money.unknown_currency", "value", "")
	}
	f := l.s.expense(&fields, ExpenseIn{
		On: row.On, Currency: row.Currency, Amount: row.Amount, Payee: row.Payee, Reference: reference,
	})
	if err := fields.Err("execution.invalid"); err != nil {
		return false, err
	}
	d, err := l.document(row.Symbol)
	if err != nil {
		return false, err
	}
	f.External = d.symbol + " " + reference
	if d.given[f.External] {
		return false, refuse("reference", "expense.repeated", "reference", reference)
	}
	a, err := d.find(line, year, row.Commitment, &f)
	if err != nil {
		return false, err
	}
	if err := a.payee(&f); err != nil {
		return false, err
	}
	d.given[f.External] = true
	if present := d.byKey[f.External]; present != nil {
		return false, same(present.entry, a.allotment.ID, f)
	}
	if f.Purpose, err = l.purpose(row.Project); err != nil {
		return false, err
	}
	if f.Valuation, err = l.value(f.Amount, f.On); err != nil {
		fields.AddErr("on", err)
		return false, fields.Err("execution.invalid")
	}
	return true, l.record(d, a, f)
}

func (l *Loading) document(symbol string) (*loadedDocument, error) {
	if d, ok := l.documents[symbol]; ok {
		return d, nil
	}
	b, err := l.s.budgets.Budget(l.ctx, symbol)
	if err != nil {
		return nil, err
	}
	d, ok := l.byBudget[b.ID]
	if !ok {
		d = &loadedDocument{symbol: b.Symbol, byKey: map[string]*item{}, given: map[string]bool{}}
		histories, err := l.s.histories(l.ctx, b.ID, l.s.store.Facts)
		if err != nil {
			return nil, err
		}
		for _, h := range histories {
			retraced, err := retrace(h)
			if err != nil {
				return nil, err
			}
			if err := l.s.recallAll(l.ctx, retraced); err != nil {
				return nil, err
			}
			a := &loadedAllotment{ledger: retraced}
			d.allotments = append(d.allotments, a)
			for _, it := range a.items {
				if it.entry.External != "" {
					d.byKey[it.entry.External] = it
				}
			}
		}
		l.byBudget[b.ID] = d
	}
	l.documents[symbol] = d
	return d, nil
}

// find is the allotment of the line and year, or the one of them that has the
// commitment, which then is what the expense is of.
func (d *loadedDocument) find(line string, year int, commitment string, f *Fact) (*loadedAllotment, error) {
	var found []*loadedAllotment
	allotted := 0
	for _, a := range d.allotments {
		if a.allotment.Line.Name() != line || a.allotment.Year != year || a.inForce() == 0 {
			continue
		}
		allotted++
		if commitment == "" {
			found = append(found, a)
			continue
		}
		for _, it := range a.items {
			if it.entry.Kind == KindCommitment && it.entry.Reference == commitment && !it.reversed {
				found = append(found, a)
				f.Of = it.entry.ID
			}
		}
	}
	switch {
	case allotted == 0:
		return nil, refuse("line", "expense.no_allotment", "line", line, "year", year)
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0:
		return nil, refuse("commitment", "expense.no_commitment", "commitment", commitment, "line", line, "year", year)
	case commitment != "":
		return nil, refuse("commitment", "expense.ambiguous_commitment", "commitment", commitment, "line", line, "year", year)
	}
	return nil, refuse("line", "expense.ambiguous_allotment", "line", line, "year", year)
}

// same refuses an expense that the books have with another content. An expense
// that was reversed since stays what it was.
func same(e Entry, allotment int64, f Fact) error {
	if e.Allotment == allotment && e.On == f.On && e.Amount == f.Amount && e.Of == f.Of && e.Payee == f.Payee {
		return nil
	}
	return problem.New(problem.Conflict, "expense.changed", "reference", f.Reference,
		"entry", e.ID, "date", e.On, "amount", e.Amount, "payee", e.Payee)
}

func (l *Loading) purpose(project string) (Purpose, error) {
	known, ok := l.purposes[project]
	if ok {
		return known, nil
	}
	p, err := l.s.told(l.ctx, purposeIn{project: project})
	if err == nil {
		l.purposes[project] = p
	}
	return p, err
}

func (l *Loading) value(m money.Money, on date.Date) (Valuation, error) {
	key := rateKey{m.Currency(), on}
	known, ok := l.rates[key]
	if !ok {
		v, err := l.s.value(l.ctx, m, on)
		if err == nil {
			l.rates[key] = v
		}
		return v, err
	}
	usd, err := known.Rate.ToUSD(m)
	known.USD = usd
	return known, err
}

func (l *Loading) record(d *loadedDocument, a *loadedAllotment, f Fact) error {
	e, err := a.decide(l.free, l.pools, KindExpense, f)
	if err != nil {
		return err
	}
	if err := l.open(e.On); err != nil {
		return err
	}
	e.EnteredBy, e.RecordedAt = l.actor.Name, l.s.now()
	a.put(e)
	l.free.Add(e.On, -used(e.Postings))
	if e.Of == 0 && len(e.Draws) > 0 {
		pool, err := l.pools()
		if err != nil {
			return err
		}
		if err := pool.Use(e.On, e.Draws); err != nil {
			return err
		}
	}
	it := a.items[len(a.items)-1]
	if a.fresh == nil {
		l.order = append(l.order, a)
	}
	a.fresh = append(a.fresh, it)
	d.byKey[e.External] = it
	return nil
}

// write puts everything new into the books, in few statements, and keeps a
// record of each thing in the journal.
func (l *Loading) write(from File) error {
	op, parts, err := l.importing(from)
	if err != nil {
		return err
	}
	if len(l.order) > 0 {
		if err := l.s.allow(l.ctx, l.actor, op, parts...); err != nil {
			return err
		}
	}
	var records []journal.Entry
	var first int64
	for _, a := range l.order {
		entries := make([]*Entry, len(a.fresh))
		for i, it := range a.fresh {
			entries[i] = &it.entry
		}
		if err := l.s.projectsAllow(l.ctx, entries...); err != nil {
			return err
		}
		if err := l.s.write(l.ctx, op, a.allotment, entries); err != nil {
			return err
		}
		if first == 0 {
			first = entries[0].ID
		}
		for _, e := range entries {
			records = append(records, entryRecord(l.actor, a.allotment, *e))
		}
	}
	if records == nil {
		return nil
	}
	records = append(records, journal.Entry{
		Actor: l.actor.Name, Action: importAction, Object: "file", ID: from.SHA256,
		After: fileFacts{Name: from.Name, Added: len(records), USD: op.USD.Plain(), First: first},
	})
	return l.s.journal.AppendAll(l.ctx, records)
}
