package reportsdb_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"article30/budget/execution"
	"article30/budget/execution/executiondb"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/contributions/earmark"
	"article30/contributions/earmark/earmarkdb"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/csv"
	"article30/reports/reportsdb"
	"article30/reports/xlsx/xlsxtest"
)

// earmarked is an office that knows of earmarks.
type earmarked struct {
	*office
	earmarks *earmark.Service
}

// withEarmarks are the earmarks of the contributions of an office.
func withEarmarks(o *office) earmarked {
	clock := date.Fixed(time.Date(2012, 7, 20, 10, 0, 0, 0, time.UTC))
	e := earmark.New(earmark.Config{
		Store: earmarkdb.New(o.db), Journal: journal.New(o.db, clock), Contributions: o.Service, Conference: participants{}, Clock: clock,
	})
	x := execution.New(execution.Config{Store: executiondb.New(o.db), Cash: cash{contributionsdb.New(o.db)}, Clock: clock})
	o.reports = reports.New(reports.Config{
		Store: reportsdb.New(o.db), Contributions: o.Service, Conference: participants{}, Earmarks: e, Execution: x,
	})
	return earmarked{o, e}
}

func (o earmarked) statement(lang, on string) (*reports.Checked, error) {
	p, err := locale.For(lang)
	if err != nil {
		o.t.Fatal(err)
	}
	var in reports.EarmarksIn
	if on != "" {
		in.AsOf = date.MustParse(on)
	}
	return o.reports.Earmarks(o.t.Context(), p, in)
}

// restricted is a fund with money under five earmarks, one of them closed: for
// article 29, of which Austria let a part go to the Firearms Protocol, for the
// Trafficking Protocol from Ireland, and for nothing in particular.
func restricted(t *testing.T, d *db.DB) earmarked {
	o := withEarmarks(open(t, d))
	ctx := t.Context()
	receive := func(c int64, on, amount string) {
		t.Helper()
		o.must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c, On: on, Amount: amount}))
	}
	assign := func(c int64, code string) {
		t.Helper()
		if _, err := o.earmarks.Assign(ctx, officer, earmark.AssignIn{Contribution: c, Earmark: code, On: "2012-01-02", Reference: "Agreement"}); err != nil {
			t.Fatal(err)
		}
	}
	o.rate("EUR", "2012-01-01", "0.80")
	austria, ireland := o.donor(contributions.DonorIn{Party: "AUT"}), o.donor(contributions.DonorIn{Party: "IRL"})
	a := o.open(austria, "2012/AUT/1", "EUR", "cash", 2012)
	b := o.open(ireland, "2012/IRL/1", "USD", "cash", 2012)
	c := o.open(ireland, "2012/IRL/2", "USD", "cash", 2012)
	project := earmark.AddIn{
		Above: "trafficking-10", Code: "glo-t63", Kind: "project", Value: "GLO/T63", Title: earmark.TitleIn{English: "Training of judges", French: "Formation de juges"},
	}
	if _, err := o.earmarks.Add(ctx, officer, project); err != nil {
		t.Fatal(err)
	}
	assign(a, "convention-29")
	assign(b, "glo-t63")
	receive(a, "2012-02-01", "800.00")
	receive(a, "2012-03-01", "400.00")
	receive(b, "2012-02-10", "250.00")
	receive(c, "2012-02-11", "90.00")
	_, err := o.earmarks.Transfer(ctx, officer, earmark.TransferIn{
		Contribution: a, From: "convention-29", To: "firearms", Amount: "1100.00", On: "2012-04-01",
		ConsentOn: "2012-03-30", ConsentReference: "Note 1", Reason: "asked",
	})
	if err != nil {
		t.Fatal(err)
	}
	o.must(o.RecordRefund(ctx, officer, contributions.PaymentIn{Contribution: c, On: "2012-05-01", Amount: "15.50"}))
	for _, code := range []string{"migrants-14", "glo-t63"} {
		if _, err := o.earmarks.Close(ctx, officer, code, "over"); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

func TestStatementOfEarmarks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := restricted(t, d)
		for _, tt := range []struct {
			on   string
			want []string
		}{
			{"2012-03-31", []string{ // 800 / 0.80 and 400 / 0.80
				"convention-29 · Article 29: Training and technical assistance,line,Austria,2012,2012/AUT/1,2012-02-01,1500.00,,,1500.00",
			}},
			{"", []string{
				"unearmarked · Unearmarked,line,Ireland,2012,2012/IRL/2,2012-02-11,74.50,,,74.50",
				"convention-29 · Article 29: Training and technical assistance,line,Austria,2012,2012/AUT/1,2012-03-01,400.00,,,400.00",
				"glo-t63 · Training of judges,line,Ireland,2012,2012/IRL/1,2012-02-10,250.00,,,250.00",
				"firearms · Firearms Protocol,line,Austria,2012,2012/AUT/1,2012-02-01,1100.00,,,1100.00",
				",total,Total,,,,1824.50,0.00,0.00,1824.50",
			}},
		} {
			c, err := o.statement("en", tt.on)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := csv.Render(&b, c, "contributions", csv.Keys); err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if !strings.Contains(b.String(), want+"\r\n") {
					t.Errorf("on %s: no %q in\n%s", tt.on, want, b.String())
				}
			}
		}
		if _, err := o.statement("en", "2012-07-21"); !problem.Is(err, "reports.in_future") {
			t.Errorf("tomorrow: %v", err)
		}
	})
}

// The total is the cash in the books on every day, with everything that can
// happen to contributions.
func TestEarmarksAreTheCashInTheBooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := withEarmarks(threeYears(t, d))
		for on, want := range map[string]string{"2009-12-31": "0.00", "2010-12-31": "5600.00", "2011-12-31": "10200.00", "2012-07-20": "15450.00"} {
			c, err := o.statement("en", on)
			if err != nil {
				t.Fatal(err)
			}
			for _, table := range c.Tables() {
				var got money.Money
				for row, err := range table.Rows() {
					if err != nil {
						t.Fatal(err)
					}
					if row.Kind == reports.Total {
						got = row.Cells[4].Money()
					}
				}
				if got.Plain() != want {
					t.Errorf("on %s: %s, want %s", on, got, want)
				}
			}
		}
		o.exec(`INSERT INTO posting (entry_id, seq, account, donor_id, contribution_id, on_date, currency, amount, usd)
			SELECT entry_id, 99, 'cash', donor_id, contribution_id, '2012-07-01', 'USD', 0, 100 FROM posting WHERE entry_id = 1 AND seq = 1`)
		if _, err := o.statement("en", ""); !problem.Is(err, "reports.not_the_books") {
			t.Errorf("cash that the balances do not know: %v", err)
		}
		found, err := o.earmarks.Verify(t.Context())
		if err != nil || len(found) != 1 || found[0].Code != "verify.earmark_cash" {
			t.Errorf("a cent that the balances do not know: %v, %v", found, err)
		}
	})
}

func TestEarmarksWorkbook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := restricted(t, d)
		for _, lang := range []string{"en", "fr"} {
			c, err := o.statement(lang, "")
			if err != nil {
				t.Fatal(err)
			}
			xlsxtest.Golden(t, "earmarks_"+lang, workbook(t, c))
			if d.Engine() == db.SQLite && lang == "en" {
				xlsxtest.Judge(t, workbook(t, c))
			}
		}
	})
}

// A closed earmark is in the statement as long as it has money.
func TestClosedEarmarksInTheStatement(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	c, err := restricted(t, d).statement("en", "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row, err := range c.Tables()[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row.Cells[1].Text())
	}
	want := []string{
		"unearmarked", "convention", "convention-29", "convention-30", "convention-31", "convention-32",
		"trafficking", "trafficking-10", "glo-t63", "migrants", "firearms", "firearms-14", "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("earmarks (-want +got):\n%s", diff)
	}
}
