package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"article30/budget"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// What a column of words holds.
const (
	holdsCode       = "code"
	holdsTitle      = "title"
	holdsSection    = "section"
	holdsMandate    = "mandate"
	holdsInstrument = "instrument"
	holdsObject     = "object"
	holdsFunding    = "funding"
	ignored         = "ignore"
)

var holds = []string{holdsCode, holdsTitle, holdsSection, holdsMandate, holdsInstrument, holdsObject, holdsFunding, ignored}

// headers are the words over columns of words, as our own and published tables
// have them.
var headers = map[string]string{
	"code": holdsCode, "budget line": holdsCode, "line": holdsCode,
	"title": holdsTitle, "cost category": holdsTitle, "description": holdsTitle,
	"section": holdsSection, "mandate": holdsMandate, "instrument": holdsInstrument, "funding": holdsFunding,
	"object": holdsObject, "object of expenditure": holdsObject,
}

// stages are the words by which a column of figures says how far they have
// come. The first that a header has decides: "approved, revised" is revised.
var stages = []struct {
	word  string
	stage budget.Stage
}{
	{"redeployed", budget.Redeployed},
	{"change", budget.Change}, {"changes", budget.Change},
	{"actual", budget.Actual}, {"actuals", budget.Actual}, {"expenditure", budget.Actual},
	{"revised", budget.Revised},
	{"approved", budget.Approved},
	{"proposed", budget.Proposed},
}

// layout says where the table has what.
type layout struct {
	words   map[string]int // what a column holds, to its place
	figures []figureColumn
}

// figureColumn is a column of figures and its place in the table.
type figureColumn struct {
	budget.Column
	place int
}

// arrange finds out what each column of the table is: from the mapping, else
// from its header. A column of figures without a year has that of the one
// before it, one without a stage is proposed.
func arrange(t *sheet.Table, m mapping, report *sheet.Report) (layout, error) {
	l := layout{words: map[string]int{}}
	year := 0
	for place, header := range t.Header {
		if header == "" {
			continue
		}
		what, mapped := m.Columns[header]
		if !mapped {
			what = headers[spoken(header)]
		}
		if slices.Contains(holds, what) {
			if _, twice := l.words[what]; twice {
				if err := refuse(report, header, "budget_table.column_twice", "holds", what); err != nil {
					return l, err
				}
			}
			if what != ignored {
				l.words[what] = place
			}
			continue
		}
		if !mapped {
			what = header
		}
		c, ok := readColumn(what, year)
		if !ok {
			if err := refuse(report, header, "budget_table.unknown_column"); err != nil {
				return l, err
			}
			continue
		}
		year = c.Year
		c.Label = header
		l.figures = append(l.figures, figureColumn{c, place})
	}
	if _, ok := l.words[holdsTitle]; !ok {
		if place, ok := l.words[holdsObject]; ok {
			l.words[holdsTitle] = place
		} else if err := refuse(report, "", "budget_table.no_title"); err != nil {
			return l, err
		}
	}
	if len(l.figures) == 0 {
		return l, refuse(report, "", "budget_table.no_figures")
	}
	return l, nil
}

func refuse(report *sheet.Report, header, code string, args ...any) error {
	return report.Refuse(0, header, "", problem.New(problem.Invalid, code, args...))
}

var yearWord = regexp.MustCompile(`^(19|20|21)[0-9]{2}$`)

// readColumn reads year and stage out of a header; ok is false where there is
// neither.
func readColumn(header string, year int) (c budget.Column, ok bool) {
	words := strings.Fields(spoken(header))
	c = budget.Column{Year: year, Stage: budget.Proposed}
	for _, w := range words {
		if yearWord.MatchString(w) {
			c.Year, _ = strconv.Atoi(w)
			ok = true
			break
		}
	}
	for _, s := range stages {
		if slices.Contains(words, s.word) {
			c.Stage = s.stage
			return c, c.Year != 0
		}
	}
	return c, ok
}

// spoken is a header as it is read aloud: small letters and digits, words one
// space apart.
func spoken(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// at is the place of the column of that year and stage among the figures.
func (l layout) at(year int, stage budget.Stage) int {
	return slices.IndexFunc(l.figures, func(c figureColumn) bool { return c.Year == year && c.Stage == stage })
}

func (l layout) columns() []budget.ColumnIn {
	list := make([]budget.ColumnIn, len(l.figures))
	for i, c := range l.figures {
		list[i] = budget.ColumnIn{Year: c.Year, Stage: string(c.Stage), Label: c.Label}
	}
	return list
}

func (l layout) cell(row sheet.Row, what string) string {
	if place, ok := l.words[what]; ok {
		return strings.TrimSpace(row.Cells[place])
	}
	return ""
}
