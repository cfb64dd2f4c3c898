package earmark

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

func usd(s string) money.Money {
	m, err := money.Parse(s, money.USD)
	if err != nil {
		panic(err)
	}
	return m
}

func day(s string) date.Date { return date.MustParse(s) }

func say(tree Tree, lots []Lot) string {
	var parts []string
	for _, l := range lots {
		e, _ := tree.ByID(l.Earmark)
		parts = append(parts, fmt.Sprintf("%s %s of %s", e.Code, l.USD.Plain(), l.Received))
	}
	return strings.Join(parts, "; ")
}

// received is a contribution for article 29 with receipts of 100, 50 and a
// refund of 30.
func received() Record {
	return Record{Contribution: 1, Earmark: 3, Cash: []Movement{
		{1, 1, day("2012-02-01"), usd("100")}, {1, 2, day("2012-03-01"), usd("50")}, {1, 3, day("2012-06-01"), usd("-30")},
	}}
}

func TestCashByEarmark(t *testing.T) {
	with := func(r Record, transfers ...Transfer) Record { r.Transfers = transfers; return r }
	part := Transfer{Seq: 1, From: 3, To: 8, USD: usd("120"), On: day("2012-04-01")}
	all := Transfer{Seq: 1, From: 3, To: 8, On: day("2012-02-15")}
	later := received()
	later.Cash = append(later.Cash, Movement{1, 4, day("2012-07-01"), usd("7")})
	costs := Record{Contribution: 1, Earmark: 3, Cash: []Movement{
		{1, 1, day("2012-02-01"), usd("100")}, {1, 2, day("2012-03-01"), usd("-110")}, {1, 3, day("2012-04-01"), usd("25")},
	}}
	for _, tt := range []struct {
		rule string
		r    Record
		asOf string
		want string
	}{
		{"before anything came", received(), "2012-01-31", ""},
		{"what comes is under the contribution's earmark", received(), "2012-03-01", "convention-29 100.00 of 2012-02-01; convention-29 50.00 of 2012-03-01"},
		{"a refund leaves the oldest money first", received(), "", "convention-29 70.00 of 2012-02-01; convention-29 50.00 of 2012-03-01"},
		{"nothing said is unearmarked", Record{Contribution: 1, Earmark: Root, Cash: received().Cash[:1]}, "", "unearmarked 100.00 of 2012-02-01"},
		{"a transfer moves the oldest first, which keeps its day", with(received(), part), "2012-05-01", "trafficking-10 100.00 of 2012-02-01; convention-29 30.00 of 2012-03-01; trafficking-10 20.00 of 2012-03-01"},
		{"a refund leaves the contribution's own earmark first", with(received(), part), "", "trafficking-10 100.00 of 2012-02-01; trafficking-10 20.00 of 2012-03-01"},
		{"a transfer of all takes what comes later with it", with(later, all), "", "trafficking-10 70.00 of 2012-02-01; trafficking-10 50.00 of 2012-03-01; trafficking-10 7.00 of 2012-07-01"},
		{"what was on the day before is as it was", with(later, all), "2012-02-14", "convention-29 100.00 of 2012-02-01"},
		{"more went out than came in", costs, "2012-03-31", "convention-29 -10.00 of 2012-03-01"},
		{"what comes covers first what is missing", costs, "", "convention-29 15.00 of 2012-04-01"},
	} {
		asOf := date.Date{}
		if tt.asOf != "" {
			asOf = day(tt.asOf)
		}
		if got := say(seeded, tt.r.Lots(asOf)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.rule, got, tt.want)
		}
	}
}

// A refund with an earlier date that is recorded later takes from what a
// transfer moved: the transfer moves less, and says so.
func TestTransferThatNoLongerFindsItsMoney(t *testing.T) {
	r := Record{Contribution: 1, Earmark: 3, Cash: []Movement{
		{1, 1, day("2012-02-01"), usd("100")}, {1, 2, day("2012-03-01"), usd("-60")},
	}, Transfers: []Transfer{{Seq: 1, From: 3, To: 8, USD: usd("90"), On: day("2012-04-01")}}}
	if got := say(seeded, r.Lots(date.Date{})); got != "trafficking-10 40.00 of 2012-02-01" {
		t.Error(got)
	}
	if short, ok := r.Short(); !ok || short.Seq != 1 {
		t.Errorf("short: %v %v", short, ok)
	}
	r.Transfers[0].USD = usd("40")
	if short, ok := r.Short(); ok {
		t.Errorf("short: %v", short)
	}
}

func codes(err error) string {
	e, ok := problem.As(err)
	if !ok {
		return fmt.Sprint(err)
	}
	out := []string{e.Code}
	for _, f := range e.Fields {
		out = append(out, f.Path+" "+f.Code)
	}
	return strings.Join(out, ", ")
}

func TestTransfersThatAreRefused(t *testing.T) {
	good := Transfer{
		Seq: 1, From: 3, To: 8, USD: usd("120"), On: day("2012-04-01"), ConsentOn: day("2012-03-30"), ConsentReference: "Note 1", Reason: "asked",
	}
	tree := slices.Clone(seeded)
	tree[7].Closure = Closure{Earmark: 8, On: day("2012-05-01")}
	for _, tt := range []struct {
		rule   string
		change func(*Transfer)
		want   string
	}{
		{"as it should be", func(*Transfer) {}, "<nil>"},
		{"all of it", func(m *Transfer) { m.USD = money.Money{} }, "<nil>"},
		{"to the last cent", func(m *Transfer) { m.USD = usd("150") }, "<nil>"},
		{"a cent more than there is", func(m *Transfer) { m.USD = usd("150.01") }, "earmark.not_enough"},
		{"more than there was on the day", func(m *Transfer) { m.On, m.ConsentOn = day("2012-02-28"), day("2012-02-01") }, "earmark.not_enough"},
		{"out of an earmark with nothing", func(m *Transfer) { m.From = 4 }, "earmark.not_enough"},
		{"all of nothing, out of another earmark", func(m *Transfer) { m.From, m.USD = 4, money.Money{} }, "earmark.not_enough"},
		{"all that is still to come", func(m *Transfer) { m.USD, m.On, m.ConsentOn = money.Money{}, day("2012-01-01"), day("2012-01-01") }, "<nil>"},
		{"nothing", func(m *Transfer) { m.USD = usd("0") }, "earmark.invalid, amount earmark.not_positive"},
		{"less than nothing", func(m *Transfer) { m.USD = usd("-1") }, "earmark.invalid, amount earmark.not_positive"},
		{"to itself", func(m *Transfer) { m.To = 3 }, "earmark.invalid, to earmark.same"},
		{"to one that is closed", func(m *Transfer) { m.On = day("2012-05-01") }, "earmark.invalid, to earmark.closed"},
		{"without consent", func(m *Transfer) { m.ConsentReference, m.Reason = "", "" }, "earmark.invalid, consent_reference earmark.no_consent, reason earmark.no_reason"},
		{"with a consent that comes later", func(m *Transfer) { m.ConsentOn = day("2012-04-02") }, "earmark.invalid, consent_on earmark.consent_after"},
		{"to nowhere", func(m *Transfer) { m.To = 99 }, "earmark.not_found"},
	} {
		move := good
		tt.change(&move)
		if got := codes(Move(tree, received(), move)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.rule, got, tt.want)
		}
	}
	r := received()
	r.Transfers = []Transfer{{Seq: 1, From: 3, To: 4, USD: usd("1"), On: day("2012-04-02")}}
	if got := codes(Move(tree, r, good)); got != "earmark.invalid, on earmark.before_earlier" {
		t.Errorf("before an earlier one: %s", got)
	}
}

// A transfer finds the money of its day, also when some of it went back to the
// donor on the same day, in whatever order the two were recorded: the refund
// takes what the transfer left, and then from what it moved.
func TestRefundOnTheDayOfATransfer(t *testing.T) {
	on := day("2012-01-01")
	r := Record{
		Contribution: 1, Earmark: 1,
		Cash:      []Movement{{1, 1, on, usd("100")}, {1, 2, on, usd("-60")}},
		Transfers: []Transfer{{Seq: 1, From: 1, To: 3, USD: usd("70"), On: on}},
	}
	if short, ok := r.Short(); ok {
		t.Fatalf("transfer %d moved less than was allowed", short.Seq)
	}
	want := []Lot{{1, 3, on, usd("40")}}
	if diff := cmp.Diff(want, r.Lots(on)); diff != "" {
		t.Error(diff)
	}
}

func TestAssignmentsThatAreRefused(t *testing.T) {
	none := Record{Contribution: 1, Earmark: Root}
	tree := slices.Clone(seeded)
	tree[7].Closure = Closure{Earmark: 8, On: day("2012-05-01")}
	a := Assignment{Contribution: 1, Earmark: 8, On: day("2012-04-30"), Reference: "Agreement 1"}
	closed, unsaid := a, a
	closed.On, unsaid.Reference = day("2012-05-01"), ""
	for _, tt := range []struct {
		rule    string
		r       Record
		earlier *Assignment
		a       Assignment
		want    string
	}{
		{"as it should be", none, nil, a, "<nil>"},
		{"a second time", none, &a, a, "earmark.assigned"},
		{"after money came", received(), nil, a, "earmark.money_received"},
		{"to one that is closed", none, nil, closed, "earmark.invalid, earmark earmark.closed"},
		{"without a document", none, nil, unsaid, "earmark.invalid, reference earmark.no_reference"},
	} {
		if got := codes(Assign(tree, tt.r, tt.earlier, tt.a)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.rule, got, tt.want)
		}
	}
}

// Whatever happens to a contribution, and on whatever day one looks, its cash
// by earmark adds up to its cash; nothing is below zero while it has any; and
// what Move allows is moved wholly.
func TestCashByEarmarkAlwaysAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Record{Contribution: 1, Earmark: rapid.Int64Range(1, 12).Draw(t, "earmark")}
		on := day("2012-01-01")
		steps := rapid.IntRange(1, 25).Draw(t, "steps")
		for i := range steps {
			on = on.AddDays(rapid.IntRange(0, 3).Draw(t, "days"))
			if rapid.Bool().Draw(t, "transfer") {
				move := Transfer{
					Seq: len(r.Transfers) + 1, From: rapid.Int64Range(1, 12).Draw(t, "from"), To: rapid.Int64Range(1, 12).Draw(t, "to"),
					On: on, ConsentOn: on, ConsentReference: "Note", Reason: "asked",
				}
				if rapid.Bool().Draw(t, "part") {
					move.USD = money.FromUnits(rapid.Int64Range(1, 2_000_000).Draw(t, "amount"), money.USD)
				}
				if Move(seeded, r, move) == nil {
					r.Transfers = append(r.Transfers, move)
				}
			} else {
				units := rapid.Int64Range(-1_000_000, 2_000_000).Draw(t, "cash")
				r.Cash = append(r.Cash, Movement{1, int64(i), on, money.FromUnits(units, money.USD)})
			}
			if short, ok := r.Short(); ok {
				t.Fatalf("transfer %d moved less than was allowed", short.Seq)
			}
		}
		asOf := day("2012-01-01").AddDays(rapid.IntRange(0, 60).Draw(t, "as of"))
		var cash, sum int64
		for _, m := range r.Cash {
			if !m.On.After(asOf) {
				cash += m.USD.Units()
			}
		}
		lots := r.Lots(asOf)
		for _, l := range lots {
			sum += l.USD.Units()
			if l.USD.Sign() <= 0 && len(lots) > 1 {
				t.Errorf("%s among others", l.USD)
			}
			if l.USD.IsZero() || l.USD.Sign() < 0 && l.Earmark != r.Own(asOf) {
				t.Errorf("a lot of %s under %d", l.USD, l.Earmark)
			}
		}
		if sum != cash {
			t.Errorf("by earmark %d, cash %d", sum, cash)
		}
	})
}
