package cli

import (
	"strconv"
	"strings"

	"article30/api/wire"
	"article30/budget"
	"article30/budget/proceedings"
	"article30/internal/money"
)

type roomCmd struct {
	Show       roomShowCmd       `cmd:"" default:"withargs" help:"A text in the room: proposals, what they cost, what became of them, votes."`
	Open       roomOpenCmd       `cmd:"" help:"Record that a meeting was declared open, and who is there (rule 41)."`
	Meetings   roomMeetingsCmd   `cmd:"" help:"List the meetings of a session with their quorums."`
	Propose    roomProposeCmd    `cmd:"" help:"Record a proposal that amends lines of a text."`
	Imply      roomImplyCmd      `cmd:"" help:"Record the statement of the financial implications of a proposal (rule 75)."`
	Accept     roomAcceptCmd     `cmd:"" help:"Record that a proposal was accepted by consensus."`
	Reject     roomRejectCmd     `cmd:"" help:"Record that a proposal was rejected by consensus."`
	Vote       roomVoteCmd       `cmd:"" help:"Record a roll call on a proposal, which decides it."`
	Withdraw   roomWithdrawCmd   `cmd:"" help:"Record that its sponsors withdrew a proposal."`
	Reconsider roomReconsiderCmd `cmd:"" help:"Take up again what was decided at the same session (rule 55)."`
	Compare    roomCompareCmd    `cmd:"" help:"Lay sets of proposals side by side."`
	Decide     roomDecideCmd     `cmd:"" help:"Record what the Conference decided on the text; as amended, it is made of the accepted proposals."`
}

type roomShowCmd struct {
	Symbol  string `arg:"" help:"Symbol of the version that is before the Conference."`
	Session string `help:"The session that deals with it; the document's own without it."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *roomShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		r, err := s.proceedings.Room(a.ctx, c.Symbol, c.Session)
		if err != nil {
			return err
		}
		w := wire.NewRoom(a.printer, r, s.proceedings.Majority())
		if c.JSON {
			return a.json(w)
		}
		return a.room(w, r)
	})
}

func (a *app) room(w wire.Room, r proceedings.Room) error {
	a.printf("%s: %s\n", w.Symbol, w.Title)
	for _, d := range r.Decisions {
		a.println(a.printer.Text("budget_sheet.decision."+string(d.Outcome), "symbol", d.Symbol, "date", d.DecidedOn))
	}
	t := a.table("id", "symbol", "became", "implications", "title")
	for _, one := range r.Proposals {
		state, by := one.State()
		t.row(strconv.Itoa(one.Number), one.Symbol, a.printer.Text("proposal_state."+string(state)), a.rule75(one, by), one.Title)
	}
	if err := t.print(); err != nil {
		return err
	}
	for _, c := range w.Conflicts {
		a.conflict(c)
	}
	if len(r.Meetings) > 0 {
		a.println()
		if err := a.sittings(r.Meetings); err != nil {
			return err
		}
	}
	a.println()
	together := a.printer.Text("room.together")
	figures := a.figures(w.Columns)
	for _, one := range r.Proposals {
		figures.add(one.Symbol, one.Consequence, r.Version)
	}
	figures.add(together, r.Accepted, r.Version)
	if err := figures.print(); err != nil {
		return err
	}
	for _, call := range w.RollCalls {
		a.rollCall(call)
	}
	return nil
}

// rule75 says of a proposal whether it has the statement that it needs.
func (a *app) rule75(one proceedings.Standing, by proceedings.Event) string {
	_, stated := one.Statement()
	switch {
	case stated:
		return a.printer.Text("room.stated")
	case by.Override != "":
		return a.printer.Text("room.overridden", "reason", by.Override)
	case one.Consequence.Costs():
		return a.printer.Text("room.missing")
	}
	return a.printer.Text("room.no_cost")
}

func (a *app) conflict(c wire.Conflict) {
	key := "room.conflict"
	if c.Clash {
		key = "room.clash"
	}
	a.println(a.printer.Text(key, "first", c.First, "second", c.Second, "line", c.Line))
}

func (a *app) rollCall(r wire.RollCall) {
	a.printf("%s: %s\n", a.printer.Text("proceedings.roll_call", "number", int(r.ID), "symbol", r.Symbol, "subject", r.Subject),
		a.printer.Text("room.votes", "for", r.For, "against", r.Against, "abstentions", r.Abstentions))
}

// figures is a table of what changes: a row for each source of funding of each
// thing, with its total under each column.
type figures struct {
	*table
	a *app
}

func (a *app) figures(columns []wire.Column) figures {
	t := a.table("proposal", "source")
	for i, c := range columns {
		t.rows[0] = append(t.rows[0], a.printer.Text("budget_sheet.stage."+c.Stage, "year", c.Year))
		t.atRight = append(t.atRight, i+2)
	}
	return figures{t, a}
}

// add adds the changes of every source, with programme support cost.
func (f figures) add(name string, c proceedings.Consequence, v budget.Version) {
	for _, b := range c.Difference.Blocks {
		cells := []string{name, f.a.printer.Text("funding." + string(b.Funding))}
		some := false
		for _, m := range b.Total {
			some = some || !m.IsZero()
			cells = append(cells, f.a.printer.Number(m.Amount(), v.Decimals()))
		}
		if some {
			f.row(cells...)
			name = ""
		}
	}
}

type roomOpenCmd struct {
	Session       string   `arg:"" help:"The session's id."`
	On            string   `required:"" placeholder:"DATE" help:"The day of the meeting."`
	Participating []string `help:"Who participates in the session, by code or name; every party to the Convention without it."`
	Present       []string `help:"Who is there; everybody who participates without it."`
	Absent        []string `help:"Who is not there, in place of --present."`
	JSON          bool     `name:"json" help:"As JSON."`
}

func (c *roomOpenCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		m, err := s.proceedings.OpenMeeting(a.ctx, a.actor, proceedings.MeetingIn{
			Session: c.Session, On: c.On, Participating: c.Participating, Present: c.Present, Absent: c.Absent,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewMeeting(m))
		}
		return a.sittings([]proceedings.Sitting{m})
	})
}

type roomMeetingsCmd struct {
	Session string `arg:"" help:"The session's id."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *roomMeetingsCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.proceedings.Meetings(a.ctx, c.Session)
		if err != nil {
			return err
		}
		if !c.JSON {
			return a.sittings(all)
		}
		list := []wire.Meeting{}
		for _, m := range all {
			list = append(list, wire.NewMeeting(m))
		}
		return a.json(list)
	})
}

func (a *app) sittings(all []proceedings.Sitting) error {
	t := a.table("meeting", "date", "to_open", "to_decide")
	quorum := func(present, of, needed int) string {
		return a.printer.Text("room.quorum", "present", present, "of", of, "needed", needed)
	}
	for _, m := range all {
		t.row(strconv.Itoa(m.Number), m.On.String(), quorum(m.ToOpen.Present, m.ToOpen.Of, m.ToOpen.Needed),
			quorum(m.ToDecide.Present, m.ToDecide.Of, m.ToDecide.Needed))
	}
	return t.print()
}

// votes are the flags of a roll call.
type votes struct {
	Yes     []string `help:"Who voted for, by code or name; rest: every State there that is not named."`
	No      []string `help:"Who voted against; rest as above."`
	Abstain []string `help:"Who abstained; rest as above."`
}

func (v votes) rollCall() *proceedings.RollCallIn {
	return &proceedings.RollCallIn{Yes: v.Yes, No: v.No, Abstain: v.Abstain}
}

type settling struct {
	Symbol   string `arg:"" help:"Symbol of the proposal."`
	Meeting  int    `help:"Number of the meeting; the last one without it."`
	Override string `placeholder:"REASON" help:"Why a proposal that costs money is decided without the statement of rule 75."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *settling) settle(a *app, outcome string, vote *proceedings.RollCallIn) error {
	return a.with(func(s *services) error {
		p, err := s.proceedings.Settle(a.ctx, a.actor, proceedings.SettleIn{
			Symbol: c.Symbol, Outcome: outcome, Meeting: c.Meeting, RollCall: vote, Override: c.Override,
		})
		if err != nil {
			return err
		}
		return a.proposal(p, c.JSON)
	})
}

func (a *app) proposal(p proceedings.Standing, asJSON bool) error {
	if asJSON {
		return a.json(wire.NewProposal(p))
	}
	state, _ := p.State()
	a.println(a.printer.Text("room.settled", "symbol", p.Symbol, "state", string(state)))
	return nil
}

type roomAcceptCmd struct{ settling }

func (c *roomAcceptCmd) Run(a *app) error { return c.settle(a, string(proceedings.Accepted), nil) }

type roomRejectCmd struct{ settling }

func (c *roomRejectCmd) Run(a *app) error { return c.settle(a, string(proceedings.Rejected), nil) }

type roomVoteCmd struct {
	settling
	votes
}

func (c *roomVoteCmd) Run(a *app) error { return c.settle(a, "", c.rollCall()) }

type roomImplyCmd struct {
	Symbol    string `arg:"" help:"Symbol of the proposal."`
	Statement string `arg:"" help:"What the proposal costs and how it is to be paid."`
	On        string `required:"" placeholder:"DATE" help:"The day on which the statement was made."`
	Reference string `help:"Symbol of the document, or where it was made."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *roomImplyCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		p, err := s.proceedings.Imply(a.ctx, a.actor, proceedings.ImplyIn{
			Symbol: c.Symbol, Statement: c.Statement, Reference: c.Reference, On: c.On,
		})
		if err != nil {
			return err
		}
		return a.proposal(p, c.JSON)
	})
}

type roomWithdrawCmd struct {
	Symbol string `arg:"" help:"Symbol of the proposal."`
	On     string `required:"" placeholder:"DATE" help:"The day on which it was withdrawn."`
	Reason string `help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *roomWithdrawCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		p, err := s.proceedings.Withdraw(a.ctx, a.actor, proceedings.WithdrawIn{Symbol: c.Symbol, On: c.On, Reason: c.Reason})
		if err != nil {
			return err
		}
		return a.proposal(p, c.JSON)
	})
}

type roomReconsiderCmd struct {
	Symbol  string `arg:"" help:"Symbol of the proposal, or of a version of the budget that was decided on."`
	Reason  string `required:"" help:"Why."`
	Session string `help:"The session; the document's own without it."`
	Meeting int    `help:"Number of the meeting; the last one without it."`
	votes
}

func (c *roomReconsiderCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		open, err := s.proceedings.Reconsider(a.ctx, a.actor, proceedings.ReconsiderIn{
			Symbol: c.Symbol, Session: c.Session, Meeting: c.Meeting, RollCall: c.rollCall(), Reason: c.Reason,
		})
		if err != nil {
			return err
		}
		key := "room.not_reopened"
		if open {
			key = "room.reopened"
		}
		a.println(a.printer.Text(key, "symbol", c.Symbol))
		return nil
	})
}

type roomCompareCmd struct {
	Symbol string   `arg:"" help:"Symbol of the version."`
	Sets   []string `arg:"" sep:"none" help:"Sets of proposals, by number or symbol with commas: 1,2 3."`
	JSON   bool     `name:"json" help:"As JSON."`
}

func (c *roomCompareCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		base, list, err := s.proceedings.Alternatives(a.ctx, c.Symbol, proceedings.ParseSets(c.Sets))
		if err != nil {
			return err
		}
		w := wire.NewAlternatives(base, list)
		if c.JSON {
			return a.json(w)
		}
		return a.alternatives(base, list, w)
	})
}

// alternatives prints, for every source of funding and column, what each set
// comes to and what it changes; direct cost and programme support cost apart.
func (a *app) alternatives(base budget.Version, list []proceedings.Alternative, w wire.Alternatives) error {
	for _, one := range w.Items {
		for _, clash := range one.Clashes {
			a.conflict(clash)
		}
	}
	t := a.table("alternative", "source", "column", "direct", "psc", "total", "change")
	t.right(3, 4, 5, 6)
	for _, one := range list {
		if one.Clashes != nil {
			continue
		}
		names := []string{}
		for _, p := range one.Proposals {
			names = append(names, p.Symbol)
		}
		name := strings.Join(names, ", ")
		if name == "" {
			name = a.printer.Text("room.as_it_is")
		}
		changes := map[budget.Funding]budget.Block{}
		for _, b := range one.Consequence.Difference.Blocks {
			changes[b.Funding] = b
		}
		for _, b := range one.Consequence.After.Blocks {
			for i, column := range base.Columns {
				number := func(amounts []money.Money) string {
					return a.printer.Number(amounts[i].Amount(), base.Decimals())
				}
				t.row(name, a.printer.Text("funding."+string(b.Funding)),
					a.printer.Text("budget_sheet.stage."+string(column.Stage), "year", column.Year),
					number(b.Direct), number(b.PSC), number(b.Total), number(changes[b.Funding].Total))
			}
		}
	}
	return t.print()
}

type roomDecideCmd struct {
	Symbol         string `arg:"" help:"Symbol of the text that is before the Conference."`
	Outcome        string `arg:"" help:"adopted, adopted_as_amended, taken_note_of, deferred or not_adopted."`
	Text           string `placeholder:"SYMBOL" help:"Symbol of the text as amended; the next Rev. without it."`
	Session        string `help:"The session; the one that the document is for without it."`
	Meeting        int    `help:"Number of the meeting; the last one without it."`
	Basis          string `help:"On what basis a budget that is not timely is adopted: rule_80, no_objection or other."`
	BasisReference string `help:"Where that basis is recorded."`
	Reference      string `help:"Reference of the decision itself."`
	votes
	JSON bool `name:"json" help:"As JSON."`
}

func (c *roomDecideCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		d, err := s.proceedings.Decide(a.ctx, a.actor, proceedings.RoomDecisionIn{
			Symbol: c.Symbol, Session: c.Session, Outcome: c.Outcome, As: c.Text, Meeting: c.Meeting, RollCall: c.rollCall(),
			Basis: c.Basis, BasisReference: c.BasisReference, Reference: c.Reference,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewDecision(d))
		}
		a.println(a.printer.Text("budget_sheet.decision."+string(d.Outcome), "symbol", d.Symbol, "date", d.DecidedOn))
		if d.Symbol != c.Symbol {
			a.println(a.printer.Text("room.text", "symbol", d.Symbol, "base", c.Symbol))
		}
		if d.Method == budget.Vote {
			a.println(a.printer.Text("room.votes", "for", *d.For, "against", *d.Against, "abstentions", *d.Abstentions))
			a.println(a.printer.Text("decision.majority", "majority", s.proceedings.Majority().String()))
		}
		return nil
	})
}
