package earmark

import (
	"slices"
	"strings"
	"testing"

	"article30/budget/conference"
)

var known = []conference.Participant{{ID: "ALB", Group: conference.EasternEuropean}, {ID: "VAT", Group: conference.None}}

func TestPlacesInTheTree(t *testing.T) {
	tree := append(slices.Clone(seeded), Earmark{
		ID: 13, Parent: 8, Code: "europe", Kind: Region, Value: "eastern_european", Degree: Firmly,
	})
	tree[8].Closure = Closure{Earmark: 9, On: day("2012-05-01")}
	node := func(parent int64, kind Kind, value string, degree Degree) Earmark {
		return Earmark{Parent: parent, Code: "new", Kind: kind, Value: value, Degree: degree, English: "New", French: "Nouvelle"}
	}
	untitled := node(2, Project, "GLO/1", Tightly)
	untitled.English, untitled.French, untitled.Code = "", "", "NEW!"
	again := node(2, Project, "GLO/1", Tightly)
	again.Code = "convention-29"
	for _, tt := range []struct {
		rule string
		e    Earmark
		want string
	}{
		{"an article of an instrument", node(2, Article, "14", Firmly), "<nil>"},
		{"a region of the whole fund", node(1, Region, "african", Softly), "<nil>"},
		{"a country in its region", node(13, Country, "ALB", Firmly), "<nil>"},
		{"a country in no region", node(3, Country, "VAT", Tightly), "<nil>"},
		{"a project of a country's region", node(13, Project, "GLO/T63", Tightly), "<nil>"},
		{"an article of no instrument", node(1, Article, "14", Firmly), "earmark.invalid, kind earmark.misplaced"},
		{"an instrument of an article", node(3, Instrument, "convention", Firmly), "earmark.invalid, kind earmark.misplaced"},
		{"a region of a region", node(13, Region, "african", Firmly), "earmark.invalid, kind earmark.misplaced"},
		{"a second root", node(1, Unearmarked, "", Free), "earmark.invalid, kind earmark.unknown_kind, degree earmark.degree"},
		{"a country in another region", node(13, Country, "VAT", Firmly), "earmark.invalid, value earmark.elsewhere"},
		{"a country that is none", node(1, Country, "XXX", Firmly), "earmark.invalid, value earmark.value"},
		{"no region", node(1, Region, "none", Softly), "earmark.invalid, value earmark.value"},
		{"an unknown region", node(1, Region, "europe", Softly), "earmark.invalid, value conference.unknown_group"},
		{"an unknown instrument", node(1, Instrument, "corruption", Softly), "earmark.invalid, value conference.unknown_instrument"},
		{"an article that is no number", node(2, Article, "29bis", Firmly), "earmark.invalid, value earmark.value"},
		{"looser than what is above", node(13, Project, "GLO/1", Softly), "earmark.invalid, degree earmark.degree"},
		{"tighter than there is", node(2, Project, "GLO/1", 5), "earmark.invalid, degree earmark.degree"},
		{"below one that is closed", node(9, Project, "GLO/1", Tightly), "earmark.invalid, parent earmark.closed"},
		{"without a name", untitled, "earmark.invalid, code earmark.code, title_en earmark.no_title, title_fr earmark.no_title"},
		{"the same restriction twice", node(2, Article, "29", Firmly), "earmark.exists"},
		{"the same code twice", again, "earmark.exists"},
		{"below nothing", node(99, Project, "GLO/1", Tightly), "earmark.not_found"},
	} {
		if got := codes(tree.Add(tt.e, known, day("2012-07-20"))); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.rule, got, tt.want)
		}
	}
}

func TestEndOfAnEarmark(t *testing.T) {
	tree := slices.Clone(seeded)
	tree[11].Closure = Closure{Earmark: 12, On: day("2012-05-01")}
	for _, tt := range []struct {
		rule   string
		id     int64
		reason string
		want   string
	}{
		{"one with nothing below", 3, "done", "<nil>"},
		{"one with all below closed", 11, "done", "<nil>"},
		{"one with something open below", 2, "done", "earmark.open_below"},
		{"a second time", 12, "done", "earmark.closed"},
		{"the root", Root, "done", "earmark.root"},
		{"without a reason", 3, "", "earmark.invalid, reason earmark.no_reason"},
		{"one that is not there", 99, "done", "earmark.not_found"},
	} {
		if got := codes(tree.Close(tt.id, day("2012-07-20"), tt.reason)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.rule, got, tt.want)
		}
	}
}

func TestTreeAsItIsPrinted(t *testing.T) {
	tree := append(slices.Clone(seeded),
		Earmark{ID: 13, Parent: 1, Code: "africa", Kind: Region}, Earmark{ID: 14, Parent: 13, Code: "kenya", Kind: Country})
	var got []string
	for _, e := range tree.Ordered() {
		got = append(got, strings.Repeat(">", tree.Depth(e.ID))+e.Code)
	}
	want := "unearmarked >convention >>convention-29 >>convention-30 >>convention-31 >>convention-32 >trafficking >>trafficking-10 >migrants >>migrants-14 >firearms >>firearms-14 >africa >>kenya"
	if strings.Join(got, " ") != want {
		t.Errorf("got %v", got)
	}
}
