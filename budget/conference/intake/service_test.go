package intake_test

import (
	"context"
	"testing"

	"article30/budget/conference"
	"article30/budget/conference/intake"
	"article30/internal/db"
	"article30/internal/dbtest"
)

func TestSaveSaysWhatItDid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, _ := seeded(t, d)
		ctx := context.Background()
		norway, err := service.Participant(ctx, "NOR")
		if err != nil {
			t.Fatal(err)
		}
		same, other := norway, norway
		same.Source, same.Consents = "another list", nil
		other.Group, other.Consents = conference.EasternEuropean, nil
		changes, err := service.SaveParticipants(ctx, clerk, []conference.Participant{same, other, other}, "")
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []struct {
			outcome       conference.Outcome
			before, after conference.Group
		}{
			{conference.Unchanged, conference.WesternEuropeanOther, conference.WesternEuropeanOther},
			{conference.Updated, conference.WesternEuropeanOther, conference.EasternEuropean},
			{conference.Unchanged, conference.EasternEuropean, conference.EasternEuropean},
		} {
			c := changes[i]
			if c.Outcome != want.outcome || c.Before.Group != want.before || c.After.Group != want.after || len(c.After.Consents) != 4 || c.After.Source != norway.Source {
				t.Errorf("change %d: %+v", i, c)
			}
		}
	})
}

// A batch may speak twice about one consent: the second adds to the first.
func TestSaveConsentsBuildsOnItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service, _ := seeded(t, d)
		ctx := context.Background()
		japan := conference.Consent{Participant: "JPN", Instrument: conference.Convention, Source: "x", SourceDate: day("2012-07-01")}
		first, second := japan, japan
		first.Deposited, first.Kind = day("2012-05-01"), conference.Acceptance
		second.Signed = day("2000-12-13")
		changes, err := service.SaveConsents(ctx, clerk, []conference.Consent{first, second, second}, "")
		if err != nil {
			t.Fatal(err)
		}
		if changes[0].Outcome != conference.Updated || changes[1].Outcome != conference.Updated || changes[2].Outcome != conference.Unchanged {
			t.Errorf("outcomes %+v", changes)
		}
		p, err := service.Participant(ctx, "JPN")
		if err != nil {
			t.Fatal(err)
		}
		if c, _ := p.Consent(conference.Convention); c.Signed != second.Signed || c.Deposited != first.Deposited {
			t.Errorf("stored %+v", c)
		}
	})
}

func TestNextRegularPassesOverSpecialSessions(t *testing.T) {
	service, _ := seeded(t, dbtest.Open(t, db.SQLite))
	ctx := context.Background()
	special := conference.Session{ID: "special-1", Number: 1, Kind: conference.Special, Opening: day("2012-09-03")}
	if _, err := service.SaveSession(ctx, clerk, special, "note verbale", ""); err != nil {
		t.Fatal(err)
	}
	if s, err := service.NextRegular(ctx, day("2012-07-20")); err != nil || s.ID != "6" {
		t.Errorf("next: %q, %v", s.ID, err)
	}
}

// A list of countries that does not tell kinds cannot make the European Union
// a State.
func TestEuropeanUnionStaysAnOrganization(t *testing.T) {
	service, _ := seeded(t, dbtest.Open(t, db.SQLite))
	r := load(t, intake.ImportGroups, service, file(t, "groups.csv",
		"iso3,name_common,un_member,un_regional_group_as_given\nEUE,European Union,False,\nNOR,Norway,True,Western European and Others Group\n"), intake.Options{})
	wantRefused(t, r)
	wantCounts(t, "without the columns of kinds and codes", r, 2, 0, 0, 2)
	p, err := service.Participant(context.Background(), conference.EuropeanUnion)
	if err != nil || p.Kind != conference.REIO {
		t.Errorf("%+v, %v", p, err)
	}
}
