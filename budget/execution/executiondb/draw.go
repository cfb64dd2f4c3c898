package executiondb

import (
	"context"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"article30/budget/conference"
	"article30/budget/execution"
	"article30/internal/date"
)

type purposeRow struct {
	bun.BaseModel `bun:"table:execution_purpose,alias:execution_purpose"`

	EntryID    int64 `bun:",pk"`
	Instrument conference.Instrument
	Article    string
	Region     conference.Group
	Country    conference.ParticipantID
	Project    string
}

func (r purposeRow) purpose() execution.Purpose {
	return execution.Purpose{
		Instrument: r.Instrument, Article: r.Article, Region: r.Region, Country: r.Country, Project: r.Project,
	}
}

type drawRow struct {
	bun.BaseModel `bun:"table:execution_draw,alias:execution_draw"`

	EntryID        int64     `bun:",pk"`
	Seq            int       `bun:",pk"`
	CommitmentID   int64     `bun:",nullzero"`
	ContributionID int64     `bun:",nullzero"`
	EarmarkID      int64     `bun:",nullzero"`
	Received       date.Date `bun:",nullzero"`
	OnDate         date.Date
	Rule           execution.DrawRule
	Reason         string
	PSCPercent     string `bun:"psc_percent"`
	Held           int64
	HeldPSC        int64 `bun:"held_psc"`
	Direct         int64
	PSC            int64 `bun:"psc"`

	Code string `bun:"code,scanonly,nullzero"`
}

func (r drawRow) draw() (execution.Draw, error) {
	percent, err := decimal.NewFromString(r.PSCPercent)
	return execution.Draw{
		Contribution: r.ContributionID, Earmark: r.EarmarkID, Code: r.Code, Received: r.Received, Rule: r.Rule, Reason: r.Reason,
		Percent: percent, Commitment: r.CommitmentID, Held: dollars(r.Held), HeldPSC: dollars(r.HeldPSC), Direct: dollars(r.Direct), PSC: dollars(r.PSC),
	}, err
}

// purposeAndDraws are the rows of what an entry is for and draws on. It fills the
// commitment in that a commitment is itself.
func purposeAndDraws(e *execution.Entry) ([]purposeRow, []drawRow) {
	var purposes []purposeRow
	if p := e.Purpose; p != (execution.Purpose{}) {
		purposes = append(purposes, purposeRow{
			EntryID: e.ID, Instrument: p.Instrument, Article: p.Article, Region: p.Region, Country: p.Country, Project: p.Project,
		})
	}
	var draws []drawRow
	for i, d := range e.Draws {
		row := drawRow{
			EntryID: e.ID, Seq: i + 1, ContributionID: d.Contribution, EarmarkID: d.Earmark, Received: d.Received, OnDate: e.On,
			Rule: d.Rule, Reason: d.Reason, PSCPercent: d.Percent.String(),
			Held: d.Held.Units(), HeldPSC: d.HeldPSC.Units(), Direct: d.Direct.Units(), PSC: d.PSC.Units(),
		}
		if row.CommitmentID = d.Commitment; d.Commitment == 0 && (row.Held != 0 || row.HeldPSC != 0) {
			row.CommitmentID = e.ID // which it had not when it was decided
			e.Draws[i].Commitment = e.ID
		}
		draws = append(draws, row)
	}
	return purposes, draws
}

// eachBatch calls fn with the numbers, not too many at a time.
func eachBatch(ids []int64, fn func(ids []int64) error) error {
	for len(ids) > 0 {
		part := ids[:min(batch, len(ids))]
		if err := fn(part); err != nil {
			return err
		}
		ids = ids[len(part):]
	}
	return nil
}

// Purposes are what the entries are for, by entry.
func (s *Store) Purposes(ctx context.Context, entries []int64) (map[int64]execution.Purpose, error) {
	of := map[int64]execution.Purpose{}
	err := eachBatch(entries, func(ids []int64) error {
		var rows []purposeRow
		err := s.conn(ctx).NewSelect().Model(&rows).Where("entry_id IN (?)", bun.List(ids)).Scan(ctx)
		addPurposes(of, rows)
		return err
	})
	return of, err
}

func addPurposes(of map[int64]execution.Purpose, rows []purposeRow) {
	for _, r := range rows {
		of[r.EntryID] = r.purpose()
	}
}

// Draws are what the entries changed of the money that is held and drawn, by
// entry and in their order.
func (s *Store) Draws(ctx context.Context, entries []int64) (map[int64][]execution.Draw, error) {
	of := map[int64][]execution.Draw{}
	err := eachBatch(entries, func(ids []int64) error {
		var rows []drawRow
		err := s.drawRows(ctx, &rows).Where("execution_draw.entry_id IN (?)", bun.List(ids)).Scan(ctx)
		if err != nil {
			return err
		}
		return addDraws(of, rows)
	})
	return of, err
}

// allDraws are what the entries of the allotments are for and draw on, by entry.
func (s *Store) allDraws(ctx context.Context, allotments []int64) (map[int64]execution.Purpose, map[int64][]execution.Draw, error) {
	purposes, draws := map[int64]execution.Purpose{}, map[int64][]execution.Draw{}
	var rows []purposeRow
	q := s.conn(ctx).NewSelect().Model(&rows).ColumnExpr("execution_purpose.*").
		Join("JOIN execution_entry ON execution_entry.id = execution_purpose.entry_id")
	if err := named(q, "execution_entry.allotment_id", allotments).Scan(ctx); err != nil {
		return nil, nil, err
	}
	addPurposes(purposes, rows)
	var parts []drawRow
	q = s.drawRows(ctx, &parts).Join("JOIN execution_entry ON execution_entry.id = execution_draw.entry_id")
	if err := named(q, "execution_entry.allotment_id", allotments).Scan(ctx); err != nil {
		return nil, nil, err
	}
	return purposes, draws, addDraws(draws, parts)
}

func (s *Store) drawRows(ctx context.Context, rows *[]drawRow) *bun.SelectQuery {
	return s.conn(ctx).NewSelect().Model(rows).ColumnExpr("execution_draw.*, earmark.code").
		Join("LEFT JOIN earmark ON earmark.id = execution_draw.earmark_id").
		Order("execution_draw.entry_id", "execution_draw.seq")
}

func addDraws(of map[int64][]execution.Draw, rows []drawRow) error {
	for _, r := range rows {
		d, err := r.draw()
		if err != nil {
			return err
		}
		of[r.EntryID] = append(of[r.EntryID], d)
	}
	return nil
}

// mostParts is more parts than an entry ever has.
const mostParts = 1_000_000

// Held is what each of the commitments holds now of which money, in the order
// in which it was first held; also money of which it holds no more.
func (s *Store) Held(ctx context.Context, commitments []int64) (map[int64][]execution.Draw, error) {
	of := map[int64][]execution.Draw{}
	err := eachBatch(commitments, func(ids []int64) error {
		var rows []drawRow
		err := s.conn(ctx).NewSelect().TableExpr("execution_draw").
			ColumnExpr("commitment_id AS entry_id, contribution_id, earmark_id, earmark.code, received, rule, reason, psc_percent").
			ColumnExpr("CAST(SUM(held) AS BIGINT) AS held, CAST(SUM(held_psc) AS BIGINT) AS held_psc, 0 AS direct, 0 AS psc").
			Join("LEFT JOIN earmark ON earmark.id = execution_draw.earmark_id").
			Where("commitment_id IN (?)", bun.List(ids)).
			GroupExpr("commitment_id, contribution_id, earmark_id, earmark.code, received, rule, reason, psc_percent").
			OrderExpr("commitment_id, MIN(entry_id * ? + seq)", mostParts).Scan(ctx, &rows)
		if err != nil {
			return err
		}
		return addDraws(of, rows)
	})
	return of, err
}

// Use is by how much a day changed what is held and drawn of a contribution's
// money under an earmark, in ten-thousandths of a US dollar. Both are 0 for what
// was recorded when it was not kept what spending draws on.
type Use struct {
	Contribution int64     `bun:"contribution_id,nullzero"`
	Earmark      int64     `bun:"earmark_id,nullzero"`
	On           date.Date `bun:"on_date"`
	Held         int64     `bun:"held"`
	Drawn        int64     `bun:"drawn"`
}

// Uses are by how much each day changed what is held and drawn of the
// contributions' money, of all for none.
func (s *Store) Uses(ctx context.Context, ids ...int64) (uses []Use, err error) {
	q := s.conn(ctx).NewSelect().TableExpr("execution_draw").
		ColumnExpr("contribution_id, earmark_id, on_date").
		ColumnExpr("CAST(SUM(held + held_psc) AS BIGINT) AS held, CAST(SUM(direct + psc) AS BIGINT) AS drawn").
		Group("contribution_id", "earmark_id", "on_date").
		Having("SUM(held + held_psc) <> 0 OR SUM(direct + psc) <> 0").
		Order("contribution_id", "earmark_id", "on_date")
	if len(ids) > 0 {
		q = q.Where("contribution_id IN (?)", bun.List(ids))
	}
	return uses, q.Scan(ctx, &uses)
}

// UsedInTheEnd is what is held and drawn of each contribution's cash after everything.
func (s *Store) UsedInTheEnd(ctx context.Context) (map[int64]int64, error) {
	rows, err := s.conn(ctx).QueryContext(ctx, `SELECT contribution_id, CAST(SUM(held + held_psc + direct + psc) AS BIGINT)
		FROM execution_draw WHERE contribution_id IS NOT NULL GROUP BY contribution_id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	used := map[int64]int64{}
	for rows.Next() {
		var contribution, units int64
		if err := rows.Scan(&contribution, &units); err != nil {
			return nil, err
		}
		used[contribution] = units
	}
	return used, rows.Err()
}

// UsedFor is what money under an earmark was held or drawn for, and the first
// entry that did so.
type UsedFor struct {
	Earmark int64
	Purpose execution.Purpose
	Entry   int64
}

// UsedFor lists what the money of contributions was held or drawn for.
func (s *Store) UsedFor(ctx context.Context) ([]UsedFor, error) {
	var rows []struct {
		purposeRow
		EarmarkID int64
	}
	err := s.conn(ctx).NewSelect().TableExpr("execution_draw").
		ColumnExpr("execution_draw.earmark_id, MIN(execution_draw.entry_id) AS entry_id").
		ColumnExpr("COALESCE(instrument, '') AS instrument, COALESCE(article, '') AS article, COALESCE(region, '') AS region").
		ColumnExpr("COALESCE(country, '') AS country, COALESCE(project, '') AS project").
		Join("LEFT JOIN execution_purpose ON execution_purpose.entry_id = execution_draw.entry_id").
		Where("execution_draw.earmark_id IS NOT NULL").
		GroupExpr("execution_draw.earmark_id, instrument, article, region, country, project").
		OrderExpr("MIN(execution_draw.entry_id)").Scan(ctx, &rows)
	used := make([]UsedFor, len(rows))
	for i, r := range rows {
		used[i] = UsedFor{r.EarmarkID, r.purpose(), r.EntryID}
	}
	return used, err
}
