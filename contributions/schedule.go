package contributions

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Schedule says when an agreement is to be paid. It is never changed: a
// changed schedule is another revision, in force from its date On. It belongs
// to one agreement and falls with it.
type Schedule struct {
	ID           int64
	Contribution int64
	Revision     int   // within the contribution, from 1
	Agreement    int64 // entry
	On           date.Date
	Instalments  []Instalment // by due date; they add up to the agreement exactly
	Reason       string
	EnteredBy    string
	RecordedAt   time.Time
}

// Instalment is a part of an agreement in the contribution's currency.
type Instalment struct {
	Due    date.Date
	Amount money.Money
}

// InstalmentState is where an instalment stands. Outstanding is its amount
// less what is paid and written down.
type InstalmentState struct {
	Instalment
	Paid        money.Money
	WrittenDown money.Money
	Outstanding money.Money
}

// DecideSchedule is the next revision of the contribution's schedule. It is
// pure.
//
// Errors: schedule.no_agreement; schedule.invalid with the fields "on"
// (entry.before_earlier), "reason" (entry.no_reason, for a revision) and
// "instalments" (schedule.empty, schedule.does_not_add; of each, "due"
// schedule.not_in_order and "amount" entry.not_positive).
func DecideSchedule(h History, earlier []Schedule, on date.Date, parts []Instalment, reason string) (Schedule, error) {
	agreement, ok := h.agreement(date.Date{})
	if !ok {
		return Schedule{}, problem.New(problem.Conflict, "schedule.no_agreement", "reference", h.Contribution.Reference)
	}
	s := Schedule{
		Contribution: h.Contribution.ID, Revision: len(earlier) + 1, Agreement: agreement.ID,
		On: on, Instalments: parts, Reason: reason,
	}
	var fields problem.Fields
	last := agreement.On
	if len(earlier) > 0 {
		last = later(last, earlier[len(earlier)-1].On)
		if reason == "" {
			fields.Add("reason", "entry.no_reason")
		}
	}
	if on.Before(last) {
		fields.Add("on", "entry.before_earlier", "date", on, "last", last)
	}
	if len(parts) == 0 {
		fields.Add("instalments", "schedule.empty")
		return Schedule{}, fields.Err("schedule.invalid")
	}
	sum := money.Zero(h.Contribution.Currency)
	for i, p := range parts {
		if p.Amount.Sign() <= 0 {
			fields.Add(fmt.Sprintf("instalments[%d].amount", i), "entry.not_positive", "value", p.Amount)
		}
		if i > 0 && !p.Due.After(parts[i-1].Due) {
			fields.Add(fmt.Sprintf("instalments[%d].due", i), "schedule.not_in_order", "due", p.Due, "before", parts[i-1].Due)
		}
		var err error
		if sum, err = sum.Add(p.Amount); err != nil {
			fields.AddErr(fmt.Sprintf("instalments[%d].amount", i), err)
			return Schedule{}, fields.Err("schedule.invalid")
		}
	}
	if sum != agreement.Settles {
		fields.Add("instalments", "schedule.does_not_add", "sum", sum, "agreed", agreement.Settles)
	}
	return s, fields.Err("schedule.invalid")
}

// agreement is the one that counts at the end of the day asOf, or now for no
// date.
func (h History) agreement(asOf date.Date) (Entry, bool) {
	for _, e := range h.Entries {
		if e.Kind == Agreement && h.counts(e, asOf) {
			return e, true
		}
	}
	return Entry{}, false
}

// counts reports whether the entry has happened and is not reversed at the end
// of the day.
func (h History) counts(e Entry, asOf date.Date) bool {
	if !asOf.IsZero() && e.On.After(asOf) {
		return false
	}
	return !slices.ContainsFunc(h.Entries, func(r Entry) bool {
		return r.Kind == Reversal && r.Reverses == e.ID && (asOf.IsZero() || !r.On.After(asOf))
	})
}

// ScheduleOn is the schedule in force at the end of the day asOf, or now for
// no date, of all revisions in their order.
func (h History) ScheduleOn(all []Schedule, asOf date.Date) (Schedule, bool) {
	agreement, ok := h.agreement(asOf)
	if !ok {
		return Schedule{}, false
	}
	for _, s := range slices.Backward(all) {
		if h.is(agreement, s.Agreement) && (asOf.IsZero() || !s.On.After(asOf)) {
			return s, true
		}
	}
	return Schedule{}, false
}

// Instalments is what each instalment of the schedule has paid and outstanding
// at the end of the day asOf, or now for no date. Payments and write-downs go,
// in the order of their dates, to the instalment they are meant for and
// otherwise, or with what is left, to the oldest that is open. What is
// outstanding adds up to the position's to the last unit.
//
// Error: money.too_large.
func (h History) Instalments(s Schedule, asOf date.Date) ([]InstalmentState, error) {
	p, err := h.Position(asOf)
	if err != nil {
		return nil, err
	}
	states := make([]InstalmentState, len(s.Instalments))
	none := money.Zero(h.Contribution.Currency)
	for i, in := range s.Instalments {
		states[i] = InstalmentState{Instalment: in, Paid: none, WrittenDown: none, Outstanding: in.Amount}
	}
	settled := p.Agreed.minus(p.Outstanding).minus(p.WrittenDown).Amount
	entries := slices.SortedStableFunc(slices.Values(h.Entries), func(a, b Entry) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Seq, b.Seq))
	})
	for _, e := range entries {
		if !h.counts(e, asOf) {
			continue
		}
		switch e.Kind {
		case Receipt:
			amount := smaller(e.Settles, settled)
			settled = addUnits(settled, -amount.Units())
			spread(states, amount, e.Payment.Instalment, func(s *InstalmentState) *money.Money { return &s.Paid })
		case WriteDown:
			spread(states, e.Settles, date.Date{}, func(s *InstalmentState) *money.Money { return &s.WrittenDown })
		}
	}
	return states, nil
}

// spread takes an amount off what is outstanding, the chosen instalment first
// and then the oldest.
func spread(states []InstalmentState, amount money.Money, chosen date.Date, into func(*InstalmentState) *money.Money) {
	take := func(s *InstalmentState) {
		part := smaller(amount, s.Outstanding)
		amount = addUnits(amount, -part.Units())
		s.Outstanding = addUnits(s.Outstanding, -part.Units())
		*into(s) = addUnits(*into(s), part.Units())
	}
	for i := range states {
		if states[i].Due == chosen {
			take(&states[i])
		}
	}
	for i := range states {
		take(&states[i])
	}
}
