package proceedings

import (
	"context"
	"strconv"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
)

// What the journal calls the things of the room.
const (
	meetingObject   = "meeting"
	proposalObject  = "proposal"
	eventObject     = "proposal_event"
	rollCallObject  = "roll_call"
	evidenceObject  = "room_decision"
	reopeningObject = "reconsideration"
)

// The journal keeps everything that counts of the things of the room, so that
// Verify can compare what is kept with it.
type (
	meetingFacts struct {
		Session       string                     `json:"session"`
		Number        int                        `json:"number"`
		On            date.Date                  `json:"on"`
		Participating []conference.ParticipantID `json:"participating"`
		Present       []conference.ParticipantID `json:"present"`
	}
	proposalFacts struct {
		Version    string                     `json:"version"`
		Session    string                     `json:"session"`
		Number     int                        `json:"number"`
		Symbol     string                     `json:"symbol"`
		Title      string                     `json:"title"`
		Sponsors   []conference.ParticipantID `json:"sponsors"`
		Instrument conference.Instrument      `json:"instrument"`
		On         date.Date                  `json:"on"`
		Amendments []amendmentFacts           `json:"amendments"`
	}
	amendmentFacts struct {
		Action  Action         `json:"action"`
		At      int            `json:"at,omitempty"`
		Line    *lineFacts     `json:"line,omitempty"`
		To      budget.Funding `json:"to,omitempty"`
		Amounts []string       `json:"amounts"`
	}
	lineFacts struct {
		Code       string                `json:"code"`
		Title      string                `json:"title"`
		Section    string                `json:"section"`
		Mandate    budget.Mandate        `json:"mandate"`
		Instrument conference.Instrument `json:"instrument"`
		Object     budget.Object         `json:"object"`
		Funding    budget.Funding        `json:"funding"`
		Texts      budget.Texts          `json:"texts,omitempty"`
	}
	eventFacts struct {
		Proposal  string        `json:"proposal"`
		Seq       int           `json:"seq"`
		Kind      EventKind     `json:"kind"`
		On        date.Date     `json:"on"`
		Meeting   int64         `json:"meeting,omitempty"`
		Method    budget.Method `json:"method,omitempty"`
		RollCall  int64         `json:"roll_call,omitempty"`
		Words     string        `json:"words,omitempty"`
		Override  string        `json:"override,omitempty"`
		Reference string        `json:"reference,omitempty"`
	}
	rollCallFacts struct {
		Meeting     int64                 `json:"meeting"`
		Subject     Subject               `json:"subject"`
		Symbol      string                `json:"symbol"`
		Instrument  conference.Instrument `json:"instrument"`
		Majority    string                `json:"majority"`
		For         int                   `json:"for"`
		Against     int                   `json:"against"`
		Abstentions int                   `json:"abstentions"`
		Answers     map[string]answerFact `json:"answers"`
	}
	answerFact struct {
		Answer conference.Answer `json:"answer"`
		Votes  int               `json:"votes"`
	}
	evidenceFacts struct {
		Meeting  int64 `json:"meeting"`
		RollCall int64 `json:"roll_call,omitempty"`
	}
	reopeningFacts struct {
		Meeting  int64         `json:"meeting"`
		Method   budget.Method `json:"method"`
		RollCall int64         `json:"roll_call,omitempty"`
	}
)

func factsOfMeeting(m Meeting) meetingFacts {
	return meetingFacts{m.Session, m.Number, m.On, m.Participating, m.Present}
}

func factsOfProposal(p Proposal) proposalFacts {
	f := proposalFacts{p.Version, p.Session, p.Number, p.Symbol, p.Title, p.Sponsors, p.Instrument, p.On, nil}
	for _, a := range p.Amendments {
		one := amendmentFacts{Action: a.Action, At: a.At, To: a.To}
		if l := a.Line; l.Title != "" || len(l.Texts) > 0 {
			one.Line = &lineFacts{l.Code, l.Title, l.Section, l.Mandate, l.Instrument, l.Object, l.Funding, l.Texts}
		}
		amounts := a.Amounts
		if a.Action == Add {
			amounts = a.Line.Amounts
		}
		for _, m := range amounts {
			text := ""
			if m != (money.Money{}) {
				text = m.Plain()
			}
			one.Amounts = append(one.Amounts, text)
		}
		f.Amendments = append(f.Amendments, one)
	}
	return f
}

func factsOfEvent(symbol string, e Event) eventFacts {
	return eventFacts{symbol, e.Seq, e.Kind, e.On, e.Meeting, e.Method, e.RollCall, e.Words, e.Override, e.Reference}
}

func factsOfRollCall(r RollCall) rollCallFacts {
	f := rollCallFacts{r.Meeting, r.Subject, r.Symbol, r.Instrument, r.Majority.String(), r.For, r.Against, r.Abstentions, map[string]answerFact{}}
	for _, b := range r.Ballots {
		f.Answers[string(b.Party)] = answerFact{b.Answer, b.Votes}
	}
	return f
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func meetingRecord(m Meeting) journal.Entry {
	return journal.Entry{Actor: m.EnteredBy, Action: "meeting.open", Object: meetingObject, ID: id(m.ID), After: factsOfMeeting(m)}
}

func proposalRecord(p Proposal) journal.Entry {
	return journal.Entry{Actor: p.EnteredBy, Action: "proposal.submit", Object: proposalObject, ID: id(p.ID), After: factsOfProposal(p)}
}

func eventRecord(p Proposal, e Event) journal.Entry {
	return journal.Entry{
		Actor: e.EnteredBy, Action: "proposal." + string(e.Kind), Object: eventObject, ID: id(e.ID), After: factsOfEvent(p.Symbol, e),
	}
}

func rollCallRecord(r RollCall) journal.Entry {
	return journal.Entry{Actor: r.EnteredBy, Action: "roll_call.take", Object: rollCallObject, ID: id(r.ID), After: factsOfRollCall(r)}
}

func evidenceRecord(d budget.Decision, e Evidence) journal.Entry {
	return journal.Entry{
		Actor: d.EnteredBy, Action: "room.decide", Object: evidenceObject, ID: id(e.Decision), After: evidenceFacts{e.Meeting, e.RollCall},
	}
}

func reopeningRecord(d budget.Decision, r Reopening) journal.Entry {
	return journal.Entry{
		Actor: r.EnteredBy, Action: "room.reconsider", Object: reopeningObject, ID: id(d.ID), Reason: r.Reason,
		After: reopeningFacts{r.Meeting, r.Method, r.RollCall},
	}
}

// tell takes what the journal says of everything in the room.
func (s *Service) tell(ctx context.Context, c *journal.Comparison[string]) error {
	for _, read := range []func() error{
		func() error { return told[meetingFacts](ctx, s.journal, c, meetingObject) },
		func() error { return told[proposalFacts](ctx, s.journal, c, proposalObject) },
		func() error { return told[eventFacts](ctx, s.journal, c, eventObject) },
		func() error { return told[rollCallFacts](ctx, s.journal, c, rollCallObject) },
		func() error { return told[reopeningFacts](ctx, s.journal, c, reopeningObject) },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	// Who entered a decision and when is compared with the decision itself.
	return journal.Each(ctx, s.journal, evidenceObject, func(r journal.Record, facts evidenceFacts) error {
		c.Tell(evidenceObject+" "+r.ID, r.At, facts)
		return nil
	})
}

func told[F any](ctx context.Context, log Journal, c *journal.Comparison[string], object string) error {
	return journal.Each(ctx, log, object, func(r journal.Record, facts F) error {
		c.Tell(object+" "+r.ID, r.At, r.Actor, r.Reason, facts)
		return nil
	})
}
