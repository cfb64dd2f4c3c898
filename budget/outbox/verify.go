package outbox

import (
	"context"

	"article30/internal/journal"
	"article30/internal/problem"
)

// Finding is a message, or something that became of one, that is not as the
// journal tells of it.
type Finding struct {
	Place string
	Code  string
	Args  problem.Args
}

// Verify compares the messages and what became of them with the journal. No
// findings means that all is well.
func (s *Service) Verify(ctx context.Context) ([]Finding, error) {
	var c journal.Comparison[string]
	err := s.Store.View(ctx, func(ctx context.Context) error {
		c = journal.Comparison[string]{}
		err := journal.Each(ctx, s.Journal, messageObject, func(r journal.Record, facts messageRecord) error {
			c.Tell("mail "+r.ID, r.At, facts, r.Actor)
			return nil
		})
		if err != nil {
			return err
		}
		err = journal.Each(ctx, s.Journal, eventObject, func(r journal.Record, facts Event) error {
			c.Tell("mail event "+r.ID, r.At, facts, r.Actor)
			return nil
		})
		if err != nil {
			return err
		}
		cases, err := s.Store.Cases(ctx)
		for _, one := range cases {
			c.Keep("mail "+messageID(one.ID), one.RecordedAt, factsOfMessage(one.Message), one.EnteredBy)
			for _, e := range one.Events {
				c.Keep("mail event "+eventID(e), e.At, e, e.EnteredBy)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	differences, err := c.Differences()
	var findings []Finding
	for _, d := range differences {
		e := d.Err()
		findings = append(findings, Finding{d.Place, e.Code, e.Args})
	}
	return findings, err
}
