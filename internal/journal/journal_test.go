package journal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/problem"
)

var noon = time.Date(2012, 7, 20, 12, 0, 0, 123456789, time.FixedZone("CEST", 2*60*60))

func open(d *db.DB) *journal.Journal { return journal.New(d, date.Fixed(noon)) }

// entry is the i-th entry of a log that every run writes the same way.
func entry(i int) journal.Entry {
	return journal.Entry{
		Actor: "finance", Action: "receipt.record", Object: "contribution", ID: fmt.Sprint(i % 7),
		After: map[string]string{"amount": fmt.Sprintf("%d.00 USD", i)},
	}
}

func entries(from, to int) []journal.Entry {
	var all []journal.Entry
	for i := from; i < to; i++ {
		all = append(all, entry(i))
	}
	return all
}

func appendAll(t testing.TB, d *db.DB, e ...journal.Entry) {
	t.Helper()
	err := d.Update(context.Background(), func(ctx context.Context) error { return open(d).AppendAll(ctx, e) })
	if err != nil {
		t.Fatal(err)
	}
}

func head(t testing.TB, d *db.DB) journal.Head {
	t.Helper()
	h, err := open(d).Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func verify(t *testing.T, d *db.DB, since *journal.Head) []journal.Finding {
	t.Helper()
	findings, got, err := open(d).Verify(t.Context(), since)
	if err != nil {
		t.Fatal(err)
	}
	if len(findings) == 0 && got != head(t, d) {
		t.Errorf("Verify computes the head %v, stored is %v", got, head(t, d))
	}
	return findings
}

func TestRecordText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		type line struct {
			Year   int    `json:"year"`
			Amount string `json:"amount"`
		}
		appendAll(t, d,
			journal.Entry{Actor: "a <b@c>", Action: "x.y", Object: "thing", ID: "it's 1", Reason: "because & so\n\"é\" ?",
				Before: map[string]any{"z": 1, "a": nil, "m": []line{{2012, "5.00"}}},
				After:  json.RawMessage(`{ "b": 1 }`)},
			journal.Entry{Actor: "a", Action: "x.z", Object: "thing", Before: line{2013, "1.00"}},
		)
		want := []string{
			`{"seq":1,"at":"2012-07-20T10:00:00Z","actor":"a <b@c>","action":"x.y","object":"thing","id":"it's 1","reason":"because & so\n\"é\" ?",` +
				`"before":{"a":null,"m":[{"year":2012,"amount":"5.00"}],"z":1},"after":{"b":1}}`,
			`{"seq":2,"at":"2012-07-20T10:00:00Z","actor":"a","action":"x.z","object":"thing","id":"","reason":"",` +
				`"before":{"year":2013,"amount":"1.00"},"after":null}`,
		}
		var got []string
		err := d.View(t.Context(), func(ctx context.Context) error {
			return d.Conn(ctx).NewRaw("SELECT record FROM journal ORDER BY seq").Scan(ctx, &got)
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if f := verify(t, d, nil); f != nil {
			t.Error(f)
		}
	})
}

func TestAppendIsPartOfTheUpdate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		stop := errors.New("stop")
		err := d.Update(t.Context(), func(ctx context.Context) error {
			if err := open(d).Append(ctx, entry(1)); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if h := head(t, d); h.Size != 0 {
			t.Errorf("an Update that failed left %v", h)
		}
		defer func() {
			if recover() == nil {
				t.Error("Append outside an Update did not panic")
			}
		}()
		open(d).Append(t.Context(), entry(1))
	})
}

func TestAppendRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		try := func(e journal.Entry) error {
			return d.Update(t.Context(), func(ctx context.Context) error { return open(d).Append(ctx, e) })
		}
		e := entry(1)
		e.Reason = "a\x00b"
		if err := try(e); !problem.Is(err, "journal.bad_text") {
			t.Errorf("a NUL: %v", err)
		}
		e.Reason = `the text \u0000 in six characters, and \\u0000 in seven`
		if err := try(e); err != nil {
			t.Errorf("a backslash before u0000: %v", err)
		}
		for _, e := range []journal.Entry{{Action: "a", Object: "b"}, {Actor: "a", Object: "b"}, {Actor: "a", Action: "b"}} {
			if err := try(e); err == nil {
				t.Errorf("%+v was accepted", e)
			}
		}
		if err := try(journal.Entry{Actor: "a", Action: "b", Object: "c", After: func() {}}); err == nil {
			t.Error("what has no JSON was accepted")
		}
		if h := head(t, d); h.Size != 1 {
			t.Errorf("the log has %d entries, want the one that was accepted", h.Size)
		}
	})
}

func TestOneByOneAndAllAtOnceAreTheSameLog(t *testing.T) {
	var heads []string
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, e := range entries(0, 37) {
			appendAll(t, d, e)
		}
		heads = append(heads, head(t, d).String())
	})
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		appendAll(t, d, entries(0, 37)...)
		heads = append(heads, head(t, d).String())
	})
	for _, h := range heads {
		if h != heads[0] {
			t.Fatalf("different heads: %v", heads)
		}
	}
}

func TestManyEntriesInOneUpdate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		appendAll(t, d, entries(0, 9001)...) // more than one page of Verify, not a multiple of a batch
		if f := verify(t, d, nil); f != nil {
			t.Error(f)
		}
	})
}

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		appendAll(t, d, entries(0, 21)...)
		appendAll(t, d, journal.Entry{Actor: "s", Action: "session.move", Object: "session", ID: "3", Reason: "hall"})
		tests := []struct {
			name   string
			filter journal.Filter
			want   []int64
		}{
			{"one thing", journal.Filter{Object: "contribution", ID: "3"}, []int64{4, 11, 18}},
			{"the next page", journal.Filter{Object: "contribution", ID: "3", AfterSeq: 4, Limit: 1}, []int64{11}},
			{"a kind of thing", journal.Filter{Object: "session"}, []int64{22}},
			{"the end", journal.Filter{AfterSeq: 20}, []int64{21, 22}},
			{"nothing", journal.Filter{Object: "' OR 1=1 --"}, nil},
		}
		for _, test := range tests {
			records, err := open(d).List(t.Context(), test.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, r := range records {
				got = append(got, r.Seq)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s: %s", test.name, diff)
			}
		}
		records, err := open(d).List(t.Context(), journal.Filter{Object: "session"})
		if err != nil {
			t.Fatal(err)
		}
		want := []journal.Record{{Seq: 22, At: noon.UTC().Truncate(time.Second), Actor: "s", Action: "session.move",
			Object: "session", ID: "3", Reason: "hall", Before: json.RawMessage("null"), After: json.RawMessage("null")}}
		if diff := cmp.Diff(want, records); diff != "" {
			t.Error(diff)
		}
	})
}

func TestHeadText(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	const none = "0:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" // SHA-256 of nothing, as RFC 6962 has it
	if got := head(t, d).String(); got != none {
		t.Errorf("the head of an empty log is %s, want %s", got, none)
	}
	appendAll(t, d, entries(0, 3)...)
	h := head(t, d)
	back, err := journal.ParseHead(h.String())
	if err != nil || back != h {
		t.Errorf("ParseHead(%s) = %v, %v", h, back, err)
	}
	for _, s := range []string{"", ":", "3", "3:", "x:" + none[2:], "-1:" + none[2:], "+3:" + none[2:], "03:" + none[2:],
		" " + none, none + " ", strings.TrimSuffix(none, "="), none[:20], "99999999999999999999:" + none[2:]} {
		if _, err := journal.ParseHead(s); !problem.Is(err, "journal.bad_head") {
			t.Errorf("ParseHead(%q): %v", s, err)
		}
	}
}

func FuzzParseHead(f *testing.F) {
	f.Add("0:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
	f.Add("12:")
	f.Add(":::")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := journal.ParseHead(s)
		if err == nil && h.String() != s {
			t.Errorf("ParseHead(%q) is %v: two texts for one head", s, h)
		}
		if err != nil && !problem.Is(err, "journal.bad_head") {
			t.Errorf("ParseHead(%q): %v", s, err)
		}
	})
}
