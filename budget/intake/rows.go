package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"article30/budget"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// role is what a row of a budget table is.
type role int

const (
	isLine role = iota
	isHeading
	isSubtotal
	isTotal // of the lines, or after the programme support cost the grand total
	isDirect
	isPSC
	isGrand
	isVariance
)

// beginnings are the first words of rows that are not lines. Longer ones come
// before those that they begin with.
var beginnings = []struct {
	words string
	role  role
}{
	{"subtotal", isSubtotal}, {"sub total", isSubtotal}, {"total partiel", isSubtotal}, {"sous total", isSubtotal},
	{"grand total", isGrand}, {"total général", isGrand},
	{"total direct", isDirect}, {"total des coûts directs", isDirect},
	{"programme support cost", isPSC}, {"program support cost", isPSC}, {"dépenses d appui aux programmes", isPSC},
	{"variance", isVariance}, {"écart", isVariance},
}

// row is one row of the table with its figures.
type row struct {
	sheet.Row
	role    role
	label   string
	figures []figure
	section string // of a line; "" stands outside every section
	object  string
	funding string
}

// readRows reads every row. What is not a figure is refused.
func readRows(t *sheet.Table, l layout, report *sheet.Report) ([]row, error) {
	rows := make([]row, 0, len(t.Rows))
	for _, r := range t.Rows {
		one := row{Row: r, label: l.cell(r, holdsTitle), figures: make([]figure, len(l.figures))}
		empty := true
		for i, c := range l.figures {
			text := r.Cells[c.place]
			empty = empty && strings.TrimSpace(text) == ""
			var err error
			if one.figures[i], err = parseFigure(text); err != nil {
				if err := report.Refuse(r.Line, c.Label, text, err); err != nil {
					return nil, err
				}
			}
		}
		one.role = roleOf(one.label, l.cell(r, holdsCode), empty)
		rows = append(rows, one)
	}
	return rows, nil
}

// roleOf tells lines from what stands between them. A row with a code is a
// line whatever its words; "Total" and a name is the subtotal of what is named;
// words without any figure or dash are a heading.
func roleOf(label, code string, empty bool) role {
	if code != "" {
		return isLine
	}
	words := spoken(label)
	for _, b := range beginnings {
		if strings.HasPrefix(words, b.words) {
			return b.role
		}
	}
	switch {
	case words == "total":
		return isTotal
	case strings.HasPrefix(words, "total "):
		return isSubtotal
	case empty && label != "":
		return isHeading
	}
	return isLine
}

// sectionName is what a subtotal says that it is of: "Subtotal, meeting costs"
// is of the meeting costs.
func sectionName(label string) string {
	low := strings.ToLower(label)
	for _, word := range []string{"subtotal", "sub-total", "sub total", "total partiel", "sous-total", "total"} {
		if strings.HasPrefix(low, word) {
			label = strings.TrimLeftFunc(label[len(word):], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			break
		}
	}
	first, size := utf8.DecodeRuneInString(label)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + label[size:]
}

var percentWords = regexp.MustCompile(`([0-9]+(\.[0-9]+)?)\s*(per cent|percent|%|pour cent|p\. 100)`)

// percentOf is the percentage that a label names; "" for none.
func percentOf(label string) string {
	if m := percentWords.FindStringSubmatch(strings.ToLower(label)); m != nil {
		return m[1]
	}
	return ""
}

// classes are the objects of expenditure by the words of UN budgets.
var classes = map[string]budget.Object{
	"posts":                      budget.Posts,
	"other staff costs":          budget.OtherStaff,
	"consultants":                budget.ConsultantsExperts,
	"experts":                    budget.ConsultantsExperts,
	"consultants and experts":    budget.ConsultantsExperts,
	"travel of representatives":  budget.TravelOfRepresentatives,
	"travel of staff":            budget.TravelOfStaff,
	"contractual services":       budget.ContractualServices,
	"general operating expenses": budget.GeneralOperating,
	"hospitality":                budget.Hospitality,
	"supplies and materials":     budget.SuppliesMaterials,
	"furniture and equipment":    budget.FurnitureEquipment,
	"grants and contributions":   budget.GrantsContributionsObject,
}

// words reads what a line says beside its figures.
func (r *row) words(l layout, funding string, report *sheet.Report) (err error) {
	if r.role != isLine {
		return nil
	}
	r.section = l.cell(r.Row, holdsSection)
	if r.funding = l.cell(r.Row, holdsFunding); r.funding == "" {
		r.funding = funding
	}
	r.object, err = r.class(l, report)
	return err
}

// class is the class of expenditure that a line names, by its code or by the
// words of UN budgets; "" for none. A column of objects must name one of ours
// unless it is also the title, which is kept.
func (r *row) class(l layout, report *sheet.Report) (string, error) {
	text := l.cell(r.Row, holdsObject)
	if text == "" {
		return string(classes[spoken(r.label)]), nil
	}
	if slices.Contains(budget.Objects(), budget.Object(text)) {
		return text, nil
	}
	if o, ok := classes[spoken(text)]; ok {
		return string(o), nil
	}
	if l.words[holdsObject] == l.words[holdsTitle] {
		report.Note(r.Line, "", text, "budget_table.object_unknown", "value", text)
		return "", nil
	}
	return "", report.Refuse(r.Line, "", text, problem.New(problem.Invalid, "budget_table.object_unknown", "value", text))
}
