package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/budget/execution"
)

func (s *server) explanations(api huma.API) {
	const tag = "execution"
	get(api, "/api/v1/budget/explanations", "explanations", tag, "Why budget and actual amounts differ, as far as it was said", s.explained)
	post(api, "/api/v1/budget/explanations", "explain", tag, "Say why the amounts of a line differ, in place of what was said before (IPSAS 24)", s.explain)
}

func (s *server) explained(ctx context.Context, in *symbolIn) (*body[list[wire.Explanation]], error) {
	all, err := s.Execution.Explanations(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	l := list[wire.Explanation]{Items: []wire.Explanation{}}
	for _, x := range all {
		l.Items = append(l.Items, wire.NewExplanation(x))
	}
	return answered(l), nil
}

type explainIn struct {
	InLanguage
	Body struct {
		Symbol     string `json:"symbol" example:"CTOC/COP/2012/7"`
		Line       string `json:"line,omitempty" example:"1100" doc:"The line's code, or its title when it has none; without it the programme support costs of the funding are meant."`
		Funding    string `json:"funding,omitempty" doc:"Chooses among lines of the same name."`
		Section    string `json:"section,omitempty" doc:"Chooses among lines of the same name."`
		Year       int    `json:"year,omitempty" example:"2013" doc:"Of the budget; all its years together without it."`
		Difference string `json:"difference" example:"final_actual" doc:"original_final: the final budget from the original one; final_actual: actual amounts from the final budget."`
		Text       string `json:"text,omitempty" example:"Two meetings fewer were held" doc:"Up to a thousand characters."`
		Withdraw   bool   `json:"withdraw,omitempty" doc:"Take back what was said; wants no text."`
	}
}

func (s *server) explain(ctx context.Context, in *explainIn) (*created[wire.Explanation], error) {
	b := in.Body
	x, err := s.Execution.Explain(ctx, actor(ctx), execution.ExplanationIn{
		Symbol: b.Symbol, LineIn: execution.LineIn{Line: b.Line, Funding: b.Funding, Section: b.Section},
		Year: b.Year, Difference: b.Difference, Text: b.Text, Withdraw: b.Withdraw,
	})
	if err != nil {
		return nil, err
	}
	return &created[wire.Explanation]{locate("/api/v1/budget/explanations", x.Budget), wire.NewExplanation(x)}, nil
}
