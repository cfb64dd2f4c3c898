// Package projectdb keeps technical assistance in the database.
package projectdb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/budget/conference"
	"article30/budget/project"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/money"
	"article30/internal/problem"
)

// Store implements project.Store.
type Store struct {
	db *db.DB
}

var _ project.Store = (*Store)(nil)

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

type requestRow struct {
	bun.BaseModel `bun:"table:assistance_request,alias:assistance_request"`

	ID          int64     `bun:"id,pk,autoincrement"`
	Year        int       `bun:"year"`
	Seq         int       `bun:"seq"`
	OnDate      date.Date `bun:"on_date"`
	Instrument  string    `bun:"instrument"`
	Article     string    `bun:"article"`
	Observation string    `bun:"observation"`
	Language    string    `bun:"language"`
	Summary     string    `bun:"summary"`
	USD         int64     `bun:"usd"`
	Contact     string    `bun:"contact"`
	EnteredBy   string    `bun:"entered_by"`
	RecordedAt  string    `bun:"recorded_at"`
}

type stateRow struct {
	bun.BaseModel `bun:"table:assistance_state,alias:assistance_state"`

	RequestID int64  `bun:"request_id,pk"`
	Seq       int    `bun:"seq,pk"`
	PartyID   string `bun:"party_id"`
}

// Requests are all requests by ID.
func (s *Store) Requests(ctx context.Context) ([]project.Request, error) { return s.requests(ctx, 0) }

// requests are the request of that ID, all for 0.
func (s *Store) requests(ctx context.Context, id int64) ([]project.Request, error) {
	var rows []requestRow
	if err := s.conn(ctx).NewSelect().Model(&rows).Where("? = 0 OR id = ?", id, id).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	var states []stateRow
	if err := s.conn(ctx).NewSelect().Model(&states).Where("? = 0 OR request_id = ?", id, id).Order("request_id", "seq").Scan(ctx); err != nil {
		return nil, err
	}
	of := map[int64][]conference.ParticipantID{}
	for _, r := range states {
		of[r.RequestID] = append(of[r.RequestID], conference.ParticipantID(r.PartyID))
	}
	list := make([]project.Request, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = project.Request{
			ID: r.ID, Number: project.Number{Year: r.Year, Seq: r.Seq}, On: r.OnDate, States: of[r.ID],
			Instrument: conference.Instrument(r.Instrument), Article: r.Article, Observation: r.Observation,
			Language: conference.Language(r.Language), Summary: r.Summary, Sought: dollars(r.USD), Contact: r.Contact,
			EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

// AddRequest inserts a request and fills the ID in.
func (s *Store) AddRequest(ctx context.Context, r *project.Request) error {
	row := requestRow{
		Year: r.Number.Year, Seq: r.Number.Seq, OnDate: r.On, Instrument: string(r.Instrument), Article: r.Article,
		Observation: r.Observation, Language: string(r.Language), Summary: r.Summary, USD: r.Sought.Units(), Contact: r.Contact,
		EnteredBy: r.EnteredBy, RecordedAt: instant(r.RecordedAt),
	}
	id, err := inserted(ctx, s.conn(ctx), &row)
	if err != nil {
		return err
	}
	r.ID = id
	states := make([]stateRow, len(r.States))
	for i, state := range r.States {
		states[i] = stateRow{RequestID: id, Seq: i + 1, PartyID: string(state)}
	}
	return insert(ctx, s.conn(ctx), states)
}

// inserted inserts a row and returns the ID that the database gave it.
func inserted(ctx context.Context, conn bun.IDB, row any) (id int64, err error) {
	err = conn.NewInsert().Model(row).Returning("id").Scan(ctx, &id)
	if err == nil && id == 0 {
		err = problem.New(problem.Internal, "db.rows_missing")
	}
	return id, err
}

// insert inserts rows, of which there may be none.
func insert[R any](ctx context.Context, conn bun.IDB, rows []R) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := conn.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// LastNumber is the last of the requests of the year, 0 for none.
func (s *Store) LastNumber(ctx context.Context, year int) (last int, err error) {
	err = s.conn(ctx).NewSelect().Table("assistance_request").ColumnExpr("COALESCE(MAX(seq), 0)").
		Where("year = ?", year).Scan(ctx, &last)
	return last, err
}

// LastCode is the last of the projects of the year, 0 for none.
func (s *Store) LastCode(ctx context.Context, year int) (last int, err error) {
	err = s.conn(ctx).NewSelect().Table("assistance_event").ColumnExpr("COALESCE(MAX(code_seq), 0)").
		Where("code_year = ?", year).Scan(ctx, &last)
	return last, err
}
