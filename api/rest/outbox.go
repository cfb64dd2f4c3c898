package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/budget/outbox"
	"article30/internal/problem"
)

func (s *server) outbox(api huma.API) {
	const tag = "mail"
	get(api, "/api/v1/outbox", "outbox", tag, "Messages by mail and what became of them", s.listOutbox)
	post(api, "/api/v1/outbox/dispatches", "dispatch-by-mail", tag, "Queue one message for each addressee of a version, with its frozen sheets", s.dispatchByMail)
	post(api, "/api/v1/outbox/runs", "send-mail", tag, "Send what is to be sent now", s.sendMail)
	post(api, "/api/v1/outbox/{id}/bounce", "bounce-mail", tag, "Record that a message that was sent came back, as a fact of its copies", s.bounceMail)
	post(api, "/api/v1/outbox/{id}/settlement", "settle-mail", tag, "Say what becomes of a message that is uncertain, was refused or is not to be sent", s.settleMail)
}

type outboxIn struct {
	InLanguage
	State  string `query:"state" enum:"waiting,claimed,handing_over,sent,uncertain,bounced,withdrawn" doc:"Only those that stand so."`
	Symbol string `query:"symbol" maxLength:"80" doc:"Only those with this version." example:"CTOC/COP/2012/7"`
}

func (s *server) listOutbox(ctx context.Context, in *outboxIn) (*body[list[wire.Mail]], error) {
	all, err := s.Outbox.Messages(ctx)
	if err != nil {
		return nil, err
	}
	l := list[wire.Mail]{Items: []wire.Mail{}}
	for _, m := range all {
		if (in.State == "" || in.State == string(m.State)) && (in.Symbol == "" || in.Symbol == m.Symbol) {
			l.Items = append(l.Items, wire.NewMail(printer(ctx), m))
		}
	}
	return answered(l), nil
}

type dispatchByMailIn struct {
	InLanguage
	Body outbox.DispatchIn
}

func (s *server) dispatchByMail(ctx context.Context, in *dispatchByMailIn) (*created[wire.Queued], error) {
	q, err := s.Outbox.Dispatch(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.Queued]{locate("/api/v1/outbox", in.Body.Symbol), wire.NewQueued(printer(ctx), q)}, nil
}

type sendMailIn struct {
	InLanguage
	Body struct {
		Limit int `json:"limit,omitempty" minimum:"1" maximum:"20" default:"10" doc:"At most so many messages. The command line has no limit."`
	}
}

// sendMail answers with what was done, also when the server ended it: what was
// sent was sent.
func (s *server) sendMail(ctx context.Context, in *sendMailIn) (*created[wire.MailRun], error) {
	run, err := s.Outbox.Send(ctx, actor(ctx), in.Body.Limit)
	stopped, ok := problem.As(err)
	if err != nil && (!ok || len(run.Attempts) == 0) {
		return nil, err
	}
	return &created[wire.MailRun]{"/api/v1/outbox", wire.NewMailRun(printer(ctx), run, stopped)}, nil
}

type settleMailIn struct {
	InLanguage
	ID   int64 `path:"id" minimum:"1"`
	Body struct {
		As     string `json:"as" doc:"sent: the server took it; again: it is to be sent again; withdrawn: it is not to be sent."`
		Reason string `json:"reason" maxLength:"500"`
	}
}

func (s *server) settleMail(ctx context.Context, in *settleMailIn) (*created[wire.Mail], error) {
	m, err := s.Outbox.Settle(ctx, actor(ctx), outbox.SettleIn{ID: in.ID, As: in.Body.As, Reason: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	return &created[wire.Mail]{"/api/v1/outbox", wire.NewMail(printer(ctx), m)}, nil
}

type bounceMailIn struct {
	InLanguage
	ID   int64 `path:"id" minimum:"1"`
	Body struct {
		On        string `json:"on,omitempty" format:"date" doc:"Today without it."`
		Reference string `json:"reference,omitempty" maxLength:"200" doc:"Of the notice."`
		Evidence  string `json:"evidence,omitempty" maxLength:"64" doc:"SHA-256 of a file that is kept as evidence."`
	}
}

func (s *server) bounceMail(ctx context.Context, in *bounceMailIn) (*created[wire.Mail], error) {
	m, err := s.Outbox.Bounce(ctx, actor(ctx), outbox.BounceIn{ID: in.ID, On: in.Body.On, Reference: in.Body.Reference, Evidence: in.Body.Evidence})
	if err != nil {
		return nil, err
	}
	return &created[wire.Mail]{locate("/api/v1/budget/facts", m.Symbol), wire.NewMail(printer(ctx), m)}, nil
}
