package cli

import (
	"testing"

	"article30/internal/locale"
)

// Everything that verify looks at has a name in every language; a finding of a
// part without one would print the key of its text.
func TestPartsOfVerifyHaveNames(t *testing.T) {
	s := compose(nil, nil, settings{})
	for _, lang := range []string{"en", "fr"} {
		p, err := locale.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range s.audit.Parts {
			if !p.Has("audit_part." + part.Name) {
				t.Errorf("%s: %s has no name", lang, part.Name)
			}
		}
	}
}
