package journal_test

import (
	"context"
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/problem"
)

func TestRevisions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(d)
		for _, e := range []journal.Entry{
			{Actor: "anna", Action: "a", Object: "contribution", ID: "1"},
			{Actor: "bob", Action: "a", Object: "terms", ID: "1"},
			{Actor: "carl", Action: "a", Object: "contribution", ID: "11"},
			{Actor: "dora", Action: "a", Object: "donor", ID: "1"},
		} {
			if err := d.Update(t.Context(), func(ctx context.Context) error { return j.Append(ctx, e) }); err != nil {
				t.Fatal(err)
			}
		}
		one := []journal.Ref{{Object: "contribution", ID: "1"}, {Object: "terms", ID: "1"}, {Object: "schedule", ID: "1"}}
		for name, tt := range map[string]struct {
			about []journal.Ref
			want  int64
		}{
			"the last of several kinds of records": {one, 2},
			"of one kind":                          {one[:1], 1},
			"another thing of the kind":            {[]journal.Ref{{Object: "contribution", ID: "11"}}, 3},
			"what nobody recorded":                 {[]journal.Ref{{Object: "contribution", ID: "2"}}, 0},
			"nothing at all":                       {nil, 0},
		} {
			got, err := journal.Revision(t.Context(), j, tt.about...)
			if err != nil || got != tt.want {
				t.Errorf("%s: %d, %v", name, got, err)
			}
		}
		for expected, refused := range map[int64]bool{0: false, 1: true, 2: false, 3: true} {
			err := journal.Unchanged(t.Context(), j, expected, one...)
			e, ok := problem.As(err)
			if ok != refused {
				t.Errorf("expecting %d: %v", expected, err)
			}
			if ok && (e.Code != "record.changed" || e.Kind.Status() != 412 || e.Args["expected"] != int(expected) || e.Args["revision"] != 2 ||
				e.Args["by"] != "bob" || e.Args["at"] != "2012-07-20T10:00:00Z") {
				t.Errorf("expecting %d: %v", expected, err)
			}
		}
	})
}
