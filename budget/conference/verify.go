package conference

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
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

// Verify compares the participants, what they signed and deposited, and every
// setting of a session's dates with the journal. No findings means that all is
// well.
func (s *Service) Verify(ctx context.Context) ([]Finding, error) {
	var findings []Finding
	err := s.store.View(ctx, func(ctx context.Context) error {
		findings = nil
		for _, part := range []func(context.Context) (recorded, error){s.recordedParticipants, s.recordedConsents, s.recordedSessions} {
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

// recorded is what is kept and what the journal says was, by place.
type recorded struct{ is, was map[string]any }

// compare finds every place where the two differ.
func (r recorded) compare() (findings []Finding) {
	places := maps.Clone(r.is)
	maps.Copy(places, r.was)
	for _, place := range slices.Sorted(maps.Keys(places)) {
		is, there := r.is[place]
		was, told := r.was[place]
		switch {
		case !told:
			findings = append(findings, Finding{Place: place, Code: "conference.not_recorded"})
		case !there:
			findings = append(findings, Finding{Place: place, Code: "conference.gone"})
		case is != was:
			findings = append(findings, Finding{Place: place, Code: "conference.not_as_recorded"})
		}
	}
	return findings
}

func (s *Service) records(ctx context.Context, object string) ([]journal.Record, error) {
	return s.journal.List(ctx, journal.Filter{Object: object, Limit: math.MaxInt32})
}

func (s *Service) recordedParticipants(ctx context.Context) (recorded, error) {
	r := recorded{map[string]any{}, map[string]any{}}
	list, err := s.store.Participants(ctx)
	if err != nil {
		return r, err
	}
	for _, p := range list {
		r.is["participant "+string(p.ID)] = participantFacts(p)
	}
	records, err := s.records(ctx, "participant")
	for _, record := range records {
		var facts participantRecord
		err = cmp.Or(err, json.Unmarshal(record.After, &facts))
		r.was["participant "+record.ID] = facts
	}
	return r, err
}

func (s *Service) recordedConsents(ctx context.Context) (recorded, error) {
	r := recorded{map[string]any{}, map[string]any{}}
	list, err := s.store.Participants(ctx)
	if err != nil {
		return r, err
	}
	for _, p := range list {
		for _, c := range p.Consents {
			r.is["consent "+consentID(c)] = consentFacts(c)
		}
	}
	records, err := s.records(ctx, "consent")
	for _, record := range records {
		var facts consentRecord
		err = cmp.Or(err, json.Unmarshal(record.After, &facts))
		r.was["consent "+record.ID] = facts
	}
	return r, err
}

// setting is one setting of a session's dates, with who made it and why.
type setting struct {
	datesRecord
	by, reason string
}

func (s *Service) recordedSessions(ctx context.Context) (recorded, error) {
	r := recorded{map[string]any{}, map[string]any{}}
	list, err := s.store.Sessions(ctx)
	if err != nil {
		return r, err
	}
	entered := map[string]string{}
	for _, one := range list {
		for _, c := range one.History {
			then := one
			then.History = nil
			then = then.with(c)
			place := settingPlace(one.ID, c.Seq)
			r.is[place] = setting{datesOf(then), c.EnteredBy, c.Reason}
			entered[place] = c.RecordedAt
		}
	}
	records, err := s.records(ctx, "session")
	settings := map[string]int{}
	for _, record := range records {
		settings[record.ID]++
		place := settingPlace(record.ID, settings[record.ID])
		was := setting{by: record.Actor, reason: record.Reason}
		if record.Action == sessionAdded {
			was.reason = "" // there it says where the file came from
		}
		err = cmp.Or(err, json.Unmarshal(record.After, &was.datesRecord))
		r.was[place] = was
		if text, ok := entered[place]; ok {
			if at, err := time.Parse(time.RFC3339, text); err != nil || !record.WrittenAt(at) {
				r.was[place] = nil // was not made when it says
			}
		}
	}
	return r, err
}

func settingPlace(session string, n int) string {
	return fmt.Sprintf("session %s, dates %d", session, n)
}
