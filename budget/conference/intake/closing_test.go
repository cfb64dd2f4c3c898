package intake

import (
	"strings"
	"testing"

	"article30/internal/date"
)

func TestReadClosing(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "",
		"2012-10-19":                             "2012-10-19",
		"2020-10-16 (not confirmed by a source)": "2020-10-16",
		"2004-07-08 says one; 2004-07-09 says another": "",
		"2004-07-08 says one, 2004-07-08 the other":    "2004-07-08",
	} {
		if got, err := readClosing(text); err != nil || got.String() != want {
			t.Errorf("%q: got %s, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"19 October 2012", "2012-02-30", "to be decided"} {
		if got, err := readClosing(text); err == nil {
			t.Errorf("%q: got %s", text, got)
		}
	}
}

// Whatever date is read stands in the text.
func FuzzReadClosing(f *testing.F) {
	f.Add("2020-10-16 (not confirmed by a source)")
	f.Add("2004-07-08; 2004-07-09")
	f.Add("2012-13-01")
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := readClosing(text); err == nil && got != (date.Date{}) && !strings.Contains(text, got.String()) {
			t.Errorf("%q: got %s", text, got)
		}
	})
}

// Any mapping is read or refused; what is read names our columns only.
func FuzzParseMapping(f *testing.F) {
	f.Add(`{"name": "ours", "columns": {"participant": "State"}}`)
	f.Add(`{} {}`)
	f.Add(`{"columns": {"x": "y"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseMapping([]byte(text), partiesLayout)
		if err != nil {
			return
		}
		for column := range m.Columns {
			if column != participantColumn && !strings.HasSuffix(column, "signature") && !strings.HasSuffix(column, "consent") && !strings.HasSuffix(column, "consent_type") {
				t.Errorf("%q names the column %q", text, column)
			}
		}
	})
}
