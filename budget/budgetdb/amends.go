package budgetdb

import (
	"context"

	"github.com/uptrace/bun"
)

// amendsRow says of a text which other one the Conference amended to get it.
type amendsRow struct {
	bun.BaseModel `bun:"table:amended_text"`

	VersionID int64 `bun:",pk"`
	BaseID    int64
}

// amends has the symbols of the texts that were amended, by the version that
// came of it, of some budgets.
func (s *Store) amends(ctx context.Context, budgets []int64) (map[int64]string, error) {
	var rows []struct {
		VersionID int64
		Symbol    string
	}
	err := s.Conn(ctx).NewSelect().TableExpr("amended_text AS a").ColumnExpr("a.version_id, v.symbol").
		Join("JOIN budget_version AS v ON v.id = a.base_id").Where("v.budget_id IN (?)", bun.List(budgets)).Scan(ctx, &rows)
	symbols := map[int64]string{}
	for _, r := range rows {
		symbols[r.VersionID] = r.Symbol
	}
	return symbols, err
}

func (s *Store) insertAmends(ctx context.Context, version int64, base string) error {
	row := amendsRow{VersionID: version}
	err := s.Conn(ctx).NewSelect().Table("budget_version").Column("id").Where("symbol = ?", base).Scan(ctx, &row.BaseID)
	if err != nil {
		return err
	}
	_, err = s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}
