package auth

import (
	"context"
	"strconv"
	"time"

	"article30/internal/journal"
	"article30/internal/problem"
)

// Finding is a user or a token that is not what the journal says: somebody may
// have given themselves a right behind the program's back.
type Finding struct {
	Place string // "user anna", "token 7"
	Code  string
	Args  problem.Args
}

// Verify compares every user and every token with the journal. No findings
// means that all is well.
func (s *Service) Verify(ctx context.Context) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		var c journal.Comparison[string]
		if err := s.compareUsers(ctx, &c); err != nil {
			return err
		}
		if err := s.compareTokens(ctx, &c); err != nil {
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
		return Finding{Place: d.Place, Code: "auth.not_recorded"}
	case journal.NotAsRecorded:
		return Finding{Place: d.Place, Code: "auth.not_as_recorded"}
	}
	return Finding{Place: d.Place, Code: "auth.gone"}
}

func (s *Service) compareUsers(ctx context.Context, c *journal.Comparison[string]) error {
	enteredBy := map[string]string{}
	err := journal.Each(ctx, s.journal, "user", func(r journal.Record, facts userFacts) error {
		if _, later := enteredBy[r.ID]; !later {
			enteredBy[r.ID] = r.Actor
		}
		c.Tell("user "+r.ID, time.Time{}, enteredBy[r.ID], facts)
		return nil
	})
	if err != nil {
		return err
	}
	users, err := s.store.Users(ctx)
	for _, u := range users {
		c.Keep("user "+u.Name, time.Time{}, u.EnteredBy, factsOf(u))
	}
	return err
}

func (s *Service) compareTokens(ctx context.Context, c *journal.Comparison[string]) error {
	added := map[string]func(revoked bool){}
	err := journal.Each(ctx, s.journal, "token", func(r journal.Record, facts tokenFacts) error {
		if r.Action == tokenAdded {
			added[r.ID] = func(revoked bool) { c.Tell("token "+r.ID, time.Time{}, r.Actor, facts, revoked) }
		}
		if tell := added[r.ID]; tell != nil {
			tell(r.Action == tokenRevoked)
		}
		return nil
	})
	if err != nil {
		return err
	}
	tokens, err := s.store.Tokens(ctx, "")
	for _, t := range tokens {
		c.Keep("token "+strconv.FormatInt(t.ID, 10), time.Time{}, t.EnteredBy, tokenFactsOf(t), !t.RevokedAt.IsZero())
	}
	return err
}
