package intake_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions/intake"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/problem"
)

// A row dated in a closed month is refused at its date, with the month that it
// may go to; one that the books have is known whatever is closed since.
func TestRowsOfClosedMonths(t *testing.T) {
	const head = "reference,donor,donor_kind,year,mode,currency,pledged,paid_on,paid\n"
	const known = "1,A friend,private,2012,,USD,,2012-02-15,40.00\n"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2014-01-01")
		b.load(intake.ImportContributions, "ours.csv", head+known, intake.Options{})
		err := d.Update(t.Context(), func(ctx context.Context) error {
			_, err := d.Conn(ctx).ExecContext(ctx, `INSERT INTO period_event (period, until, reason, journal_head, entered_by, recorded_at)
				VALUES ('2012-02', '2012-02-29', '', '0:x', 'me', '2012-07-20T10:00:00Z')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r := b.load(intake.ImportContributions, "ours.csv", head+known+
			"2,A friend,private,2012,,USD,,2012-02-29,10.00\n3,A friend,private,2012,,USD,,2012-03-01,10.00\n", intake.Options{SkipRefused: true})
		if r.Unchanged != 1 || r.Added != 1 || len(r.Refused) != 1 {
			t.Fatal(summary(r))
		}
		en, err := locale.For("en")
		if err != nil {
			t.Fatal(err)
		}
		f := r.Refused[0]
		_, text := en.Problem(&problem.Error{Code: f.Code, Args: f.Args})
		got := []string{f.Column, f.Value, text}
		if diff := cmp.Diff([]string{"paid_on", "2012-02-29", "February 2012 is closed; the first open month is March 2012."}, got); diff != "" {
			t.Errorf("refused (-want +got):\n%s", diff)
		}
		b.sound()
	})
}
