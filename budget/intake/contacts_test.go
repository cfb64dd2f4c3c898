package intake_test

import (
	"context"
	"testing"

	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	conferenceintake "article30/budget/conference/intake"
	"article30/budget/contact"
	"article30/budget/contact/contactdb"
	"article30/budget/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
)

const addresses = `party,address,name,language,since,until,reason
France,mission.fr@example.org,Mission permanente,fr,2012-01-01,,
AUT,mission.at@example.org,,en,2012-01-01,,
مصر,mission.eg@example.org,البعثة الدائمة,ar,2012-01-01,2013-12-31,
`

func TestImportContacts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		log := journal.New(d, date.System())
		c := conference.New(conference.Config{Store: conferencedb.New(d), Journal: log, Clock: date.System()})
		if err := conferenceintake.Seed(ctx, c); err != nil {
			t.Fatal(err)
		}
		s := contact.New(contact.Config{Store: contactdb.New(d), Journal: log, Conference: c, Clock: date.System()})
		load := func(text string, opts intake.RecordOptions) string {
			t.Helper()
			report, err := intake.ImportContacts(ctx, s, officer, source(t, "contacts.csv", []byte(text)), opts)
			if err != nil {
				t.Fatal(err)
			}
			return reasons(report)
		}
		has := func(want int) {
			t.Helper()
			book, err := s.Book(ctx)
			if err != nil || len(book) != want {
				t.Fatalf("%d contacts, want %d: %v", len(book), want, err)
			}
		}
		// A name that nobody bears refuses the whole file, unless rows are skipped.
		if got, want := load(addresses, intake.RecordOptions{}), "4 party \"مصر\" conference.unknown_name\n"; got != want {
			t.Errorf("got %swant %s", got, want)
		}
		has(0)
		load(addresses, intake.RecordOptions{SkipRefused: true, DryRun: true})
		has(0)
		load(addresses, intake.RecordOptions{SkipRefused: true})
		has(2)
		if got, want := load("party,address,language,since\nFRA,x@example.org,fr,2012-01-01\nFRA,\"a@example.org\r\nBcc: b@example.org\",fr,2012-02-01\n", intake.RecordOptions{}),
			"2 address \"x@example.org\" contact.no_reason\n3 address \"a@example.org\\nBcc: b@example.org\" contact.address\n"; got != want {
			t.Errorf("got %swant %s", got, want)
		}
		has(2)
	})
}
