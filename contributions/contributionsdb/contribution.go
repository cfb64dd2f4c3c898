package contributionsdb

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/money"
)

type contributionRow struct {
	bun.BaseModel `bun:"table:contribution,alias:contribution"`

	ID         int64  `bun:"id,pk,autoincrement"`
	Source     string `bun:"source"`
	Reference  string `bun:"reference"`
	DonorID    int64  `bun:"donor_id"`
	Year       int    `bun:"year"`
	Currency   string `bun:"currency"`
	Mode       string `bun:"mode"`
	Comment    string `bun:"comment"`
	EnteredBy  string `bun:"entered_by"`
	RecordedAt string `bun:"recorded_at"`

	NowID int64 `bun:"now_id,scanonly"`
}

func (r contributionRow) contribution() (contributions.Contribution, error) {
	at, err := time.Parse(time.RFC3339, r.RecordedAt)
	c := contributions.Contribution{
		ID: r.ID, Source: r.Source, Reference: r.Reference, Donor: r.DonorID, Year: r.Year,
		Currency: money.Currency(r.Currency), Mode: contributions.Mode(r.Mode), Comment: r.Comment,
		EnteredBy: r.EnteredBy, RecordedAt: at,
	}
	if r.NowID != 0 {
		c.Donor, c.Record = r.NowID, r.DonorID
	}
	return c, err
}

// Contributions lists contributions by ID.
func (s *Store) Contributions(ctx context.Context, f contributions.Filter) ([]contributions.Contribution, error) {
	q := selected(s.conn(ctx).NewSelect().Model((*contributionRow)(nil)).
		ColumnExpr("contribution.id, source, reference, contribution.donor_id, year, currency, mode, comment, entered_by, recorded_at").
		ColumnExpr(nowColumn).Join(joinNow), f)
	if f.Donor != 0 {
		q = q.OrderExpr("+contribution.id") // found by donor, and then put in order
	} else {
		q = q.Order("contribution.id")
	}
	if f.Limit > 0 {
		q = q.Limit(int64(f.Limit))
	}
	rows, err := q.Rows(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []contributions.Contribution
	var r contributionRow
	for rows.Next() {
		err := rows.Scan(&r.ID, &r.Source, &r.Reference, &r.DonorID, &r.Year, &r.Currency, &r.Mode, &r.Comment, &r.EnteredBy, &r.RecordedAt, &r.NowID)
		if err != nil {
			return nil, err
		}
		c, err := r.contribution()
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

const (
	nowColumn = "COALESCE(donor_identity.now_id, 0) AS now_id"
	joinNow   = "LEFT JOIN donor_identity ON donor_identity.donor_id = contribution.donor_id"
)

// withNow adds which donor the record is under which each contribution was
// entered.
func withNow(q *bun.SelectQuery) *bun.SelectQuery {
	return q.ColumnExpr("contribution.*").ColumnExpr(nowColumn).Join(joinNow)
}

// selected adds what the filter says about the table contribution.
func selected(q *bun.SelectQuery, f contributions.Filter) *bun.SelectQuery {
	if f.Donor != 0 {
		q = q.Where("contribution.donor_id IN (?)", bun.SafeQuery(recordsOf, f.Donor, f.Donor, f.Donor, f.Donor))
	}
	if f.Year != 0 {
		q = q.Where("contribution.year = ?", f.Year)
	}
	if f.Source != "" {
		q = q.Where("contribution.source = ?", f.Source)
	}
	if f.Given {
		q = q.Where("contribution.source NOT LIKE ?", contributions.IncomePattern)
	}
	if f.Income {
		q = q.Where("contribution.source LIKE ?", contributions.IncomePattern)
	}
	if f.After != 0 {
		q = q.Where("contribution.id > ?", f.After)
	}
	return q
}

// Contribution is the contribution with that ID; contribution.not_found.
func (s *Store) Contribution(ctx context.Context, id int64) (contributions.Contribution, error) {
	var r contributionRow
	if err := withNow(s.conn(ctx).NewSelect().Model(&r)).Where("contribution.id = ?", id).Scan(ctx); err != nil {
		return contributions.Contribution{}, found(err, noContribution(id))
	}
	return r.contribution()
}

// ContributionsByID are the contributions with those IDs, by ID; what is not there
// is left out.
func (s *Store) ContributionsByID(ctx context.Context, ids []int64) (list []contributions.Contribution, err error) {
	for part := range slices.Chunk(slices.Sorted(slices.Values(ids)), batch) {
		var rows []contributionRow
		err := withNow(s.conn(ctx).NewSelect().Model(&rows)).Where("contribution.id IN (?)", bun.List(part)).Order("contribution.id").Scan(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			c, err := r.contribution()
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
	}
	return list, nil
}

// ContributionOf is the contribution to which an entry belongs; entry.not_found.
func (s *Store) ContributionOf(ctx context.Context, entry int64) (int64, error) {
	var id int64
	err := s.conn(ctx).NewSelect().Table("entry").Column("contribution_id").Where("id = ?", entry).Scan(ctx, &id)
	return id, found(err, noEntry(entry))
}

// ContributionsOf are the contributions to which entries belong, by entry.
func (s *Store) ContributionsOf(ctx context.Context, entries []int64) (map[int64]int64, error) {
	of := make(map[int64]int64, len(entries))
	for part := range slices.Chunk(entries, batch) {
		var rows []struct {
			ID             int64 `bun:"id"`
			ContributionID int64 `bun:"contribution_id"`
		}
		err := s.conn(ctx).NewSelect().TableExpr("entry").Column("id", "contribution_id").Where("id IN (?)", bun.List(part)).Scan(ctx, &rows)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			of[r.ID] = r.ContributionID
		}
	}
	return of, nil
}

// AddContributions inserts contributions and fills their IDs in.
func (s *Store) AddContributions(ctx context.Context, list []*contributions.Contribution) error {
	type name struct{ source, reference string }
	rows := make([]contributionRow, len(list))
	for i, c := range list {
		rows[i] = contributionRow{
			Source: c.Source, Reference: c.Reference, DonorID: c.Donor, Year: c.Year,
			Currency: string(c.Currency), Mode: string(c.Mode), Comment: c.Comment,
			EnteredBy: c.EnteredBy, RecordedAt: c.RecordedAt.UTC().Format(time.RFC3339),
		}
	}
	ids := make(map[name]int64, len(list))
	err := insertReturning(ctx, s.conn(ctx), rows, "id, source, reference", func(r contributionRow) {
		ids[name{r.Source, r.Reference}] = r.ID
	})
	if err != nil {
		return err
	}
	for _, c := range list {
		c.ID = ids[name{c.Source, c.Reference}]
	}
	return nil
}
