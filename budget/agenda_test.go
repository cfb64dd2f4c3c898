package budget_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"article30/budget"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// told is what a reminder says, in short: "freeze CTOC/COP/2012/7 overdue".
func told(list []budget.Reminder) []string {
	all := []string{}
	for _, r := range list {
		if r.Session == "6" {
			all = append(all, fmt.Sprintf("%s %s %s", r.Milestone, r.Symbol, r.Urgency))
		}
	}
	return all
}

func (d *desk) remind(within int, want ...string) {
	d.Helper()
	list, err := d.Remind(d.ctx, officer, within)
	if err != nil {
		d.Fatal(err)
	}
	if got := told(list); !slices.Equal(got, want) {
		d.Errorf("reminded of %q, want %q", got, want)
	}
}

// Each stage of a task is told once: ahead, on the day, afterwards; never what
// is done, and anew when the session moves.
func TestReminders(t *testing.T) {
	each(t, "2012-07-01 10:00:00", func(d *desk) {
		d.remind(3)
		d.remind(14, "translation  ahead")
		d.remind(14)
		d.register(sixthBudget, "", figures("1000"))
		d.today("2012-07-13")
		d.remind(0) // the text is there
		d.today("2012-08-09")
		d.remind(14, "freeze "+sixthBudget+" today", "deadline "+sixthBudget+" ahead")
		d.today("2012-08-10")
		d.remind(14, "freeze "+sixthBudget+" overdue")
		d.sent(budget.CirculateIn{Symbol: sixthBudget, Languages: []string{"ar", "zh", "en", "fr", "ru"}, SentOn: "2012-08-10", Reference: "NV/1"})
		d.today("2012-08-17")
		d.remind(7, "deadline "+sixthBudget+" overdue")

		// The opening is put back: the deadline is another one.
		if _, err := d.conference.MoveOpening(d.ctx, officer, "6", day("2012-10-29"), day("2012-11-02"), "the hall is taken"); err != nil {
			d.Fatal(err)
		}
		d.remind(14, "deadline "+sixthBudget+" ahead")
		d.today("2012-08-18")
		d.sent(budget.CirculateIn{Symbol: sixthBudget, Languages: []string{"es"}, SentOn: "2012-08-18", Reference: "NV/1"})
		d.today("2012-08-31")
		d.remind(14)
		if _, err := d.Remind(d.ctx, officer, -1); !problem.Is(err, "reminder.invalid") {
			d.Errorf("a negative number of days: %v", err)
		}
		d.verified()
		for _, statement := range []string{
			"UPDATE reminder SET due_on = '2012-08-08' WHERE id = 1", "UPDATE reminder SET entered_by = 'mallory' WHERE id = 1",
			"UPDATE reminder SET recorded_at = '2012-06-01T10:00:00Z' WHERE id = 1",
		} {
			d.tampered("reminder", statement, "verify.not_as_recorded")
		}
		d.tampered("reminder", "DELETE FROM reminder WHERE id = 1", "verify.missing")
		d.tampered("reminder", "INSERT INTO reminder VALUES (99, '6', '', 'opening', '2012-10-15', 'today', 'me', '2012-07-20T10:00:00Z')", "verify.not_recorded")
	})
}

// Two timers at once give each reminder once.
func TestTwoTimers(t *testing.T) {
	each(t, "2012-08-13 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("1000"))
		var timers sync.WaitGroup
		told := make([][]budget.Reminder, 4)
		for i := range told {
			timers.Go(func() {
				var err error
				if told[i], err = d.Remind(d.ctx, officer, 14); err != nil {
					d.Error(err)
				}
			})
		}
		timers.Wait()
		if all := slices.Concat(told...); len(all) != 2 {
			d.Errorf("reminded of %v, want the freeze and the deadline once", all)
		}
		d.verified()
	})
}

// tampered runs the statement past the triggers, and Verify must find it.
func (d *desk) tampered(table, statement, code string) {
	d.Helper()
	undo := errors.New("undo")
	err := d.db.Update(d.ctx, func(ctx context.Context) error {
		dbtest.Tamper(ctx, d.T, d.db, table, statement)
		findings, err := d.Verify(ctx)
		if err != nil || !slices.ContainsFunc(findings, func(f budget.Finding) bool { return f.Code == code }) {
			d.Errorf("%s: %s was not found: %v, %v", statement, code, findings, err)
		}
		return undo
	})
	if err != undo {
		d.Errorf("%s: %v", statement, err)
	}
}

// A session that is postponed has no deadline, its budget is neither late nor
// in time, and it decides nothing; with new dates everything counts anew.
func TestPostponedAndResumed(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("1000"))
		d.sent(budget.CirculateIn{Symbol: sixthBudget, Languages: []string{"ar", "zh", "en", "fr", "ru", "es"}, SentOn: "2012-07-20", Reference: "NV/1"})
		d.stands(sixthBudget, budget.Timely)
		s, err := d.conference.Postpone(d.ctx, officer, "6", "the host asks for it")
		if err != nil || !s.Postponed() || !s.Opening.IsZero() {
			d.Fatalf("%+v, %v", s, err)
		}
		c := d.stands(sixthBudget, budget.NotEstablished)
		if c.Causes[0].Code != "circulation.postponed" {
			d.Errorf("causes %v", c.Causes)
		}
		if _, err := d.conference.Postpone(d.ctx, officer, "6", "again"); !problem.Is(err, "conference.postponed_already") {
			d.Errorf("postponed twice: %v", err)
		}
		if _, err := d.conference.Resume(d.ctx, officer, "6", day("2012-11-12"), day("2012-11-14"), "why"); !problem.Is(err, "conference.no_closing") {
			d.Errorf("resumed while postponed: %v", err)
		}
		if tasks, err := d.Agenda(d.ctx, "6"); err != nil || len(tasks) != 0 {
			d.Errorf("tasks of a postponed session: %v, %v", tasks, err)
		}
		d.today("2012-10-16")
		adopt := budget.DecideIn{Symbol: sixthBudget, Outcome: "adopted", DecidedOn: "2012-10-16", Method: "consensus"}
		if _, err := d.Decide(d.ctx, officer, adopt); !problem.Is(err, "decision.postponed") {
			d.Errorf("a postponed session decides: %v", err)
		}
		if _, err := d.conference.MoveOpening(d.ctx, officer, "6", day("2012-11-05"), day("2012-11-09"), "new dates"); err != nil {
			d.Fatal(err)
		}
		d.stands(sixthBudget, budget.Timely)

		d.today("2012-11-09")
		if _, err := d.conference.Postpone(d.ctx, officer, "6", "late"); !problem.Is(err, "conference.has_opened") {
			d.Errorf("postponed after the opening: %v", err)
		}
		for _, bad := range [][2]string{{"2012-11-09", "2012-11-12"}, {"2012-12-05", "2012-12-04"}} {
			if _, err := d.conference.Resume(d.ctx, officer, "6", day(bad[0]), day(bad[1]), "why"); !problem.Is(err, "conference.event_invalid") {
				d.Errorf("resumed on %v: %v", bad, err)
			}
		}
		if _, err := d.conference.Resume(d.ctx, officer, "6", day("2012-12-03"), day("2012-12-05"), " "); !problem.Is(err, "conference.event_invalid") {
			d.Errorf("resumed without a reason: %v", err)
		}
		if _, err := d.conference.Resume(d.ctx, officer, "6", day("2012-12-03"), day("2012-12-05"), "the agenda was not finished"); err != nil {
			d.Fatal(err)
		}
		d.stands(sixthBudget, budget.Timely) // no new clock
		d.today("2012-12-20")
		adopt.DecidedOn = "2012-12-01"
		if _, err := d.Decide(d.ctx, officer, adopt); !problem.Is(err, "decision.after_closing") {
			d.Errorf("decided between the parts: %v", err)
		}
		adopt.DecidedOn = "2012-12-05"
		if _, err := d.Decide(d.ctx, officer, adopt); err != nil {
			d.Errorf("decided in the resumed part: %v", err)
		}
		d.verified()
		if findings, err := d.conference.Verify(d.ctx); err != nil || len(findings) != 0 {
			d.Errorf("%v, %v", findings, err)
		}
		for _, statement := range []string{
			"UPDATE session_event SET to_on = '2012-12-20' WHERE seq = 2", "UPDATE session_event SET dates_seq = 2 WHERE seq = 1",
			"DELETE FROM session_event WHERE seq = 1",
		} {
			undo := errors.New("undo")
			err := d.db.Update(d.ctx, func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d.db, "session_event", statement)
				if findings, err := d.conference.Verify(ctx); err != nil || len(findings) == 0 {
					d.Errorf("%s: %v, %v", statement, findings, err)
				}
				return undo
			})
			if err != undo {
				d.Error(err)
			}
		}
	})
}
