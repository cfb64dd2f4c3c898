package cli

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"article30/api/wire"
	"article30/budget/outbox"
	"article30/internal/problem"
)

type outboxCmd struct {
	List   outboxListCmd   `cmd:"" default:"withargs" help:"List the messages and how each stands."`
	Show   outboxShowCmd   `cmd:"" help:"Show a message with what became of it."`
	Send   outboxSendCmd   `cmd:"" help:"Send what is to be sent now; for a timer to call."`
	Bounce outboxBounceCmd `cmd:"" help:"Record that a message that was sent came back."`
	Settle outboxSettleCmd `cmd:"" help:"Say what becomes of a message that is uncertain, was refused or is not to be sent."`
}

type outboxListCmd struct {
	State  string `help:"Only those that stand so: ${mail_states}."`
	Symbol string `help:"Only those with this version."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *outboxListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.outbox.Messages(a.ctx)
		if err != nil {
			return err
		}
		list := []wire.Mail{}
		for _, m := range all {
			if (c.State == "" || c.State == string(m.State)) && (c.Symbol == "" || c.Symbol == m.Symbol) {
				list = append(list, wire.NewMail(a.printer, m))
			}
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("number", "mail_state", "party", "address", "languages", "since", "reply")
		t.right(0)
		for _, m := range list {
			since, reply := m.RecordedAt, ""
			if n := len(m.Events); n > 0 {
				since, reply = m.Events[n-1].RecordedAt, m.Events[n-1].Reply
			}
			var languages []string
			for _, one := range m.Attachments {
				languages = append(languages, one.Language)
			}
			t.row(strconv.FormatInt(m.ID, 10), m.StateText, cmp.Or(m.Party, "–"), m.Address, cmp.Or(strings.Join(languages, ","), "–"), since, reply)
		}
		return t.print()
	})
}

type outboxShowCmd struct {
	ID   int64 `arg:"" help:"Number of the message."`
	JSON bool  `name:"json" help:"As JSON."`
}

func (c *outboxShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		m, err := s.outbox.Message(a.ctx, c.ID)
		if err != nil {
			return err
		}
		return a.mail(m, c.JSON)
	})
}

func (a *app) mail(m outbox.Standing, asJSON bool) error {
	w := wire.NewMail(a.printer, m)
	if asJSON {
		return a.json(w)
	}
	a.printf("%d: %s, %s\n%s\n\n%s\n", w.ID, w.Address, w.StateText, w.Subject, w.Text)
	t := a.table("since", "mail_state", "by", "reply", "reason")
	for _, e := range w.Events {
		t.row(e.RecordedAt, a.printer.Text("mail_event."+e.Kind, "id", w.ID, "address", w.Address), e.EnteredBy, e.Reply, e.Reason)
	}
	return t.print()
}

type outboxSendCmd struct {
	Limit int  `placeholder:"N" help:"At most so many messages; all of them without it."`
	JSON  bool `name:"json" help:"As JSON."`
}

// Run says what became of each message, and nothing where there is nothing to
// send, so that a timer reports only what happened.
func (c *outboxSendCmd) Run(a *app) error {
	if c.Limit == 0 {
		c.Limit = math.MaxInt
	}
	return a.with(func(s *services) error {
		run, err := s.outbox.Send(a.ctx, a.actor, c.Limit)
		stopped, _ := problem.As(err)
		w := wire.NewMailRun(a.printer, run, stopped)
		if c.JSON {
			if printed := a.json(w); printed != nil {
				return printed
			}
			return err
		}
		for _, attempt := range w.Attempts {
			a.println(attempt.Text)
			if attempt.Reply != "" {
				a.println("  " + attempt.Reply)
			}
		}
		return err
	})
}

type outboxSettleCmd struct {
	ID        int64  `arg:"" help:"Number of the message."`
	Sent      bool   `xor:"as" help:"The server took it: it is registered as a dispatch of the day on which it was handed over."`
	Again     bool   `xor:"as" help:"It is to be sent again."`
	Withdrawn bool   `xor:"as" help:"It is not to be sent."`
	Reason    string `required:"" help:"How that is known, or why."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *outboxSettleCmd) Run(a *app) error {
	as := ""
	switch {
	case c.Sent:
		as = "sent"
	case c.Again:
		as = "again"
	case c.Withdrawn:
		as = "withdrawn"
	}
	return a.with(func(s *services) error {
		m, err := s.outbox.Settle(a.ctx, a.actor, outbox.SettleIn{ID: c.ID, As: as, Reason: c.Reason})
		if err != nil {
			return err
		}
		return a.mail(m, c.JSON)
	})
}

type outboxBounceCmd struct {
	ID        int64  `arg:"" help:"Number of the message."`
	On        string `placeholder:"DATE" help:"When the notice came; today without it."`
	Reference string `help:"Of the notice."`
	Evidence  string `placeholder:"SHA256" help:"The digest of a file that is kept as evidence."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *outboxBounceCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		m, err := s.outbox.Bounce(a.ctx, a.actor, outbox.BounceIn{ID: c.ID, On: c.On, Reference: c.Reference, Evidence: c.Evidence})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewMail(a.printer, m))
		}
		a.println(a.printer.Text("cli.came_back", "id", m.ID, "party", string(m.Party), "symbol", m.Symbol))
		return nil
	})
}

type budgetDispatchCmd struct {
	Symbol       string   `arg:"" help:"Symbol of the version."`
	ByMail       bool     `required:"" help:"By mail: one message for each addressee, with the frozen sheets. What went out by another way is recorded with circulate."`
	Languages    []string `help:"ar, zh, en, fr, ru, es; all six without it."`
	Parties      []string `help:"Addressees, by code or name; every State party to which the languages have not been sent without it."`
	Reference    string   `help:"Reference of the note."`
	Again        bool     `help:"Send again what came back, in the languages in which it did."`
	LeaveOut     bool     `help:"Leave out the addressees that have no address, and name them."`
	RecordAsLate bool     `help:"It goes out after the deadline; record it as what it is, with a reason."`
	Reason       string   `help:"Why it is late."`
	JSON         bool     `name:"json" help:"As JSON."`
}

func (c *budgetDispatchCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		q, err := s.outbox.Dispatch(a.ctx, a.actor, outbox.DispatchIn{
			Symbol: c.Symbol, Languages: c.Languages, Parties: c.Parties, Reference: c.Reference, Again: c.Again, LeaveOut: c.LeaveOut,
			RecordAsLate: c.RecordAsLate, Reason: c.Reason,
		})
		if err != nil {
			return err
		}
		w := wire.NewQueued(a.printer, q)
		if c.JSON {
			return a.json(w)
		}
		a.println(a.printer.Text("cli.queued", "count", len(w.Queued)))
		for _, list := range []struct {
			key     string
			parties []string
		}{{"cli.queued_waiting", w.Waiting}, {"cli.queued_without", w.Without}} {
			if len(list.parties) > 0 {
				a.println(a.printer.Text(list.key, "parties", list.parties))
			}
		}
		return nil
	})
}
