package contributions

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// ScheduleIn is a schedule, or its next revision, as it comes in. On, the day
// from which it is in force, is YYYY-MM-DD. A revision wants a Reason.
type ScheduleIn struct {
	Contribution int64
	Expect       int64 // revision that the contribution must still have; any when 0
	On           string
	Instalments  []InstalmentIn // by due date
	Reason       string
}

// InstalmentIn is an instalment as it comes in, in the contribution's currency.
type InstalmentIn struct {
	Due    string
	Amount string
}

// SetSchedule records when the agreement is to be paid.
//
// Errors: contribution.not_found; record.changed; those of DecideSchedule; schedule.invalid
// with date.grammar, date.future, money.grammar and their kin.
func (s *Service) SetSchedule(ctx context.Context, actor access.Actor, in ScheduleIn) (made Schedule, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Schedule{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		h, err := s.history(ctx, in.Contribution)
		if err != nil {
			return err
		}
		if err := s.unchanged(ctx, in.Contribution, in.Expect); err != nil {
			return err
		}
		earlier, err := s.store.Schedules(ctx, in.Contribution)
		if err != nil {
			return err
		}
		var fields problem.Fields
		on := s.pastDate(&fields, "on", in.On)
		reason := fields.Text("reason", in.Reason, maxReason)
		parts := make([]Instalment, len(in.Instalments))
		for i, p := range in.Instalments {
			var err error
			parts[i].Due, err = date.Parse(p.Due)
			fields.AddErr(fmt.Sprintf("instalments[%d].due", i), err)
			parts[i].Amount = amount(&fields, fmt.Sprintf("instalments[%d].amount", i), p.Amount, h.Contribution.Currency)
		}
		if err := fields.Err("schedule.invalid"); err != nil {
			return err
		}
		if made, err = DecideSchedule(h, earlier, on, parts, reason); err != nil {
			return err
		}
		made.EnteredBy, made.RecordedAt = actor.Name, s.now()
		if err := s.store.AddSchedule(ctx, &made); err != nil {
			return err
		}
		return s.journal.Append(ctx, scheduleRecord(made))
	})
	if err != nil {
		return Schedule{}, err
	}
	return made, nil
}

// Instalments is the schedule in force at the end of the day asOf, today for no
// date, and where each of its instalments stands.
//
// Errors: contribution.not_found, schedule.none.
func (s *Service) Instalments(ctx context.Context, contribution int64, asOf date.Date) (in Schedule, states []InstalmentState, err error) {
	if asOf.IsZero() {
		asOf = s.Today()
	}
	err = s.store.View(ctx, func(ctx context.Context) error {
		h, err := s.history(ctx, contribution)
		if err != nil {
			return err
		}
		all, err := s.store.Schedules(ctx, contribution)
		if err != nil {
			return err
		}
		var ok bool
		if in, ok = h.ScheduleOn(all, asOf); !ok {
			return problem.New(problem.NotFound, "schedule.none", "reference", h.Contribution.Reference, "date", asOf)
		}
		states, err = h.Instalments(in, asOf)
		return err
	})
	return in, states, err
}

// OfficialReceipts are those of the year, of all years for 0, by number.
func (s *Service) OfficialReceipts(ctx context.Context, year int) (list []OfficialReceipt, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		list, err = s.store.OfficialReceipts(ctx, year)
		return err
	})
	return list, err
}

// officially checks that there is the instalment for which a receipt is meant,
// gives the receipt its number, and marks one whose agreement has expired.
func (s *Service) officially(ctx context.Context, h History, e Entry) (Entry, error) {
	if h.Contribution.Income() != "" {
		return Entry{}, problem.New(problem.Conflict, "income.separate", "reference", h.Contribution.Reference)
	}
	if due := e.Payment.Instalment; !due.IsZero() {
		all, err := s.store.Schedules(ctx, h.Contribution.ID)
		if err != nil {
			return Entry{}, err
		}
		in, _ := h.ScheduleOn(all, date.Date{})
		if !slices.ContainsFunc(in.Instalments, func(i Instalment) bool { return i.Due == due }) {
			var fields problem.Fields
			fields.Add("instalment", "instalment.not_found", "due", due)
			return Entry{}, fields.Err("entry.invalid")
		}
	}
	year := s.Today().Year()
	last, err := s.store.LastOfficial(ctx, year)
	if err != nil {
		return Entry{}, err
	}
	e.Payment.Official = OfficialNumber{year, last + 1}
	return s.marked(ctx, h, e)
}

// scheduleFacts are what the journal keeps of a schedule.
type scheduleFacts struct {
	Schedule    int64    `json:"schedule"`
	Revision    int      `json:"revision"`
	Agreement   int64    `json:"agreement"`
	On          string   `json:"on"`
	Instalments []string `json:"instalments"` // "2012-12-31 100.00 EUR"
}

func scheduleFactsOf(s Schedule) scheduleFacts {
	facts := scheduleFacts{Schedule: s.ID, Revision: s.Revision, Agreement: s.Agreement, On: s.On.String()}
	for _, i := range s.Instalments {
		facts.Instalments = append(facts.Instalments, i.Due.String()+" "+i.Amount.String())
	}
	return facts
}

func scheduleRecord(s Schedule) journal.Entry {
	return journal.Entry{
		Actor: s.EnteredBy, Action: "schedule.record", Object: "schedule", ID: strconv.FormatInt(s.Contribution, 10),
		Reason: s.Reason, After: scheduleFactsOf(s),
	}
}

// verifySchedules compares every schedule with the journal.
func (s *Service) verifySchedules(ctx context.Context) ([]Finding, error) {
	var c comparison
	err := journal.Each(ctx, s.journal, "schedule", func(r journal.Record, facts scheduleFacts) error {
		c.Tell(at("schedule", facts.Schedule), r.At, r.Actor, r.ID, r.Reason, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all, err := s.store.Schedules(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		c.Keep(at("schedule", one.ID), one.RecordedAt,
			one.EnteredBy, strconv.FormatInt(one.Contribution, 10), one.Reason, scheduleFactsOf(one))
	}
	return differing(&c)
}

// verifyReceipts looks for gaps in the numbers of the official receipts, and
// for numbers of what is no receipt.
func (s *Service) verifyReceipts(ctx context.Context) ([]Finding, error) {
	list, err := s.store.OfficialReceipts(ctx, 0)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	last := OfficialNumber{}
	for _, r := range list {
		want := OfficialNumber{r.Year, 1}
		if r.Year == last.Year {
			want.Number = last.Number + 1
		}
		if r.OfficialNumber != want || !r.IsReceipt {
			findings = append(findings, found(place("receipt", r.OfficialNumber),
				problem.New(problem.Conflict, "verify.receipt_number", "number", r.OfficialNumber, "expected", want)))
		}
		last = r.OfficialNumber
	}
	return findings, nil
}
