package sheet

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/internal/problem"
)

// Every worksheet comes as it stands: with its formulas, gaps and kinds.
func TestWorksheets(t *testing.T) {
	b := newBook(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>` +
		`<row r="3"><c r="B3"><f>1+1</f><v>2.50</v></c><c r="C3" s="1"><v>41197</v></c><c r="D3" t="b"><v>1</v></c>` +
		`<c r="E3" t="inlineStr"><is><t>=x</t></is></c><c r="F3"><f>A9</f></c><c r="G3"/><c r="H3"><f t="shared" si="0"/><v>1</v></c><c r="I3"><f t="array" ref="I3">B3*2</f><v>5</v></c></row>`)
	source, err := FromBytes("a.xlsx", b.bytes())
	if err != nil {
		t.Fatal(err)
	}
	got, err := source.Worksheets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []Worksheet{{Name: "Data", Rows: [][]Cell{
		{{Words, "donor", ""}}, nil,
		{{}, {Figure, "2.5", "=1+1"}, {Day, "2012-10-15", ""}, {Truth, "TRUE", ""}, {Words, "=x", ""}, {Nothing, "", "=A9"},
			{}, {Figure, "1", "={shared}"}, {Figure, "5", "={array}B3*2"}},
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if c := got[0].At(9, 9); c != (Cell{}) || got[0].Columns() != 9 || Place(3, 5) != "C5" {
		t.Errorf("beyond the end: %v, %d columns", c, got[0].Columns())
	}
}

func TestWorksheetsRefused(t *testing.T) {
	for code, file := range map[string][]byte{
		"sheet.not_a_workbook":   []byte("donor,amount\nFrance,1\n"),
		"sheet.error_value":      newBook(`<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>`).bytes(),
		"sheet.too_many_columns": newBook(`<row r="1"><c r="IW1"><v>1</v></c></row>`).bytes(),
		"sheet.too_many_rows":    newBook(`<row r="100001"><c r="A100001"><v>1</v></c></row>`).bytes(),
		"sheet.cell_order":       newBook(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`).bytes(),
	} {
		source, err := FromBytes("file", file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := source.Worksheets(t.Context()); !problem.Is(err, code) {
			t.Errorf("got %v, want %s", err, code)
		}
	}
}
