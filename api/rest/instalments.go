package rest

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/contributions"
)

func (s *server) instalments(api huma.API) {
	const tag = "contributions"
	get(api, "/api/v1/contributions/{id}/schedule", "schedule", tag, "The instalments of an agreement, and what each has paid and outstanding on a day", s.schedule)
	post(api, "/api/v1/contributions/{id}/schedules", "set-schedule", tag, "Say when an agreement is to be paid, or revise it", s.setSchedule)
	get(api, "/api/v1/receipts", "receipts", tag, "Official receipts by number", s.receipts)
}

type scheduleOnIn struct {
	OnDay
	ID int64 `path:"id" minimum:"1"`
}

func (s *server) schedule(ctx context.Context, in *scheduleOnIn) (*versioned[wire.Schedule], error) {
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	if err := s.covered(ctx, in.ID); err != nil {
		return nil, err
	}
	return atRevision(ctx, s.Contributions.Revision, in.ID, func(int64) (wire.Schedule, error) {
		schedule, states, err := s.Contributions.Instalments(ctx, in.ID, on)
		return wire.NewSchedule(schedule, states), err
	})
}

type setScheduleIn struct {
	ByID
	IfMatch
	Body struct {
		On          string         `json:"on" example:"2012-07-02" doc:"From when it is in force."`
		Instalments []instalmentIn `json:"instalments" doc:"By due date; they add up to the agreement exactly."`
		Reason      string         `json:"reason,omitempty" doc:"A revision wants one."`
	}
}

type instalmentIn struct {
	Due    string `json:"due" example:"2012-12-31"`
	Amount string `json:"amount" doc:"A decimal text such as 1234.50, in the contribution's currency."`
}

func (s *server) setSchedule(ctx context.Context, in *setScheduleIn) (*created[wire.Schedule], error) {
	ask := contributions.ScheduleIn{Contribution: in.ID, Expect: in.expect, On: in.Body.On, Reason: in.Body.Reason}
	for _, i := range in.Body.Instalments {
		ask.Instalments = append(ask.Instalments, contributions.InstalmentIn(i))
	}
	schedule, err := s.Contributions.SetSchedule(ctx, actor(ctx), ask)
	if err != nil {
		return nil, err
	}
	return &created[wire.Schedule]{fmt.Sprintf("/api/v1/contributions/%d/schedule", in.ID), wire.NewSchedule(schedule, nil)}, nil
}

type receiptsIn struct {
	InLanguage
	Year int `query:"year" minimum:"1900" maximum:"2199" doc:"Only those numbered in this year."`
}

// receiptsOut are all that were asked for.
type receiptsOut struct {
	Items []wire.OfficialReceipt `json:"items"`
}

func (s *server) receipts(ctx context.Context, in *receiptsIn) (*body[receiptsOut], error) {
	all, err := s.Contributions.OfficialReceipts(ctx, in.Year)
	if err != nil {
		return nil, err
	}
	out := receiptsOut{[]wire.OfficialReceipt{}}
	for _, r := range all {
		out.Items = append(out.Items, wire.NewOfficialReceipt(printer(ctx), r))
	}
	return answered(out), nil
}
