package outbox

import (
	"context"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/problem"
)

// BounceIn is a notice that a message that was sent came back. On is today
// where it is "". Evidence is the digest of a file that
// budget.Service.AddEvidence took.
type BounceIn struct {
	ID        int64
	On        string
	Reference string
	Evidence  string
}

// Bounce records that a message that was sent came back: a fact of each of its
// copies. The dispatch stands, and its day with it; the copies can be sent
// again.
//
// Errors: outbox.not_found; outbox.not_sent for what is no dispatch or was not
// sent; those of budget.Service.RecordFact.
func (s *Service) Bounce(ctx context.Context, actor access.Actor, in BounceIn) (Standing, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Standing{}, err
	}
	var st Standing
	err := s.Store.Update(ctx, func(ctx context.Context) error {
		c, err := s.find(ctx, in.ID)
		if err != nil {
			return err
		}
		st = s.standing(c)
		if c.Kind != Dispatch || st.State != Sent {
			return problem.New(problem.Conflict, "outbox.not_sent", "id", in.ID, "state", string(st.State))
		}
		fact := s.fact(c.Message, budget.Bounced, in.On)
		fact.Evidence = in.Evidence
		if in.Reference != "" {
			fact.Reference = in.Reference
		}
		_, err = s.Budgets.RecordFact(ctx, actor, fact)
		return err
	})
	return st, err
}

// fact is a fact of every copy that went with a message, on a day, today for
// "".
func (s *Service) fact(m Message, kind budget.FactKind, on string) budget.FactIn {
	if on == "" {
		on = s.today().String()
	}
	return budget.FactIn{
		Symbol: m.Symbol, Kind: string(kind), Parties: []string{string(m.Party)}, Languages: texts(m.Languages()), On: on, Reference: m.reference(),
	}
}
