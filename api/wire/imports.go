package wire

import (
	"article30/internal/locale"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// Report is what an import did, or in a dry run would have done.
type Report struct {
	Kind      string    `json:"kind"`
	File      string    `json:"file"`
	SHA256    string    `json:"sha256"`
	Mapping   string    `json:"mapping,omitempty"`
	DryRun    bool      `json:"dry_run"`
	Read      int       `json:"read" doc:"Rows below the header."`
	Added     int       `json:"added"`
	Updated   int       `json:"updated"`
	Unchanged int       `json:"unchanged"`
	Later     int       `json:"later" doc:"Rows left for another time because they are after the date asked for."`
	Refused   []Refusal `json:"refused" doc:"With any of these nothing was written, unless the others were asked for."`
	Notices   []Refusal `json:"notices" doc:"About rows that were taken."`
}

// Refusal is one thing to know about a row.
type Refusal struct {
	Line   int    `json:"line,omitempty" doc:"As a person counts; absent for the file as a whole."`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Code   string `json:"code"`
	Text   string `json:"text" doc:"In the reader's language."`
}

// NewReport is r on the wire.
func NewReport(p *locale.Printer, r *sheet.Report) Report {
	w := Report{
		Kind: r.Kind, File: r.File, SHA256: r.SHA256, Mapping: r.Mapping, DryRun: r.DryRun,
		Read: r.Read, Added: r.Added, Updated: r.Updated, Unchanged: r.Unchanged, Later: r.Later,
		Refused: []Refusal{}, Notices: []Refusal{},
	}
	for _, f := range r.Refused {
		w.Refused = append(w.Refused, newRefusal(p, f))
	}
	for _, n := range r.Notices {
		w.Notices = append(w.Notices, newRefusal(p, sheet.Refusal(n)))
	}
	return w
}

func newRefusal(p *locale.Printer, f sheet.Refusal) Refusal {
	return Refusal{f.Line, f.Column, f.Value, f.Code, p.Field(problem.Field{Code: f.Code, Args: f.Args})}
}
