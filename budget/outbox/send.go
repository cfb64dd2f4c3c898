package outbox

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// Run is what a run of the sender did.
type Run struct {
	Attempts []Attempt
	Left     int // messages that are to be sent now and were not tried, for the limit of the run
}

// Attempt is what became of one message.
type Attempt struct {
	Message      Message
	Event        EventKind
	Reply        string
	Unregistered string // why a message that was sent is not in the register of dispatches
}

// Send sends what is to be sent now, at most limit messages. Two senders never
// send the same message. It may be called at any time, by a timer or a person.
//
// Errors: outbox.not_configured where something is to be sent and no server is
// set; outbox.unreachable where the server cannot be reached or does not let us
// in; outbox.sender_refused where it takes no mail from our address. What the
// run did before is kept, and is returned with the error.
func (s *Service) Send(ctx context.Context, actor access.Actor, limit int) (Run, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Run{}, err
	}
	var run Run
	var to Connection
	defer func() {
		if to != nil {
			to.Close()
		}
	}()
	for {
		due, err := s.due(ctx)
		if err != nil || due == 0 {
			return run, err
		}
		if len(run.Attempts) >= limit {
			run.Left = due
			return run, nil
		}
		if to == nil {
			if s.Transport == nil {
				return run, problem.New(problem.Conflict, "outbox.not_configured", "count", due)
			}
			if to, err = s.Transport.Connect(ctx); err != nil {
				if _, ok := problem.As(err); ok {
					return run, err
				}
				return run, problem.New(problem.Conflict, "outbox.unreachable", "reply", short(err.Error())).With(err)
			}
		}
		a, j, err := s.attempt(ctx, actor, to)
		if err != nil {
			return run, err
		}
		if a.Event == "" {
			continue // somebody else was quicker
		}
		run.Attempts = append(run.Attempts, a)
		if j.ended {
			to.Close()
			to = nil
		}
		if j.stop {
			return run, problem.New(problem.Conflict, "outbox.sender_refused", "reply", a.Reply)
		}
	}
}

// due is how many messages are to be sent now.
func (s *Service) due(ctx context.Context) (n int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	err = s.Store.View(ctx, func(ctx context.Context) error {
		n = 0
		open, err := s.Store.Open(ctx)
		for _, c := range open {
			if c.DueAt(s.now()) {
				n++
			}
		}
		return err
	})
	return n, err
}

// attempt claims the first message that is to be sent and sends it. There is no
// attempt when somebody else has claimed the last one.
func (s *Service) attempt(ctx context.Context, actor access.Actor, to Connection) (Attempt, judgement, error) {
	c, files, err := s.claim(ctx, actor)
	if err != nil || c.ID == 0 {
		return Attempt{}, judgement{}, err
	}
	if c.last().Kind == NotNeeded {
		return Attempt{Message: c.Message, Event: NotNeeded}, judgement{}, nil
	}
	talk, cancel := context.WithTimeout(ctx, Conversation)
	defer cancel()
	var lost error
	marked := false
	reply, err := to.Send(talk, Letter{c.Message, c.last().At, files}, func(identification string) error {
		c, lost = s.mark(ctx, actor, c, identification)
		marked = lost == nil
		return lost
	})
	if lost != nil {
		return Attempt{}, judgement{}, lost
	}
	j := judge(reply, err, marked)
	// What the server said is noted although the sender is being stopped.
	a, err := s.conclude(context.WithoutCancel(ctx), actor, c, j)
	return a, j, err
}

// claim takes the first message that is to be sent, with its sheets. A dispatch
// that has nothing left to send, because the addressee got every language by
// another way, is not sent.
func (s *Service) claim(ctx context.Context, actor access.Actor) (c Case, files []File, err error) {
	err = s.Store.Update(ctx, func(ctx context.Context) error {
		c, files = Case{}, nil
		open, err := s.Store.Open(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(open, func(one Case) bool { return one.DueAt(s.now()) })
		if i < 0 {
			return nil
		}
		c = open[i]
		if c.Kind == Dispatch {
			lacking, back, err := s.needed(ctx, c.Message)
			if err != nil {
				return err
			}
			if len(lacking)+len(back) == 0 {
				c, err = s.note(ctx, actor, c, Event{Kind: NotNeeded})
				return err
			}
			if files, err = s.files(ctx, c.Message); err != nil {
				return err
			}
		}
		c, err = s.note(ctx, actor, c, Event{Kind: Claim, Lease: s.now().Add(Lease)})
		return err
	})
	if problem.Is(err, "db.duplicate") {
		return Case{}, nil, nil // the other sender was quicker
	}
	return c, files, err
}

// needed are the languages of a message that its addressee has not got yet, and
// those that came back.
func (s *Service) needed(ctx context.Context, m Message) (lacking, back []conference.Language, err error) {
	sent, err := s.Budgets.Dispatches(ctx, m.Symbol)
	if err != nil {
		return nil, nil, err
	}
	if back, err = s.Budgets.CameBack(ctx, m.Symbol, m.Party); err != nil {
		return nil, nil, err
	}
	back = slices.DeleteFunc(back, func(l conference.Language) bool { return !slices.Contains(m.Languages(), l) })
	return slices.DeleteFunc(m.Languages(), func(l conference.Language) bool {
		return slices.ContainsFunc(sent, func(d budget.Dispatch) bool { return d.Party == m.Party && d.Language == l })
	}), back, nil
}

// files are the sheets of a message, byte for byte as they were frozen.
//
// Error: outbox.no_sheets.
func (s *Service) files(ctx context.Context, m Message) ([]File, error) {
	sheets, err := s.Budgets.Sheets(ctx, m.Symbol)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, a := range m.Attachments {
		i := slices.IndexFunc(sheets, func(sheet budget.Sheet) bool { return sheet.Language == a.Language })
		if i < 0 {
			return nil, problem.New(problem.Conflict, "outbox.no_sheets", "symbol", m.Symbol, "language", string(a.Language))
		}
		files = append(files, File{a.Name, sheets[i].File})
	}
	return files, nil
}

// mark notes, before the end of a message goes out, that it is being handed
// over. It is refused to a sender whose claim is no longer the last word.
//
// Error: outbox.claim_lost.
func (s *Service) mark(ctx context.Context, actor access.Actor, c Case, identification string) (Case, error) {
	return s.follow(ctx, actor, c, Event{Kind: HandOver, Lease: s.now().Add(Lease), Reply: identification})
}

// follow adds an event to a case that has not moved on since it was read.
//
// Error: outbox.claim_lost.
func (s *Service) follow(ctx context.Context, actor access.Actor, c Case, e Event) (Case, error) {
	next := c
	err := s.Store.Update(ctx, func(ctx context.Context) error {
		now, err := s.find(ctx, c.ID)
		if err != nil {
			return err
		}
		if len(now.Events) != len(c.Events) || now.May(e.Kind, s.now()) != nil {
			return problem.New(problem.Conflict, "outbox.claim_lost", "id", c.ID)
		}
		next, err = s.note(ctx, actor, now, e)
		return err
	})
	return next, err
}

// conclude notes what became of an attempt. What the server took is registered
// as a dispatch of the day on which it did, in the same transaction.
//
// Error: outbox.claim_lost when a person has settled the matter meanwhile, or
// somebody else sends it because the lease ran out.
func (s *Service) conclude(ctx context.Context, actor access.Actor, c Case, j judgement) (Attempt, error) {
	e := Event{Kind: j.event, Reply: short(j.reply)}
	if j.event == Defer {
		e.Next = s.now().Add(Pause(c.attempts()))
	}
	var err error
	if j.event == Accept {
		c, err = s.accepted(ctx, actor, c, e)
	} else {
		c, err = s.follow(ctx, actor, c, e)
	}
	last := c.last()
	return Attempt{c.Message, last.Kind, last.Reply, last.Unregistered}, err
}

// accepted notes that the server took a message and registers the dispatch.
func (s *Service) accepted(ctx context.Context, actor access.Actor, c Case, e Event) (Case, error) {
	on := s.today()
	next := c
	err := s.Store.Update(ctx, func(ctx context.Context) error {
		var err error
		if e.Unregistered, err = s.registered(ctx, actor, c.Message, on); err != nil {
			return err
		}
		next, err = s.follow(ctx, actor, c, e)
		return err
	})
	return next, err
}

// registered registers the dispatch of a message. The register may refuse it,
// as on a day on which the budget was decided: the message was sent all the
// same, and the code of the refusal is returned to be noted with it.
func (s *Service) registered(ctx context.Context, actor access.Actor, m Message, on date.Date) (unregistered string, err error) {
	err = s.register(ctx, actor, m, on)
	if known, ok := problem.As(err); ok && known.Kind != problem.Internal && known.Kind != problem.Unavailable {
		return known.Code, nil
	}
	return "", err
}

// register enters the dispatch of a message: the languages that the addressee
// did not have, on a day at the seat, and that those which came back were sent
// again. One that turns out late is recorded as what it is.
//
// Errors: those of budget.Service.Circulate and RecordFact.
func (s *Service) register(ctx context.Context, actor access.Actor, m Message, on date.Date) error {
	if m.Kind != Dispatch {
		return nil
	}
	lacking, back, err := s.needed(ctx, m)
	if err != nil {
		return err
	}
	if len(back) > 0 {
		fact := s.fact(m, budget.SentAgain, on.String())
		fact.Channel, fact.Languages = string(budget.Email), texts(back)
		if _, err := s.Budgets.RecordFact(ctx, actor, fact); err != nil {
			return err
		}
	}
	if len(lacking) == 0 {
		return nil
	}
	in := budget.CirculateIn{
		Symbol: m.Symbol, Parties: []string{string(m.Party)}, SentOn: on.String(), Channel: string(budget.Email), Reference: m.reference(),
		RecordAsLate: m.RecordAsLate, Reason: m.Reason, Languages: texts(lacking),
	}
	_, err = s.Budgets.Circulate(ctx, actor, in)
	if problem.Is(err, "circulation.late") {
		in.RecordAsLate, in.Reason = true, "mail "+messageID(m.ID)+": "+m.RecordedAt.UTC().Format(time.RFC3339)+" → "+s.now().Format(time.RFC3339)
		_, err = s.Budgets.Circulate(ctx, actor, in)
	}
	return err
}

func texts(languages []conference.Language) []string {
	list := make([]string, len(languages))
	for i, l := range languages {
		list[i] = string(l)
	}
	return list
}

// short is what a server or a connection said, on one line that can be kept.
func short(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "�"), func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
	if runes := []rune(s); len(runes) > longestStored {
		return string(runes[:longestStored-1]) + "…"
	}
	return s
}
