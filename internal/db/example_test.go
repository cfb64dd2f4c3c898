package db_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"

	"article30/internal/db"
	"article30/migrations"
)

// donorRow is a row as a store writes it; id is given by the database.
type donorRow struct {
	bun.BaseModel `bun:"table:donor"`

	ID      int64  `bun:"id,pk,autoincrement"`
	Name    string `bun:"name"`
	Kind    string `bun:"kind"`
	PartyID string `bun:"party_id,nullzero"` // "" is NULL
	CEBCode string `bun:"ceb_code"`
	Source  string `bun:"source"`
}

type store struct{ *db.DB }

// add writes a donor and returns its id.
func (s store) add(ctx context.Context, name string) (int64, error) {
	row := donorRow{Name: name, Kind: "private", Source: "example"}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return row.ID, err
}

// named is the donors with these names, in their order.
func (s store) named(ctx context.Context, names ...string) (rows []donorRow, err error) {
	err = s.Conn(ctx).NewSelect().Model(&rows).Where("name IN (?)", bun.List(names)).Order("name").Scan(ctx)
	return rows, err
}

// A store runs its queries on Conn, in the transaction that its caller opened.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "article30-example-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(folder, "example.db"))
	if err != nil {
		panic(err)
	}
	defer d.Close()
	if err := migrations.Up(ctx, d); err != nil {
		panic(err)
	}
	s := store{d}
	for _, name := range []string{"A foundation", "A company", "A foundation"} {
		err := s.Update(ctx, func(ctx context.Context) error {
			_, err := s.add(ctx, name)
			return err
		})
		if err != nil {
			fmt.Println("refused:", err)
		}
	}
	err = s.View(ctx, func(ctx context.Context) error {
		rows, err := s.named(ctx, "A company", "A foundation")
		for _, row := range rows {
			fmt.Println(row.ID, row.Name)
		}
		return err
	})
	if err != nil {
		panic(err)
	}
	// Output:
	// refused: db.duplicate constraint=donor(name): "constraint failed: UNIQUE constraint failed: donor.name (2067)"
	// 2 A company
	// 1 A foundation
}
