package xlsx

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"article30/internal/date"
	"article30/internal/problem"
	"article30/reports"
)

// Where a spreadsheet ends.
const (
	maxRows    = excelize.TotalRows
	maxText    = excelize.TotalCellChars
	maxFormula = 8192
	maxDigits  = 15
)

// rowWriter writes the cells of a sheet, row by row, as text of the worksheet
// part.
type rowWriter struct {
	w       io.Writer
	buf     []byte
	columns []string // letters
	row     int
	column  int
}

func newRowWriter(w io.Writer, columns int) *rowWriter {
	rw := &rowWriter{w: w, columns: make([]string, columns)}
	for i := range rw.columns {
		rw.columns[i] = columnName(i)
	}
	return rw
}

func columnName(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		panic(err) // more columns than a sheet has were refused before
	}
	return name
}

// begin starts the next row; height 0 leaves it to the spreadsheet.
func (rw *rowWriter) begin(height int) {
	rw.row++
	rw.column = 0
	b := append(rw.buf, `<row r="`...)
	b = strconv.AppendInt(b, int64(rw.row), 10)
	if height > 0 {
		b = append(b, `" ht="`...)
		b = strconv.AppendInt(b, int64(height), 10)
		b = append(b, `" customHeight="1`...)
	}
	rw.buf = append(b, `">`...)
}

const chunk = 1 << 16

func (rw *rowWriter) end() error {
	rw.buf = append(rw.buf, "</row>"...)
	if len(rw.buf) < chunk {
		return nil
	}
	return rw.flush()
}

func (rw *rowWriter) flush() error {
	_, err := rw.w.Write(rw.buf)
	rw.buf = rw.buf[:0]
	return err
}

// open starts the next cell and leaves its start tag open.
func (rw *rowWriter) open(style int) {
	b := append(rw.buf, `<c r="`...)
	b = append(b, rw.columns[rw.column]...)
	b = strconv.AppendInt(b, int64(rw.row), 10)
	b = append(b, `" s="`...)
	b = strconv.AppendInt(b, int64(style), 10)
	rw.buf = append(b, '"')
	rw.column++
}

func (rw *rowWriter) skip() { rw.column++ }

func (rw *rowWriter) blank(style int) {
	rw.open(style)
	rw.buf = append(rw.buf, "/>"...)
}

// text writes words. They are words by their type, whatever they begin with;
// the quoted format keeps them so when somebody edits the cell.
func (rw *rowWriter) text(s string, style words) error {
	if len(s) > maxText && len(utf16.Encode([]rune(s))) > maxText {
		return problem.New(problem.Invalid, "reports.text_too_long",
			"cell", rw.columns[rw.column]+strconv.Itoa(rw.row), "max", maxText)
	}
	id := style.plain
	if reports.LooksLikeFormula(s) {
		id = style.quoted
	}
	rw.open(id)
	b := append(rw.buf, ` t="inlineStr"><is><t`...)
	if s != "" && (isSpace(s[0]) || isSpace(s[len(s)-1]) || strings.Contains(s, "\n")) {
		b = append(b, ` xml:space="preserve"`...)
	}
	b = append(b, '>')
	b = appendText(b, s)
	rw.buf = append(b, "</t></is></c>"...)
	return nil
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// place appends the name of the cell in a row of the body and a column.
type place = func(b []byte, row, column int) []byte

// figure writes a number in the decimal text that it has, and the formula of a
// live one before it.
func (rw *rowWriter) figure(kind reports.Kind, c reports.Cell, style int, at place) error {
	rw.open(style)
	rw.buf = append(rw.buf, '>')
	if c.Live() {
		rw.buf = append(rw.buf, "<f>"...)
		before := len(rw.buf)
		rw.buf = c.AppendExcel(rw.buf, at)
		if len(rw.buf)-before > maxFormula {
			return problem.New(problem.TooLarge, "reports.formula_too_long",
				"cell", rw.columns[rw.column-1]+strconv.Itoa(rw.row), "max", maxFormula)
		}
		rw.buf = append(rw.buf, "</f>"...)
	}
	rw.buf = append(rw.buf, "<v>"...)
	start := len(rw.buf)
	switch {
	case c.Content() == reports.Nil:
		rw.buf = append(rw.buf, '0')
	case c.Content() == reports.Day:
		rw.buf = strconv.AppendInt(rw.buf, int64(serial(c.Day())), 10)
	case kind == reports.PercentColumn:
		rw.buf = append(rw.buf, c.Number().Shift(-2).String()...)
	default:
		rw.buf = c.AppendPlain(rw.buf)
	}
	if digits(rw.buf[start:]) > maxDigits {
		return problem.New(problem.Invalid, "reports.too_many_digits",
			"cell", rw.columns[rw.column-1]+strconv.Itoa(rw.row), "value", string(rw.buf[start:]), "max", maxDigits)
	}
	rw.buf = append(rw.buf, "</v></c>"...)
	return nil
}

// dash writes nothing where a figure could be: a zero that its format shows as
// a dash, so that formulas find a number, or a dash itself where no formula
// looks.
func (rw *rowWriter) dash(kind reports.Kind, c reports.Cell, style words) error {
	switch kind {
	case reports.MoneyColumn, reports.IntegerColumn, reports.PercentColumn:
		return rw.figure(kind, c, style.plain, nil)
	}
	return rw.text("–", style)
}

// digits counts the significant digits of a plain decimal number.
func digits(number []byte) int {
	if len(number) <= maxDigits {
		return len(number)
	}
	n := bytes.TrimLeft(number, "-0.")
	if bytes.IndexByte(n, '.') >= 0 || bytes.HasPrefix(bytes.TrimLeft(number, "-"), []byte("0.")) {
		n = bytes.TrimRight(n, "0")
		n = bytes.TrimSuffix(n, []byte("."))
	}
	return len(n) - bytes.Count(n, []byte("."))
}

// A spreadsheet counts days from 1900 and believes that 1900 was a leap year:
// before March of it, its calendar is not ours.
var firstMarch = date.MustParse("1900-03-01")

const firstMarchSerial = 61

func serial(d date.Date) int { return d.Sub(firstMarch) + firstMarchSerial }

// day writes a date; one that the spreadsheet's calendar gets wrong as words.
func (rw *rowWriter) day(c reports.Cell, style words) error {
	if c.Day().Before(firstMarch) {
		return rw.text(c.Plain(), style)
	}
	return rw.figure(reports.DateColumn, c, style.plain, nil)
}

// appendText appends s as character data. A character that XML cannot carry
// becomes the replacement character; _x0041_, which a spreadsheet would read
// as a code, is escaped the way it escapes it itself.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '<' || c == '>' || c == '&' || c == '_' {
			return appendEscaped(b, s)
		}
	}
	return append(b, s...)
}

func appendEscaped(b []byte, s string) []byte {
	for {
		i := strings.Index(s, "_x")
		if i < 0 {
			break
		}
		b = appendXML(b, s[:i])
		if isCode(s[i:]) {
			b = append(b, "_x005F"...)
		}
		b = append(b, "_x"...)
		s = s[i+2:]
	}
	return appendXML(b, s)
}

// isCode tells a text that begins like _x0041_.
func isCode(s string) bool {
	if len(s) < 7 || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 32)
	return err == nil
}

func appendXML(b []byte, s string) []byte {
	var buf bytes.Buffer
	_ = xml.EscapeText(&buf, []byte(s)) // a bytes.Buffer takes everything
	return append(b, buf.Bytes()...)
}

// printable is s without what XML cannot carry, for what excelize writes.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func itoa(n int) string { return strconv.Itoa(n) }
