package reports

import (
	"context"
	"slices"
	"strings"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/proceedings"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// Proceedings is what was done about one text in the room: the proposals with
// what each changes, by source of funding, and what became of it, every roll
// call by name, and the decisions. The regular budget and extrabudgetary
// resources are never added.
//
// Errors: budget.not_found, proposal.no_session; those of Check.
func (s *Service) Proceedings(ctx context.Context, p *locale.Printer, symbol string) (*Checked, error) {
	f := roomFacts{today: s.conference.Today(), majority: s.budgets.Settings().Majority}
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		if f.Room, err = s.proceedings.Room(ctx, symbol, ""); err != nil {
			return err
		}
		f.session, err = s.conference.Session(ctx, f.Session)
		return err
	})
	if err != nil {
		return nil, err
	}
	r := readerOf(p)
	st := r.statement("proceedings", f.today)
	st.Title = r.Text("proceedings.title")
	st.Tables = []Table{roomProposals(r, f)}
	for _, t := range []Table{roomConsequences(r, f), roomVotes(r, f), roomDecisions(r, f)} {
		if len(t.Rows) > 0 {
			st.Tables = append(st.Tables, t)
		}
	}
	words := func(key string) Pair { return r.fact(key, Text(r.Text("basis."+key+".text"))) }
	st.Basis = r.basis(
		r.fact("as_of", On(f.today)), words("proceedings_figures"), words("proceedings_quorum"), words("proceedings_votes"),
		r.fact("proceedings_majority", Text(r.Text("decision.majority", "majority", f.majority.String()))),
	)
	return st.Check()
}

// roomFacts are what the statement is made of.
type roomFacts struct {
	proceedings.Room
	session  conference.Session
	today    date.Date
	majority conference.Majority
}

func (f roomFacts) title(r reader, table string) []string {
	session := r.Text("session.name_"+string(f.session.Kind), "number", f.session.Number)
	return []string{
		r.Text(table), r.Text("proceedings.of", "symbol", f.Version.Symbol, "session", session),
		r.Text("status.as_of", "date", f.today), r.Text("status.unit"),
	}
}

// rollCall is the one with that number, if there is one.
func (f roomFacts) rollCall(id int64) (proceedings.RollCall, bool) {
	i := slices.IndexFunc(f.RollCalls, func(c proceedings.RollCall) bool { return c.ID == id && id != 0 })
	if i < 0 {
		return proceedings.RollCall{}, false
	}
	return f.RollCalls[i], true
}

// counted are the columns of votes.
func counted(r reader) (columns []Column) {
	for _, key := range []string{"for", "against", "abstentions"} {
		columns = append(columns, Column{Key: key, Label: r.Text("proceedings." + key), Kind: IntegerColumn})
	}
	return columns
}

func roomProposals(r reader, f roomFacts) Table {
	what := TextOf("title", r.Text("proceedings.what"))
	what.Stub = true
	t := Table{
		Key: "proposals", Name: r.Text("proceedings.proposals"), Title: f.title(r, "proceedings.proposals_title"),
		Columns: slices.Concat([]Column{
			{Key: "number", Label: r.Text("proceedings.number"), Kind: IntegerColumn}, TextOf("symbol", r.Text("proceedings.symbol")), what,
			TextOf("sponsors", r.Text("proceedings.sponsors")), TextOf("instrument", r.Text("proceedings.for_parties")),
			TextOf("amendments", r.Text("proceedings.amendments")), TextOf("implications", r.Text("proceedings.implications")),
			TextOf("state", r.Text("proceedings.state")), DateOf("on", r.Text("proceedings.on")), TextOf("method", r.Text("proceedings.method")),
		}, counted(r)),
	}
	for _, one := range f.Proposals {
		state, by := one.State()
		names := make([]string, len(one.Sponsors))
		for i, id := range one.Sponsors {
			names[i] = r.Party(string(id))
		}
		row := Row{Kind: Line, Cells: []Cell{
			Count(int64(one.Number)), Text(one.Symbol), Text(one.Title), Text(r.List(names)),
			Text(r.Text("assistance_report.instrument." + string(one.Instrument))), Text(f.amendments(r, one)), Text(r.implications(one, by)),
			Text(r.Text("proposal_state." + string(state))), On(by.On), {},
		}}
		if by.Method != "" {
			row.Cells[9] = Text(r.Text("decision_method." + string(by.Method)))
		}
		if call, ok := f.rollCall(by.RollCall); ok {
			row.Cells = append(row.Cells, Count(int64(call.For)), Count(int64(call.Against)), Count(int64(call.Abstentions)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// amendments are the lines that a proposal touches and what it does to each.
func (f roomFacts) amendments(r reader, one proceedings.Standing) string {
	var words []string
	for _, a := range one.Amendments {
		line := a.Line
		if a.At > 0 {
			line = f.Version.Lines[a.At-1]
		}
		name := strings.TrimSpace(line.Code + " " + line.TitleIn(conference.Language(r.Lang())))
		words = append(words, r.Text("proceedings.line", "line", name, "action", string(a.Action)))
	}
	return strings.Join(words, "; ")
}

// implications are the statement of rule 75, or why there was none.
func (r reader) implications(one proceedings.Standing, by proceedings.Event) string {
	statement, ok := one.Statement()
	switch {
	case ok:
		return strings.TrimSpace(statement.Reference + " " + statement.Words)
	case by.Override != "":
		return r.Text("proceedings.without", "reason", by.Override)
	case one.Consequence.Costs():
		return r.Text("room.missing")
	}
	return r.Text("room.no_cost")
}

// roomConsequences has a row for everything that a proposal changes, and for
// what the accepted ones change together.
func roomConsequences(r reader, f roomFacts) Table {
	amount := func(key string) Column {
		c := MoneyOf(key, r.Text("proceedings."+key), money.USD)
		c.Decimals = f.Version.Decimals()
		return c
	}
	t := Table{
		Key: "consequences", Name: r.Text("proceedings.consequences"), Title: f.title(r, "proceedings.consequences_title"),
		Columns: []Column{
			TextOf("proposal", r.Text("proceedings.what")), TextOf("source", r.Text("proceedings.source")),
			TextOf("column", r.Text("proceedings.column")), amount("direct"), amount("psc"), amount("total"),
		},
	}
	add := func(name string, c proceedings.Consequence) {
		for _, b := range c.Difference.Blocks {
			for i, column := range f.Version.Columns {
				if b.Total[i].IsZero() && b.Direct[i].IsZero() {
					continue
				}
				t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{
					Text(name), Text(r.Text("funding." + string(b.Funding))), Text(columnName(r, column)),
					Money(b.Direct[i]), Money(b.PSC[i]), Money(b.Total[i]).By(Across(Plus("direct"), Plus("psc"))),
				}})
			}
		}
	}
	for _, one := range f.Proposals {
		add(one.Symbol, one.Consequence)
	}
	add(r.Text("room.together"), f.Accepted)
	return t
}

func columnName(r reader, c budget.Column) string {
	return r.Text("budget_sheet.stage."+string(c.Stage), "year", c.Year)
}

// roomVotes has every roll call with what each party answered; the votes of
// every answer add up to what was counted.
func roomVotes(r reader, f roomFacts) Table {
	t := Table{
		Key: "votes", Name: r.Text("proceedings.votes"), Title: f.title(r, "proceedings.votes_title"),
		Columns: slices.Concat([]Column{TextOf("party", r.Text("proceedings.party")), TextOf("answer", r.Text("proceedings.answer"))}, counted(r)),
	}
	for _, call := range f.RollCalls {
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("proceedings.roll_call",
			"number", int(call.ID), "symbol", call.Symbol, "subject", string(call.Subject)))}})
		for _, b := range sorted(r, call.Ballots, func(b conference.Ballot) string { return r.Party(string(b.Party)) }) {
			cells := []Cell{Text(r.Party(string(b.Party))), Text(r.Text("vote_answer." + string(b.Answer))), Dash(), Dash(), Dash()}
			if i := slices.Index(conference.Answers(), b.Answer); b.Answer != conference.Absent {
				cells[2+i] = Count(int64(b.Votes))
			}
			t.Rows = append(t.Rows, Row{Kind: Line, Cells: cells})
		}
		t.Rows = append(t.Rows, Row{Kind: Subtotal, Cells: []Cell{
			Text(r.Text("proceedings.counted")), {}, Count(int64(call.For)).By(Sum()), Count(int64(call.Against)).By(Sum()), Count(int64(call.Abstentions)).By(Sum()),
		}})
	}
	return t
}

// roomDecisions has the decisions on the document, with how many States parties
// were there when they were taken in the room.
func roomDecisions(r reader, f roomFacts) Table {
	t := Table{
		Key: "decisions", Name: r.Text("proceedings.decisions"), Title: f.title(r, "proceedings.decisions_title"),
		Columns: slices.Concat([]Column{
			TextOf("symbol", r.Text("proceedings.symbol")), TextOf("outcome", r.Text("proceedings.outcome")), DateOf("on", r.Text("proceedings.on")),
			TextOf("method", r.Text("proceedings.method")),
		}, counted(r), []Column{
			{Key: "meeting", Label: r.Text("proceedings.meeting"), Kind: IntegerColumn}, {Key: "present", Label: r.Text("proceedings.present"), Kind: IntegerColumn},
			{Key: "parties", Label: r.Text("proceedings.parties"), Kind: IntegerColumn},
		}),
	}
	votes := func(n *int) Cell {
		if n == nil {
			return Cell{}
		}
		return Count(int64(*n))
	}
	for _, d := range f.Decisions {
		cells := []Cell{
			Text(d.Symbol), Text(r.Text("outcome." + string(d.Outcome))), On(d.DecidedOn), Text(r.Text("decision_method." + string(d.Method))),
			votes(d.For), votes(d.Against), votes(d.Abstentions),
		}
		for _, m := range f.Meetings {
			if d.Evidence != nil && d.Evidence.Meeting == m.ID {
				cells = append(cells, Count(int64(m.Number)), Count(int64(m.ToDecide.Present)), Count(int64(m.ToDecide.Of)))
			}
		}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: cells})
	}
	return t
}
