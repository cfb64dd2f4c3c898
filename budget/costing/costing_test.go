package costing_test

import (
	"encoding/csv"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/budget/costing"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

func cost(class costing.Class, item, amount, from string, per costing.Per) costing.StandardCost {
	return costing.StandardCost{
		Class: class, Item: item, Per: per, Amount: decimal.RequireFromString(amount), From: date.MustParse(from), Seq: 1, Source: "invented",
	}
}

// invented are costs that nobody published.
func invented() costing.Table {
	return costing.Table{
		cost(costing.Staff, "P-4", "120000", "2012-01-01", costing.Year),
		cost(costing.Staff, "P-4", "126000", "2013-07-01", costing.Year),
		cost(costing.Staff, "G-5", "5000.25", "2012-01-01", costing.Month),
		cost(costing.Fare, "Vienna", "1200.50", "2012-01-01", costing.Trip),
		cost(costing.Allowance, "Vienna", "268", "2012-01-01", costing.Day),
		cost(costing.Meetings, "Vienna", "2800", "2012-01-01", costing.Day),
		cost(costing.Documents, "page", "1400", "2012-01-01", costing.Page),
		cost(costing.Documents, "word", "0.2525", "2012-01-01", costing.Word),
	}
}

// amount resolves the drivers for the year and adds them up.
func amount(t *testing.T, year int, unit string, drivers ...costing.Driver) string {
	t.Helper()
	var f problem.Fields
	var terms []costing.Term
	for _, d := range drivers {
		terms = append(terms, d.Resolve(&f, "driver", invented(), year)...)
	}
	if err := f.Err("cost.invalid"); err != nil {
		t.Fatal(err)
	}
	m, err := costing.Amount(terms, decimal.RequireFromString(unit))
	if err != nil {
		t.Fatal(err)
	}
	return m.Plain()
}

func TestComputedAmounts(t *testing.T) {
	for _, c := range []struct {
		name    string
		year    int
		unit    string
		drivers []costing.Driver
		want    string
	}{
		{"a post for a year", 2012, "0.01", []costing.Driver{{Class: "staff", Grade: "P-4", Posts: "1"}}, "120000.00"},
		{"part of the year", 2012, "0.01", []costing.Driver{{Class: "staff", Grade: "P-4", Posts: "2", Months: "7-12"}}, "120000.00"},
		{"one month of a cost by the month", 2012, "0.01", []costing.Driver{{Class: "staff", Grade: "G-5", Posts: "3", Months: "2"}}, "15000.75"},
		{"half the cost in the first year", 2012, "0.01", []costing.Driver{{Class: "staff", Grade: "P-4", Posts: "1", Percent: "50"}}, "60000.00"},
		{"and a vacancy of 7.5 per cent", 2012, "0.01", []costing.Driver{{Class: "staff", Grade: "P-4", Posts: "1", Percent: "50", Vacancy: "7.5"}}, "55500.00"},
		{"a cost that rises in July", 2013, "0.01", []costing.Driver{{Class: "staff", Grade: "P-4", Posts: "1"}}, "123000.00"},
		{"the months before it", 2013, "0.01", []costing.Driver{{Class: "staff", Grade: "P-4", Posts: "1", Months: "1-6"}}, "60000.00"},
		{"a stated cost", 2013, "1", []costing.Driver{{Class: "staff", Grade: "D-1", Posts: "1", Months: "1-7", UnitCost: "200000", Source: "A/1"}}, "116667.00"},
		{"journeys", 2012, "0.01", []costing.Driver{{Class: "travel", City: "Vienna", Travellers: "3", Trips: "2", Days: "5"}}, "15243.00"},
		{"a journey without days", 2012, "0.01", []costing.Driver{{Class: "travel", City: "Vienna", Travellers: "1", Trips: "1"}}, "1200.50"},
		{"days without a fare", 2012, "0.01", []costing.Driver{{Class: "travel", City: "Vienna", Travellers: "1", Trips: "1", Days: "2", Fare: "0", Source: "by bicycle"}}, "536.00"},
		{"meetings", 2012, "1", []costing.Driver{{Class: "meetings", City: "Vienna", Days: "5", Languages: "6"}}, "84000.00"},
		{"pages", 2012, "1", []costing.Driver{{Class: "documents", Pages: "20", Languages: "6"}}, "168000.00"},
		{"words", 2012, "0.01", []costing.Driver{{Class: "documents", Words: "8500", Languages: "5"}}, "10731.25"},
		{"anything else", 2012, "0.01", []costing.Driver{{Class: "other", What: "Printing", Quantity: "100", UnitCost: "1.2345", Source: "offer"}}, "123.45"},
		{"rounded once, not each", 2012, "1", []costing.Driver{
			{Class: "other", What: "a", Quantity: "1", UnitCost: "0.25", Source: "s"}, {Class: "other", What: "b", Quantity: "1", UnitCost: "0.25", Source: "s"},
		}, "1.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := amount(t, c.year, c.unit, c.drivers...); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// The sum of the terms is what exact fractions give, rounded once.
func TestAmountIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		decimals := func(name string, most int64) decimal.Decimal {
			return decimal.New(rapid.Int64Range(0, most).Draw(t, name), -rapid.Int32Range(0, 4).Draw(t, name+" decimals"))
		}
		var terms []costing.Term
		sum := new(big.Rat)
		for range rapid.IntRange(0, 5).Draw(t, "terms") {
			term := costing.Term{
				Per:      rapid.SampledFrom([]costing.Per{costing.Year, costing.Day}).Draw(t, "per"),
				Quantity: decimals("quantity", 99999), Times: decimals("times", 99), Days: decimals("days", 99),
				Percent: decimals("percent", 100), Vacancy: decimals("vacancy", 100), Cost: decimals("cost", 999999),
			}
			terms = append(terms, term)
			p := new(big.Rat).Mul(term.Quantity.Rat(), term.Times.Rat())
			p.Mul(p, term.Days.Rat()).Mul(p, term.Cost.Rat()).Mul(p, term.Percent.Rat()).Mul(p, new(big.Rat).Sub(big.NewRat(100, 1), term.Vacancy.Rat()))
			p.Mul(p, big.NewRat(1, 10000))
			if term.Per == costing.Year {
				p.Mul(p, big.NewRat(1, 12))
			}
			sum.Add(sum, p)
		}
		unit := rapid.SampledFrom([]string{"1", "0.01"}).Draw(t, "unit")
		m, err := costing.Amount(terms, decimal.RequireFromString(unit))
		if err != nil {
			if problem.Is(err, "money.too_large") {
				return
			}
			t.Fatal(err)
		}
		places := map[string]int{"1": 0, "0.01": 2}[unit]
		if got, want := m.Amount().StringFixed(int32(places)), sum.FloatString(places); got != want { // half away from zero
			t.Fatalf("%s, want %s", got, want)
		}
	})
}

// A cost is that of the last day on which one began; a later one never counts,
// and of one day the last counts.
func TestTableAt(t *testing.T) {
	table := costing.Table{
		cost(costing.Staff, "P-4", "1", "2012-01-01", costing.Year),
		cost(costing.Staff, "P-4", "3", "2013-07-01", costing.Year),
		cost(costing.Staff, "P-5", "9", "2012-01-01", costing.Year),
	}
	again := cost(costing.Staff, "P-4", "2", "2012-01-01", costing.Year)
	again.Seq = 2
	table = append(table, again)
	for on, want := range map[string]string{"2011-12-31": "", "2012-01-01": "2", "2013-06-30": "2", "2013-07-01": "3", "2030-01-01": "3"} {
		c, err := table.At(costing.Staff, "P-4", date.MustParse(on))
		if want == "" {
			if !problem.Is(err, "cost.none_in_force") {
				t.Errorf("%s: %v", on, err)
			}
			continue
		}
		if err != nil || c.Amount.String() != want {
			t.Errorf("%s: %s, %v, want %s", on, c.Amount, err, want)
		}
	}
}

func TestDriversRefused(t *testing.T) {
	for _, c := range []struct {
		driver     costing.Driver
		path, code string
	}{
		{costing.Driver{Class: "ships"}, "driver.class", "cost.unknown_class"},
		{costing.Driver{Class: "staff", Posts: "1"}, "driver.grade", "cost.missing"},
		{costing.Driver{Class: "staff", Grade: "P-4", Posts: "1", Words: "3"}, "driver.words", "cost.not_of_class"},
		{costing.Driver{Class: "staff", Grade: "P-4", Posts: "-1"}, "driver.posts", "cost.number"},
		{costing.Driver{Class: "staff", Grade: "P-4", Posts: "1e3"}, "driver.posts", "money.grammar"},
		{costing.Driver{Class: "staff", Grade: "P-4", Posts: "0.00001"}, "driver.posts", "cost.number"},
		{costing.Driver{Class: "staff", Grade: "P-4", Posts: "1000000000"}, "driver.posts", "cost.number"},
		{costing.Driver{Class: "staff", Grade: "P-4", Posts: "1", Months: "0-3"}, "driver.months", "cost.months"},
		{costing.Driver{Class: "staff", Grade: "P-4", Posts: "1", Months: "7-6"}, "driver.months", "cost.months"},
		{costing.Driver{Class: "staff", Grade: "P-4", Posts: "1", Percent: "101"}, "driver.percent", "money.percent_out_of_range"},
		{costing.Driver{Class: "staff", Grade: "P-9", Posts: "1"}, "driver.grade", "cost.none_in_force"},
		{costing.Driver{Class: "staff", Grade: "P-4", Posts: "1", UnitCost: "5"}, "driver.source", "cost.no_source"},
		{costing.Driver{Class: "travel", City: "Rome", Travellers: "1", Trips: "1"}, "driver.city", "cost.none_in_force"},
		{costing.Driver{Class: "travel", City: "Vienna", Travellers: "1", Trips: "1", Allowance: "5", Source: "s"}, "driver.days", "cost.missing"},
		{costing.Driver{Class: "meetings", Days: "1", Languages: "6"}, "driver.city", "cost.missing"},
		{costing.Driver{Class: "documents", Languages: "6"}, "driver.pages", "cost.pages_or_words"},
		{costing.Driver{Class: "documents", Languages: "6", Pages: "1", Words: "1"}, "driver.pages", "cost.pages_or_words"},
		{costing.Driver{Class: "other", What: "x", Quantity: "1", UnitCost: "5"}, "driver.source", "cost.no_source"},
	} {
		var f problem.Fields
		terms := c.driver.Resolve(&f, "driver", invented(), 2012)
		e, _ := problem.As(f.Err("cost.invalid"))
		if e == nil || len(e.Fields) != 1 || e.Fields[0].Path != c.path || e.Fields[0].Code != c.code || terms != nil {
			t.Errorf("%+v: %v, %v", c.driver, e, terms)
		}
	}
}

// printed is a table of posts in testdata.
func printed(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// The posts of UNODC by grade, proposed for 2026 (A/80/400, table 13.7): at one
// thousand US dollars a month each, the subtotals and the total come out that
// the table prints.
func TestPostsOfUNODC(t *testing.T) {
	table := costing.Table{}
	var since, all decimal.Decimal
	compared := 0
	for _, row := range printed(t, "unodc_table137_posts.csv") {
		grade, posts := row[0], row[2]
		if strings.HasPrefix(grade, "Subtotal") || grade == "Total" {
			of := since
			if grade == "Total" {
				of = all
			}
			if want := decimal.RequireFromString(posts).Mul(decimal.NewFromInt(12000)); !of.Equal(want) {
				t.Errorf("%s: %s, want %s", grade, of, want)
			}
			since = decimal.Zero
			compared++
			continue
		}
		table = append(table, cost(costing.Staff, grade, "1000", "2026-01-01", costing.Month))
		var f problem.Fields
		terms := costing.Driver{Class: "staff", Grade: grade, Posts: posts}.Resolve(&f, "driver", table, 2026)
		m, err := costing.Amount(terms, decimal.NewFromInt(1))
		if err != nil || f.Len() > 0 {
			t.Fatal(grade, f.Err("x.y"), err)
		}
		since, all = since.Add(m.Amount()), all.Add(m.Amount())
	}
	if compared != 3 {
		t.Errorf("%d sums compared", compared)
	}
}

var percentOf = regexp.MustCompile(`^(\d+) per cent of standard cost in first year`)

// The first year of the secretariat of the Permanent Forum on Indigenous
// Issues (E/2002/43/Rev.1): posts at 50 per cent of the standard cost of a
// Professional, at 65 of a General Service post. The standard costs are
// invented; the percentages are those of the document.
func TestPartYearOfThePermanentForum(t *testing.T) {
	standard := map[string]string{"D-1": "180001", "P-5": "160000", "P-4": "140001", "P-3": "120001", "P-2": "100001", "General Service": "60001"}
	var got []string
	total := decimal.Zero
	for _, row := range printed(t, "permanent_forum_2003_posts.csv") {
		grade, posts, rule := row[1], row[3], row[4]
		driver := costing.Driver{Class: "staff", Grade: grade, Posts: posts}
		if m := percentOf.FindStringSubmatch(rule); m != nil {
			driver.Percent = m[1]
		}
		var f problem.Fields
		terms := driver.Resolve(&f, "driver", costing.Table{cost(costing.Staff, grade, standard[grade], "2003-01-01", costing.Year)}, 2003)
		m, err := costing.Amount(terms, decimal.NewFromInt(1))
		if err != nil || f.Len() > 0 {
			t.Fatal(grade, err)
		}
		got = append(got, grade+" "+posts+" "+m.Amount().String())
		total = total.Add(m.Amount())
	}
	want := []string{"D-1 1 90001", "P-5 0 0", "P-4 1 70001", "P-3 1 60001", "P-2 1 50001", "General Service 2 78001"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if total.String() != strconv.Itoa(90001+70001+60001+50001+78001) {
		t.Error(total)
	}
}

// What is beyond every amount is refused, never wrapped.
func TestAmountTooLarge(t *testing.T) {
	most := decimal.NewFromInt(999_999_999)
	_, err := costing.Amount([]costing.Term{{
		Per: costing.Unit, Quantity: most, Times: most, Days: most, Cost: most, Percent: decimal.NewFromInt(100),
	}}, decimal.NewFromInt(1))
	if !problem.Is(err, "money.too_large") {
		t.Error(err)
	}
	if m, err := costing.Amount(nil, decimal.NewFromInt(1)); err != nil || m != money.Zero(money.USD) {
		t.Error(m, err)
	}
}
