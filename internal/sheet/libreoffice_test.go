package sheet

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"article30/internal/dbtest"
	"article30/internal/published"
)

// A published table that LibreOffice has made a workbook of is the same table:
// texts, numbers without zeros that say nothing, dates and moments.
func TestWorkbooksOfLibreOffice(t *testing.T) {
	soffice := dbtest.Judge(t, "soffice")
	dir := t.TempDir()
	names := []string{published.CERF, published.UNORE, published.Status}
	// field separator, text delimiter, UTF-8, first line
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless",
		"--infilter=CSV:44,34,76,1", "--convert-to", "xlsx", "--outdir", dir}
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, published.Bytes(name), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if out, err := exec.CommandContext(t.Context(), soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range names {
		want, err := read(t, name, published.Bytes(name))
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(filepath.Join(dir, strings.TrimSuffix(name, ".csv")+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Read(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Rows) != len(want.Rows) {
			t.Fatalf("%s: %d rows, want %d", name, len(got.Rows), len(want.Rows))
		}
		for i, row := range want.Rows {
			for j, cell := range row.Cells {
				if number, err := decimalText(cell); err == nil {
					cell = number
				}
				cell = strings.TrimSuffix(cell, "T00:00:00")
				if day, err := time.Parse("02-Jan-06", cell); err == nil {
					cell = day.Format(time.DateOnly)
				}
				if got.Rows[i].Cells[j] != cell {
					t.Fatalf("%s, line %d, %s: got %q, want %q", name, row.Line, want.Header[j], got.Rows[i].Cells[j], cell)
				}
			}
		}
	}
}
