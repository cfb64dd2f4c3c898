package perioddb_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"article30/budget/conference"
	"article30/budget/period"
	"article30/budget/period/perioddb"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/problem"
)

var (
	anna = access.Actor{Name: "anna", Roles: []access.Role{access.FinanceOfficer}}
	paul = access.Actor{Name: "paul", Roles: []access.Role{access.Approver}}
)

type nobody struct{}

func (nobody) Participants(context.Context) ([]conference.Participant, error) { return nil, nil }

// books are contributions whose months close, on 20 July 2012.
type books struct {
	*period.Service
	contributions *contributions.Service
	journal       *journal.Journal
	contribution  int64
	t             *testing.T
	db            *db.DB
}

func open(t *testing.T, d *db.DB) *books {
	t.Helper()
	clock := date.Fixed(time.Date(2012, 7, 20, 10, 0, 0, 0, time.UTC))
	log := journal.New(d, clock)
	b := &books{Service: period.New(period.Config{Store: perioddb.New(d), Journal: log, Clock: clock}), journal: log, t: t, db: d}
	b.contributions = contributions.New(contributions.Settings{
		Store: contributionsdb.New(d), Journal: log, Participants: nobody{}, Periods: b.Service, Clock: clock,
	})
	donor, err := b.contributions.AddDonor(t.Context(), anna, contributions.DonorIn{Name: "A foundation", Kind: "foundation"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := b.contributions.Open(t.Context(), anna, contributions.ContributionIn{Reference: "1", Donor: donor.ID, Year: 2012, Currency: "USD"})
	if err != nil {
		t.Fatal(err)
	}
	b.contribution = c.ID
	return b
}

func (b *books) receive(ctx context.Context, on, amount string) error {
	_, err := b.contributions.RecordReceipt(ctx, anna, contributions.PaymentIn{Contribution: b.contribution, On: on, Amount: amount})
	return err
}

func (b *books) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *books) close(name string) []period.Event {
	b.t.Helper()
	closings, err := b.Close(b.t.Context(), paul, name, false)
	b.must(err)
	return closings
}

func (b *books) findings() []string {
	b.t.Helper()
	findings, err := b.Verify(b.t.Context())
	b.must(err)
	list := []string{}
	en, _ := locale.For("en")
	for _, f := range findings {
		text := ""
		if f.Args != nil {
			_, text = en.Problem(&problem.Error{Kind: problem.Conflict, Code: f.Code, Args: f.Args})
		}
		list = append(list, strings.TrimSuffix(f.Place+": "+f.Code+": "+strings.ReplaceAll(text, "\u00a0", " "), ": "))
	}
	return list
}

func (b *books) finds(want ...string) {
	b.t.Helper()
	if got := b.findings(); !slices.Equal(got, want) {
		b.t.Errorf("found %q, want %q", got, want)
	}
}

func TestMonthsClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.must(b.receive(ctx, "2012-04-10", "100.00"))
		b.must(b.receive(ctx, "2012-06-10", "20.00"))
		if _, err := b.Close(ctx, paul, "2012-06", false); !problem.Is(err, "period.earlier_open") {
			t.Errorf("June before April: %v", err)
		}
		b.close("2012-04")
		if err := b.receive(ctx, "2012-05-31", "5.00"); err != nil {
			t.Error(err)
		}
		closings, err := b.Close(ctx, paul, "2012-06", true)
		b.must(err)
		if len(closings) != 2 || closings[0].Period.String() != "2012-05" {
			t.Errorf("closed %v", closings)
		}
		var totals []string
		for _, total := range closings[1].Totals {
			totals = append(totals, total.Account.String()+" "+total.USD.Plain())
		}
		want := []string{"contributions cash 125.00", "contributions memo:advance -125.00", "contributions memo:pledges 125.00", "contributions revenue -125.00"}
		if !slices.Equal(totals, want) {
			t.Errorf("totals of June: %q", totals)
		}
		for lang, want := range map[string]string{
			"en": "June 2012 is closed; the first open month is July 2012.",
			"fr": "Le mois est clos\u00a0: juin 2012. Le premier mois ouvert est juillet 2012.",
		} {
			p, _ := locale.For(lang)
			if _, text := p.Problem(b.receive(ctx, "2012-06-30", "1.00")); text != want {
				t.Errorf("%s: %q", lang, text)
			}
		}
		b.must(b.receive(ctx, "2012-07-01", "1.00"))
		b.finds()

		if _, err := b.Reopen(ctx, anna, "2012-06", "an invoice came late"); !problem.Is(err, "access.denied") {
			t.Errorf("a finance officer reopens: %v", err)
		}
		e, err := b.Reopen(ctx, paul, "2012-06", " an invoice came late ")
		b.must(err)
		if e.EnteredBy != "paul" || e.Reason != "an invoice came late" {
			t.Errorf("reopened by %s: %q", e.EnteredBy, e.Reason)
		}
		b.must(b.receive(ctx, "2012-06-30", "1.00"))
		if err := b.receive(ctx, "2012-05-30", "1.00"); !problem.Is(err, "period.closed") {
			t.Errorf("May: %v", err)
		}
		b.close("2012-06")
		until, err := b.Until(ctx)
		if err != nil || until.String() != "2012-06-30" {
			t.Errorf("closed until %s, %v", until, err)
		}
		b.finds()
		records, err := b.journal.List(ctx, journal.Filter{Object: "period_event"})
		b.must(err)
		var done []string
		for _, r := range records {
			done = append(done, r.Actor+" "+r.Action)
		}
		if got := strings.Join(done, ", "); got != "paul period.close, paul period.close, paul period.close, paul period.reopen, paul period.close" {
			t.Errorf("journal: %s", got)
		}
	})
}

func TestWhoClosesAndReopens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		for _, role := range access.Roles() {
			somebody := access.Actor{Name: "x", Roles: []access.Role{role}, State: "AUT"}
			_, err := b.Close(t.Context(), somebody, "2012-06", false)
			if may := role == access.FinanceOfficer || role == access.Approver; may == problem.Is(err, "access.denied") {
				t.Errorf("%s closes: %v", role, err)
			}
			_, err = b.Reopen(t.Context(), somebody, "2012-06", "why")
			if may := role == access.Approver; may == problem.Is(err, "access.denied") {
				t.Errorf("%s reopens: %v", role, err)
			}
		}
		for _, reason := range []string{"", strings.Repeat("x", 1001), "a\u202eb"} {
			if _, err := b.Reopen(t.Context(), paul, "2012-06", reason); err == nil {
				t.Errorf("the reason %q was accepted", reason)
			}
		}
	})
}

func TestVerifyFindsTampering(t *testing.T) {
	posting := func(on string) string {
		return "INSERT INTO posting SELECT entry_id, 9, account, donor_id, contribution_id, '" + on + "', currency, amount, usd FROM posting WHERE account = 'cash'"
	}
	for name, tt := range map[string]struct {
		table, statement string
		want             []string
	}{
		"a posting slipped into a closed month": {"posting", posting("2012-06-30"), []string{
			"period 2012-06: verify.closed_total: At the end of June 2012, which is closed, contributions cash had USD 100.00 at the closing and has USD 200.00 now."}},
		"and into one before it": {"posting", posting("2012-05-31"), []string{
			"period 2012-05: verify.closed_total: At the end of May 2012, which is closed, contributions cash had USD 100.00 at the closing and has USD 200.00 now.",
			"period 2012-06: verify.closed_total: At the end of June 2012, which is closed, contributions cash had USD 100.00 at the closing and has USD 200.00 now."}},
		"into an open one": {"posting", posting("2012-07-01"), []string{}},
		"a posting moved out of a closed month": {"posting", "UPDATE posting SET on_date = '2012-07-01' WHERE account = 'revenue'", []string{
			"period 2012-05: verify.closed_total: At the end of May 2012, which is closed, contributions revenue had USD -100.00 at the closing and has USD 0.00 now.",
			"period 2012-06: verify.closed_total: At the end of June 2012, which is closed, contributions revenue had USD -100.00 at the closing and has USD 0.00 now."}},
		"a total that was changed": {"period_total", "UPDATE period_total SET usd = usd + 100 WHERE event_id = 2 AND account = 'cash'", []string{
			"period_event 2: verify.not_as_recorded",
			"period 2012-06: verify.closed_total: At the end of June 2012, which is closed, contributions cash had USD 100.01 at the closing and has USD 100.00 now."}},
		"a total that was taken away": {"period_total", "DELETE FROM period_total WHERE event_id = 2 AND account = 'cash'", []string{
			"period_event 2: verify.not_as_recorded",
			"period 2012-06: verify.closed_total: At the end of June 2012, which is closed, contributions cash had USD 0.00 at the closing and has USD 100.00 now."}},
		"another person closed": {"period_event", "UPDATE period_event SET entered_by = 'bob' WHERE id = 1", []string{"period_event 1: verify.not_as_recorded"}},
		"on another day":        {"period_event", "UPDATE period_event SET recorded_at = '2012-07-18T10:00:00Z' WHERE id = 1", []string{"period_event 1: verify.not_as_recorded"}},
		"another head": {"period_event", "UPDATE period_event SET journal_head = '0:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' WHERE id = 1", []string{
			"period_event 1: verify.not_as_recorded"}},
		"a reopening that nobody recorded": {"period_event", "INSERT INTO period_event VALUES (7, '2012-06', '2012-06-30', 2, 'x', '', 'paul', '2012-07-20T10:00:00Z')", []string{
			"period_event 7: verify.not_recorded"}},
		"a closing that disappeared": {"period_event", "DELETE FROM period_total WHERE event_id = 2; DELETE FROM period_event WHERE id = 2", []string{
			"period_event 2: verify.missing"}},
		"a log that was rewritten": {"log_hash", "UPDATE log_hash SET hash = (SELECT hash FROM log_hash WHERE idx = 0) WHERE idx > 0", []string{
			"period 2012-05: verify.closed_head", "period 2012-06: verify.closed_head"}},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				b := open(t, d)
				b.must(b.receive(t.Context(), "2012-05-10", "100.00"))
				b.close("2012-05")
				b.close("2012-06")
				b.finds()
				if tt.table == "period_event" {
					dbtest.Tamper(t.Context(), t, d, "period_total")
				}
				dbtest.Tamper(t.Context(), t, d, tt.table, strings.Split(tt.statement, "; ")...)
				got := b.findings()
				for i := range got {
					if i < len(tt.want) && strings.HasSuffix(tt.want[i], "closed_head") {
						got[i], _, _ = strings.Cut(got[i], ": The journal")
					}
				}
				if !slices.Equal(got, tt.want) {
					t.Errorf("found %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// Ten receipts are posted for June while June closes: those that came before
// the closing are in its totals, the others are refused, and none slips in
// between.
func TestClosingAndPostingAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.must(b.receive(t.Context(), "2012-06-01", "1.00"))
		var done sync.WaitGroup
		start := make(chan struct{})
		errs := make([]error, 10)
		closings := make([]error, 2)
		for i := range errs {
			done.Go(func() {
				<-start
				errs[i] = b.receive(t.Context(), "2012-06-15", "1.00")
			})
		}
		for i := range closings {
			done.Go(func() {
				<-start
				_, closings[i] = b.Close(t.Context(), paul, "2012-06", false)
			})
		}
		close(start)
		done.Wait()
		in := 1
		for _, err := range errs {
			switch {
			case err == nil:
				in++
			case !problem.Is(err, "period.closed"):
				t.Error(err)
			}
		}
		if (closings[0] == nil) == (closings[1] == nil) {
			t.Errorf("two closed the same month: %v, %v", closings[0], closings[1])
		}
		e, err := b.Closing(t.Context(), "2012-06")
		b.must(err)
		if e.Totals[0].Account.Name != "cash" || e.Totals[0].USD.Units() != int64(in)*10000 {
			t.Errorf("%d receipts are in, and the closing has %s", in, e.Totals[0].USD)
		}
		b.finds()
	})
}
