package outbox

import (
	"context"
	"slices"
	"strings"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// SettleIn is what a person says of a message.
type SettleIn struct {
	ID     int64
	As     string // sent, again or withdrawn
	Reason string
}

// Settlements are what a person can say.
func Settlements() []string { return []string{"sent", "again", "withdrawn"} }

var settlements = map[string]EventKind{"sent": SettleSent, "again": SettleAgain, "withdrawn": Withdraw}

// Settle says what becomes of a message that nobody can tell the fate of, that
// was refused, or that is not to be sent after all. One that was sent is
// registered as a dispatch of the day on which it was handed over.
//
// Errors: outbox.invalid with fields; outbox.not_found; outbox.not_now.
func (s *Service) Settle(ctx context.Context, actor access.Actor, in SettleIn) (Standing, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Standing{}, err
	}
	var f problem.Fields
	kind, ok := settlements[in.As]
	if !ok {
		f.Add("as", "outbox.unknown_settlement", "value", in.As, "allowed", Settlements())
	}
	e := Event{Kind: kind, Reason: strings.TrimSpace(in.Reason)}
	switch {
	case e.Reason == "":
		f.Add("reason", "budget.text_missing")
	case e.Reason != short(e.Reason):
		f.Add("reason", "budget.text_unprintable")
	}
	if err := f.Err("outbox.invalid"); err != nil {
		return Standing{}, err
	}
	var c Case
	err := s.Store.Update(ctx, func(ctx context.Context) error {
		var err error
		if c, err = s.find(ctx, in.ID); err != nil {
			return err
		}
		if err := c.May(kind, s.now()); err != nil {
			return err
		}
		e.Unregistered = ""
		if kind == SettleSent {
			if e.Unregistered, err = s.registered(ctx, actor, c.Message, c.handedOver()); err != nil {
				return err
			}
		}
		c, err = s.note(ctx, actor, c, e)
		return err
	})
	if err != nil {
		return Standing{}, err
	}
	return s.standing(c), nil
}

// handedOver is the day at the seat on which the message was handed over last.
func (c Case) handedOver() date.Date {
	for _, e := range slices.Backward(c.Events) {
		if e.Kind == HandOver {
			return conference.DispatchDate(e.At)
		}
	}
	return date.Date{}
}
