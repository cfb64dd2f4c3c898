package period

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// eventObject is what the journal calls a closing or a reopening.
const eventObject = "period_event"

// eventFacts are what the journal keeps of one.
type eventFacts struct {
	Period  string   `json:"period"`
	Reopens int64    `json:"reopens,omitempty"`
	Head    string   `json:"head,omitempty"`
	Totals  []string `json:"totals,omitempty"` // "contributions cash 100.00 USD"
}

func eventRecord(e Event) journal.Entry {
	action := "period.close"
	if e.Reopens != 0 {
		action = "period.reopen"
	}
	facts := eventFacts{Period: e.Period.String(), Reopens: e.Reopens, Head: e.Head}
	for _, t := range e.Totals {
		facts.Totals = append(facts.Totals, t.Account.String()+" "+t.USD.String())
	}
	return journal.Entry{
		Actor: e.EnteredBy, Action: action, Object: eventObject, ID: strconv.FormatInt(e.ID, 10),
		Reason: e.Reason, After: facts,
	}
}

// Finding is something about the closed periods that cannot be. Place says
// where: "period_event 4", "period 2012-06".
type Finding struct {
	Place string
	Code  string
	Args  problem.Args
}

func found(place, code string, args ...any) Finding {
	return Finding{place, code, problem.New(problem.Conflict, code, args...).Args}
}

// Verify checks that closings and reopenings are what the journal says was
// recorded, no more and no less; that every account still has at the end of
// each closed month what it had when the month was closed; and that the journal
// begins with what it was at each closing.
func (s *Service) Verify(ctx context.Context) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		calendar, err := s.store.Events(ctx)
		if err != nil {
			return err
		}
		findings, err = s.verifyRecords(ctx, calendar)
		if err != nil {
			return err
		}
		for _, check := range []func(context.Context, Calendar) ([]Finding, error){s.verifyTotals, s.verifyHeads} {
			more, err := check(ctx, calendar)
			if err != nil {
				return err
			}
			findings = append(findings, more...)
		}
		return nil
	})
	return findings, err
}

func (s *Service) verifyRecords(ctx context.Context, calendar Calendar) ([]Finding, error) {
	var c journal.Comparison[string]
	err := journal.Each(ctx, s.journal, eventObject, func(r journal.Record, after eventFacts) error {
		c.Tell(eventObject+" "+r.ID, r.At, r.Actor, r.Action, r.Reason, after)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, e := range calendar {
		r := eventRecord(e)
		c.Keep(eventObject+" "+r.ID, e.RecordedAt, r.Actor, r.Action, r.Reason, r.After)
	}
	differences, err := c.Differences()
	var findings []Finding
	for _, d := range differences {
		findings = append(findings, Finding{Place: d.Place, Code: d.Err().Code})
	}
	return findings, err
}

// verifyTotals goes through the books once, with the closed months in their
// order.
func (s *Service) verifyTotals(ctx context.Context, calendar Calendar) ([]Finding, error) {
	closings := calendar.standing(false)
	movements, err := s.store.Movements(ctx, calendar.Until())
	if err != nil {
		return nil, err
	}
	var findings []Finding
	now := map[Account]money.Money{}
	for _, closing := range closings {
		for len(movements) > 0 && !movements[0].On.After(closing.Period.Last) {
			if err := addTo(now, movements[0].Total); err != nil {
				return nil, err
			}
			movements = movements[1:]
		}
		findings = append(findings, closing.changed(now)...)
	}
	return findings, nil
}

// changed finds the accounts that do not have what they had.
func (e Event) changed(now map[Account]money.Money) (findings []Finding) {
	was, is := map[Account]money.Money{}, maps.Clone(now)
	for _, t := range e.Totals {
		was[t.Account] = t.USD
		if _, ok := is[t.Account]; !ok {
			is[t.Account] = money.Zero(money.USD)
		}
	}
	for _, a := range slices.SortedFunc(maps.Keys(is), compare) {
		before, ok := was[a]
		if !ok {
			before = money.Zero(money.USD)
		}
		if before != is[a] {
			findings = append(findings, found("period "+e.Period.String(), "verify.closed_total",
				"month", date.MonthOf(e.Period.First), "account", a.String(), "closed", before, "now", is[a]))
		}
	}
	return findings
}

func (s *Service) verifyHeads(ctx context.Context, calendar Calendar) ([]Finding, error) {
	present, err := s.journal.Head(ctx)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, e := range calendar {
		if e.Reopens != 0 {
			continue
		}
		was, err := journal.ParseHead(e.Head)
		if err != nil {
			return nil, err
		}
		is := present
		if was.Size < present.Size {
			if is, err = s.journal.HeadAt(ctx, was.Size); err != nil {
				return nil, err
			}
		}
		if is != was {
			findings = append(findings, found("period "+e.Period.String(), "verify.closed_head", "period", e.Period.name(), "head", e.Head))
		}
	}
	return findings, nil
}
