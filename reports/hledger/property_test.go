package hledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
)

var kinds = []contributions.Kind{
	contributions.Pledge, contributions.PledgeRevision, contributions.Agreement, contributions.ConditionMet,
	contributions.Receipt, contributions.Receipt,
	contributions.Refund, contributions.WriteDown, contributions.Reversal,
}

// anyHistory is whatever can happen to a contribution within a few days, in
// whatever order of dates it is recorded.
func anyHistory(rt *rapid.T, number int64) contributions.History {
	own := rapid.SampledFrom([]money.Currency{"USD", "EUR", "JPY", "KWD"}).Draw(rt, "currency")
	h := history(number, own)
	for range rapid.IntRange(3, 14).Draw(rt, "steps") {
		kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
		on := date.MustParse("2012-01-01").AddDays(rapid.IntRange(0, 9).Draw(rt, "day"))
		var e contributions.Entry
		var err error
		if kind == contributions.Reversal {
			id := 100*number + int64(rapid.IntRange(1, len(h.Entries)+1).Draw(rt, "entry"))
			e, err = contributions.DecideReversal(*h, id, on, "a mistake")
		} else {
			e, err = contributions.Decide(*h, kind, anyFact(rt, own, kind, on))
		}
		_ = record(h, e, err) // what is refused did not happen
	}
	return *h
}

// anyFact is a promise of up to 200 units, or a payment or write-down of up to
// 50; a payment is sometimes in francs.
func anyFact(rt *rapid.T, own money.Currency, kind contributions.Kind, on date.Date) contributions.Fact {
	most := int64(50)
	if kind == contributions.Pledge || kind == contributions.PledgeRevision || kind == contributions.Agreement {
		most = 200
	}
	currency, settles := own, money.Money{}
	if (kind == contributions.Receipt || kind == contributions.Refund) && rapid.IntRange(0, 3).Draw(rt, "elsewhere") == 0 {
		currency, settles = "CHF", anyAmount(rt, own, most)
	}
	rate := ""
	if currency != money.USD {
		rate = rapid.SampledFrom([]string{"0.283", "0.77", "1", "1.316", "79.4"}).Draw(rt, "rate")
	}
	f := told(on.String(), anyAmount(rt, currency, most).String(), rate)
	f.Settles = settles
	f.Conditional = kind == contributions.Agreement && rapid.Bool().Draw(rt, "conditional")
	if (kind == contributions.Receipt || kind == contributions.Refund) && rapid.IntRange(0, 3).Draw(rt, "charged") == 0 {
		if charges := anyAmount(rt, currency, most); charges.Units() < f.Amount.Units() {
			f.Payment.Charges.Amount = charges
		}
	}
	f.Reason = rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool { return r != 0 }), 0, 20, -1).Draw(rt, "reason")
	return f
}

func anyAmount(rt *rapid.T, c money.Currency, most int64) money.Money {
	digits := int32(c.Digits())
	most = decimal.New(most, digits).IntPart()
	n := rapid.OneOf(rapid.Int64Range(1, most), rapid.SampledFrom([]int64{most / 5, most / 2, most})).Draw(rt, "amount")
	m, err := money.New(decimal.New(n, -digits), c)
	if err != nil {
		rt.Fatal(err)
	}
	return m
}

// Whatever is recorded, hledger balances every entry on its own and comes to
// the same balances.
func TestAnyHistory(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var histories []contributions.History
		for i := range rapid.IntRange(1, 4).Draw(rt, "contributions") {
			histories = append(histories, anyHistory(rt, int64(i+1)))
		}
		books := booked(histories...)
		want := table{}
		for _, l := range books.lines {
			want.put(l.Account, l.Donor, contributions.Booked{Amount: l.Amount, USD: l.USD})
		}
		found, err := judged(t, written(t, books))
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, found); diff != "" {
			rt.Fatalf("-postings +hledger:\n%s", diff)
		}
	})
}

// The same in the database, where the balances are kept with the postings: a
// few hundred contributions of donors with all kinds of names.
func TestAnyHistoryInTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store := contributionsdb.New(d)
		happened := map[contributions.Kind]int{}
		err := store.Update(t.Context(), func(ctx context.Context) error {
			var list []*contributions.Donor
			for i, text := range hostile {
				name := fmt.Sprint(i, strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "?"))
				list = append(list, &contributions.Donor{Name: name, Kind: contributions.Private, Source: "test"})
			}
			if err := store.AddDonors(ctx, list); err != nil {
				return err
			}
			for seed := range 450 {
				h := rapid.Custom(func(rt *rapid.T) contributions.History {
					return anyHistory(rt, int64(seed+1))
				}).Example(seed)
				if err := keep(ctx, store, list[seed%len(list)].ID, h); err != nil {
					return err
				}
				for _, e := range h.Entries {
					happened[e.Kind]++
				}
			}
			return nil
		})
		must(t, err)
		for _, kind := range kinds {
			if happened[kind] < 15 {
				t.Errorf("only %d of %s", happened[kind], kind)
			}
		}
		agree(t, d, written(t, store))
	})
}

// keep puts a history into the database under a donor.
func keep(ctx context.Context, store *contributionsdb.Store, donor int64, h contributions.History) error {
	c := h.Contribution
	c.Donor, c.Reference = donor, fmt.Sprint("2012/", c.ID)
	c.EnteredBy, c.RecordedAt = "officer", time.Date(2012, 7, 20, 0, 0, 0, 0, time.UTC)
	if err := store.AddContributions(ctx, []*contributions.Contribution{&c}); err != nil {
		return err
	}
	ids := map[int64]int64{}
	for _, e := range h.Entries {
		was := e.ID
		e.Contribution, e.Donor, e.Reverses = c.ID, donor, ids[e.Reverses]
		e.EnteredBy, e.RecordedAt = c.EnteredBy, c.RecordedAt
		if err := store.AddEntries(ctx, []*contributions.Entry{&e}); err != nil {
			return err
		}
		ids[was] = e.ID
	}
	return nil
}
