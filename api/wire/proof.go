package wire

import (
	"article30/budget/conference"
	"article30/budget/proof"
	"article30/internal/locale"
)

// Proven is what a proof shows of a file.
type Proven struct {
	Symbol     string       `json:"symbol"`
	Title      string       `json:"title"`
	Language   string       `json:"language"`
	SHA256     string       `json:"sha256"`
	FrozenAt   string       `json:"frozen_at" format:"date-time"`
	Entry      int64        `json:"entry" doc:"Of the journal, which names the file's digest."`
	Sent       int          `json:"sent" doc:"To how many State parties it went out in this language."`
	Total      int          `json:"total" doc:"Of how many."`
	First      string       `json:"first,omitempty" format:"date"`
	Last       string       `json:"last,omitempty" format:"date"`
	Margin     *int         `json:"margin,omitempty" doc:"Days from last to the opening."`
	Opening    string       `json:"opening,omitempty" format:"date"`
	Deadline   string       `json:"deadline,omitempty" format:"date"`
	Late       bool         `json:"late"`
	Status     string       `json:"status" doc:"Of the circulation in all languages."`
	StatusText string       `json:"status_text"`
	Causes     []Cause      `json:"causes"`
	Copies     []ProvenCopy `json:"copies"`
	Log        string       `json:"log"`
	Head       string       `json:"head"`
	Since      string       `json:"since,omitempty" doc:"The head that was kept, of which the history is a continuation."`
	Sentences  []string     `json:"sentences" doc:"All of it in the reader's language."`
}

// ProvenCopy is the file's dispatch to one addressee.
type ProvenCopy struct {
	Party     string `json:"party"`
	Name      string `json:"name"`
	Role      string `json:"role"`
	SentOn    string `json:"sent_on" format:"date"`
	Margin    *int   `json:"margin,omitempty"`
	Channel   string `json:"channel"`
	Reference string `json:"reference,omitempty"`
	Entered   string `json:"entered_at" format:"date-time"`
}

// NewProven is what was shown on the wire, and in sentences of p's language.
func NewProven(p *locale.Printer, a proof.Answer) Proven {
	c := a.Circulation
	w := Proven{
		Symbol: a.Symbol, Title: a.Title, Language: string(a.Language), SHA256: a.SHA256,
		FrozenAt: instant(a.FrozenAt), Entry: a.FrozenSeq, Sent: a.Progress.Sent, Total: a.Progress.Total,
		First: day(a.Progress.First), Last: day(a.Progress.Last), Opening: day(c.Opening), Deadline: day(c.Deadline),
		Late: a.Progress.Late, Status: string(c.Status), StatusText: p.Text("circulation_status." + string(c.Status)),
		Causes: Causes(p, c.Causes), Copies: []ProvenCopy{}, Log: a.Log, Head: a.Head.String(),
	}
	if !c.Opening.IsZero() {
		margin := conference.Margin(c.Opening, a.Progress.Last)
		w.Margin = &margin
	}
	if a.Since != nil {
		w.Since = a.Since.String()
	}
	for _, one := range a.Copies {
		w.Copies = append(w.Copies, ProvenCopy{
			string(one.Party), p.Party(string(one.Party)), string(one.Role), day(one.SentOn), one.Margin,
			string(one.Channel), one.Reference, instant(one.Entered),
		})
	}
	w.Sentences = provenIn(p, a, w.Margin)
	return w
}

// provenIn says it in sentences.
func provenIn(p *locale.Printer, a proof.Answer, margin *int) []string {
	c, sent := a.Circulation, a.Progress
	said := []string{
		p.Text("proof.sheet", "symbol", a.Symbol, "language", string(a.Language), "at", instant(a.FrozenAt), "seq", int(a.FrozenSeq)),
	}
	say := func(key string, args ...any) { said = append(said, p.Text(key, args...)) }
	if sent.First == sent.Last {
		say("proof.sent_on", "count", sent.Sent, "total", sent.Total, "date", sent.First)
	} else {
		say("proof.sent", "count", sent.Sent, "total", sent.Total, "first", sent.First, "last", sent.Last)
	}
	if missing := sent.Total - sent.Sent; missing > 0 {
		say("proof.lacking", "count", missing)
	}
	switch {
	case c.Deadline.IsZero() || margin == nil:
	case sent.Late:
		say("proof.late", "count", *margin, "opening", c.Opening, "deadline", c.Deadline)
	default:
		say("proof.in_time", "count", *margin, "opening", c.Opening, "deadline", c.Deadline)
	}
	if first, last := conference.DispatchDate(a.FirstEntered), conference.DispatchDate(a.LastEntered); first == last {
		say("proof.entered_on", "date", first)
	} else {
		say("proof.entered", "first", first, "last", last)
	}
	say("proof.whole", "status", string(c.Status))
	for _, cause := range Causes(p, c.Causes) {
		said = append(said, "  "+cause.Text)
	}
	if a.Decision != nil {
		say("proof.decided", "date", a.Decision.DecidedOn, "outcome", string(a.Decision.Outcome))
	}
	say("proof.signed", "log", a.Log, "count", int(a.Head.Size))
	if a.Since != nil {
		say("proof.continued", "count", int(a.Since.Size))
	} else {
		say("proof.no_since")
	}
	return said
}
