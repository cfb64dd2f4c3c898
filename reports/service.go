package reports

import (
	"context"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"article30/budget/conference"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/internal/problem"
)

// Service makes statements. Each is read in one snapshot and comes back
// checked: it adds up, and it agrees with the books.
type Service struct {
	store         Store
	contributions Contributions
	budgets       Budgets
	conference    Conference
	earmarks      Earmarks
	execution     Execution
	projects      Projects
	proceedings   Proceedings
	periods       Periods
	proofs        Proofs
}

// Config is what a Service stands on.
type Config struct {
	Store         Store
	Contributions Contributions
	Budgets       Budgets
	Conference    Conference
	Earmarks      Earmarks
	Execution     Execution
	Projects      Projects
	Proceedings   Proceedings
	Periods       Periods // without it nothing is said of what is closed
	Proofs        Proofs  // of certificates only
}

// New is a Service on these parts.
func New(c Config) *Service {
	return &Service{c.Store, c.Contributions, c.Budgets, c.Conference, c.Earmarks, c.Execution, c.Projects, c.Proceedings, c.Periods, c.Proofs}
}

// Today is the last day of which a statement can be made.
func (s *Service) Today() date.Date { return s.contributions.Today() }

// day is the date asked for, today for none.
//
// Error: reports.in_future.
func (s *Service) day(asOf date.Date) (date.Date, error) {
	today := s.Today()
	switch {
	case asOf.IsZero():
		return today, nil
	case asOf.After(today):
		return asOf, problem.New(problem.Invalid, "reports.in_future", "date", asOf, "today", today)
	}
	return asOf, nil
}

// agree refuses a statement whose figure is not what the books have.
func agree(figure string, statement money.Money, books ...money.Money) error {
	sum, err := money.Sum(money.USD, books...)
	if err != nil {
		return err
	}
	if sum != statement {
		return problem.New(problem.Conflict, "reports.not_the_books",
			"figure", figure, "statement", statement, "books", sum)
	}
	return nil
}

// reader is whom a statement is for.
type reader struct {
	*locale.Printer
	order *collate.Collator
}

func readerOf(p *locale.Printer) reader {
	return reader{p, collate.New(language.Make(p.Lang()))}
}

// language is the reader's, as the Conference names its own.
func (r reader) language() conference.Language { return conference.Language(r.Lang()) }

// donor is the donor's name in the reader's language.
func (r reader) donor(d contributions.Donor) string {
	switch {
	case d.Party != "":
		return r.Party(string(d.Party))
	case d.Income():
		return r.Text("income.donor")
	}
	return d.Name
}

// merged says of contributions that were entered under another record of their
// donor that who is who is what is known today, whatever the day of the
// statement.
func (r reader) merged(list []contributions.Contribution) (Pair, bool) {
	records := map[int64]bool{}
	for _, c := range list {
		if c.Record != 0 {
			records[c.Record] = true
		}
	}
	return r.fact("merged", Text(r.Text("basis.merged.text", "count", len(records)))), len(records) > 0
}

// sorted are items by a name, in the order of the reader's language; those of
// one name keep their order.
func sorted[T any](r reader, items []T, name func(T) string) []T {
	var buf collate.Buffer
	type keyed struct {
		key  string
		item T
	}
	list := make([]keyed, len(items))
	for i, item := range items {
		list[i] = keyed{string(r.order.KeyFromString(&buf, name(item))), item}
		buf.Reset()
	}
	slices.SortStableFunc(list, func(a, b keyed) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return 0
	})
	out := make([]T, len(list))
	for i, k := range list {
		out[i] = k.item
	}
	return out
}

// fact is a pair of the basis whose label is the text "basis."+key.
func (r reader) fact(key string, value Cell) Pair {
	return Pair{Key: key, Label: r.Text("basis." + key), Value: value}
}

// succession says what was assumed of those who are parties to the Convention
// on that day by one reading of their succession and not by the other; false
// when there is nobody.
func (r reader) succession(participants []conference.Participant, on date.Date) (Pair, bool) {
	if on.IsZero() {
		return Pair{}, false
	}
	var names []string
	key := "basis.succession.at_once"
	for _, p := range conference.BySuccession(participants, conference.Convention, on) {
		names = append(names, r.Party(string(p.ID)))
		if c, _ := p.Consent(conference.Convention); c.Waits {
			key = "basis.succession.after_30_days"
		}
	}
	return r.fact("succession", Text(r.Text(key, "parties", r.List(names)))), names != nil
}

// closing says whether the books of which the statement is made are closed; nil
// where nothing is known of it.
func (r reader) closing(books *closedBooks, asOf date.Date) []Pair {
	switch {
	case books == nil:
		return nil
	case books.until.IsZero():
		return []Pair{r.fact("closed", Text(r.Text("basis.closed.never")))}
	case books.until.Before(asOf):
		return []Pair{r.fact("closed", Text(r.Text("basis.closed.not_yet", "date", asOf, "until", books.until)))}
	}
	return []Pair{r.fact("closed", Text(r.Text("basis.closed.to", "date", books.until)))}
}

// closedBooks is up to which day the books are closed; no date when no month
// is.
type closedBooks struct{ until date.Date }

// closed is read in the snapshot of the statement.
func (s *Service) closed(ctx context.Context) (*closedBooks, error) {
	if s.periods == nil {
		return nil, nil
	}
	until, err := s.periods.Until(ctx)
	return &closedBooks{until}, err
}

// basis is what stands under every statement, around its own facts.
func (r reader) basis(facts ...Pair) Basis {
	return Basis{Name: r.Text("basis.title"), Pairs: facts, Digest: r.Text("basis.digest")}
}

func (r reader) statement(name string, asOf date.Date) Statement {
	return Statement{Name: name, Lang: r.Lang(), Dir: r.Dir(), AsOf: asOf}
}
