package cli

import (
	"bufio"
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/locale"
)

// demonstration is an app whose database is a demonstration's as of that day.
func demonstration(t *testing.T, url string) (a *app, out *bytes.Buffer) {
	t.Helper()
	out = &bytes.Buffer{}
	return &app{
		ctx: t.Context(), flags: flags{DB: url}, actor: access.Operator("tester"),
		printer: locale.Match("en"), out: bufio.NewWriter(out), err: io.Discard,
	}, out
}

// The demonstration's year is carried out by the commands that anybody can
// type, each in the role of its user, and leaves books that verify accepts.
func TestDemoYear(t *testing.T) {
	steps, err := demoYear(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range steps[1:] {
		if step.on.Before(steps[i].on) {
			t.Errorf("line %d goes back in time", step.line)
		}
	}
	a, out := demonstration(t, "sqlite:"+filepath.Join(t.TempDir(), "demo.db"))
	err = a.withDemo(date.MustParse(demoToday), func(s *services) error {
		findings, _, err := s.audit.Verify(a.ctx, nil)
		if err != nil {
			return err
		}
		for _, f := range findings {
			if f.Code == "journal.clock_set_back" {
				continue // the year and what is published are entered one after the other
			}
			t.Errorf("%s: %s %v", f.Place, f.Code, f.Args)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	a.out.Flush()
	if want := a.printer.Text("cli.demo_year", "count", len(steps)); !strings.Contains(out.String(), want) {
		t.Errorf("it does not say %q", want)
	}
}

// A year that was played is not played a second time, and one that begins
// before the first step is empty.
func TestDemoYearOnce(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "demo.db")
	var heads []int64
	for range 2 {
		a, _ := demonstration(t, url)
		past, err := open(a.ctx, url, date.Fixed(morning(date.MustParse("2010-10-23"))), a.set)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.playYear(past, past.contributions.Today()); err != nil {
			t.Fatal(err)
		}
		_, head, err := past.audit.Verify(a.ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, int64(head.Size))
		past.db.Close()
	}
	if heads[0] != heads[1] {
		t.Errorf("the journal went from %d to %d entries", heads[0], heads[1])
	}
}
