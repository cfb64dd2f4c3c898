package xlsx

import (
	"io"

	"github.com/xuri/excelize/v2"

	"article30/reports"
)

const (
	factNameWidth = 30
	factWidth     = 75
)

// addBasis adds the sheet that says what the figures stand on.
func (b *book) addBasis() error {
	basis := b.statement.Basis
	name, part, err := b.sheet(basis.Name)
	if err != nil {
		return err
	}
	if err := b.file.SetColWidth(name, "A", "A", factNameWidth); err != nil {
		return err
	}
	if err := b.file.SetColWidth(name, "B", "B", factWidth); err != nil {
		return err
	}
	if err := b.file.MergeCell(name, "A1", "B1"); err != nil {
		return err
	}
	rows := len(basis.Pairs) + 3
	if err := b.file.SetSheetDimension(name, "A1:B"+itoa(rows)); err != nil {
		return err
	}
	if err := b.file.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := b.page(name, false); err != nil {
		return err
	}
	b.bodies[part] = b.writeBasis
	return nil
}

func (b *book) writeBasis(w io.Writer) error {
	rw := newRowWriter(w, 2)
	basis := b.statement.Basis
	rw.begin(22)
	if err := rw.text(basis.Name, b.styles.title); err != nil {
		return err
	}
	if err := rw.end(); err != nil {
		return err
	}
	rw.begin(8)
	if err := rw.end(); err != nil {
		return err
	}
	for _, p := range basis.Pairs {
		if err := b.writeFact(rw, p); err != nil {
			return err
		}
	}
	digest := reports.Pair{Label: basis.Digest, Value: reports.Text(b.checked.Digest())}
	if err := b.writeFact(rw, digest); err != nil {
		return err
	}
	return rw.flush()
}

// writeFact writes one line of the basis; one without a value is a heading.
func (b *book) writeFact(rw *rowWriter, p reports.Pair) error {
	lines := linesOf(p.Label, factNameWidth)
	if p.Value.Content() == reports.Words {
		lines = max(lines, linesOf(p.Value.Text(), factWidth))
	}
	name, height := b.styles.factName, lineHeight*lines+4
	if p.Value.Content() == reports.Empty {
		name, height = b.styles.factHead, 26
	}
	rw.begin(height)
	if err := rw.text(p.Label, name); err != nil {
		return err
	}
	var err error
	switch v := p.Value; v.Content() {
	case reports.Empty:
	case reports.Day:
		err = rw.day(v, b.styles.factDate)
	case reports.Amount:
		err = rw.text(string(v.Money().Currency())+" "+v.Plain(), b.styles.factOf)
	case reports.Nil:
		err = rw.text("–", b.styles.factOf)
	default:
		err = rw.text(v.Plain(), b.styles.factOf)
	}
	if err != nil {
		return err
	}
	return rw.end()
}
