package journal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
)

// tamper changes the database as somebody could who owns it: without the
// triggers.
func tamper(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	var off []string
	for _, table := range []string{"journal", "log_hash", "journal_head"} {
		if d.Engine() == db.Postgres {
			off = append(off, "ALTER TABLE "+table+" DISABLE TRIGGER USER")
		} else {
			off = append(off, "DROP TRIGGER IF EXISTS "+table+"_update", "DROP TRIGGER IF EXISTS "+table+"_delete")
		}
	}
	err := d.Update(t.Context(), func(ctx context.Context) error {
		for _, s := range append(off, statements...) {
			if _, err := d.Conn(ctx).ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func codes(findings []journal.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, fmt.Sprintf("%s %d", strings.TrimPrefix(f.Code, "journal."), f.Seq))
	}
	return strings.Join(all, ", ")
}

// The log has 22 entries: complete subtrees over 1-16, 17-20 and 21-22.
const size = 22

func setHash(level int, n int64) string {
	return fmt.Sprintf("UPDATE log_hash SET hash = (SELECT hash FROM log_hash WHERE idx = 0) WHERE idx = %d", tlog.StoredHashIndex(level, n))
}

func deleteHash(level int, n int64) string {
	return fmt.Sprintf("DELETE FROM log_hash WHERE idx = %d", tlog.StoredHashIndex(level, n))
}

func TestVerifyNamesWhatWasTamperedWith(t *testing.T) {
	// Finding codes without "journal.", each with its entry.
	tests := []struct {
		name string
		do   []string
		want string
	}{
		{"nothing", nil, ""},
		{"a record", []string{"UPDATE journal SET record = replace(record, '6.00 USD', '9.00 USD') WHERE seq = 7"}, "entry_changed 7"},
		{"a record in white space only", []string{"UPDATE journal SET record = replace(record, ':', ': ') WHERE seq = 3"}, "entry_changed 3"},
		{"two records", []string{"UPDATE journal SET record = replace(record, 'finance', 'nobody') WHERE seq IN (22, 5)"}, "entry_changed 5, entry_changed 22"},
		{"a record and its hash", []string{
			"UPDATE journal SET record = (SELECT record FROM journal WHERE seq = 1) WHERE seq = 9", setHash(0, 8),
		}, "entry_misplaced 9, hash_changed 10"},
		{"the hash of an entry", []string{setHash(0, 4)}, "entry_changed 5, hash_changed 6"},
		{"the hash of the last entry", []string{setHash(0, 21)}, "entry_changed 22, hash_changed 22"},
		{"a hash over four entries", []string{setHash(2, 1)}, "hash_changed 8, hash_changed 8"},
		{"the hash over the first sixteen", []string{setHash(4, 0)}, "hash_changed 16"},
		{"a record removed", []string{"DELETE FROM journal WHERE seq = 12"}, "entry_missing 12"},
		{"a hash removed", []string{deleteHash(1, 2)}, "hash_missing 6"},
		{"the hash of an entry removed", []string{deleteHash(0, 16)}, "hash_missing 17"},
		{"the last records removed", []string{"DELETE FROM journal WHERE seq > 20"}, "entry_missing 21, entry_missing 22"},
		{"the end moved back", []string{"UPDATE journal_head SET size = 20"}, "entry_unexpected 21, hash_unexpected 0"},
		{"the end moved on", []string{"UPDATE journal_head SET size = 23"}, "entry_missing 23, hash_missing 23"},
		{"the end removed", []string{"DELETE FROM journal_head"}, "head_missing 0, entry_unexpected 1, hash_unexpected 0"},
		{"an entry put in", []string{"INSERT INTO journal (seq, record) SELECT 23, record FROM journal WHERE seq = 22"}, "entry_unexpected 23"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				d := dbtest.Open(t, d.Engine())
				appendAll(t, d, entries(0, size)...)
				tamper(t, d, test.do...)
				if got := codes(verify(t, d, nil)); got != test.want {
					t.Errorf("found %q, want %q", got, test.want)
				}
			})
		}
	})
}

// Whoever rewrites the log as a whole leaves one that fits: only somebody who
// kept an earlier head can tell.
func TestOnlyAnEarlierHeadShowsAWholeRewriting(t *testing.T) {
	restart := []string{"DELETE FROM journal", "DELETE FROM log_hash", "UPDATE journal_head SET size = 0"}
	cut := func(to int64) []string {
		return []string{
			fmt.Sprintf("DELETE FROM journal WHERE seq > %d", to),
			fmt.Sprintf("DELETE FROM log_hash WHERE idx >= %d", tlog.StoredHashCount(to)),
			fmt.Sprintf("UPDATE journal_head SET size = %d", to),
		}
	}
	changed := entries(0, size)
	changed[2].After = "less"
	tests := []struct {
		name  string
		do    []string
		again []journal.Entry // what is appended afterwards
		want  string
	}{
		{"the last entries cut off", cut(19), nil, "shortened 20"},
		{"all cut off", restart, nil, "shortened 1"},
		{"cut off and written on", cut(19), entries(50, 60), "rewritten 0"},
		{"one entry changed and all that follow appended again", restart, changed, "rewritten 0"},
		{"all appended again in another order", restart, append(entries(1, size), entries(0, 1)...), "rewritten 0"},
		{"nothing but new entries", nil, entries(size, size+20), ""},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				d := dbtest.Open(t, d.Engine())
				appendAll(t, d, entries(0, size)...)
				since := head(t, d)
				tamper(t, d, test.do...)
				appendAll(t, d, test.again...)
				if got := codes(verify(t, d, nil)); got != "" {
					t.Errorf("without an earlier head found %q", got)
				}
				if got := codes(verify(t, d, &since)); got != test.want {
					t.Errorf("since %v found %q, want %q", since, got, test.want)
				}
			})
		}
	})
}

func TestVerifyStopsAfterTooManyFindings(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	appendAll(t, d, entries(0, 5)...)
	tamper(t, d, "UPDATE journal_head SET size = 4000000000000")
	if f := verify(t, d, nil); len(f) != 100 || f[0].Seq != 6 {
		t.Errorf("%d findings, the first %v; want 100, the first about entry 6", len(f), f[0])
	}
}

// A clock that was set back between two entries is told of, and nothing else
// is; what transactions take is no setting back.
func TestAClockThatWasSetBackIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, after := range []time.Duration{0, 48 * time.Hour, 47*time.Hour + 30*time.Minute, 2 * time.Hour, 3 * time.Hour} {
			j := journal.New(d, date.Fixed(noon.Add(after)))
			if err := d.Update(t.Context(), func(ctx context.Context) error {
				return j.Append(ctx, journal.Entry{Actor: "a", Action: "b", Object: "c", ID: "1"})
			}); err != nil {
				t.Fatal(err)
			}
		}
		findings, head, err := open(d).Verify(t.Context(), nil)
		if err != nil || codes(findings) != "clock_set_back 4" || !findings[0].Notice || head.Size != 5 ||
			findings[0].Args["at"] != "2012-07-20T12:00:00Z" || findings[0].Args["before"] != "2012-07-22T09:30:00Z" {
			t.Errorf("%+v, %v", findings, err)
		}
	})
}
