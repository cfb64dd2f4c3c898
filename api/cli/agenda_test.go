package cli

import (
	"bytes"
	"strings"
	"testing"

	"article30/internal/date"
)

// What is due is said once, and nothing where there is nothing to say, so that
// a timer can call it.
func TestRemindOnTheCommandLine(t *testing.T) {
	newTerminal(t)
	at := func(day string) func(code int, want string, args ...string) {
		on := morning(date.MustParse(day))
		return func(code int, want string, args ...string) {
			t.Helper()
			var out bytes.Buffer
			got := run(t.Context(), date.Fixed(on), args, &out, &out)
			if got != code || want == "" && out.Len() > 0 || !strings.Contains(out.String(), want) {
				t.Errorf("article30 %s: exit %d\n%s\nwant %d\n%s", strings.Join(args, " "), got, out.String(), code, want)
			}
		}
	}
	says := at("2012-08-10")
	says(0, "2012-08-16     6          last day to send (rule 72)", "session", "milestones", "6")
	says(0, `Session 6, no budget registered: text to the translators was due on 12 July 2012, 29 days ago.
Session 6, no budget registered: six languages fixed was due on 9 August 2012, 1 day ago.
Session 6, no budget registered: last day to send (rule 72) by 16 August 2012, in 6 days.
`, "remind")
	says(0, "", "remind")
	says(0, "Postponed: new dates are not set", "session", "postpone", "6", "--reason", "the host asks for it")
	says(1, "It is not known when session 6 closed.", "session", "resume", "6", "2012-11-12", "2012-11-10", "--reason", "why")
	says(0, "Deadline of rule 72: 2012-08-23", "session", "move", "6", "2012-10-22", "--closing", "2012-10-26", "--reason", "new dates")
	at("2012-08-11")(0, "Session 6, aucun budget enregistré", "--lang", "fr", "remind")
	says(1, "Session 6 opens on 22 October 2012", "session", "resume", "6", "2012-11-12", "2012-11-14", "--reason", "not finished")
	at("2012-10-26")(0, "resumed        2012-11-12  2012-11-14", "session", "resume", "6", "2012-11-12", "2012-11-14", "--reason", "not finished")
	at("2012-10-26")(1, "its closing can still be changed, its opening can not", "session", "move", "6", "2012-10-29", "--reason", "why")
	at("2012-10-26")(1, "lies before today", "session", "move", "7", "2012-10-25", "--reason", "why")
}
