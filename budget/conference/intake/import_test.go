package intake_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"article30/budget/conference"
	"article30/budget/conference/intake"
	"article30/internal/db"
	"article30/internal/dbtest"
)

const statusHeader = "participant,UNTOC signature,UNTOC consent,UNTOC consent_type,Firearms Protocol signature,Firearms Protocol consent,Firearms Protocol consent_type\n"

func TestImportPartiesChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, j := seeded(t, d)
		before := len(records(t, d, j))
		src := file(t, "status_2015.csv", statusHeader+
			"Tuvalu,,2015-01-05,a,,,\n"+ // nothing was known of it
			"Japan,2000-12-12,2017-07-11,A,2002-12-09,,\n"+ // had signed
			"Norway,2000-12-13,2003-09-24,ratification,,,\n"+ // a day later; nothing on the Firearms Protocol
			"Sweden,,,,,,\n"+
			"Fiji,,,,,,\n")
		want := []string{
			"2 | UNTOC consent | conference.deposited_after_today",
			"3 | UNTOC consent | conference.deposited_after_today",
		}
		dry := load(t, intake.ImportParties, service, src, intake.Options{DryRun: true})
		wantCounts(t, "dry run", dry, 5, 1, 2, 2)
		if n := len(records(t, d, j)); n != before {
			t.Errorf("a dry run left %d records", n-before)
		}
		if p, _ := service.Participant(context.Background(), "TUV"); len(p.Consents) != 0 {
			t.Errorf("a dry run left %+v", p.Consents)
		}

		r := load(t, intake.ImportParties, service, src, intake.Options{})
		wantRefused(t, r)
		wantCounts(t, "first run", r, 5, 1, 2, 2)
		wantNotices(t, r, append(want, "4 | UNTOC consent | conference.corrected")...)
		again := load(t, intake.ImportParties, service, src, intake.Options{})
		wantCounts(t, "second run", again, 5, 0, 0, 5)

		norway, err := service.Participant(context.Background(), "NOR")
		if err != nil {
			t.Fatal(err)
		}
		convention, _ := norway.Consent(conference.Convention)
		firearms, _ := norway.Consent(conference.Firearms)
		if convention.Deposited != day("2003-09-24") || convention.Source != "status_2015.csv" || convention.SourceDate != day("2012-07-20") {
			t.Errorf("corrected: %+v", convention)
		}
		if firearms.Deposited != day("2003-09-23") || firearms.Source != "United Nations Treaty Collection" {
			t.Errorf("an empty cell took something away: %+v", firearms)
		}

		added := records(t, d, j)[before:]
		if len(added) != 3 {
			t.Fatalf("%d records, want 3", len(added))
		}
		last := added[2]
		if last.Actor != "clerk" || last.Action != "consent.change" || last.Object != "consent" || last.ID != "NOR/convention" || !strings.Contains(last.Reason, src.SHA256) {
			t.Errorf("record %+v", last)
		}
		wantJSON(t, last.Before, `{"signed":"2000-12-13","deposited":"2003-09-23","kind":"ratification","source":"United Nations Treaty Collection","source_date":"2014-07-01"}`)
		wantJSON(t, last.After, `{"signed":"2000-12-13","deposited":"2003-09-24","kind":"ratification","source":"status_2015.csv","source_date":"2012-07-20"}`)
		if a := added[0]; a.Action != "consent.add" || a.ID != "TUV/convention" || string(a.Before) != "null" {
			t.Errorf("record %+v", a)
		}
	})
}

func wantJSON(t *testing.T, got json.RawMessage, want string) {
	t.Helper()
	var a, b any
	if json.Unmarshal(got, &a) != nil || json.Unmarshal([]byte(want), &b) != nil {
		t.Fatalf("not JSON: %s", got)
	}
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	if string(x) != string(y) {
		t.Errorf("got %s, want %s", x, y)
	}
}

// One wrong row and nothing is loaded; every wrong cell is named.
func TestImportPartiesRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, j := seeded(t, d)
		before := len(records(t, d, j))
		wantNotices(t, load(t, intake.ImportParties, service, file(t, "alone.csv", statusHeader+"Tuvalu,,,,,2012-01-05,a\n"), intake.Options{DryRun: true}),
			"2 | Firearms Protocol consent | conference.protocol_alone")
		src := file(t, "status.csv", statusHeader+
			"Tuvalu,,2012-01-05,a,,,\n"+
			"Atlantis,,2012-01-05,a,,,\n"+
			"Korea,2000-12-13,,,,,\n"+
			"Fiji,12 Dec 2000,2012-02-30,x,,,\n"+
			"Ghana,2012-01-05,2012-01-04,ratification,,1999-01-01,a\n"+
			"TUVALU,,2012-01-05,a,,,\n"+
			"Norway,2003-09-25,,,,,\n"+ // after the deposit that is known
			"Tonga,,2012-01-05,,,,\n")
		want := []string{
			"3 | participant | conference.unknown_name",
			"4 | participant | conference.ambiguous_name",
			"5 | UNTOC signature | date.grammar",
			"5 | UNTOC consent | date.not_a_day",
			"5 | UNTOC consent_type | conference.unknown_consent_kind",
			"6 | UNTOC consent | conference.deposited_before_signed",
			"6 | Firearms Protocol consent | conference.before_adoption",
			"7 | participant | conference.given_twice",
			"8 | UNTOC consent | conference.deposited_before_signed",
			"9 | UNTOC consent_type | conference.kind_without_deposit",
		}
		for _, dry := range []bool{true, false} {
			r := load(t, intake.ImportParties, service, src, intake.Options{DryRun: dry})
			wantRefused(t, r, want...)
			wantCounts(t, "refused", r, 8, 0, 0, 0)
		}
		if n := len(records(t, d, j)); n != before {
			t.Errorf("%d records of a refused file", n-before)
		}
		r := load(t, intake.ImportParties, service, src, intake.Options{SkipRefused: true})
		wantRefused(t, r, want...)
		wantCounts(t, "skipping", r, 8, 1, 0, 0)
		if p, _ := service.Participant(context.Background(), "TUV"); len(p.Consents) != 1 {
			t.Errorf("the good row was not taken: %+v", p)
		}
	})
}

func TestMapping(t *testing.T) {
	service, _ := seeded(t, dbtest.Open(t, db.SQLite))
	src := file(t, "ours.csv", "Staat;Hinterlegt;Art\nTuvalu;2012-01-05;accession\n")
	mapping := `{"name": "ours", "columns": {"participant": "Staat", "UNTOC consent": "Hinterlegt", "UNTOC consent_type": "Art"}}`
	r := load(t, intake.ImportParties, service, src, intake.Options{Mapping: []byte(mapping)})
	wantCounts(t, "mapped", r, 1, 1, 0, 0)
	if r.Mapping != "ours" || r.SHA256 != src.SHA256 || r.Kind != "parties" {
		t.Errorf("report %+v", r)
	}
	for _, tt := range []struct{ rule, mapping, code string }{
		{"no mapping for another layout", "", "sheet.missing_columns"},
		{"not JSON", "columns: x", "sheet.bad_mapping"},
		{"two objects", "{} {}", "sheet.bad_mapping"},
		{"an unknown member", `{"rows": {}}`, "sheet.bad_mapping"},
		{"an unknown column", `{"columns": {"State": "Staat"}}`, "conference.unknown_mapping_column"},
		{"a header that is not there", `{"columns": {"participant": "Land"}}`, "sheet.missing_columns"},
		{"no deposits", `{"columns": {"participant": "Staat"}}`, "sheet.missing_columns"},
	} {
		_, err := intake.ImportParties(context.Background(), service, clerk, src, intake.Options{Mapping: []byte(tt.mapping)})
		t.Run(tt.rule, func(t *testing.T) { wantCode(t, err, tt.code) })
	}
}

func TestImportGroups(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, j := seeded(t, d)
		const header = "iso3,m49_numeric,name_common,un_member,un_regional_group_as_given\n"
		src := file(t, "groups.csv", header+
			"TUR,792,Turkey,True,Asia-Pacific States\n"+
			"VAT,336,Vatican City,True,Western European and Others Group\n"+
			"ATL,9,Atlantis,true,\n"+
			"FRA,250,France,True,western_european_other\n")
		r := load(t, intake.ImportGroups, service, src, intake.Options{})
		wantRefused(t, r)
		wantCounts(t, "groups", r, 4, 1, 1, 2)
		wantNotices(t, r,
			"3 | un_member | conference.not_a_member",
			"3 | un_regional_group_as_given | conference.in_no_group",
			"4 | un_regional_group_as_given | conference.member_without_group",
			"2 | name_common | conference.corrected",
			"2 | un_regional_group_as_given | conference.corrected")
		p, err := service.Participant(context.Background(), "ATL")
		if err != nil || p.M49 != "009" || p.Kind != conference.State || p.Group != conference.None || !p.UNMember {
			t.Errorf("%+v, %v", p, err)
		}
		turkey, _ := service.Participant(context.Background(), "TUR")
		if turkey.Group != conference.AsiaPacific || len(turkey.Consents) != 4 {
			t.Errorf("%+v", turkey)
		}
		// A participant that was added can be found by its name.
		r = load(t, intake.ImportParties, service, file(t, "s.csv", statusHeader+"atlantis,,2012-01-05,a,,,\n"), intake.Options{})
		wantCounts(t, "the new participant", r, 1, 1, 0, 0)

		before := len(records(t, d, j))
		r = load(t, intake.ImportGroups, service, file(t, "bad.csv", header+
			"FR,250,France,True,\n"+
			"FRA,250,France,perhaps,Gallic Group\n"+
			"DEU,27x,,True,African Group\n"+
			"XYZ,158,Utopia,False,African Group\n"+
			"JPN,392,Japan,True,Asia-Pacific Group\n"+
			"JPN,392,Japan,True,Asia-Pacific Group\n"), intake.Options{})
		wantRefused(t, r,
			"2 | iso3 | conference.not_an_id",
			"3 | un_member | conference.neither_yes_nor_no",
			"3 | un_regional_group_as_given | conference.unknown_group",
			"4 | name_common | conference.no_name",
			"4 | m49_numeric | conference.not_m49",
			"5 | un_regional_group_as_given | conference.group_of_non_member",
			"7 | iso3 | conference.given_twice")
		if n := len(records(t, d, j)); n != before {
			t.Errorf("%d records of a refused file", n-before)
		}
	})
}

func TestImportSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, j := seeded(t, d)
		ctx := context.Background()
		const header = "session,opening_date,closing_date,latest_date_for_budget_under_60_day_rule,source,kind\n"
		src := file(t, "sessions.csv", header+
			"6,2012-10-08,2012-10-12,2012-08-16,note verbale,\n"+ // moved; the printed deadline is still the old one
			"7,2014-10-06,,,,\n"+ // the known closing date stays
			"13,2026-10-12,2026-10-16 (to be confirmed),2026-08-13,,\n"+
			"1,2013-05-06,,2013-03-07,,special\n")
		for _, dry := range []bool{true, false} {
			r := load(t, intake.ImportSessions, service, src, intake.Options{DryRun: dry})
			wantRefused(t, r)
			wantCounts(t, "sessions", r, 4, 2, 1, 1)
			wantNotices(t, r,
				"2 | latest_date_for_budget_under_60_day_rule | conference.other_deadline",
				"4 | closing_date | conference.closing_with_remark",
				"5 | latest_date_for_budget_under_60_day_rule | conference.no_deadline",
				"2 | opening_date | conference.corrected",
				"2 | closing_date | conference.corrected")
		}
		wantCounts(t, "again", load(t, intake.ImportSessions, service, src, intake.Options{}), 4, 0, 0, 4)

		sixth, err := service.Session(ctx, "6")
		if err != nil {
			t.Fatal(err)
		}
		if sixth.Opening != day("2012-10-08") || len(sixth.History) != 2 || sixth.FirstOpening() != day("2012-10-15") {
			t.Errorf("sixth: %+v", sixth)
		}
		if c := sixth.History[1]; c.Source != "note verbale" || c.EnteredBy != "clerk" || !strings.Contains(c.Reason, src.SHA256) {
			t.Errorf("change: %+v", c)
		}
		special, err := service.Session(ctx, "special-1")
		if _, clock := special.Deadline(service.Rule()); err != nil || special.Kind != conference.Special || special.Number != 1 || clock {
			t.Errorf("special: %+v, %v", special, err)
		}
		seventh, _ := service.Session(ctx, "7")
		if seventh.Closing != day("2014-10-10") || len(seventh.History) != 1 {
			t.Errorf("seventh: %+v", seventh)
		}

		before := len(records(t, d, j))
		r := load(t, intake.ImportSessions, service, file(t, "bad.csv", header+
			"0,2012-10-08,,,,\n"+
			"six,2012-10-08,,,,\n"+
			"14,,soon,16 August,,\n"+
			"15,2028-10-08,2028-10-07,,,plenary\n"+
			"16,2030-10-07,,,,\n"+
			"16,2030-10-07,,,,\n"), intake.Options{})
		wantRefused(t, r,
			"2 | session | conference.not_a_session_number",
			"3 | session | conference.not_a_session_number",
			"4 | closing_date | date.grammar",
			"4 | latest_date_for_budget_under_60_day_rule | date.grammar",
			"5 | kind | conference.unknown_session_kind",
			"5 | closing_date | conference.closes_before_opening",
			"7 | session | conference.session_given_twice")
		if n := len(records(t, d, j)); n != before {
			t.Errorf("%d records of a refused file", n-before)
		}
	})
}

func TestMoveOpening(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, j := seeded(t, d)
		ctx := context.Background()
		before := len(records(t, d, j))
		moved, err := service.MoveOpening(ctx, clerk, "6", day("2012-10-08"), day("2012-10-12"), "the hall is taken")
		if err != nil {
			t.Fatal(err)
		}
		stored, err := service.Session(ctx, "6")
		if err != nil {
			t.Fatal(err)
		}
		for what, s := range map[string]conference.Session{"returned": moved, "stored": stored} {
			if s.Opening != day("2012-10-08") || len(s.History) != 2 || s.History[0].Opening != day("2012-10-15") || s.History[1].Reason != "the hall is taken" || s.History[1].EnteredBy != "clerk" {
				t.Errorf("%s: %+v", what, s)
			}
		}
		added := records(t, d, j)[before:]
		if len(added) != 1 || added[0].Action != "session.move" || added[0].Object != "session" || added[0].ID != "6" || added[0].Reason != "the hall is taken" {
			t.Fatalf("records %+v", added)
		}
		wantJSON(t, added[0].Before, `{"number":6,"kind":"regular","opening":"2012-10-15","closing":"2012-10-19","source":"seed document CTOC/COP/2012/1"}`)
		wantJSON(t, added[0].After, `{"number":6,"kind":"regular","opening":"2012-10-08","closing":"2012-10-12","source":""}`)

		_, err = service.MoveOpening(ctx, clerk, "6", day("2012-10-08"), day("2012-10-12"), "again")
		wantCode(t, err, "conference.dates_invalid")
		_, err = service.MoveOpening(ctx, clerk, "99", day("2012-10-08"), day("2012-10-12"), "x")
		wantCode(t, err, "conference.no_session")
		if n := len(records(t, d, j)); n != before+1 {
			t.Errorf("refused moves left %d records", n-before-1)
		}
	})
}

// A database that has anything of its own is not seeded.
func TestSeedLeavesOtherDatabasesAlone(t *testing.T) {
	service, _ := newService(dbtest.Open(t, db.SQLite))
	ctx := context.Background()
	_, err := service.SaveSession(ctx, clerk, conference.Session{ID: "6", Number: 6, Kind: conference.Regular, Opening: day("2012-10-15")}, "note", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := intake.Seed(ctx, service); err != nil {
		t.Fatal(err)
	}
	if list, err := service.Participants(ctx); err != nil || len(list) != 0 {
		t.Errorf("%d participants, %v", len(list), err)
	}
}

// A consent of nobody, and one that cannot be, save nothing of their batch.
func TestSaveIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, j := seeded(t, d)
		ctx := context.Background()
		before := len(records(t, d, j))
		good := conference.Consent{Participant: "TUV", Instrument: conference.Convention, Deposited: day("2012-01-05"), Kind: conference.Accession, Source: "x", SourceDate: day("2012-01-06")}
		nobody, wrong := good, good
		nobody.Participant = "XXX"
		wrong.Instrument, wrong.Kind = conference.Migrants, ""
		_, err := service.SaveConsents(ctx, clerk, []conference.Consent{good, nobody}, "")
		wantCode(t, err, "conference.no_participant")
		_, err = service.SaveConsents(ctx, clerk, []conference.Consent{good, wrong}, "")
		wantCode(t, err, "conference.consent_invalid")
		_, err = service.SaveParticipants(ctx, clerk, []conference.Participant{{ID: "NEW", Name: "New", Kind: conference.State, Group: conference.None}, {ID: "bad"}}, "")
		wantCode(t, err, "conference.participant_invalid")
		if p, _ := service.Participant(ctx, "TUV"); len(p.Consents) != 0 {
			t.Errorf("half a batch: %+v", p.Consents)
		}
		if n := len(records(t, d, j)); n != before {
			t.Errorf("%d records of refused batches", n-before)
		}
	})
}
