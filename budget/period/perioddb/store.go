// Package perioddb keeps in the database which months and years of the books
// are closed.
package perioddb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/budget/period"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/money"
)

// Store implements period.Store.
type Store struct {
	db *db.DB
}

var _ period.Store = (*Store)(nil)

// New is the store in d.
func New(d *db.DB) *Store { return &Store{d} }

func (s *Store) View(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.View(ctx, fn)
}

func (s *Store) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.Update(ctx, fn)
}

func (s *Store) conn(ctx context.Context) bun.IDB { return s.db.Conn(ctx) }

type eventRow struct {
	bun.BaseModel `bun:"table:period_event,alias:event"`

	ID          int64     `bun:"id,pk,autoincrement"`
	Period      string    `bun:"period"`
	Until       date.Date `bun:"until"`
	Reopens     int64     `bun:"reopens,nullzero"`
	Reason      string    `bun:"reason"`
	JournalHead string    `bun:"journal_head"`
	EnteredBy   string    `bun:"entered_by"`
	RecordedAt  string    `bun:"recorded_at"`
}

type totalRow struct {
	bun.BaseModel `bun:"table:period_total,alias:total"`

	EventID int64       `bun:"event_id,pk"`
	Book    period.Book `bun:"book,pk"`
	Fund    string      `bun:"fund,pk"`
	Account string      `bun:"account,pk"`
	USD     int64       `bun:"usd"`
}

func dollars(units int64) money.Money { return money.FromUnits(units, money.USD) }

// Events are all of them by ID, with their totals.
func (s *Store) Events(ctx context.Context) (period.Calendar, error) {
	var rows []eventRow
	if err := s.conn(ctx).NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	var lines []totalRow
	if err := s.conn(ctx).NewSelect().Model(&lines).Order("event_id", "book", "fund", "account").Scan(ctx); err != nil {
		return nil, err
	}
	of := map[int64][]period.Total{}
	for _, l := range lines {
		of[l.EventID] = append(of[l.EventID], period.Total{
			Account: period.Account{Book: l.Book, Fund: l.Fund, Name: l.Account}, USD: dollars(l.USD),
		})
	}
	calendar := make(period.Calendar, len(rows))
	for i, r := range rows {
		p, err := period.Parse(r.Period)
		if err != nil {
			return nil, err
		}
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		calendar[i] = period.Event{
			ID: r.ID, Period: p, Reopens: r.Reopens, Reason: r.Reason, Head: r.JournalHead, Totals: of[r.ID],
			EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return calendar, nil
}

// Until is the last day of the closings that stand.
func (s *Store) Until(ctx context.Context) (until date.Date, err error) {
	err = s.conn(ctx).NewSelect().TableExpr("period_event AS closing").ColumnExpr("MAX(closing.until)").
		Where("closing.reopens IS NULL").
		Where("NOT EXISTS (SELECT 1 FROM period_event AS reopening WHERE reopening.reopens = closing.id)").
		Scan(ctx, &until)
	return until, err
}

// AddEvent inserts an event with its totals, and fills its ID in.
func (s *Store) AddEvent(ctx context.Context, e *period.Event) error {
	row := eventRow{
		Period: e.Period.String(), Until: e.Period.Last, Reopens: e.Reopens, Reason: e.Reason, JournalHead: e.Head,
		EnteredBy: e.EnteredBy, RecordedAt: e.RecordedAt.UTC().Format(time.RFC3339),
	}
	if err := s.conn(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &e.ID); err != nil {
		return err
	}
	if len(e.Totals) == 0 {
		return nil
	}
	rows := make([]totalRow, len(e.Totals))
	for i, t := range e.Totals {
		rows[i] = totalRow{EventID: e.ID, Book: t.Account.Book, Fund: t.Account.Fund, Account: t.Account.Name, USD: t.USD.Units()}
	}
	_, err := s.conn(ctx).NewInsert().Model(&rows).Exec(ctx)
	return err
}

// postings are the books together: what is posted on a day to an account.
const postings = `(SELECT 'contributions' AS book, '' AS fund, account, on_date, usd FROM posting
	UNION ALL SELECT 'execution', fund, account, on_date, usd FROM execution_posting) AS posted`

// FirstAfter is the first day after that one on which anything counts in the
// books.
func (s *Store) FirstAfter(ctx context.Context, day date.Date) (first date.Date, err error) {
	q := s.conn(ctx).NewSelect().ColumnExpr("MIN(first)")
	after := "SELECT MIN(on_date) AS first FROM posting WHERE on_date > ? UNION ALL SELECT MIN(on_date) FROM execution_posting WHERE on_date > ?"
	if day.IsZero() {
		return first, q.TableExpr("(SELECT MIN(on_date) AS first FROM posting UNION ALL SELECT MIN(on_date) FROM execution_posting) AS firsts").Scan(ctx, &first)
	}
	return first, q.TableExpr("("+after+") AS firsts", day, day).Scan(ctx, &first)
}

// Movements are the sums of the postings by day and account, up to the end of a
// day, in the order of the days.
func (s *Store) Movements(ctx context.Context, until date.Date) ([]period.Movement, error) {
	if until.IsZero() {
		return nil, nil
	}
	var rows []struct {
		Book    period.Book `bun:"book"`
		Fund    string      `bun:"fund"`
		Account string      `bun:"account"`
		OnDate  date.Date   `bun:"on_date"`
		USD     int64       `bun:"usd"`
	}
	err := s.conn(ctx).NewSelect().TableExpr(postings).
		ColumnExpr("book, fund, account, on_date, CAST(SUM(usd) AS BIGINT) AS usd").
		Where("on_date <= ?", until).
		Group("on_date", "book", "fund", "account").Order("on_date", "book", "fund", "account").
		Scan(ctx, &rows)
	movements := make([]period.Movement, len(rows))
	for i, r := range rows {
		movements[i] = period.Movement{On: r.OnDate, Total: period.Total{
			Account: period.Account{Book: r.Book, Fund: r.Fund, Name: r.Account}, USD: dollars(r.USD),
		}}
	}
	return movements, err
}
