package locale

import (
	"testing"

	"article30/internal/problem"
)

// What has a name in the reader's language is named so in a refusal too, alone
// and in a list.
func TestWords(t *testing.T) {
	for _, tt := range []struct {
		words  []problem.Word
		en, fr string
	}{
		{[]problem.Word{{Kind: "party", Value: "FRA"}, {Kind: "party", Value: "JPN"}}, "France and Japan", "France et Japon"},
		{
			[]problem.Word{{Kind: "instrument", Value: "trafficking"}, {Kind: "article", Value: "10"}, {Kind: "group", Value: "african"}, {Value: "TA-2012-01"}},
			"Trafficking in Persons Protocol, article 10, African States and TA-2012-01",
			"Protocole relatif à la traite des personnes, article 10, États d’Afrique et TA-2012-01",
		},
		{[]problem.Word{{Value: "A foundation"}}, "A foundation", "A foundation"},
		{[]problem.Word{{Kind: "instrument", Value: "of_another_kind"}}, "of_another_kind", "of_another_kind"},
	} {
		for lang, want := range map[string]string{"en": tt.en, "fr": tt.fr} {
			if got := own().printers[lang].show("words", "", tt.words); got != want {
				t.Errorf("%s: %q, want %q", lang, got, want)
			}
		}
	}
	refused := problem.New(problem.Conflict, "donor.two_participants",
		"from", problem.Word{Kind: "party", Value: "FRA"}, "into", problem.Word{Kind: "party", Value: "JPN"})
	if _, got := own().printers["fr"].Problem(refused); got != "France et Japon sont deux participants à la Conférence, donc deux donateurs." {
		t.Error(got)
	}
}
