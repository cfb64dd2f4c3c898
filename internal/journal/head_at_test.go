package journal_test

import (
	"context"
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest"
)

func TestHeadAtAnEarlierSize(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(d)
		for i := range 5 {
			err := d.Update(t.Context(), func(ctx context.Context) error { return j.Append(ctx, entry(i)) })
			if err != nil {
				t.Fatal(err)
			}
		}
		for size := range int64(6) {
			head, err := j.HeadAt(t.Context(), size)
			if err != nil || head.Size != size {
				t.Fatalf("head at %d: %s, %v", size, head, err)
			}
			if findings, _, err := j.Verify(t.Context(), &head); err != nil || len(findings) > 0 {
				t.Errorf("head at %d: %v, %v", size, findings, err)
			}
		}
	})
}
