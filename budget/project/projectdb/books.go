package projectdb

import (
	"context"

	"article30/budget/project"
	"article30/internal/date"
)

// Figures are the sums of the books of spending by the project that entries are
// for; of one, given its code.
func (s *Store) Figures(ctx context.Context, asOf date.Date, code string) (map[string]project.Figures, error) {
	until := "9999-12-31"
	if !asOf.IsZero() {
		until = asOf.String()
	}
	var rows []struct {
		Project   string `bun:"project"`
		Committed int64  `bun:"committed"`
		Spent     int64  `bun:"spent"`
		Unpaid    int64  `bun:"unpaid"`
	}
	err := s.conn(ctx).NewRaw(`
		SELECT x.project,
		       CAST(-SUM(CASE p.account WHEN 'memo:committed' THEN p.usd ELSE 0 END) AS BIGINT) AS committed,
		       CAST(SUM(CASE p.account WHEN 'expense' THEN p.usd ELSE 0 END) AS BIGINT) AS spent,
		       CAST(-SUM(CASE p.account WHEN 'payable' THEN p.usd ELSE 0 END) AS BIGINT) AS unpaid
		FROM execution_purpose AS x
		JOIN execution_posting AS p ON p.entry_id = x.entry_id
		WHERE x.project <> '' AND (? = '' OR x.project = ?) AND p.account IN ('memo:committed', 'expense', 'payable') AND p.on_date <= ?
		GROUP BY x.project`, code, code, until).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	figures := map[string]project.Figures{}
	for _, r := range rows {
		figures[r.Project] = project.Figures{Committed: dollars(r.Committed), Spent: dollars(r.Spent), Unpaid: dollars(r.Unpaid)}
	}
	return figures, nil
}

// TakenBack are the entries of events that a reversal names by the end of the
// day.
func (s *Store) TakenBack(ctx context.Context, asOf date.Date) (map[int64]bool, error) {
	var ids []int64
	q := s.conn(ctx).NewSelect().TableExpr("execution_entry").Column("reverses").
		Where("reverses IN (SELECT entry_id FROM assistance_event WHERE entry_id IS NOT NULL)")
	if !asOf.IsZero() {
		q = q.Where("on_date <= ?", asOf)
	}
	if err := q.Scan(ctx, &ids); err != nil {
		return nil, err
	}
	taken := map[int64]bool{}
	for _, id := range ids {
		taken[id] = true
	}
	return taken, nil
}
