package intake_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"article30/contributions/intake"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/sheet"
)

// Whatever stands in a file: every row is counted once or refused, the books
// stay sound, and the same file again adds nothing.
func TestAnyFile(t *testing.T) {
	b := open(t, dbtest.Open(t, db.SQLite), "2014-01-01")
	b.rates(someRates)
	// All that a hundred files have together stays within what can be totalled.
	pools := map[string][]string{
		"DonorName":              {"Austria", "Ireland", "Turkey", "Korea", "Ruritania", "=1+1", ""},
		"DonorType":              {"Member State", "Member State", "Private", "Observer", "x"},
		"FiscalYear":             {"2012", "2012", "2013", "x"},
		"ContributionStatus":     {"Fully Paid", "Partially Paid", "Write-Off", "Not Available", "x"},
		"PledgeDate":             {"2012-02-01", "2012-04-01", "2012-02-01T00:00:00", "1900-01-01", "2015-01-01", "", "2012-02-30"},
		"PledgeAmtLocalCurrency": {"EUR", "USD", "ISK", "EEK", "EUR "},
		"PledgeAmtLocal":         {"100.0", "100.005", "40.0", "0.0", "", "-1", "1e3", "9999999999.99", "10000000000000.00"},
		"PaidDate":               {"2012-01-15", "2012-03-15", "2012-05-01", "1900-01-01", "2015-01-01", ""},
		"PaidAmtLocalCurrency":   {"EUR", "USD", "ISK", "EEK", ""},
		"PaidAmtLocal":           {"100.0", "60.0", "40.0", "40.004", "0.0", "", "-1", "9999999999.99", "10000000000000.00"},
		"PaidAmt":                {"125.0", "100.0", "0.0", "", "x"},
		"PledgeAmt":              {"0.0", "60.0", ""},
	}
	rates := []string{"0.8", "1.0", "0.0", "", "0.747384155455904", "1e-30"}
	header := strings.Split(strings.TrimSpace(cerfHeader), ",")
	file := 0
	rapid.Check(t, func(rt *rapid.T) {
		file++
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		w.Write(header)
		good := map[string]string{} // what the rows of one contribution have in common, mostly
		for range rapid.IntRange(1, 5).Draw(rt, "rows") {
			var row []string
			reference := rapid.SampledFrom([]string{"A", "A", "B"}).Draw(rt, "reference")
			for _, column := range header {
				pool := pools[column]
				if strings.HasSuffix(column, "ExchangeRate") {
					pool = rates
				}
				cell := ""
				if pool != nil {
					cell = rapid.SampledFrom(pool).Draw(rt, column)
				}
				if known, ok := good[reference+column]; ok && !strings.HasPrefix(column, "Paid") && rapid.IntRange(0, 9).Draw(rt, "agrees") > 0 {
					cell = known
				}
				if column == "ContributionCode" {
					cell = fmt.Sprintf("%d%s", file, reference)
				}
				good[reference+column] = cell
				row = append(row, cell)
			}
			w.Write(row)
		}
		w.Flush()

		load := func() *sheet.Report {
			src, err := sheet.FromBytes("any.csv", text.Bytes())
			if err != nil {
				rt.Fatal(err)
			}
			r, err := intake.ImportContributions(t.Context(), b.Service, officer, src, intake.Options{Mapping: named(t, "cerf"), SkipRefused: true})
			if err != nil {
				rt.Fatalf("%v\n%s", err, text.String())
			}
			if r.Added+r.Updated+r.Unchanged+r.Later+r.RefusedRows() != r.Read {
				rt.Fatalf("rows are lost\n%s\n%s", text.String(), summary(r))
			}
			return r
		}
		first := load()
		if second := load(); second.Added+second.Updated != 0 || second.RefusedRows() != first.RefusedRows() {
			rt.Fatalf("the same file again:\n%s\n%s\n%s", text.String(), summary(first), summary(second))
		}
		findings, err := b.Verify(t.Context())
		if err != nil || len(findings) > 0 {
			rt.Fatalf("%v %v\n%s", findings, err, text.String())
		}
	})
}
