package wire

import (
	"encoding/json"
	"strings"

	"article30/api/audit"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/problem"
)

// Verification is the outcome of checking a whole database.
type Verification struct {
	OK       bool      `json:"ok"`
	Findings []Finding `json:"findings" doc:"All is well where there are none but notices."`
	Head     string    `json:"head" doc:"Keep it elsewhere and give it as since the next time: whoever rewrites the history cannot make it fit."`
}

// Finding is a place where something is not as it must be.
type Finding struct {
	Part  string `json:"part" doc:"conference, books, earmarks, budgets, execution or history."`
	Place string `json:"place,omitempty" example:"entry 17"`
	Where string `json:"where,omitempty" example:"entry 17" doc:"The place in the reader's language."`
	Code  string `json:"code"`
	Text  string `json:"text" doc:"In the reader's language."`
	// Notice is what is no fault, but that somebody has to know.
	Notice bool `json:"notice,omitempty" doc:"No fault of the records, but somebody has to know: a rate was corrected, and the cash that was committed is no longer worth it."`
}

// NewVerification is the outcome on the wire.
func NewVerification(p *locale.Printer, findings []audit.Finding, head journal.Head) Verification {
	w := Verification{OK: true, Findings: []Finding{}, Head: head.String()}
	for _, f := range findings {
		text := p.Field(problem.Field{Code: f.Code, Args: f.Args})
		w.Findings = append(w.Findings, Finding{f.Part, f.Place, placeText(p, f.Place), f.Code, text, f.Notice})
		w.OK = w.OK && f.Notice
	}
	return w
}

// placeText is a place of a finding in the reader's words: what kind of thing it
// is as the language calls it, and which one of them as it is written everywhere.
// A place of no known kind, such as the symbol of a text, stays as it is.
func placeText(p *locale.Printer, place string) string {
	if of, part, within := strings.Cut(place, ", "); within {
		return p.Text("place.in", "place", placeText(p, of), "part", placeText(p, part))
	}
	words := strings.Fields(place)
	for n := len(words); n > 0; n-- {
		if key := "place." + strings.Join(words[:n], "_"); p.Has(key) {
			return p.Text(key, "of", strings.Join(words[n:], " "))
		}
	}
	return place
}

// Record is an entry of the journal.
type Record struct {
	Seq    int64           `json:"seq"`
	At     string          `json:"at" format:"date-time"`
	Actor  string          `json:"actor"`
	Action string          `json:"action"`
	Object string          `json:"object"`
	ID     string          `json:"id"`
	Reason string          `json:"reason,omitempty"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

// NewRecord is r on the wire.
func NewRecord(r journal.Record) Record {
	return Record{r.Seq, instant(r.At), r.Actor, r.Action, r.Object, r.ID, r.Reason, r.Before, r.After}
}
