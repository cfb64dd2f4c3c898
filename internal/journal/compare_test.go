package journal_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
)

type facts struct {
	Amount string `json:"amount"`
	Votes  *int   `json:"votes,omitempty"`
}

// What is there and what the journal tells are the same, or the place is named
// with how they differ: in the order of what is kept, then of the journal.
func TestComparison(t *testing.T) {
	three, alsoThree := 3, 3
	var c journal.Comparison[string]
	for _, place := range []string{"gone 9", "gone 10", "same", "another amount", "later"} {
		c.Tell(place, noon, "anna", facts{"1.00 EUR", &three})
	}
	c.Tell("at any time", time.Time{}, "anna")
	c.Tell("told again", noon, "anna", "first")
	c.Tell("told again", noon, "anna", "second")
	c.Tell("kept twice", noon, 1)

	c.Keep("unknown", noon)
	c.Keep("same", noon.Add(time.Minute), "anna", facts{"1.00 EUR", &alsoThree})
	c.Keep("another amount", noon, "anna", facts{"1.01 EUR", &three})
	c.Keep("later", noon.Add(2*time.Hour), "anna", facts{"1.00 EUR", &three})
	c.Keep("at any time", noon, "anna")
	c.Keep("told again", noon, "anna", "second")
	c.Keep("kept twice", noon, 1)
	c.Keep("kept twice", noon, 1)

	got, err := c.Differences()
	want := []journal.Difference[string]{
		{"unknown", journal.NotRecorded}, {"another amount", journal.NotAsRecorded}, {"later", journal.NotAsRecorded},
		{"kept twice", journal.NotRecorded}, {"gone 9", journal.Missing}, {"gone 10", journal.Missing},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	codes := []string{}
	for _, d := range got[:2] {
		codes = append(codes, d.Err().Code)
	}
	codes = append(codes, got[4].Err().Code)
	if diff := cmp.Diff([]string{"verify.not_recorded", "verify.not_as_recorded", "verify.missing"}, codes); diff != "" {
		t.Error(diff)
	}
}

// Facts that have no JSON are an error, not the same as others that have none.
func TestComparisonOfWhatHasNoJSON(t *testing.T) {
	var c journal.Comparison[int]
	c.Tell(1, noon, func() {})
	c.Keep(1, noon, func() {})
	if _, err := c.Differences(); err == nil {
		t.Error("two functions are the same")
	}
}

// Each goes through more records than are read at a time, and through those of
// its object only.
func TestEach(t *testing.T) {
	const many = 5000
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		all := entries(0, many)
		all = append(all, journal.Entry{Actor: "finance", Action: "x", Object: "other"}, entry(many))
		appendAll(t, d, all...)
		n := 0
		err := journal.Each(context.Background(), open(d), "contribution", func(r journal.Record, after facts) error {
			if after.Amount != entry(n).After.(map[string]string)["amount"] {
				t.Fatalf("record %d is of %s", n, after.Amount)
			}
			n++
			return nil
		})
		if err != nil || n != many+1 {
			t.Errorf("%d records, %v", n, err)
		}
		err = journal.Each(context.Background(), open(d), "contribution", func(journal.Record, int) error { return nil })
		if err == nil {
			t.Error("an object was read as a number")
		}
	})
}
