package intake_test

import (
	"context"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"

	"article30/budget/conference"
	"article30/budget/conference/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/published"
	"article30/internal/sheet"
)

func itoa(n int) string { return strconv.Itoa(n) }

// What the published treaty tables say about the days that mattered for the
// budget of the sixth session.
//
// The depositary counts deposits; a State is a party thirty days later. On the
// day of the opening, 15 October 2012, Swaziland (Eswatini) had deposited for
// all four instruments and Luxembourg for the Migrants Protocol, both on 24
// September: they become parties on 24 October. So there are 172, 153, 135 and
// 96 by deposit, but 171, 152, 133 and 95 in force.
func TestPartiesOfThePublishedTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, _ := seeded(t, d)
		for _, tt := range []struct {
			on        string
			deposited []int
			inForce   []int
			awaiting  map[conference.Instrument]string
		}{
			{"2012-10-15", []int{172, 153, 135, 96}, []int{171, 152, 133, 95}, map[conference.Instrument]string{
				conference.Convention:  "SWZ",
				conference.Trafficking: "SWZ",
				conference.Migrants:    "SWZ LUX",
				conference.Firearms:    "SWZ",
			}},
			// The last day in time for the budget: who had deposited was bound,
			// Niue since the day before and Togo, to the Firearms Protocol,
			// that very day.
			{"2012-08-16", []int{170, 151, 132, 95}, []int{170, 151, 132, 95}, nil},
			{"2012-08-15", []int{170, 151, 132, 95}, []int{170, 151, 132, 94}, map[conference.Instrument]string{
				conference.Firearms: "TGO",
			}},
			{"2012-07-20", []int{170, 151, 132, 95}, []int{168, 149, 130, 92}, map[conference.Instrument]string{
				conference.Convention:  "NRU NIU",
				conference.Trafficking: "ETH NRU",
				conference.Migrants:    "ETH NRU",
				conference.Firearms:    "ETH NRU TGO",
			}},
			{"2014-12-31", []int{179, 159, 138, 109}, []int{179, 159, 138, 109}, nil},
			// Nobody was bound before the Convention was.
			{"2003-09-28", []int{49, 40, 38, 5}, []int{0, 0, 0, 0}, nil},
		} {
			all, err := service.PartiesOn(context.Background(), day(tt.on))
			if err != nil {
				t.Fatal(err)
			}
			for i, ip := range all {
				if got := len(ip.Parties); got != tt.inForce[i] {
					t.Errorf("%s: %d parties to %s, want %d", tt.on, got, ip.Instrument, tt.inForce[i])
				}
				if tt.on == "2003-09-28" {
					continue
				}
				if got := len(ip.Parties) + len(ip.Awaiting); got != tt.deposited[i] {
					t.Errorf("%s: %d deposits to %s, want %d", tt.on, got, ip.Instrument, tt.deposited[i])
				}
				var awaiting []string
				for _, p := range ip.Awaiting {
					awaiting = append(awaiting, string(p.ID))
				}
				want := strings.Fields(tt.awaiting[ip.Instrument])
				slices.Sort(awaiting)
				slices.Sort(want)
				if !slices.Equal(awaiting, want) {
					t.Errorf("%s: %v await entry into force of %s, want %v", tt.on, awaiting, ip.Instrument, want)
				}
			}
		}
	})
}

// 185 participants of the treaty tables, each found, with all their deposits
// and signatures.
func TestNothingOfTheTreatyTablesIsLost(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(string(published.Bytes(published.Status)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, _ := seeded(t, d)
		participants, err := service.Participants(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		names := conference.NewNames(participants)
		if len(rows)-1 != 185 || len(participants) != 198 {
			t.Errorf("%d rows and %d participants, want 185 and 198", len(rows)-1, len(participants))
		}
		byID := map[conference.ParticipantID]conference.Participant{}
		for _, p := range participants {
			byID[p.ID] = p
		}
		seen := map[conference.ParticipantID]bool{}
		for _, row := range rows[1:] {
			id, err := names.Find(row[0])
			if err != nil || seen[id] {
				t.Errorf("%s: %q, %v", row[0], id, err)
			}
			seen[id] = true
			for i, instrument := range conference.Instruments() {
				c, _ := byID[id].Consent(instrument)
				want := row[1+3*i : 4+3*i]
				if got := []string{c.Signed.String(), c.Deposited.String(), string(c.Kind)}; !slices.Equal(got, want) {
					t.Errorf("%s, %s: %q, want %q", row[0], instrument, got, want)
				}
			}
		}
	})
}

// Each instrument entered into force on the ninetieth day after the fortieth
// deposit of a State (Convention article 38 and the like), and for the
// Protocols not before the Convention: the deposits in the published tables
// give the same dates as those that the program knows.
func TestEntryIntoForceFollowsFromTheDeposits(t *testing.T) {
	service, _ := seeded(t, dbtest.Open(t, db.SQLite))
	participants, err := service.Participants(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range conference.Instruments() {
		var deposits []date.Date
		for _, p := range participants {
			if c, ok := p.Consent(i); ok && !c.Deposited.IsZero() && p.Kind == conference.State && c.Kind != conference.Succession {
				deposits = append(deposits, c.Deposited)
			}
		}
		slices.SortFunc(deposits, date.Date.Compare)
		if got := deposits[39].AddDays(90); got != i.InForce() {
			t.Errorf("%s: fortieth deposit on %s gives %s, want %s", i, deposits[39], got, i.InForce())
		}
	}
}

// 193 Member States in five groups; whoever is not one of them has a place of
// its own, the Holy See too, which the published list calls a Member State.
func TestGroupsOfThePublishedList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, _ := seeded(t, d)
		participants, err := service.Participants(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		want := map[conference.Group]int{
			conference.African: 54, conference.AsiaPacific: 54, conference.EasternEuropean: 23,
			conference.LatinAmericanCaribbean: 33, conference.WesternEuropeanOther: 29, conference.None: 5,
		}
		members := 0
		for _, b := range conference.ByGroup(participants) {
			if len(b.Participants) != want[b.Group] {
				t.Errorf("%s: %d, want %d", b.Group, len(b.Participants), want[b.Group])
			}
			for _, p := range b.Participants {
				if p.UNMember {
					members++
				}
				if p.UNMember == (b.Group == conference.None) {
					t.Errorf("%s is in %s, Member State %v", p.ID, b.Group, p.UNMember)
				}
				if (p.Kind == conference.REIO) != (p.ID == conference.EuropeanUnion) {
					t.Errorf("%s is a %s", p.ID, p.Kind)
				}
			}
			if b.Group == conference.None {
				var ids []string
				for _, p := range b.Participants {
					ids = append(ids, string(p.ID))
				}
				slices.Sort(ids)
				if !slices.Equal(ids, []string{"COK", "EUE", "NIU", "PSE", "VAT"}) {
					t.Errorf("not Member States: %v", ids)
				}
			}
		}
		if members != 193 {
			t.Errorf("%d Member States, want 193", members)
		}
	})
}

// The name that is stored and the English name that is shown are the same.
func TestShortNames(t *testing.T) {
	service, _ := seeded(t, dbtest.Open(t, db.SQLite))
	en, err := locale.For("en")
	if err != nil {
		t.Fatal(err)
	}
	participants, err := service.Participants(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range participants {
		if shown := en.Party(string(p.ID)); shown != p.Name {
			t.Errorf("%s is stored as %q and shown as %q", p.ID, p.Name, shown)
		}
	}
}

// Every Member State among the CERF's donors is found, and the Holy See, which
// its hub lists as an observer; "Korea" only in the CERF's own files.
func TestDonorsOfTheCERF(t *testing.T) {
	service, _ := seeded(t, dbtest.Open(t, db.SQLite))
	names, err := service.Names(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	src, err := sheet.FromBytes(published.CERF, published.Bytes(published.CERF))
	if err != nil {
		t.Fatal(err)
	}
	table, err := src.Read(context.Background(), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	donors := map[string]conference.ParticipantID{}
	for _, row := range table.Rows {
		name := table.Get(row, "DonorName")
		id, ok := names.In("cerf").Resolve(name)
		if table.Get(row, "DonorType") == "Member State" && !ok {
			t.Errorf("line %d: %q is not found", row.Line, name)
		}
		if ok {
			donors[name] = id
		}
	}
	for name, want := range map[string]conference.ParticipantID{
		"Korea": "KOR", "Lao PDR": "LAO", "Republic of Congo": "COG", "Türkiye": "TUR", "Brunei Darussalam": "BRN",
		"Côte d'Ivoire": "CIV", "Holy See (Vatican City State)": "VAT", "Sovereign Military Order of Malta": "",
	} {
		if got := donors[name]; got != want && !(name == "Türkiye" && donors["Turkey"] == want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if _, ok := names.Resolve("Korea"); ok {
		t.Error("Korea is clear outside the CERF's files")
	}
}

func TestSessionsOfThePublishedTable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, _ := seeded(t, d)
		ctx := context.Background()
		sessions, err := service.Sessions(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(sessions) != 12 {
			t.Fatalf("%d sessions, want 12", len(sessions))
		}
		for i, s := range sessions {
			if s.Number != i+1 || s.Kind != conference.Regular || len(s.History) != 1 || s.History[0].EnteredBy != "article30" || s.History[0].RecordedAt != "2012-07-20T12:00:00Z" {
				t.Errorf("session %d: %+v", i+1, s)
			}
		}
		// Two sources name two closing dates of the first session: none is
		// taken. That of the tenth carries a remark. Both texts are kept.
		first, tenth := sessions[0], sessions[9]
		if !first.Closing.IsZero() || !strings.Contains(first.History[0].Source, "2004-07-09 per press releases") {
			t.Errorf("first session: %+v", first)
		}
		if tenth.Closing != day("2020-10-16") || !strings.Contains(tenth.History[0].Source, "not confirmed") {
			t.Errorf("tenth session: %+v", tenth)
		}
		for on, want := range map[string]string{"2012-07-20": "6", "2012-10-15": "6", "2012-10-16": "7", "1999-01-01": "1"} {
			if s, err := service.NextRegular(ctx, day(on)); err != nil || s.ID != want {
				t.Errorf("next after %s: %q, %v, want %s", on, s.ID, err, want)
			}
		}
		_, err = service.NextRegular(ctx, day("2024-10-15"))
		wantCode(t, err, "conference.no_next_session")
		_, err = service.Session(ctx, "13")
		wantCode(t, err, "conference.no_session")
		_, err = service.Participant(ctx, "XXX")
		wantCode(t, err, "conference.no_participant")
	})
}

// The same files again add nothing and leave no trace in the journal, and so
// does seeding again.
func TestPublishedFilesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, j := seeded(t, d)
		before := len(records(t, d, j))
		if before != 198+627+12 {
			t.Errorf("%d records after seeding, want one for each of 198 participants, 627 consents and 12 sessions", before)
		}
		if err := intake.Seed(context.Background(), service); err != nil {
			t.Fatal(err)
		}
		for _, f := range []struct {
			name    string
			load    importFunc
			rows    int
			notices []string
		}{
			{published.Groups, intake.ImportGroups, 195, []string{
				"191 | un_member | conference.not_a_member", // the Holy See
			}},
			{published.Status, intake.ImportParties, 185, nil},
			{published.Sessions, intake.ImportSessions, 12, []string{
				"2 | closing_date | conference.closing_contradictory",
				"2 | latest_date_for_budget_under_60_day_rule | conference.no_deadline",
				"11 | closing_date | conference.closing_with_remark",
			}},
		} {
			src := file(t, f.name, string(published.Bytes(f.name)))
			for _, dry := range []bool{true, false} {
				r := load(t, f.load, service, src, intake.Options{DryRun: dry})
				wantRefused(t, r)
				wantCounts(t, f.name, r, f.rows, 0, 0, f.rows)
				if f.notices != nil {
					wantNotices(t, r, f.notices...)
				}
			}
		}
		if after := len(records(t, d, j)); after != before {
			t.Errorf("%d records before and %d after", before, after)
		}
	})
}

// What is odd about the treaty tables is said: names that are not today's,
// ratifications without a signature, and deposits that on 20 July 2012 were
// still to come.
func TestNoticesOfTheTreatyTables(t *testing.T) {
	service, _ := seeded(t, dbtest.Open(t, db.SQLite))
	src := file(t, published.Status, string(published.Bytes(published.Status)))
	r := load(t, intake.ImportParties, service, src, intake.Options{DryRun: true})
	var knownAs []string
	counts := map[string]int{}
	for _, n := range r.Notices {
		counts[n.Code]++
		if n.Code == "conference.known_as" {
			knownAs = append(knownAs, n.Value)
		}
	}
	want := []string{"Czech Republic", "Netherlands", "St. Kitts and Nevis", "St. Lucia", "St. Vincent and the Grenadines",
		"Swaziland", "The former Yugoslav Republic of Macedonia", "Turkey"}
	if !slices.Equal(knownAs, want) {
		t.Errorf("read as another name: %q, want %q", knownAs, want)
	}
	if n := counts["conference.ratified_unsigned"]; n != 2 { // Antigua and Barbuda, Bahamas
		t.Errorf("%d ratifications without a signature, want 2", n)
	}
	// 179, 159, 138 and 109 deposits in all less 170, 151, 132 and 95 by then.
	if n := counts["conference.deposited_after_today"]; n != 9+8+6+14 {
		t.Errorf("%d deposits to come, want %d", n, 9+8+6+14)
	}
	if len(r.Notices) != 8+2+37 {
		t.Errorf("other notices: %v", counts)
	}
}
