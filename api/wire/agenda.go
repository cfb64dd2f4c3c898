package wire

import (
	"time"

	"article30/budget"
	"article30/internal/locale"
)

// Task is a milestone of a session's budget.
type Task struct {
	Session   string `json:"session" example:"6"`
	Symbol    string `json:"symbol,omitempty" doc:"Of the version; none while no budget is registered for the session."`
	Milestone string `json:"milestone"`
	On        string `json:"on" format:"date" doc:"The day by which it must have happened."`
	Days      int    `json:"days" doc:"From today to that day; negative once it has passed."`
	Done      bool   `json:"done"`
	Text      string `json:"text" doc:"In the reader's language."`
}

// NewTask is t on the wire.
func NewTask(p *locale.Printer, t budget.Task) Task {
	return Task{
		Session: t.Session, Symbol: t.Symbol, Milestone: string(t.Milestone), On: day(t.On), Days: t.Days, Done: t.Done,
		Text: p.Text("milestone." + string(t.Milestone)),
	}
}

// Reminder is a task of which somebody was reminded.
type Reminder struct {
	Task
	Urgency    string `json:"urgency" doc:"Whether the day was ahead, that of the reminder, or past."`
	Reminder   string `json:"reminder" doc:"A sentence in the reader's language."`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewReminder is r on the wire.
func NewReminder(p *locale.Printer, r budget.Reminder) Reminder {
	days := r.Days
	if days < 0 {
		days = -days
	}
	what := p.Text("reminder.of_session", "session", r.Session)
	if r.Symbol != "" {
		what = r.Symbol
	}
	return Reminder{
		Task: NewTask(p, r.Task), Urgency: string(r.Urgency), EnteredBy: r.EnteredBy, RecordedAt: r.RecordedAt.UTC().Format(time.RFC3339),
		Reminder: p.Text("reminder."+string(r.Urgency), "what", what, "milestone", string(r.Milestone), "date", r.On, "count", days),
	}
}
