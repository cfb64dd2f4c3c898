package contributionsdb_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/date"
	"article30/internal/dbtest"
	"article30/internal/money"
)

// One receipt after the other, each in a transaction of its own with its
// postings, balances and journal entry.
func BenchmarkRecordReceipt(b *testing.B) {
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			books := open(b, dbtest.Open(b, engine))
			books.rate("EUR", "2012-01-01", "0.77")
			donor := books.donor("AUT")
			var c contributions.Contribution
			n := 0
			for b.Loop() {
				if n%10 == 0 {
					b.StopTimer()
					c = books.contribution(donor.ID, fmt.Sprint(n), "EUR")
					b.StartTimer()
				}
				n++
				books.must(books.RecordReceipt(b.Context(), officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "10.00"}))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "receipts/s")
		})
	}
}

// A thousand contributions with a pledge and a receipt each, in one
// transaction.
func BenchmarkLoadInBulk(b *testing.B) {
	const size = 1000
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			books := open(b, dbtest.Open(b, engine))
			n := 0
			for b.Loop() {
				n++
				books.bulk(fmt.Sprintf("bulk %d", n), money.USD, size, contributions.Pledge, contributions.Receipt)
			}
			b.ReportMetric(float64(2*size*b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// bulk records contributions of Austria with an entry of each kind.
func (b *books) bulk(source string, currency money.Currency, size int, kinds ...contributions.Kind) {
	b.t.Helper()
	amount, err := money.Parse("100", currency)
	if err != nil {
		b.t.Fatal(err)
	}
	on := date.MustParse("2012-02-01")
	err = b.Load(b.t.Context(), officer, source, contributions.File{Name: "bulk", SHA256: source}, func(l *contributions.Loading) error {
		donor, err := l.Donor(contributions.DonorIn{Party: "AUT"})
		if err != nil {
			return err
		}
		value, err := l.Value(amount, on)
		if err != nil {
			return err
		}
		for i := range size {
			c, err := l.Contribution(donor, contributions.ContributionIn{Reference: fmt.Sprint(i), Year: 2012, Currency: string(currency)})
			if err != nil {
				return err
			}
			for _, kind := range kinds {
				if _, err := c.Record(kind, contributions.Fact{On: on, Amount: amount, Valuation: value}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// The balance of one donor when the books have ten thousand postings and when
// they have a million: the metric says how many times longer the second takes.
func BenchmarkDonorBalance(b *testing.B) {
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			large := fill(open(b, dbtest.Open(b, engine)))
			large.postings(10_000)
			few := large.read(500)
			large.postings(990_000)
			many := large.read(500)
			for b.Loop() {
				large.read(1)
			}
			b.ReportMetric(many/few, "million/ten-thousand")
		})
	}
}

// filling is books that are filled through the store, as an import does it: a
// thousand donors with a contribution each.
type filling struct {
	*books
	store         *contributionsdb.Store
	contributions []*contributions.Contribution
	receipts      int
}

func fill(b *books) *filling {
	f := &filling{books: b, store: contributionsdb.New(b.db)}
	f.update(func(ctx context.Context) error {
		var donors []*contributions.Donor
		for i := range 1000 {
			donors = append(donors, &contributions.Donor{Name: fmt.Sprintf("donor %d", i), Kind: contributions.Private, Source: "bench"})
		}
		if err := f.store.AddDonors(ctx, donors); err != nil {
			return err
		}
		for _, d := range donors {
			f.contributions = append(f.contributions, &contributions.Contribution{
				Source: "bench", Reference: d.Name, Donor: d.ID, Year: 2012, Currency: money.USD,
				Mode: contributions.InCash, EnteredBy: "bench",
			})
		}
		return f.store.AddContributions(ctx, f.contributions)
	})
	return f
}

func (f *filling) update(fn func(ctx context.Context) error) {
	f.t.Helper()
	if err := f.db.Update(f.t.Context(), fn); err != nil {
		f.t.Fatal(err)
	}
}

// postings adds so many postings, four to each receipt on a pledge, ten
// thousand receipts to a transaction.
func (f *filling) postings(n int) {
	f.t.Helper()
	accounts := []contributions.Account{contributions.Cash, contributions.Revenue, contributions.MemoPledged, contributions.MemoPledges}
	on := date.MustParse("2012-02-01")
	for left := n / len(accounts); left > 0; {
		var entries []*contributions.Entry
		for range min(left, 10_000) {
			c := f.contributions[f.receipts%len(f.contributions)]
			e := &contributions.Entry{
				Contribution: c.ID, Donor: c.Donor, Seq: f.receipts/len(f.contributions) + 1,
				Kind: contributions.Receipt, On: on, DateKnown: true,
				Amount: usd("1.00"), Settles: usd("1.00"), Valuation: contributions.Valuation{USD: usd("1.00"), Basis: contributions.Par},
				EnteredBy: "bench",
			}
			for i, account := range accounts {
				amount := usd("1.00")
				if i == 1 || i == 2 {
					amount = amount.Neg()
				}
				e.Postings = append(e.Postings, contributions.Posting{Account: account, On: on, Amount: amount, USD: amount})
			}
			entries = append(entries, e)
			f.receipts++
		}
		f.update(func(ctx context.Context) error { return f.store.AddEntries(ctx, entries) })
		left -= len(entries)
	}
}

// read is the seconds that reading a donor's balance takes, on average.
func (f *filling) read(times int) float64 {
	f.t.Helper()
	begin := time.Now()
	for i := range times {
		donor := f.contributions[i%len(f.contributions)].Donor
		if _, balances, err := f.DonorBalance(f.t.Context(), donor); err != nil || len(balances) != 4 {
			f.t.Fatal(balances, err)
		}
	}
	return time.Since(begin).Seconds() / float64(times)
}
