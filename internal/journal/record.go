package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"article30/internal/problem"
)

// Record is an entry as it was written.
type Record struct {
	Seq    int64           `json:"seq"` // 1 for the first
	At     time.Time       `json:"at"`  // UTC, to the second
	Actor  string          `json:"actor"`
	Action string          `json:"action"`
	Object string          `json:"object"`
	ID     string          `json:"id"`
	Reason string          `json:"reason"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

// longest is more than any transaction takes.
const longest = time.Hour

// WrittenAt reports whether what the record tells of can have been written at
// that instant: both were written in one transaction.
func (r Record) WrittenAt(at time.Time) bool {
	return at.Sub(r.At).Abs() < longest
}

// Filter chooses records; an empty field does not restrict.
type Filter struct {
	Object   string
	ID       string
	AfterSeq int64
	Limit    int // at most so many; 0 means 100
}

// List is the records that the filter chooses, in the order in which they
// were written.
func (j *Journal) List(ctx context.Context, f Filter) (records []Record, err error) {
	if f.Limit == 0 {
		f.Limit = 100
	}
	err = j.db.View(ctx, func(ctx context.Context) error {
		rows, err := loadRecords(ctx, j.db.Conn(ctx), f)
		if err != nil {
			return err
		}
		records = make([]Record, len(rows))
		for i, row := range rows {
			if err := json.Unmarshal([]byte(row.Record), &records[i]); err != nil {
				return fmt.Errorf("journal: entry %d: %w", row.Seq, err)
			}
		}
		return nil
	})
	return records, err
}

// encode is the text of a record, the leaf of the log: one line of JSON whose
// members stand in the order of Record, those of a map in that of their keys.
func encode(seq int64, at time.Time, e Entry) ([]byte, error) {
	if e.Actor == "" || e.Action == "" || e.Object == "" {
		return nil, fmt.Errorf("journal: entry without actor, action or object: %+v", e)
	}
	r := Record{Seq: seq, At: at, Actor: e.Actor, Action: e.Action, Object: e.Object, ID: e.ID, Reason: e.Reason}
	var err error
	if r.Before, err = canonical(e.Before); err != nil {
		return nil, err
	}
	if r.After, err = canonical(e.After); err != nil {
		return nil, err
	}
	text, err := canonical(r)
	if err != nil {
		return nil, err
	}
	if hasNUL(text) {
		return nil, problem.New(problem.Invalid, "journal.bad_text")
	}
	return text, nil
}

// canonical is the JSON of v without spaces and without the escapes that only
// a web page needs.
func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// hasNUL reports whether a string in the JSON contains the character NUL,
// which PostgreSQL cannot keep.
func hasNUL(text []byte) bool {
	for i := 0; i+5 < len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		if string(text[i+1:i+6]) == "u0000" {
			return true
		}
		i++
	}
	return false
}

// writtenAt is when the entry of that number says that it was written.
func writtenAt(text string, seq int64) (at time.Time, ok bool) {
	rest, ok := strings.CutPrefix(text, `{"seq":`+strconv.FormatInt(seq, 10)+`,"at":"`)
	if !ok {
		return at, false
	}
	stamp, _, ok := strings.Cut(rest, `"`)
	at, err := time.Parse(time.RFC3339, stamp)
	return at, ok && err == nil
}

// startsWith reports whether the record's text begins with that number.
func startsWith(text string, seq int64) bool {
	head := `{"seq":` + strconv.FormatInt(seq, 10) + `,`
	return len(text) > len(head) && text[:len(head)] == head
}
