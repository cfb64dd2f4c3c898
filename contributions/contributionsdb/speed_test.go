package contributionsdb_test

import (
	"context"
	"testing"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/dbtest"
)

// Status of contributions as of a day in the middle and as of the last one, and
// one donor's, with a million postings; each beside a bare scan of the index
// that has the same rows.
func BenchmarkStatusOfAMillionPostings(b *testing.B) {
	for _, engine := range dbtest.Engines {
		d := dbtest.Open(b, engine)
		books := open(b, d)
		dbtest.Million(b, d)
		middle, last := date.MustParse("2007-01-01"), date.MustParse("2012-07-20")
		for _, test := range []struct {
			name  string
			asOf  date.Date
			donor int64
		}{
			{"all, last day", last, 0}, {"all, five years ago", middle, 0}, {"one donor", last, 500},
		} {
			b.Run(string(engine)+"/"+test.name, func(b *testing.B) {
				dbtest.AgainstScan(b, d, test.donor, test.asOf, func() error {
					rows, err := books.Status(b.Context(), test.asOf, contributions.Filter{Donor: test.donor})
					if err == nil && len(rows) == 0 {
						b.Fatal("no rows")
					}
					return err
				})
			})
		}
	}
}

func (b *books) view(fn func(ctx context.Context) error) {
	b.t.Helper()
	if err := b.db.View(b.t.Context(), fn); err != nil {
		b.t.Fatal(err)
	}
}
