package contributionsdb_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// What is kept of random lives, recorded in any order of dates, with reversals,
// refunds and corrections of rates dated back, is on every day what the replay of
// the history comes to, and what the entries and postings add up to anew. It is
// the same when it is made of books that did not have it.
func TestStandingsAreTheReplayOfHistories(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		r := rand.New(rand.NewPCG(30, 2))
		for month := 1; month <= 7; month++ {
			b.rate("EUR", fmt.Sprintf("2012-%02d-01", month), fmt.Sprintf("0.7%d", r.IntN(10)))
		}
		donor := b.donor("AUT")
		for life := range 3 {
			b.randomLives(r, donor, fmt.Sprint(life))
		}
		b.sound()
		b.standingsHold()
		before := b.standings()
		dbtest.Tamper(t.Context(), t, d, "standing", "DELETE FROM standing")
		b.exec(dbtest.KeepStandings(d.Engine()))
		if diff := gocmp.Diff(before, b.standings()); diff != "" || len(before) == 0 {
			t.Errorf("kept for the first time (-with the entries +afterwards):\n%s", diff)
		}
	})
}

// randomLives has contributions in euros and in dollars to which anything
// happens, as far as it is not refused.
func (b *books) randomLives(r *rand.Rand, donor contributions.Donor, name string) {
	b.t.Helper()
	ctx := b.t.Context()
	var list []contributions.Contribution
	for i, currency := range []string{"EUR", "USD", "EUR"} {
		list = append(list, b.contribution(donor.ID, fmt.Sprint(name, "/", i), currency))
	}
	done := map[contributions.Kind]int{}
	for range 120 {
		c := list[r.IntN(len(list))]
		on := fmt.Sprintf("2012-%02d-%02d", 1+r.IntN(7), 1+r.IntN(20))
		amount := fmt.Sprintf("%d.%02d", r.IntN(500), r.IntN(100))
		promise := contributions.PromiseIn{Contribution: c.ID, On: on, Amount: amount}
		payment := contributions.PaymentIn{Contribution: c.ID, On: on, Amount: amount}
		var e contributions.Entry
		var err error
		switch r.IntN(9) {
		case 0:
			e, err = b.RecordPledge(ctx, officer, promise)
		case 1:
			e, err = b.RecordAgreement(ctx, officer, promise)
		case 2, 3, 4:
			e, err = b.RecordReceipt(ctx, officer, payment)
		case 5:
			payment.Reason = "sent back"
			e, err = b.RecordRefund(ctx, officer, payment)
		case 6:
			_, err = b.Revalue(ctx, officer, on)
		default:
			h, err2 := b.Contribution(ctx, c.ID)
			if err2 != nil {
				b.t.Fatal(err2)
			}
			if len(h.Entries) == 0 {
				continue
			}
			e, err = b.Reverse(ctx, officer, h.Entries[r.IntN(len(h.Entries))].ID, "a mistake")
		}
		if _, refused := problem.As(err); err != nil && !refused {
			b.t.Fatal(err)
		}
		if err == nil {
			done[e.Kind]++
		}
	}
	for _, kind := range []contributions.Kind{contributions.Pledge, contributions.Receipt, contributions.Reversal} {
		if done[kind] == 0 {
			b.t.Fatalf("no %s among %v", kind, done)
		}
	}
}

// standingsHold compares what is kept on every day with the replay and with what
// is added up anew.
func (b *books) standingsHold() {
	b.t.Helper()
	ctx := b.t.Context()
	list, err := b.Contributions(ctx, contributions.Filter{})
	if err != nil {
		b.t.Fatal(err)
	}
	histories := map[int64]contributions.History{}
	for _, c := range list {
		if histories[c.ID], err = b.Contribution(ctx, c.ID); err != nil {
			b.t.Fatal(err)
		}
	}
	store := contributionsdb.New(b.db)
	for on := date.MustParse("2011-12-31"); !on.After(date.MustParse("2012-08-01")); on = on.AddDays(1) {
		positions := map[string]map[int64]contributions.Position{}
		for name, read := range map[string]func(context.Context, []contributions.Contribution, date.Date) ([]contributions.Sum, error){
			"kept": store.Standings, "added up": store.Sums,
		} {
			of := map[int64][]contributions.Sum{}
			b.view(func(ctx context.Context) error {
				sums, err := read(ctx, list, on)
				for _, s := range sums {
					of[s.Contribution] = append(of[s.Contribution], s)
				}
				return err
			})
			positions[name] = map[int64]contributions.Position{}
			for _, c := range list {
				if positions[name][c.ID], err = contributions.PositionOf(c.Currency, of[c.ID]); err != nil {
					b.t.Fatal(err)
				}
			}
		}
		for _, c := range list {
			want, err := histories[c.ID].Position(on)
			if err != nil {
				b.t.Fatal(err)
			}
			for name, got := range positions {
				if got[c.ID] != want {
					b.t.Fatalf("contribution %d on %s, %s:\n got %v\nwant %v", c.ID, on, name, got[c.ID], want)
				}
			}
		}
	}
}

// standings are the rows that are kept.
func (b *books) standings() (rows []string) {
	b.t.Helper()
	b.view(func(ctx context.Context) error {
		return b.db.Conn(ctx).NewRaw("SELECT contribution_id || ' ' || from_date || ' ' || to_date || ' ' || sums FROM standing").Scan(ctx, &rows)
	})
	slices.SortFunc(rows, cmp.Compare[string])
	return rows
}

// Whoever changes what is kept past the program is found out by verify, and
// rows do not go away.
func TestStandingsThatWereTamperedWith(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		one, two := b.contribution(b.donor("AUT").ID, "1", "USD"), b.contribution(b.donor("IRL").ID, "2", "USD")
		for _, c := range []contributions.Contribution{one, two} {
			for _, on := range []string{"2012-03-01", "2012-02-01"} {
				b.must(b.RecordReceipt(t.Context(), officer, contributions.PaymentIn{Contribution: c.ID, On: on, Amount: "10.00"}))
			}
		}
		b.sound()
		for _, s := range []string{"DELETE FROM standing", "UPDATE standing SET from_date = '2012-01-01'", "UPDATE standing SET contribution_id = contribution_id + 5"} {
			if err := b.try(s); !problem.Is(err, "posted.immutable") {
				t.Errorf("%s: %v", s, err)
			}
		}
		of := func(c contributions.Contribution) string {
			return fmt.Sprintf("contribution %d: verify.standing", c.ID)
		}
		for _, tt := range []struct {
			statement string
			args      []any
			want      []string
		}{
			{"UPDATE standing SET sums = '/memo:advance -100000 -100000;receipt/ 100000 100001' WHERE contribution_id = ? AND from_date = '2012-02-01'", []any{two.ID}, []string{of(two)}},
			{"UPDATE standing SET to_date = '2012-03-02' WHERE contribution_id = ? AND from_date = '2012-02-01'", []any{one.ID}, []string{of(one), of(two)}},
			{"INSERT INTO standing SELECT id, '2012-01-01', '2012-01-31', '' FROM contribution WHERE id = ?", []any{two.ID}, []string{of(one), of(two)}},
		} {
			b.exec(tt.statement, tt.args...)
			if diff := gocmp.Diff(tt.want, b.findings()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.statement, diff)
			}
		}
	})
}
