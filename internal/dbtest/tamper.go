package dbtest

import (
	"context"
	"testing"

	"article30/internal/db"
)

// Tamper runs statements as somebody does who has got past the triggers of the
// table. In a transaction of ctx that is rolled back, all is as it was.
func Tamper(ctx context.Context, t testing.TB, d *db.DB, table string, statements ...string) {
	t.Helper()
	err := d.Update(ctx, func(ctx context.Context) error {
		c := d.Conn(ctx)
		drop := []string{"ALTER TABLE " + table + " DISABLE TRIGGER USER"}
		if d.Engine() == db.SQLite {
			var names []string
			err := c.NewSelect().Table("sqlite_master").Column("name").
				Where("type = 'trigger' AND tbl_name = ?", table).Scan(ctx, &names)
			if err != nil {
				return err
			}
			drop = nil
			for _, n := range names {
				drop = append(drop, "DROP TRIGGER "+n)
			}
		}
		for _, s := range append(drop, statements...) {
			if _, err := c.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
