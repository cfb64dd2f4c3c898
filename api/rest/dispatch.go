package rest

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/statements"
	"article30/api/wire"
	"article30/budget"
	"article30/budget/conference"
)

// dispatchFiles are the files that a dispatch consists of and rests on.
func (s *server) dispatchFiles(api huma.API, tag string) {
	file := func(kind string) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{kind: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	}
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/budget/sheet", OperationID: "sheet", Tags: []string{tag},
		Summary:     "The sheet with which a version was frozen, in one language",
		Description: "The file that was sent, byte for byte. When a delegate fetches it, the day is kept with the dispatch to their State. Whoever has it already, and says so in If-None-Match, is answered 304.",
		Responses: map[string]*huma.Response{
			"200": {Description: "The file.", Content: file(statements.Workbook)},
		},
	}, s.sheet)
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/budget/evidence", OperationID: "evidence", Tags: []string{tag},
		Summary: "A file that shows a dispatch",
		Responses: map[string]*huma.Response{
			"200": {Description: "The file.", Content: file("application/octet-stream")},
		},
	}, s.evidence)
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/budget/evidence", OperationID: "add-evidence", Tags: []string{tag},
		Summary:       "Keep a file that shows dispatches, such as a note verbale",
		Description:   "The body is the file, of at most 10 MiB. Dispatches and facts refer to it by its SHA-256. A file that is kept already stays as it is.",
		DefaultStatus: http.StatusCreated,
		Parameters:    []*huma.Param{idempotencyKey()},
		MaxBodyBytes:  -1, // bounded before it comes here
		RequestBody:   &huma.RequestBody{Required: true, Content: file("application/octet-stream")},
	}, s.addEvidence)
}

type sheetIn struct {
	InLanguage
	Symbol      string           `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	Language    officialLanguage `query:"language" required:"true"`
	IfNoneMatch string           `header:"If-None-Match"`
}

func (s *server) sheet(ctx context.Context, in *sheetIn) (*reportOut, error) {
	language := conference.Language(in.Language)
	one, err := s.Budget.Sheet(ctx, in.Symbol, language)
	if err != nil {
		return nil, err
	}
	file := statements.NewFile(statements.SheetName(in.Symbol, language), statements.Workbook, one.File)
	out := &reportOut{Status: http.StatusOK, CacheControl: "private, no-cache", ETag: file.ETag(), Digest: file.Digest()}
	if matches(in.IfNoneMatch, out.ETag) {
		out.Status = http.StatusNotModified
		return out, nil
	}
	if err := s.Budget.RecordDownload(ctx, actor(ctx), in.Symbol, language); err != nil {
		return nil, err
	}
	out.ContentLanguage = string(in.Language)
	return out.with(file), nil
}

// with is the answer with the file in it.
func (out *reportOut) with(file *statements.File) *reportOut {
	out.ContentType = file.ContentType
	out.ContentLength = strconv.Itoa(len(file.Content))
	out.ContentDisposition = file.Disposition()
	out.Body = file.Content
	return out
}

type evidenceIn struct {
	InLanguage
	SHA256 string `query:"sha256" required:"true" maxLength:"64"`
}

func (s *server) evidence(ctx context.Context, in *evidenceIn) (*reportOut, error) {
	e, err := s.Budget.Evidence(ctx, actor(ctx), in.SHA256)
	if err != nil {
		return nil, err
	}
	file := statements.NewFile(statements.EvidenceName(e.Name), "application/octet-stream", e.Content)
	out := &reportOut{Status: http.StatusOK, CacheControl: "private, no-cache", ETag: file.ETag(), Digest: file.Digest()}
	return out.with(file), nil
}

type addEvidenceIn struct {
	InLanguage
	Name    string `query:"name" required:"true" maxLength:"200" doc:"The file's name."`
	RawBody []byte `contentType:"application/octet-stream"`
}

func (s *server) addEvidence(ctx context.Context, in *addEvidenceIn) (*created[wire.Evidence], error) {
	e, err := s.Budget.AddEvidence(ctx, actor(ctx), in.Name, in.RawBody)
	if err != nil {
		return nil, err
	}
	return &created[wire.Evidence]{"/api/v1/budget/evidence?sha256=" + e.SHA256, wire.NewEvidence(e)}, nil
}

type recordFactIn struct {
	InLanguage
	Body budget.FactIn
}

func (s *server) recordFact(ctx context.Context, in *recordFactIn) (*created[wire.Circulation], error) {
	c, err := s.Budget.RecordFact(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.Circulation]{locate("/api/v1/budget/facts", in.Body.Symbol), wire.NewCirculation(printer(ctx), c)}, nil
}

func (s *server) facts(ctx context.Context, in *symbolIn) (*body[list[wire.Fact]], error) {
	all, err := s.Budget.Facts(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	l := list[wire.Fact]{Items: []wire.Fact{}}
	for _, f := range all {
		l.Items = append(l.Items, wire.NewFact(f))
	}
	return answered(l), nil
}
