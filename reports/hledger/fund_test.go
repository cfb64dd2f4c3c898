package hledger_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/contributions/contributionsdb"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/reports"
	"article30/reports/reportsdb"
)

// fundOf is the statement of the fund for some years: its figures by their
// place in the table, year after year.
func fundOf(t testing.TB, d *db.DB, c reports.Contributions, from, to string) map[string]map[int]string {
	t.Helper()
	p, err := locale.For("en")
	must(t, err)
	statements := reports.New(reports.Config{Store: reportsdb.New(d), Contributions: c})
	checked, err := statements.Fund(t.Context(), p, reports.Period{From: date.MustParse(from), To: date.MustParse(to)})
	must(t, err)
	figures := map[string]map[int]string{}
	for row, err := range checked.Tables()[0].Rows() {
		must(t, err)
		name := row.Cells[0].Text()
		figures[name] = map[int]string{}
		for i, column := range checked.Tables()[0].Columns() {
			if year, ok := strings.CutPrefix(column.Key, "y"); ok {
				y, err := strconv.Atoi(year)
				must(t, err)
				figures[name][y] = row.Cells[i].Money().Amount().StringFixed(2)
			}
		}
	}
	return figures
}

// totals are what hledger finds in each account, over all donors.
func totals(t testing.TB, text, from, to string) func(accounts ...string) decimal.Decimal {
	t.Helper()
	found := balances(t, text, "--begin", from, "--end", date.MustParse(to).AddDays(1).String())
	return func(accounts ...string) decimal.Decimal {
		sum := decimal.Zero
		for p, b := range found {
			if p.side == "usd" && slices.Contains(accounts, p.account) {
				sum = sum.Add(decimal.RequireFromString(b))
			}
		}
		return sum
	}
}

// hledger recomputes the statement of the fund from the journal: what each
// year brought in, what exchange came to, and what the fund had at its end.
func fundAgrees(t *testing.T, d *db.DB, c reports.Contributions, text string, first, last int) {
	t.Helper()
	const ever = "1900-01-01"
	found := map[string]map[int]string{}
	put := func(name string, year int, sum decimal.Decimal) {
		if found[name] == nil {
			found[name] = map[int]string{}
		}
		found[name][year] = sum.StringFixed(2)
	}
	for year := first; year <= last; year++ {
		from, to := strconv.Itoa(year)+"-01-01", strconv.Itoa(year)+"-12-31"
		in, by := totals(t, text, from, to), totals(t, text, ever, to)
		put("Subtotal, contributions and other income", year, in("revenue", "write_down").Neg())
		put("Realised", year, in("exchange").Neg())
		put("Opening balance", year, by("revenue", "write_down", "exchange").Sub(in("revenue", "write_down", "exchange")).Neg())
		put("Closing balance", year, by("cash", "receivable", "advance", "deferred", "conversion"))
		put("Disclosed only: pledged and not yet paid", year, by("memo:pledged"))
	}
	stated := fundOf(t, d, c, strconv.Itoa(first)+"-01-01", strconv.Itoa(last)+"-12-31")
	for name := range stated {
		if found[name] == nil {
			delete(stated, name)
		}
	}
	if diff := cmp.Diff(stated, found); diff != "" || len(stated) != len(found) {
		t.Errorf("fund (-statement +hledger):\n%s", diff)
	}
}

func TestFundOfPublishedContributions(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	s := publishedBooks(t, d)
	fundAgrees(t, d, s, written(t, contributionsdb.New(d)), 2009, 2011)
}
