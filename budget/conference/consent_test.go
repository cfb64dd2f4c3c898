package conference

import (
	"testing"

	"article30/internal/date"
	"article30/internal/problem"
)

func day(s string) date.Date {
	if s == "" {
		return date.Date{}
	}
	return date.MustParse(s)
}

func TestEntryIntoForce(t *testing.T) {
	for _, tt := range []struct {
		rule       string
		instrument Instrument
		kind       ConsentKind
		deposited  string
		want       string
	}{
		{"thirty days after the deposit", Convention, Ratification, "2003-09-23", "2003-10-23"},
		{"not before the Convention itself", Convention, Ratification, "2003-07-01", "2003-09-29"},
		{"thirty days end on the day of entry", Convention, Ratification, "2003-08-30", "2003-09-29"},
		{"one day later", Convention, Ratification, "2003-08-31", "2003-09-30"},
		{"as the depositary counted, May has 31 days", Convention, Ratification, "2012-05-24", "2012-06-23"},
		{"a Protocol", Trafficking, Accession, "2013-05-17", "2013-06-16"},
		{"not before the Trafficking Protocol", Trafficking, Accession, "2003-09-24", "2003-12-25"},
		{"not before the Migrants Protocol", Migrants, Approval, "2003-09-24", "2004-01-28"},
		{"not before the Firearms Protocol", Firearms, Acceptance, "2005-06-03", "2005-07-03"},
		{"over the end of a leap February", Convention, Accession, "2012-01-31", "2012-03-01"},
		{"succession counts from itself", Convention, Succession, "2006-10-23", "2006-10-23"},
		{"succession to an instrument not yet in force", Firearms, Succession, "2005-01-01", "2005-07-03"},
		{"a signature binds nobody", Convention, NoConsent, "", ""},
	} {
		c := Consent{Instrument: tt.instrument, Kind: tt.kind, Deposited: day(tt.deposited), Signed: day("2000-12-12")}
		got := c.InForceFrom()
		if got != day(tt.want) {
			t.Errorf("%s: in force from %s, want %s", tt.rule, got, tt.want)
		}
		if got.IsZero() {
			if c.InForce(day("2100-01-01")) {
				t.Errorf("%s: in force without a deposit", tt.rule)
			}
			continue
		}
		if !c.InForce(got) || c.InForce(got.AddDays(-1)) {
			t.Errorf("%s: in force must begin on %s", tt.rule, got)
		}
	}
}

func TestConsentCheck(t *testing.T) {
	for _, tt := range []struct {
		rule string
		c    Consent
		want map[string]string
	}{
		{"signed and ratified", Consent{Instrument: Convention, Signed: day("2000-12-12"), Deposited: day("2003-09-24"), Kind: Ratification}, nil},
		{"signed only", Consent{Instrument: Firearms, Signed: day("2002-12-12")}, nil},
		{"signed and approved on one day", Consent{Instrument: Convention, Signed: day("2001-05-01"), Deposited: day("2001-05-01"), Kind: Approval}, nil},
		{"before the Convention was adopted", Consent{Instrument: Convention, Signed: day("2000-11-14")}, map[string]string{"signed": "conference.before_adoption"}},
		{"before the Firearms Protocol was adopted", Consent{Instrument: Firearms, Deposited: day("2001-05-30"), Kind: Accession}, map[string]string{"deposited": "conference.before_adoption"}},
		{"ratified before it signed", Consent{Instrument: Convention, Signed: day("2002-01-02"), Deposited: day("2002-01-01"), Kind: Ratification}, map[string]string{"deposited": "conference.deposited_before_signed"}},
		{"a kind without a deposit", Consent{Instrument: Convention, Kind: Accession}, map[string]string{"kind": "conference.kind_without_deposit"}},
		{"a deposit without a kind", Consent{Instrument: Convention, Deposited: day("2003-01-01")}, map[string]string{"kind": "conference.kind_without_deposit"}},
		{"a letter for a kind", Consent{Instrument: Convention, Deposited: day("2003-01-01"), Kind: "a"}, map[string]string{"kind": "conference.unknown_consent_kind"}},
		{"another treaty", Consent{Instrument: "corruption"}, map[string]string{"instrument": "conference.unknown_instrument"}},
	} {
		got := map[string]string{}
		if e, ok := problem.As(tt.c.Check()); ok {
			for _, f := range e.Fields {
				got[f.Path] = f.Code
			}
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: got %v, want %v", tt.rule, got, tt.want)
		}
		for path, code := range tt.want {
			if got[path] != code {
				t.Errorf("%s: %s is %q, want %q", tt.rule, path, got[path], code)
			}
		}
	}
}

func TestConsentKindLetters(t *testing.T) {
	for text, want := range map[string]ConsentKind{
		"": NoConsent, "A": Acceptance, "AA": Approval, "a": Accession, "d": Succession,
		"ratification": Ratification, "accession": Accession,
	} {
		if got, err := ParseConsentKind(text); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"aa", "D", "Ratification", "x"} {
		if _, err := ParseConsentKind(text); !problem.Is(err, "conference.unknown_consent_kind") {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

// An incomplete table takes nothing away, and a source that says nothing new
// does not become the source.
func TestAmended(t *testing.T) {
	known := Consent{"FRA", Convention, day("2000-12-12"), day("2002-10-29"), Ratification, "old", day("2012-01-01"), false}
	same := Consent{Participant: "FRA", Instrument: Convention, Deposited: day("2002-10-29"), Kind: Ratification, Source: "new"}
	if got := known.Amended(same); got != known {
		t.Errorf("the same deposit: got %+v", got)
	}
	if got := known.Amended(Consent{Participant: "FRA", Instrument: Convention, Source: "new"}); got != known {
		t.Errorf("an empty row: got %+v", got)
	}
	told := Consent{"FRA", Convention, date.Date{}, day("2002-10-30"), Approval, "new", day("2014-01-01"), false}
	want := Consent{"FRA", Convention, day("2000-12-12"), day("2002-10-30"), Approval, "new", day("2014-01-01"), false}
	if got := known.Amended(told); got != want {
		t.Errorf("another deposit: got %+v, want %+v", got, want)
	}
}
