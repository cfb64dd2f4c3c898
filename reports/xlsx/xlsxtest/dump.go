package xlsxtest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files of workbooks")

// Dump is a workbook as text: sheets, widths, merged cells, and every cell
// with its formula, value and look.
func Dump(t testing.TB, b []byte) string {
	t.Helper()
	w := Read(t, b)
	var out strings.Builder
	for _, n := range w.Names {
		fmt.Fprintf(&out, "%s = %s\n", n.Name, n.Value)
	}
	for _, s := range w.Sheets {
		fmt.Fprintf(&out, "\n=== %s\n", s.Name)
		writeSettings(&out, s.XML)
		out.WriteString("widths")
		for _, c := range s.Columns {
			fmt.Fprintf(&out, " %d-%d:%s", c.Min, c.Max, c.Width)
		}
		fmt.Fprintf(&out, "\nmerged %s\n", strings.Join(s.Merges, " "))
		for _, r := range s.Rows {
			for _, c := range r.Cells {
				dumpCell(&out, c)
			}
		}
	}
	return out.String()
}

// writeSettings writes what a worksheet says besides its cells: view, frozen
// panes, page.
func writeSettings(out *strings.Builder, part string) {
	_, head, _ := strings.Cut(part, "<worksheet")
	_, head, _ = strings.Cut(head, ">")
	head, _, _ = strings.Cut(head, "<cols>")
	_, tail, _ := strings.Cut(part, "</sheetData>")
	if _, after, found := strings.Cut(tail, "</mergeCells>"); found {
		tail = after
	}
	settings := strings.TrimSuffix(head+tail, "</worksheet>")
	out.WriteString(strings.ReplaceAll(settings, "><", ">\n<"))
	out.WriteByte('\n')
}

func dumpCell(out *strings.Builder, c Cell) {
	if c.Text() == "" && c.Formula == "" {
		return
	}
	fmt.Fprintf(out, "%-5s ", c.Ref)
	switch {
	case c.Formula != "":
		fmt.Fprintf(out, "=%s -> %s", c.Formula, c.Value)
	case c.Type == "inlineStr":
		fmt.Fprintf(out, "%q", c.Inline)
	default:
		out.WriteString(c.Value)
	}
	var look []string
	if c.Bold {
		look = append(look, "bold")
	}
	if c.Italic {
		look = append(look, "italic")
	}
	if c.Quoted {
		look = append(look, "quoted")
	}
	if c.Indent > 0 {
		look = append(look, fmt.Sprintf("indent %d", c.Indent))
	}
	if c.Format != "" {
		look = append(look, c.Format)
	}
	if len(look) > 0 {
		fmt.Fprintf(out, "  [%s]", strings.Join(look, " | "))
	}
	out.WriteByte('\n')
}

// Golden compares the workbook's dump with testdata/NAME.txt; with -update it
// rewrites the file.
func Golden(t testing.TB, name string, b []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	got := Dump(t, b)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s differs (-update rewrites it):\n%s", path, d)
	}
}
