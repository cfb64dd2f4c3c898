package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/statements"
	"article30/internal/date"
	"article30/internal/problem"
)

func (s *server) reports(api huma.API) {
	content := func(types ...string) map[string]*huma.MediaType {
		m := map[string]*huma.MediaType{}
		for _, t := range types {
			m[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		}
		return m
	}
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/reports/{name}", OperationID: "report", Tags: []string{"reports"},
		Summary:     "A statement as a complete file",
		Description: "The same data gives the same bytes: the ETag and the Repr-Digest identify the file.",
		Responses: map[string]*huma.Response{
			"200": {Description: "The file.", Content: content(
				"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv", "application/json")},
			"304": {Description: "The reader has it already."},
		},
	}, s.report)
	sayWhichTake(api.OpenAPI().Paths["/api/v1/reports/{name}"].Get)
}

type reportIn struct {
	OnDay
	Name        statementName `path:"name"`
	Format      string        `query:"format" enum:"xlsx,csv,json" default:"xlsx"`
	Donor       string        `query:"donor" maxLength:"200" doc:"Only this donor's: id, name or ISO code."`
	Year        int           `query:"year" minimum:"1900" maximum:"2199" doc:"Only of this calendar year."`
	From        string        `query:"from" format:"date" doc:"From that day; from the first one without it."`
	To          string        `query:"to" format:"date" doc:"To the end of that day; today without it."`
	Symbol      string        `query:"symbol" maxLength:"80" doc:"Of this version of a budget; may be left out when there is one document only."`
	Percent     string        `query:"percent" maxLength:"10" doc:"From which difference, in per cent of the final budget, a line is marked for explanation; 10 without it."`
	Table       string        `query:"table" maxLength:"50" doc:"CSV: which table; the first without it."`
	IfNoneMatch string        `header:"If-None-Match"`
}

// sayWhichTake says of each option which statements take it.
func sayWhichTake(op *huma.Operation) {
	for _, o := range statements.Options() {
		for _, p := range op.Parameters {
			if p.Name == string(o) {
				p.Description += " For " + strings.Join(statements.Taking(o), ", ") + "."
				p.Description = strings.TrimSpace(p.Description)
			}
		}
	}
}

// reportOut is a file, or with status 304 only its headers.
type reportOut struct {
	Status             int
	ContentType        string `header:"Content-Type"`
	ContentLength      string `header:"Content-Length"`
	ContentDisposition string `header:"Content-Disposition"`
	ContentLanguage    string `header:"Content-Language"`
	CacheControl       string `header:"Cache-Control"`
	ETag               string `header:"ETag"`
	Digest             string `header:"Repr-Digest"`
	Body               []byte
}

func (s *server) report(ctx context.Context, in *reportIn) (*reportOut, error) {
	ask := statements.In{
		Name: string(in.Name), Format: in.Format, Donor: in.Donor, Year: in.Year, Symbol: in.Symbol, Percent: in.Percent, Table: in.Table,
	}
	var fields problem.Fields
	for _, d := range []struct {
		path, value string
		into        *date.Date
	}{{"query.on", in.On, &ask.AsOf}, {"query.from", in.From, &ask.From}, {"query.to", in.To, &ask.To}} {
		if d.value != "" {
			var err error
			*d.into, err = date.Parse(d.value)
			fields.AddErr(d.path, err)
		}
	}
	if err := fields.Err("request.invalid"); err != nil {
		return nil, err
	}
	file, err := s.Statements.Make(ctx, actor(ctx), printer(ctx), ask)
	if err != nil {
		return nil, err
	}
	out := &reportOut{
		Status:       http.StatusOK,
		CacheControl: "private, no-cache", // keep it, but ask whether it is still true
		ETag:         file.ETag(),
		Digest:       file.Digest(),
	}
	if matches(in.IfNoneMatch, out.ETag) {
		out.Status = http.StatusNotModified
		return out, nil
	}
	out.ContentLanguage = printer(ctx).Lang()
	return out.with(file), nil
}

// matches reports whether the reader's list of tags has this one (RFC 9110,
// weak comparison).
func matches(ifNoneMatch, etag string) bool {
	for tag := range strings.SplitSeq(ifNoneMatch, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}
