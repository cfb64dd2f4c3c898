package reportsdb_test

import (
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
	"article30/reports/reportsdb"
	"article30/reports/xlsx/xlsxtest"
)

func (o earmarked) byEarmark(lang, from, to string) (*reports.Checked, error) {
	o.t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		o.t.Fatal(err)
	}
	var in reports.Period
	for text, into := range map[string]*date.Date{from: &in.From, to: &in.To} {
		if text != "" {
			*into = date.MustParse(text)
		}
	}
	return o.reports.FundByEarmark(o.t.Context(), p, in)
}

// What came under each earmark, what a donor let move, and what was left, for
// all of it and for a period that begins after the money came.
func TestFundByEarmark(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := restricted(t, d)
		if _, err := o.RecordIncome(t.Context(), officer, contributions.IncomeIn{Kind: "interest", On: "2012-05-02", Amount: "3.00", Currency: "USD", Payer: "The bank"}); err != nil {
			t.Fatal(err)
		}
		const head = "section,row,earmark,code,opening,contributions,other_income,refunds,written_down,expenses,support_costs,bank_charges,exchange,transfers,closing"
		for _, tt := range []struct {
			from, to string
			want     []string
		}{
			{"", "", []string{
				head,
				",line,Unearmarked,unearmarked,,90.00,3.00,-15.50,,,,,,,77.50",
				`,line,Article 29: Training and technical assistance,convention-29,,1500.00,,,,,,,,-1100.00,400.00`,
				",line,Training of judges,glo-t63,,250.00,,,,,,,,,250.00",
				",line,Firearms Protocol,firearms,,,,,,,,,,1100.00,1100.00",
				",total,The fund,,0.00,1840.00,3.00,-15.50,0.00,0.00,0.00,0.00,0.00,0.00,1827.50",
			}},
			{"2012-02-12", "2012-05-01", []string{
				head,
				",line,Unearmarked,unearmarked,90.00,,,-15.50,,,,,,,74.50",
				`,line,Article 29: Training and technical assistance,convention-29,1000.00,500.00,,,,,,,,-1100.00,400.00`,
				",line,Training of judges,glo-t63,250.00,,,,,,,,,,250.00",
				",line,Firearms Protocol,firearms,,,,,,,,,,1100.00,1100.00",
				",total,The fund,,1340.00,500.00,0.00,-15.50,0.00,0.00,0.00,0.00,0.00,0.00,1824.50",
			}},
		} {
			c, err := o.byEarmark("en", tt.from, tt.to)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, linesOf(t, c, "")); diff != "" {
				t.Errorf("from %q to %q (-want +got):\n%s", tt.from, tt.to, diff)
			}
		}
		for _, lang := range []string{"en", "fr"} {
			c, err := o.byEarmark(lang, "", "")
			if err != nil {
				t.Fatal(err)
			}
			xlsxtest.Golden(t, "fund_by_earmark_"+lang, workbook(t, c))
			if d.Engine() == db.SQLite && lang == "en" {
				xlsxtest.Judge(t, workbook(t, c))
			}
		}
	})
}

// Receivables, advances, exchange and write-downs go with the earmark of their
// contribution, and spending of which nobody knows what it drew stands apart;
// together they are the fund of every year.
func TestFundByEarmarkIsTheFund(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := withEarmarks(threeYears(t, d))
		for _, year := range []string{"2010", "2011", "2012"} {
			to := year + "-12-31"
			if year == "2012" {
				to = ""
			}
			c, err := o.byEarmark("en", year+"-01-01", to)
			if err != nil {
				t.Fatalf("%s: %v", year, err)
			}
			rows := linesOf(t, c, "")
			if len(rows) != 3 {
				t.Errorf("%s: %v", year, rows)
			}
		}
	})
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := twoYears(t, d)
		o := withEarmarks(s.office)
		o.reports = reports.New(reports.Config{
			Store: reportsdb.New(d), Contributions: s.Service, Conference: participants{}, Execution: s.execution, Earmarks: o.earmarks,
		})
		c, err := o.byEarmark("en", "2013-01-01", "2013-12-31")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"section,row,earmark,code,opening,contributions,other_income,refunds,written_down,expenses,support_costs,bank_charges,exchange,transfers,closing",
			",line,Unearmarked,unearmarked,,30000.00,,,,,,-25.00,,,29975.00",
			",line,Spending of which it was not kept what it drew on,,,,,,,-6050.00,-786.50,,,,-6836.50",
			",total,The fund,,0.00,30000.00,0.00,0.00,0.00,-6050.00,-786.50,-25.00,0.00,0.00,23138.50",
		}
		if diff := cmp.Diff(want, linesOf(t, c, "")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// What nobody can identify is cash and owed at once: it is in the fund with
// nothing, and so on no earmark, whether part of it was matched or not.
func TestFundByEarmarkWithSuspense(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := restricted(t, d)
		held, err := o.RecordSuspense(t.Context(), officer, contributions.SuspenseIn{On: "2012-05-02", Amount: "80.00", Currency: "EUR", Payer: "Unknown", Charges: "4.00"})
		if err != nil {
			t.Fatal(err)
		}
		o.must(o.MatchSuspense(t.Context(), officer, contributions.MatchIn{Suspense: held.ID, Contribution: 2, On: "2012-05-03", Amount: "20.00", Settles: "25.00", Reason: "a letter"}))
		want := []string{
			"section,row,earmark,code,opening,contributions,other_income,refunds,written_down,expenses,support_costs,bank_charges,exchange,transfers,closing",
			",line,Unearmarked,unearmarked,74.50,,,,,,,-5.00,,,69.50",
			`,line,Article 29: Training and technical assistance,convention-29,400.00,,,,,,,,,,400.00`,
			",line,Training of judges,glo-t63,250.00,25.00,,,,,,,,,275.00",
			",line,Firearms Protocol,firearms,1100.00,,,,,,,,,,1100.00",
			",total,The fund,,1824.50,25.00,0.00,0.00,0.00,0.00,0.00,-5.00,0.00,0.00,1844.50",
		}
		c, err := o.byEarmark("en", "2012-05-02", "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, linesOf(t, c, "")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if c, err = o.byEarmark("en", "2012-05-04", ""); err != nil {
			t.Fatal(err)
		}
		if rows := linesOf(t, c, ""); rows[len(rows)-1] != ",total,The fund,,1844.50,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,1844.50" {
			t.Errorf("after it: %v", rows)
		}
	})
}

func TestFundByEarmarkRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := restricted(t, d)
		if _, err := o.byEarmark("en", "2012-02-02", "2012-02-01"); !problem.Is(err, "reports.period_ends_first") {
			t.Errorf("a period that ends before it begins: %v", err)
		}
		o.exec(`INSERT INTO posting (entry_id, seq, account, donor_id, contribution_id, on_date, currency, amount, usd)
			SELECT entry_id, 99, 'receivable', donor_id, contribution_id, on_date, 'USD', 0, 100 FROM posting WHERE entry_id = 1 AND seq = 1`)
		if _, err := o.byEarmark("en", "2012-01-01", ""); err == nil {
			t.Error("a cent that nothing answers went out")
		}
	})
}

// A contribution that goes over to another earmark as a whole came under the
// first: what is there and what is still to come is transferred.
func TestFundByEarmarkOfATransferOfAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := withEarmarks(open(t, d))
		ctx := t.Context()
		c := o.open(o.donor(contributions.DonorIn{Party: "AUT"}), "2012/AUT/1", "USD", "cash", 2012)
		if _, err := o.earmarks.Assign(ctx, officer, earmark.AssignIn{Contribution: c, Earmark: "convention-29", On: "2012-01-05", Reference: "Agreement"}); err != nil {
			t.Fatal(err)
		}
		o.must(o.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c, On: "2012-01-05", Amount: "500.00"}))
		o.must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c, On: "2012-02-01", Amount: "300.00", Charges: "1.00"}))
		if _, err := o.earmarks.Transfer(ctx, officer, earmark.TransferIn{
			Contribution: c, From: "convention-29", To: "firearms", On: "2012-03-01", ConsentOn: "2012-02-28", ConsentReference: "Note 1", Reason: "asked",
		}); err != nil {
			t.Fatal(err)
		}
		o.must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c, On: "2012-04-01", Amount: "150.00", Charges: "2.00"}))
		statement, err := o.byEarmark("en", "2012-01-01", "")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"section,row,earmark,code,opening,contributions,other_income,refunds,written_down,expenses,support_costs,bank_charges,exchange,transfers,closing",
			",line,Article 29: Training and technical assistance,convention-29,,500.00,,,,,,-1.00,,-499.00,0.00",
			",line,Firearms Protocol,firearms,,,,,,,,-2.00,,499.00,497.00",
			",total,The fund,,0.00,500.00,0.00,0.00,0.00,0.00,0.00,-3.00,0.00,0.00,497.00",
		}
		if diff := cmp.Diff(want, linesOf(t, statement, "")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
