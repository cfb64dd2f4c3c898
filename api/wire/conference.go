package wire

import (
	"cmp"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/locale"
)

// Deadline is the last day on which a budget can go out in time, and how it was
// counted.
type Deadline struct {
	Opening        string `json:"opening" format:"date"`
	Deadline       string `json:"deadline" format:"date" doc:"The last day in time."`
	Days           int    `json:"days" doc:"The days that must lie between dispatch and opening."`
	ClearDays      bool   `json:"clear_days" doc:"Whether neither the day of dispatch nor that of opening counts."`
	Dispatch       string `json:"dispatch" format:"date" doc:"The dispatch that the margin is of; the deadline unless another was given."`
	Margin         int    `json:"margin" doc:"Calendar days from the dispatch to the opening."`
	Timely         bool   `json:"timely" doc:"Whether that dispatch is in time."`
	LastWorkingDay string `json:"last_working_day" format:"date" doc:"Advice: the last Monday to Friday not after the deadline."`
	CountingRule   string `json:"counting_rule" doc:"How the days are counted, in the reader's language."`
}

// NewDeadline counts back from the opening; without a dispatch the margin is
// that of the deadline itself.
func NewDeadline(p *locale.Printer, opening, dispatch date.Date, rule conference.Rule) Deadline {
	deadline := conference.Deadline(opening, rule)
	if dispatch.IsZero() {
		dispatch = deadline
	}
	counting := "deadline.calendar_days"
	if rule.ClearDays {
		counting = "deadline.clear_days"
	}
	return Deadline{
		Opening: day(opening), Deadline: day(deadline), Days: rule.Days, ClearDays: rule.ClearDays,
		Dispatch: day(dispatch), Margin: conference.Margin(opening, dispatch), Timely: rule.Timely(opening, dispatch),
		LastWorkingDay: day(conference.LastWorkingDay(deadline)),
		CountingRule:   p.Text(counting, "days", rule.Days),
	}
}

// Participant is a State or organization and what it is bound by.
type Participant struct {
	ID       string    `json:"id" example:"FRA" doc:"ISO 3166-1 alpha-3 code; EUE for the European Union."`
	Name     string    `json:"name" doc:"In the reader's language."`
	Kind     string    `json:"kind" enum:"state,reio"`
	M49      string    `json:"m49,omitempty"`
	UNMember bool      `json:"un_member"`
	Group    string    `json:"group" doc:"Regional group; none for whoever is not a Member State."`
	Consents []Consent `json:"consents"`
}

// Consent is what a participant has done about one instrument.
type Consent struct {
	Instrument  string `json:"instrument" enum:"convention,trafficking,migrants,firearms"`
	Signed      string `json:"signed,omitempty" format:"date"`
	Deposited   string `json:"deposited,omitempty" format:"date"`
	Kind        string `json:"kind,omitempty"`
	InForceFrom string `json:"in_force_from,omitempty" format:"date" doc:"The first day on which it is a party."`
}

// Name is the participant's name in the reader's language.
func Name(p *locale.Printer, who conference.Participant) string {
	if name := p.Party(string(who.ID)); name != string(who.ID) {
		return name
	}
	return cmp.Or(who.Name, string(who.ID))
}

// NewParticipant is who on the wire.
func NewParticipant(p *locale.Printer, who conference.Participant) Participant {
	w := Participant{
		ID: string(who.ID), Name: Name(p, who), Kind: string(who.Kind), M49: who.M49,
		UNMember: who.UNMember, Group: string(who.Group), Consents: []Consent{},
	}
	for _, c := range who.Consents {
		w.Consents = append(w.Consents, Consent{
			Instrument: string(c.Instrument), Signed: day(c.Signed), Deposited: day(c.Deposited),
			Kind: string(c.Kind), InForceFrom: day(c.InForceFrom()),
		})
	}
	return w
}

// InstrumentParties is who is a party to one instrument on a day.
type InstrumentParties struct {
	Instrument string  `json:"instrument" enum:"convention,trafficking,migrants,firearms"`
	Name       string  `json:"name" doc:"In the reader's language."`
	On         string  `json:"on" format:"date"`
	Count      int     `json:"count" doc:"Parties in force on that day."`
	Deposited  int     `json:"deposited" doc:"The count by date of deposit, as the depositary's tables give it."`
	Parties    []Party `json:"parties"`
	Awaiting   []Party `json:"awaiting" doc:"Deposited by that day and not yet in force."`
}

// Party is one party to an instrument.
type Party struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	InForceFrom string `json:"in_force_from" format:"date"`
	Unverified  string `json:"unverified,omitempty" doc:"What was assumed of it and could not be checked against a text."`
}

// NewInstrumentParties is ip on the wire.
func NewInstrumentParties(p *locale.Printer, ip conference.InstrumentParties) InstrumentParties {
	list := func(who []conference.Participant) []Party {
		parties := []Party{}
		for _, w := range who {
			c, _ := w.Consent(ip.Instrument)
			party := Party{ID: string(w.ID), Name: Name(p, w), InForceFrom: day(c.InForceFrom())}
			if c.Kind == conference.Succession {
				party.Unverified = p.Text("succession.at_once")
				if c.Waits {
					party.Unverified = p.Text("succession.after_30_days")
				}
			}
			parties = append(parties, party)
		}
		return parties
	}
	return InstrumentParties{
		Instrument: string(ip.Instrument), Name: p.Text("instrument." + string(ip.Instrument)), On: day(ip.On),
		Count: len(ip.Parties), Deposited: len(ip.Parties) + len(ip.Awaiting),
		Parties: list(ip.Parties), Awaiting: list(ip.Awaiting),
	}
}

// Session is a session of the Conference.
type Session struct {
	ID        string         `json:"id" example:"6"`
	Number    int            `json:"number"`
	Kind      string         `json:"kind" enum:"regular,special"`
	Name      string         `json:"name" doc:"In the reader's language."`
	Opening   string         `json:"opening,omitempty" format:"date" doc:"None while the session is postponed."`
	Closing   string         `json:"closing,omitempty" format:"date"`
	Postponed bool           `json:"postponed" doc:"Whether it was put off and has no dates."`
	Deadline  string         `json:"deadline,omitempty" format:"date" doc:"Rule 72: the last day for its budget; none for a session without that clock."`
	History   []DateChange   `json:"history" doc:"Every setting of the dates, oldest first."`
	Events    []SessionEvent `json:"events" doc:"What befell it beside that, oldest first."`
}

// SessionEvent is a postponement without new dates, or days on which a session
// meets again.
type SessionEvent struct {
	Kind       string `json:"kind" enum:"postponed,resumed"`
	From       string `json:"from,omitempty" format:"date" doc:"Of a resumption."`
	To         string `json:"to,omitempty" format:"date"`
	Reason     string `json:"reason"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// DateChange is one setting of a session's dates.
type DateChange struct {
	Opening    string `json:"opening" format:"date"`
	Closing    string `json:"closing,omitempty" format:"date"`
	Reason     string `json:"reason,omitempty"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// SessionName is "sixth session" in the reader's language.
func SessionName(p *locale.Printer, s conference.Session) string {
	return p.Text("session.name_"+string(s.Kind), "number", s.Number)
}

// NewSession is s on the wire, its deadline counted by the rule.
func NewSession(p *locale.Printer, s conference.Session, rule conference.Rule) Session {
	w := Session{
		ID: s.ID, Number: s.Number, Kind: string(s.Kind), Name: SessionName(p, s),
		Opening: day(s.Opening), Closing: day(s.Closing), Postponed: s.Postponed(),
		History: []DateChange{}, Events: []SessionEvent{},
	}
	if d, ok := s.Deadline(rule); ok {
		w.Deadline = day(d)
	}
	for _, c := range s.History {
		w.History = append(w.History, DateChange{day(c.Opening), day(c.Closing), c.Reason, c.EnteredBy, c.RecordedAt})
	}
	for _, e := range s.Events {
		w.Events = append(w.Events, SessionEvent{string(e.Kind), day(e.From), day(e.To), e.Reason, e.EnteredBy, e.RecordedAt})
	}
	return w
}
