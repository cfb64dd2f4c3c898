package rest

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/budget/proceedings"
)

func (s *server) proceedings(api huma.API) {
	const tag = "in the room"
	get(api, "/api/v1/room", "room", tag, "A text before the Conference: meetings, proposals, votes, decisions", s.room)
	get(api, "/api/v1/room/alternatives", "alternatives", tag, "Sets of proposals side by side", s.alternatives)
	get(api, "/api/v1/sessions/{id}/meetings", "meetings", tag, "The meetings of a session with their quorums", s.meetings)
	post(api, "/api/v1/room/meetings", "open-meeting", tag, "Record that a meeting was declared open (rule 41)", s.openMeeting)
	post(api, "/api/v1/room/proposals", "propose", tag, "Record a proposal that amends lines of a text", s.propose)
	post(api, "/api/v1/room/implications", "imply", tag, "Record the statement of the financial implications of a proposal (rule 75)", s.imply)
	post(api, "/api/v1/room/withdrawals", "withdraw-proposal", tag, "Record that a proposal was withdrawn", s.withdrawProposal)
	post(api, "/api/v1/room/settlements", "settle-proposal", tag, "Record that a proposal was accepted or rejected, by consensus or by a roll call", s.settleProposal)
	post(api, "/api/v1/room/reconsiderations", "reconsider", tag, "Record whether a decision of the same session is taken up again (rule 55)", s.reconsider)
	post(api, "/api/v1/room/decisions", "decide-in-room", tag, "Record what the Conference decided on the text; as amended, it is made of the accepted proposals", s.decideInRoom)
}

type roomIn struct {
	InLanguage
	Symbol  string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	Session string `query:"session" maxLength:"20" doc:"The session that deals with it; the document's own without it."`
}

func (s *server) room(ctx context.Context, in *roomIn) (*body[wire.Room], error) {
	r, err := s.Proceedings.Room(ctx, in.Symbol, in.Session)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewRoom(printer(ctx), r, s.Proceedings.Majority())), nil
}

type alternativesIn struct {
	InLanguage
	Symbol string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	Sets   string `query:"sets" required:"true" maxLength:"2000" example:"1,2:3" doc:"Sets of proposals by number or symbol: commas within a set, colons between sets; an empty set is the text as it is."`
}

func (s *server) alternatives(ctx context.Context, in *alternativesIn) (*body[wire.Alternatives], error) {
	base, list, err := s.Proceedings.Alternatives(ctx, in.Symbol, proceedings.ParseSets(strings.Split(in.Sets, ":")))
	if err != nil {
		return nil, err
	}
	return answered(wire.NewAlternatives(base, list)), nil
}

func (s *server) meetings(ctx context.Context, in *BySession) (*body[list[wire.Meeting]], error) {
	all, err := s.Proceedings.Meetings(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	l := list[wire.Meeting]{Items: []wire.Meeting{}}
	for _, m := range all {
		l.Items = append(l.Items, wire.NewMeeting(m))
	}
	return answered(l), nil
}

type openMeetingIn struct {
	InLanguage
	Body proceedings.MeetingIn
}

func (s *server) openMeeting(ctx context.Context, in *openMeetingIn) (*created[wire.Meeting], error) {
	m, err := s.Proceedings.OpenMeeting(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.Meeting]{"/api/v1/sessions/" + m.Session + "/meetings", wire.NewMeeting(m)}, nil
}

type proposeIn struct {
	InLanguage
	Body proceedings.ProposeIn
}

func (s *server) propose(ctx context.Context, in *proposeIn) (*created[wire.Proposal], error) {
	return proposed(s.Proceedings.Propose(ctx, actor(ctx), in.Body))
}

type implyIn struct {
	InLanguage
	Body proceedings.ImplyIn
}

func (s *server) imply(ctx context.Context, in *implyIn) (*created[wire.Proposal], error) {
	return proposed(s.Proceedings.Imply(ctx, actor(ctx), in.Body))
}

type withdrawProposalIn struct {
	InLanguage
	Body proceedings.WithdrawIn
}

func (s *server) withdrawProposal(ctx context.Context, in *withdrawProposalIn) (*created[wire.Proposal], error) {
	return proposed(s.Proceedings.Withdraw(ctx, actor(ctx), in.Body))
}

type settleProposalIn struct {
	InLanguage
	Body proceedings.SettleIn
}

func (s *server) settleProposal(ctx context.Context, in *settleProposalIn) (*created[wire.Proposal], error) {
	return proposed(s.Proceedings.Settle(ctx, actor(ctx), in.Body))
}

// proposed answers with a proposal as it stands after a change.
func proposed(p proceedings.Standing, err error) (*created[wire.Proposal], error) {
	if err != nil {
		return nil, err
	}
	return &created[wire.Proposal]{locate("/api/v1/room", p.Version), wire.NewProposal(p)}, nil
}

type reconsiderIn struct {
	InLanguage
	Body proceedings.ReconsiderIn
}

// Reconsidered says whether what was decided is open again.
type Reconsidered struct {
	Symbol string `json:"symbol"`
	Open   bool   `json:"open" doc:"Two thirds of those present and voting were for it, or nobody objected."`
}

func (s *server) reconsider(ctx context.Context, in *reconsiderIn) (*created[Reconsidered], error) {
	open, err := s.Proceedings.Reconsider(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[Reconsidered]{locate("/api/v1/room", in.Body.Symbol), Reconsidered{in.Body.Symbol, open}}, nil
}

type decideInRoomIn struct {
	InLanguage
	Body proceedings.RoomDecisionIn
}

func (s *server) decideInRoom(ctx context.Context, in *decideInRoomIn) (*created[wire.Decision], error) {
	d, err := s.Proceedings.Decide(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.Decision]{locate("/api/v1/budget/decisions", d.Symbol), wire.NewDecision(d)}, nil
}
