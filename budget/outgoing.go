package budget

import (
	"context"
	"slices"

	"article30/budget/conference"
	"article30/internal/access"
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
