package budget

import (
	"testing"

	"article30/budget/conference"
	"article30/internal/locale"
)

// Every class of expenditure belongs to one of the seven harmonized
// categories, and none of these is without a class.
func TestObjectsAndCategories(t *testing.T) {
	used := map[Category]bool{}
	for _, o := range Objects() {
		if o.Category() == "" {
			t.Errorf("%s has no category", o)
		}
		used[o.Category()] = true
	}
	if len(Objects()) != 11 || len(used) != 7 {
		t.Errorf("%d classes in %d categories", len(Objects()), len(used))
	}
	if c := Object("").Category(); c != "" {
		t.Errorf("no class is of category %s", c)
	}
}

// Rule 72 names Convention articles 29 to 32 and one article of each Protocol.
func TestMandates(t *testing.T) {
	count := map[conference.Instrument]int{}
	for _, m := range Mandates() {
		count[m.Instrument()]++
	}
	if count[conference.Convention] != 4 || count[conference.Trafficking] != 1 || count[conference.Migrants] != 1 || count[conference.Firearms] != 1 {
		t.Errorf("%v", count)
	}
}

// Whatever a value of these can be has a name in every language.
func TestNames(t *testing.T) {
	for _, lang := range locale.Languages() {
		p, err := locale.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		named(p, "circulation_status", Statuses())
		named(p, "circulation_role", []Role{Party, Supplementary, Courtesy})
		named(p, "channel", Channels())
		named(p, "budget_kind", Kinds())
		named(p, "version_kind", []VersionKind{Original, Revision, Addendum, Corrigendum})
		named(p, "stage", Stages())
		named(p, "funding", Fundings())
		named(p, "mandate", Mandates())
		named(p, "object", Objects())
		named(p, "outcome", Outcomes())
		named(p, "decision_method", []Method{Consensus, Vote})
		named(p, "decision_basis", Bases())
		for _, o := range objects {
			named(p, "category", []Category{o.category})
		}
		p.Text("decision.majority", "majority", conference.TwoThirds().String())
	}
}

// named fails where the catalogue has no text for a value.
func named[T ~string](p *locale.Printer, key string, values []T) {
	for _, v := range values {
		p.Text(key + "." + string(v))
	}
}
