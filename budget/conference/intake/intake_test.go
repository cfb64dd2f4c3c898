package intake_test

import (
	"context"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	"article30/budget/conference/intake"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/journal"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// The clock of these tests stands at noon of 20 July 2012.
var clock = date.Fixed(time.Date(2012, 7, 20, 12, 0, 0, 0, time.UTC))

var clerk = access.Operator("clerk")

func day(s string) date.Date { return date.MustParse(s) }

func newService(d *db.DB) (*conference.Service, *journal.Journal) {
	j := journal.New(d, clock)
	return conference.New(conference.Config{Store: conferencedb.New(d), Journal: j, Clock: clock}), j
}

// seeded is a service on a database with the published data.
func seeded(t *testing.T, d *db.DB) (*conference.Service, *journal.Journal) {
	t.Helper()
	service, j := newService(d)
	if err := intake.Seed(context.Background(), service); err != nil {
		t.Fatal(err)
	}
	return service, j
}

func file(t *testing.T, name, content string) *sheet.Source {
	t.Helper()
	src, err := sheet.FromBytes(name, []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

type importFunc func(context.Context, *conference.Service, access.Actor, *sheet.Source, intake.Options) (*sheet.Report, error)

func load(t *testing.T, f importFunc, service *conference.Service, src *sheet.Source, opts intake.Options) *sheet.Report {
	t.Helper()
	report, err := f(context.Background(), service, clerk, src, opts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func wantCounts(t *testing.T, what string, r *sheet.Report, read, added, updated, unchanged int) {
	t.Helper()
	if r.Read != read || r.Added != added || r.Updated != updated || r.Unchanged != unchanged {
		t.Errorf("%s: read %d, added %d, updated %d, unchanged %d; want %d, %d, %d, %d",
			what, r.Read, r.Added, r.Updated, r.Unchanged, read, added, updated, unchanged)
	}
}

// wantRefused compares line, column and code of each refusal.
func wantRefused(t *testing.T, r *sheet.Report, want ...string) {
	t.Helper()
	var got []string
	for _, f := range r.Refused {
		got = append(got, strings.Join([]string{itoa(f.Line), f.Column, f.Code}, " | "))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("refused\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func wantNotices(t *testing.T, r *sheet.Report, want ...string) {
	t.Helper()
	var got []string
	for _, f := range r.Notices {
		got = append(got, strings.Join([]string{itoa(f.Line), f.Column, f.Code}, " | "))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("noticed\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func records(t *testing.T, d *db.DB, j *journal.Journal) []journal.Record {
	t.Helper()
	var list []journal.Record
	err := d.View(context.Background(), func(ctx context.Context) (err error) {
		list, err = j.List(ctx, journal.Filter{Limit: 10_000})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if !problem.Is(err, code) {
		t.Errorf("got %v, want %s", err, code)
	}
}
