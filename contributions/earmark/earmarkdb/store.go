// Package earmarkdb keeps earmarks, what contributions were given for and what
// changed in the database.
package earmarkdb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/budget/conference"
	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/money"
	"article30/internal/problem"
)

// Store implements earmark.Store.
type Store struct {
	db *db.DB
}

var _ earmark.Store = (*Store)(nil)

// New is the store in d.
func New(d *db.DB) *Store { return &Store{d} }

func (s *Store) View(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.View(ctx, fn)
}

func (s *Store) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.Update(ctx, fn)
}

func (s *Store) conn(ctx context.Context) bun.IDB { return s.db.Conn(ctx) }

func dollars(units int64) money.Money { return money.FromUnits(units, money.USD) }

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

type earmarkRow struct {
	bun.BaseModel `bun:"table:earmark,alias:earmark"`

	ID         int64  `bun:"id,pk,autoincrement"`
	ParentID   int64  `bun:"parent_id,nullzero"`
	Code       string `bun:"code"`
	Kind       string `bun:"kind"`
	Value      string `bun:"value"`
	Degree     int    `bun:"degree"`
	TitleEN    string `bun:"title_en"`
	TitleFR    string `bun:"title_fr"`
	EnteredBy  string `bun:"entered_by"`
	RecordedAt string `bun:"recorded_at"`
}

type titleRow struct {
	bun.BaseModel `bun:"table:earmark_title,alias:earmark_title"`

	EarmarkID int64  `bun:"earmark_id,pk"`
	Language  string `bun:"language,pk"`
	Title     string `bun:"title"`
}

type closureRow struct {
	bun.BaseModel `bun:"table:earmark_closure,alias:earmark_closure"`

	EarmarkID  int64     `bun:"earmark_id,pk"`
	OnDate     date.Date `bun:"on_date"`
	Reason     string    `bun:"reason"`
	EnteredBy  string    `bun:"entered_by"`
	RecordedAt string    `bun:"recorded_at"`
}

// Tree is all earmarks by ID, each after the one above it.
func (s *Store) Tree(ctx context.Context) (earmark.Tree, error) {
	var rows []earmarkRow
	if err := s.conn(ctx).NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	var closed []closureRow
	if err := s.conn(ctx).NewSelect().Model(&closed).Scan(ctx); err != nil {
		return nil, err
	}
	closures := map[int64]earmark.Closure{}
	for _, c := range closed {
		at, err := time.Parse(time.RFC3339, c.RecordedAt)
		if err != nil {
			return nil, err
		}
		closures[c.EarmarkID] = earmark.Closure{Earmark: c.EarmarkID, On: c.OnDate, Reason: c.Reason, EnteredBy: c.EnteredBy, RecordedAt: at}
	}
	var titles []titleRow
	if err := s.conn(ctx).NewSelect().Model(&titles).Scan(ctx); err != nil {
		return nil, err
	}
	others := map[int64]earmark.Titles{}
	for _, t := range titles {
		of := others[t.EarmarkID]
		if title := of.In()[conference.Language(t.Language)]; title != nil {
			*title = t.Title
		}
		others[t.EarmarkID] = of
	}
	tree := make(earmark.Tree, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		tree[i] = earmark.Earmark{
			ID: r.ID, Parent: r.ParentID, Code: r.Code, Kind: earmark.Kind(r.Kind), Value: r.Value, Degree: earmark.Degree(r.Degree),
			English: r.TitleEN, French: r.TitleFR, Titles: others[r.ID], EnteredBy: r.EnteredBy, RecordedAt: at, Closure: closures[r.ID],
		}
	}
	return tree, nil
}

// AddEarmark inserts an earmark with its titles and fills the ID in.
func (s *Store) AddEarmark(ctx context.Context, e *earmark.Earmark) error {
	row := earmarkRow{
		ParentID: e.Parent, Code: e.Code, Kind: string(e.Kind), Value: e.Value, Degree: int(e.Degree),
		TitleEN: e.English, TitleFR: e.French, EnteredBy: e.EnteredBy, RecordedAt: instant(e.RecordedAt),
	}
	id, err := inserted(ctx, s.conn(ctx), &row)
	e.ID = id
	if err != nil {
		return err
	}
	var titles []titleRow
	for lang, title := range e.Titles.In() {
		if *title != "" {
			titles = append(titles, titleRow{EarmarkID: id, Language: string(lang), Title: *title})
		}
	}
	if len(titles) > 0 {
		_, err = s.conn(ctx).NewInsert().Model(&titles).Exec(ctx)
	}
	return err
}

// inserted inserts a row and returns the ID that the database gave it.
func inserted(ctx context.Context, conn bun.IDB, row any) (id int64, err error) {
	err = conn.NewInsert().Model(row).Returning("id").Scan(ctx, &id)
	if err == nil && id == 0 {
		err = problem.New(problem.Internal, "db.rows_missing")
	}
	return id, err
}

// AddClosure inserts the end of an earmark.
func (s *Store) AddClosure(ctx context.Context, c earmark.Closure) error {
	row := closureRow{EarmarkID: c.Earmark, OnDate: c.On, Reason: c.Reason, EnteredBy: c.EnteredBy, RecordedAt: instant(c.RecordedAt)}
	_, err := s.conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}

type assignmentRow struct {
	bun.BaseModel `bun:"table:earmark_assignment,alias:earmark_assignment"`

	ContributionID int64     `bun:"contribution_id,pk"`
	EarmarkID      int64     `bun:"earmark_id"`
	OnDate         date.Date `bun:"on_date"`
	Reference      string    `bun:"reference"`
	EnteredBy      string    `bun:"entered_by"`
	RecordedAt     string    `bun:"recorded_at"`
}

// of selects what is the contributions', everything for none.
func of(q *bun.SelectQuery, ids []int64) *bun.SelectQuery {
	if len(ids) > 0 {
		q = q.Where("contribution_id IN (?)", bun.List(ids))
	}
	return q.Order("contribution_id")
}

// Assignments are what contributions were given for.
func (s *Store) Assignments(ctx context.Context, ids ...int64) ([]earmark.Assignment, error) {
	var rows []assignmentRow
	if err := of(s.conn(ctx).NewSelect().Model(&rows), ids).Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]earmark.Assignment, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = earmark.Assignment{
			Contribution: r.ContributionID, Earmark: r.EarmarkID, On: r.OnDate, Reference: r.Reference,
			EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

// AddAssignment inserts what a contribution was given for.
func (s *Store) AddAssignment(ctx context.Context, a earmark.Assignment) error {
	row := assignmentRow{
		ContributionID: a.Contribution, EarmarkID: a.Earmark, OnDate: a.On, Reference: a.Reference,
		EnteredBy: a.EnteredBy, RecordedAt: instant(a.RecordedAt),
	}
	_, err := s.conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}

type transferRow struct {
	bun.BaseModel `bun:"table:earmark_transfer,alias:earmark_transfer"`

	ID               int64     `bun:"id,pk,autoincrement"`
	ContributionID   int64     `bun:"contribution_id"`
	Seq              int       `bun:"seq"`
	FromID           int64     `bun:"from_id"`
	ToID             int64     `bun:"to_id"`
	USD              *int64    `bun:"usd"`
	OnDate           date.Date `bun:"on_date"`
	ConsentOn        date.Date `bun:"consent_on"`
	ConsentReference string    `bun:"consent_reference"`
	Reason           string    `bun:"reason"`
	EnteredBy        string    `bun:"entered_by"`
	RecordedAt       string    `bun:"recorded_at"`
}

// Transfers are what donors let change, by contribution and Seq.
func (s *Store) Transfers(ctx context.Context, ids ...int64) ([]earmark.Transfer, error) {
	var rows []transferRow
	if err := of(s.conn(ctx).NewSelect().Model(&rows), ids).Order("seq").Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]earmark.Transfer, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = earmark.Transfer{
			ID: r.ID, Contribution: r.ContributionID, Seq: r.Seq, From: r.FromID, To: r.ToID, On: r.OnDate,
			ConsentOn: r.ConsentOn, ConsentReference: r.ConsentReference, Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
		if r.USD != nil {
			list[i].USD = dollars(*r.USD)
		}
	}
	return list, nil
}

// AddTransfer inserts a transfer and fills the ID in.
func (s *Store) AddTransfer(ctx context.Context, t *earmark.Transfer) error {
	row := transferRow{
		ContributionID: t.Contribution, Seq: t.Seq, FromID: t.From, ToID: t.To, OnDate: t.On, ConsentOn: t.ConsentOn,
		ConsentReference: t.ConsentReference, Reason: t.Reason, EnteredBy: t.EnteredBy, RecordedAt: instant(t.RecordedAt),
	}
	if t.USD != (money.Money{}) {
		units := t.USD.Units()
		row.USD = &units
	}
	id, err := inserted(ctx, s.conn(ctx), &row)
	t.ID = id
	return err
}

// identified are the accounts of the cash of which it is known whose it was.
var identified = bun.List([]string{string(contributions.Cash), string(contributions.Suspense)})

// Movements are what entries changed in the cash of contributions, by
// contribution, date and entry. What nobody could identify is left out.
func (s *Store) Movements(ctx context.Context, ids ...int64) ([]earmark.Movement, error) {
	var rows []struct {
		ContributionID int64     `bun:"contribution_id"`
		EntryID        int64     `bun:"entry_id"`
		OnDate         date.Date `bun:"on_date"`
		USD            int64     `bun:"usd"`
	}
	q := s.conn(ctx).NewSelect().TableExpr("posting").
		ColumnExpr("contribution_id, entry_id, on_date, CAST(SUM(usd) AS BIGINT) AS usd").
		Where("account IN (?)", identified).
		Group("contribution_id", "entry_id", "on_date").Having("SUM(usd) <> 0")
	if err := of(q, ids).Order("on_date", "entry_id").Scan(ctx, &rows); err != nil {
		return nil, err
	}
	list := make([]earmark.Movement, len(rows))
	for i, r := range rows {
		list[i] = earmark.Movement{Contribution: r.ContributionID, Entry: r.EntryID, On: r.OnDate, USD: dollars(r.USD)}
	}
	return list, nil
}

// Cash is the cash of every contribution in the end, as earmark.Store has it.
func (s *Store) Cash(ctx context.Context) ([]earmark.Open, error) {
	rows, err := s.conn(ctx).QueryContext(ctx, `SELECT cash.contribution_id, cash.usd, cash.since, COALESCE(earmark_assignment.earmark_id, ?),
			EXISTS (SELECT 1 FROM earmark_transfer WHERE earmark_transfer.contribution_id = cash.contribution_id)
		FROM (SELECT contribution_id, CAST(SUM(usd) AS BIGINT) AS usd, MIN(on_date) AS since
			FROM posting WHERE account IN (?) GROUP BY contribution_id) AS cash
		LEFT JOIN earmark_assignment ON earmark_assignment.contribution_id = cash.contribution_id
		ORDER BY cash.contribution_id`, earmark.Root, identified)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []earmark.Open
	for rows.Next() {
		var o earmark.Open
		var units int64
		if err := rows.Scan(&o.Contribution, &units, &o.Since, &o.Earmark, &o.Moved); err != nil {
			return nil, err
		}
		o.USD = dollars(units)
		list = append(list, o)
	}
	return list, rows.Err()
}

// KeptCash is the sum of the kept balances of cash, without what nobody could
// identify.
func (s *Store) KeptCash(ctx context.Context) (money.Money, error) {
	var units int64
	err := s.conn(ctx).NewSelect().TableExpr("balance").ColumnExpr("CAST(COALESCE(SUM(usd), 0) AS BIGINT)").
		Where("account IN (?)", identified).Scan(ctx, &units)
	return dollars(units), err
}
