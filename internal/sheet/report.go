package sheet

import (
	"unicode/utf8"

	"article30/internal/problem"
)

// Report is what an import did, or in a dry run would have done, with a file.
// Read counts the rows below the header; Later counts those left for another
// time because they are after the date asked for.
type Report struct {
	Kind      string    `json:"kind"`
	File      string    `json:"file"`
	SHA256    string    `json:"sha256"`
	Mapping   string    `json:"mapping,omitempty"`
	DryRun    bool      `json:"dry_run"`
	Read      int       `json:"read"`
	Added     int       `json:"added"`
	Updated   int       `json:"updated"`
	Unchanged int       `json:"unchanged"`
	Later     int       `json:"later"`
	Refused   []Refusal `json:"refused"`
	Notices   []Notice  `json:"notices"`
}

// Refusal is one reason for which a row was not taken. Line is 0 when the
// reason is the file as a whole. Value is what stood there, shortened.
type Refusal struct {
	Line   int          `json:"line,omitempty"`
	Column string       `json:"column,omitempty"`
	Value  string       `json:"value,omitempty"`
	Code   string       `json:"code"`
	Args   problem.Args `json:"args,omitempty"`
}

// Notice is about a row that was taken: the reader should know.
type Notice Refusal

// NewReport starts the report of an import of table t from s: the rows read
// and what there was to say about the file itself.
func NewReport(kind string, s *Source, t *Table) *Report {
	return &Report{
		Kind: kind, File: s.Name, SHA256: s.SHA256,
		Read:    len(t.Rows),
		Refused: []Refusal{},
		Notices: append([]Notice{}, t.Notices...),
	}
}

// Refuse notes that the row was not taken because of err. Each field of an
// error that has fields is a refusal of its own, in the column of its path. An
// error that is not about the input (Internal, Unavailable, or foreign) is
// also returned: the import must stop with it.
func (r *Report) Refuse(line int, column, value string, err error) error {
	e, ok := problem.As(err)
	if !ok {
		e = problem.New(problem.Internal, "sheet.failed")
	}
	for _, f := range e.Fields {
		r.refuse(line, f.Path, "", f.Code, f.Args)
	}
	if len(e.Fields) == 0 {
		r.refuse(line, column, value, e.Code, e.Args)
	}
	if e.Kind == problem.Internal || e.Kind == problem.Unavailable {
		return err
	}
	return nil
}

func (r *Report) refuse(line int, column, value, code string, args problem.Args) {
	r.Refused = append(r.Refused, Refusal{line, column, shorten(value, 200), code, args})
}

// Note says something about a row that was taken. The arguments alternate name
// and value.
func (r *Report) Note(line int, column, value, code string, args ...any) {
	r.Notices = append(r.Notices, newNotice(line, column, value, code, args...))
}

// RefusedRows is the number of rows that were not taken, each counted once.
func (r *Report) RefusedRows() int {
	lines := map[int]bool{}
	for _, f := range r.Refused {
		if f.Line > 0 {
			lines[f.Line] = true
		}
	}
	return len(lines)
}

func newNotice(line int, column, value, code string, args ...any) Notice {
	return Notice{line, column, shorten(value, 200), code, problem.New(problem.Invalid, code, args...).Args}
}

// shorten cuts text to at most n bytes, between characters, and says so.
func shorten(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n] + "…"
}
