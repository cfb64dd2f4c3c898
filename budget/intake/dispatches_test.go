package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"article30/budget"
	conferenceintake "article30/budget/conference/intake"
	"article30/budget/intake"
	"article30/internal/access"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// register has the notes to two States parties and a signatory, out of their
// order, as clerks write them.
const register = `party,languages,sent_on,reference,channel
Kenya,all,2012-07-19,NV/2,
France,"fr, en",2012-07-18,NV/1,hand
Japan,en,2012-07-19,NV/3,email
France,AR/zh/ru/es,2012-07-20,NV/4,
`

func TestImportDispatches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		body, s := services(d)
		if err := conferenceintake.Seed(ctx, body); err != nil {
			t.Fatal(err)
		}
		const symbol = "CTOC/COP/2012/7"
		_, err := s.Create(ctx, officer, budget.CreateIn{Session: "6", Symbol: symbol, Title: "Budget", ContentIn: budget.ContentIn{
			Unit: "1", Columns: []budget.ColumnIn{{Year: 2013}}, Lines: []budget.LineIn{{Title: "Experts", Funding: "general_purpose", Amounts: []string{"1000"}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		load := func(text string, opts intake.DispatchOptions) *sheet.Report {
			t.Helper()
			opts.Symbol = symbol
			report, err := intake.ImportDispatches(ctx, s, officer, source(t, "register.csv", []byte(text)), opts)
			if err != nil {
				t.Fatal(err)
			}
			return report
		}
		has := func(want string) {
			t.Helper()
			var got strings.Builder
			list, err := s.Dispatches(ctx, symbol)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range list {
				fmt.Fprintln(&got, one.Party, one.Language, one.SentOn, one.Channel, one.Reference)
			}
			if got.String() != want {
				t.Errorf("got\n%swant\n%s", got.String(), want)
			}
			if found, err := s.Verify(ctx); err != nil || len(found) > 0 {
				t.Errorf("%+v, %v", found, err)
			}
		}
		if r := load(register, intake.DispatchOptions{RecordOptions: intake.RecordOptions{DryRun: true}}); r.Added != 4 || len(r.Refused) > 0 {
			t.Errorf("%+v", r)
		}
		has("")

		wrong := register + `Atlantis,en,2012-07-19,NV/5,
France,fr,2012-07-20,NV/6,
,en,2012-07-19,,
Kenya,,2012-07-19,,
Italy,"en,de",2012-07-19,,
Italy,en,2012-07-32,,pigeon
Italy,en,2012-07-21,,
Italy,"en,en",2012-07-20,,
Italy,en,2012-07-17,,
`
		want := `6 party "Atlantis" conference.unknown_name
7 party "France" circulation.duplicate
8 party "" circulation.whom
9 languages "" circulation.no_language
10 languages "en,de" conference.unknown_language
11 sent_on "2012-07-32" date.not_a_day
11 channel "pigeon" circulation.unknown_channel
12 sent_on "2012-07-21" circulation.in_future
13 languages "en,en" circulation.language_twice
14 reference "" circulation.no_evidence
`
		if r := load(wrong, intake.DispatchOptions{}); reasons(r) != want {
			t.Errorf("got\n%swant\n%s", reasons(r), want)
		}
		has("")
		if r := load("party,languages,sent_on,reference,chanel\nKenya,en,2012-07-19,NV/1,hand\n", intake.DispatchOptions{}); reasons(r) != "0 chanel \"\" budget_table.unknown_column\n" {
			t.Error(reasons(r))
		}
		has("")

		all := `FRA fr 2012-07-18 hand NV/1
FRA en 2012-07-18 hand NV/1
KEN ar 2012-07-19 note_verbale NV/2
KEN zh 2012-07-19 note_verbale NV/2
KEN en 2012-07-19 note_verbale NV/2
KEN fr 2012-07-19 note_verbale NV/2
KEN ru 2012-07-19 note_verbale NV/2
KEN es 2012-07-19 note_verbale NV/2
JPN en 2012-07-19 email NV/3
FRA ar 2012-07-20 note_verbale NV/4
FRA zh 2012-07-20 note_verbale NV/4
FRA ru 2012-07-20 note_verbale NV/4
FRA es 2012-07-20 note_verbale NV/4
`
		if r := load(wrong, intake.DispatchOptions{RecordOptions: intake.RecordOptions{SkipRefused: true}}); r.Added != 4 || reasons(r) != want {
			t.Errorf("%+v", r)
		}
		has(all)
		if r := load(register, intake.DispatchOptions{}); r.Unchanged != 4 || r.Added != 0 || len(r.Refused) > 0 {
			t.Errorf("the same register again: %+v", r)
		}
		has(all)
		if c, err := s.Circulation(ctx, symbol); err != nil || c.Snapshot.String() != "2012-07-18" {
			t.Errorf("the first row by its day fixes the addressees: %s, %v", c.Snapshot, err)
		}

		src := source(t, "register.csv", []byte(register))
		if _, err := intake.ImportDispatches(ctx, s, officer, src, intake.DispatchOptions{Symbol: "CTOC/1"}); !problem.Is(err, "budget.not_found") {
			t.Errorf("an unknown document: %v", err)
		}
		delegate := access.Actor{Name: "ken", Roles: []access.Role{access.Delegate}, State: "KEN"}
		r, err := intake.ImportDispatches(ctx, s, delegate, source(t, "one.csv", []byte("party,languages,sent_on\nItaly,en,2012-07-20\n")), intake.DispatchOptions{Symbol: symbol})
		if err != nil || len(r.Refused) != 1 {
			t.Errorf("a delegate writes the register: %+v, %v", r, err)
		}
		has(all)
	})
}

// What went out after the deadline is taken as what it is, or not at all.
func TestImportLateDispatches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		body, s := services(d)
		if err := conferenceintake.Seed(ctx, body); err != nil {
			t.Fatal(err)
		}
		const symbol = "CTOC/COP/2010/5"
		_, err := s.Create(ctx, officer, budget.CreateIn{Session: "5", Symbol: symbol, Title: "Budget", ContentIn: budget.ContentIn{
			Unit: "1", Columns: []budget.ColumnIn{{Year: 2011}}, Lines: []budget.LineIn{{Title: "Experts", Funding: "general_purpose", Amounts: []string{"1000"}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		load := func(opts intake.DispatchOptions) *sheet.Report {
			t.Helper()
			opts.Symbol = symbol
			text := "party,languages,sent_on,reference\nKenya,all,2010-08-19,NV/1\nItaly,all,2010-08-20,NV/2\n"
			r, err := intake.ImportDispatches(ctx, s, officer, source(t, "register.csv", []byte(text)), opts)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		if r := load(intake.DispatchOptions{}); reasons(r) != "3 sent_on \"2010-08-20\" circulation.late\n" {
			t.Error(reasons(r))
		}
		if r := load(intake.DispatchOptions{RecordAsLate: true}); !strings.HasPrefix(reasons(r), "2 reason \"\" budget.text_missing\n") {
			t.Error(reasons(r))
		}
		if r := load(intake.DispatchOptions{RecordAsLate: true, Reason: "the courier was ill"}); r.Added != 2 || len(r.Refused) > 0 {
			t.Error(reasons(r))
		}
		if c, err := s.Circulation(ctx, symbol); err != nil || c.RecordedLate != 6 {
			t.Errorf("%d recorded as late, %v", c.RecordedLate, err)
		}
	})
}
