package budget

import (
	"cmp"
	"context"
	"slices"
	"time"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Task is what has to be done for a session by one day: a milestone of one of
// its budgets, or of the budget that it does not have yet.
type Task struct {
	Session   string
	Symbol    string // of the version; "" while no budget is registered for the session
	Milestone conference.MilestoneKind
	On        date.Date
	Days      int // from today to On; negative once it has passed
	Done      bool
}

// Urgency is how near a task is.
type Urgency string

const (
	Ahead    Urgency = "ahead"
	DueToday Urgency = "today"
	Overdue  Urgency = "overdue"
)

// Urgency is where the task stands today.
func (t Task) Urgency() Urgency {
	switch {
	case t.Days > 0:
		return Ahead
	case t.Days == 0:
		return DueToday
	}
	return Overdue
}

// Reminder is a task of which somebody was reminded.
type Reminder struct {
	ID int64
	Task
	Urgency    Urgency
	EnteredBy  string
	RecordedAt time.Time
}

// reminded tells one reminder from another: each urgency of a task is told once.
// A deadline that moves is another task.
type reminded struct {
	session, symbol string
	milestone       conference.MilestoneKind
	on              date.Date
	urgency         Urgency
}

func (r Reminder) key() reminded {
	return reminded{r.Session, r.Symbol, r.Milestone, r.On, r.Urgency}
}

// progress is how far the work on one version has come.
type progress struct {
	symbol   string
	written  bool // it has figures
	frozen   bool
	complete bool // every State party has every language
}

// tasksOf are the milestones of one version, done or not. The text has gone to
// the translators when it is there at all; the opening is nobody's work.
func tasksOf(session string, p progress, milestones []conference.Milestone, today date.Date) []Task {
	tasks := make([]Task, len(milestones))
	for i, m := range milestones {
		t := Task{Session: session, Symbol: p.symbol, Milestone: m.Kind, On: m.On, Days: m.On.Sub(today)}
		switch m.Kind {
		case conference.Translation:
			t.Done = p.written
		case conference.FreezeBy:
			t.Done = p.frozen
		case conference.LastWorkingDayKind, conference.DeadlineKind:
			t.Done = p.complete
		case conference.OpeningKind:
			t.Done = t.Days < 0
		}
		tasks[i] = t
	}
	return tasks
}

// Agenda is what has to be done for a session, in the order of the days: the
// milestones of each version that is under the clock of rule 72, or of the
// budget that is still to be registered.
//
// Error: conference.no_session.
func (s *Service) Agenda(ctx context.Context, session string) ([]Task, error) {
	var tasks []Task
	err := s.store.View(ctx, func(ctx context.Context) error {
		one, err := s.conference.Session(ctx, session)
		if err != nil {
			return err
		}
		tasks, err = s.agenda(ctx, one)
		return err
	})
	return tasks, err
}

func (s *Service) agenda(ctx context.Context, session conference.Session) ([]Task, error) {
	milestones := session.Milestones(s.conference.Rule(), s.settings.Lead)
	budgets, err := s.store.Budgets(ctx)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, b := range budgets {
		if b.Session != session.ID || !b.Kind.HasClock() {
			continue
		}
		for _, v := range b.Versions {
			if !v.OwnClock() || v.InSession() {
				continue
			}
			content, err := s.store.Content(ctx, v.ID)
			if err != nil {
				return nil, err
			}
			stands, err := s.circulation(ctx, b, v, session.ID)
			if err != nil {
				return nil, err
			}
			p := progress{v.Symbol, len(content.Lines) > 0, v.Frozen, !stands.SentOn.IsZero()}
			tasks = append(tasks, tasksOf(session.ID, p, milestones, s.today())...)
		}
	}
	if tasks == nil {
		tasks = tasksOf(session.ID, progress{}, milestones, s.today())
	}
	slices.SortStableFunc(tasks, func(a, b Task) int { return cmp.Compare(a.Days, b.Days) })
	return tasks, nil
}

// mostAhead is how many days ahead one can ask to be reminded.
const mostAhead = 366

// Remind finds what has to be done for the sessions that have not opened yet,
// within that many days or overdue, and of which nobody was reminded at this
// urgency before: some days ahead, on the day, afterwards. It records that it was
// told, so that a timer can call it at any hour.
//
// Errors: reminder.invalid with the field within.
func (s *Service) Remind(ctx context.Context, actor access.Actor, within int) ([]Reminder, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return nil, err
	}
	var f problem.Fields
	if within < 0 || within > mostAhead {
		f.Add("within", "reminder.out_of_range", "value", within, "limit", mostAhead)
	}
	if err := f.Err("reminder.invalid"); err != nil {
		return nil, err
	}
	var list []Reminder
	err := s.store.Update(ctx, func(ctx context.Context) error {
		list = nil
		due, err := s.due(ctx, within)
		if err != nil {
			return err
		}
		for _, r := range due {
			r.EnteredBy, r.RecordedAt = actor.Name, s.now()
			if r.ID, err = s.store.InsertReminder(ctx, r); err != nil {
				return err
			}
			err := s.journal.Append(ctx, journal.Entry{
				Actor: actor.Name, Action: "reminder.give", Object: reminderObject, ID: reminderID(r.ID), After: factsOfReminder(r),
			})
			if err != nil {
				return err
			}
			list = append(list, r)
		}
		return nil
	})
	return list, err
}

// due are the reminders that are still to be given.
func (s *Service) due(ctx context.Context, within int) ([]Reminder, error) {
	sessions, err := s.conference.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	given, err := s.store.Reminders(ctx)
	if err != nil {
		return nil, err
	}
	known := map[reminded]bool{}
	for _, r := range given {
		known[r.key()] = true
	}
	var list []Reminder
	for _, session := range sessions {
		if session.Opening.Before(s.today()) {
			continue
		}
		tasks, err := s.agenda(ctx, session)
		if err != nil {
			return nil, err
		}
		for _, t := range tasks {
			r := Reminder{Task: t, Urgency: t.Urgency()}
			if !t.Done && t.Days <= within && !known[r.key()] {
				list = append(list, r)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Reminder) int { return cmp.Compare(a.Days, b.Days) })
	return list, nil
}
