package sheet

import (
	"testing"

	"article30/internal/published"
)

func TestPublishedTablesAreReadWhole(t *testing.T) {
	for name, want := range map[string]struct{ rows, cols int }{
		published.CERF:     {977, 23},
		published.UNORE:    {24_920, 10},
		published.Vienna:   {23, 6},
		published.Table136: {14, 6},
		published.Status:   {185, 13},
		published.Groups:   {195, 7},
		published.Sessions: {12, 5},
	} {
		src, err := FromBytes(name, published.Bytes(name))
		if err != nil {
			t.Fatal(err)
		}
		table, err := src.Read(t.Context(), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(table.Rows) != want.rows || len(table.Header) != want.cols {
			t.Errorf("%s: %d rows, %d columns, want %v", name, len(table.Rows), len(table.Header), want)
		}
	}
}
