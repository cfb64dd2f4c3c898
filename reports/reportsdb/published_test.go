package reportsdb_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	conferenceintake "article30/budget/conference/intake"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/contributions/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/published"
	"article30/internal/sheet"
	"article30/reports"
	"article30/reports/reportsdb"
	"article30/reports/xlsx/xlsxtest"
)

// loaded is an office with the published participants, rates and contributions
// of the Central Emergency Response Fund, up to 20 July 2012.
func loaded(t testing.TB, d *db.DB) *office {
	t.Helper()
	ctx := t.Context()
	clock := date.Fixed(time.Date(2012, 7, 20, 10, 0, 0, 0, time.UTC))
	kept := journal.New(d, clock)
	body := conference.New(conference.Config{Store: conferencedb.New(d), Journal: kept, Clock: clock})
	if err := conferenceintake.Seed(ctx, body); err != nil {
		t.Fatal(err)
	}
	c := contributions.New(contributions.Settings{Store: contributionsdb.New(d), Journal: kept, Participants: body, Clock: clock})
	source := func(name string) *sheet.Source {
		src, err := sheet.FromBytes(name, published.Bytes(name))
		if err != nil {
			t.Fatal(err)
		}
		return src
	}
	if _, err := intake.ImportRates(ctx, c, officer, source(published.UNORE), intake.Options{Until: clock2012}); err != nil {
		t.Fatal(err)
	}
	mapping, ok := intake.Named("cerf")
	if !ok {
		t.Fatal("no mapping cerf")
	}
	report, err := intake.ImportContributions(ctx, c, officer, source(published.CERF), intake.Options{Mapping: mapping, Until: clock2012})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Refused) > 0 {
		t.Fatalf("%d rows refused, the first: %v", len(report.Refused), report.Refused[0])
	}
	return &office{t, d, c, reports.New(reports.Config{Store: reportsdb.New(d), Contributions: c, Conference: body})}
}

var clock2012 = date.MustParse("2012-07-20")

// The statement of real contributions agrees with the books on both engines,
// has received what the published file says was paid by the day, and gives
// LibreOffice nothing to correct.
func TestStatusOfPublishedContributions(t *testing.T) {
	paid := paidBy(t, clock2012)
	digests := map[string]bool{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, err := loaded(t, d).status("en", "")
		if err != nil {
			t.Fatal(err)
		}
		table := c.Tables()[0]
		var total reports.Row
		for row, err := range table.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			if row.Kind == reports.Total {
				total = row
			}
		}
		for i, column := range table.Columns() {
			if column.Key == "received" && !total.Cells[i].Money().Amount().Equal(paid) {
				t.Errorf("received %s, the file says %s", total.Cells[i].Plain(), paid)
			}
		}
		digests[c.Digest()] = true
		if d.Engine() == db.SQLite {
			xlsxtest.Judge(t, workbook(t, c))
		}
	})
	if len(digests) > 1 {
		t.Error("the engines give different statements")
	}
}

// paidBy adds the payments of the published file up by hand.
func paidBy(t testing.TB, day date.Date) decimal.Decimal {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(published.Bytes(published.CERF)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	sum := decimal.Zero
	for _, row := range rows[1:] {
		on := row[at["PaidDate"]]
		if on == "" || on > day.String() || row[at["PaidAmt"]] == "" {
			continue
		}
		sum = sum.Add(decimal.RequireFromString(row[at["PaidAmt"]]).Round(2))
	}
	return sum
}
