package reportsdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/reports"
)

// The calendar year of a posting that counts from from on; 0 of an earlier one.
const yearOf = `CASE WHEN posting.on_date < ? THEN 0 ELSE CAST(SUBSTR(CAST(posting.on_date AS TEXT), 1, 4) AS BIGINT) END`

// What kind of other income a contribution is, ” of one that is none.
const incomeOf = `CASE WHEN contribution.source LIKE '` + contributions.IncomePattern + `' THEN SUBSTR(contribution.source, 8) ELSE '' END`

// beginning is before every date of the books.
var beginning = date.MustParse("1900-01-01")

type movementRow struct {
	Year    int    `bun:"year"`
	Kind    string `bun:"kind"`
	Income  string `bun:"income"`
	Account string `bun:"account"`
	USD     int64  `bun:"usd"`
}

// Movements are the sums of the postings up to the end of the day to, by
// calendar year, as reports.Store has them.
func (s *Store) Movements(ctx context.Context, from, to date.Date) ([]reports.Movement, error) {
	if from.IsZero() {
		from = beginning
	}
	of := func(postings, kind, income string) *bun.SelectQuery {
		return s.db.Conn(ctx).NewSelect().TableExpr("? AS posting", bun.Ident(postings)).
			ColumnExpr("? AS year", bun.SafeQuery(yearOf, from)).
			ColumnExpr("? AS kind, ? AS income, posting.account, CAST(SUM(posting.usd) AS BIGINT) AS usd", bun.Safe(kind), bun.Safe(income)).
			Where("posting.on_date <= ?", to).
			GroupExpr("1, 2, 3, 4").OrderExpr("1, 2, 3, 4")
	}
	contributed := of("posting", "COALESCE(original.kind, entry.kind)", incomeOf).
		Join("JOIN contribution ON contribution.id = posting.contribution_id").
		Join("JOIN entry ON entry.id = posting.entry_id").
		Join("LEFT JOIN entry AS original ON original.id = COALESCE(entry.reverses, entry.adjusts)").
		Where("contribution.mode <> ?", string(contributions.InKind))
	spent := of("execution_posting", "''", "''").
		Where("posting.fund IN ('general_purpose', 'special_purpose')")
	var movements []reports.Movement
	for i, q := range []*bun.SelectQuery{contributed, spent} {
		var rows []movementRow
		if err := q.Scan(ctx, &rows); err != nil {
			return nil, err
		}
		for _, r := range rows {
			movements = append(movements, reports.Movement{
				Year: r.Year, Spent: i == 1, Kind: contributions.Kind(r.Kind), Income: contributions.IncomeKind(r.Income), Account: r.Account, USD: dollars(r.USD),
			})
		}
	}
	return movements, nil
}
