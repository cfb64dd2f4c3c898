package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
)

func (s *server) periods(api huma.API) {
	const tag = "periods"
	get(api, "/api/v1/periods", "periods", tag, "Which months and years of the books are closed, with every closing and reopening", s.listPeriods)
	get(api, "/api/v1/periods/{period}", "period", tag, "What stood in the books when a month was closed", s.period)
	post(api, "/api/v1/periods/{period}/closing", "close-period", tag, "Close a month, or a year whose months are closed", s.closePeriod)
	post(api, "/api/v1/periods/{period}/reopening", "reopen-period", tag, "Open the month or year again that was closed last", s.reopenPeriod)
}

func (s *server) listPeriods(ctx context.Context, _ *InLanguage) (*body[wire.Periods], error) {
	c, err := s.Periods.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewPeriods(c)), nil
}

// ByPeriod names a period in the path.
type ByPeriod struct {
	InLanguage
	Period string `path:"period" maxLength:"7" example:"2012-06" doc:"A month, YYYY-MM, or a year, YYYY."`
}

func (s *server) period(ctx context.Context, in *ByPeriod) (*body[wire.PeriodEvent], error) {
	e, err := s.Periods.Closing(ctx, in.Period)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewPeriodEvent(e)), nil
}

type closePeriodIn struct {
	ByPeriod
	Body *struct {
		Earlier bool `json:"earlier,omitempty" doc:"First the earlier months that are open and have anything in them, each by itself."`
	}
}

type closingsOut struct {
	Items []wire.PeriodEvent `json:"items" doc:"The closings that were made, in order."`
}

func (s *server) closePeriod(ctx context.Context, in *closePeriodIn) (*created[closingsOut], error) {
	closings, err := s.Periods.Close(ctx, actor(ctx), in.Period, in.Body != nil && in.Body.Earlier)
	if err != nil {
		return nil, err
	}
	out := closingsOut{}
	for _, e := range closings {
		out.Items = append(out.Items, wire.NewPeriodEvent(e))
	}
	return &created[closingsOut]{"/api/v1/periods/" + in.Period, out}, nil
}

type reopenPeriodIn struct {
	ByPeriod
	Body struct {
		Reason string `json:"reason" example:"An invoice of June came in August."`
	}
}

func (s *server) reopenPeriod(ctx context.Context, in *reopenPeriodIn) (*created[wire.PeriodEvent], error) {
	e, err := s.Periods.Reopen(ctx, actor(ctx), in.Period, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &created[wire.PeriodEvent]{"/api/v1/periods", wire.NewPeriodEvent(e)}, nil
}
