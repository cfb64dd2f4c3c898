package xlsx

import (
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"article30/internal/problem"
	"article30/reports"
)

// layout is where things stand on a table's sheet.
type layout struct {
	table  reports.CheckedTable
	widths []int // in characters
	header int   // the row of the column labels
	merges []int // rows whose first cell runs over the whole width
}

// Up to so many characters a sheet is printed upright, and up to so many on its
// side without becoming smaller.
const (
	portrait  = 116
	landscape = 164
)

func newLayout(t reports.CheckedTable) *layout {
	l := &layout{table: t, header: len(t.Title()) + 2, widths: widths(t)}
	if len(l.widths) > 1 {
		for i := range t.Title() {
			l.merges = append(l.merges, i+1)
		}
	}
	return l
}

func (l *layout) total() int {
	sum := 0
	for _, w := range l.widths {
		sum += w
	}
	return sum
}

// headerHeight is for as many lines as the longest label breaks into.
func (l *layout) headerHeight() int {
	lines := 1
	for i, c := range l.table.Columns() {
		lines = max(lines, linesOf(c.Label, l.widths[i]))
	}
	return lineHeight*lines + 6
}

// addTable adds the sheet of one table.
func (b *book) addTable(t reports.CheckedTable) error {
	l := newLayout(t)
	if l.header+t.Len() > maxRows {
		return problem.New(problem.TooLarge, "reports.too_many_rows", "max", maxRows-l.header)
	}
	if len(t.Columns()) > excelize.MaxColumns {
		return problem.New(problem.TooLarge, "reports.too_many_columns", "max", excelize.MaxColumns)
	}
	name, part, err := b.sheet(t.Name())
	if err != nil {
		return err
	}
	formats := make([]*columnStyles, len(t.Columns()))
	for i, c := range t.Columns() {
		if formats[i], err = b.styles.column(c, i == t.Stub()); err != nil {
			return err
		}
	}
	if !t.Streamed() {
		if err := l.mergeNotes(); err != nil {
			return err
		}
	}
	if err := b.setUp(name, l); err != nil {
		return err
	}
	b.bodies[part] = func(w io.Writer) error { return b.writeTable(w, l, formats) }
	return nil
}

// mergeNotes lets the words of notes run over the whole width.
func (l *layout) mergeNotes() error {
	row := l.header
	for r, err := range l.table.Rows() {
		if err != nil {
			return err
		}
		if row++; r.Kind == reports.Note && len(l.widths) > 1 && onlyFirst(r) {
			l.merges = append(l.merges, row)
		}
	}
	return nil
}

func onlyFirst(r reports.Row) bool {
	for _, c := range r.Cells[1:] {
		if c.Content() != reports.Empty {
			return false
		}
	}
	return len(r.Cells) > 0 && r.Cells[0].Content() == reports.Words
}

// setUp is everything about a table's sheet except its cells.
func (b *book) setUp(name string, l *layout) error {
	last := columnName(max(len(l.widths), 1) - 1)
	for i, w := range l.widths {
		letter := columnName(i)
		if err := b.file.SetColWidth(name, letter, letter, float64(w)+0.7); err != nil {
			return err
		}
	}
	for _, row := range l.merges {
		if err := b.file.MergeCell(name, "A"+itoa(row), last+itoa(row)); err != nil {
			return err
		}
	}
	if err := b.file.SetSheetDimension(name, "A1:"+last+itoa(l.header+l.table.Len())); err != nil {
		return err
	}
	frozen := l.table.Stub() + 1
	if frozen >= len(l.widths) {
		frozen = 0
	}
	if err := b.file.SetPanes(name, &excelize.Panes{
		Freeze: true, XSplit: frozen, YSplit: l.header,
		TopLeftCell: columnName(frozen) + itoa(l.header+1), ActivePane: pane(frozen),
	}); err != nil {
		return err
	}
	if err := b.file.SetDefinedName(&excelize.DefinedName{
		Name:     "_xlnm.Print_Titles",
		RefersTo: "'" + strings.ReplaceAll(name, "'", "''") + "'!$" + itoa(l.header) + ":$" + itoa(l.header),
		Scope:    name,
	}); err != nil {
		return err
	}
	return b.page(name, l.total() > portrait)
}

func pane(frozen int) string {
	if frozen > 0 {
		return "bottomRight"
	}
	return "bottomLeft"
}

// page fits the sheet to the width of a page of A4 and numbers the pages.
func (b *book) page(name string, landscape bool) error {
	no, yes := false, true
	if err := b.file.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &no, RightToLeft: &b.styles.rtl}); err != nil {
		return err
	}
	height := float64(rowHeight)
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{
		FitToPage: &yes, DefaultRowHeight: &height, CustomHeight: &yes,
	}); err != nil {
		return err
	}
	a4, orientation, wide, high := 9, "portrait", 1, 0
	if landscape {
		orientation = "landscape"
	}
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{
		Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high,
	}); err != nil {
		return err
	}
	side, foot := 0.5, 0.7
	footer := 0.35
	if err := b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &side, Bottom: &foot, Header: &footer, Footer: &footer,
	}); err != nil {
		return err
	}
	return b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: b.footer()})
}

// footerLeft is the room that the words on the left have beside those in the
// middle on an upright page, in thousandths of the size of their letters.
const footerLeft = 24_000

// shortened is the text, or as much of it as is not wider than that.
func shortened(s string, limit int) string {
	if extent(s) <= limit {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && extent(string(runes)+"…") > limit {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ,") + "…"
}

// footer names the document on every page, and its content by the first
// letters of its digest.
func (b *book) footer() string {
	title := strings.ReplaceAll(shortened(printable(b.statement.Title), footerLeft), "&", "&&")
	const small = `&"` + typeface + `,Regular"&8 `
	return "&L" + small + title + "&C" + small + "SHA-256 " + b.checked.Digest()[:16] + "&R" + small + "&P / &N"
}

func (b *book) writeTable(w io.Writer, l *layout, formats []*columnStyles) error {
	rw := newRowWriter(w, len(l.widths))
	if err := b.writeTop(rw, l); err != nil {
		return err
	}
	at := func(b []byte, row, column int) []byte {
		return strconv.AppendInt(append(b, rw.columns[column]...), int64(l.header+1+row), 10)
	}
	for row, err := range l.table.Rows() {
		if err != nil {
			return err
		}
		if err := b.writeRow(rw, l, row, formats, at); err != nil {
			return err
		}
	}
	return rw.flush()
}

// writeTop writes the title block and the labels of the columns.
func (b *book) writeTop(rw *rowWriter, l *layout) error {
	if len(l.widths) == 0 {
		return nil
	}
	for i, line := range l.table.Title() {
		style, perLine, perCharacter := b.styles.subtitle, 13, 1.0
		if i == 0 {
			style, perLine, perCharacter = b.styles.title, 20, 1.6
		}
		lines := linesOf(line, max(int(float64(l.total())/perCharacter), 1))
		rw.begin(lines * perLine)
		if err := rw.text(line, style); err != nil {
			return err
		}
		if err := rw.end(); err != nil {
			return err
		}
	}
	rw.begin(8)
	if err := rw.end(); err != nil {
		return err
	}
	rw.begin(l.headerHeight())
	for i, c := range l.table.Columns() {
		style := b.styles.header
		switch {
		case c.Kind == reports.TextColumn && i == l.table.Stub():
			style = b.styles.headerOfStub
		case c.Kind == reports.TextColumn:
			style = b.styles.headerOfWords
		}
		if err := rw.text(c.Label, style); err != nil {
			return err
		}
	}
	return rw.end()
}

func (b *book) writeRow(rw *rowWriter, l *layout, row reports.Row, formats []*columnStyles, at place) error {
	r := roleOf(row.Kind)
	rw.begin(l.rowHeight(row))
	for i, c := range row.Cells {
		kind, format := l.table.Columns()[i].Kind, &formats[i][r]
		var err error
		switch c.Content() {
		case reports.Empty:
			if r == headingRole || r == noteRole {
				rw.skip()
			} else {
				rw.blank(format[0].plain)
			}
		case reports.Words:
			err = rw.text(c.Text(), format[min(row.Depth(), maxDepth)])
		case reports.Day:
			err = rw.day(c, format[0])
		case reports.Nil:
			err = rw.dash(kind, c, format[c.Decimals()])
		default:
			err = rw.figure(kind, c, format[c.Decimals()].plain, at)
		}
		if err != nil {
			return err
		}
	}
	return rw.end()
}

// rowHeight leaves room above a heading and a total, and for words that wrap;
// 0 is the height of an ordinary row. A spreadsheet would not find it out by
// itself: not every one fits rows when it opens a file.
func (l *layout) rowHeight(row reports.Row) int {
	if row.Kind == reports.Note && onlyFirst(row) {
		return lineHeight*linesOf(row.Cells[0].Text(), l.total()) + 4
	}
	lines := 1
	for i, c := range row.Cells {
		if c.Content() == reports.Words && row.Kind != reports.Heading && len(c.Text()) > l.widths[i]-indentWidth {
			lines = max(lines, linesOf(c.Text(), l.widths[i]-indentWidth*l.indents(row, i)))
		}
	}
	height := lineHeight*lines + 2
	switch {
	case row.Kind == reports.Heading:
		return height + 6
	case row.Kind == reports.Total:
		return height + 3
	case lines > 1:
		return height
	}
	return 0
}

// Heights in points of a line of words and of an ordinary row.
const (
	lineHeight = 12
	rowHeight  = lineHeight + 2
)

func (l *layout) indents(row reports.Row, column int) int {
	if column == l.table.Stub() {
		return min(row.Depth(), maxDepth)
	}
	return 1
}
