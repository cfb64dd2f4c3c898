package budget

import (
	"context"
	"fmt"
	"slices"
	"time"

	"article30/budget/conference"
	"article30/internal/date"
)

// Circulation says how the version with that symbol stands today: see
// StatusOf. A corrigendum or addendum that changes no amount stands as the
// text that it belongs to.
//
// Error: budget.not_found.
func (s *Service) Circulation(ctx context.Context, symbol string) (Circulation, error) {
	var c Circulation
	err := s.store.View(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		c, err = s.circulation(ctx, b, v, b.Session)
		return err
	})
	return c, err
}

// SessionCirculations say how the originals of the session's rule 72 budgets
// stand, in-session texts left out. Without any there is one entry, which says
// so.
//
// Error: conference.no_session.
func (s *Service) SessionCirculations(ctx context.Context, session string) ([]Circulation, error) {
	var list []Circulation
	err := s.store.View(ctx, func(ctx context.Context) error {
		list = nil
		one, err := s.conference.Session(ctx, session)
		if err != nil {
			return err
		}
		budgets, err := s.store.Budgets(ctx)
		if err != nil {
			return err
		}
		for _, b := range budgets {
			if b.Session != session || !b.Kind.HasClock() || len(b.Versions) == 0 || b.Versions[0].InSession() {
				continue
			}
			c, err := s.circulation(ctx, b, b.Versions[0], session)
			if err != nil {
				return err
			}
			list = append(list, c)
		}
		if list == nil {
			f := CirculationFacts{Kind: KindBudget, Rule: s.conference.Rule(), Today: s.today()}
			if err := f.setSession(one); err != nil {
				return err
			}
			list = []Circulation{StatusOf(f)}
		}
		return nil
	})
	return list, err
}

// VersionStanding is one version in the story of its document: "original in
// time; Rev.1 of 3 September late: plus USD x".
type VersionStanding struct {
	Version     Version     `json:"version"`
	Circulation Circulation `json:"circulation"`
	Difference  *Difference `json:"difference,omitempty"` // from the text that it belongs to; none for an original
	Decision    *Decision   `json:"decision,omitempty"`   // the last one on this version
}

// Story tells how each version of the document stands, in their order.
//
// Error: budget.not_found.
func (s *Service) Story(ctx context.Context, symbol string) ([]VersionStanding, error) {
	var story []VersionStanding
	err := s.store.View(ctx, func(ctx context.Context) error {
		story = nil
		b, err := s.Budget(ctx, symbol)
		if err != nil {
			return err
		}
		decisions, err := s.store.Decisions(ctx, b.ID)
		if err != nil {
			return err
		}
		for _, v := range b.Versions {
			one := VersionStanding{Version: v}
			if one.Circulation, err = s.circulation(ctx, b, v, b.Session); err != nil {
				return err
			}
			if parent, ok := parentOf(b, v); ok && len(v.Lines) > 0 {
				d, err := DifferenceOf(parent, v)
				if err != nil {
					return err
				}
				one.Difference = &d
			}
			if d, ok := DecisionOn(decisions, v.Symbol); ok {
				one.Decision = &d
			}
			story = append(story, one)
		}
		return nil
	})
	return story, err
}

// circulation judges v for a session, which is not always the one that the
// budget was made for: a deferred budget is judged anew.
func (s *Service) circulation(ctx context.Context, b Budget, v Version, session string) (Circulation, error) {
	f, err := s.facts(ctx, b, v, session)
	return StatusOf(f), err
}

func (s *Service) facts(ctx context.Context, b Budget, v Version, session string) (CirculationFacts, error) {
	of := b.ClockVersion(v)
	f := CirculationFacts{
		Registered: true, Kind: b.Kind, Symbol: v.Symbol, InSession: v.InSession(), ClockOf: of.Symbol,
		Rule: s.conference.Rule(), Today: s.today(), EntryDays: s.settings.EntryDays, DistrOn: of.DistrOn, UploadedOn: of.UploadedOn,
	}
	if session != "" {
		one, err := s.conference.Session(ctx, session)
		if err != nil {
			return f, err
		}
		if err := f.setSession(one); err != nil {
			return f, err
		}
	}
	revised, err := s.store.Revised(ctx, b.ID)
	if err != nil {
		return f, err
	}
	f.Revised = isRevised(revised, of)
	participants, err := s.conference.Participants(ctx)
	if err != nil {
		return f, err
	}
	stored, err := s.store.Addressees(ctx, of.ID)
	if err != nil {
		return f, err
	}
	f.Addressees = addressees(stored, participants, f.Today, f.Opening)
	if f.Dispatches, err = s.store.Dispatches(ctx, of.ID); err != nil {
		return f, err
	}
	f.Facts, err = s.store.Facts(ctx, of.ID)
	return f, err
}

func (f *CirculationFacts) setSession(s conference.Session) error {
	f.Session, f.UnderRule72, f.Opening, f.Postponed = s.ID, s.UnderRule72(), s.Opening, s.Postponed()
	f.History = make([]Opening, len(s.History))
	for i, h := range s.History {
		at, err := time.Parse(time.RFC3339, h.RecordedAt)
		if err != nil {
			return fmt.Errorf("session %s, dates %d: %w", s.ID, h.Seq, err)
		}
		f.History[i] = Opening{On: h.Opening, RecordedOn: recordedOn(at), Reason: h.Reason}
	}
	return nil
}

// addressees are those fixed at the first dispatch, or while nothing has gone
// out those of today, after the opening those of its day; then whoever becomes
// a party until the opening. A
// participant that got a courtesy copy before it was known to become a party
// is a supplementary addressee.
func addressees(stored []Addressee, participants []conference.Participant, today, opening date.Date) []Addressee {
	list := slices.Clone(stored)
	asOf := snapshotOf(stored)
	if asOf.IsZero() {
		asOf = today
		if !opening.IsZero() && opening.Before(today) {
			asOf = opening
		}
		list = append(list, partiesOn(participants, asOf)...)
	}
	if opening.IsZero() {
		return list
	}
	for _, p := range conference.BecomingParties(participants, conference.Convention, asOf, opening) {
		consent, _ := p.Consent(conference.Convention)
		late := Addressee{Party: p.ID, Role: Supplementary, AsOf: consent.InForceFrom()}
		if i := slices.IndexFunc(list, func(a Addressee) bool { return a.Party == p.ID }); i < 0 {
			list = append(list, late)
		} else if list[i].Role == Courtesy {
			list[i] = late
		}
	}
	return list
}

// partiesOn are the States parties to the Convention on that day.
func partiesOn(participants []conference.Participant, on date.Date) []Addressee {
	var list []Addressee
	for _, p := range participants {
		if p.PartyTo(conference.Convention, on) {
			list = append(list, Addressee{Party: p.ID, Role: Party, AsOf: on})
		}
	}
	return list
}

// snapshotOf is the day on which the addressees were fixed.
func snapshotOf(stored []Addressee) date.Date {
	for _, a := range stored {
		if a.Role == Party {
			return a.AsOf
		}
	}
	return date.Date{}
}
