package earmarkdb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/budget/conference"
	"article30/budget/period"
	"article30/budget/period/perioddb"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/contributions/earmark"
	"article30/contributions/earmark/earmarkdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

var officer = access.Operator("officer")

// austria is the only participant.
type austria struct{}

func (austria) Participants(context.Context) ([]conference.Participant, error) {
	return []conference.Participant{{ID: "AUT", Name: "Austria", Kind: conference.State, Group: conference.WesternEuropeanOther}}, nil
}

// fund is contributions and their earmarks on a database, on 20 July 2012.
type fund struct {
	*earmark.Service
	t     *testing.T
	db    *db.DB
	books *contributions.Service
	donor int64
}

func open(t *testing.T, d *db.DB) *fund {
	t.Helper()
	clock := date.Fixed(time.Date(2012, 7, 20, 10, 0, 0, 0, time.UTC))
	log := journal.New(d, clock)
	books := contributions.New(contributions.Settings{
		Store: contributionsdb.New(d), Journal: log, Participants: austria{}, Clock: clock,
	})
	f := &fund{earmark.New(earmark.Config{
		Store: earmarkdb.New(d), Journal: log, Contributions: books, Conference: austria{}, Clock: clock,
		Periods: period.New(period.Config{Store: perioddb.New(d), Journal: log, Clock: clock}),
	}), t, d, books, 0}
	f.exec(`INSERT INTO party (id, name, kind, un_member, source, source_date) VALUES ('AUT', 'Austria', 'state', TRUE, 'test', '2012-01-01')`)
	donor, err := books.AddDonor(t.Context(), officer, contributions.DonorIn{Party: "AUT"})
	if err != nil {
		t.Fatal(err)
	}
	f.donor = donor.ID
	return f
}

func (f *fund) exec(statement string) {
	f.t.Helper()
	err := f.db.Update(f.t.Context(), func(ctx context.Context) error {
		_, err := f.db.Conn(ctx).NewRaw(statement).Exec(ctx)
		return err
	})
	if err != nil {
		f.t.Fatalf("%s: %v", statement, err)
	}
}

func (f *fund) contribution(reference string) int64 {
	f.t.Helper()
	c, err := f.books.Open(f.t.Context(), officer, contributions.ContributionIn{Reference: reference, Donor: f.donor, Year: 2012, Currency: "USD"})
	if err != nil {
		f.t.Fatal(err)
	}
	return c.ID
}

func (f *fund) receive(contribution int64, on, amount, charges string) contributions.Entry {
	f.t.Helper()
	e, err := f.books.RecordReceipt(f.t.Context(), officer, contributions.PaymentIn{Contribution: contribution, On: on, Amount: amount, Charges: charges})
	if err != nil {
		f.t.Fatal(err)
	}
	return e
}

func (f *fund) refund(contribution int64, on, amount string) {
	f.t.Helper()
	_, err := f.books.RecordRefund(f.t.Context(), officer, contributions.PaymentIn{Contribution: contribution, On: on, Amount: amount})
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fund) assign(contribution int64, code string) {
	f.t.Helper()
	_, err := f.Assign(f.t.Context(), officer, earmark.AssignIn{Contribution: contribution, Earmark: code, On: "2012-01-02", Reference: "Agreement"})
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fund) transfer(contribution int64, from, to, amount, on string) (earmark.Transfer, error) {
	return f.Transfer(f.t.Context(), officer, earmark.TransferIn{
		Contribution: contribution, From: from, To: to, Amount: amount, On: on, ConsentOn: on, ConsentReference: "Note", Reason: "asked",
	})
}

// cash is every lot on the day.
func (f *fund) cash(on string) string {
	f.t.Helper()
	var parts []string
	for contribution := int64(1); ; contribution++ {
		h, err := f.Of(f.t.Context(), contribution, date.MustParse(on))
		if problem.Is(err, "contribution.not_found") {
			return strings.Join(parts, "; ")
		}
		if err != nil {
			f.t.Fatal(err)
		}
		for _, l := range h.Lots {
			e, err := h.Tree.ByID(l.Earmark)
			if err != nil {
				f.t.Fatal(err)
			}
			parts = append(parts, fmt.Sprintf("%d %s %s of %s", l.Contribution, e.Code, l.USD.Plain(), l.Received))
		}
	}
}

func (f *fund) findings() []string {
	f.t.Helper()
	found, err := f.Verify(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	var list []string
	for _, x := range found {
		list = append(list, x.Place+": "+x.Code)
	}
	return list
}

func (f *fund) sound() {
	f.t.Helper()
	if found := f.findings(); len(found) > 0 {
		f.t.Errorf("found %v", found)
	}
}

// What one contribution was given for, from its agreement through a transfer
// and a refund to the reversal of a receipt.
func TestEarmarksOfAContribution(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d)
		one, two := f.contribution("1"), f.contribution("2")
		f.assign(one, "convention-29")
		f.receive(one, "2012-02-01", "100.00", "2.50")
		f.receive(two, "2012-02-02", "10.00", "")
		last := f.receive(one, "2012-03-01", "50.00", "")
		f.sound()
		if _, err := f.transfer(one, "convention-29", "trafficking", "120.00", "2012-04-01"); err != nil {
			t.Fatal(err)
		}
		f.refund(one, "2012-05-01", "40.00")
		if _, err := f.transfer(two, "unearmarked", "firearms-14", "", "2012-05-01"); err != nil {
			t.Fatal(err)
		}
		f.receive(two, "2012-06-01", "1.00", "")
		for _, tt := range []struct{ on, want string }{
			{"2012-01-31", ""},
			{"2012-03-31", "1 convention-29 97.50 of 2012-02-01; 1 convention-29 50.00 of 2012-03-01; 2 unearmarked 10.00 of 2012-02-02"},
			{"2012-04-01", "1 trafficking 97.50 of 2012-02-01; 1 convention-29 27.50 of 2012-03-01; 1 trafficking 22.50 of 2012-03-01; 2 unearmarked 10.00 of 2012-02-02"},
			{"2012-07-20", "1 trafficking 85.00 of 2012-02-01; 1 trafficking 22.50 of 2012-03-01; 2 firearms-14 10.00 of 2012-02-02; 2 firearms-14 1.00 of 2012-06-01"},
		} {
			if got := f.cash(tt.on); got != tt.want {
				t.Errorf("%s:\n got %s\nwant %s", tt.on, got, tt.want)
			}
		}
		if _, err := f.books.Reverse(t.Context(), officer, last.ID, "another account"); err != nil {
			t.Fatal(err)
		}
		if got := f.cash("2012-07-20"); !strings.HasPrefix(got, "1 trafficking 35.00 of 2012-02-01; 1 trafficking 22.50 of 2012-03-01;") {
			t.Error(got)
		}
		f.sound()
		h, err := f.Of(t.Context(), one, date.Date{})
		if err != nil || h.Assignment == nil || h.Assignment.Earmark != 3 || len(h.Record.Transfers) != 1 || h.Record.Transfers[0].USD.Plain() != "120.00" || len(h.Lots) != 2 {
			t.Errorf("%+v %v", h, err)
		}
	})
}

// Of more contributions than are read at first, the one with the oldest receipt is
// drawn on first, whatever it received since.
func TestTheOldestReceiptOfManyIsDrawnOnFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d)
		day := date.MustParse("2012-01-02")
		for n := range 80 {
			f.receive(f.contribution(fmt.Sprint(n)), day.AddDays(80-n).String(), "10.00", "")
		}
		for last := int64(80); last > 78; last-- {
			f.receive(last, day.AddDays(150).String(), "10.00", "")
		}
		err := f.db.View(t.Context(), func(ctx context.Context) error {
			pool, err := f.Pool(ctx)
			if err != nil {
				return err
			}
			d, err := pool.Draw(day.AddDays(190), earmark.Want{Amount: money.FromUnits(25_0000, money.USD)}, decimal.Decimal{})
			var got []string
			for _, p := range d.Parts {
				got = append(got, fmt.Sprintf("%d %s of %s", p.Contribution, p.USD.Plain(), p.Received))
			}
			if diff := cmp.Diff("80 10.00 of 2012-01-03; 79 10.00 of 2012-01-04; 78 5.00 of 2012-01-05", strings.Join(got, "; ")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestTreeInTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		f := open(t, d)
		f.sound()
		region, err := f.Add(ctx, officer, earmark.AddIn{
			Above: "convention-29", Code: "training-europe", Kind: "region", Value: "western_european_other",
			Title: earmark.TitleIn{English: "Western Europe", French: "Europe occidentale"},
		})
		if err != nil || region.ID != 13 || region.Degree != earmark.Firmly {
			t.Fatalf("%+v %v", region, err)
		}
		if _, err := f.Add(ctx, officer, earmark.AddIn{
			Above: "training-europe", Code: "training-austria", Kind: "country", Value: "AUT", Degree: 4,
			Title: earmark.TitleIn{English: "Austria", French: "Autriche"},
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Close(ctx, officer, "training-europe", "over"); !problem.Is(err, "earmark.open_below") {
			t.Error(err)
		}
		for _, code := range []string{"training-austria", "training-europe"} {
			if _, err := f.Close(ctx, officer, code, "over"); err != nil {
				t.Error(err)
			}
		}
		tree, err := f.Tree(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range tree {
			got = append(got, fmt.Sprintf("%s%s %d %s", strings.Repeat(" ", tree.Depth(e.ID)), e.Code, e.Degree, e.Closure.On))
		}
		want := []string{
			"unearmarked 1 ", " convention 2 ", "  convention-29 3 ", "   training-europe 3 2012-07-20", "    training-austria 4 2012-07-20",
			"  convention-30 3 ", "  convention-31 3 ", "  convention-32 3 ", " trafficking 2 ", "  trafficking-10 3 ",
			" migrants 2 ", "  migrants-14 3 ", " firearms 2 ", "  firearms-14 3 ",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("tree (-want +got):\n%s", diff)
		}
		c := f.contribution("1")
		_, err = f.Assign(ctx, officer, earmark.AssignIn{Contribution: c, Earmark: "training-austria", On: "2012-07-20", Reference: "A"})
		if !problem.Is(err, "earmark.invalid") {
			t.Error(err)
		}
		f.sound()
	})
}

func TestWhoMayEarmark(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	f := open(t, d)
	ctx := t.Context()
	for _, role := range access.Roles() {
		actor := access.Actor{Name: "anna", Roles: []access.Role{role}}
		_, add := f.Add(ctx, actor, earmark.AddIn{})
		_, closing := f.Close(ctx, actor, "nothing", "")
		_, assign := f.Assign(ctx, actor, earmark.AssignIn{})
		_, move := f.Transfer(ctx, actor, earmark.TransferIn{})
		for _, tt := range []struct {
			err     error
			allowed bool
		}{
			{add, role == access.FinanceOfficer || role == access.Secretariat}, {closing, role == access.FinanceOfficer || role == access.Secretariat},
			{assign, role == access.FinanceOfficer}, {move, role == access.FinanceOfficer},
		} {
			if tt.err == nil || problem.Is(tt.err, "access.denied") == tt.allowed {
				t.Errorf("%s: %v", role, tt.err)
			}
		}
	}
}

// Who owns the database can take the triggers away: the journal still says what
// was recorded, and the books what cash there is.
func TestEarmarksThatAreNotWhatWasRecorded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d)
		one, two := f.contribution("1"), f.contribution("2")
		f.assign(one, "convention-29")
		f.assign(two, "convention-29")
		f.receive(one, "2012-02-01", "100.00", "")
		if _, err := f.transfer(one, "convention-29", "firearms", "60.00", "2012-03-01"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Close(t.Context(), officer, "migrants-14", "over"); err != nil {
			t.Fatal(err)
		}
		f.receive(one, "2012-04-01", "1.00", "")
		f.sound()
		for _, table := range []string{"earmark", "earmark_closure", "earmark_assignment", "earmark_transfer"} {
			if d.Engine() == db.SQLite {
				f.exec("DROP TRIGGER " + table + "_update")
				f.exec("DROP TRIGGER " + table + "_delete")
			} else {
				f.exec("ALTER TABLE " + table + " DISABLE TRIGGER USER")
			}
		}
		f.exec("UPDATE earmark SET title_en = 'Anything' WHERE id = 12")
		f.exec("UPDATE earmark_assignment SET earmark_id = 4 WHERE contribution_id = 2")
		f.exec("UPDATE earmark_transfer SET usd = 1010000 + usd")
		f.exec("DELETE FROM earmark_closure")
		f.exec("INSERT INTO earmark VALUES (40, 2, 'x', 'project', 'x', 4, 'x', 'x', 'officer', '2012-07-20T10:00:00Z')")
		f.exec("UPDATE balance SET usd = usd + 1 WHERE account = 'cash'")
		want := []string{
			"earmark 12: verify.not_as_recorded", "earmark 40: verify.not_recorded", "earmark_assignment 2: verify.not_as_recorded",
			"earmark_transfer 1: verify.not_as_recorded", "earmark_closure 10: verify.missing",
			"earmark_transfer 1: verify.earmark_short", "account cash: verify.earmark_cash",
		}
		if diff := cmp.Diff(want, f.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// A transfer is not dated in a closed month.
func TestNoTransferInAClosedMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d)
		id := f.contribution("1")
		_, err := f.books.RecordReceipt(t.Context(), officer, contributions.PaymentIn{Contribution: id, On: "2012-05-02", Amount: "100.00"})
		if err != nil {
			t.Fatal(err)
		}
		f.exec(`INSERT INTO period_event (period, until, reason, journal_head, entered_by, recorded_at)
			VALUES ('2012-06', '2012-06-30', '', '0:x', 'me', '2012-07-20T10:00:00Z')`)
		in := earmark.TransferIn{
			Contribution: id, From: "unearmarked", To: "convention-29", Amount: "10.00", On: "2012-06-30",
			ConsentOn: "2012-06-01", ConsentReference: "Note 1", Reason: "x",
		}
		if _, err := f.Transfer(t.Context(), officer, in); !problem.Is(err, "period.closed") {
			t.Errorf("in June: %v", err)
		}
		in.On = "2012-07-01"
		if _, err := f.Transfer(t.Context(), officer, in); err != nil {
			t.Errorf("in July: %v", err)
		}
	})
}
