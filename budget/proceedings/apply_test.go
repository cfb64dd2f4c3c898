package proceedings

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/budget"
	"article30/budget/costing"
	"article30/internal/money"
)

func usd(n int64) money.Money { return money.FromUnits(n*10_000, money.USD) }

// sheet is a text of two columns with lines of every source of funding.
func sheet() budget.Version {
	line := func(code string, f budget.Funding, amounts ...money.Money) budget.Line {
		return budget.Line{Code: code, Title: "Line " + code, Funding: f, Amounts: amounts}
	}
	return budget.Version{Symbol: "CTOC/COP/2012/7", Content: budget.Content{
		PSCPercent: decimal.New(13, 0), Unit: decimal.New(1, 0),
		Columns: []budget.Column{{Year: 2013, Stage: budget.Proposed}, {Year: 2014, Stage: budget.Proposed}},
		Lines: []budget.Line{
			line("R", budget.Regular, usd(1000), usd(1000)), line("G", budget.GeneralPurpose, usd(2000), usd(2000)),
			line("H", budget.GeneralPurpose, usd(500), money.Money{}), line("S", budget.SpecialPurpose, usd(3000), usd(100)),
		},
	}}
}

func numbered(amendments ...[]Amendment) []Proposal {
	var list []Proposal
	for i, a := range amendments {
		list = append(list, Proposal{ID: int64(i + 1), Number: i + 1, Symbol: fmt.Sprintf("L.%d", i+1), Amendments: a})
	}
	return list
}

func set(at int, amounts ...money.Money) []Amendment {
	return []Amendment{{Action: Change, At: at, Amounts: amounts}}
}

func to(at int, f budget.Funding, amounts ...money.Money) []Amendment {
	return []Amendment{{Action: Move, At: at, To: f, Amounts: amounts}}
}

var none money.Money

// Money that moves to the regular budget costs the regular budget, whatever
// the extrabudgetary side saves: the two are never netted, nor are two years.
func TestConsequences(t *testing.T) {
	for _, c := range []struct {
		what    string
		of      []Amendment
		regular string
		extra   string // with programme support cost
		costs   bool
	}{
		{"more", set(2, usd(2100), none), "0 0", "113 0", true},
		{"less", set(2, usd(1900), none), "0 0", "-113 0", false},
		{"more in one year and less in the other", set(2, usd(2100), usd(1000)), "0 0", "113 -1130", true},
		{"deleted", []Amendment{{Action: Delete, At: 4, Amounts: []money.Money{none, none}}}, "0 0", "-3390 -113", false},
		{"moved within extrabudgetary money", to(2, budget.SpecialPurpose, usd(100), none), "0 0", "0 0", false},
		{"moved to the regular budget", to(2, budget.Regular, usd(100), none), "100 0", "-113 0", true},
		{"moved from the regular budget", to(1, budget.GeneralPurpose, usd(1000), usd(1000)), "-1000 -1000", "1130 1130", true},
		{"other words", []Amendment{{Action: Change, At: 1, Line: budget.Line{Title: "X"}, Amounts: []money.Money{none, none}}}, "0 0", "0 0", false},
	} {
		got, err := ConsequenceOf(sheet(), numbered(c.of))
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		show := func(b budget.Block) string {
			return fmt.Sprintf("%d %d", b.Total[0].Units()/10_000, b.Total[1].Units()/10_000)
		}
		if show(got.Regular) != c.regular || show(got.Extrabudgetary) != c.extra || got.Costs() != c.costs {
			t.Errorf("%s: regular %s, extrabudgetary %s, costs %v", c.what, show(got.Regular), show(got.Extrabudgetary), got.Costs())
		}
	}
}

func codes(c budget.Content) (list []string) {
	for _, l := range c.Lines {
		list = append(list, l.Code+"/"+string(l.Funding)[:1])
	}
	return list
}

func TestApply(t *testing.T) {
	added := func(code string, f budget.Funding) []Amendment {
		return []Amendment{{Action: Add, Line: budget.Line{Code: code, Title: code, Funding: f, Amounts: []money.Money{usd(1), none}}, Amounts: []money.Money{none, none}}}
	}
	for _, c := range []struct {
		what string
		of   [][]Amendment
		want []string
	}{
		{"nothing", nil, []string{"R/r", "G/g", "H/g", "S/s"}},
		{"added after its own kind", [][]Amendment{added("N", budget.GeneralPurpose)}, []string{"R/r", "G/g", "H/g", "N/g", "S/s"}},
		{"two added, by number", [][]Amendment{added("N", budget.Regular), added("M", budget.Regular)}, []string{"R/r", "N/r", "M/r", "G/g", "H/g", "S/s"}},
		{"all of a line moved", [][]Amendment{to(3, budget.Regular, usd(500), none)}, []string{"R/r", "G/g", "H/r", "S/s"}},
		{"part of a line moved", [][]Amendment{to(3, budget.Regular, usd(100), none)}, []string{"R/r", "G/g", "H/g", "H/r", "S/s"}},
		{"all moved, and given money elsewhere", [][]Amendment{to(3, budget.Regular, usd(500), none), set(3, none, usd(7))}, []string{"R/r", "G/g", "H/g", "H/r", "S/s"}},
		{"the same in the other order", [][]Amendment{set(3, none, usd(7)), to(3, budget.Regular, usd(500), none)}, []string{"R/r", "G/g", "H/g", "H/r", "S/s"}},
	} {
		got, err := Apply(sheet().Content, numbered(c.of...))
		if diff := cmp.Diff(c.want, codes(got)); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", c.what, err, diff)
		}
	}
	before := sheet()
	if _, err := Apply(before.Content, numbered(set(1, usd(9), usd(9)))); err != nil || before.Digest() != sheet().Digest() {
		t.Errorf("the text itself was changed: %v", err)
	}
}

func TestRetitledLinesLoseStaleTranslations(t *testing.T) {
	text := sheet()
	text.Lines[0].Texts = budget.Texts{"fr": {Title: "Ligne", Narrative: "Pourquoi."}, "es": {Title: "Línea"}, "en": {Narrative: "Why."}}
	got, err := Apply(text.Content, numbered([]Amendment{{
		Action: Change, At: 1, Amounts: []money.Money{none, none},
		Line: budget.Line{Title: "Another", Texts: budget.Texts{"fr": {Title: "Une autre"}}},
	}}))
	want := budget.Texts{"fr": {Title: "Une autre", Narrative: "Pourquoi."}, "en": {Narrative: "Why."}}
	if diff := cmp.Diff(want, got.Lines[0].Texts); diff != "" || err != nil || got.Lines[0].Title != "Another" {
		t.Errorf("%v\n%s", err, diff)
	}
	if text.Lines[0].Texts["es"].Title != "Línea" {
		t.Error("the text itself was changed")
	}
}

// An amount that the room sets is no longer what it was computed from; another
// one of the same line is.
func TestAmendedAmountsAreNotComputed(t *testing.T) {
	text := sheet()
	terms := []costing.Term{{Quantity: decimal.New(2, 0), Cost: decimal.New(1000, 0)}}
	text.Lines[1].Basis = [][]costing.Term{terms, terms}
	got, err := Apply(text.Content, numbered(set(2, usd(9), none)))
	if l := got.Lines[1]; err != nil || len(l.BasisOf(0)) != 0 || len(l.BasisOf(1)) != 1 {
		t.Errorf("%+v, %v", l.Basis, err)
	}
	got, err = Apply(text.Content, numbered(set(2, usd(9), usd(9))))
	if err != nil || got.Lines[1].Computed() || got.Lines[1].Basis != nil {
		t.Errorf("%+v, %v", got.Lines[1].Basis, err)
	}
	whole := text.Lines[1].Amounts[0]
	got, err = Apply(text.Content, numbered(to(2, budget.Regular, whole, none)))
	if i := slices.IndexFunc(got.Lines, func(l budget.Line) bool { return len(l.BasisOf(0)) == 1 }); err != nil || i < 0 || got.Lines[i].Funding != budget.Regular || len(got.Lines[i].BasisOf(1)) != 0 {
		t.Errorf("an amount that moves as a whole is computed no more: %+v, %v", got.Lines, err)
	}
	got, err = Apply(text.Content, numbered(to(2, budget.Regular, usd(1), none)))
	if err != nil || len(got.Lines[1].BasisOf(0)) != 0 || got.Lines[2].Basis != nil {
		t.Errorf("moved: %+v, %v", got.Lines[1:3], err)
	}
	if len(text.Lines[1].BasisOf(0)) != 1 {
		t.Error("the text itself was changed")
	}
}

func TestConflicts(t *testing.T) {
	gone := []Amendment{{Action: Delete, At: 2, Amounts: []money.Money{none, none}}}
	words := []Amendment{{Action: Change, At: 2, Line: budget.Line{Title: "X"}, Amounts: []money.Money{none, none}}}
	line := []Amendment{{Action: Add, Line: budget.Line{Code: "N", Title: "N", Funding: budget.Regular, Amounts: []money.Money{usd(1), none}}, Amounts: []money.Money{none, none}}}
	same := []Amendment{{Action: Add, Line: budget.Line{Code: "G", Title: "Line G", Funding: budget.Regular, Amounts: []money.Money{usd(1), none}}, Amounts: []money.Money{none, none}}}
	for _, c := range []struct {
		what             string
		a, b             []Amendment
		conflicts, clash bool
	}{
		{"other lines", set(1, usd(1), none), set(2, usd(1), none), false, false},
		{"the same amount", set(2, usd(1), none), set(2, usd(2), none), true, true},
		{"the same line in other years", set(2, usd(1), none), set(2, none, usd(2)), true, false},
		{"deleted and changed", gone, set(2, none, usd(2)), true, true},
		{"words and amounts", words, set(2, none, usd(2)), true, false},
		{"words and words", words, words, true, true},
		{"the same line added", line, line, true, true},
		{"moved and changed", to(2, budget.Regular, usd(1), none), set(2, usd(5), none), true, true},
		{"moved in another year", to(2, budget.Regular, usd(1), none), set(2, none, usd(5)), true, false},
		{"moved to where one is added", to(2, budget.Regular, usd(1), none), same, true, true},
	} {
		found := ConflictsOf(sheet().Content, numbered(c.a, c.b))
		if (len(found) > 0) != c.conflicts || slices.ContainsFunc(found, func(f Conflict) bool { return f.Clash }) != c.clash {
			t.Errorf("%s: %+v", c.what, found)
		}
		if _, err := Apply(sheet().Content, numbered(c.a, c.b)); (err != nil) != c.clash {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// Proposals that do not clash make the same figures in whatever order they are
// numbered, and what they do together is the sum of what each does, but for
// the rounding of programme support cost.
func TestApplyDoesNotDependOnTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all [][]Amendment
		for range rapid.IntRange(1, 5).Draw(t, "proposals") {
			at := rapid.IntRange(1, 4).Draw(t, "line")
			amounts := []money.Money{none, none}
			column := rapid.IntRange(0, 1).Draw(t, "column")
			line := sheet().Lines[at-1]
			if rapid.Bool().Draw(t, "move") && !line.Amounts[column].IsZero() {
				amounts[column] = usd(rapid.Int64Range(1, line.Amounts[column].Units()/10_000).Draw(t, "amount"))
				f := rapid.SampledFrom(budget.Fundings()).Draw(t, "to")
				if f == line.Funding {
					continue
				}
				all = append(all, to(at, f, amounts...))
				continue
			}
			amounts[column] = usd(rapid.Int64Range(0, 5000).Draw(t, "amount"))
			all = append(all, set(at, amounts...))
		}
		list := numbered(all...)
		if slices.ContainsFunc(ConflictsOf(sheet().Content, list), func(c Conflict) bool { return c.Clash }) {
			t.Skip("they clash")
		}
		together, err := ConsequenceOf(sheet(), list)
		if err != nil {
			t.Fatal(err)
		}
		backwards := slices.Clone(list)
		for i := range backwards {
			backwards[i].Number = len(list) - i
		}
		other, err := ConsequenceOf(sheet(), backwards)
		if diff := cmp.Diff(together.After.Blocks, other.After.Blocks, cmp.Comparer(money.Money.Equal)); diff != "" || err != nil {
			t.Fatalf("%v\n%s", err, diff)
		}
		for column := range 2 {
			sum := money.Zero(money.USD)
			for _, p := range list {
				one, err := ConsequenceOf(sheet(), []Proposal{p})
				if err != nil {
					t.Fatal(err)
				}
				for _, b := range []budget.Block{one.Regular, one.Extrabudgetary} {
					if sum, err = sum.Add(b.Direct[column]); err != nil {
						t.Fatal(err)
					}
				}
			}
			all, err := together.Regular.Direct[column].Add(together.Extrabudgetary.Direct[column])
			if err != nil || all != sum {
				t.Fatalf("together %s, one by one %s, %v", all, sum, err)
			}
		}
	})
}

func TestAlternatives(t *testing.T) {
	list := numbered(set(2, usd(1), none), set(2, usd(2), none), set(1, usd(5), none))
	got, err := AlternativesOf(sheet(), [][]Proposal{{list[0], list[2]}, {list[1]}, {list[0], list[1]}, nil})
	if err != nil || len(got) != 4 {
		t.Fatal(err)
	}
	if got[0].Consequence.Regular.Total[0] != usd(-995) || got[1].Consequence.Extrabudgetary.Direct[0] != usd(-1998) {
		t.Errorf("%+v", got[:2])
	}
	if len(got[2].Clashes) != 1 || got[2].Clashes[0].Second.Symbol != "L.2" {
		t.Errorf("the clash: %+v", got[2])
	}
	if got[3].Consequence.Costs() || len(got[3].Consequence.Difference.Lines) != 0 {
		t.Errorf("the text as it is: %+v", got[3])
	}
}

func TestState(t *testing.T) {
	for _, c := range []struct {
		events []EventKind
		state  State
	}{
		{nil, Before}, {[]EventKind{Implications}, Before}, {[]EventKind{Implications, Accepted}, IsAccepted},
		{[]EventKind{Rejected, Reconsidered}, Before}, {[]EventKind{Rejected, Reconsidered, Accepted}, IsAccepted},
		{[]EventKind{Withdrawn}, HasWithdrawn},
	} {
		var one Case
		for _, k := range c.events {
			one.Events = append(one.Events, Event{Kind: k})
		}
		if state, _ := one.State(); state != c.state {
			t.Errorf("%v: %s", c.events, state)
		}
	}
}
