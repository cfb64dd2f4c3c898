package reportsdb_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/csv"
	"article30/reports/xlsx/xlsxtest"
)

// threeYears is a history whose every figure is worked out here by hand. One
// US dollar is EUR 0.70 from January 2010, 0.80 from 15 June, 0.75 from 2011;
// JPY 80 from 2011, 75 from 2012.
func threeYears(t testing.TB, d *db.DB) *office {
	o := open(t, d)
	ctx := t.Context()
	promise := func(c int64, on, amount string) contributions.PromiseIn {
		return contributions.PromiseIn{Contribution: c, On: on, Amount: amount}
	}
	payment := func(c int64, on, amount string) contributions.PaymentIn {
		return contributions.PaymentIn{Contribution: c, On: on, Amount: amount}
	}
	o.rate("EUR", "2010-01-01", "0.70")
	o.rate("EUR", "2010-06-15", "0.80")
	o.rate("EUR", "2011-01-01", "0.75")
	o.rate("JPY", "2011-01-01", "80")
	o.rate("JPY", "2012-01-01", "75")
	a := o.open(o.donor(contributions.DonorIn{Party: "AUT"}), "2010/AUT/1", "EUR", "cash", 2010)
	b := o.open(o.donor(contributions.DonorIn{Party: "IRL"}), "2010/IRL/1", "USD", "cash", 2010)
	c := o.open(o.donor(contributions.DonorIn{Party: "JPN"}), "2011/JPN/1", "JPY", "cash", 2011)
	k := o.open(o.donor(contributions.DonorIn{Party: "ISL"}), "2011/ISL/1", "USD", "in_kind", 2011)

	// 7,000 / 0.70 = 10,000.00 of revenue.
	o.must(o.RecordAgreement(ctx, officer, promise(a, "2010-03-01", "7000.00")))
	// 4,000 / 0.80 = 5,000.00 of cash, for 4/7 of the receivable, 5,714.29: a loss of 714.29.
	o.must(o.RecordReceipt(ctx, officer, payment(a, "2010-06-20", "4000.00")))
	// A pledge is disclosed; what is paid on it is revenue: 600.00.
	o.must(o.RecordPledge(ctx, officer, promise(b, "2010-07-01", "1000.00")))
	o.must(o.RecordReceipt(ctx, officer, payment(b, "2010-08-01", "600.00")))

	// 3,000 / 0.75 = 4,000.00 for the rest, 4,285.71: a loss of 285.71.
	o.must(o.RecordReceipt(ctx, officer, payment(a, "2011-02-01", "3000.00")))
	// 750 / 0.75 = 1,000.00 too much: owed to the donor, no revenue.
	o.must(o.RecordReceipt(ctx, officer, payment(a, "2011-03-01", "750.00")))
	// 300 / 0.75 = 400.00 of it goes back.
	o.must(o.RecordRefund(ctx, officer, payment(a, "2011-04-01", "300.00")))
	// 800,000 / 80 = 10,000.00 of revenue.
	o.must(o.RecordAgreement(ctx, officer, promise(c, "2011-05-01", "800000")))
	// In kind: in no figure.
	o.must(o.RecordPledge(ctx, officer, promise(k, "2011-06-01", "900.00")))

	// A tenth of the receivable is given up: 1,000.00.
	o.must(o.RecordWriteDown(ctx, officer, contributions.WriteDownIn{Contribution: c, On: "2012-02-01", Amount: "80000", Reason: "letter of January"}))
	// 360,000 / 75 = 4,800.00 for half of the 9,000.00 that are left: a gain of 300.00.
	o.must(o.RecordReceipt(ctx, officer, payment(c, "2012-03-01", "360000")))
	// 500.00, of which 100.00 beyond the pledge; then 50.00 back: revenue, and less of it.
	o.must(o.RecordReceipt(ctx, officer, payment(b, "2012-05-01", "500.00")))
	o.must(o.RecordRefund(ctx, officer, payment(b, "2012-06-01", "50.00")))
	return o
}

func (o *office) fund(lang, from, to string) (*reports.Checked, error) {
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
	return o.reports.Fund(o.t.Context(), p, in)
}

// fundRows are the rows of the statement as CSV, those of nothing but zeros
// left out.
func fundRows(t testing.TB, c *reports.Checked) []string {
	t.Helper()
	var b bytes.Buffer
	if err := csv.Render(&b, c, "", csv.Keys); err != nil {
		t.Fatal(err)
	}
	var rows []string
	for row := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(b.String(), "\uFEFF"), "\r\n"), "\r\n") {
		figures := row[strings.LastIndexAny(row, `"abcdefghijklmnopqrstuvwxyz`)+1:]
		if strings.ContainsAny(figures, "123456789") || strings.HasPrefix(row, "section") {
			rows = append(rows, row)
		}
	}
	return rows
}

// Year by year, as worked out above.
func TestFundOfThreeYears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, err := threeYears(t, d).fund("en", "", "")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"section,row,figure,y2010,y2011,y2012,all",
			",line,Opening balance,0.00,9885.71,19600.00,0.00",
			"Contributions and other income,line,Contributions,10600.00,10000.00,500.00,21100.00", // 10,000 + 600; 10,000; 500
			"Contributions and other income,line,Refunded to donors,,,-50.00,-50.00",              // 2011 out of the advance
			"Contributions and other income,line,Written down,,,-1000.00,-1000.00",
			`Contributions and other income,subtotal,"Subtotal, contributions and other income",10600.00,10000.00,-550.00,20050.00`,
			"Exchange gains or (losses),line,Realised,-714.29,-285.71,300.00,-700.00",
			`Exchange gains or (losses),subtotal,"Subtotal, exchange gains or (losses)",-714.29,-285.71,300.00,-700.00`,
			",total,Closing balance,9885.71,19600.00,19350.00,19350.00",
			"The closing balance consists of,line,Cash,5600.00,10200.00,15450.00,15450.00",                   // 5,000 + 600; + 4,000 + 1,000 - 400; + 4,800 + 500 - 50
			"The closing balance consists of,line,Receivable on agreements,4285.71,10000.00,4500.00,4500.00", // 10,000 - 5,714.29; 10,000; - 1,000 - 4,500
			"The closing balance consists of,line,Held for donors: paid in advance,0.00,-600.00,-600.00,-600.00",
			`The closing balance consists of,subtotal,"Subtotal, assets less liabilities",9885.71,19600.00,19350.00,19350.00`,
			",total,Closing balance by the accounts,9885.71,19600.00,19350.00,19350.00",
			",note,Disclosed only: pledged and not yet paid,400.00,400.00,0.00,0.00",
		}
		if diff := cmp.Diff(want, fundRows(t, c)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// A period begins with what there was before it, in the middle of a year too.
func TestFundOfAPeriod(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := threeYears(t, d)
		c, err := o.fund("en", "2011-02-02", "2011-05-01")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"section,row,figure,y2011",
			",line,Opening balance,9600.00", // 9,885.71 - 285.71
			"Contributions and other income,line,Contributions,10000.00",
			`Contributions and other income,subtotal,"Subtotal, contributions and other income",10000.00`,
			",total,Closing balance,19600.00",
			"The closing balance consists of,line,Cash,10200.00",
			"The closing balance consists of,line,Receivable on agreements,10000.00",
			"The closing balance consists of,line,Held for donors: paid in advance,-600.00",
			`The closing balance consists of,subtotal,"Subtotal, assets less liabilities",19600.00`,
			",total,Closing balance by the accounts,19600.00",
			",note,Disclosed only: pledged and not yet paid,400.00",
		}
		if diff := cmp.Diff(want, fundRows(t, c)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if _, err := o.fund("en", "2011-02-02", "2011-02-01"); !problem.Is(err, "reports.period_ends_first") {
			t.Errorf("a period that ends before it begins: %v", err)
		}
		if _, err := o.fund("en", "", "2012-07-21"); !problem.Is(err, "reports.in_future") {
			t.Errorf("tomorrow: %v", err)
		}
		var year reports.Period
		if err := year.OfYear(2012, o.reports.Today()); err != nil || year.To.String() != "2012-07-20" || year.From.String() != "2012-01-01" {
			t.Errorf("this year: %v to %v, %v", year.From, year.To, err)
		}
		if err := year.OfYear(2013, o.reports.Today()); !problem.Is(err, "reports.in_future") {
			t.Errorf("next year: %v", err)
		}
	})
}

// What is spent out of extrabudgetary funds is in the statement with its
// support costs; the regular budget and the fund of support costs are not.
func TestFundWithExpenses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := threeYears(t, d)
		const now, by = "2012-07-20T10:00:00Z", "officer"
		o.exec(`INSERT INTO budget (id, kind, symbol, title, entered_by, recorded_at) VALUES (1, 'budget', 'S/1', 'Budget', ?, ?)`, by, now)
		o.exec(`INSERT INTO budget_version (id, budget_id, seq, kind, symbol, changes_amounts, psc_percent, unit, source, sha256, frozen, entered_by, recorded_at)
			VALUES (1, 1, 1, 'original', 'S/1', ?, '13', '1', 'test', '', ?, ?, ?)`, true, false, by, now)
		for i, funding := range []string{"general_purpose", "regular"} {
			o.exec(`INSERT INTO budget_line (version_id, seq, code, title, section, funding) VALUES (1, ?, '', 'Experts', '', ?)`, i+1, funding)
			psc := []string{"13", "0"}[i]
			o.exec(`INSERT INTO allotment (id, version_id, line_seq, year, funding, psc_percent, psc_reason, entered_by, recorded_at)
				VALUES (?, 1, ?, 2012, ?, ?, '', ?, ?)`, i+1, i+1, funding, psc, by, now)
			o.exec(`INSERT INTO execution_entry (id, allotment_id, seq, kind, on_date, currency, amount, usd, rate, rate_basis, psc, payee, reference, advice, reason, entered_by, recorded_at)
				VALUES (?, ?, 1, 'expense', '2012-04-01', 'USD', 10000000, 10000000, '1', 'par', 0, '', '', '', '', ?, ?)`, i+1, i+1, by, now)
		}
		for seq, p := range []struct {
			entry         int
			account, fund string
			usd           int64
		}{
			{1, "expense", "general_purpose", 10000000}, {1, "payable", "general_purpose", -10000000},
			{1, "psc_expense", "general_purpose", 1300000}, {1, "cash", "general_purpose", -1300000},
			{1, "cash", "psc", 1300000}, {1, "psc_income", "psc", -1300000},
			{1, "memo:allotted", "general_purpose", 200000}, {1, "memo:committed", "general_purpose", -200000},
			{2, "expense", "regular", 10000000}, {2, "payable", "regular", -10000000},
		} {
			o.exec(`INSERT INTO execution_posting (entry_id, seq, account, allotment_id, funding, fund, on_date, currency, amount, usd)
				VALUES (?, ?, ?, ?, ?, ?, '2012-04-01', 'USD', ?, ?)`,
				p.entry, seq+1, p.account, p.entry, []string{"general_purpose", "regular"}[p.entry-1], p.fund, p.usd, p.usd)
		}
		c, err := o.fund("en", "2012-01-01", "")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"section,row,figure,y2012",
			",line,Opening balance,19600.00",
			"Contributions and other income,line,Contributions,500.00",
			"Contributions and other income,line,Refunded to donors,-50.00",
			"Contributions and other income,line,Written down,-1000.00",
			`Contributions and other income,subtotal,"Subtotal, contributions and other income",-550.00`,
			"Expenses,line,Direct expenses,-1000.00",
			"Expenses,line,Programme support costs,-130.00",
			`Expenses,subtotal,"Subtotal, expenses",-1130.00`,
			"Exchange gains or (losses),line,Realised,300.00",
			`Exchange gains or (losses),subtotal,"Subtotal, exchange gains or (losses)",300.00`,
			",total,Closing balance,18220.00", // 19,350 - 1,130
			"The closing balance consists of,line,Cash,15320.00",
			"The closing balance consists of,line,Receivable on agreements,4500.00",
			"The closing balance consists of,line,Payable,-1000.00",
			"The closing balance consists of,line,Held for donors: paid in advance,-600.00",
			`The closing balance consists of,subtotal,"Subtotal, assets less liabilities",18220.00`,
			",total,Closing balance by the accounts,18220.00",
			",note,Disclosed only: committed and not yet spent,20.00",
		}
		if diff := cmp.Diff(want, fundRows(t, c)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestFundWorkbook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := threeYears(t, d)
		for _, lang := range []string{"en", "fr"} {
			c, err := o.fund(lang, "", "")
			if err != nil {
				t.Fatal(err)
			}
			xlsxtest.Golden(t, "fund_"+lang, workbook(t, c))
			if d.Engine() == db.SQLite && lang == "en" {
				xlsxtest.Judge(t, workbook(t, c))
			}
		}
	})
}

// A posting that no other one answers does not get into a statement.
func TestAFundThatIsNotTheBooksIsRefused(t *testing.T) {
	for _, account := range []string{"cash", "revenue", "receivable", "exchange", "unheard_of"} {
		t.Run(account, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				o := threeYears(t, d)
				o.exec(`INSERT INTO posting (entry_id, seq, account, donor_id, contribution_id, on_date, currency, amount, usd)
					SELECT entry_id, 99, ?, donor_id, contribution_id, on_date, 'USD', 0, 100 FROM posting WHERE entry_id = 1 AND seq = 1`, account)
				if _, err := o.fund("en", "", ""); !problem.Is(err, "reports.does_not_add") {
					t.Errorf("a cent more in %s: %v", account, err)
				}
			})
		})
	}
}

// The fund of the published contributions: what was paid by the end of each
// year is what the published file says, all of it cash.
func TestFundOfPublishedContributions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, err := loaded(t, d).fund("en", "2006-01-01", "2011-12-31")
		if err != nil {
			t.Fatal(err)
		}
		columns := c.Tables()[0].Columns()
		for row, err := range c.Tables()[0].Rows() {
			if err != nil {
				t.Fatal(err)
			}
			if row.Kind != reports.Total {
				continue
			}
			for i, column := range columns {
				if year, ok := strings.CutPrefix(column.Key, "y"); ok {
					paid := paidBy(t, date.MustParse(year+"-12-31"))
					if !row.Cells[i].Money().Amount().Equal(paid) || paid.IsZero() {
						t.Errorf("%s at the end of %s: %s, the file says %s", row.Cells[0].Text(), year, row.Cells[i].Plain(), paid)
					}
				}
			}
		}
	})
}
