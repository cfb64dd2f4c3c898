package sheet

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"article30/internal/problem"
)

func TestReport(t *testing.T) {
	s, err := FromBytes("../a;b.csv", []byte("donor;amount\nx;1\ny;2\nz;3\n"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := s.Read(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := NewReport("contributions", s, table)
	r.Mapping, r.DryRun, r.Added = "cerf", true, 1
	row := table.Rows[1]
	if err := r.Refuse(row.Line, "amount", "2", problem.New(problem.Invalid, "money.too_large", "limit", 1)); err != nil {
		t.Error(err)
	}
	fields := problem.Fields{}
	fields.Add("year", "year.future", "year", 2040)
	fields.Add("currency", "money.unknown_currency", "value", "XXX")
	if err := r.Refuse(4, "", "", fields.Err("contribution.invalid")); err != nil {
		t.Error(err)
	}
	r.Note(2, "donor", "x", "donor.new", "name", "x")
	got, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := `{
 "kind": "contributions",
 "file": "a;b.csv",
 "sha256": "` + s.SHA256 + `",
 "mapping": "cerf",
 "dry_run": true,
 "read": 3,
 "added": 1,
 "updated": 0,
 "unchanged": 0,
 "later": 0,
 "refused": [
  {
   "line": 3,
   "column": "amount",
   "value": "2",
   "code": "money.too_large",
   "args": {
    "limit": 1
   }
  },
  {
   "line": 4,
   "column": "year",
   "code": "year.future",
   "args": {
    "year": 2040
   }
  },
  {
   "line": 4,
   "column": "currency",
   "code": "money.unknown_currency",
   "args": {
    "value": "XXX"
   }
  }
 ],
 "notices": [
  {
   "code": "sheet.delimiter",
   "args": {
    "delimiter": ";"
   }
  },
  {
   "line": 2,
   "column": "donor",
   "value": "x",
   "code": "donor.new",
   "args": {
    "name": "x"
   }
  }
 ]
}`
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
	if n := r.RefusedRows(); n != 2 {
		t.Errorf("%d rows refused", n)
	}
	if len(table.Notices) != 1 {
		t.Error("the report's notices are in the table")
	}
	if s.Size != 25 || s.SHA256 != "1396dd875f04bee86d8854f5234b7ab173efb019bb0ed2b4bd66fc39dac522cf" {
		t.Errorf("%d %s", s.Size, s.SHA256)
	}
}

// What is not about the input stops an import, and no row of it counts as taken.
func TestReportOfAFailure(t *testing.T) {
	for _, failure := range []error{errors.New("disk full"), problem.New(problem.Unavailable, "db.unavailable"), problem.New(problem.Internal, "internal")} {
		r := Report{}
		if err := r.Refuse(2, "amount", "1", failure); err != failure {
			t.Errorf("got %v, want %v", err, failure)
		}
		if r.RefusedRows() != 1 || strings.Contains(r.Refused[0].Code, "disk") {
			t.Errorf("got %v", r.Refused)
		}
	}
}

func TestReportIsOfBoundedSize(t *testing.T) {
	r := Report{}
	r.Refuse(2, "comment", strings.Repeat("é", 10_000), problem.New(problem.Invalid, "x.y"))
	r.Refuse(0, "", "", problem.New(problem.Invalid, "x.y"))
	if v := r.Refused[0].Value; v != strings.Repeat("é", 100)+"…" {
		t.Errorf("%d bytes: %q", len(v), v)
	}
	if n := r.RefusedRows(); n != 1 {
		t.Errorf("%d rows are refused", n)
	}
	if got := shorten("aé", 2); got != "a…" {
		t.Errorf("got %q", got)
	}
}
