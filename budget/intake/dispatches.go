package intake

import (
	"context"
	"strings"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// DispatchOptions of an import of dispatches.
type DispatchOptions struct {
	RecordOptions
	Symbol       string // of the version that went out
	Evidence     string // SHA-256 of the file that shows all of them; none
	RecordAsLate bool   // those after the deadline, with the Reason
	Reason       string
}

// The columns of a list of dispatches.
const (
	colParty     = "party"
	colLanguages = "languages" // codes with blanks, commas or semicolons between them, or "all"
	colSentOn    = "sent_on"
	colReference = "reference" // number of the note verbale
	colChannel   = "channel"
)

var dispatches = records{"dispatches", []string{colParty, colLanguages, colSentOn}, []string{colReference, colChannel}, colSentOn, colSentOn}

// ImportDispatches loads a list of dispatches, such as the register of notes
// verbales by State, each row as budget.Circulate would take it. The rows are
// taken by their day, so that the first dispatch fixes the addressees wherever
// it stands in the file. A row that is recorded already is left as it is.
//
// Errors: those of reading the file; budget.not_found. A wrong row is no error
// but a refusal in the report.
func ImportDispatches(ctx context.Context, s *budget.Service, actor access.Actor, src *sheet.Source, opts DispatchOptions) (*sheet.Report, error) {
	return dispatches.load(ctx, s.Update, src, opts.RecordOptions, func(ctx context.Context, each func(func(cells) (bool, error)) error) error {
		if _, err := s.Version(ctx, opts.Symbol); err != nil {
			return err
		}
		return each(func(cell cells) (bool, error) {
			added, err := dispatch(ctx, s, actor, cell, opts)
			return added, inColumns(err)
		})
	})
}

func dispatch(ctx context.Context, s *budget.Service, actor access.Actor, cell cells, opts DispatchOptions) (added bool, err error) {
	in := budget.CirculateIn{
		Symbol: opts.Symbol, Parties: []string{cell(colParty)}, Languages: languages(cell(colLanguages)), SentOn: cell(colSentOn),
		Channel: cell(colChannel), Reference: cell(colReference), Evidence: opts.Evidence, RecordAsLate: opts.RecordAsLate, Reason: opts.Reason,
	}
	if cell(colParty) == "" {
		var f problem.Fields
		f.Add(colParty, "circulation.whom")
		return false, f.Err("circulation.invalid")
	}
	if recorded, err := s.Dispatched(ctx, in); recorded || err != nil {
		return false, err
	}
	_, err = s.Circulate(ctx, actor, in)
	return true, err
}

// languages are the codes in a cell.
func languages(cell string) []string {
	if strings.EqualFold(cell, "all") {
		var all []string
		for _, l := range conference.Languages() {
			all = append(all, string(l))
		}
		return all
	}
	return strings.FieldsFunc(strings.ToLower(cell), func(r rune) bool { return strings.ContainsRune(" ,;/", r) })
}

// inColumns puts what is wrong with a row under the columns in question.
func inColumns(err error) error {
	e, ok := problem.As(err)
	if !ok {
		return err
	}
	switch e.Code {
	case "circulation.no_evidence":
		e.Fields = []problem.Field{{Path: colReference, Code: e.Code, Args: e.Args}}
	case "evidence.unknown": // of the file as a whole
		e.Fields = []problem.Field{{Code: e.Code, Args: e.Args}}
	}
	for i, f := range e.Fields {
		column, _, _ := strings.Cut(f.Path, "[")
		if column == "parties" {
			column = colParty
		}
		e.Fields[i].Path = column
	}
	return e
}
