package reports

import (
	"cmp"
	"context"
	"slices"

	"article30/budget/conference"
	"article30/budget/project"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// AssistanceIn selects the day of a statement of technical assistance, today
// for no date, and the year of the requests, all for 0.
type AssistanceIn struct {
	AsOf date.Date
	Year int
}

// TechnicalAssistance is what States asked for and what came of it, as the
// Conference receives it at every session: by region, State, instrument,
// article and year of the request; by instrument and article; and the projects.
// A request of several States has one row of its own, so that nothing is
// counted twice. Amounts are direct costs in US dollars; the totals of what is
// committed and spent are compared with the books of spending, when no year is
// asked for.
//
// Errors: reports.in_future, reports.not_the_books; those of Check.
func (s *Service) TechnicalAssistance(ctx context.Context, p *locale.Printer, in AssistanceIn) (*Checked, error) {
	day, err := s.day(in.AsOf)
	if err != nil {
		return nil, err
	}
	r := readerOf(p)
	f := assistanceFacts{asOf: day, year: in.Year}
	err = s.store.View(ctx, func(ctx context.Context) error {
		all, err := s.projects.Standings(ctx, day)
		if err != nil {
			return err
		}
		f.cases = nil
		for _, c := range all {
			if in.Year == 0 || c.Request.Number.Year == in.Year {
				f.cases = append(f.cases, c)
			}
		}
		if f.participants, err = s.conference.Participants(ctx); err != nil {
			return err
		}
		f.committed, f.spent, err = s.store.ProjectSpending(ctx, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	total, err := f.sum(f.cases)
	if err != nil {
		return nil, err
	}
	if in.Year == 0 {
		if err := agree("projects_committed", total.committed, f.committed); err != nil {
			return nil, err
		}
		if err := agree("projects_spent", total.spent, f.spent); err != nil {
			return nil, err
		}
	}
	st := r.statement("technical-assistance", day)
	st.Title = r.Text("assistance_report.title")
	for _, table := range []func(reader, assistanceFacts, assisted) (Table, error){statesTable, articlesTable, projectsTable} {
		t, err := table(r, f, total)
		if err != nil {
			return nil, err
		}
		st.Tables = append(st.Tables, t)
	}
	st.Basis = f.basis(r)
	return st.Check()
}

// assistanceFacts are what the statement is made of.
type assistanceFacts struct {
	asOf             date.Date
	year             int // of the requests; all for 0
	cases            []project.Standing
	participants     []conference.Participant
	committed, spent money.Money // in the books of spending
}

func (f assistanceFacts) title(r reader, table string) []string {
	title := []string{r.Text(table), r.Text("status.account"), r.Text("status.as_of", "date", f.asOf), r.Text("status.unit")}
	if f.year != 0 {
		title = slices.Insert(title, 2, r.Text("assistance_report.of_year", "year", f.year))
	}
	return title
}

func (f assistanceFacts) basis(r reader) Basis {
	words := func(key string) Pair { return r.fact(key, Text(r.Text("basis."+key+".text"))) }
	facts := []Pair{
		r.fact("as_of", On(f.asOf)),
		r.fact("books", Cell{}),
		words("assistance_counted"), words("assistance_several"), words("assistance_year"), words("assistance_amounts"),
	}
	if f.year == 0 {
		facts = append(facts, words("assistance_agrees"))
	}
	facts = append(facts, r.fact("counting", Cell{}), words("assistance_party"))
	if pair, some := r.succession(f.participants, f.asOf); some {
		facts = append(facts, pair)
	}
	return r.basis(facts...)
}

// assisted are the figures of some cases.
type assisted struct {
	received, approved, declined, withdrawn, pending int64
	sought, budget, committed, spent                 money.Money
}

// sum adds up cases.
//
// Error: money.too_large.
func (f assistanceFacts) sum(cases []project.Standing) (a assisted, err error) {
	zero := money.Zero(money.USD)
	a = assisted{sought: zero, budget: zero, committed: zero, spent: zero}
	for _, c := range cases {
		a.received++
		switch {
		case c.State == project.InProject:
			a.approved++
		case c.State == project.Refused:
			a.declined++
		case c.State == project.TakenBack:
			a.withdrawn++
		default:
			a.pending++
		}
		add := []struct {
			into *money.Money
			more money.Money
		}{{&a.sought, c.Request.Sought}}
		if c.Project != nil {
			add = append(add, []struct {
				into *money.Money
				more money.Money
			}{{&a.budget, c.Project.Total}, {&a.committed, c.Figures.Committed}, {&a.spent, c.Figures.Spent}}...)
		}
		for _, one := range add {
			if err = addTo(one.into, one.more); err != nil {
				return a, err
			}
		}
	}
	return a, nil
}

// assistedColumns are those of the figures.
func assistedColumns(r reader) (columns []Column) {
	for _, key := range []string{"received", "approved", "declined", "withdrawn", "pending"} {
		columns = append(columns, Column{Key: key, Label: r.Text("assistance_report." + key), Kind: IntegerColumn})
	}
	for _, key := range []string{"sought", "budget", "committed", "spent"} {
		columns = append(columns, MoneyOf(key, r.Text("assistance_report."+key), money.USD))
	}
	return columns
}

// cells are the figures; every request is approved, declined, withdrawn or
// pending.
func (a assisted) cells() []Cell {
	count := func(n int64) Cell {
		if n == 0 {
			return Dash()
		}
		return Count(n)
	}
	amount := func(m money.Money) Cell {
		if m.IsZero() {
			return Dash()
		}
		return Money(m)
	}
	return []Cell{
		Count(a.received).By(Across(Plus("approved"), Plus("declined"), Plus("withdrawn"), Plus("pending"))),
		count(a.approved), count(a.declined), count(a.withdrawn), count(a.pending),
		amount(a.sought), amount(a.budget), amount(a.committed), amount(a.spent),
	}
}

// total is the row that closes a table, which must be the sum of what is above
// and what was added up apart from it.
func (a assisted) total(words string, empty int) Row {
	row := Row{Kind: Total, Cells: append([]Cell{Text(words)}, make([]Cell, empty)...)}
	for _, n := range []int64{a.received, a.approved, a.declined, a.withdrawn, a.pending} {
		row.Cells = append(row.Cells, Count(n).By(Sum()))
	}
	for _, m := range []money.Money{a.sought, a.budget, a.committed, a.spent} {
		row.Cells = append(row.Cells, Money(m).By(Sum()))
	}
	return row
}

// several stands for the regional groups of States that have no common one.
const several conference.Group = "several"

// region is the group under which a case stands.
func regionOf(c project.Standing) conference.Group {
	if c.Region == conference.None && len(c.Request.States) > 1 {
		return several
	}
	return c.Region
}

// who asks: the State, or several States by name; those that were not parties
// to the instrument then are marked.
func (r reader) who(c project.Standing) string {
	names := make([]string, len(c.Request.States))
	for i, id := range c.Request.States {
		names[i] = r.Party(string(id))
		if slices.Contains(c.NotParties, id) {
			names[i] = r.Text("assistance_report.not_party", "state", names[i])
		}
	}
	if len(names) == 1 {
		return names[0]
	}
	return r.Text("assistance_report.several_states", "states", r.List(sorted(r, names, func(s string) string { return s })))
}

// asking is what one row of the table by States is of.
type asking struct {
	who        string
	instrument conference.Instrument
	article    string
	year       int
}

// statesTable has, under each regional group, the States with what they asked
// for.
func statesTable(r reader, f assistanceFacts, total assisted) (Table, error) {
	t := Table{
		Key: "states", Name: r.Text("assistance_report.states_sheet"), Title: f.title(r, "assistance_report.title"),
		Columns: append([]Column{
			TextOf("state", r.Text("assistance_report.state")), TextOf("instrument", r.Text("assistance_report.instrument")),
			TextOf("article", r.Text("assistance_report.article")), YearOf("year", r.Text("assistance_report.year")),
		}, assistedColumns(r)...),
	}
	for _, region := range append(conference.Groups(), several) {
		rows := map[asking][]project.Standing{}
		var keys []asking
		for _, c := range f.cases {
			if regionOf(c) != region {
				continue
			}
			key := asking{r.who(c), c.Request.Instrument, c.Request.Article, c.Request.Number.Year}
			if rows[key] == nil {
				keys = append(keys, key)
			}
			rows[key] = append(rows[key], c)
		}
		if len(keys) == 0 {
			continue
		}
		slices.SortStableFunc(keys, func(a, b asking) int {
			return cmp.Or(cmp.Compare(a.year, b.year), instrumentRank(a.instrument)-instrumentRank(b.instrument), articleRank(a.article)-articleRank(b.article))
		})
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("assistance_report.group." + string(region)))}})
		for _, key := range sorted(r, keys, func(k asking) string { return k.who }) {
			a, err := f.sum(rows[key])
			if err != nil {
				return Table{}, err
			}
			t.Rows = append(t.Rows, Row{Kind: Line, Cells: append([]Cell{
				Text(key.who), Text(r.Text("assistance_report.instrument." + string(key.instrument))), Text(key.article), Count(int64(key.year)),
			}, a.cells()...)})
		}
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("assistance_report.subtotal"), 3, 9))
	}
	t.Rows = append(t.Rows, total.total(r.Text("assistance_report.total"), 3))
	return t, nil
}

func instrumentRank(i conference.Instrument) int { return slices.Index(conference.Instruments(), i) }

// articleRank is the number of an article, which has at most two digits.
func articleRank(article string) (n int) {
	for _, digit := range article {
		n = n*10 + int(digit-'0')
	}
	return n
}

// articlesTable has, under each instrument, its articles.
func articlesTable(r reader, f assistanceFacts, total assisted) (Table, error) {
	t := Table{
		Key: "articles", Name: r.Text("assistance_report.articles_sheet"), Title: f.title(r, "assistance_report.articles_title"),
		Columns: append([]Column{TextOf("article", r.Text("assistance_report.article"))}, assistedColumns(r)...),
	}
	for _, instrument := range conference.Instruments() {
		of := map[string][]project.Standing{}
		var articles []string
		for _, c := range f.cases {
			if c.Request.Instrument != instrument {
				continue
			}
			if of[c.Request.Article] == nil {
				articles = append(articles, c.Request.Article)
			}
			of[c.Request.Article] = append(of[c.Request.Article], c)
		}
		if len(articles) == 0 {
			continue
		}
		slices.SortFunc(articles, func(a, b string) int { return articleRank(a) - articleRank(b) })
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("instrument." + string(instrument)))}})
		for _, article := range articles {
			a, err := f.sum(of[article])
			if err != nil {
				return Table{}, err
			}
			t.Rows = append(t.Rows, Row{Kind: Line, Cells: append([]Cell{Text(r.Text("assistance_report.article_no", "article", article))}, a.cells()...)})
		}
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("assistance_report.subtotal"), 0, 9))
	}
	t.Rows = append(t.Rows, total.total(r.Text("assistance_report.total"), 0))
	return t, nil
}

// projectsTable has every project once.
func projectsTable(r reader, f assistanceFacts, total assisted) (Table, error) {
	title := TextOf("title", r.Text("assistance_report.project"))
	title.Stub = true
	t := Table{
		Key: "projects", Name: r.Text("assistance_report.projects_sheet"), Title: f.title(r, "assistance_report.projects_title"),
		Columns: []Column{
			TextOf("code", r.Text("assistance_report.code")), title, TextOf("states", r.Text("assistance_report.state")),
			TextOf("purpose", r.Text("assistance_report.article")), TextOf("request", r.Text("assistance_report.request")),
			DateOf("start", r.Text("assistance_report.start")), DateOf("end", r.Text("assistance_report.end")),
			TextOf("status", r.Text("assistance_report.status")),
			MoneyOf("budget", r.Text("assistance_report.budget"), money.USD), MoneyOf("committed", r.Text("assistance_report.committed"), money.USD),
			MoneyOf("spent", r.Text("assistance_report.spent"), money.USD), MoneyOf("left", r.Text("assistance_report.left"), money.USD),
		},
	}
	projects := slices.DeleteFunc(slices.Clone(f.cases), func(c project.Standing) bool { return c.Project == nil })
	slices.SortFunc(projects, func(a, b project.Standing) int {
		return cmp.Or(cmp.Compare(a.Project.Code.Year, b.Project.Code.Year), cmp.Compare(a.Project.Code.Seq, b.Project.Code.Seq))
	})
	for _, c := range projects {
		p := c.Project
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{
			Text(p.Code.String()), Text(p.Title), Text(r.who(c)),
			Text(r.Text("assistance_report.of_instrument", "instrument", r.Text("assistance_report.instrument."+string(c.Request.Instrument)), "article", c.Request.Article)),
			Text(c.Request.Number.String()), On(p.Start), On(p.End), Text(r.state(*p, f.asOf)),
			Money(p.Total), Money(c.Figures.Committed), Money(c.Figures.Spent),
			Calc(Across(Plus("budget"), Minus("committed"), Minus("spent"))),
		}})
	}
	last := Row{Kind: Total, Cells: append([]Cell{{}, Text(r.Text("assistance_report.total"))}, make([]Cell, 6)...)}
	for _, m := range []money.Money{total.budget, total.committed, total.spent} {
		last.Cells = append(last.Cells, Money(m).By(Sum()))
	}
	last.Cells = append(last.Cells, Calc(Sum()))
	t.Rows = append(t.Rows, last)
	return t, nil
}

// state is that of a project; of a closed one, where the unspent balance went.
func (r reader) state(p project.Project, on date.Date) string {
	words := r.Text("assistance.project." + p.State(on))
	if unspent, toDonor := p.Unspent(); p.Closure != nil && unspent.Sign() > 0 {
		key := "assistance_report.to_earmark"
		if toDonor {
			key = "assistance_report.to_donor"
		}
		words = r.Beside(words, r.Text(key))
	}
	return words
}
