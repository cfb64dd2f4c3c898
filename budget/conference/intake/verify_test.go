package intake_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget/conference"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// Whoever gets past the triggers, or changes a table that has none, is found
// out, and the place is named.
func TestVerifyFindsTampering(t *testing.T) {
	cases := []struct{ table, statement, place, code string }{
		{"session_dates", "UPDATE session_dates SET opening = '2012-10-14' WHERE session_id = '6' AND seq = 1", "session 6, dates 1", "conference.not_as_recorded"},
		{"session_dates", "UPDATE session_dates SET reason = 'none' WHERE session_id = '6' AND seq = 2", "session 6, dates 2", "conference.not_as_recorded"},
		{"session_dates", "UPDATE session_dates SET entered_by = 'mallory' WHERE session_id = '6' AND seq = 2", "session 6, dates 2", "conference.not_as_recorded"},
		{"session_dates", "UPDATE session_dates SET recorded_at = '2012-01-01T10:00:00Z' WHERE session_id = '6' AND seq = 2", "session 6, dates 2", "conference.not_as_recorded"},
		{"session_dates", "DELETE FROM session_dates WHERE session_id = '6' AND seq = 2", "session 6, dates 2", "conference.gone"},
		{"session_dates", "INSERT INTO session_dates SELECT session_id, 3, opening, closing, reason, source, entered_by, recorded_at FROM session_dates WHERE session_id = '6' AND seq = 1", "session 6, dates 3", "conference.not_recorded"},
		{"session_dates", "DELETE FROM session_dates WHERE session_id = '6' AND seq = 1", "session 6, dates 1", "conference.gone"},
		{"session", "UPDATE session SET kind = 'special' WHERE id = '7'", "session 7, dates 1", "conference.not_as_recorded"},
		{"consent", "UPDATE consent SET deposited = '2012-10-01' WHERE party_id = 'DEU' AND instrument = 'convention'", "consent DEU/convention", "conference.not_as_recorded"},
		{"consent", "DELETE FROM consent WHERE party_id = 'DEU' AND instrument = 'firearms'", "consent DEU/firearms", "conference.gone"},
		{"consent", "INSERT INTO consent SELECT 'USA', 'firearms', signed, deposited, kind, source, source_date FROM consent WHERE party_id = 'AUT' AND instrument = 'convention'", "consent USA/firearms", "conference.not_recorded"},
		{"party", "UPDATE party SET name = 'Nowhere' WHERE id = 'AUT'", "participant AUT", "conference.not_as_recorded"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, _ := seeded(t, d)
		ctx := context.Background()
		if _, err := service.MoveOpening(ctx, clerk, "6", day("2012-10-22"), day("2012-10-26"), "the hall"); err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			wantFindings(ctx, t, service)
			undo := errors.New("undo")
			err := d.Update(ctx, func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d, c.table, c.statement)
				wantFindings(ctx, t, service, conference.Finding{Place: c.place, Code: c.code})
				return undo
			})
			if err != undo {
				t.Errorf("%s: %v", c.statement, err)
			}
		}
	})
}

func wantFindings(ctx context.Context, t *testing.T, service *conference.Service, want ...conference.Finding) {
	t.Helper()
	got, err := service.Verify(ctx)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}
