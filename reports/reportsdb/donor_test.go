package reportsdb_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/csv"
	"article30/reports/xlsx/xlsxtest"
)

// faithful is a donor in whose account everything happens: an agreement in
// instalments that takes the place of a pledge, paid in parts with bank
// charges, in another currency, too much of it, refunded and written down, a
// receipt that was a mistake, revaluation, a contribution in US dollars and
// one in kind. One US dollar is EUR 0.80, from June 2012 EUR 0.75.
func faithful(t testing.TB, d *db.DB) (earmarked, int64) {
	o := withEarmarks(open(t, d))
	ctx := t.Context()
	promise := func(c int64, on, amount string) contributions.PromiseIn {
		return contributions.PromiseIn{Contribution: c, On: on, Amount: amount}
	}
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o.rate("EUR", "2011-01-01", "0.80")
	o.rate("EUR", "2012-06-01", "0.75")
	austria := o.donor(contributions.DonorIn{Party: "AUT"})
	a := o.open(austria, "2011/AUT/1", "EUR", "cash", 2011)
	b := o.open(austria, "2012/AUT/2", "USD", "cash", 2012)
	k := o.open(austria, "2012/AUT/3", "USD", "in_kind", 2012)
	must(o.earmarks.Assign(ctx, officer, earmark.AssignIn{Contribution: a, Earmark: "firearms", On: "2011-01-02", Reference: "Agreement"}))
	o.must(o.RecordPledge(ctx, officer, promise(a, "2011-02-01", "900.00")))
	o.must(o.RecordAgreement(ctx, officer, promise(a, "2011-03-01", "1000.00")))
	must(o.SetTerms(ctx, officer, contributions.TermsIn{Contribution: a, Number: "AUT/2011/7", Signed: "2011-03-01"}))
	must(o.SetSchedule(ctx, officer, contributions.ScheduleIn{Contribution: a, On: "2011-03-01", Instalments: []contributions.InstalmentIn{
		{Due: "2011-06-30", Amount: "300.00"}, {Due: "2012-06-30", Amount: "400.00"}, {Due: "2013-06-30", Amount: "300.00"},
	}}))
	// 300 / 0.80 = 375.00, at the value at which it was due.
	o.must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: a, On: "2011-06-30", Amount: "300.00", Charges: "4.00", BankReference: "MT103/1"}))
	// 100.00 given up, 125.00; 150 / 0.75 = 200.00 for what stands at 187.50: a gain of 12.50.
	o.must(o.RecordWriteDown(ctx, officer, contributions.WriteDownIn{Contribution: a, On: "2012-05-02", Amount: "100.00", Reason: "letter of April"}))
	o.must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: a, On: "2012-06-15", Amount: "150.00"}))
	mistake, err := o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: b, On: "2012-06-20", Amount: "77.00", Charges: "7.00"})
	o.must(mistake, err)
	o.must(o.Reverse(ctx, officer, mistake.ID, "another's"))
	// A payment of EUR 75 counts for USD 100.00, of which 20.00 were not pledged, and 5.00 go back.
	o.must(o.RecordPledge(ctx, officer, promise(b, "2012-07-20", "80.00")))
	o.must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: b, On: "2012-07-20", Amount: "75.00", Currency: "EUR"}))
	o.must(o.RecordRefund(ctx, officer, contributions.PaymentIn{Contribution: b, On: "2012-07-20", Amount: "5.00", Charges: "1.00"}))
	o.must(o.RecordPledge(ctx, officer, promise(k, "2012-03-01", "900.00")))
	// Another donor, who must be in no figure.
	other := o.open(o.donor(contributions.DonorIn{Party: "IRL"}), "2012/IRL/1", "USD", "cash", 2012)
	o.must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: other, On: "2012-02-01", Amount: "11.11"}))
	return o, austria
}

func (o earmarked) donorStatement(donor int64, lang, from, to string) (*reports.Checked, error) {
	o.t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		o.t.Fatal(err)
	}
	in := reports.DonorIn{Donor: donor}
	for text, into := range map[string]*date.Date{from: &in.From, to: &in.To} {
		if text != "" {
			*into = date.MustParse(text)
		}
	}
	return o.reports.DonorStatement(o.t.Context(), p, in)
}

// linesOf are the rows of a table as CSV.
func linesOf(t testing.TB, c *reports.Checked, table string) []string {
	t.Helper()
	var b bytes.Buffer
	if err := csv.Render(&b, c, table, csv.Keys); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(strings.TrimPrefix(b.String(), "\uFEFF"), "\r\n"), "\r\n")
}

// The year 2012 of the donor, as worked out above.
func TestDonorStatement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, austria := faithful(t, d)
		c, err := o.donorStatement(austria, "en", "2012-01-01", "2012-07-20")
		if err != nil {
			t.Fatal(err)
		}
		for table, want := range map[string][]string{
			"summary": {
				"section,row,reference,year,purpose,currency,opening,promised,received,returned,written_down,exchange,due,advance,outstanding,overdue",
				",line,2011/AUT/1,2011,Firearms Protocol,EUR,875.00,,200.00,,125.00,12.50,562.50,,562.50,187.50",
				",line,2012/AUT/2,2012,Unearmarked,USD,,80.00,100.00,5.00,,,-15.00,15.00,0.00,",
				",total,Total,,,,875.00,80.00,300.00,5.00,125.00,12.50,547.50,15.00,562.50,187.50",
			},
		} {
			if diff := cmp.Diff(want, linesOf(t, c, table)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", table, diff)
			}
		}
		for _, lang := range []string{"en", "fr"} {
			c, err := o.donorStatement(austria, lang, "2012-01-01", "2012-07-20")
			if err != nil {
				t.Fatal(err)
			}
			xlsxtest.Golden(t, "donor_"+lang, workbook(t, c))
			if d.Engine() == db.SQLite && lang == "en" {
				xlsxtest.Judge(t, workbook(t, c))
			}
		}
	})
}

// A donor who let a part of the money move reads both earmarks, and one only
// before it moved.
func TestDonorStatementNamesWhereMoneyMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := restricted(t, d)
		for to, want := range map[string]string{
			"2012-03-31": "Article 29: Training and technical assistance",
			"2012-04-01": "Article 29: Training and technical assistance / Firearms Protocol",
		} {
			c, err := o.donorStatement(1, "en", "", to)
			if err != nil {
				t.Fatal(err)
			}
			if rows := linesOf(t, c, "summary"); !strings.HasPrefix(rows[1], ",line,2012/AUT/1,2012,"+want+",EUR,") {
				t.Errorf("%s: %s", to, rows[1])
			}
		}
	})
}

// Wherever a period is cut in two, the second begins with what the first ends
// with, and both together are the whole.
func TestDonorStatementOfPartsIsTheWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, austria := faithful(t, d)
		for _, cut := range []string{"2011-02-28", "2011-06-30", "2012-05-02", "2012-06-14", "2012-07-19"} {
			first, err := o.donorStatement(austria, "en", "", cut)
			if err != nil {
				t.Fatalf("%s: %v", cut, err)
			}
			second, err := o.donorStatement(austria, "en", date.MustParse(cut).AddDays(1).String(), "")
			if err != nil {
				t.Fatalf("%s: %v", cut, err)
			}
			ends, begins := totalOf(t, first), totalOf(t, second)
			if ends["due"] != begins["opening"] {
				t.Errorf("%s: ends with %s, the next begins with %s", cut, ends["due"], begins["opening"])
			}
		}
	})
}

// totalOf is the last total of the first table, by column.
func totalOf(t testing.TB, c *reports.Checked) map[string]string {
	t.Helper()
	of := map[string]string{}
	for row, err := range c.Tables()[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if row.Kind == reports.Total {
			for i, column := range c.Tables()[0].Columns() {
				of[column.Key] = row.Cells[i].Plain()
			}
		}
	}
	return of
}

// A statement that the books do not bear out does not go out.
func TestADonorStatementThatIsNotTheBooksIsRefused(t *testing.T) {
	for _, account := range []string{"cash", "receivable", "memo:advance"} {
		t.Run(account, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				o, austria := faithful(t, d)
				o.exec(`INSERT INTO posting (entry_id, seq, account, donor_id, contribution_id, on_date, currency, amount, usd)
					SELECT entry_id, 99, ?, donor_id, contribution_id, on_date, 'USD', 0, 100 FROM posting WHERE entry_id = 1 AND seq = 1`, account)
				if _, err := o.donorStatement(austria, "en", "", ""); err == nil {
					t.Errorf("a cent more in %s went out", account)
				}
			})
		})
	}
}

func TestDonorStatementRefused(t *testing.T) {
	o, austria := faithful(t, dbtest.Open(t, db.SQLite))
	for code, err := range map[string]error{
		"donor.not_found":           second(o.donorStatement(austria+99, "en", "", "")),
		"reports.in_future":         second(o.donorStatement(austria, "en", "", "2012-07-21")),
		"reports.period_ends_first": second(o.donorStatement(austria, "en", "2012-07-02", "2012-07-01")),
	} {
		if !problem.Is(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
