package conference

import (
	"testing"

	"article30/internal/problem"
)

var someNames = NewNames([]Participant{
	{ID: "COG", Name: "Congo"},
	{ID: "COD", Name: "Democratic Republic of the Congo"},
	{ID: "CIV", Name: "Côte d'Ivoire"},
	{ID: "KOR", Name: "Republic of Korea"},
	{ID: "PRK", Name: "Democratic People's Republic of Korea"},
	{ID: "GIN", Name: "Guinea"},
	{ID: "GNB", Name: "Guinea-Bissau"},
	{ID: "TUR", Name: "Türkiye"},
	{ID: "LCA", Name: "Saint Lucia"},
})

func TestResolve(t *testing.T) {
	for name, want := range map[string]ParticipantID{
		"Côte d'Ivoire":             "CIV",
		"COTE D’IVOIRE":             "CIV",
		"Co\u0302te d'Ivoire":       "CIV", // the accent as a character of its own
		"  Côte\u00a0 d`Ivoire\t":   "CIV",
		"Ivory Coast":               "CIV",
		"turkiye":                   "TUR",
		"Turkey":                    "TUR",
		"TUR":                       "TUR",
		"St. Lucia":                 "LCA",
		"Guinea":                    "GIN",
		"Guinea\u2011Bissau":        "GNB", // a hyphen that does not break
		"Congo":                     "COG",
		"Republic of the Congo":     "COG",
		"DR Congo":                  "COD",
		"South Korea":               "KOR",
		"North Korea":               "PRK",
		"Korea":                     "", // of which two there are
		"The Congo":                 "",
		"tur":                       "", // ids are in capitals
		"Guinea Bissau":             "",
		"Equatorial Guinea":         "", // not among these
		"":                          "",
		"Republic of Korea (South)": "",
	} {
		if got, ok := someNames.Resolve(name); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", name, got, ok, want)
		}
	}
}

func TestAmbiguousIsNotUnknown(t *testing.T) {
	if _, err := someNames.Find("Korea"); !problem.Is(err, "conference.ambiguous_name") {
		t.Errorf("Korea: %v", err)
	}
	if _, err := someNames.Find("Atlantis"); !problem.Is(err, "conference.unknown_name") {
		t.Errorf("Atlantis: %v", err)
	}
	// "Korea" is ambiguous among all participants, not where only one of the
	// two takes part.
	only := NewNames([]Participant{{ID: "KOR", Name: "Republic of Korea"}})
	if id, _ := only.Resolve("Korea"); id != "KOR" {
		t.Errorf("the only Korea: %q", id)
	}
}

// The CERF's hub prints "Korea" for the Republic of Korea; in its files alone
// the name is clear.
func TestNamesOfOneSource(t *testing.T) {
	cerf := someNames.In("cerf")
	if id, err := cerf.Find("korea"); id != "KOR" {
		t.Errorf("Korea in a file of the CERF: %q, %v", id, err)
	}
	if id, _ := cerf.Resolve("Congo"); id != "COG" {
		t.Errorf("the other names stay: %q", id)
	}
	if _, ok := someNames.Resolve("Korea"); ok {
		t.Error("In changed the names that it was called on")
	}
	if _, ok := someNames.In("other").Resolve("Korea"); ok {
		t.Error("Korea is clear in the files of another source")
	}
}

// No name in the table means two participants unless it says so, and each
// participant has one short name at most.
func TestTableOfNames(t *testing.T) {
	type use struct{ name, use string }
	seen := map[use]ParticipantID{}
	short := map[ParticipantID]string{}
	for _, a := range aliases() {
		key := use{fold(a.name), a.use}
		if a.use == useShort || a.use == useAlso {
			key.use = ""
		}
		if other, ok := seen[key]; ok && a.use != useAmbiguous {
			t.Errorf("%q is given for %s and %s", a.name, other, a.id)
		}
		seen[key] = a.id
		if a.use == useShort {
			if other, ok := short[a.id]; ok {
				t.Errorf("%s is called %q and %q", a.id, other, a.name)
			}
			short[a.id] = a.name
		}
		if !alpha3.MatchString(string(a.id)) {
			t.Errorf("%q: %q is no id", a.name, a.id)
		}
	}
	if got := ShortName("VAT", "Vatican City"); got != "Holy See" {
		t.Errorf("VAT: %q", got)
	}
	if got := ShortName("FRA", "France"); got != "France" {
		t.Errorf("FRA: %q", got)
	}
}

// Folding what is folded changes nothing, and no name breaks the search.
func FuzzFold(f *testing.F) {
	for _, a := range aliases() {
		f.Add(a.name)
	}
	f.Add("İ\u00a0ſ K\u0301\u200d’‑")
	f.Add("\xff\x00")
	f.Fuzz(func(t *testing.T, name string) {
		once := fold(name)
		if twice := fold(once); twice != once {
			t.Errorf("%q folds to %q and then to %q", name, once, twice)
		}
		if id, ok := someNames.Resolve(name); ok && !someNames.byID[id] {
			t.Errorf("%q is %q, who does not take part", name, id)
		}
	})
}
