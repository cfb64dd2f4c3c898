package conference

import (
	"slices"
	"testing"

	"article30/internal/problem"
)

func participant(id ParticipantID, consents ...Consent) Participant {
	p := Participant{ID: id, Name: string(id), Kind: State, Group: None}
	for _, c := range consents {
		c.Participant = id
		p = p.With(c)
	}
	return p
}

func ids(list []Participant) []ParticipantID {
	var all []ParticipantID
	for _, p := range list {
		all = append(all, p.ID)
	}
	return all
}

func TestPartiesOn(t *testing.T) {
	deposited := func(s string) Consent {
		return Consent{Instrument: Convention, Deposited: day(s), Kind: Accession}
	}
	list := []Participant{
		participant("AAA", deposited("2012-09-15")), // in force on the day itself
		participant("BBB", deposited("2012-09-16")), // the day after
		participant("CCC", deposited("2012-10-15")), // deposited on the day
		participant("DDD", deposited("2012-10-16")), // not yet deposited
		participant("EEE", Consent{Instrument: Convention, Signed: day("2000-12-12")}),
		participant("FFF"),
	}
	all := PartiesOn(list, day("2012-10-15"))
	if len(all) != 4 || all[0].Instrument != Convention || all[3].Instrument != Firearms {
		t.Fatalf("instruments %+v", all)
	}
	if got := ids(all[0].Parties); !slices.Equal(got, []ParticipantID{"AAA"}) {
		t.Errorf("parties %v", got)
	}
	if got := ids(all[0].Awaiting); !slices.Equal(got, []ParticipantID{"BBB", "CCC"}) {
		t.Errorf("awaiting %v", got)
	}
	// Between a dispatch on 15 October and an opening on 14 November BBB and
	// CCC become parties; DDD does a day too late, and AAA was one already.
	if got := ids(BecomingParties(list, Convention, day("2012-10-15"), day("2012-11-14"))); !slices.Equal(got, []ParticipantID{"BBB", "CCC"}) {
		t.Errorf("becoming parties %v", got)
	}
}

func TestByGroupLosesNobody(t *testing.T) {
	list := []Participant{{ID: "KEN", Group: African}, {ID: "VAT", Group: None}, {ID: "EUE"}, {ID: "MLI", Group: African}}
	buckets := ByGroup(list)
	if len(buckets) != 6 || buckets[5].Group != None {
		t.Fatalf("buckets %+v", buckets)
	}
	if got := ids(buckets[0].Participants); !slices.Equal(got, []ParticipantID{"KEN", "MLI"}) {
		t.Errorf("African: %v", got)
	}
	if got := ids(buckets[5].Participants); !slices.Equal(got, []ParticipantID{"VAT", "EUE"}) {
		t.Errorf("none: %v", got)
	}
}

func TestOrderOfNames(t *testing.T) {
	list := []Participant{{ID: "TUR", Name: "Türkiye"}, {ID: "CUB", Name: "Cuba"}, {ID: "CIV", Name: "Côte d'Ivoire"}, {ID: "TUN", Name: "Tunisia"}, {ID: "HRV", Name: "Croatia"}, {ID: "CRI", Name: "Costa Rica"}}
	sortByName(list)
	if got := ids(list); !slices.Equal(got, []ParticipantID{"CRI", "CIV", "HRV", "CUB", "TUN", "TUR"}) {
		t.Errorf("got %v", got)
	}
}

func TestParticipantCheck(t *testing.T) {
	good := Participant{ID: "FRA", Name: "France", Kind: State, M49: "250", UNMember: true, Group: WesternEuropeanOther}
	for _, tt := range []struct {
		rule string
		with func(*Participant)
		code string
	}{
		{"as it should be", func(*Participant) {}, ""},
		{"the European Union", func(p *Participant) {
			*p = Participant{ID: EuropeanUnion, Name: "European Union", Kind: REIO, Group: None}
		}, ""},
		{"two letters", func(p *Participant) { p.ID = "FR" }, "conference.not_an_id"},
		{"no name", func(p *Participant) { p.Name = " " }, "conference.no_name"},
		{"another kind", func(p *Participant) { p.Kind = "observer" }, "conference.unknown_participant_kind"},
		{"two digits", func(p *Participant) { p.M49 = "25" }, "conference.not_m49"},
		{"no group at all", func(p *Participant) { p.Group = "" }, "conference.unknown_group"},
		{"a group without membership", func(p *Participant) { p.UNMember = false }, "conference.group_of_non_member"},
	} {
		p := good
		tt.with(&p)
		err := p.Check()
		e, _ := problem.As(err)
		switch {
		case tt.code == "" && err != nil, tt.code != "" && (e == nil || len(e.Fields) != 1 || e.Fields[0].Code != tt.code):
			t.Errorf("%s: got %v", tt.rule, err)
		}
	}
}

func TestParseNames(t *testing.T) {
	if l, err := ParseLanguage("ar"); l != "ar" || err != nil || len(Languages()) != 6 {
		t.Errorf("Arabic: %q, %v", l, err)
	}
	if _, err := ParseLanguage("de"); !problem.Is(err, "conference.unknown_language") {
		t.Errorf("German: %v", err)
	}
	if i, err := ParseInstrument("migrants"); i != Migrants || err != nil {
		t.Errorf("migrants: %q, %v", i, err)
	}
	if _, err := ParseInstrument("corruption"); !problem.Is(err, "conference.unknown_instrument") {
		t.Errorf("corruption: %v", err)
	}
}
