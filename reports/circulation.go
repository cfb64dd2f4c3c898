package reports

import (
	"cmp"
	"context"
	"slices"

	"article30/budget"
	"article30/internal/locale"
)

// CirculationIn selects a version of a budget by its symbol.
type CirculationIn struct{ Symbol string }

// Circulation is how the circulation of a version stands under rule 72, and on
// what that rests: how far each language has gone out, the reasons, and the register
// with every addressee and language, when and how it was sent, with
// how many days to spare, and what became of it.
//
// Errors: budget.not_found; those of Check.
func (s *Service) Circulation(ctx context.Context, p *locale.Printer, in CirculationIn) (*Checked, error) {
	var f dispatchFacts
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		if f.sheetFacts, err = s.sheetFacts(ctx, in.Symbol); err != nil {
			return err
		}
		f.copies, err = s.budgets.Copies(ctx, in.Symbol)
		return err
	})
	if err != nil {
		return nil, err
	}
	r := readerOf(p)
	st := r.statement("circulation", f.today)
	st.Title = r.Text("circulation_report.title")
	st.Tables = []Table{f.progress(r), f.register(r)}
	st.Basis = f.basis(r)
	return st.Check()
}

// dispatchFacts are what the statement is made of.
type dispatchFacts struct {
	sheetFacts
	copies []budget.Copy
}

func (f dispatchFacts) title(r reader, table string) []string {
	lines := []string{r.Text(table), r.Text("circulation_report.of", "symbol", f.version.Symbol, "title", f.budget.TitleIn(f.version, r.language()))}
	if session := f.sessionLine(r); session != "" {
		lines = append(lines, session)
	}
	return append(lines, r.Text("budget_sheet.as_of", "date", f.today), f.status(r))
}

// days is a column of days, before the opening or the deadline.
func days(r reader, key string) Column {
	return Column{Key: key, Label: r.Text("circulation_report." + key), Kind: IntegerColumn}
}

// inDays is a number of days; a dash where there is none.
func inDays(n *int) Cell {
	if n == nil {
		return Dash()
	}
	return Count(int64(*n))
}

// progress has how far each language has gone out to the States parties.
func (f dispatchFacts) progress(r reader) Table {
	t := Table{
		Key: "languages", Name: r.Text("circulation_report.progress"), Title: f.title(r, "circulation_report.progress_title"),
		Columns: []Column{
			TextOf("language", r.Text("circulation_report.language")), days(r, "sent"), days(r, "parties"),
			DateOf("first", r.Text("circulation_report.first")), DateOf("last", r.Text("circulation_report.last")),
			days(r, "before_opening"), days(r, "before_deadline"),
		},
	}
	for _, l := range f.circulation.Languages {
		inHand := Dash()
		if l.Complete() && !f.circulation.Deadline.IsZero() {
			inHand = Count(int64(f.circulation.Deadline.Sub(l.Last)))
		}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{
			Text(r.Text("language." + string(l.Language))), Count(int64(l.Sent)), Count(int64(l.Total)), On(l.First), On(l.Last),
			inDays(l.Margin), inHand,
		}})
	}
	return t
}

// register has every copy: States parties first, then supplementary addressees
// and courtesy copies, each by name.
func (f dispatchFacts) register(r reader) Table {
	t := Table{
		Key: "register", Name: r.Text("circulation_report.register"), Title: f.title(r, "circulation_report.register_title"),
		Columns: []Column{
			TextOf("addressee", r.Text("circulation_report.addressee")), TextOf("role", r.Text("circulation_report.role")),
			TextOf("language", r.Text("circulation_report.language")), DateOf("sent_on", r.Text("circulation_report.sent_on")),
			TextOf("channel", r.Text("circulation_report.channel")), TextOf("reference", r.Text("circulation_report.reference")),
			days(r, "before_opening"), days(r, "before_deadline"),
			DateOf("bounced", r.Text("circulation_report.bounced")), DateOf("sent_again", r.Text("circulation_report.sent_again")),
			DateOf("acknowledged", r.Text("circulation_report.acknowledged")), DateOf("downloaded", r.Text("circulation_report.downloaded")),
			DateOf("entered_on", r.Text("circulation_report.entered_on")),
		},
	}
	copies := sorted(r, f.copies, func(c budget.Copy) string { return r.Party(string(c.Party)) })
	roles := []budget.Role{budget.Party, budget.Supplementary, budget.Courtesy}
	slices.SortStableFunc(copies, func(a, b budget.Copy) int {
		return cmp.Compare(slices.Index(roles, a.Role), slices.Index(roles, b.Role))
	})
	for _, c := range copies {
		row := Row{Kind: Line, Cells: []Cell{
			Text(r.Party(string(c.Party))), Text(r.Text("circulation_role." + string(c.Role))), Text(r.Text("language." + string(c.Language))),
			On(c.Sent.SentOn), {}, Text(c.Sent.Reference), inDays(c.Margin), inDays(c.InHand),
			On(c.Bounced), On(c.SentAgain), On(c.Acknowledged), On(c.Downloaded), On(c.Sent.RecordedOn),
		}}
		if c.Sent.Channel != "" {
			row.Cells[4] = Text(r.Text("channel." + string(c.Sent.Channel)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (f dispatchFacts) basis(r reader) Basis {
	pairs := append([]Pair{r.fact("as_of", On(f.today))}, f.document(r)...)
	pairs = append(pairs, f.underRule72(r)...)
	pairs = append(pairs, r.fact("dispatch_counts", Text(r.Text("basis.dispatch_counts.text"))))
	if note, ok := r.succession(f.participants, f.circulation.Snapshot); ok {
		pairs = append(pairs, r.fact("assumed", Cell{}), note)
	}
	return r.basis(pairs...)
}
