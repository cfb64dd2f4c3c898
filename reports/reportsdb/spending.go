package reportsdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/budget/execution"
	"article30/internal/date"
	"article30/reports"
)

// Spending are the sums of what execution posted, as reports.Store has them.
func (s *Store) Spending(ctx context.Context, asOf date.Date) ([]reports.Spending, error) {
	var rows []struct {
		Document  int64  `bun:"budget_id"`
		Allotment int64  `bun:"allotment_id"`
		Year      int    `bun:"year"`
		Booked    int    `bun:"booked"`
		Fund      string `bun:"fund"`
		Account   string `bun:"account"`
		USD       int64  `bun:"usd"`
	}
	err := s.db.Conn(ctx).NewSelect().TableExpr("execution_posting AS posting").
		ColumnExpr("version.budget_id, posting.allotment_id, allotment.year").
		ColumnExpr("? AS booked", bun.SafeQuery(yearOf, beginning)).
		ColumnExpr("posting.fund, posting.account, CAST(SUM(posting.usd) AS BIGINT) AS usd").
		Join("JOIN allotment ON allotment.id = posting.allotment_id").
		Join("JOIN budget_version AS version ON version.id = allotment.version_id").
		Where("posting.on_date <= ?", asOf).
		Where("posting.fund <> ?", string(execution.PSCFund)).
		GroupExpr("1, 2, 3, 4, 5, 6").OrderExpr("1, 2, 3, 4, 5, 6").
		Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	all := make([]reports.Spending, len(rows))
	for i, r := range rows {
		all[i] = reports.Spending{
			Document: r.Document, Allotment: r.Allotment, Year: r.Year, Booked: r.Booked,
			Fund: execution.Fund(r.Fund), Account: execution.Account(r.Account), USD: dollars(r.USD),
		}
	}
	return all, nil
}
