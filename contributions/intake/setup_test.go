package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	conferenceintake "article30/budget/conference/intake"
	"article30/budget/period"
	"article30/budget/period/perioddb"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/contributions/intake"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/journal"
	"article30/internal/published"
	"article30/internal/sheet"
)

var officer = access.Operator("officer")

// books are contributions on a database that knows the participants.
type books struct {
	*contributions.Service
	t  testing.TB
	db *db.DB
}

func open(t testing.TB, d *db.DB, today string) *books {
	t.Helper()
	noon, err := time.Parse(time.DateTime, today+" 12:00:00")
	if err != nil {
		t.Fatal(err)
	}
	clock := date.Fixed(noon)
	kept := journal.New(d, clock)
	participants := conference.New(conference.Config{Store: conferencedb.New(d), Journal: kept, Clock: clock})
	if err := conferenceintake.Seed(t.Context(), participants); err != nil {
		t.Fatal(err)
	}
	return &books{contributions.New(contributions.Settings{
		Store: contributionsdb.New(d), Journal: kept, Participants: participants, Clock: clock,
		Periods: period.New(period.Config{Store: perioddb.New(d), Journal: kept, Clock: clock}),
	}), t, d}
}

type importer func(context.Context, *contributions.Service, access.Actor, *sheet.Source, intake.Options) (*sheet.Report, error)

// load imports text under a file's name.
func (b *books) load(run importer, name, text string, opts intake.Options) *sheet.Report {
	b.t.Helper()
	src, err := sheet.FromBytes(name, []byte(text))
	if err != nil {
		b.t.Fatal(err)
	}
	report, err := run(b.t.Context(), b.Service, officer, src, opts)
	if err != nil {
		b.t.Fatal(err)
	}
	return report
}

// unore loads the published rates.
func (b *books) unore() {
	b.t.Helper()
	report := b.load(intake.ImportRates, published.UNORE, string(published.Bytes(published.UNORE)), intake.Options{})
	if report.Added != 24920 || len(report.Refused) > 0 {
		b.t.Fatalf("rates: %s", summary(report))
	}
}

func named(t testing.TB, name string) []byte {
	t.Helper()
	text, ok := intake.Named(name)
	if !ok {
		t.Fatalf("no mapping %s", name)
	}
	return text
}

// summary is a report as a person reads it.
func summary(r *sheet.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: read %d, added %d, updated %d, unchanged %d, later %d\n",
		r.Kind, r.Mapping, r.Read, r.Added, r.Updated, r.Unchanged, r.Later)
	for _, f := range r.Refused {
		fmt.Fprintf(&b, "refused %d %s %q: %s %v\n", f.Line, f.Column, f.Value, f.Code, f.Args)
	}
	for _, n := range r.Notices {
		fmt.Fprintf(&b, "notice %d %s %q: %s %v\n", n.Line, n.Column, n.Value, n.Code, n.Args)
	}
	return b.String()
}

// sound is the judgement of Verify: nothing to find.
func (b *books) sound() {
	b.t.Helper()
	findings, err := b.Verify(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range findings {
		b.t.Errorf("%s: %s %v", f.Place, f.Code, f.Args)
	}
}
