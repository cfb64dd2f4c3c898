package executiondb_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget/execution"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

func (b *books) tryAllot(change func(in *execution.AllotIn)) (execution.Entry, error) {
	in := execution.AllotIn{
		Symbol: symbol, LineIn: execution.LineIn{Line: "1100"}, Year: 2013, Amount: "1000.00", On: "2013-01-02", Advice: "AA/1",
	}
	change(&in)
	return b.Allot(b.t.Context(), officer, in)
}

// Two facts are kept apart. That the Conference decides is not authority to
// spend extrabudgetary money, and neither is the approval of the Fund's budget.
func TestWhatAnAllotmentStandsOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		want := func(what string, line string, codes ...string) {
			t.Helper()
			_, err := b.tryAllot(func(in *execution.AllotIn) { in.Line = line })
			var got []string
			if e, ok := problem.As(err); ok {
				for _, f := range e.Fields {
					got = append(got, f.Code)
				}
			}
			if diff := cmp.Diff(codes, got); diff != "" {
				t.Errorf("%s, line %s (-want +got): %v\n%s", what, line, err, diff)
			}
		}
		want("neither", "1100", "allotment.not_adopted", "allotment.not_approved")
		want("neither", "2100", "allotment.not_adopted")
		b.decide(1, "2012-10-19", "taken_note_of")
		want("taken note of", "2100", "allotment.not_adopted")
		b.decide(1, "2013-01-03", "adopted")
		want("adopted a day later", "2100", "allotment.not_adopted")
		b.decide(1, "2012-10-20", "adopted")
		want("adopted", "1100", "allotment.not_approved")
		want("adopted", "2100") // the regular budget asks for no approval of the Fund's
		late := b.approve("2013-01-03")
		want("approved a day later", "1100", "allotment.not_approved")
		if _, err := b.WithdrawApproval(t.Context(), officer, late.ID, "the date was wrong"); err != nil {
			t.Fatal(err)
		}
		b.approve("2012-12-13")
		want("adopted and approved", "1100")
		b.sound()
	})
}

// What stands against an allotment can be overridden with a reason, which is
// kept with each rule and printed with the figures.
func TestOverride(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		first, err := b.tryAllot(func(in *execution.AllotIn) {
			in.Amount, in.Override = "10000.01", "memorandum of the Controller of 2 January 2013"
		})
		if err != nil {
			t.Fatal(err)
		}
		b.decide(1, "2012-10-19", "adopted")
		b.approve("2012-12-13")
		_, err = b.tryAllot(func(in *execution.AllotIn) { in.Amount = "0.01" })
		if !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("more than the budget has: %v", err)
		}
		_, err = b.tryAllot(func(in *execution.AllotIn) { in.Line, in.Override = "1200", "to be sure" })
		if !hasField(err, "override", "allotment.nothing_to_override") {
			t.Errorf("an override of nothing: %v", err)
		}
		_, err = b.AdjustAllotment(ctx, officer, execution.AdjustAllotmentIn{Allotment: first.Allotment, Amount: "10500.00", On: "2013-02-01", Advice: "AA/2"})
		if !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("an increase beyond the budget: %v", err)
		}
		b.must(b.AdjustAllotment(ctx, officer, execution.AdjustAllotmentIn{
			Allotment: first.Allotment, Amount: "10500.00", On: "2013-02-01", Advice: "AA/2", Override: "exchange losses",
		}))
		mistake, err := b.tryAllot(func(in *execution.AllotIn) { in.Amount, in.Override = "0.01", "a slip" })
		if err != nil {
			t.Fatal(err)
		}
		b.must(b.Reverse(ctx, officer, mistake.ID, "a slip"))
		// A decrease needs no warrant.
		b.must(b.AdjustAllotment(ctx, officer, execution.AdjustAllotmentIn{Allotment: first.Allotment, Amount: "9000.00", On: "2013-03-01", Advice: "AA/3"}))

		x, err := b.Execution(ctx, symbol, date.MustParse("2014-07-01"))
		if err != nil {
			t.Fatal(err)
		}
		var printed []string
		for _, o := range x.Overrides {
			printed = append(printed, strings.Join([]string{o.On.String(), o.Line.Name(), string(o.Rule), o.Amount.Plain(), o.EnteredBy, o.Reason}, " | "))
		}
		want := []string{
			"2013-01-02 | 1100 | not_adopted | 10000.01 | officer | memorandum of the Controller of 2 January 2013",
			"2013-01-02 | 1100 | not_approved | 10000.01 | officer | memorandum of the Controller of 2 January 2013",
			"2013-01-02 | 1100 | above_budget | 10000.01 | officer | memorandum of the Controller of 2 January 2013",
			"2013-02-01 | 1100 | above_budget | 499.99 | officer | exchange losses",
		}
		if diff := cmp.Diff(want, printed); diff != "" {
			t.Errorf("overrides (-want +got):\n%s", diff)
		}
		b.sound()
	})
}

// The line of a year has one ceiling for all its allotments, on every day.
func TestCeilingOfLineAndYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d).ready("100000.00")
		first := b.allot("1100", 2013, "6000.00", "2013-01-02")
		b.allot("1100", 2014, "5000.00", "2013-01-02") // another year
		if _, err := b.tryAllot(func(in *execution.AllotIn) { in.Amount = "4000.01" }); !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("over-allotment: %v", err)
		}
		second := b.allot("1100", 2013, "4000.00", "2013-01-03")
		// On 2 January 4,000.00 were left, but not on the day after.
		if _, err := b.tryAllot(func(in *execution.AllotIn) { in.Amount = "1.00" }); !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("over-allotment of a later day: %v", err)
		}
		down := b.must(b.AdjustAllotment(ctx, officer, execution.AdjustAllotmentIn{Allotment: second.Allotment, Amount: "1000.00", On: "2013-02-01", Advice: "AA/2"}))
		// Until 1 February 10,000.00 were allotted.
		if _, err := b.tryAllot(func(in *execution.AllotIn) { in.Amount, in.On = "1.00", "2013-01-31" }); !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("over-allotment of the past: %v", err)
		}
		b.must(b.AdjustAllotment(ctx, officer, execution.AdjustAllotmentIn{Allotment: first.Allotment, Amount: "9000.00", On: "2013-02-01", Advice: "AA/3"}))
		if _, err := b.Reverse(ctx, officer, down.ID, "entered twice"); !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("a decrease taken back beyond the budget: %v", err)
		}
		b.sound()
	})
}

// The text that counts is the one adopted last, with the addenda adopted with
// it or later.
func TestRevisionsAndAddenda(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d).ready("100000.00")
		first := b.allot("1100", 2013, "10000.00", "2013-01-02")
		b.text(2, 2, "revision", revised, map[string]string{"1100": "12000.00 12000.00 5000.00", "2100": "3000.00 3000.00 3000.00"})
		b.text(4, 4, "addendum", symbol+"/Add.1", map[string]string{"1100": "- 1000.00 -"})
		b.adopt(4, "2014-01-19") // to the text that the revision replaces
		b.text(3, 3, "addendum", revised+"/Add.1", map[string]string{"1100": "- 500.00 -", "1200": "- 70.00 -"})
		adjust := func(amount, on string) error {
			_, err := b.AdjustAllotment(ctx, officer, execution.AdjustAllotmentIn{Allotment: first.Allotment, Amount: amount, On: on, Advice: "AA/2"})
			return err
		}
		if err := adjust("11000.01", "2014-02-01"); !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("before the revision is adopted: %v", err)
		}
		b.adopt(2, "2014-01-20")
		b.adopt(3, "2014-01-21")
		if err := adjust("12000.00", "2014-01-18"); !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("on a day before the revision was adopted: %v", err)
		}
		if err := adjust("12000.00", "2014-02-01"); !hasField(err, "on", "allotment.not_approved") {
			t.Errorf("the revision is not approved: %v", err)
		}
		for _, text := range []string{revised, revised + "/Add.1"} {
			if _, err := b.ApproveFund(ctx, officer, execution.ApprovalIn{Symbol: text, On: "2014-01-30", Reference: "resolution 22/1"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := adjust("12500.01", "2014-02-01"); !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("beyond revision and addendum: %v", err)
		}
		if err := adjust("12500.00", "2014-02-01"); err != nil {
			t.Errorf("revision and addendum: %v", err)
		}
		// The revision has 1200 no longer; the addendum adds 70.00.
		if _, err := b.tryAllot(func(in *execution.AllotIn) { in.Line, in.Amount, in.On = "1200", "70.01", "2014-02-01" }); !hasField(err, "amount", "allotment.above_budget") {
			t.Errorf("a line of the addendum: %v", err)
		}
		x, err := b.Execution(ctx, symbol, date.MustParse("2014-07-01"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{revised, revised + "/Add.1"}, x.Texts); diff != "" {
			t.Errorf("texts (-want +got):\n%s", diff)
		}
		if got := lines(x)[0]; !strings.HasPrefix(got, "1100 2013 approved 12500.00 allotted 12500.00 ") {
			t.Errorf("line of the revision: %s", got)
		}
		b.sound()
		// A decision that is reconsidered on the day adopts nothing: what stood
		// before stands again.
		b.decide(2, "2014-01-20", "not_adopted")
		x, err = b.Execution(ctx, symbol, date.MustParse("2014-07-01"))
		if err != nil || x.Texts[0] != symbol {
			t.Errorf("after reconsideration: %v, %v", x.Texts, err)
		}
		found := b.findings()
		if len(found) == 0 || slices.ContainsFunc(found, func(s string) bool { return !strings.Contains(s, "execution.unsaid_") }) {
			t.Errorf("what was allotted on the revision has no warrant any more: %v", found)
		}
	})
}

func TestRefusedAllotments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d).ready("100000.00")
		b.exec(`INSERT INTO budget VALUES (2, '6', 'note', 'CTOC/COP/2012/13', 'Note', 'me', '2012-07-20T10:00:00Z')`)
		b.exec(`INSERT INTO budget_version VALUES (9, 2, 1, 'original', 'CTOC/COP/2012/13', TRUE, '13', '0.01', 'test', '', NULL, NULL, TRUE, '2012-08-01T10:00:00Z', 'me', '2012-07-20T10:00:00Z')`)
		b.exec(`INSERT INTO budget VALUES (3, '6', 'budget', 'CTOC/COP/2012/8', 'Draft', 'me', '2012-07-20T10:00:00Z')`)
		b.exec(`INSERT INTO budget_version VALUES (10, 3, 1, 'original', 'CTOC/COP/2012/8', TRUE, '13', '0.01', 'test', '', NULL, NULL, FALSE, NULL, 'me', '2012-07-20T10:00:00Z')`)
		for _, tt := range []struct {
			name, path, code string
			change           func(in *execution.AllotIn)
		}{
			{"no such document", "", "budget.not_found", func(in *execution.AllotIn) { in.Symbol = "X" }},
			{"a note", "", "execution.not_a_budget", func(in *execution.AllotIn) { in.Symbol = "CTOC/COP/2012/13" }},
			{"a draft", "", "execution.draft", func(in *execution.AllotIn) { in.Symbol = "CTOC/COP/2012/8"; in.Override = "urgent" }},
			{"no such line", "line", "allotment.no_line", func(in *execution.AllotIn) { in.Line = "7" }},
			{"a line of another source", "line", "allotment.no_line", func(in *execution.AllotIn) { in.Funding = "regular" }},
			{"a year that the text does not have", "amount", "allotment.above_budget", func(in *execution.AllotIn) { in.Year = 2015 }},
			{"tomorrow", "on", "date.future", func(in *execution.AllotIn) { in.On = "2014-07-02" }},
			{"no date", "on", "date.grammar", func(in *execution.AllotIn) { in.On = "" }},
			{"no advice", "advice", "execution.text_missing", func(in *execution.AllotIn) { in.Advice = " " }},
			{"an amount with a comma", "amount", "money.grammar", func(in *execution.AllotIn) { in.Amount = "1,000.00" }},
			{"three decimals", "amount", "money.too_many_decimals", func(in *execution.AllotIn) { in.Amount = "1.001" }},
			{"nothing", "amount", "execution.not_positive", func(in *execution.AllotIn) { in.Amount = "0.00" }},
			{"less than nothing", "amount", "execution.not_positive", func(in *execution.AllotIn) { in.Amount = "-1.00" }},
			{"beyond every limit", "amount", "money.too_large", func(in *execution.AllotIn) { in.Amount = "10000000000000.00" }},
			{"a percentage without its reason", "psc_reason", "allotment.no_psc_reason", func(in *execution.AllotIn) { in.PSCPercent = "7" }},
			{"a percentage that is none", "psc_percent", "money.percent_grammar", func(in *execution.AllotIn) { in.PSCPercent = "7%" }},
			{"support cost on the regular budget", "psc_percent", "allotment.psc_regular", func(in *execution.AllotIn) { in.Line = "2100"; in.PSCPercent = "7" }},
			{"two lines in one text", "reference", "text.unprintable", func(in *execution.AllotIn) { in.Reference = "a\nb" }},
			{"a long text", "reference", "text.too_long", func(in *execution.AllotIn) { in.Reference = strings.Repeat("x", 101) }},
		} {
			_, err := b.tryAllot(tt.change)
			if tt.path == "" && !problem.Is(err, tt.code) || tt.path != "" && !hasField(err, tt.path, tt.code) {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
			}
		}
		nobody := access.Actor{Name: "nobody"}
		for what, err := range map[string]error{
			"allot":   second(b.Allot(ctx, nobody, execution.AllotIn{})),
			"adjust":  second(b.AdjustAllotment(ctx, nobody, execution.AdjustAllotmentIn{})),
			"commit":  second(b.Commit(ctx, nobody, execution.CommitIn{})),
			"change":  second(b.AdjustCommitment(ctx, nobody, execution.AdjustCommitmentIn{})),
			"expense": second(b.RecordExpense(ctx, nobody, execution.ExpenseIn{})),
			"pay":     second(b.RecordPayment(ctx, nobody, execution.PaymentIn{})),
			"reverse": second(b.Reverse(ctx, nobody, 1, "x")),
			"load":    b.Load(ctx, nobody, execution.File{}, func(*execution.Loading) error { return nil }),
		} {
			if !problem.Is(err, "access.denied") {
				t.Errorf("%s by nobody: %v", what, err)
			}
		}
		if list, err := b.Allotments(ctx, symbol); err != nil || len(list) != 0 {
			t.Errorf("what was refused left %v, %v", list, err)
		}
		if got := b.done(); len(got) != 4 {
			t.Errorf("what was refused left traces in the journal: %v", got)
		}
		b.sound()
	})
}

func second[T any](_ T, err error) error { return err }

// An agreement's own percentage takes the place of the text's, with its reason.
func TestSupportCostOfAnAgreement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).ready("1070.00")
		issue, err := b.tryAllot(func(in *execution.AllotIn) {
			in.Amount, in.PSCPercent, in.PSCReason = "5000.00", "7", "agreement 12/2012 of 3 December 2012"
		})
		if err != nil {
			t.Fatal(err)
		}
		x, err := b.Execution(t.Context(), symbol, date.MustParse("2014-07-01"))
		if err != nil || x.Lines[0].Available != usd("1000.00") {
			t.Errorf("available %v, %v", x.Lines[0].Available, err)
		}
		e := b.expense(execution.ExpenseIn{Allotment: issue.Allotment, Amount: "1000.00", On: "2013-02-01", Payee: "x"})
		if e.PSC != usd("70.00") {
			t.Errorf("support cost %s", e.PSC)
		}
		h, err := b.Allotment(t.Context(), issue.Allotment)
		if err != nil || h.Allotment.PSCPercent.String() != "7" || h.Allotment.PSCReason != "agreement 12/2012 of 3 December 2012" {
			t.Errorf("read: %s, %s, %v", h.Allotment.PSCPercent, h.Allotment.PSCReason, err)
		}
		b.sound()
	})
}

func TestApprovals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.adopt(1, "2012-10-19")
		approve := func(symbol, on, reference string) error {
			return second(b.ApproveFund(ctx, officer, execution.ApprovalIn{Symbol: symbol, On: on, Reference: reference}))
		}
		if err := approve(symbol, "2015-01-01", " "); !hasField(err, "on", "date.future") || !hasField(err, "reference", "execution.text_missing") {
			t.Errorf("tomorrow, without reference: %v", err)
		}
		if err := approve("X", "2012-12-13", "r"); !problem.Is(err, "budget.not_found") {
			t.Errorf("no such document: %v", err)
		}
		a := b.approve("2012-12-13")
		if err := approve(symbol, "2012-12-14", "r"); !problem.Is(err, "fund_approval.exists") {
			t.Errorf("a second approval: %v", err)
		}
		b.receive("2013-01-02", "1000.00")
		issue := b.allot("1100", 2013, "100.00", "2013-01-02")
		withdraw := func(id int64, reason string) error { return second(b.WithdrawApproval(ctx, officer, id, reason)) }
		if err := withdraw(a.ID, "wrong text"); !problem.Is(err, "fund_approval.relied_on") {
			t.Errorf("an approval that is relied on: %v", err)
		}
		b.must(b.Reverse(ctx, officer, issue.ID, "wrong line"))
		if err := withdraw(a.ID, ""); !hasField(err, "reason", "execution.text_missing") {
			t.Errorf("without a reason: %v", err)
		}
		if err := withdraw(a.ID, "wrong text"); err != nil {
			t.Errorf("when nothing relies on it: %v", err)
		}
		if err := withdraw(a.ID, "wrong text"); !problem.Is(err, "fund_approval.already_withdrawn") {
			t.Errorf("twice: %v", err)
		}
		if err := withdraw(77, "wrong text"); !problem.Is(err, "fund_approval.not_found") {
			t.Errorf("what is not there: %v", err)
		}
		list, err := b.Approvals(ctx, symbol)
		if err != nil || len(list) != 2 || list[1].Reverses != a.ID || list[1].Reason != "wrong text" {
			t.Errorf("approvals: %v, %v", list, err)
		}
		if err := withdraw(list[1].ID, "x"); !problem.Is(err, "fund_approval.not_found") {
			t.Errorf("the withdrawal itself: %v", err)
		}
		b.sound()
	})
}

// A revised budget that was approved between sessions is what allotments are
// held to from its day on, and the Fund's approval of it stays a fact of its
// own; the Conference that does not adopt it takes it away again.
func TestAllotmentsFollowTheRevisedBudget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.decide(1, "2012-10-19", "adopted")
		b.approve("2012-12-13")
		b.text(2, 2, "revision", symbol+"/Rev.1", map[string]string{"1100": "12000.00 12000.00 5000.00", "2100": "100.00 100.00 100.00"})
		b.exec(`INSERT INTO revised_budget VALUES (2, 'bureau', '2013-04-01', 'EB/3', 'Decision 6/5', 'me', '2013-04-02T10:00:00Z')`)
		want := func(line, amount, on string, codes ...string) {
			t.Helper()
			_, err := b.tryAllot(func(in *execution.AllotIn) { in.Line, in.Amount, in.On = line, amount, on })
			var got []string
			if e, ok := problem.As(err); ok {
				for _, f := range e.Fields {
					got = append(got, f.Code)
				}
			}
			if diff := cmp.Diff(codes, got); diff != "" {
				t.Errorf("line %s, %s on %s (-want +got): %v\n%s", line, amount, on, err, diff)
			}
		}
		want("1100", "10000.01", "2013-03-31", "allotment.above_budget")
		want("1100", "9000.00", "2013-03-31")
		want("1100", "2000.00", "2013-04-01", "allotment.not_approved") // of the revised text
		want("2100", "100.01", "2013-04-01", "allotment.above_budget")
		want("2100", "100.00", "2013-04-01")
		want("1200", "1.00", "2013-04-01", "allotment.no_line") // the revised text has it no longer
		if _, err := b.ApproveFund(t.Context(), officer, execution.ApprovalIn{Symbol: symbol + "/Rev.1", On: "2013-04-05", Reference: "Commission resolution 22/1"}); err != nil {
			t.Fatal(err)
		}
		want("1100", "3000.01", "2013-04-05", "allotment.above_budget")
		want("1100", "3000.00", "2013-04-05")

		x, err := b.Execution(t.Context(), symbol, date.MustParse("2013-04-05"))
		if err != nil || x.Revised == nil || x.Revised.Authority != "Decision 6/5" || x.Decision == nil || x.Texts[0] != symbol+"/Rev.1" {
			t.Errorf("%+v, %v", x, err)
		}
		c, err := b.Comparison(t.Context(), symbol, date.MustParse("2013-04-05"))
		if err != nil || c.Original.Texts[0] != symbol || c.Final.Texts[0] != symbol+"/Rev.1" || c.Final.On != date.MustParse("2013-04-01") {
			t.Errorf("%+v, %v", c, err)
		}
		b.sound()

		b.decide(2, "2014-06-30", "not_adopted")
		x, err = b.Execution(t.Context(), symbol, date.MustParse("2014-06-30"))
		if err != nil || x.Revised != nil || x.Texts[0] != symbol {
			t.Errorf("refused by the Conference: %+v, %v", x, err)
		}
	})
}
