package contributionsdb_test

import (
	"fmt"
	"testing"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// A large import is written in parts, in one transaction: a contribution that
// comes again after it was written is known, and an import that is abandoned
// writes nothing.
func TestLoadInParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		on, value := date.MustParse("2012-02-01"), contributions.Valuation{}
		pay := func(l *contributions.Loading, donor *contributions.Donor, reference string) (contributions.Entry, error) {
			c, err := l.Contribution(donor, contributions.ContributionIn{Reference: reference, Year: 2012, Currency: "USD"})
			if err != nil {
				return contributions.Entry{}, err
			}
			if value, err = l.Value(usd("1.00"), on); err != nil {
				return contributions.Entry{}, err
			}
			return c.Record(contributions.Receipt, contributions.Fact{On: on, Amount: usd("1.00"), Valuation: value})
		}
		load := func(source string, abandon bool) error {
			return b.Load(t.Context(), officer, source, contributions.File{Name: source, SHA256: source}, func(l *contributions.Loading) error {
				austria, err := l.Donor(contributions.DonorIn{Party: "AUT"})
				if err != nil {
					return err
				}
				for i := range 2500 {
					if abandon && i == 10 {
						l.Abandon()
					}
					if _, err := pay(l, austria, fmt.Sprint(i)); err != nil {
						return err
					}
				}
				ireland, err := l.Donor(contributions.DonorIn{Party: "IRL"})
				if err != nil {
					return err
				}
				if _, err := pay(l, ireland, "the last"); err != nil {
					return err
				}
				again, err := pay(l, austria, "0")
				if err == nil && again.Seq != 2 {
					t.Errorf("%s: the first contribution's second payment is entry %d", source, again.Seq)
				}
				return err
			})
		}
		if err := load("kept", false); err != nil {
			t.Fatal(err)
		}
		b.sound()
		if n := len(b.done()); n != 100 {
			t.Errorf("%d records in the first page of the journal", n)
		}
		if err := load("abandoned", true); err != nil {
			t.Fatal(err)
		}
		list, err := b.Contributions(t.Context(), contributions.Filter{})
		if err != nil || len(list) != 2501 {
			t.Errorf("%d contributions, %v; want 2501", len(list), err)
		}
	})
}
