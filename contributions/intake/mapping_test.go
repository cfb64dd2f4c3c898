package intake_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"article30/contributions/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
	"article30/internal/sheet"
)

func TestOwnMappingsAreGood(t *testing.T) {
	for _, name := range intake.Names() {
		m, err := intake.ParseMapping(named(t, name))
		if err != nil || m.Name != name {
			t.Errorf("%s: %q, %v", name, m.Name, err)
		}
	}
	if _, ok := intake.Named("../mapping"); ok {
		t.Error("a mapping from outside the folder")
	}
}

func TestWrongMappings(t *testing.T) {
	for text, want := range map[string]string{
		``:                             "sheet.bad_mapping",
		`[]`:                           "sheet.bad_mapping",
		`{"name":1}`:                   "sheet.bad_mapping",
		`{"name":"a","colour":1}`:      "sheet.bad_mapping",
		`{"name":"a","source":"b"} {}`: "sheet.bad_mapping",
		`{"name":"a","source":"b","unknown_dates":["1900-02-30"]}`: "sheet.bad_mapping",
		`{"name":"a"}`:                                                "intake.mapping_incomplete",
		`{"name":"a","source":"suspense"}`:                            "intake.mapping_source",
		`{"name":"a","source":"income:interest"}`:                     "intake.mapping_source",
		`{"name":"a","source":"b","statuses":{"Done":"done"}}`:        "intake.mapping_value",
		`{"name":"a","source":"b","donor_kinds":{"Person":"person"}}`: "intake.mapping_value",
		`{"name":"a","source":"b","donors":{"Person":"person"}}`:      "intake.mapping_value",
	} {
		if _, err := intake.ParseMapping([]byte(text)); !problem.Is(err, want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	b := open(t, dbtest.Open(t, db.SQLite), "2014-01-01")
	for text, want := range map[string]string{
		`{"name":"a","source":"b","columns":{"colour":"Farbe"}}`: "intake.unknown_column",
		`{"name":"a","source":"b","columns":{"donor":"Geber"}}`:  "sheet.missing_columns",
		``: "sheet.missing_columns",
	} {
		src, err := sheet.FromBytes("a.csv", []byte("a,b\n1,2\n"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := intake.ImportContributions(t.Context(), b.Service, officer, src, intake.Options{Mapping: []byte(text)}); !problem.Is(err, want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func FuzzParseMapping(f *testing.F) {
	for _, name := range intake.Names() {
		text, _ := intake.Named(name)
		f.Add(text)
	}
	f.Add([]byte(`{"name":"a","source":"b","unknown_dates":["1900-01-01"],"columns":{"paid":" Betrag "}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := intake.ParseMapping(text)
		if err != nil {
			if problem.KindOf(err) != problem.Invalid {
				t.Errorf("error = %v", err)
			}
			return
		}
		if m.Name == "" || m.Source == "" {
			t.Errorf("a mapping without name or source: %s", text)
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		n, err := intake.ParseMapping(again)
		if err != nil {
			t.Fatalf("%s, read from %s: %v", again, text, err)
		}
		if diff := cmp.Diff(m, n, cmp.AllowUnexported(date.Date{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("written and read (-before +after):\n%s", diff)
		}
	})
}
