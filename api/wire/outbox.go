package wire

import (
	"article30/budget/conference"
	"article30/budget/outbox"
	"article30/internal/locale"
	"article30/internal/problem"
)

// Mail is a message with how it stands.
type Mail struct {
	ID          int64        `json:"id"`
	Kind        string       `json:"kind"`
	State       string       `json:"state" doc:"uncertain: nobody knows whether the server took it, and a person settles it."`
	StateText   string       `json:"state_text"`
	Symbol      string       `json:"symbol,omitempty"`
	Party       string       `json:"party,omitempty"`
	PartyName   string       `json:"party_name,omitempty"`
	Address     string       `json:"address"`
	Language    string       `json:"language" doc:"Of correspondence."`
	Subject     string       `json:"subject"`
	Text        string       `json:"text"`
	Attachments []Attachment `json:"attachments"`
	Reference   string       `json:"reference,omitempty"`
	Next        string       `json:"next,omitempty" format:"date-time" doc:"Before then it is not tried again."`
	EnteredBy   string       `json:"entered_by"`
	RecordedAt  string       `json:"recorded_at" format:"date-time"`
	Events      []MailEvent  `json:"events"`
}

// Attachment is a frozen sheet that goes with a message.
type Attachment struct {
	Language string `json:"language"`
	Name     string `json:"name"`
}

// MailEvent is something that happened to a message.
type MailEvent struct {
	Seq          int    `json:"seq"`
	Kind         string `json:"kind"`
	Reply        string `json:"reply,omitempty" doc:"What the server said; of a handing over, the message’s identification."`
	Reason       string `json:"reason,omitempty"`
	Unregistered string `json:"unregistered,omitempty" doc:"Why a message that was sent is not in the register of dispatches: the code of the refusal."`
	EnteredBy    string `json:"entered_by"`
	RecordedAt   string `json:"recorded_at" format:"date-time"`
}

// NewMail is m on the wire.
func NewMail(p *locale.Printer, m outbox.Standing) Mail {
	w := Mail{
		ID: m.ID, Kind: string(m.Kind), State: string(m.State), StateText: p.Text("mail_state." + string(m.State)),
		Symbol: m.Symbol, Party: string(m.Party), Address: m.Address, Language: string(m.Language), Subject: m.Subject, Text: m.Text,
		Attachments: []Attachment{}, Reference: m.Reference, Next: instant(m.Next), EnteredBy: m.EnteredBy, RecordedAt: instant(m.RecordedAt),
		Events: []MailEvent{},
	}
	if m.Party != "" {
		w.PartyName = p.Party(w.Party)
	}
	for _, a := range m.Attachments {
		w.Attachments = append(w.Attachments, Attachment{string(a.Language), a.Name})
	}
	for _, e := range m.Events {
		w.Events = append(w.Events, MailEvent{e.Seq, string(e.Kind), e.Reply, e.Reason, e.Unregistered, e.EnteredBy, instant(e.At)})
	}
	return w
}

// Queued is what a dispatch by mail put into the outbox.
type Queued struct {
	Queued  []QueuedMail `json:"queued"`
	Waiting []string     `json:"waiting" doc:"Addressees for whom the languages wait in the outbox already, or nobody knows whether they were sent."`
	Without []string     `json:"without_contact" doc:"Addressees that have no address and were left out."`
}

// QueuedMail is one message that was queued.
type QueuedMail struct {
	ID        int64    `json:"id"`
	Party     string   `json:"party"`
	PartyName string   `json:"party_name"`
	Address   string   `json:"address"`
	Languages []string `json:"languages"`
}

// NewQueued is q on the wire.
func NewQueued(p *locale.Printer, q outbox.Queued) Queued {
	w := Queued{[]QueuedMail{}, parties(q.Addressed), parties(q.Without)}
	for _, m := range q.Messages {
		one := QueuedMail{ID: m.ID, Party: string(m.Party), PartyName: p.Party(string(m.Party)), Address: m.Address}
		for _, l := range m.Languages() {
			one.Languages = append(one.Languages, string(l))
		}
		w.Queued = append(w.Queued, one)
	}
	return w
}

func parties(list []conference.ParticipantID) []string {
	ids := []string{}
	for _, id := range list {
		ids = append(ids, string(id))
	}
	return ids
}

// MailRun is what a run of the sender did.
type MailRun struct {
	Attempts []MailAttempt `json:"attempts"`
	Left     int           `json:"left" doc:"Messages that are to be sent now and were not tried, for the limit."`
	Stopped  *Stopped      `json:"stopped,omitempty" doc:"Why the run ended before its limit."`
}

// MailAttempt is what became of one message.
type MailAttempt struct {
	ID           int64  `json:"id"`
	Party        string `json:"party,omitempty"`
	Address      string `json:"address"`
	Event        string `json:"event"`
	Reply        string `json:"reply,omitempty"`
	Unregistered string `json:"unregistered,omitempty" doc:"Why a message that was sent is not in the register of dispatches: the code of the refusal."`
	Text         string `json:"text" doc:"In the reader's language."`
}

// Stopped is a refusal that ended a run.
type Stopped struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// NewMailRun is r on the wire; stopped is nil for a run that came to its end.
func NewMailRun(p *locale.Printer, r outbox.Run, stopped *problem.Error) MailRun {
	w := MailRun{Attempts: []MailAttempt{}, Left: r.Left}
	for _, a := range r.Attempts {
		text := p.Text("mail_event."+string(a.Event), "id", a.Message.ID, "address", a.Message.Address)
		if a.Unregistered != "" {
			text += " " + p.Text("mail.unregistered")
		}
		w.Attempts = append(w.Attempts, MailAttempt{
			a.Message.ID, string(a.Message.Party), a.Message.Address, string(a.Event), a.Reply, a.Unregistered, text,
		})
	}
	if stopped != nil {
		_, detail := p.Problem(stopped)
		w.Stopped = &Stopped{stopped.Code, detail}
	}
	return w
}
