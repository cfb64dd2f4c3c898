// Package xlsx renders a checked statement as a workbook that looks like a
// document of the United Nations: live formulas with exact cached values,
// number formats by currency, and the same bytes for the same content.
//
// excelize writes what is small (styles, names, page setup); the rows go from
// the statement straight into the compressed file, so a long table costs no
// memory.
package xlsx

import (
	"io"

	"github.com/xuri/excelize/v2"

	"article30/reports"
)

// ContentType is the media type of a workbook.
const ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Render writes the workbook: the first table, the basis, then the other
// tables, each on its own sheet.
//
// Errors: reports.too_many_digits for a figure of more than 15 digits, which a
// spreadsheet would round; reports.too_many_rows, reports.text_too_long,
// reports.formula_too_long where a spreadsheet ends; reports.changed; and those
// of the writer. What was written before an error is not a workbook.
func Render(w io.Writer, c *reports.Checked) error {
	if !c.Valid() {
		return reports.Unchecked()
	}
	f := excelize.NewFile()
	defer f.Close()
	b := &book{file: f, checked: c, statement: c.Statement(), bodies: map[string]body{}}
	if err := b.build(); err != nil {
		return err
	}
	var z *archive
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		z = newArchive(w, b.bodies)
		return z
	})
	// excelize hands its parts to the archive and returns an empty buffer.
	_, err := f.WriteToBuffer()
	return err
}

// book is a workbook in the making.
type book struct {
	file      *excelize.File
	checked   *reports.Checked
	statement reports.Statement
	styles    *styles
	bodies    map[string]body // by the name of the worksheet's part
	names     []string
}

// body writes the rows of a sheet.
type body func(w io.Writer) error

func (b *book) build() error {
	if err := b.properties(); err != nil {
		return err
	}
	var err error
	if b.styles, err = newStyles(b.file, b.statement); err != nil {
		return err
	}
	for i, t := range b.checked.Tables() {
		if err := b.addTable(t); err != nil {
			return err
		}
		if i == 0 {
			if err := b.addBasis(); err != nil {
				return err
			}
		}
	}
	if len(b.checked.Tables()) == 0 {
		return b.addBasis()
	}
	return nil
}

// properties are the document's: nothing of the machine, no hour.
func (b *book) properties() error {
	created := "1980-01-01T00:00:00Z"
	if !b.statement.AsOf.IsZero() {
		created = b.statement.AsOf.String() + "T00:00:00Z"
	}
	if err := b.file.SetDocProps(&excelize.DocProperties{
		Title:      printable(b.statement.Title),
		Creator:    "Article 30",
		Identifier: "sha256:" + b.checked.Digest(),
		Language:   b.statement.Lang,
		Created:    created,
		Modified:   created,
	}); err != nil {
		return err
	}
	return b.file.SetAppProps(&excelize.AppProperties{Application: "Article 30"})
}

// sheet adds a sheet of that name, or of a legal one near it, and says by
// which name its part goes in the archive.
func (b *book) sheet(name string) (legal, part string, err error) {
	legal = legalName(name, b.names)
	b.names = append(b.names, legal)
	part = "xl/worksheets/sheet" + itoa(len(b.names)) + ".xml"
	if len(b.names) == 1 {
		return legal, part, b.file.SetSheetName("Sheet1", legal)
	}
	_, err = b.file.NewSheet(legal)
	return legal, part, err
}
