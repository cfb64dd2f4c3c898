package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/published"
)

// ledger is a journal as hledger reads it.
type ledger struct {
	t    *testing.T
	text string
}

func (l ledger) ask(args ...string) string {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), dbtest.Judge(l.t, "hledger"), append([]string{"-f", "-"}, args...)...)
	cmd.Env = append(cmd.Environ(), "LC_ALL=C.UTF-8")
	cmd.Stdin = strings.NewReader(l.text)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		l.t.Fatalf("hledger %v: %v\n%s", args, err, complaint.String())
	}
	return string(out)
}

// balances are those that hledger finds, by account and commodity. Zeros are
// left out.
func (l ledger) balances(args ...string) map[string]decimal.Decimal {
	l.t.Helper()
	out := l.ask(append([]string{"balance", "--strict", "--flat", "--no-total", "--layout=bare", "--output-format=csv"}, args...)...)
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		l.t.Fatal(err)
	}
	found := map[string]decimal.Decimal{}
	for _, row := range rows[1:] {
		if d := decimal.RequireFromString(row[2]); !d.IsZero() {
			found[row[0]+" "+row[1]] = d
		}
	}
	return found
}

// sum is what hledger finds in US dollars in the accounts whose names begin so,
// from one day to another.
func (l ledger) sum(from, to string, accounts ...string) string {
	l.t.Helper()
	sum := decimal.Zero
	for name, d := range l.balances("--begin", from, "--end", date.MustParse(to).AddDays(1).String(), "usd") {
		for _, a := range accounts {
			if strings.HasPrefix(name, "usd:"+a+":") {
				sum = sum.Add(d)
			}
		}
	}
	return sum.StringFixed(2)
}

// posted is what the two tables of postings add up to, by account as the journal
// names it. Zeros are left out.
func posted(t *testing.T, d *db.DB) map[string]decimal.Decimal {
	t.Helper()
	found := map[string]decimal.Decimal{}
	err := d.View(t.Context(), func(ctx context.Context) error {
		for _, query := range []string{
			`SELECT posting.account || ':' || donor.name || ' (' || donor.id || ')', currency, amount, usd
				FROM posting JOIN donor ON donor.id = posting.donor_id`,
			`SELECT CASE WHEN account LIKE 'memo:%' THEN 'memo:spending:' || fund || ':' || substr(account, 6)
				ELSE 'spending:' || fund || ':' || account END, currency, amount, usd FROM execution_posting`,
		} {
			rows, err := d.Conn(ctx).QueryContext(ctx, query)
			if err != nil {
				return err
			}
			for rows.Next() {
				var account, currency string
				var amount, usd int64
				if err := rows.Scan(&account, &currency, &amount, &usd); err != nil {
					return err
				}
				for key, units := range map[string]int64{
					"usd:" + account + ":" + currency + " USD": usd, "original:" + account + " " + currency: amount,
				} {
					if found[key] = found[key].Add(decimal.New(units, -4)); found[key].IsZero() {
						delete(found, key)
					}
				}
			}
			if err := rows.Err(); err != nil {
				return err
			}
			rows.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Three years of the account with what was spent: contributions in four
// currencies, a corrected rate, a revaluation and its reversal, commitments,
// expenses in two currencies, payments. hledger adds the whole journal up to the
// same trial balance, statement of the fund and cash.
func TestHledgerRecomputesTheFund(t *testing.T) {
	url := dbtest.URL(t, db.SQLite)
	w := newTerminal(t)
	t.Setenv("ARTICLE30_DB", url)
	must := func(args ...string) string {
		t.Helper()
		code, out, errors := w.run(args...)
		if code != 0 {
			t.Fatalf("article30 %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errors)
		}
		return out
	}
	must("import", "budget", w.file("budget.csv", string(published.Bytes(published.Vienna))), "--session", "6", "--symbol", symbol, "--title", "Budget")
	must("budget", "circulate", symbol, "--languages", "ar,zh,en,fr,ru,es", "--on", "2012-08-01", "--reference", "NV 1")
	must("budget", "decide", symbol, "adopted", "--on", "2012-10-19")
	must("execution", "approve", symbol, "--on", "2012-12-13", "--reference", "resolution 21/1")
	must("import", "rates", w.file("rates.csv", "currency,effective,per_usd\n"+
		"EUR,2016-01-01,0.92\nEUR,2016-06-15,0.90\nEUR,2017-03-01,0.76\nEUR,2017-04-01,0.78\nEUR,2018-01-01,0.83\n"+
		"JPY,2016-01-01,120\nJPY,2017-07-01,112\nKWD,2016-01-01,0.303\n"))
	for i, c := range [][2]string{{"FRA", "EUR"}, {"JPN", "JPY"}, {"KWT", "KWD"}, {"AUT", "USD"}, {"DEU", "EUR"}} {
		id := strconv.Itoa(i + 1)
		must("donors", "add", "--party", c[0])
		must("contributions", "open", "--reference", c[0]+"-1", "--donor", id, "--year", "2016", "--currency", c[1])
	}
	must("agreement", "1", "200000", "--on", "2016-02-01")
	must("receipt", "1", "50000", "--on", "2016-06-20")
	must("agreement", "2", "12000000", "--on", "2016-03-01")
	must("receipt", "2", "5000000", "--on", "2016-09-01", "--charges", "1200")
	must("pledge", "3", "1000.125", "--on", "2016-05-01")
	must("receipt", "3", "400.001", "--on", "2017-02-01")
	must("receipt", "4", "100000.00", "--on", "2017-01-01")
	must("pledge", "5", "7777.77", "--on", "2017-03-05")
	must("receipt", "5", "8000.00", "--on", "2017-05-05")
	must("revalue", "run", "2016-12-31")
	must("allot", symbol, "1000", "2017", "300000.00", "--on", "2017-01-02", "--advice", "AA/1")
	must("commit", "1", "80000.00", "--on", "2017-02-01", "--payee", "A consultant: \"B | C\"", "--reference", "PO-7")
	must("expense", "30000.00", "--commitment", "2", "--currency", "EUR", "--on", "2017-03-15")
	must("pay", "3", "--on", "2017-04-02")
	must("expense", "1234.56", "--commitment", "2", "--on", "2018-02-15")
	must("receipt", "1", "100000", "--on", "2017-06-01")
	must("revalue", "reverse", "1", "--reason", "statements were reissued")
	must("rate", "correct", "EUR", "2016-01-01", "0.93", "--reason", "misprint")
	must("write-down", "2", "1000000", "--on", "2018-05-05", "--reason", "letter of May")
	must("refund", "5", "100.00", "--on", "2018-06-01")
	must("commit", "change", "2", "--cancel", "--on", "2018-06-30", "--reason", "done")
	if out := must("verify"); !strings.HasPrefix(out, "All is well: ") {
		t.Fatal(out)
	}

	l := ledger{t, must("export", "--format", "hledger")}
	l.ask("check", "--strict")
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if diff := cmp.Diff(posted(t, d), l.balances()); diff != "" {
		t.Errorf("trial balance (-postings +hledger):\n%s", diff)
	}

	// The statement of the fund, year by year.
	const ever, last = "1900-01-01", 2018
	both := func(account string) []string {
		return []string{account, "spending:general_purpose:" + account, "spending:special_purpose:" + account}
	}
	worth := append(append(both("cash"), both("payable")...), "receivable", "advance", "deferred", "conversion")
	minus := func(s string) string { return decimal.RequireFromString(s).Neg().StringFixed(2) }
	want := map[string][]string{}
	for year := 2016; year <= last; year++ {
		from, to, before := fmt.Sprintf("%d-01-01", year), fmt.Sprintf("%d-12-31", year), fmt.Sprintf("%d-12-31", year-1)
		put := func(name, figure string) { want[name] = append(want[name], figure) }
		put("Opening balance", l.sum(ever, before, worth...))
		put("Subtotal, contributions and other income", minus(l.sum(from, to, "revenue", "write_down")))
		put("Subtotal, expenses", minus(l.sum(from, to, append(append(both("expense"), both("psc_expense")...), "bank_charges")...)))
		put("Subtotal, exchange gains or (losses)", minus(l.sum(from, to, both("exchange")...)))
		put("Closing balance", l.sum(ever, to, worth...))
		put("Cash", l.sum(ever, to, append(both("cash"), "conversion")...))
	}
	for name, stated := range fundFigures(t, must("report", "fund", "--from", "2016-01-01", "--to", "2018-12-31", "--format", "csv")) {
		if want[name] == nil {
			continue
		}
		if diff := cmp.Diff(want[name], stated[:len(want[name])]); diff != "" {
			t.Errorf("%s (-hledger +statement):\n%s", name, diff)
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("the statement has no %v", want)
	}

	// The fund's cash, and the programme support costs, a fund of its own.
	cash := l.sum(ever, "2018-12-31", append(both("cash"), "spending:psc:cash")...)
	psc := l.sum(ever, "2018-12-31", "spending:psc:cash")
	out := must("execution", symbol, "--on", "2018-12-31")
	figure := func(s string) string {
		whole, cents, _ := strings.Cut(s, ".")
		n, _ := strconv.Atoi(whole)
		return "USD\u00a0" + grouped(n) + "." + cents
	}
	for _, want := range []string{"Cash of the fund: " + figure(cash), "for support costs " + figure(psc)} {
		if psc == "0.00" || !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

// grouped is a number with commas.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// fundFigures are the rows of the statement by their name.
func fundFigures(t *testing.T, text string) map[string][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	figures := map[string][]string{}
	for _, row := range rows[1:] {
		if len(row) > 3 && figures[row[2]] == nil {
			figures[row[2]] = row[3:]
		}
	}
	return figures
}
