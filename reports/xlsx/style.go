package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"article30/internal/money"
	"article30/reports"
)

// The look: one typeface that has all six scripts, thin rules, one accent.
const (
	typeface = "Arial"
	fontSize = 9
	ink      = "000000"
	accent   = "1F3F66"
	quiet    = "505050"
	rule     = "808080"
	hairline = "DADADA"
	thin     = 1 // excelize's numbers of border styles
	medium   = 2
)

// role is what a row is, as far as its look goes.
type role int

const (
	lineRole role = iota
	headingRole
	subtotalRole
	totalRole
	noteRole
	roles
)

func roleOf(k reports.RowKind) role {
	switch k {
	case reports.Heading:
		return headingRole
	case reports.Subtotal:
		return subtotalRole
	case reports.Total:
		return totalRole
	case reports.Note:
		return noteRole
	}
	return lineRole
}

// maxDepth is how many levels of groups are indented visibly.
const maxDepth = 5

// styles are the numbers of the cell formats, made before the first row is
// written.
type styles struct {
	file *excelize.File
	lang string
	rtl  bool
	err  error

	title, subtitle            words
	headerOfStub               words
	headerOfWords, header      words
	factHead, factName, factOf words
	factDate                   words
}

// words is a format for text, and its twin for text that a spreadsheet would
// take for a formula when it is entered again.
type words struct{ plain, quoted int }

// columnStyles are the formats of one column: by role, and for words by depth,
// for amounts by decimals.
type columnStyles [roles][maxDepth + 1]words

func newStyles(f *excelize.File, s reports.Statement) (*styles, error) {
	st := &styles{file: f, lang: s.Lang, rtl: s.Dir == "rtl"}
	// Widths are counted in digits of the default font.
	if err := f.SetDefaultFont(typeface); err != nil {
		return nil, err
	}
	size := float64(fontSize)
	f.Styles.Fonts.Font[0].Sz.Val = &size

	text, apart := st.start(0), st.start(1)
	text.WrapText, apart.WrapText = true, true
	centred, top, figures := *text, *text, *text
	centred.Vertical, top.Vertical, figures.Horizontal = "center", "top", "right"

	st.title = st.words(&excelize.Style{Font: font(accent, 14, true, false), Alignment: &centred})
	st.subtitle = st.words(&excelize.Style{Font: font(quiet, fontSize, false, false), Alignment: &centred})
	rules := []excelize.Border{{Type: "top", Style: thin, Color: rule}, {Type: "bottom", Style: medium, Color: accent}}
	st.headerOfStub = st.words(&excelize.Style{Font: font(ink, fontSize, false, true), Border: rules, Alignment: text})
	st.headerOfWords = st.words(&excelize.Style{Font: font(ink, fontSize, false, true), Border: rules, Alignment: apart})
	inLine := "@_)" // with the digits below it
	st.header = st.words(&excelize.Style{Font: font(ink, fontSize, false, true), Border: rules, Alignment: &figures, CustomNumFmt: &inLine})
	beyond := *st.start(0) // the cell, over the empty ones beside it
	beyond.Vertical = "center"
	st.factHead = st.words(&excelize.Style{Font: font(accent, 11, true, false), Alignment: &beyond})
	st.factName = st.words(&excelize.Style{Font: font(quiet, fontSize, false, false), Alignment: &top})
	st.factOf = st.words(&excelize.Style{Font: font(ink, fontSize, false, false), Alignment: &top})
	day := strings.TrimSuffix(dateFormat(s.Lang), "_)")
	st.factDate = st.words(&excelize.Style{Font: font(ink, fontSize, false, false), Alignment: &top, CustomNumFmt: &day})
	return st, st.err
}

func font(color string, size float64, bold, italic bool) *excelize.Font {
	return &excelize.Font{Family: typeface, Size: size, Color: color, Bold: bold, Italic: italic}
}

// start aligns words to the side where the language begins.
func (st *styles) start(indent int) *excelize.Alignment {
	if st.rtl {
		return &excelize.Alignment{Horizontal: "right", ReadingOrder: 2, Indent: indent}
	}
	return &excelize.Alignment{Horizontal: "left", Indent: indent}
}

func (st *styles) add(s *excelize.Style) int {
	id, err := st.file.NewStyle(s)
	if st.err == nil {
		st.err = err
	}
	return id
}

// words makes a format and its quoted twin. excelize has no setting for
// quotePrefix, which keeps a cell words when somebody edits it.
func (st *styles) words(s *excelize.Style) words {
	plain := st.add(s)
	if st.err != nil {
		return words{}
	}
	formats := st.file.Styles.CellXfs
	twin, yes := formats.Xf[plain], true
	twin.QuotePrefix = &yes
	formats.Xf = append(formats.Xf, twin)
	formats.Count = len(formats.Xf)
	return words{plain, formats.Count - 1}
}

// column makes the formats of a column. The words that name the rows are
// indented by depth, others by one, apart from the figures before them.
func (st *styles) column(c reports.Column, isStub bool) (*columnStyles, error) {
	var cs columnStyles
	for r := range roles {
		for v := range cs[r] {
			switch {
			case c.Kind != reports.TextColumn && v <= money.MaxDigits:
				cs[r][v].plain = st.add(st.body(r, &excelize.Alignment{Horizontal: "right"}, numberFormat(c, v, st.lang)))
			case c.Kind == reports.TextColumn && (isStub || v == 0):
				a := st.start(v)
				if !isStub {
					a = st.start(1)
				}
				a.WrapText = r != headingRole // which runs over the empty cells beside it
				cs[r][v] = st.words(st.body(r, a, ""))
			case c.Kind == reports.TextColumn:
				cs[r][v] = cs[r][0]
			}
		}
	}
	return &cs, st.err
}

func (st *styles) body(r role, a *excelize.Alignment, format string) *excelize.Style {
	s := &excelize.Style{Font: font(ink, fontSize, r == headingRole || r == subtotalRole || r == totalRole, false), Alignment: a}
	if format != "" {
		s.CustomNumFmt = &format
	}
	switch r {
	case lineRole:
		s.Border = []excelize.Border{{Type: "bottom", Style: thin, Color: hairline}}
	case subtotalRole:
		s.Border = []excelize.Border{{Type: "top", Style: thin, Color: rule}, {Type: "bottom", Style: thin, Color: hairline}}
	case totalRole:
		s.Border = []excelize.Border{{Type: "top", Style: thin, Color: ink}, {Type: "bottom", Style: medium, Color: accent}}
	case noteRole:
		s.Font = font(quiet, 8, false, false)
	}
	return s
}

// numberFormat shows a negative figure in parentheses and nothing as a dash.
// The blank of a closing parenthesis keeps the digits in line.
func numberFormat(c reports.Column, decimals int, lang string) string {
	switch c.Kind {
	case reports.MoneyColumn:
		return figures("#,##0" + fraction(decimals))
	case reports.IntegerColumn:
		return figures("#,##0")
	case reports.PercentColumn:
		return figures("0" + fraction(c.Decimals) + "%")
	case reports.RateColumn:
		return "#,##0.00##########_)"
	case reports.DateColumn:
		return dateFormat(lang)
	}
	return "0_)"
}

func dateFormat(lang string) string {
	if lang == "zh" {
		return `yyyy"年"m"月"d"日"_)`
	}
	locale, ok := locales[lang]
	if !ok {
		locale = locales["en"]
	}
	return "[$-" + locale + "]d mmm yyyy_)"
}

func figures(format string) string {
	return format + "_);(" + format + `);"–"_)`
}

func fraction(decimals int) string {
	if decimals == 0 {
		return ""
	}
	return "." + strings.Repeat("0", decimals)
}

// locales are Windows' numbers of the languages, which name the months.
var locales = map[string]string{"en": "809", "fr": "40C", "es": "C0A", "ru": "419", "zh": "804", "ar": "401"}
