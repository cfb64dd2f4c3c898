package earmark

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/budget/conference"
	"article30/internal/money"
)

// fundTree has, below article 29, Eastern Europe, Albania in it and a project
// there; and Africa for the whole fund.
var fundTree = append(slices.Clone(seeded),
	Earmark{ID: 13, Parent: 3, Code: "europe", Kind: Region, Value: "eastern_european", Degree: Firmly},
	Earmark{ID: 14, Parent: 13, Code: "albania", Kind: Country, Value: "ALB", Degree: Firmly},
	Earmark{ID: 15, Parent: 14, Code: "alb-1", Kind: Project, Value: "ALB/1", Degree: Tightly},
	Earmark{ID: 16, Parent: 1, Code: "africa", Kind: Region, Value: "african", Degree: Softly},
)

// albanian is training in Albania under article 29, in the project ALB/1.
var albanian = Purpose{conference.Convention, "29", conference.EasternEuropean, "ALB", "ALB/1"}

// unsupported is money that bears no programme support cost.
func unsupported(int64) decimal.Decimal { return decimal.Decimal{} }

func TestWhatFits(t *testing.T) {
	for _, tt := range []struct {
		rule    string
		purpose Purpose
		want    string
	}{
		{"a project within all that is above it", albanian, "unearmarked convention convention-29 europe albania alb-1"},
		{"nothing in particular", Purpose{}, "unearmarked"},
		{"an instrument", Purpose{Instrument: conference.Trafficking}, "unearmarked trafficking"},
		{"another article", Purpose{Instrument: conference.Convention, Article: "31"}, "unearmarked convention convention-31"},
		{"article 14 of one Protocol only", Purpose{Instrument: conference.Firearms, Article: "14"}, "unearmarked firearms firearms-14"},
		{"a region, of any instrument", Purpose{Instrument: conference.Convention, Article: "29", Region: conference.African}, "unearmarked convention convention-29 africa"},
		{"a country under another article", Purpose{conference.Convention, "31", conference.EasternEuropean, "ALB", "ALB/1"}, "unearmarked convention convention-31"},
	} {
		var got []string
		for _, e := range fundTree {
			if fundTree.Fits(e.ID, tt.purpose) {
				got = append(got, e.Code)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.rule, got, tt.want)
		}
	}
	if fundTree.Fits(99, albanian) {
		t.Error("money under no earmark fits")
	}
}

func TestMostRestrictedMoneyThatFitsIsDrawnOnFirst(t *testing.T) {
	lots := []Lot{
		{1, Root, day("2012-01-01"), usd("1000")}, {2, 2, day("2012-02-01"), usd("50")}, {3, 3, day("2012-03-01"), usd("40")},
		{4, 14, day("2012-02-15"), usd("30")}, {5, 15, day("2012-06-01"), usd("20")}, {6, 15, day("2012-05-01"), usd("5")},
		{7, 8, day("2012-01-01"), usd("500")}, {8, 15, day("2012-04-01"), usd("-7")},
	}
	for _, tt := range []struct {
		rule    string
		amount  string
		purpose Purpose
		instead *Override
		want    string
	}{
		{"tightly, the oldest first", "6", albanian, nil, "6 alb-1 5.00 tightly; 5 alb-1 1.00 tightly"},
		{"then earmarked, whatever its depth, the oldest first", "60", albanian, nil,
			"6 alb-1 5.00 tightly; 5 alb-1 20.00 tightly; 4 albania 30.00 earmarked; 3 convention-29 5.00 earmarked"},
		{"then softly, then unearmarked", "150.25", albanian, nil,
			"6 alb-1 5.00 tightly; 5 alb-1 20.00 tightly; 4 albania 30.00 earmarked; 3 convention-29 40.00 earmarked; 2 convention 50.00 softly; 1 unearmarked 5.25 unearmarked"},
		{"nothing else fits", "1", Purpose{}, nil, "1 unearmarked 1.00 unearmarked"},
		{"to the last cent", "1145", albanian, nil,
			"6 alb-1 5.00 tightly; 5 alb-1 20.00 tightly; 4 albania 30.00 earmarked; 3 convention-29 40.00 earmarked; 2 convention 50.00 softly; 1 unearmarked 1000.00 unearmarked"},
		{"overridden, in the order that is named", "55", albanian, &Override{[]int64{2, 15}, "the donor asked"},
			"2 convention 50.00 overridden; 6 alb-1 5.00 overridden"},
		{"overridden without a reason", "1", albanian, &Override{[]int64{1}, ""}, "earmark.invalid, reason earmark.no_reason"},
		{"overridden with what does not fit", "1", albanian, &Override{[]int64{7}, "why"}, "earmark.does_not_fit"},
		{"overridden with what there is not enough of", "41", albanian, &Override{[]int64{3}, "why"}, "earmark.no_money"},
		{"overridden with what is not there", "41", albanian, &Override{[]int64{99}, "why"}, "earmark.not_found"},
		{"a cent more than there is", "1145.01", albanian, nil, "earmark.no_money"},
		{"more than there is for anything", "1000.01", Purpose{}, nil, "earmark.no_free_money"},
		{"what is for something, for nothing that is named", "1", Purpose{}, &Override{[]int64{3}, "why"}, "earmark.for_something"},
		{"nothing", "0", albanian, nil, "earmark.invalid, amount earmark.not_positive"},
	} {
		d, err := Draw(fundTree, lots, Want{usd(tt.amount), tt.purpose, tt.instead}, unsupported)
		got := codes(err)
		if err == nil {
			var parts []string
			for _, p := range d.Parts {
				e, _ := fundTree.ByID(p.Earmark)
				parts = append(parts, fmt.Sprintf("%d %s %s %s", p.Contribution, e.Code, p.USD.Plain(), p.Rule))
			}
			got = strings.Join(parts, "; ")
		}
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.rule, got, tt.want)
		}
	}
	if _, err := Draw(fundTree, lots, Want{money.Zero("EUR"), albanian, nil}, unsupported); codes(err) != "earmark.invalid, amount money.currency_mismatch" {
		t.Errorf("euros: %v", err)
	}
	_, err := Draw(fundTree, lots, Want{usd("1145.01"), albanian, nil}, unsupported)
	if text := fmt.Sprint(err); !strings.Contains(text, `missing="0.01 USD"`) || !strings.Contains(text, `available="1145.00 USD"`) || !strings.Contains(text, "ALB/1") {
		t.Errorf("what is missing is not named: %s", text)
	}
	if (Purpose{}).String() != "–" {
		t.Errorf("no purpose reads %s", Purpose{})
	}
}

// Whatever money there is: parts add up to the spending exactly, no lot gives
// more than it has, none that does not fit gives anything, nothing looser is
// touched while something tighter that fits is left; and what is refused
// really is more than there is.
func TestDrawings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lots := []Lot{}
		for i := range rapid.IntRange(0, 12).Draw(t, "lots") {
			lots = append(lots, Lot{
				int64(i + 1), rapid.Int64Range(1, 16).Draw(t, "earmark"), day("2012-01-01").AddDays(rapid.IntRange(0, 30).Draw(t, "day")),
				money.FromUnits(rapid.Int64Range(-100, 1000).Draw(t, "units"), money.USD),
			})
		}
		purpose := Purpose{
			Instrument: rapid.SampledFrom(append(conference.Instruments(), "")).Draw(t, "instrument"),
			Article:    rapid.SampledFrom([]string{"", "10", "14", "29", "31"}).Draw(t, "article"),
			Region:     rapid.SampledFrom([]conference.Group{"", conference.African, conference.EasternEuropean}).Draw(t, "region"),
			Country:    rapid.SampledFrom([]conference.ParticipantID{"", "ALB"}).Draw(t, "country"),
			Project:    rapid.SampledFrom([]string{"", "ALB/1"}).Draw(t, "project"),
		}
		var instead *Override
		if rapid.Bool().Draw(t, "override") {
			instead = &Override{rapid.SliceOfN(rapid.Int64Range(1, 16), 1, 4).Draw(t, "named"), "why"}
		}
		amount := money.FromUnits(rapid.Int64Range(1, 4000).Draw(t, "amount"), money.USD)
		d, err := Draw(fundTree, lots, Want{amount, purpose, instead}, unsupported)

		usable := func(l Lot) bool {
			return l.USD.Sign() > 0 && fundTree.Fits(l.Earmark, purpose) && (instead == nil || slices.Contains(instead.Earmarks, l.Earmark))
		}
		var there, sum int64
		left := map[int64]int64{}
		for _, l := range lots {
			left[l.Contribution] = l.USD.Units()
			if usable(l) {
				there += l.USD.Units()
			}
		}
		unfit, unmet := "earmark.does_not_fit", "earmark.no_money"
		if purpose == (Purpose{}) {
			unfit, unmet = "earmark.for_something", "earmark.no_free_money"
		}
		if instead != nil && slices.ContainsFunc(instead.Earmarks, func(id int64) bool { return !fundTree.Fits(id, purpose) }) {
			if codes(err) != unfit {
				t.Fatalf("an override that does not fit: %v", err)
			}
			return
		}
		if err != nil {
			if codes(err) != unmet || there >= amount.Units() || len(d.Parts) > 0 {
				t.Fatalf("%v, and there are %d of %d", err, there, amount.Units())
			}
			return
		}
		loosest := Tightly
		for _, p := range d.Parts {
			sum += p.USD.Units()
			left[p.Contribution] -= p.USD.Units()
			lot := lots[p.Contribution-1]
			if !usable(lot) || p.Earmark != lot.Earmark || p.USD.Sign() <= 0 || left[p.Contribution] < 0 {
				t.Errorf("%s drawn on %s under %d", p.USD, lot.USD, lot.Earmark)
			}
			e, _ := fundTree.ByID(p.Earmark)
			loosest = min(loosest, e.Degree)
			if instead == nil && p.Rule != ruleOf[e.Degree] || instead != nil && p.Rule != Overridden {
				t.Errorf("drawn by %s on degree %d", p.Rule, e.Degree)
			}
		}
		if sum != amount.Units() {
			t.Errorf("parts add to %d, not %d", sum, amount.Units())
		}
		for _, l := range lots {
			e, _ := fundTree.ByID(l.Earmark)
			if instead == nil && usable(l) && e.Degree > loosest && left[l.Contribution] > 0 {
				t.Errorf("degree %d is touched while %d of degree %d are left", loosest, left[l.Contribution], e.Degree)
			}
		}
	})
}
