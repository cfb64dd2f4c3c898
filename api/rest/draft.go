package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/budget"
	"article30/budget/costing"
	"article30/budget/intake"
	"article30/internal/sheet"
)

func (s *server) drafts(api huma.API) {
	const tag = "drafting"
	get(api, "/api/v1/costs", "costs", tag, "Standard costs: every one, or those that are valid on a day", s.costs)
	post(api, "/api/v1/costs", "set-cost", tag, "Set what is planned by from a day on", s.setCost)
	get(api, "/api/v1/budget/basis", "basis", tag, "What the computed amounts of a version are computed from", s.basis)
	get(api, "/api/v1/budget/comparison", "compare-budget", tag, "A budget beside the approved and the revised one before it", s.compareBudget)
	post(api, "/api/v1/budget/drafts", "draft-budget", tag, "Begin a document, or a version of one, to be written line by line", s.draftBudget)
	post(api, "/api/v1/budget/lines", "set-line", tag, "Set a line of a draft, with amounts or what they are computed from", s.setLine)
	post(api, "/api/v1/budget/lines/remove", "remove-line", tag, "Leave a line out of a draft", s.removeLine)
	post(api, "/api/v1/budget/texts", "set-text", tag, "Set a title or a narrative in a language", s.setText)
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/budget/edits", OperationID: "edit-budget", Tags: []string{tag},
		Summary:      "What an edited workbook changes in a draft, line by line; the lines that are accepted are written",
		Description:  "The body is the workbook of the statement working-copy. Without accept or all nothing is written. An export of an earlier state of the draft is refused.",
		Parameters:   []*huma.Param{idempotencyKey()},
		MaxBodyBytes: -1, // bounded before it comes here
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
				Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"},
			},
		}},
	}, s.editBudget)
}

type costsIn struct {
	InLanguage
	On string `query:"on" format:"date" doc:"Only those that are valid on that day."`
}

func (s *server) costs(ctx context.Context, in *costsIn) (*body[list[wire.StandardCost]], error) {
	table, err := s.Costs.Table(ctx)
	if err != nil {
		return nil, err
	}
	if in.On != "" {
		on, err := s.on(in.On)
		if err != nil {
			return nil, err
		}
		table = table.On(on)
	}
	l := list[wire.StandardCost]{Items: []wire.StandardCost{}}
	for _, c := range table {
		l.Items = append(l.Items, wire.NewStandardCost(c))
	}
	return answered(l), nil
}

type setCostIn struct {
	InLanguage
	Body costing.In
}

func (s *server) setCost(ctx context.Context, in *setCostIn) (*created[wire.StandardCost], error) {
	c, err := s.Costs.Set(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.StandardCost]{"/api/v1/costs", wire.NewStandardCost(c)}, nil
}

type basisIn struct {
	InLanguage
	Symbol string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	Line   string `query:"line" maxLength:"500" doc:"Only of this line, by its code, or its title where it has none."`
}

func (s *server) basis(ctx context.Context, in *basisIn) (*body[list[wire.ComputedAmount]], error) {
	v, err := s.Budget.Version(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	return answered(list[wire.ComputedAmount]{Items: wire.ComputedAmounts(v, in.Line)}), nil
}

type compareBudgetIn struct {
	InLanguage
	Symbol string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	With   string `query:"with" maxLength:"80" doc:"The text to compare it with; without it what was adopted at the last session before, and its last revision."`
}

func (s *server) compareBudget(ctx context.Context, in *compareBudgetIn) (*body[wire.Comparison], error) {
	c, err := s.Budget.Earlier(ctx, in.Symbol, in.With)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewComparison(printer(ctx), c)), nil
}

// drafted is the answer to a change of a draft.
func drafted(v budget.Version, err error) (*created[wire.Version], error) {
	if err != nil {
		return nil, err
	}
	return &created[wire.Version]{locate("/api/v1/budget", v.Symbol), wire.NewVersion(v)}, nil
}

type draftBudgetIn struct {
	InLanguage
	Body budget.DraftIn
}

func (s *server) draftBudget(ctx context.Context, in *draftBudgetIn) (*created[wire.Version], error) {
	return drafted(s.Budget.Draft(ctx, actor(ctx), in.Body))
}

type setLineIn struct {
	InLanguage
	Body budget.SetLineIn
}

func (s *server) setLine(ctx context.Context, in *setLineIn) (*created[wire.Version], error) {
	return drafted(s.Budget.SetLine(ctx, actor(ctx), in.Body))
}

type removeLineIn struct {
	InLanguage
	Body budget.RemoveLineIn
}

func (s *server) removeLine(ctx context.Context, in *removeLineIn) (*created[wire.Version], error) {
	return drafted(s.Budget.RemoveLine(ctx, actor(ctx), in.Body))
}

type setTextIn struct {
	InLanguage
	Body budget.SetTextIn
}

func (s *server) setText(ctx context.Context, in *setTextIn) (*created[wire.Version], error) {
	return drafted(s.Budget.SetText(ctx, actor(ctx), in.Body))
}

type editBudgetIn struct {
	InLanguage
	Symbol  string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	File    string `query:"file" maxLength:"200" doc:"The file's name, for the record."`
	Accept  []int  `query:"accept" maxItems:"10000" doc:"Numbers of the edits that are accepted; all others are refused."`
	All     bool   `query:"all" doc:"Accept every edit."`
	RawBody []byte
}

// editsOut is what a workbook changes, with status 422 when cells could not be
// read.
type editsOut struct {
	Status int
	Body   wire.Edits
}

func (s *server) editBudget(ctx context.Context, in *editBudgetIn) (*editsOut, error) {
	src, err := sheet.FromBytes(strings.TrimSpace(in.File), in.RawBody)
	if err != nil {
		return nil, err
	}
	edited, err := intake.ImportEdits(ctx, s.Budget, actor(ctx), src, intake.EditOptions{Symbol: in.Symbol, Accept: in.Accept, All: in.All})
	if err != nil {
		return nil, err
	}
	v, err := s.Budget.Version(ctx, edited.Symbol)
	if err != nil {
		return nil, err
	}
	out := &editsOut{http.StatusOK, wire.NewEdits(printer(ctx), edited, v.SHA256)}
	if len(out.Body.Refused) > 0 {
		out.Status = http.StatusUnprocessableEntity
	}
	return out, nil
}
