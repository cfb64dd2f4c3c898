package reportsdb

import (
	"context"

	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/money"
)

// ProjectSpending is what is posted for projects, as reports.Store has it.
func (s *Store) ProjectSpending(ctx context.Context, asOf date.Date) (committed, spent money.Money, err error) {
	sum := func(account execution.Account) (units int64, err error) {
		err = s.db.Conn(ctx).NewSelect().TableExpr("execution_posting").
			ColumnExpr("CAST(COALESCE(SUM(execution_posting.usd), 0) AS BIGINT)").
			Where("execution_posting.account = ?", string(account)).Where("execution_posting.on_date <= ?", asOf).
			Where("execution_posting.entry_id IN (SELECT entry_id FROM execution_purpose WHERE project <> '')").Scan(ctx, &units)
		return units, err
	}
	open, err := sum(execution.MemoCommitted)
	if err != nil {
		return committed, spent, err
	}
	expenses, err := sum(execution.Expense)
	return money.FromUnits(-open, money.USD), money.FromUnits(expenses, money.USD), err
}
