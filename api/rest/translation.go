package rest

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/statements"
	"article30/api/wire"
	"article30/budget"
	"article30/budget/conference"
)

// translations are the workbooks of translators, from the draft's own sheet to
// the one that takes its place.
func (s *server) translations(api huma.API, tag string) {
	workbook := map[string]*huma.MediaType{statements.Workbook: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/budget/draft-sheet", OperationID: "draft-sheet", Tags: []string{tag},
		Summary:   "The sheet of a draft in one language, as it would be frozen now, for its translator",
		Responses: map[string]*huma.Response{"200": {Description: "The file.", Content: workbook}},
	}, s.draftSheet)
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/budget/translations", OperationID: "put-sheet", Tags: []string{tag},
		Summary:       "Take a translator's workbook in the place of the program's own sheet of a draft",
		Description:   "The body is the workbook, of at most 10 MiB. It must be the program's own but for the words: every figure, date and formula in its cell. The six are compared again when the version is frozen.",
		DefaultStatus: http.StatusCreated,
		Parameters:    []*huma.Param{idempotencyKey()},
		MaxBodyBytes:  -1, // bounded before it comes here
		RequestBody:   &huma.RequestBody{Required: true, Content: workbook},
	}, s.putSheet)
	get(api, "/api/v1/budget/translations", "translations", tag, "The workbooks that take the places of the program's own sheets", s.listTranslations)
	post(api, "/api/v1/budget/sheet-withdrawals", "withdraw-sheet", tag, "Have the program make the sheet of a language again", s.withdrawSheet)
}

type draftSheetIn struct {
	InLanguage
	Symbol   string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	Language string `query:"language" required:"true" enum:"ar,zh,en,fr,ru,es"`
}

func (s *server) draftSheet(ctx context.Context, in *draftSheetIn) (*reportOut, error) {
	language := conference.Language(in.Language)
	one, err := s.Budget.DraftSheet(ctx, actor(ctx), in.Symbol, language)
	if err != nil {
		return nil, err
	}
	file := statements.NewFile(statements.SheetName(in.Symbol, language), statements.Workbook, one.File)
	out := &reportOut{
		Status: http.StatusOK, CacheControl: "private, no-cache", ETag: file.ETag(), Digest: file.Digest(), ContentLanguage: in.Language,
	}
	return out.with(file), nil
}

type putSheetIn struct {
	InLanguage
	Symbol   string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	Language string `query:"language" required:"true" enum:"ar,zh,en,fr,ru,es"`
	RawBody  []byte `contentType:"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"`
}

func (s *server) putSheet(ctx context.Context, in *putSheetIn) (*created[wire.Translation], error) {
	t, err := s.Budget.PutSheet(ctx, actor(ctx), budget.PutSheetIn{Symbol: in.Symbol, Language: in.Language, File: in.RawBody})
	if err != nil {
		return nil, err
	}
	at := "/api/v1/budget/draft-sheet?symbol=" + url.QueryEscape(in.Symbol) + "&language=" + in.Language
	return &created[wire.Translation]{at, wire.NewTranslation(printer(ctx), t)}, nil
}

func (s *server) listTranslations(ctx context.Context, in *symbolIn) (*body[list[wire.Translation]], error) {
	all, err := s.Budget.Translations(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	return answered(list[wire.Translation]{Items: wire.NewTranslations(printer(ctx), all)}), nil
}

type withdrawSheetIn struct {
	InLanguage
	Body budget.WithdrawSheetIn
}

func (s *server) withdrawSheet(ctx context.Context, in *withdrawSheetIn) (*created[list[wire.Translation]], error) {
	if err := s.Budget.WithdrawSheet(ctx, actor(ctx), in.Body); err != nil {
		return nil, err
	}
	all, err := s.Budget.Translations(ctx, in.Body.Symbol)
	if err != nil {
		return nil, err
	}
	return &created[list[wire.Translation]]{
		locate("/api/v1/budget/translations", in.Body.Symbol), list[wire.Translation]{Items: wire.NewTranslations(printer(ctx), all)},
	}, nil
}
