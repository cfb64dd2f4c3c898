package contributionsdb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

type scheduleRow struct {
	bun.BaseModel `bun:"table:schedule,alias:schedule"`

	ID             int64     `bun:"id,pk,autoincrement"`
	ContributionID int64     `bun:"contribution_id"`
	Revision       int       `bun:"revision"`
	AgreementID    int64     `bun:"agreement_id"`
	OnDate         date.Date `bun:"on_date"`
	Reason         string    `bun:"reason"`
	EnteredBy      string    `bun:"entered_by"`
	RecordedAt     string    `bun:"recorded_at"`
}

type instalmentRow struct {
	bun.BaseModel `bun:"table:instalment,alias:instalment"`

	ScheduleID int64     `bun:"schedule_id,pk"`
	DueOn      date.Date `bun:"due_on,pk"`
	Amount     int64     `bun:"amount"`

	Currency string `bun:"currency,scanonly"`
}

// Schedules are those of the contributions, of all for none, by contribution and
// revision.
func (s *Store) Schedules(ctx context.Context, ids ...int64) ([]contributions.Schedule, error) {
	of := func(q *bun.SelectQuery) *bun.SelectQuery {
		if len(ids) == 0 {
			return q
		}
		return q.Where("schedule.contribution_id IN (?)", bun.List(ids))
	}
	var rows []scheduleRow
	q := s.conn(ctx).NewSelect().Model(&rows).Order("schedule.contribution_id", "schedule.revision")
	if err := of(q).Scan(ctx); err != nil {
		return nil, err
	}
	var parts []instalmentRow
	q = s.conn(ctx).NewSelect().Model(&parts).ColumnExpr("instalment.*, contribution.currency").
		Join("JOIN schedule ON schedule.id = instalment.schedule_id").
		Join("JOIN contribution ON contribution.id = schedule.contribution_id").
		Order("instalment.schedule_id", "instalment.due_on")
	if err := of(q).Scan(ctx); err != nil {
		return nil, err
	}
	instalments := map[int64][]contributions.Instalment{}
	for _, p := range parts {
		instalments[p.ScheduleID] = append(instalments[p.ScheduleID], contributions.Instalment{
			Due: p.DueOn, Amount: money.FromUnits(p.Amount, money.Currency(p.Currency)),
		})
	}
	list := make([]contributions.Schedule, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = contributions.Schedule{
			ID: r.ID, Contribution: r.ContributionID, Revision: r.Revision, Agreement: r.AgreementID, On: r.OnDate,
			Instalments: instalments[r.ID], Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

// AddSchedule inserts a schedule with its instalments and fills the ID in.
func (s *Store) AddSchedule(ctx context.Context, schedule *contributions.Schedule) error {
	row := scheduleRow{
		ContributionID: schedule.Contribution, Revision: schedule.Revision, AgreementID: schedule.Agreement,
		OnDate: schedule.On, Reason: schedule.Reason,
		EnteredBy: schedule.EnteredBy, RecordedAt: schedule.RecordedAt.UTC().Format(time.RFC3339),
	}
	err := insertReturning(ctx, s.conn(ctx), []scheduleRow{row}, "id", func(r scheduleRow) { schedule.ID = r.ID })
	if err != nil {
		return err
	}
	var parts []instalmentRow
	for _, i := range schedule.Instalments {
		parts = append(parts, instalmentRow{ScheduleID: schedule.ID, DueOn: i.Due, Amount: i.Amount.Units()})
	}
	return insertAll(ctx, s.conn(ctx), parts)
}
