package budget_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget"
	"article30/budget/costing"
	"article30/internal/access"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

func (d *desk) cost(class, item, amount, from, reason string) costing.StandardCost {
	d.Helper()
	c, err := d.costs.Set(d.ctx, officer, costing.In{Class: class, Item: item, Amount: amount, ValidFrom: from, Source: "invented", Reason: reason})
	if err != nil {
		d.Fatal(err)
	}
	return c
}

// drafting is a draft of two years in whole dollars, with standard costs.
func (d *desk) drafting() {
	d.Helper()
	d.cost("staff", "P-4", "200000", "2012-01-01", "")
	d.cost("meetings", "Vienna", "2800", "2012-01-01", "")
	if _, err := d.Draft(d.ctx, officer, budget.DraftIn{Symbol: sixthBudget, Title: "Budget", Session: "6", Years: []int{2013, 2014}, Unit: "1"}); err != nil {
		d.Fatal(err)
	}
	d.set(budget.SetLineIn{LineRef: budget.LineRef{Line: "B1", Funding: "special_purpose"}, Title: new("Experts"), Section: new("Staff"), Mandate: new("convention_29"), Object: new("posts"), Figures: []budget.FigureIn{
		{Year: 2013, Drivers: []costing.Driver{{Class: "staff", Grade: "P-4", Posts: "1", Months: "1-7"}}}, {Year: 2014, Amount: "50000"},
	}})
	d.set(budget.SetLineIn{LineRef: budget.LineRef{Line: "B2", Funding: "regular"}, Title: new("Meetings"), Figures: []budget.FigureIn{
		{Year: 2014, Drivers: []costing.Driver{{Class: "meetings", City: "Vienna", Days: "5", Languages: "6"}}},
	}})
}

func (d *desk) set(in budget.SetLineIn) budget.Version {
	d.Helper()
	in.Symbol = sixthBudget
	v, err := d.SetLine(d.ctx, officer, in)
	if err != nil {
		d.Fatal(d.told(err))
	}
	return v
}

// text is what a version says, a line each.
func (d *desk) text(symbol string) string {
	d.Helper()
	v, err := d.Version(d.ctx, symbol)
	if err != nil {
		d.Fatal(err)
	}
	var lines []string
	for _, l := range v.Lines {
		words := []string{l.Code, l.Title, l.Section, string(l.Funding)}
		for i, m := range l.Amounts {
			amount := "-"
			if m != (money.Money{}) {
				amount = m.Plain()
			}
			if len(l.BasisOf(i)) > 0 {
				amount += "*"
			}
			words = append(words, amount)
		}
		lines = append(lines, strings.Join(words, "|"))
	}
	return strings.Join(lines, "\n")
}

func (d *desk) says(symbol, want string) {
	d.Helper()
	if diff := cmp.Diff(want, d.text(symbol)); diff != "" {
		d.Error(diff)
	}
}

// A star stands behind what is computed.
const drafted = "B1|Experts|Staff|special_purpose|116667.00*|50000.00\nB2|Meetings||regular|-|84000.00*"

func TestDraftLineByLine(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.drafting()
		d.says(sixthBudget, drafted)
		// The line keeps the cost that it was computed at; computed anew, it
		// takes the one that is valid now.
		d.cost("staff", "P-4", "240000", "2012-01-01", "the first was of another duty station")
		d.set(budget.SetLineIn{LineRef: budget.LineRef{Line: "B1"}, Title: new("Expert")})
		d.says(sixthBudget, strings.Replace(drafted, "Experts", "Expert", 1))
		d.verified()
		d.set(budget.SetLineIn{LineRef: budget.LineRef{Line: "B1"}, Figures: []budget.FigureIn{
			{Year: 2013, Drivers: []costing.Driver{{Class: "staff", Grade: "P-4", Posts: "1", Months: "1-7"}}}, {Year: 2014},
		}})
		d.set(budget.SetLineIn{LineRef: budget.LineRef{Line: "B3", Funding: "special_purpose"}, Section: new("Staff"), Figures: []budget.FigureIn{{Year: 2013, Amount: "1"}}})
		d.says(sixthBudget, "B1|Expert|Staff|special_purpose|140000.00*|-\nB3|B3|Staff|special_purpose|1.00|-\nB2|Meetings||regular|-|84000.00*")
		if _, err := d.RemoveLine(d.ctx, officer, budget.RemoveLineIn{Symbol: sixthBudget, LineRef: budget.LineRef{Line: "B3"}}); err != nil {
			d.Fatal(err)
		}
		for _, in := range []budget.SetTextIn{
			{Language: "fr", Line: "B1", Title: new("Expert (fr)"), Narrative: new("Pourquoi")},
			{Language: "fr", Line: "B1", Narrative: new("")},
			{Language: "en", Line: "B1", Title: new("One expert"), Narrative: new("Why")},
			{Language: "es", Section: "Staff", Title: new("Personal")},
			{Language: "ru", Title: new("Бюджет")},
		} {
			in.Symbol = sixthBudget
			if _, err := d.SetText(d.ctx, officer, in); err != nil {
				d.Fatal(d.told(err))
			}
		}
		b, err := d.Budget(d.ctx, sixthBudget)
		if err != nil {
			d.Fatal(err)
		}
		v := b.Versions[0]
		got := []string{v.Lines[0].Title, v.Lines[0].TitleIn("fr"), v.Lines[0].NarrativeIn("fr"), v.SectionIn("Staff", "es"), b.TitleIn(v, "ru")}
		if diff := cmp.Diff([]string{"One expert", "Expert (fr)", "Why", "Personal", "Бюджет"}, got); diff != "" {
			d.Error(diff)
		}
		d.verified()
	})
}

// A revision begins as the text that it belongs to, with what that is computed
// from; the next budget with its lines.
func TestDraftsBeginWithAnotherText(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.drafting()
		d.sent(send(sixthBudget, "2012-07-20"))
		if _, err := d.SetLine(d.ctx, officer, budget.SetLineIn{Symbol: sixthBudget, LineRef: budget.LineRef{Line: "B1"}}); !problem.Is(err, "version.frozen") {
			d.Errorf("a circulated text was changed: %v", err)
		}
		if v, err := d.Draft(d.ctx, officer, budget.DraftIn{Symbol: sixthBudget + "/Rev.1"}); err != nil || v.ChangesAmounts {
			d.Fatal(err)
		}
		d.says(sixthBudget+"/Rev.1", drafted)
		if _, err := d.Draft(d.ctx, officer, budget.DraftIn{Symbol: sixthBudget + "/Add.1"}); err != nil {
			d.Fatal(err)
		}
		d.says(sixthBudget+"/Add.1", "")
		if _, err := d.Draft(d.ctx, officer, budget.DraftIn{Symbol: "CTOC/COP/2014/7", Title: "Next", From: sixthBudget, Years: []int{2015}}); err != nil {
			d.Fatal(err)
		}
		d.says("CTOC/COP/2014/7", "B1|Experts|Staff|special_purpose|-\nB2|Meetings||regular|-")
		d.verified()
	})
}

func TestDraftsRefused(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.drafting()
		line := func(in budget.SetLineIn) error {
			in.Symbol = sixthBudget
			_, err := d.SetLine(d.ctx, officer, in)
			return err
		}
		draft := func(in budget.DraftIn) error {
			_, err := d.Draft(d.ctx, officer, in)
			return err
		}
		text := func(in budget.SetTextIn) error {
			in.Symbol, in.Language = sixthBudget, "fr"
			_, err := d.SetText(d.ctx, officer, in)
			return err
		}
		b1 := budget.LineRef{Line: "B1"}
		posts := []costing.Driver{{Class: "staff", Grade: "P-4", Posts: "1"}}
		for code, err := range map[string]error{
			"draft.no_column":         line(budget.SetLineIn{LineRef: b1, Figures: []budget.FigureIn{{Year: 2015, Amount: "1"}}}),
			"draft.amount_or_basis":   line(budget.SetLineIn{LineRef: b1, Figures: []budget.FigureIn{{Year: 2013, Amount: "1", Drivers: posts}}}),
			"cost.none_in_force":      line(budget.SetLineIn{LineRef: b1, Figures: []budget.FigureIn{{Year: 2013, Drivers: []costing.Driver{{Class: "staff", Grade: "P-9", Posts: "1"}}}}}),
			"line.finer_than_unit":    line(budget.SetLineIn{LineRef: b1, Figures: []budget.FigureIn{{Year: 2013, Amount: "1.50"}}}),
			"line.unknown_funding":    line(budget.SetLineIn{LineRef: budget.LineRef{Line: "new"}}),
			"line.unknown_mandate":    line(budget.SetLineIn{LineRef: b1, Mandate: new("x")}),
			"draft.too_many_drivers":  line(budget.SetLineIn{LineRef: b1, Figures: []budget.FigureIn{{Year: 2013, Drivers: make([]costing.Driver, 201)}}}),
			"draft.no_years":          draft(budget.DraftIn{Symbol: "CTOC/COP/2014/7", Title: "T"}),
			"draft.of_original":       draft(budget.DraftIn{Symbol: sixthBudget + "/Rev.1", Title: "T"}),
			"draft.line_or_section":   text(budget.SetTextIn{Line: "B1", Section: "Staff", Title: new("T")}),
			"draft.section_narrative": text(budget.SetTextIn{Section: "Staff", Title: new("T"), Narrative: new("N")}),
			"budget.no_section":       text(budget.SetTextIn{Section: "Travel", Title: new("T")}),
			"budget.text_missing":     text(budget.SetTextIn{Line: "B1"}),
			"cost.unknown_class": func() error {
				_, err := d.costs.Set(d.ctx, officer, costing.In{Class: "ships", Item: "x", Amount: "1", ValidFrom: "2012-01-01", Source: "s"})
				return err
			}(),
			"cost.unknown_per": func() error {
				_, err := d.costs.Set(d.ctx, officer, costing.In{Class: "fare", Item: "x", Per: "day", Amount: "1", ValidFrom: "2012-01-01", Source: "s"})
				return err
			}(),
			"cost.page_or_word": func() error {
				_, err := d.costs.Set(d.ctx, officer, costing.In{Class: "documents", Item: "x", Amount: "1", ValidFrom: "2012-01-01", Source: "s"})
				return err
			}(),
			"cost.no_source": func() error {
				_, err := d.costs.Set(d.ctx, officer, costing.In{Class: "fare", Item: "x", Amount: "1", ValidFrom: "2012-01-01"})
				return err
			}(),
		} {
			e := d.told(err)
			if len(e.Fields) != 1 || e.Fields[0].Code != code {
				d.Errorf("%v, want %s", e, code)
			}
		}
		for code, err := range map[string]error{
			"line.not_found": func() error {
				_, err := d.RemoveLine(d.ctx, officer, budget.RemoveLineIn{Symbol: sixthBudget, LineRef: budget.LineRef{Line: "B9"}})
				return err
			}(),
			"budget.not_found": draft(budget.DraftIn{Symbol: "CTOC/COP/2014/7", Title: "T", From: "CTOC/9"}),
			"cost.no_reason": func() error {
				_, err := d.costs.Set(d.ctx, officer, costing.In{Class: "staff", Item: "P-4", Amount: "1", ValidFrom: "2012-01-01", Source: "s"})
				return err
			}(),
			"access.denied": func() error {
				_, err := d.SetLine(d.ctx, access.Actor{Name: "x"}, budget.SetLineIn{Symbol: sixthBudget})
				return err
			}(),
		} {
			if !problem.Is(err, code) {
				d.Errorf("%v, want %s", err, code)
			}
			d.told(err)
		}
		d.set(budget.SetLineIn{LineRef: budget.LineRef{Line: "B1", Funding: "regular"}, Title: new("Its regular part")})
		if err := line(budget.SetLineIn{LineRef: b1, Title: new("x")}); !problem.Is(err, "line.ambiguous") {
			d.Errorf("%v", d.told(err))
		}
		d.says(sixthBudget, drafted+"\nB1|Its regular part||regular|-|-")
		d.verified()
	})
}

// The same cost again is no second one; one cost a journal entry, and verify
// finds what was changed by hand.
func TestVerifyFindsChangedCostsAndBases(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.drafting()
		d.cost("staff", "P-4", "200000", "2012-01-01", "")
		if table, err := d.costs.Table(d.ctx); err != nil || len(table) != 2 {
			d.Fatalf("%+v, %v", table, err)
		}
		d.costsVerified(d.ctx)
		d.verified()
		undo := errors.New("undo")
		for _, c := range []struct{ table, statement, code string }{
			{"budget_basis", "UPDATE budget_basis SET quantity = '2'", "budget.not_as_computed"},
			{"budget_basis", "UPDATE budget_basis SET quantity = '2'", "budget.not_as_recorded"},
			{"budget_basis", "DELETE FROM budget_basis", "budget.not_as_recorded"},
			{"budget_basis", "UPDATE budget_basis SET source = 'elsewhere'", "budget.cost_unknown"},
			{"standard_cost", "DELETE FROM standard_cost", "budget.cost_unknown"},
			{"standard_cost", "UPDATE standard_cost SET amount = '1'", "budget.cost_unknown"},
		} {
			err := d.db.Update(d.ctx, func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d.db, c.table, c.statement)
				d.finds(ctx, c.statement, c.code)
				return undo
			})
			if err != undo {
				t.Errorf("%s: %v", c.statement, err)
			}
		}
		for _, statement := range []string{
			"UPDATE standard_cost SET amount = '1'", "UPDATE standard_cost SET valid_from = '2011-01-01'", "UPDATE standard_cost SET source = 'x'",
			"UPDATE standard_cost SET entered_by = 'mallory'", "UPDATE standard_cost SET recorded_at = '2012-01-01T10:00:00Z'",
			"DELETE FROM standard_cost WHERE class = 'meetings'",
			"INSERT INTO standard_cost VALUES (9, 'staff', 'P-5', 'year', '1', '2012-01-01', 1, 'x', '', 'x', '2012-07-20T10:00:00Z')",
		} {
			err := d.db.Update(d.ctx, func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d.db, "standard_cost", statement)
				if found, err := d.costs.Verify(ctx); err != nil || len(found) == 0 {
					t.Errorf("%s: %v, %v", statement, found, err)
				}
				return undo
			})
			if err != undo {
				t.Errorf("%s: %v", statement, err)
			}
		}
		d.costsVerified(d.ctx)
	})
}

func (d *desk) costsVerified(ctx context.Context) {
	d.Helper()
	if found, err := d.costs.Verify(ctx); err != nil || len(found) > 0 {
		d.Errorf("%+v, %v", found, err)
	}
}

// Without a word the budget before is the one adopted at the last session, and
// its last revision since.
func TestTheBudgetBefore(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		d.sent(send(sixthBudget, "2012-07-20"))
		d.today("2012-10-19")
		if _, err := d.Decide(d.ctx, officer, adopt(sixthBudget, "2012-10-19")); err != nil {
			d.Fatal(err)
		}
		next := func(symbol string) budget.Comparison {
			c, err := d.Earlier(d.ctx, symbol, "")
			if err != nil {
				d.Fatal(err)
			}
			return c
		}
		if _, err := d.Draft(d.ctx, officer, budget.DraftIn{Symbol: "CTOC/COP/2014/7", Title: "Next", Session: "7", From: sixthBudget}); err != nil {
			d.Fatal(err)
		}
		if c := next("CTOC/COP/2014/7"); c.Approved == nil || c.Approved.Symbol != sixthBudget || c.Revised != nil || c.Lines[0].OnApproved.Change.Plain() != "0.00" {
			d.Errorf("%+v", c)
		}
		if _, err := d.AddVersion(d.ctx, officer, budget.VersionIn{Symbol: sixthBudget + "/Rev.1", ContentIn: figures("80")}); err != nil {
			d.Fatal(err)
		}
		if c := next("CTOC/COP/2014/7"); c.Revised != nil {
			d.Error("a revision that went nowhere counts")
		}
		d.sent(budget.CirculateIn{Symbol: sixthBudget + "/Rev.1", Languages: all, SentOn: "2012-10-19", Reference: "NV", RecordAsLate: true, Reason: "after the session"})
		if c := next("CTOC/COP/2014/7"); c.Revised == nil || c.Revised.Symbol != sixthBudget+"/Rev.1" || c.Lines[0].OnRevised.Percent.String() != "25" {
			d.Errorf("%+v", c)
		}
		if c := next(sixthBudget); c.Approved != nil || c.Revised != nil {
			d.Errorf("the first budget has one before it: %+v", c)
		}
		if c, err := d.Earlier(d.ctx, "CTOC/COP/2014/7", sixthBudget+"/Rev.1"); err != nil || c.Approved != nil || c.Revised == nil {
			d.Errorf("%+v, %v", c, err)
		}
	})
}

// A table of figures that is loaded over a draft takes away what its amounts
// are computed from only where they are others; a line that is set leaves what
// the document says of itself alone.
func TestWhatADraftKeeps(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.drafting()
		in := budget.CreateIn{Symbol: sixthBudget, Title: "Budget", ContentIn: budget.ContentIn{
			Unit: "1", Source: "table.csv", DistrOn: "2012-07-01", Columns: []budget.ColumnIn{{Year: 2013}, {Year: 2014}},
			Lines: []budget.LineIn{
				{Code: "B1", Title: "Experts", Section: "Staff", Funding: "special_purpose", Amounts: []string{"116667", "7"}},
				{Code: "B2", Title: "Meetings", Funding: "regular", Amounts: []string{"", "84001"}},
			},
		}}
		if _, _, err := d.Save(d.ctx, officer, in); err != nil {
			d.Fatal(err)
		}
		d.says(sixthBudget, "B1|Experts|Staff|special_purpose|116667.00*|7.00\nB2|Meetings||regular|-|84001.00")
		v := d.set(budget.SetLineIn{LineRef: budget.LineRef{Line: "B2"}, Title: new("Sessions")})
		if v.Source != "table.csv" || v.DistrOn != day("2012-07-01") {
			d.Errorf("%+v", v)
		}
		in.Columns[0].Year, in.Columns[1].Year = 2014, 2015 // the same figures of other years
		in.Lines[1].Title = "Sessions"
		if _, _, err := d.Save(d.ctx, officer, in); err != nil {
			d.Fatal(err)
		}
		d.says(sixthBudget, "B1|Experts|Staff|special_purpose|116667.00|7.00\nB2|Sessions||regular|-|84001.00")
		d.verified()
	})
}
