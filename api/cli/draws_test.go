package cli

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/budget/execution"
	"article30/budget/execution/executiondb"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/contributions/earmark"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// drawing is a fund on 1 July 2014 with an adopted budget of 2013
//
//	code  funding           mandate         2013
//	1100  special_purpose   convention_29   90,000.00
//	1200  special_purpose   trafficking_10  90,000.00
//	1300  general_purpose   -               90,000.00
//	2100  regular           -               90,000.00
//
// and contributions 1 to 5: for nothing, for the Convention, for its article
// 29, for the project ALB/1 under it, and for article 10 of the Protocol; the
// third at 7 per cent of programme support cost.
type drawing struct {
	*services
	t       testing.TB
	officer access.Actor
	lines   map[string]int64 // allotments
}

func drawingFund(t testing.TB, d *db.DB) *drawing {
	t.Helper()
	ctx, clock := t.Context(), date.Fixed(time.Date(2014, 7, 1, 10, 0, 0, 0, time.UTC))
	f := &drawing{
		services: compose(d, clock, settings{}), t: t,
		officer: access.Actor{Name: "officer", Roles: []access.Role{access.FinanceOfficer, access.Secretariat}}, lines: map[string]int64{},
	}
	// Without the projects of technical assistance, any code is a project's.
	f.execution = execution.New(execution.Config{
		Store: executiondb.New(d), Journal: journal.New(d, clock), Clock: clock, Budgets: f.budget, Conference: f.conference,
		Cash: cashBook{contributionsdb.New(d)}, Rates: rateBook{f.contributions}, Earmarked: moneyBook{f.earmarks},
	})
	f.exec(`INSERT INTO session VALUES ('6', 6, 'regular', 'test')`)
	f.exec(`INSERT INTO budget VALUES (1, '6', 'budget', ?, 'Technical cooperation', 'me', '2012-07-20T10:00:00Z')`, symbol)
	f.exec(`INSERT INTO budget_version VALUES (1, 1, 1, 'original', ?, TRUE, '13', '0.01', 'test', '', NULL, NULL, FALSE, NULL, 'me', '2012-07-20T10:00:00Z')`, symbol)
	f.exec(`INSERT INTO budget_column VALUES (1, 1, 2013, 'approved', '')`)
	for i, l := range [][]any{
		{"1100", "Experts", "convention_29", "special_purpose"}, {"1200", "Training", "trafficking_10", "special_purpose"},
		{"1300", "Travel", nil, "general_purpose"}, {"2100", "Posts", nil, "regular"},
	} {
		f.exec(`INSERT INTO budget_line VALUES (1, ?, ?, ?, '', ?, NULL, NULL, ?)`, i+1, l[0], l[1], l[2], l[3])
		f.exec(`INSERT INTO budget_amount VALUES (1, ?, 1, 900000000)`, i+1)
	}
	f.exec(`UPDATE budget_version SET frozen = TRUE, frozen_at = '2012-08-01T10:00:00Z' WHERE id = 1`)
	f.exec(`INSERT INTO decision (version_id, session_id, outcome, decided_on, method, reference, entered_by, recorded_at)
		VALUES (1, '6', 'adopted', '2012-10-19', 'consensus', '', 'me', '2012-10-19T10:00:00Z')`)
	f.rate("2013-01-01", "0.76")
	f.rate("2013-01-20", "0.93")
	_, err := f.execution.ApproveFund(ctx, f.officer, execution.ApprovalIn{Symbol: symbol, On: "2012-12-13", Reference: "resolution 21/1"})
	f.no(err)
	donor, err := f.contributions.AddDonor(ctx, f.officer, contributions.DonorIn{Name: "A foundation", Kind: "foundation"})
	f.no(err)
	_, err = f.earmarks.Add(ctx, f.officer, earmark.AddIn{
		Above: "convention-29", Code: "alb-1", Kind: "project", Value: "ALB/1", Title: earmark.TitleIn{English: "Albania", French: "Albanie"},
	})
	f.no(err)
	for i, code := range []string{"", "convention", "convention-29", "alb-1", "trafficking-10"} {
		c, err := f.contributions.Open(ctx, f.officer, contributions.ContributionIn{Reference: fmt.Sprint(i + 1), Donor: donor.ID, Year: 2012, Currency: "USD"})
		f.no(err)
		if code != "" {
			_, err := f.earmarks.Assign(ctx, f.officer, earmark.AssignIn{Contribution: c.ID, Earmark: code, On: "2012-12-01", Reference: "Agreement"})
			f.no(err)
		}
	}
	_, err = f.contributions.RecordAgreement(ctx, f.officer, contributions.PromiseIn{Contribution: 3, On: "2012-12-01", Amount: "5000.00"})
	f.no(err)
	_, err = f.contributions.SetTerms(ctx, f.officer, contributions.TermsIn{
		Contribution: 3, Number: "A/3", Signed: "2012-12-01", PSC: "7", PSCFrom: "2012-12-01", PSCReason: "policy of the donor",
	})
	f.no(err)
	for _, line := range []string{"1100", "1200", "1300", "2100"} {
		e, err := f.execution.Allot(ctx, f.officer, execution.AllotIn{
			Symbol: symbol, LineIn: execution.LineIn{Line: line}, Year: 2013, Amount: "50000.00", On: "2013-01-02", Advice: "AA/" + line,
		})
		f.no(err)
		f.lines[line] = e.Allotment
	}
	return f
}

func (f *drawing) no(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *drawing) exec(query string, args ...any) {
	f.t.Helper()
	f.no(f.db.Update(f.t.Context(), func(ctx context.Context) error {
		_, err := f.db.Conn(ctx).NewRaw(query, args...).Exec(ctx)
		return err
	}))
}

// rate is one of the euro.
func (f *drawing) rate(effective, perUSD string) {
	f.t.Helper()
	per, err := money.ParseRate(perUSD)
	f.no(err)
	f.no(f.contributions.LoadRates(f.t.Context(), access.Operator("operator"), contributions.File{Name: "rates.csv", SHA256: "0"}, func(l *contributions.RateLoading) error {
		_, err := l.Add(contributions.Rate{Currency: "EUR", Effective: date.MustParse(effective), PerUSD: per, Source: "test"})
		return err
	}))
}

func (f *drawing) receive(contribution int64, on, amount string) {
	f.t.Helper()
	_, err := f.contributions.RecordReceipt(f.t.Context(), f.officer, contributions.PaymentIn{Contribution: contribution, On: on, Amount: amount})
	f.no(err)
}

// drawnText is the draws of an entry as text.
func drawnText(e execution.Entry) string {
	var list []string
	for _, d := range e.Draws {
		list = append(list, fmt.Sprintf("%d %s held %s %s drawn %s %s %s", d.Contribution, d.Code,
			d.Held.Plain(), d.HeldPSC.Plain(), d.Direct.Plain(), d.PSC.Plain(), d.Rule))
	}
	return strings.Join(list, "; ")
}

// The life of a commitment: which money it holds, what its expenses draw, what
// an exchange loss takes and what is given back, worked by hand.
func TestSpendingDrawsOnTheMostRestrictedMoney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, ctx := drawingFund(t, d), t.Context()
		f.receive(1, "2013-01-02", "1000.00")
		f.receive(3, "2013-01-05", "107.00") // bears 100.00 at 7 per cent
		f.receive(4, "2013-01-06", "113.00") // bears 100.00 at 13 per cent
		f.receive(5, "2013-01-03", "500.00")
		want := func(what string, e execution.Entry, err error, text string) execution.Entry {
			t.Helper()
			if got := drawnText(e); err != nil || got != text {
				t.Errorf("%s: %v\n got %s\nwant %s", what, err, got, text)
			}
			return e
		}
		commitment, err := f.execution.Commit(ctx, f.officer, execution.CommitIn{
			Allotment: f.lines["1100"], Amount: "250.00", On: "2013-02-01", Payee: "A consultant", Project: "ALB/1",
		})
		want("for the project", commitment, err, "4 alb-1 held 100.00 13.00 drawn 0.00 0.00 tightly; "+
			"3 convention-29 held 100.00 7.00 drawn 0.00 0.00 earmarked; 1 unearmarked held 50.00 6.50 drawn 0.00 0.00 unearmarked")
		if commitment.Purpose != (execution.Purpose{Instrument: "convention", Article: "29", Project: "ALB/1"}) {
			t.Errorf("for %+v", commitment.Purpose)
		}
		// 114.00 euros at 0.76 are 150.00 dollars.
		_, err = f.execution.RecordExpense(ctx, f.officer, execution.ExpenseIn{Commitment: commitment.ID, Amount: "114.00", Currency: "EUR", On: "2013-01-10"})
		if !problem.Is(err, "execution.invalid") {
			t.Errorf("before the commitment: %v", err)
		}
		f.rate("2013-02-01", "0.76")
		f.rate("2013-02-20", "0.75")
		expense, err := f.execution.RecordExpense(ctx, f.officer, execution.ExpenseIn{Commitment: commitment.ID, Amount: "114.00", Currency: "EUR", On: "2013-02-10"})
		want("what is held first first", expense, err, "4 alb-1 held -100.00 -13.00 drawn 100.00 13.00 tightly; "+
			"3 convention-29 held -50.00 -3.50 drawn 50.00 3.50 earmarked")
		if expense.PSC.Plain() != "16.50" {
			t.Errorf("support cost of %s", expense.PSC)
		}
		// At 0.75 they cost 152.00, of which the project and article 29 have
		// nothing: all of the loss is unearmarked.
		paid, err := f.execution.RecordPayment(ctx, f.officer, execution.PaymentIn{Expense: expense.ID, On: "2013-03-01"})
		want("a loss", paid, err, "1 unearmarked held 0.00 0.00 drawn 2.00 0.00 unearmarked")
		cancelled, err := f.execution.AdjustCommitment(ctx, f.officer, execution.AdjustCommitmentIn{Commitment: commitment.ID, Amount: "180.00", On: "2013-03-02", Reason: "less"})
		want("what was held last is free first", cancelled, err, "1 unearmarked held -50.00 -6.50 drawn 0.00 0.00 unearmarked; "+
			"3 convention-29 held -20.00 -1.40 drawn 0.00 0.00 earmarked")
		more, err := f.execution.RecordExpense(ctx, f.officer, execution.ExpenseIn{
			Allotment: f.lines["1100"], Amount: "30.00", On: "2013-03-03", Payee: "x", From: []string{"unearmarked"}, Because: "the donor asked",
		})
		want("chosen", more, err, "1 unearmarked held 0.00 0.00 drawn 30.00 3.90 overridden")
		_, err = f.execution.RecordExpense(ctx, f.officer, execution.ExpenseIn{
			Allotment: f.lines["1300"], Amount: "900.00", On: "2013-03-03", Payee: "x",
		})
		if e, _ := problem.As(err); e == nil || e.Code != "earmark.no_free_money" || fmt.Sprint(e.Args["elsewhere"]) != "convention-29 21.40, trafficking-10 500.00" {
			t.Errorf("more than fits: %v", err)
		}
		for _, wrong := range []struct {
			in   execution.CommitIn
			want string
		}{
			{execution.CommitIn{From: []string{"trafficking-10"}, Because: "x"}, "earmark.does_not_fit"},
			{execution.CommitIn{From: []string{"nothing"}, Because: "x"}, "earmark.not_found"},
			{execution.CommitIn{From: []string{"unearmarked"}}, "draw.no_reason"},
			{execution.CommitIn{Because: "x"}, "draw.nothing_named"},
			{execution.CommitIn{Country: "XXX"}, "purpose.unknown_country"},
			{execution.CommitIn{Region: "none"}, "conference.unknown_group"},
		} {
			in := wrong.in
			in.Allotment, in.Amount, in.On, in.Payee = f.lines["1100"], "1.00", "2013-03-03", "x"
			_, err := f.execution.Commit(ctx, f.officer, in)
			e, _ := problem.As(err)
			if e == nil || e.Code != wrong.want && (len(e.Fields) == 0 || e.Fields[0].Code != wrong.want) {
				t.Errorf("%+v: %v, want %s", wrong.in, err, wrong.want)
			}
		}
		_, err = f.execution.Commit(ctx, f.officer, execution.CommitIn{
			Allotment: f.lines["2100"], Amount: "1.00", On: "2013-03-03", Payee: "x", From: []string{"unearmarked"}, Because: "x",
		})
		if e, _ := problem.As(err); e == nil || len(e.Fields) == 0 || e.Fields[0].Code != "draw.regular" {
			t.Errorf("regular budget: %v", err)
		}
		for mandate, want := range map[string]string{"convention_29": "<nil>", "convention_31": "purpose.contradicts", "article 29": "line.unknown_mandate"} {
			_, err := f.execution.Allot(ctx, f.officer, execution.AllotIn{
				Symbol: symbol, LineIn: execution.LineIn{Line: "1100"}, Year: 2013, Amount: "1.00", On: "2013-03-03", Advice: "AA", Mandate: mandate,
			})
			got := fmt.Sprint(err)
			if e, _ := problem.As(err); e != nil && len(e.Fields) > 0 {
				got = e.Fields[0].Code
			}
			if got != want {
				t.Errorf("for %s: %s, want %s", mandate, got, want)
			}
		}
		_, err = f.execution.RecordExpense(ctx, f.officer, execution.ExpenseIn{
			Commitment: commitment.ID, Amount: "1.00", On: "2013-03-03", Project: "KEN/1",
		})
		if e, _ := problem.As(err); e == nil || len(e.Fields) == 0 || e.Fields[0].Code != "purpose.contradicts" {
			t.Errorf("another project: %v", err)
		}

		// Nothing that is held or drawn can be transferred; all of it means what
		// is left.
		_, err = f.earmarks.Transfer(ctx, f.officer, earmark.TransferIn{
			Contribution: 3, From: "convention-29", To: "firearms", Amount: "21.41", On: "2013-04-01", ConsentOn: "2013-04-01", ConsentReference: "Note", Reason: "asked",
		})
		if !problem.Is(err, "earmark.not_enough") {
			t.Errorf("more than is left: %v", err)
		}
		_, err = f.earmarks.Transfer(ctx, f.officer, earmark.TransferIn{
			Contribution: 3, From: "convention-29", To: "firearms", On: "2013-04-01", ConsentOn: "2013-04-01", ConsentReference: "Note", Reason: "asked",
		})
		f.no(err)
		h, err := f.earmarks.Of(ctx, 3, date.Date{})
		f.no(err)
		var stand []string
		for _, p := range h.Positions {
			stand = append(stand, fmt.Sprintf("%d: %s = %s + %s + %s", p.Earmark, p.Received.Plain(), p.Held.Plain(), p.Drawn.Plain(), p.Left.Plain()))
		}
		if diff := cmp.Diff([]string{"3: 85.60 = 32.10 + 53.50 + 0.00", "11: 21.40 = 0.00 + 0.00 + 21.40"}, stand); diff != "" {
			t.Errorf("contribution 3 (-want +got):\n%s", diff)
		}

		// A reversal gives back exactly what was taken.
		back, err := f.execution.Reverse(ctx, f.officer, paid.ID, "another rate")
		want("of the payment", back, err, "1 unearmarked held 0.00 0.00 drawn -2.00 0.00 unearmarked")
		back, err = f.execution.Reverse(ctx, f.officer, expense.ID, "entered twice")
		want("of the expense", back, err, "4 alb-1 held 100.00 13.00 drawn -100.00 -13.00 tightly; 3 convention-29 held 50.00 3.50 drawn -50.00 -3.50 earmarked")
		spent, err := f.execution.SpentOn(ctx, []int64{1, 3, 4}, date.MustParse("2014-07-01"))
		f.no(err)
		sums := map[int64]int64{}
		for _, s := range spent {
			sums[s.Contribution] += s.Direct.Units() + s.PSC.Units()
		}
		if len(spent) != 7 || sums[1] != 33_9000 || sums[3] != 0 || sums[4] != 0 {
			t.Errorf("spent on %d things: %v", len(spent), sums)
		}
		f.sound()
	})
}

// Random lives over all lines and contributions: after every step, on every
// day, money received is held, drawn and left, nothing is left less than
// nothing, and all of it is what the books of both sides have.
func TestEveryDollarIsHeldDrawnOrLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := drawingFund(t, d)
		for c := range int64(5) {
			f.receive(c+1, "2013-01-03", "400.00")
		}
		accepted, ids := map[string]int{}, map[execution.Kind][]int64{}
		rapid.Check(t, func(rt *rapid.T) {
			for range rapid.IntRange(1, 8).Draw(rt, "steps") {
				f.step(rt, accepted, ids)
				f.adds(rt, "2014-07-01")
			}
			f.adds(rt, "2013-01-10", "2013-01-25")
			f.readsEnough(rt, earmark.Purpose{})
			f.readsEnough(rt, earmark.Purpose{Instrument: "convention", Article: "29", Project: "ALB/1"})
		})
		f.sound()
		for _, kind := range []string{"commit", "change", "expense", "pay", "reverse", "receive"} {
			if accepted[kind] < 1 {
				t.Errorf("only %d of %s were accepted: the test says little", accepted[kind], kind)
			}
		}
	})
}

func (f *drawing) step(rt *rapid.T, accepted map[string]int, ids map[execution.Kind][]int64) {
	ctx := f.t.Context()
	on := date.MustParse("2013-01-02").AddDays(rapid.IntRange(0, 30).Draw(rt, "day")).String()
	amount := fmt.Sprintf("%d.%s", rapid.IntRange(1, 150).Draw(rt, "dollars"), rapid.SampledFrom([]string{"00", "01", "33", "99"}).Draw(rt, "cents"))
	line := f.lines[rapid.SampledFrom([]string{"1100", "1100", "1200", "1300", "2100"}).Draw(rt, "line")]
	project := rapid.SampledFrom([]string{"", "", "ALB/1"}).Draw(rt, "project")
	of := func(kinds ...execution.Kind) int64 {
		some := []int64{0}
		for _, kind := range kinds {
			some = append(some, ids[kind]...)
		}
		return rapid.SampledFrom(some).Draw(rt, "of")
	}
	codes := []string{"unearmarked", "convention", "convention-29", "alb-1", "trafficking-10", "firearms"}
	kind := rapid.SampledFrom([]string{
		"commit", "commit", "change", "change", "expense", "expense", "expense", "pay", "pay", "pay", "reverse", "reverse", "receive", "transfer", "refund", "unreceive",
	}).Draw(rt, "step")
	var e execution.Entry
	var err error
	switch kind {
	case "commit":
		in := execution.CommitIn{Allotment: line, Amount: amount, On: on, Payee: "x", Project: project}
		if rapid.IntRange(0, 4).Draw(rt, "override") == 0 {
			in.From, in.Because = []string{rapid.SampledFrom(codes).Draw(rt, "from")}, "why not"
		}
		e, err = f.execution.Commit(ctx, f.officer, in)
	case "change":
		e, err = f.execution.AdjustCommitment(ctx, f.officer, execution.AdjustCommitmentIn{Commitment: of(execution.KindCommitment), Amount: amount, On: on, Reason: "x"})
	case "expense":
		in := execution.ExpenseIn{Amount: amount, On: on, Payee: "x", Currency: rapid.SampledFrom([]string{"", "EUR"}).Draw(rt, "currency")}
		if rapid.Bool().Draw(rt, "committed") {
			in.Commitment = of(execution.KindCommitment)
		} else {
			in.Allotment, in.Project = line, project
		}
		e, err = f.execution.RecordExpense(ctx, f.officer, in)
	case "pay":
		e, err = f.execution.RecordPayment(ctx, f.officer, execution.PaymentIn{Expense: of(execution.KindExpense), On: on})
	case "reverse":
		e, err = f.execution.Reverse(ctx, f.officer, of(execution.Kinds()...), "x")
	case "receive":
		var r contributions.Entry
		r, err = f.contributions.RecordReceipt(ctx, f.officer, contributions.PaymentIn{
			Contribution: rapid.Int64Range(1, 5).Draw(rt, "contribution"), On: on, Amount: amount,
		})
		if err == nil {
			ids["receipt"] = append(ids["receipt"], r.ID)
		}
	case "refund":
		_, err = f.contributions.RecordRefund(ctx, f.officer, contributions.PaymentIn{
			Contribution: rapid.Int64Range(1, 5).Draw(rt, "contribution"), On: rapid.SampledFrom([]string{on, "2013-03-01"}).Draw(rt, "late"),
			Amount: rapid.SampledFrom([]string{"0.37", "3.00", "25.00"}).Draw(rt, "back"),
		})
	case "unreceive":
		_, err = f.contributions.Reverse(ctx, f.officer, of("receipt"), "x")
	case "transfer":
		own := rapid.IntRange(0, 4).Draw(rt, "own")
		in := earmark.TransferIn{
			Contribution: int64(own + 1), From: rapid.SampledFrom([]string{codes[own], codes[own], "firearms"}).Draw(rt, "from"),
			To: rapid.SampledFrom(codes).Draw(rt, "to"), On: on, ConsentOn: on, ConsentReference: "Note", Reason: "asked",
		}
		if rapid.IntRange(0, 3).Draw(rt, "all") > 0 {
			in.Amount = fmt.Sprintf("%d.50", rapid.IntRange(1, 20).Draw(rt, "moved"))
		}
		_, err = f.earmarks.Transfer(ctx, f.officer, in)
	}
	if problem.KindOf(err) == problem.Internal && err != nil {
		rt.Fatalf("%s: %v", kind, err)
	}
	if err == nil {
		accepted[kind]++
		if e.ID != 0 {
			ids[e.Kind] = append(ids[e.Kind], e.ID)
		}
	}
}

// adds compares where money stands with the books of both sides.
func (f *drawing) adds(rt *rapid.T, days ...string) {
	ctx := f.t.Context()
	for _, day := range days {
		on := date.MustParse(day)
		_, positions, err := f.earmarks.Positions(ctx, on)
		if err != nil {
			rt.Fatal(err)
		}
		for _, p := range positions {
			if p.Left.Sign() < 0 || p.Received.Units() != p.Held.Units()+p.Drawn.Units()+p.Left.Units() {
				rt.Fatalf("on %s %+v", day, p)
			}
		}
		cash, err := f.execution.FundCash(ctx, on)
		if err != nil {
			rt.Fatal(err)
		}
		sum := earmark.Sum(positions)
		for _, c := range []struct {
			what string
			got  money.Money
			want int64
		}{
			{"received", sum.Received, cash.Received.Units() - cash.Unidentified.Units()},
			{"held", sum.Held, cash.Committed.Units() + cash.Held.Units()},
			{"drawn", sum.Drawn, cash.Paid.Units() + cash.Unpaid.Units() + cash.PSC.Units()},
			{"left", sum.Left, cash.Free.Units()},
		} {
			if c.got.Units() != c.want {
				rt.Fatalf("on %s %s by earmark is %s, in the books %d", day, c.what, c.got, c.want)
			}
		}
	}
}

// readsEnough compares the drawing of a pool that reads what it needs with that of
// one that has read everything.
func (f *drawing) readsEnough(rt *rapid.T, purpose earmark.Purpose) {
	on := date.MustParse("2013-01-20")
	want := earmark.Want{Amount: money.FromUnits(100_0000*rapid.Int64Range(1, 5).Draw(rt, "hundreds"), money.USD), Purpose: purpose}
	draw := func(readAll bool) (earmark.Drawing, error) {
		var d earmark.Drawing
		err := f.db.View(f.t.Context(), func(ctx context.Context) error {
			pool, err := f.earmarks.Pool(ctx)
			if err == nil && readAll {
				_, err = pool.Lots(on)
			}
			if err == nil {
				d, err = pool.Draw(on, want, decimal.NewFromInt(13))
			}
			return err
		})
		return d, err
	}
	all, errAll := draw(true)
	some, err := draw(false)
	if diff := cmp.Diff(all, some); diff != "" || fmt.Sprint(err) != fmt.Sprint(errAll) {
		rt.Fatalf("%v on %s: %v, want %v (-all read +as needed)\n%s", want, on, err, errAll, diff)
	}
}

func (f *drawing) sound() {
	f.t.Helper()
	ctx := f.t.Context()
	for _, verify := range []func(context.Context) ([]string, error){
		func(ctx context.Context) (list []string, err error) {
			found, err := f.execution.Verify(ctx)
			for _, x := range found {
				list = append(list, x.Place+": "+x.Code)
			}
			return list, err
		},
		func(ctx context.Context) (list []string, err error) {
			found, err := f.earmarks.Verify(ctx)
			for _, x := range found {
				list = append(list, fmt.Sprint(x.Place, ": ", x.Code, " ", x.Args))
			}
			return list, err
		},
	} {
		found, err := verify(ctx)
		f.no(err)
		for _, x := range found {
			f.t.Error(x)
		}
	}
}

// Whatever is changed of purposes and draws behind the program's back is named.
func TestVerifyNamesWhatWasDrawnOtherwise(t *testing.T) {
	for _, tt := range []struct {
		what, change string
		want         []string
	}{
		{"whose money", "UPDATE execution_draw SET contribution_id = 2 WHERE entry_id = 5 AND contribution_id = 1", []string{
			"entry 6: execution.wrong_draws", "entry 5: verify.not_as_recorded", "contribution 2: verify.earmark_overdrawn"}},
		{"which earmark", "UPDATE execution_draw SET earmark_id = 8 WHERE entry_id = 5 AND contribution_id = 1", []string{
			"entry 6: execution.wrong_draws", "entry 5: verify.not_as_recorded",
			"contribution 1: verify.earmark_overdrawn", "entry 5: earmark.does_not_fit"}},
		{"how much", "UPDATE execution_draw SET held = held - 100, held_psc = held_psc - 13 WHERE entry_id = 5 AND contribution_id = 1", []string{
			"entry 5: execution.wrong_draws", "entry 5: execution.wrong_postings", "entry 5: verify.not_as_recorded"}},
		{"at what percentage", "UPDATE execution_draw SET psc_percent = '8' WHERE entry_id = 6 AND contribution_id = 3", []string{
			"entry 6: execution.wrong_draws", "entry 6: verify.not_as_recorded"}},
		{"why", "UPDATE execution_draw SET rule = 'overridden', reason = 'x' WHERE entry_id = 7", []string{"entry 7: verify.not_as_recorded"}},
		{"that it was recorded", "DELETE FROM execution_draw WHERE entry_id = 7", []string{
			"entry 7: execution.wrong_psc", "entry 7: execution.wrong_draws", "entry 7: verify.not_as_recorded"}},
		{"for what", "UPDATE execution_purpose SET project = 'KEN/1' WHERE entry_id = 5", []string{
			"entry 5: verify.not_as_recorded", "entry 5: earmark.does_not_fit"}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				f, ctx := drawingFund(t, d), t.Context()
				for c, amount := range map[int64]string{1: "1000.00", 3: "107.00", 4: "113.00"} {
					f.receive(c, "2013-01-02", amount)
				}
				commitment, err := f.execution.Commit(ctx, f.officer, execution.CommitIn{
					Allotment: f.lines["1100"], Amount: "250.00", On: "2013-02-01", Payee: "x", Project: "ALB/1",
				}) // 5
				f.no(err)
				_, err = f.execution.RecordExpense(ctx, f.officer, execution.ExpenseIn{Commitment: commitment.ID, Amount: "220.00", On: "2013-02-10"}) // 6
				f.no(err)
				_, err = f.execution.RecordExpense(ctx, f.officer, execution.ExpenseIn{Allotment: f.lines["1300"], Amount: "10.00", On: "2013-02-10", Payee: "x"}) // 7
				f.no(err)
				f.sound()
				dbtest.Tamper(ctx, t, d, strings.Fields(strings.TrimPrefix(strings.TrimPrefix(tt.change, "UPDATE "), "DELETE FROM "))[0], tt.change)
				if diff := cmp.Diff(tt.want, f.findings()); diff != "" {
					t.Errorf("findings (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func (f *drawing) findings() (list []string) {
	f.t.Helper()
	books, err := f.execution.Verify(f.t.Context())
	f.no(err)
	for _, x := range books {
		list = append(list, x.Place+": "+x.Code)
	}
	earmarks, err := f.earmarks.Verify(f.t.Context())
	f.no(err)
	for _, x := range earmarks {
		list = append(list, x.Place+": "+x.Code)
	}
	return list
}
