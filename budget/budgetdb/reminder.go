package budgetdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
)

type reminderRow struct {
	bun.BaseModel `bun:"table:reminder"`

	ID         int64 `bun:"id,pk,autoincrement"`
	SessionID  string
	Symbol     string
	Milestone  conference.MilestoneKind
	DueOn      date.Date
	Urgency    budget.Urgency
	EnteredBy  string
	RecordedAt string
}

func (s *Store) Reminders(ctx context.Context) ([]budget.Reminder, error) {
	var rows []reminderRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]budget.Reminder, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = budget.Reminder{
			ID: r.ID, Task: budget.Task{Session: r.SessionID, Symbol: r.Symbol, Milestone: r.Milestone, On: r.DueOn},
			Urgency: r.Urgency, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

func (s *Store) InsertReminder(ctx context.Context, r budget.Reminder) (int64, error) {
	row := reminderRow{
		SessionID: r.Session, Symbol: r.Symbol, Milestone: r.Milestone, DueOn: r.On, Urgency: r.Urgency,
		EnteredBy: r.EnteredBy, RecordedAt: instant(r.RecordedAt),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return row.ID, err
}
