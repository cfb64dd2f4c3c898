package hledger_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	conferenceintake "article30/budget/conference/intake"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/contributions/intake"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/published"
	"article30/internal/sheet"
)

// postings adds up what the database has, row by row.
func postings(t testing.TB, d *db.DB) table {
	t.Helper()
	found := table{}
	err := d.View(t.Context(), func(ctx context.Context) error {
		rows, err := d.Conn(ctx).QueryContext(ctx, "SELECT account, donor_id, currency, amount, usd FROM posting")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var account, currency string
			var donor, amount, usd int64
			if err := rows.Scan(&account, &donor, &currency, &amount, &usd); err != nil {
				return err
			}
			found.add(place{"usd", account, donor, currency}, decimal.New(usd, -4))
			found.add(place{"original", account, donor, currency}, decimal.New(amount, -4))
		}
		return rows.Err()
	})
	must(t, err)
	return found
}

// agree has hledger add the journal up and compares what it finds, for each
// donor and for all of them, with the postings and with the kept balances.
func agree(t *testing.T, d *db.DB, text string) {
	t.Helper()
	must(t, check(t, text))
	found := balances(t, text)
	if len(found) == 0 {
		t.Fatal("hledger finds nothing")
	}
	if diff := cmp.Diff(postings(t, d), found); diff != "" {
		t.Errorf("by donor (-postings +hledger):\n%s", diff)
	}
	kept := table{}
	for _, k := range remembered(t, contributionsdb.New(d)).kept {
		kept.put(k.Account, k.Donor, k.Booked)
	}
	if diff := cmp.Diff(kept, found); diff != "" {
		t.Errorf("by donor (-kept +hledger):\n%s", diff)
	}
	if diff := cmp.Diff(kept.overAll(), trialBalance(t, text)); diff != "" {
		t.Errorf("trial balance (-kept +hledger):\n%s", diff)
	}
}

// trialBalance is the balances that hledger finds when every donor is the same
// one.
func trialBalance(t testing.TB, text string) table {
	t.Helper()
	return balances(t, text, "--ignore-assertions", `--alias=/[^:]*\([0-9]+\)/=All (0)`)
}

// publishedBooks are books with the published rates and contributions.
func publishedBooks(t testing.TB, d *db.DB) *contributions.Service {
	t.Helper()
	ctx, officer := t.Context(), access.Operator("officer")
	clock := date.Fixed(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	kept := journal.New(d, clock)
	participants := conference.New(conference.Config{Store: conferencedb.New(d), Journal: kept, Clock: clock})
	must(t, conferenceintake.Seed(ctx, participants))
	s := contributions.New(contributions.Settings{
		Store: contributionsdb.New(d), Journal: kept, Participants: participants, Clock: clock,
	})
	load := func(name string, run func(context.Context, *contributions.Service, access.Actor, *sheet.Source, intake.Options) (*sheet.Report, error)) {
		src, err := sheet.FromBytes(name, published.Bytes(name))
		must(t, err)
		report, err := run(ctx, s, officer, src, intake.Options{})
		must(t, err)
		if report.Added != report.Read || report.Read == 0 {
			t.Fatalf("%s: %d of %d rows", name, report.Added, report.Read)
		}
	}
	load(published.UNORE, intake.ImportRates)
	load(published.CERF, intake.ImportContributions)
	return s
}

// All published contributions: hledger adds the same books up to the same
// balances, on both engines to the same bytes, and the status of contributions
// is what it finds in the accounts on any day.
func TestPublishedContributions(t *testing.T) {
	texts := map[string]string{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := publishedBooks(t, d)
		text := written(t, contributionsdb.New(d))
		texts[text] = t.Name()
		agree(t, d, text)

		cash := decimal.Zero
		for p, b := range trialBalance(t, text) {
			if p.side == "usd" && p.account == string(contributions.Cash) {
				cash = cash.Add(decimal.RequireFromString(b))
			}
		}
		if cash.String() != "4638260274.22" { // the sum of the published payments
			t.Errorf("hledger finds %s dollars", cash)
		}

		for _, day := range []string{"2006-12-31", "2009-06-30", "2012-10-15", "2026-11-23"} {
			asOf := date.MustParse(day)
			want := map[int64]string{}
			rows, err := s.Status(t.Context(), asOf, contributions.Filter{})
			must(t, err)
			sums := map[int64][2]decimal.Decimal{}
			for _, r := range rows {
				sum := sums[r.Donor.ID]
				sums[r.Donor.ID] = [2]decimal.Decimal{
					sum[0].Add(r.Received.Amount()).Sub(r.Refunded.Amount()), sum[1].Add(r.Outstanding.Amount()),
				}
			}
			for donor, sum := range sums {
				want[donor] = fmt.Sprint(sum[0].StringFixed(2), " paid, ", sum[1].StringFixed(2), " outstanding")
			}
			if diff := cmp.Diff(want, standing(t, text, asOf)); diff != "" || len(want) < 40 {
				t.Errorf("as of %s, %d donors (-status +hledger):\n%s", day, len(want), diff)
			}
		}
	})
	if len(texts) > 1 {
		t.Errorf("%d different journals of the same books", len(texts))
	}
}

// standing is what hledger finds of each donor at the end of the day: what was
// paid and not returned, and what is outstanding.
func standing(t testing.TB, text string, asOf date.Date) map[int64]string {
	t.Helper()
	sums := map[int64][2]decimal.Decimal{}
	for p, b := range balances(t, text, "--end", asOf.AddDays(1).String()) {
		sum := sums[p.donor]
		switch {
		case p.side != "usd":
			continue
		case p.account == string(contributions.Cash):
			sum[0] = sum[0].Add(decimal.RequireFromString(b))
		case p.account == string(contributions.Receivable) || p.account == string(contributions.MemoPledged):
			sum[1] = sum[1].Add(decimal.RequireFromString(b))
		}
		sums[p.donor] = sum
	}
	texts := map[int64]string{}
	for donor, sum := range sums {
		texts[donor] = fmt.Sprint(sum[0].StringFixed(2), " paid, ", sum[1].StringFixed(2), " outstanding")
	}
	return texts
}

// A posting that somebody changes in the database, past the program, does not
// get past hledger.
func TestHledgerSeesAChangedRow(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	store := contributionsdb.New(d)
	must(t, store.Update(t.Context(), func(ctx context.Context) error {
		donor := contributions.Donor{Name: "Donor", Kind: contributions.Private, Source: "test"}
		if err := store.AddDonors(ctx, []*contributions.Donor{&donor}); err != nil {
			return err
		}
		h := history(1, money.USD)
		e, err := contributions.Decide(*h, contributions.Receipt, told("2012-07-04", "500.00 USD", ""))
		if err := record(h, e, err); err != nil {
			return err
		}
		return keep(ctx, store, donor.ID, *h)
	}))
	must(t, check(t, written(t, store)))
	must(t, store.Update(t.Context(), func(ctx context.Context) error {
		for _, statement := range []string{
			"DROP TRIGGER posting_update",
			"UPDATE posting SET usd = usd + 100 WHERE account = 'cash'",
			"UPDATE posting SET usd = usd - 100 WHERE account = 'revenue'",
		} {
			if _, err := d.Conn(ctx).ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	}))
	if err := check(t, written(t, store)); err == nil {
		t.Error("hledger sees nothing")
	}
}
