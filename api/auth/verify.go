package auth

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"

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
		findings = nil
		for _, part := range []func(context.Context) (recorded, error){s.recordedUsers, s.recordedTokens} {
			r, err := part(ctx)
			if err != nil {
				return err
			}
			findings = append(findings, r.compare()...)
		}
		return nil
	})
	return findings, err
}

// state is a user or a token: its facts, and who entered it.
type state struct {
	facts     any
	enteredBy string
	revoked   bool
}

// recorded is what is kept and what the journal says was, by place.
type recorded struct{ is, was map[string]state }

// compare finds every place where the two differ.
func (r recorded) compare() (findings []Finding) {
	places := maps.Clone(r.is)
	maps.Copy(places, r.was)
	for _, place := range slices.Sorted(maps.Keys(places)) {
		is, there := r.is[place]
		was, told := r.was[place]
		switch {
		case !told:
			findings = append(findings, Finding{Place: place, Code: "auth.not_recorded"})
		case !there:
			findings = append(findings, Finding{Place: place, Code: "auth.gone"})
		case !reflect.DeepEqual(is, was):
			findings = append(findings, Finding{Place: place, Code: "auth.not_as_recorded"})
		}
	}
	return findings
}

func (s *Service) records(ctx context.Context, object string) ([]journal.Record, error) {
	return s.journal.List(ctx, journal.Filter{Object: object, Limit: math.MaxInt32})
}

func (s *Service) recordedUsers(ctx context.Context) (recorded, error) {
	r := recorded{map[string]state{}, map[string]state{}}
	users, err := s.store.Users(ctx)
	if err != nil {
		return r, err
	}
	for _, u := range users {
		r.is["user "+u.Name] = state{facts: factsOf(u), enteredBy: u.EnteredBy}
	}
	records, err := s.records(ctx, "user")
	if err != nil {
		return r, err
	}
	for _, record := range records {
		place := "user " + record.ID
		was, later := r.was[place]
		if !later {
			was.enteredBy = record.Actor
		}
		var facts userFacts
		if err := json.Unmarshal(record.After, &facts); err != nil {
			return r, err
		}
		was.facts = facts
		r.was[place] = was
	}
	return r, nil
}

func (s *Service) recordedTokens(ctx context.Context) (recorded, error) {
	r := recorded{map[string]state{}, map[string]state{}}
	tokens, err := s.store.Tokens(ctx, "")
	if err != nil {
		return r, err
	}
	for _, t := range tokens {
		r.is["token "+strconv.FormatInt(t.ID, 10)] = state{tokenFactsOf(t), t.EnteredBy, !t.RevokedAt.IsZero()}
	}
	records, err := s.records(ctx, "token")
	if err != nil {
		return r, err
	}
	for _, record := range records {
		place := "token " + record.ID
		was := r.was[place]
		switch record.Action {
		case tokenRevoked:
			was.revoked = true
		case tokenAdded:
			var facts tokenFacts
			if err := json.Unmarshal(record.After, &facts); err != nil {
				return r, err
			}
			was.facts, was.enteredBy = facts, record.Actor
		}
		r.was[place] = was
	}
	return r, nil
}
