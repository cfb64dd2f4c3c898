package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/approval"
	"article30/api/imports"
	"article30/api/wire"
	"article30/internal/date"
	"article30/internal/sheet"
)

func (s *server) imports(api huma.API) {
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/imports/{kind}", OperationID: "import", Tags: []string{"imports"},
		Summary:      "Load a CSV or XLSX file",
		Description:  "The body is the file, of at most 16 MiB; its kind is recognised by its content. With a refused row nothing is written and the status is 422, unless skip_refused.",
		Parameters:   []*huma.Param{idempotencyKey()},
		MaxBodyBytes: -1, // bounded before it comes here
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}},
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
				Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"},
			},
		}},
	}, s.importFile)
}

type importIn struct {
	InLanguage
	KindOf      importKind `path:"kind"`
	File        string     `query:"file" maxLength:"200" doc:"The file's name, for the report."`
	DryRun      bool       `query:"dry_run" doc:"Go the whole way and undo it."`
	SkipRefused bool       `query:"skip_refused" doc:"Take the other rows when some are refused."`
	Mapping     string     `query:"mapping" maxLength:"20000" doc:"The name of a mapping that the program ships, such as cerf, or the JSON of one."`
	Until       string     `query:"until" format:"date" doc:"Contributions: leave what happened later for another time."`
	Correct     bool       `query:"correct" doc:"Rates: correct those that are known and take late ones, and adjust every entry that they touch. Wants a reason."`
	Reason      string     `query:"reason" maxLength:"1000" doc:"Rates: why they are corrected. Dispatches: why they were late."`
	Evidence    string     `query:"evidence" maxLength:"64" doc:"Dispatches: SHA-256 of the file that shows them, as the answer to its upload gave it."`
	AsLate      bool       `query:"record_as_late" doc:"Dispatches: record those after the deadline as what they are. Wants a reason."`
	Session     string     `query:"session" maxLength:"20" doc:"Budget: the session at which it is to be adopted."`
	Symbol      string     `query:"symbol" maxLength:"80" doc:"Budget, dispatches and expenses: symbol of the document."`
	Title       string     `query:"title" maxLength:"500" doc:"Budget: title of the document."`
	Document    string     `query:"document" maxLength:"20" doc:"Budget: budget, note or estimate."`
	Unit        string     `query:"unit" maxLength:"20" doc:"Budget: the unit of the figures, as printed."`
	Funding     string     `query:"funding" maxLength:"20" doc:"Budget: regular, general_purpose or special_purpose."`
	DistrOn     string     `query:"distr_on" format:"date" doc:"Budget: Distr. date that the document prints; it does not count for rule 72."`
	UploadedOn  string     `query:"uploaded_on" format:"date" doc:"Budget: when it was uploaded; it does not count for rule 72."`
	RawBody     []byte
}

// importOut is a report, with status 422 when rows were refused and therefore
// nothing was written.
type importOut struct {
	Status int
	Body   wire.Report
}

func (s *server) importFile(ctx context.Context, in *importIn) (*importOut, error) {
	o := imports.Options{
		DryRun: in.DryRun, SkipRefused: in.SkipRefused, Mapping: in.Mapping, Correct: in.Correct, Reason: in.Reason,
		Budget: imports.Budget{
			Session: in.Session, Symbol: in.Symbol, Title: in.Title, Kind: in.Document, Unit: in.Unit, Funding: in.Funding,
			DistrOn: in.DistrOn, UploadedOn: in.UploadedOn,
		},
		Dispatch: imports.Dispatch{Evidence: in.Evidence, RecordAsLate: in.AsLate},
	}
	var err error
	if in.Until != "" {
		if o.Until, err = date.Parse(in.Until); err != nil {
			return nil, err
		}
	}
	src, err := sheet.FromBytes(in.File, in.RawBody)
	if err != nil {
		return nil, err
	}
	report, err := s.Cases.Import.Do(ctx, actor(ctx), approval.ImportIn{Kind: string(in.KindOf), Source: src, Options: o})
	if err != nil {
		return nil, err
	}
	out := &importOut{Status: http.StatusOK, Body: wire.NewReport(printer(ctx), report)}
	if len(report.Refused) > 0 && !o.DryRun && !o.SkipRefused {
		out.Status = http.StatusUnprocessableEntity
	}
	return out, nil
}
