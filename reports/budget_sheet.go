package reports

import (
	"context"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// BudgetSheetIn selects a version of a budget by its symbol.
type BudgetSheetIn struct{ Symbol string }

// BudgetSheet is one version of a budget as it is sent to the States parties:
// its lines by section and source of funding, programme support costs on
// extrabudgetary direct costs, how its circulation stands under rule 72, and
// what was decided under rule 73, with the basis where there had to be one.
// The regular budget and extrabudgetary money stand in blocks of their own and
// are never added.
//
// Errors: budget.not_found; those of Check.
func (s *Service) BudgetSheet(ctx context.Context, p *locale.Printer, in BudgetSheetIn) (*Checked, error) {
	var facts sheetFacts
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		facts, err = s.sheetFacts(ctx, in.Symbol)
		return err
	})
	if err != nil {
		return nil, err
	}
	st, err := budgetStatement(readerOf(p), facts)
	if err != nil {
		return nil, err
	}
	return st.Check()
}

// sheetFacts are what a budget sheet is made of.
type sheetFacts struct {
	today       date.Date
	budget      budget.Budget
	version     budget.Version
	circulation budget.Circulation
	decisions   []budget.Decision
	session     conference.Session // the zero Session when the budget was given to none

	participants []conference.Participant
	majority     conference.Majority // as configured
}

// sheetFacts are read in the transaction of the caller.
func (s *Service) sheetFacts(ctx context.Context, symbol string) (f sheetFacts, err error) {
	if f.budget, err = s.budgets.Budget(ctx, symbol); err != nil {
		return f, err
	}
	if f.circulation, err = s.budgets.Circulation(ctx, symbol); err != nil {
		return f, err
	}
	if f.decisions, err = s.budgets.Decisions(ctx, symbol); err != nil {
		return f, err
	}
	if f.participants, err = s.conference.Participants(ctx); err != nil {
		return f, err
	}
	if f.budget.Session != "" {
		if f.session, err = s.conference.Session(ctx, f.budget.Session); err != nil {
			return f, err
		}
	}
	f.version, _ = f.budget.Version(symbol)
	f.today = s.conference.Today()
	f.majority = s.budgets.Settings().Majority
	return f, nil
}

func budgetStatement(r reader, f sheetFacts) (Statement, error) {
	totals, err := budget.TotalsOf(f.version.Content)
	if err != nil {
		return Statement{}, err
	}
	st := r.statement("budget-sheet", f.today)
	st.Title = f.budget.TitleIn(f.version, r.language())
	st.Tables = []Table{{
		Key: "budget", Name: r.Text("budget_sheet.sheet"),
		Title:   f.title(r),
		Columns: f.columns(r),
		Rows:    f.rows(r, totals),
	}}
	st.Basis = f.basis(r)
	return st, nil
}

// title says what the document is, how its circulation stands, and on what
// basis it was adopted where it was not in time.
func (f sheetFacts) title(r reader) []string {
	lines := []string{f.budget.TitleIn(f.version, r.language()), f.version.Symbol}
	if session := f.sessionLine(r); session != "" {
		lines = append(lines, session)
	}
	lines = append(lines, r.Text("budget_sheet.unit"), r.Text("budget_sheet.as_of", "date", f.today), f.status(r))
	for _, d := range f.decisions {
		lines = append(lines, f.decision(r, d))
	}
	return lines
}

// sessionLine is the session with its opening; "" where the document has been
// given to none.
func (f sheetFacts) sessionLine(r reader) string {
	switch {
	case f.session.ID == "":
		return ""
	case f.session.Opening.IsZero():
		return r.Text("circulated_sheet.session_postponed", "session", f.sessionName(r))
	}
	return r.Text("budget_sheet.session", "session", f.sessionName(r), "opening", f.session.Opening)
}

func (f sheetFacts) sessionName(r reader) string {
	return r.Text("session.name_"+string(f.session.Kind), "number", f.session.Number)
}

// status is the line on rule 72.
func (f sheetFacts) status(r reader) string {
	c := f.circulation
	key := "budget_sheet.status." + string(c.Status)
	switch c.Status {
	case budget.Timely, budget.Partial, budget.Late:
		if c.Margin != nil {
			return r.Text(key, "date", c.SentOn, "deadline", c.Deadline, "count", *c.Margin)
		}
		return r.Text(key+"_unsent", "deadline", c.Deadline)
	case budget.Open:
		return r.Text(key, "deadline", c.Deadline, "count", c.DaysLeft)
	case budget.Incomplete:
		return r.Text(key, "deadline", c.Deadline)
	}
	return r.Text(key)
}

// decision is the line on a decision of the Conference under rule 73.
func (f sheetFacts) decision(r reader, d budget.Decision) string {
	line := r.Text("budget_sheet.decision."+string(d.Outcome), "symbol", d.Symbol, "date", d.DecidedOn)
	if d.Method == budget.Vote && d.For != nil && d.Against != nil {
		abstentions := 0
		if d.Abstentions != nil {
			abstentions = *d.Abstentions
		}
		line += r.Text("budget_sheet.by_vote", "for", *d.For, "against", *d.Against, "abstentions", abstentions)
	} else {
		line += r.Text("budget_sheet.by_consensus")
	}
	if d.Reference != "" {
		line += r.Text("budget_sheet.reference", "reference", d.Reference)
	}
	if d.Basis != "" {
		line += r.Text("budget_sheet.basis."+string(d.Basis), "reference", d.BasisReference)
	}
	return line
}

// columns are the words of a line, as far as any line has them, and the
// version's own columns.
func (f sheetFacts) columns(r reader) []Column {
	var columns []Column
	for _, w := range f.words() {
		column := TextOf(w.key, r.Text("budget_sheet."+w.key))
		column.Stub = w.key == stubKey
		columns = append(columns, column)
	}
	for i, c := range f.version.Columns {
		label := r.Text("budget_sheet.stage."+string(c.Stage), "year", c.Year)
		column := MoneyOf(string(c.Stage)+"_"+strconv.Itoa(c.Year), label, money.USD)
		column.Decimals = f.version.Decimals()
		if f.ambiguous(c) {
			column.Key += "_" + strconv.Itoa(i+1)
			column.Label = r.Text("budget_sheet.stage_of", "stage", label, "label", c.Label)
		}
		columns = append(columns, column)
	}
	return columns
}

// ambiguous tells a column whose year and stage are those of another; the
// label that the source prints must tell them apart.
func (f sheetFacts) ambiguous(c budget.Column) bool {
	same := 0
	for _, other := range f.version.Columns {
		if other.Year == c.Year && other.Stage == c.Stage {
			same++
		}
	}
	return same > 1
}

const stubKey = "line"

// lineWord is something that a line says in words; a named one is a key of
// texts.
type lineWord struct {
	key   string
	of    func(budget.Line) string
	named bool
}

var lineWords = []lineWord{
	{"code", func(l budget.Line) string { return l.Code }, false},
	{stubKey, func(l budget.Line) string { return l.Title }, false},
	{"mandate", func(l budget.Line) string { return string(l.Mandate) }, true},
	{"object", func(l budget.Line) string { return string(l.Object) }, true},
}

// words are those that any line of the version has.
func (f sheetFacts) words() []lineWord {
	var used []lineWord
	for _, w := range lineWords {
		if w.key == stubKey || slices.ContainsFunc(f.version.Lines, func(l budget.Line) bool { return w.of(l) != "" }) {
			used = append(used, w)
		}
	}
	return used
}

// places is the position to which the version rounds: 2 for cents, 0 for
// dollars, -3 for thousands.
func (f sheetFacts) places() int {
	for places := money.USD.Digits(); ; places-- {
		if !f.version.Unit.Mod(decimal.New(1, int32(-places+1))).IsZero() || places < -9 {
			return places
		}
	}
}

func (f sheetFacts) rows(r reader, totals budget.Totals) []Row {
	b := sheetBuilder{sheetFacts: f, reader: r, words: f.words(), totals: totals}
	for _, block := range totals.Blocks {
		b.block(block)
	}
	if totals.Extrabudgetary != nil {
		b.closing(Total, r.Text("budget_sheet.total_extrabudgetary"), "", totals.Extrabudgetary.Total,
			Rows(Plus("total."+string(budget.GeneralPurpose)), Plus("total."+string(budget.SpecialPurpose))))
	}
	return b.rows
}

// sheetBuilder puts the rows of a sheet together.
type sheetBuilder struct {
	sheetFacts
	reader
	words  []lineWord
	totals budget.Totals
	rows   []Row
}

// stub are the cells before the figures, with words only where rows are named.
func (b *sheetBuilder) stub(words string) []Cell {
	cells := make([]Cell, len(b.words))
	cells[slices.IndexFunc(b.words, func(w lineWord) bool { return w.key == stubKey })] = Text(words)
	return cells
}

// block is one source of funding: a heading, lines and sections, direct costs,
// and on extrabudgetary money programme support costs and their sum.
func (b *sheetBuilder) block(block budget.Block) {
	funding := string(block.Funding)
	b.rows = append(b.rows, Row{Kind: Heading, Cells: b.stub(b.Text("budget_sheet.funding." + funding))})
	done := map[string]bool{}
	for _, line := range b.version.Lines {
		switch {
		case line.Funding != block.Funding:
		case line.Section == "":
			b.line(line)
		case !done[line.Section]:
			done[line.Section] = true
			b.section(block.Funding, line.Section)
		}
	}
	if !block.Funding.Extrabudgetary() {
		b.closing(Subtotal, b.Text("budget_sheet.total."+funding), "", block.Direct, Sum())
		return
	}
	b.closing(Subtotal, b.Text("budget_sheet.direct"), "direct."+funding, block.Direct, Sum())
	percent := b.Number(b.version.PSCPercent, int(max(0, -b.version.PSCPercent.Exponent())))
	b.closing(Line, b.Text("budget_sheet.psc", "percent", percent), "psc."+funding, block.PSC,
		Percent(b.version.PSCPercent, "direct."+funding).To(b.places()))
	b.closing(Total, b.Text("budget_sheet.total."+funding), "total."+funding, block.Total,
		Rows(Plus("direct."+funding), Plus("psc."+funding)))
}

// section stands where its first line stands.
func (b *sheetBuilder) section(funding budget.Funding, name string) {
	at := slices.IndexFunc(b.totals.Sections, func(s budget.SectionTotal) bool { return s.Funding == funding && s.Section == name })
	section := b.totals.Sections[at]
	title := b.version.SectionIn(name, b.language())
	b.rows = append(b.rows, Row{Kind: Heading, Cells: b.stub(title)})
	for _, i := range section.Lines {
		b.line(b.version.Lines[i])
	}
	b.closing(Subtotal, b.Text("budget_sheet.subtotal", "section", title), "", section.Amounts, Sum())
}

func (b *sheetBuilder) line(l budget.Line) {
	var cells []Cell
	for _, w := range b.words {
		word := w.of(l)
		if w.key == stubKey {
			word = l.TitleIn(b.language())
		}
		if w.named && word != "" {
			word = b.Text("budget_sheet." + w.key + "." + word)
		}
		cells = append(cells, Text(word))
	}
	for _, m := range l.Amounts {
		cells = append(cells, Money(m))
	}
	b.rows = append(b.rows, Row{Kind: Line, Cells: cells})
}

// closing is a row of figures that the budget states and the formula must
// give.
func (b *sheetBuilder) closing(kind RowKind, words, name string, amounts []money.Money, formula Formula) {
	cells := b.stub(words)
	for _, m := range amounts {
		cells = append(cells, Money(m).By(formula))
	}
	b.rows = append(b.rows, Row{Kind: kind, Name: name, Cells: cells})
}

func (f sheetFacts) basis(r reader) Basis {
	pairs := append([]Pair{r.fact("as_of", On(f.today))}, f.document(r)...)
	pairs = append(pairs, f.underRule72(r)...)
	decision := "decision"
	if !f.budget.Kind.HasClock() {
		decision = "decision_other"
	}
	for _, d := range f.decisions {
		pairs = append(pairs, r.fact(decision, Text(f.decision(r, d))))
	}
	if slices.ContainsFunc(f.decisions, func(d budget.Decision) bool { return d.Method == budget.Vote }) {
		pairs = append(pairs, r.fact("majority", Text(r.Text("decision.majority", "majority", f.majority.String()))))
	}
	pairs = append(pairs, f.counting(r)...)
	if note, ok := r.succession(f.participants, f.circulation.Snapshot); ok {
		pairs = append(pairs, r.fact("assumed", Cell{}), note)
	}
	return r.basis(pairs...)
}

// document says which text it is, and when it says that it was distributed.
func (f sheetFacts) document(r reader) []Pair {
	pairs := []Pair{
		r.fact("symbol", Text(f.version.Symbol)),
		r.fact("document", Text(r.Text("budget_sheet.kind."+string(f.budget.Kind)))),
		r.fact("version_digest", Text(f.version.Digest())),
	}
	if f.version.Source != "" {
		pairs = append(pairs, r.fact("source", Text(f.version.Source)))
	}
	if !f.version.DistrOn.IsZero() {
		pairs = append(pairs, r.fact("distr_on", On(f.version.DistrOn)))
	}
	if !f.version.UploadedOn.IsZero() {
		pairs = append(pairs, r.fact("uploaded_on", On(f.version.UploadedOn)))
	}
	return pairs
}

// underRule72 says how the circulation stands, by which dates and why.
func (f sheetFacts) underRule72(r reader) []Pair {
	c := f.circulation
	pairs := []Pair{r.fact("circulation", Cell{})}
	if f.session.ID != "" {
		pairs = append(pairs, r.fact("opening", On(f.session.Opening)))
	}
	if !c.Deadline.IsZero() {
		pairs = append(pairs, r.fact("deadline", On(c.Deadline)), r.fact("last_working_day", On(c.LastWorkingDay)),
			r.fact(countingRule(c.Rule), Text(r.Text("basis."+countingRule(c.Rule)+".text", "count", c.Rule.Days))))
	}
	pairs = append(pairs, r.fact("status", Text(f.status(r))))
	for _, cause := range c.Causes {
		pairs = append(pairs, r.fact("cause", Text(r.Text(cause.Key(), cause.Pairs()...))))
	}
	return pairs
}

// counting says how the figures came about.
func (f sheetFacts) counting(r reader) []Pair {
	words := func(key string, args ...any) Pair {
		return r.fact(key, Text(r.Text("basis."+key+".text", args...)))
	}
	pairs := []Pair{r.fact("counting", Cell{})}
	if f.extrabudgetary() {
		percent := r.Number(f.version.PSCPercent, int(max(0, -f.version.PSCPercent.Exponent())))
		pairs = append(pairs, words("psc", "percent", percent, "unit", f.unit(r)))
	}
	return append(pairs, words("sheet_rounding", "unit", f.unit(r)), words("never_netted"))
}

// unit is what every figure is a multiple of: "1", "0,01".
func (f sheetFacts) unit(r reader) string {
	return r.Number(f.version.Unit, int(max(0, -f.version.Unit.Exponent())))
}

func countingRule(rule conference.Rule) string {
	if rule.ClearDays {
		return "clear_days"
	}
	return "calendar_days"
}

func (f sheetFacts) extrabudgetary() bool {
	return slices.ContainsFunc(f.version.Lines, func(l budget.Line) bool { return l.Funding.Extrabudgetary() })
}
