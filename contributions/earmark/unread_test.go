package earmark

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// recorded are books of which it is counted how many contributions were read.
type recorded struct {
	list []Record
	read int
}

func (b *recorded) open() (list []Open, err error) {
	for _, r := range b.list {
		o := Open{Contribution: r.Contribution, Earmark: r.Earmark, Moved: len(r.Transfers) > 0, Since: r.Cash[0].On}
		sum := int64(0)
		for _, m := range r.Cash {
			sum += m.USD.Units()
		}
		for _, u := range r.Uses {
			sum -= u.units()
		}
		if o.USD = money.FromUnits(sum, money.USD); sum > 0 || o.Moved {
			list = append(list, o)
		}
	}
	return list, nil
}

func (b *recorded) records(ids ...int64) (list []Record, _ map[int64]contributions.OwnSupport, _ error) {
	for _, r := range b.list {
		if len(ids) == 0 || slices.Contains(ids, r.Contribution) {
			list = append(list, r)
		}
	}
	b.read += len(list)
	return list, nil, nil
}

// A spending draws the same, whether everything was read before or only what it
// needed, and so does the next one.
func TestDrawingReadsWhatItNeeds(t *testing.T) {
	begin := date.MustParse("2010-01-01")
	usd := func(units int64) money.Money { return money.FromUnits(units, money.USD) }
	rapid.Check(t, func(t *rapid.T) {
		cents := func(name string, most int64) money.Money { return usd(100 * rapid.Int64Range(1, most).Draw(t, name)) }
		day := func(name string) date.Date { return begin.AddDays(rapid.IntRange(0, 40).Draw(t, name)) }
		earmark := func(name string) int64 { return rapid.SampledFrom(fundTree).Draw(t, name).ID }
		purpose := func() Purpose {
			return rapid.SampledFrom([]Purpose{{}, albanian, {Instrument: albanian.Instrument}}).Draw(t, "purpose")
		}
		books := &recorded{}
		for id := range int64(rapid.IntRange(1, 200).Draw(t, "contributions")) {
			r := Record{Contribution: id + 1, Earmark: earmark("earmark")}
			for range rapid.IntRange(1, 2).Draw(t, "receipts") {
				r.Cash = append(r.Cash, Movement{Contribution: r.Contribution, On: day("received"), USD: cents("cash", 50)})
			}
			if rapid.IntRange(0, 4).Draw(t, "refunded") == 0 {
				r.Cash = append(r.Cash, Movement{Contribution: r.Contribution, On: day("refunded on"), USD: cents("refund", 50).Neg()})
			}
			slices.SortStableFunc(r.Cash, func(a, b Movement) int { return a.On.Compare(b.On) })
			if rapid.IntRange(0, 2).Draw(t, "used") == 0 {
				on := begin.AddDays(rapid.IntRange(0, 70).Draw(t, "used on"))
				r.Uses = append(r.Uses, Use{r.Contribution, r.Earmark, on, cents("held", 50), usd(0)})
				if rapid.Bool().Draw(t, "given back") {
					r.Uses = append(r.Uses, Use{r.Contribution, r.Earmark, on.AddDays(7), r.Uses[0].Held.Neg(), usd(0)})
				}
			}
			if rapid.IntRange(0, 9).Draw(t, "moved") == 0 {
				move := Transfer{Contribution: r.Contribution, Seq: 1, From: r.Earmark, To: earmark("to"), On: begin.AddDays(45)}
				if rapid.Bool().Draw(t, "a part") {
					move.USD = cents("part", 30)
				}
				r.Transfers = append(r.Transfers, move)
			}
			books.list = append(books.list, r)
		}
		whole := newPool(fundTree, books.list, nil)
		lazy := newPool(fundTree, nil, nil)
		lazy.unread = notRead(books)
		lazy.unread.first, lazy.unread.most = rapid.IntRange(1, 9).Draw(t, "first"), rapid.IntRange(1, 200).Draw(t, "most")
		for range rapid.IntRange(1, 4).Draw(t, "spendings") {
			on := begin.AddDays(rapid.IntRange(20, 60).Draw(t, "on"))
			want := Want{Amount: cents("amount", 900), Purpose: purpose()}
			if rapid.IntRange(0, 4).Draw(t, "overridden") == 0 {
				want.Instead = &Override{[]int64{earmark("from"), earmark("from")}, "asked for"}
			}
			percent := decimal.New(rapid.Int64Range(0, 13).Draw(t, "percent"), 0)
			expected, expectedErr := whole.Draw(on, want, percent)
			got, err := lazy.Draw(on, want, percent)
			if diff := cmp.Diff(expected, got); diff != "" {
				t.Fatalf("another drawing (-all read +as needed):\n%s", diff)
			}
			refusal, _ := problem.As(err)
			expectedRefusal, _ := problem.As(expectedErr)
			if diff := cmp.Diff(expectedRefusal, refusal, cmp.AllowUnexported(money.Money{})); diff != "" {
				t.Fatalf("another refusal (-all read +as needed):\n%s", diff)
			}
			for _, part := range got.Parts {
				use := Use{part.Contribution, part.Earmark, on, usd(0), usd(part.USD.Units() + part.PSC.Units())}
				if err := whole.Use(use); err != nil {
					t.Fatal(err)
				}
				if err := lazy.Use(use); err != nil {
					t.Fatal(err)
				}
			}
			one := books.list[rapid.IntRange(0, len(books.list)-1).Draw(t, "one")]
			a, _ := whole.Left(one.Contribution, one.Earmark, on)
			if b, err := lazy.Left(one.Contribution, one.Earmark, on); a != b || err != nil {
				t.Fatalf("%v is left, %v; want %v", b, err, a)
			}
		}
	})
}

// Of ten thousand contributions a small spending reads few.
func TestASmallSpendingReadsLittle(t *testing.T) {
	books := &recorded{}
	for id := range int64(10_000) {
		books.list = append(books.list, Record{Contribution: id + 1, Earmark: Root, Cash: []Movement{
			{Contribution: id + 1, On: date.MustParse("2010-01-01").AddDays(int(id)), USD: money.FromUnits(100_0000, money.USD)},
		}})
	}
	p := newPool(fundTree, nil, nil)
	p.unread = notRead(books)
	d, err := p.Draw(date.MustParse("2100-01-01"), Want{Amount: money.FromUnits(150_0000, money.USD)}, decimal.Decimal{})
	if err != nil || len(d.Parts) != 2 || d.Parts[0].Contribution != 1 || books.read > 100 {
		t.Errorf("%d parts, %v, after reading %d contributions", len(d.Parts), err, books.read)
	}
}
