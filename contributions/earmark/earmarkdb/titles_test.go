package earmarkdb_test

import (
	"slices"
	"testing"

	"article30/contributions/earmark"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// Titles in the other official languages are kept, and verify finds one that
// was changed, taken away or put in.
func TestTitlesInTheDatabase(t *testing.T) {
	for name, tt := range map[string]struct {
		tamper string
		want   []string
	}{
		"changed":    {"UPDATE earmark_title SET title = 'Anything' WHERE language = 'es'", []string{"earmark 13: verify.not_as_recorded"}},
		"taken away": {"DELETE FROM earmark_title WHERE language = 'ar'", []string{"earmark 13: verify.not_as_recorded"}},
		"put in":     {"INSERT INTO earmark_title VALUES (3, 'ru', 'Anything')", []string{"earmark 3: verify.not_as_recorded"}},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				f := open(t, d)
				others := earmark.Titles{Arabic: "المحاكم", Chinese: "法院", Russian: "Суды", Spanish: "Tribunales"}
				if _, err := f.Add(t.Context(), officer, earmark.AddIn{
					Code: "courts", Kind: "project", Value: "GLO/1", Title: earmark.TitleIn{English: "Courts", French: "Tribunaux", Others: others},
				}); err != nil {
					t.Fatal(err)
				}
				tree, err := f.Tree(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if e, err := tree.ByCode("courts"); err != nil || e.Titles != others {
					t.Errorf("%+v, %v", e.Titles, err)
				}
				f.sound()
				dbtest.Tamper(t.Context(), t, d, "earmark_title", tt.tamper)
				if got := f.findings(); !slices.Equal(got, tt.want) {
					t.Errorf("got %v, want %v", got, tt.want)
				}
			})
		})
	}
}
