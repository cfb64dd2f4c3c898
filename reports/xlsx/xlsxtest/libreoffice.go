package xlsxtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"article30/internal/dbtest"
)

// profile makes LibreOffice calculate every formula when it opens a workbook,
// where by default it would trust the cached values.
const profile = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

// Recalculated is the workbook after LibreOffice has opened it, calculated
// everything again and saved it.
func Recalculated(t testing.TB, b []byte) []byte {
	t.Helper()
	return Converted(t, b, "xlsx", "xlsx")
}

// Converted is a file of one format, named by its extension, as LibreOffice
// saves it in another.
func Converted(t testing.TB, b []byte, from, to string, args ...string) []byte {
	t.Helper()
	return converted(t, [][]byte{b}, from, to, args...)[0]
}

// converted are files as one run of LibreOffice saves them, which takes longer to
// start than to convert.
func converted(t testing.TB, files [][]byte, from, to string, args ...string) [][]byte {
	t.Helper()
	soffice := dbtest.Judge(t, "soffice")
	folder := t.TempDir()
	user, out := filepath.Join(folder, "profile", "user"), filepath.Join(folder, "out")
	if err := os.MkdirAll(user, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(path string, content []byte) {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(user, "registrymodifications.xcu"), []byte(profile))
	args = append([]string{"-env:UserInstallation=file://" + filepath.Join(folder, "profile"),
		"--headless", "--norestore", "--convert-to", to, "--outdir", out}, args...)
	for i, b := range files {
		in := filepath.Join(folder, fmt.Sprintf("judged%d.%s", i, from))
		write(in, b)
		args = append(args, in)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, soffice, args...)
	cmd.Env = append(os.Environ(), "HOME="+folder)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	saved := make([][]byte, len(files))
	for i := range files {
		var err error
		if saved[i], err = os.ReadFile(filepath.Join(out, fmt.Sprintf("judged%d.%s", i, to))); err != nil {
			t.Fatalf("soffice wrote nothing: %v", err)
		}
	}
	return saved
}

// Difference is what LibreOffice finds in a workbook: the cells whose value is not
// the one in the workbook, and how many cells and formulas were compared.
type Difference struct {
	Differences     []string
	Cells, Formulas int
}

// Differences lists the cells whose value in the workbook is not the one that
// LibreOffice finds, and how many cells and formulas were compared.
func Differences(t testing.TB, b []byte) (differences []string, cells, formulas int) {
	t.Helper()
	d := DifferencesOf(t, b)[0]
	return d.Differences, d.Cells, d.Formulas
}

// DifferencesOf are the differences of each workbook, in one run of LibreOffice.
func DifferencesOf(t testing.TB, workbooks ...[]byte) []Difference {
	t.Helper()
	list := make([]Difference, len(workbooks))
	for i, theirs := range converted(t, workbooks, "xlsx", "xlsx") {
		list[i] = difference(t, Read(t, workbooks[i]), Read(t, theirs))
	}
	return list
}

func difference(t testing.TB, ours, theirs Workbook) (d Difference) {
	t.Helper()
	for _, sheet := range ours.Sheets {
		found := map[string]Cell{}
		for _, r := range theirs.Sheet(t, sheet.Name).Rows {
			for _, c := range r.Cells {
				found[c.Ref] = c
			}
		}
		for _, r := range sheet.Rows {
			for _, c := range r.Cells {
				if c.Text() == "" && c.Formula == "" {
					continue
				}
				d.Cells++
				if c.Formula != "" {
					d.Formulas++
				}
				if what := compare(c, found[c.Ref]); what != "" {
					d.Differences = append(d.Differences, fmt.Sprintf("%s!%s: %s", sheet.Name, c.Ref, what))
				}
			}
		}
	}
	return d
}

// compare says how the judge's cell differs from ours.
func compare(ours, theirs Cell) string {
	if ours.Type == "inlineStr" {
		if theirs.Formula != "" || theirs.Text() != ours.Inline {
			return fmt.Sprintf("the text %q became %q (formula %q)", ours.Inline, theirs.Text(), theirs.Formula)
		}
		return ""
	}
	if (ours.Formula == "") != (theirs.Formula == "") {
		return fmt.Sprintf("the formula %q became %q", ours.Formula, theirs.Formula)
	}
	a, err := decimal.NewFromString(ours.Value)
	if err != nil {
		return fmt.Sprintf("%q is no number", ours.Value)
	}
	b, err := decimal.NewFromString(strings.ToUpper(theirs.Value))
	if err != nil {
		return fmt.Sprintf("calculated %q", theirs.Value)
	}
	if !a.Equal(shortened(b)) {
		return fmt.Sprintf("cached %s, calculated %s", a, b)
	}
	return ""
}

// shortened is a number with the 15 digits that a spreadsheet keeps: files
// carry the binary fraction with up to 17.
func shortened(d decimal.Decimal) decimal.Decimal {
	return d.Round(int32(15 - (d.NumDigits() + int(d.Exponent()))))
}

// Judge fails the test unless LibreOffice, calculating every formula of the
// workbook again, finds the value that the workbook has cached, cell for cell.
func Judge(t testing.TB, b []byte) {
	t.Helper()
	differences, cells, formulas := Differences(t, b)
	if len(differences) > 0 {
		t.Fatalf("LibreOffice finds %d of %d cells different:\n%s", len(differences), cells, strings.Join(differences, "\n"))
	}
	if formulas == 0 {
		t.Fatal("the workbook has no formula to judge")
	}
	t.Logf("LibreOffice agrees on %d cells, %d of them formulas", cells, formulas)
}
