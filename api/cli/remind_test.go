package cli

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/internal/date"
	"article30/internal/locale"
)

// A timer reads the exit code: nothing new, something, something overdue. What
// was told is not told again, in any language.
func TestRemindTellsATimer(t *testing.T) {
	newTerminal(t)
	for _, tt := range []struct {
		day  string
		code int
		want string
		args []string
	}{
		{"2012-07-01", 0, "", []string{"--within", "0"}},
		{"2012-07-01", exitDue, "by 12 July 2012, in 11 days", nil},
		{"2012-07-01", 0, "", nil},
		{"2012-07-12", exitDue, "today, 12 July 2012", nil},
		{"2012-07-13", exitOverdue, "was due on 12 July 2012, 1 day ago", nil},
		{"2012-07-13", 0, "", nil},
		{"2012-07-13", 0, "[]", []string{"--json"}},
		{"2012-08-09", exitDue, `"urgency": "today"`, []string{"--json", "--within", "1"}},
		{"2012-08-09", exitRefused, "-1 days is not between 0 and 366", []string{"--within=-1"}},
	} {
		var out bytes.Buffer
		args := append([]string{"remind", "--exit-code"}, tt.args...)
		code := run(t.Context(), date.Fixed(morning(date.MustParse(tt.day))), args, &out, &out)
		if code != tt.code || !strings.Contains(out.String(), tt.want) || tt.want == "" && out.Len() > 0 {
			t.Errorf("%s %v: exit %d\n%s\nwant %d\n%s", tt.day, tt.args, code, out.String(), tt.code, tt.want)
		}
	}
}

// The three sentences of a reminder in each language, each about a day in its
// own words.
func TestRemindersInSixLanguages(t *testing.T) {
	kept, err := filepath.Abs(filepath.Join("testdata", "reminders.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	for _, lang := range locale.Languages() {
		newTerminal(t)
		for _, day := range []string{"2012-08-13", "2012-08-16", "2012-08-18"} {
			clock := date.Fixed(morning(date.MustParse(day)))
			if code := run(t.Context(), clock, []string{"remind", "--within", "3", "--lang", lang}, &got, &got); code != 0 {
				t.Errorf("%s, %s: exit %d", lang, day, code)
			}
		}
		got.WriteString("\n")
	}
	if flag.Lookup("update").Value.String() == "true" { // of xlsxtest
		if err := os.WriteFile(kept, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("-kept +told:\n%s", diff)
	}
}
