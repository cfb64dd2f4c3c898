package reportsdb_test

import (
	"context"
	"testing"

	"github.com/shopspring/decimal"

	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/reports"
)

// The statements as REST sends them, checked and with every entry, with a million
// postings: the status of contributions of all donors and of one, and the account
// of one donor; and the choice of the money that a spending draws on; each beside a
// bare scan of the index that has the same postings.
func BenchmarkStatementsOfAMillionPostings(b *testing.B) {
	last := date.MustParse("2012-07-20")
	for _, engine := range dbtest.Engines {
		d := dbtest.Open(b, engine)
		o := withEarmarks(open(b, d))
		dbtest.Million(b, d)
		p, err := locale.For("en")
		if err != nil {
			b.Fatal(err)
		}
		status := func(donor int64) func() error {
			return func() error {
				_, err := o.reports.StatusOfContributions(b.Context(), p, reports.StatusIn{AsOf: last, Donor: donor})
				return err
			}
		}
		for _, test := range []struct {
			name  string
			donor int64
			fn    func() error
		}{
			{"status of all", 0, status(0)},
			{"status of one donor", 500, status(500)},
			{"statement of one donor", 500, func() error {
				_, err := o.reports.DonorStatement(b.Context(), p, reports.DonorIn{Donor: 500, Period: reports.Period{To: last}})
				return err
			}},
			{"drawing", 0, func() error {
				return d.View(b.Context(), func(ctx context.Context) error {
					pool, err := o.earmarks.Pool(ctx)
					if err != nil {
						return err
					}
					_, err = pool.Draw(last, earmark.Want{Amount: money.FromUnits(1000_0000, money.USD)}, decimal.NewFromInt(13))
					return err
				})
			}},
		} {
			b.Run(string(engine)+"/"+test.name, func(b *testing.B) {
				dbtest.AgainstScan(b, d, test.donor, last, test.fn)
			})
		}
	}
}
