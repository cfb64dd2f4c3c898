package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// walkBegin and walkEnd enclose the walk in README.
const (
	walkBegin = "<!-- walk -->\n```\n"
	walkEnd   = "```\n<!-- end -->\n"
)

// walkLine is a command of the walk, perhaps with the day from which on
// commands are typed, and what README says that it prints.
type walkLine struct {
	day     date.Date
	command string
	prints  []string
}

// readWalk reads lines as a terminal shows them: "# 2012-05-07 ..." is a day,
// "$ article30 ..." a command, anything else what it prints; "…" stands for
// lines that are left out.
func readWalk(t *testing.T, text string) (walk []walkLine) {
	t.Helper()
	var day date.Date
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "":
		case strings.HasPrefix(line, "# "):
			day = date.MustParse(line[2:12])
		case strings.HasPrefix(line, "$ article30 "):
			walk = append(walk, walkLine{day: day, command: line[len("$ article30 "):]})
		default:
			last := &walk[len(walk)-1]
			last.prints = append(last.prints, line)
		}
	}
	return walk
}

// shellWords are the words of a command line: by spaces, or in double quotes.
func shellWords(line string) (words []string) {
	for _, m := range regexp.MustCompile(`(?:[^\s"]|"[^"]*")+`).FindAllString(line, -1) {
		words = append(words, strings.ReplaceAll(m, `"`, ""))
	}
	return words
}

// shows reports whether out has the lines in their order, and nothing between
// them where no "…" stands; within a line it stands for part of it.
func shows(out string, want []string) bool {
	var pattern strings.Builder
	pattern.WriteString("(?s)^")
	for _, line := range want {
		if line == "…" {
			pattern.WriteString(`(?:.*\n)?`)
			continue
		}
		pattern.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", `[^\n]*`) + `[ ]*\n`)
	}
	return regexp.MustCompile(pattern.String() + "$").MatchString(strings.ReplaceAll(out, "\u00a0", " "))
}

// The walk in README from the first draft to the decision is carried out, and
// every line prints what README says. The sheets of the adopted text are the
// same bytes on both databases, east and west of the date line.
func TestWalkInReadme(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, begins := strings.Cut(string(readme), walkBegin)
	text, _, ends := strings.Cut(rest, walkEnd)
	walk := readWalk(t, text)
	if !begins || !ends || len(walk) < 20 {
		t.Fatalf("README has no walk of some length: %d commands", len(walk))
	}
	local := time.Local
	t.Cleanup(func() { time.Local = local })
	adopted := map[string][]db.Engine{} // by the sheets, as the program lists them
	for i, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			time.Local = time.FixedZone("", []int{-11, 14}[i]*60*60)
			newTerminal(t)
			t.Setenv("ARTICLE30_DB", dbtest.EmptyURL(t, engine))
			t.Setenv("ARTICLE30_AS", "secretariat")
			for _, step := range walk {
				var out bytes.Buffer
				code := run(t.Context(), date.Fixed(morning(step.day)), shellWords(step.command), &out, &out)
				refused := len(step.prints) > 0 && strings.HasPrefix(step.prints[0], "article30: ")
				if (code != 0) != refused || !shows(out.String(), step.prints) {
					t.Errorf("%s $ article30 %s: exit %d\n%s\nREADME says\n%s", step.day, step.command, code, out.String(), strings.Join(step.prints, "\n"))
				}
			}
			var sheets bytes.Buffer
			if code := run(t.Context(), date.System(), []string{"budget", "sheets", "CTOC/COP/2012/7/Rev.1"}, &sheets, &sheets); code != 0 || strings.Count(sheets.String(), "\n") != 7 {
				t.Errorf("the adopted text has other sheets than one in each language:\n%s", sheets.String())
			}
			adopted[sheets.String()] = append(adopted[sheets.String()], engine)
		})
	}
	if len(adopted) != 1 {
		t.Errorf("the adopted text has other bytes on another database in another time zone: %v", adopted)
	}
}
