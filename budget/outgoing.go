package budget

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
)

// Outgoing is what a dispatch would send today: the frozen version with its
// sheets, and who lacks which languages.
type Outgoing struct {
	Budget  Budget
	Version Version
	Sheets  []Sheet
	To      []OutgoingCopies
}

// OutgoingCopies are the languages that go to one addressee.
type OutgoingCopies struct {
	Party     conference.ParticipantID
	Languages []conference.Language
}

// Prepare makes a version ready to be sent today and says to whom it goes. The
// version is frozen; nothing is registered as sent.
//
// Errors: those of Circulate for a dispatch of today, and of Freeze.
func (s *Service) Prepare(ctx context.Context, actor access.Actor, in CirculateIn) (Outgoing, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Outgoing{}, err
	}
	in.SentOn = s.today().String()
	ship, err := in.parse()
	if err != nil {
		return Outgoing{}, err
	}
	var out Outgoing
	err = s.store.Update(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, in.Symbol)
		if err != nil {
			return err
		}
		f, err := s.dispatchFacts(ctx, b, v)
		if err != nil {
			return err
		}
		plan, err := planDispatch(ship, f)
		if err != nil {
			return err
		}
		if err := s.freeze(ctx, actor, b, v); err != nil {
			return err
		}
		if b, v, err = s.find(ctx, in.Symbol); err != nil {
			return err
		}
		out = Outgoing{Budget: b, Version: v, To: copiesOf(plan.dispatches)}
		out.Version.Content = f.version.Content
		out.Sheets, err = s.Sheets(ctx, in.Symbol)
		return err
	})
	return out, err
}

// copiesOf puts dispatches together by their addressee.
func copiesOf(list []Dispatch) []OutgoingCopies {
	var to []OutgoingCopies
	for _, d := range list {
		i := slices.IndexFunc(to, func(c OutgoingCopies) bool { return c.Party == d.Party })
		if i < 0 {
			i = len(to)
			to = append(to, OutgoingCopies{Party: d.Party})
		}
		to[i].Languages = append(to[i].Languages, d.Language)
	}
	return to
}

// PrepareAgain is Prepare for what came back: the copies that bounced and were
// neither sent again nor acknowledged since, of the parties that are named, or
// of all.
//
// Errors: budget.not_found; circulation.invalid with the fields parties, among
// them outbox.nothing_came_back.
func (s *Service) PrepareAgain(ctx context.Context, actor access.Actor, symbol string, parties []string) (Outgoing, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Outgoing{}, err
	}
	var out Outgoing
	err := s.store.View(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		participants, err := s.conference.Participants(ctx)
		if err != nil {
			return err
		}
		facts, err := s.store.Facts(ctx, v.ID)
		if err != nil {
			return err
		}
		out = Outgoing{Budget: b, Version: v}
		if out.To, err = cameBack(openBounces(facts), conference.NewNames(participants), parties); err != nil {
			return err
		}
		if out.Version.Content, err = s.store.Content(ctx, v.ID); err != nil {
			return err
		}
		out.Sheets, err = s.Sheets(ctx, symbol)
		return err
	})
	return out, err
}

// cameBack are the copies that came back, of those parties or of all.
func cameBack(open map[conference.ParticipantID][]conference.Language, names *conference.Names, parties []string) ([]OutgoingCopies, error) {
	var f problem.Fields
	var to []OutgoingCopies
	if len(parties) == 0 {
		for _, id := range slices.Sorted(maps.Keys(open)) {
			to = append(to, OutgoingCopies{id, open[id]})
		}
		return to, nil
	}
	for i, name := range parties {
		path := fmt.Sprintf("parties[%d]", i)
		id, err := names.Find(name)
		f.AddErr(path, err)
		switch {
		case err != nil:
		case len(open[id]) == 0:
			f.Add(path, "outbox.nothing_came_back", "party", string(id))
		case slices.ContainsFunc(to, func(c OutgoingCopies) bool { return c.Party == id }):
			f.Add(path, "circulation.party_twice", "party", string(id))
		default:
			to = append(to, OutgoingCopies{id, open[id]})
		}
	}
	return to, f.Err("circulation.invalid")
}

// CameBack are the languages of the copies of a party that bounced and were
// neither sent again nor acknowledged since.
//
// Error: budget.not_found.
func (s *Service) CameBack(ctx context.Context, symbol string, party conference.ParticipantID) ([]conference.Language, error) {
	facts, err := s.Facts(ctx, symbol)
	return openBounces(facts)[party], err
}
