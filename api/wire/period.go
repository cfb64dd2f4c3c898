package wire

import (
	"article30/budget/period"
	"article30/internal/date"
)

// Periods is which months and years of the books are closed.
type Periods struct {
	ClosedTo  string        `json:"closed_to,omitempty" format:"date" doc:"The day up to which the books are closed; absent when they are not."`
	FirstOpen string        `json:"first_open,omitempty" example:"2012-07" doc:"The first month for which anything can be entered; absent when all can."`
	Events    []PeriodEvent `json:"events" doc:"Every closing and reopening, in order."`
}

// PeriodEvent is a closing or a reopening.
type PeriodEvent struct {
	ID         int64         `json:"id"`
	Period     string        `json:"period" example:"2012-06" doc:"A month or a year."`
	Action     string        `json:"action" enum:"close,reopen"`
	Reopens    int64         `json:"reopens,omitempty" doc:"The closing that does not count any more."`
	Stands     bool          `json:"stands" doc:"The period is closed by this."`
	Reason     string        `json:"reason,omitempty"`
	Head       string        `json:"journal_head,omitempty" doc:"Of a closing: the head of the journal before it; give it to verify as since."`
	EnteredBy  string        `json:"entered_by"`
	RecordedAt string        `json:"recorded_at" format:"date-time"`
	Totals     []PeriodTotal `json:"totals,omitempty" doc:"Of the closing of a month: what stood in the accounts at its end."`
}

// PeriodTotal is what stood in an account.
type PeriodTotal struct {
	Book    string `json:"book" enum:"contributions,execution"`
	Fund    string `json:"fund,omitempty" doc:"Of execution, whose books are one for each fund."`
	Account string `json:"account"`
	USD     Money  `json:"usd" doc:"Positive in debit."`
}

// NewPeriods is a calendar on the wire, without totals.
func NewPeriods(c period.Calendar) Periods {
	w := Periods{ClosedTo: day(c.Until()), Events: []PeriodEvent{}}
	if until := c.Until(); !until.IsZero() {
		w.FirstOpen = date.MonthOf(until.AddDays(1)).String()
	}
	for _, e := range c {
		one := NewPeriodEvent(e)
		one.Totals, one.Stands = nil, c.Stands(e)
		w.Events = append(w.Events, one)
	}
	return w
}

// NewPeriodEvent is an event that was just made on the wire.
func NewPeriodEvent(e period.Event) PeriodEvent {
	w := PeriodEvent{
		ID: e.ID, Period: e.Period.String(), Action: "close", Reopens: e.Reopens, Stands: e.Reopens == 0, Reason: e.Reason,
		Head: e.Head, EnteredBy: e.EnteredBy, RecordedAt: instant(e.RecordedAt),
	}
	if e.Reopens != 0 {
		w.Action = "reopen"
	}
	for _, t := range e.Totals {
		w.Totals = append(w.Totals, PeriodTotal{string(t.Account.Book), t.Account.Fund, t.Account.Name, NewMoney(t.USD)})
	}
	return w
}
