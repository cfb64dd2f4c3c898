package conference

import (
	"context"
	"fmt"
	"time"

	"article30/internal/journal"
	"article30/internal/problem"
)

// Finding is a place where what is kept is not what was recorded.
type Finding struct {
	Place string // "participant AUT", "consent AUT/convention", "session 6, dates 2"
	Code  string
	Args  problem.Args
}

// Verify compares the participants, what they signed and deposited, every
// setting of a session's dates, and what befell it, with the journal. No findings means that all is
// well.
func (s *Service) Verify(ctx context.Context) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		var c journal.Comparison[string]
		if err := s.compareParticipants(ctx, &c); err != nil {
			return err
		}
		if err := s.compareSessions(ctx, &c); err != nil {
			return err
		}
		differences, err := c.Differences()
		findings = nil
		for _, d := range differences {
			findings = append(findings, findingOf(d))
		}
		return err
	})
	return findings, err
}

func findingOf(d journal.Difference[string]) Finding {
	switch d.What {
	case journal.NotRecorded:
		return Finding{Place: d.Place, Code: "conference.not_recorded"}
	case journal.NotAsRecorded:
		return Finding{Place: d.Place, Code: "conference.not_as_recorded"}
	}
	return Finding{Place: d.Place, Code: "conference.gone"}
}

// compareParticipants compares the participants with their consents.
func (s *Service) compareParticipants(ctx context.Context, c *journal.Comparison[string]) error {
	err := journal.Each(ctx, s.journal, "participant", func(r journal.Record, facts participantRecord) error {
		c.Tell("participant "+r.ID, time.Time{}, facts)
		return nil
	})
	if err != nil {
		return err
	}
	err = journal.Each(ctx, s.journal, "consent", func(r journal.Record, facts consentRecord) error {
		c.Tell("consent "+r.ID, time.Time{}, facts)
		return nil
	})
	if err != nil {
		return err
	}
	list, err := s.store.Participants(ctx)
	for _, p := range list {
		c.Keep("participant "+string(p.ID), time.Time{}, participantFacts(p))
		for _, consent := range p.Consents {
			c.Keep("consent "+consentID(consent), time.Time{}, consentFacts(consent))
		}
	}
	return err
}

// compareSessions compares every setting of a session's dates, with who made it,
// when and why.
func (s *Service) compareSessions(ctx context.Context, c *journal.Comparison[string]) error {
	settings := map[string]int{}
	err := journal.Each(ctx, s.journal, "session", func(r journal.Record, dates datesRecord) error {
		if r.Action == sessionAdded {
			r.Reason = "" // there it says where the file came from
		}
		settings[r.ID]++
		c.Tell(settingPlace(r.ID, settings[r.ID]), r.At, dates, r.Actor, r.Reason)
		return nil
	})
	if err != nil {
		return err
	}
	err = journal.Each(ctx, s.journal, eventObject, func(r journal.Record, facts eventRecord) error {
		c.Tell(r.ID, r.At, facts, r.Actor, r.Reason)
		return nil
	})
	if err != nil {
		return err
	}
	list, err := s.store.Sessions(ctx)
	for _, one := range list {
		for _, change := range one.History {
			then := one
			then.History, then.Events = nil, nil
			then = then.with(change)
			recorded, _ := time.Parse(time.RFC3339, change.RecordedAt) // what is no time was not then either
			c.Keep(settingPlace(one.ID, change.Seq), recorded, datesOf(then), change.EnteredBy, change.Reason)
		}
		for _, e := range one.Events {
			recorded, _ := time.Parse(time.RFC3339, e.RecordedAt)
			c.Keep(eventPlace(one.ID, e.Seq), recorded, eventFacts(e), e.EnteredBy, e.Reason)
		}
	}
	return err
}

func settingPlace(session string, n int) string {
	return fmt.Sprintf("session %s, dates %d", session, n)
}

func eventPlace(session string, n int) string {
	return fmt.Sprintf("session %s, event %d", session, n)
}
