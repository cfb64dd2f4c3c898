package intake_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"article30/contributions"
	"article30/contributions/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/published"
)

// A finance officer's own list, under our names for the columns: an agreement
// paid in two instalments, a pledge of a private donor, a share of confiscated
// proceeds.
const register = `reference,donor,donor_kind,year,mode,currency,pledged_on,pledged,agreed_on,agreed,paid_on,paid,paid_rate,status,comment
2012/1,Austria,,2012,,EUR,2012-01-15,90.00,2012-02-01,100.00,2012-02-15,40.00,,paid,letter of 15 January
2012/1,,,,,,,,,,2012-03-15,60.00,0.70,,
2012/2,A friend,private,2012,,USD,2012-01-20,15.50,,,,,,,
2012/3,Côte d'Ivoire,state,2012,proceeds_30_2_c,USD,,,,,2012-02-01,1000.00,,,
`

func TestOwnColumns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2014-01-01")
		b.rates(someRates)
		r := b.load(intake.ImportContributions, "ours.csv", register, intake.Options{})
		if r.Mapping != "register" || r.Added != 4 {
			t.Error(summary(r))
		}
		// 60.00 EUR at 0.70 are 85.71; at the operational 0.75, 80.00.
		want := []string{"notice 3 paid_usd: intake.usd_differs difference:5.71 USD printed:85.71 USD unore:80.00 USD"}
		if diff := cmp.Diff(want, odd(r)); diff != "" {
			t.Errorf("report (-want +got):\n%s", diff)
		}
		if again := b.load(intake.ImportContributions, "ours.csv", register, intake.Options{}); again.Added != 0 || again.Unchanged != 4 {
			t.Errorf("again: %s", summary(again))
		}
		b.sound()
		rows, err := b.Status(t.Context(), date.MustParse("2014-01-01"), contributions.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		type line struct{ donor, kind, pledged, agreed, received, exchange, overpaid, outstanding string }
		var got []line
		for _, r := range rows {
			got = append(got, line{r.Donor.Name, string(r.Donor.Kind), r.Pledged.Plain(), r.Agreed.Plain(), r.Received.Plain(), r.Exchange.Plain(), r.Overpaid.Plain(), r.Outstanding.Plain()})
		}
		wantRows := []line{
			{"A friend", "private", "15.50", "0.00", "0.00", "0.00", "0.00", "15.50"},
			// 100.00 EUR at 0.80 = 125.00; 40.00 at 0.80 = 50.00 and 60.00 at 0.70 = 85.71.
			{"Austria", "state", "112.50", "125.00", "135.71", "10.71", "0.00", "0.00"},
			{"Côte d'Ivoire", "state", "0.00", "0.00", "1000.00", "0.00", "1000.00", "0.00"},
		}
		if diff := cmp.Diff(wantRows, got, cmp.AllowUnexported(line{})); diff != "" {
			t.Errorf("status (-want +got):\n%s", diff)
		}
	})
}

// The published table as a workbook, with dates and numbers as a spreadsheet
// keeps them, says what the CSV says.
func TestWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	table := simple(t, published.CERF)[:100]
	header := []string{
		"ContributionCode", "DonorName", "DonorType", "RegionName", "FiscalYear", "PooledFundName", "ReceivedComments", "ContributionStatus",
		"PledgeDate", "PledgeAmtLocalCurrency", "PledgeAmtCurrencyExchangeRate", "PledgeAmtLocal", "PledgeAmt",
		"PaidDate", "PaidAmtLocalCurrency", "PaidAmtCurrencyExchangeRate", "PaidAmtLocal", "PaidAmt",
	}
	for col, name := range header {
		set := func(row int, value any) string {
			cell, err := excelize.CoordinatesToCellName(col+1, row)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellValue("Sheet1", cell, value); err != nil {
				t.Fatal(err)
			}
			return cell
		}
		set(1, name)
		for n, row := range table {
			switch name {
			case "PledgeDate", "PaidDate":
				day, err := time.Parse(time.DateOnly, row[name])
				if err != nil {
					t.Fatal(err)
				}
				cell := set(n+2, day)
				if err := f.SetCellStyle("Sheet1", cell, cell, style); err != nil {
					t.Fatal(err)
				}
			case "PledgeAmtLocal", "PledgeAmt", "PaidAmtLocal", "PaidAmt", "FiscalYear":
				set(n+2, number(row[name]).InexactFloat64())
			default:
				set(n+2, row[name])
			}
		}
	}
	var workbook bytes.Buffer
	if err := f.Write(&workbook); err != nil {
		t.Fatal(err)
	}

	b := open(t, dbtest.Open(t, db.SQLite), "2026-11-23")
	b.unore()
	r := b.load(intake.ImportContributions, "hub.xlsx", workbook.String(), intake.Options{Mapping: named(t, "cerf")})
	if r.Added != 100 || len(r.Refused) > 0 {
		t.Fatal(summary(r))
	}
	b.sound()

	c := open(t, dbtest.Open(t, db.SQLite), "2026-11-23")
	c.unore()
	c.cerf(intake.Options{})
	all := c.positions("2026-11-23")
	for reference, position := range b.positions("2026-11-23") {
		if all[reference] != position {
			t.Errorf("%s: %s in the workbook, %s in the CSV", reference, position, all[reference])
		}
	}
}

// Without a mapping the program finds the one that fits the header.
func TestMappingByHeader(t *testing.T) {
	b := open(t, dbtest.Open(t, db.SQLite), "2014-01-01")
	for _, test := range []struct {
		run        importer
		name, text string
		want       string
	}{
		{intake.ImportContributions, "hub.csv", cerfHeader + "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,1.0,0.0,2012-04-01,USD,1,1.0,1.0\n", "cerf"},
		{intake.ImportContributions, "ours.csv", register, "register"},
		{intake.ImportRates, "rates.csv", someRates, "register"},
		{intake.ImportRates, published.UNORE, string(published.Bytes(published.UNORE)), "unore"},
	} {
		if r := b.load(test.run, test.name, test.text, intake.Options{DryRun: true}); r.Mapping != test.want {
			t.Errorf("%s: mapping %q, want %q", test.name, r.Mapping, test.want)
		}
	}
}

// A row that says word for word what an earlier one said is a second payment,
// and both lines are named; two payments that differ in anything are not noted.
func TestRowTwice(t *testing.T) {
	b := open(t, dbtest.Open(t, db.SQLite), "2014-01-01")
	const text = `reference,donor,year,currency,pledged_on,pledged,paid_on,paid,comment
1,Austria,2012,USD,2012-01-15,100.00,2012-02-15,40.00,
1,Austria,2012,USD,2012-01-15,100.00,2012-02-15,40.00,
1,Austria,2012,USD,2012-01-15,100.00,2012-02-15,40.00,second half
1,Austria,2012,USD,2012-01-15,100.00,,,
1,Austria,2012,USD,2012-01-15,100.00,,,
`
	want := []string{"notice 3 paid: intake.row_repeated line:2", "notice 4 paid: intake.overpaid amount:20.00 USD"}
	for _, time := range []string{"first", "again"} {
		r := b.load(intake.ImportContributions, "ours.csv", text, intake.Options{})
		if diff := cmp.Diff(want, odd(r)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", time, diff)
		}
	}
}
