package contact_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	"article30/budget/contact"
	"article30/budget/contact/contactdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/problem"

	conferenceintake "article30/budget/conference/intake"
)

var officer = access.Actor{Name: "sara", Roles: []access.Role{access.Secretariat}}

func newService(t *testing.T, d *db.DB) *contact.Service {
	t.Helper()
	clock := date.Fixed(time.Date(2012, 7, 20, 9, 0, 0, 0, date.Vienna()))
	log := journal.New(d, clock)
	c := conference.New(conference.Config{Store: conferencedb.New(d), Journal: log, Clock: clock})
	if err := conferenceintake.Seed(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	return contact.New(contact.Config{Store: contactdb.New(d), Journal: log, Conference: c, Clock: clock})
}

// A party has one address on a day: the last that began, unless it has ended.
func TestOneAddressOnADay(t *testing.T) {
	c := func(party, address, since, until string, seq int) contact.Contact {
		one := contact.Contact{Party: conference.ParticipantID(party), Address: address, Since: date.MustParse(since), Seq: seq}
		if until != "" {
			one.Until = date.MustParse(until)
		}
		return one
	}
	book := contact.Book{
		c("AUT", "old@example.org", "2012-01-01", "", 1),
		c("AUT", "misprint@example.org", "2012-06-01", "", 1),
		c("AUT", "new@example.org", "2012-06-01", "", 2),
		c("FRA", "closed@example.org", "2012-01-01", "2012-03-31", 1),
	}
	for _, tt := range []struct{ party, on, want string }{
		{"AUT", "2011-12-31", ""},
		{"AUT", "2012-01-01", "old@example.org"},
		{"AUT", "2012-05-31", "old@example.org"},
		{"AUT", "2012-06-01", "new@example.org"},
		{"FRA", "2012-03-31", "closed@example.org"},
		{"FRA", "2012-04-01", ""},
		{"DEU", "2012-04-01", ""},
	} {
		got, ok := book.Of(conference.ParticipantID(tt.party), date.MustParse(tt.on))
		if ok != (tt.want != "") || ok && got.Address != tt.want {
			t.Errorf("%s on %s: %q, %v; want %q", tt.party, tt.on, got.Address, ok, tt.want)
		}
	}
	if on := book.On(date.MustParse("2012-07-20")); len(on) != 1 || on[0].Address != "new@example.org" {
		t.Errorf("%+v", on)
	}
}

func TestAddresses(t *testing.T) {
	for _, good := range []string{
		"a@b.co", "mission.of+cop@xn--e1afmkfd.example", "O'Brien@example.org", strings.Repeat("a", 64) + "@example.org", " a@example.org ",
	} {
		if got, err := contact.ParseAddress(good); err != nil || got != strings.TrimSpace(good) {
			t.Errorf("%q: %q, %v", good, got, err)
		}
	}
	for _, bad := range []string{
		"", "a", "a@b", "@example.org", "a@", "a@@example.org", "a b@example.org", "a@example.org\r\nBcc: x@example.org", "a@example.org,b@example.org",
		"A <a@example.org>", "a@example.org>", ".a@example.org", "a..b@example.org", "a@-example.org", "a@exa_mple.org", "ä@example.org", "a@exämple.org",
		"a@[127.0.0.1]", "a@example.org.", "a@127.0.0.1", strings.Repeat("a", 65) + "@example.org", "a@" + strings.Repeat("b.", 130) + "org", "a@example.org\x00",
	} {
		if _, err := contact.ParseAddress(bad); !problem.Is(err, "contact.address") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestSet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := newService(t, d)
		in := contact.SetContactIn{Party: "France", Address: "mission@example.org", Name: "Permanent Mission", Language: "fr", Since: "2012-01-01"}
		if _, err := s.Set(ctx, access.Actor{Name: "denis", Roles: []access.Role{access.Delegate}}, in); !problem.Is(err, "access.denied") {
			t.Errorf("a delegate: %v", err)
		}
		first, err := s.Set(ctx, officer, in)
		if err != nil || first.Party != "FRA" || first.Seq != 1 {
			t.Fatalf("%+v, %v", first, err)
		}
		if again, err := s.Set(ctx, officer, in); err != nil || again.ID != first.ID {
			t.Errorf("the same again: %+v, %v", again, err)
		}
		in.Address = "other@example.org"
		if _, err := s.Set(ctx, officer, in); !problem.Is(err, "contact.no_reason") {
			t.Errorf("another without a reason: %v", err)
		}
		in.Reason, in.Until = "misprint", "2012-12-31"
		if c, err := s.Set(ctx, officer, in); err != nil || c.Seq != 2 {
			t.Errorf("%+v, %v", c, err)
		}
		_, err = s.Set(ctx, officer, contact.SetContactIn{Party: "Nowhere", Address: "a", Language: "de", Since: "2012-02-01", Until: "2012-01-31", Name: "a\nb"})
		e, _ := problem.As(err)
		want := map[string]string{
			"name": "budget.text_unprintable", "party": "conference.unknown_name", "address": "contact.address",
			"language": "conference.unknown_language", "until": "contact.ends_before",
		}
		for _, f := range e.Fields {
			if want[f.Path] != f.Code {
				t.Errorf("%s: %s", f.Path, f.Code)
			}
			delete(want, f.Path)
		}
		if len(want) > 0 {
			t.Errorf("not refused: %v", want)
		}
		if found, err := s.Verify(ctx); err != nil || len(found) > 0 {
			t.Fatalf("%+v, %v", found, err)
		}
		for _, statement := range []string{
			"UPDATE contact SET address = 'mallory@example.org'", "UPDATE contact SET language = 'en'", "UPDATE contact SET until = '2012-11-30' WHERE seq = 2",
			"UPDATE contact SET entered_by = 'mallory'", "UPDATE contact SET recorded_at = '2012-01-01T10:00:00Z'", "DELETE FROM contact WHERE seq = 2",
			"INSERT INTO contact VALUES (9, 'FRA', 'mallory@example.org', '', 'fr', '2012-07-01', NULL, 1, '', 'sara', '2012-07-20T07:00:00Z')",
		} {
			undone := errors.New("undone")
			err := d.Update(ctx, func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d, "contact", statement)
				if found, err := s.Verify(ctx); err != nil || len(found) == 0 {
					t.Errorf("%s: %+v, %v", statement, found, err)
				}
				return undone
			})
			if !errors.Is(err, undone) {
				t.Fatal(err)
			}
		}
	})
}
