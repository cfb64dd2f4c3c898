// Package rest is the interface for programs: JSON over HTTP, described by an
// OpenAPI 3.1 document at /openapi.json.
//
// Amounts are texts with their currency, days are YYYY-MM-DD, and every refusal
// is a problem (RFC 9457) with a stable code.
package rest

import (
	"context"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"article30/api/answer"
	"article30/api/approval"
	"article30/api/audit"
	"article30/api/auth"
	"article30/api/statements"
	"article30/budget"
	"article30/budget/conference"
	"article30/budget/contact"
	"article30/budget/costing"
	"article30/budget/execution"
	"article30/budget/outbox"
	"article30/budget/period"
	"article30/budget/proceedings"
	"article30/budget/project"
	"article30/budget/proof"
	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/reports/hledger"
)

// Version is the version of the interface.
const Version = "1.0.0"

// Services is what the interface offers.
type Services struct {
	Conference    *conference.Service
	Contributions *contributions.Service
	Earmarks      *earmark.Service
	Costs         *costing.Service
	Contacts      *contact.Service
	Budget        *budget.Service
	Proofs        proof.Maker
	Outbox        *outbox.Service
	Proceedings   *proceedings.Service
	Execution     *execution.Service
	Periods       *period.Service
	Projects      *project.Service
	Statements    *statements.Statements
	Cases         approval.Cases
	Approvals     *approval.Service
	Audit         audit.Audit
	Checkpoints   *journal.Checkpoints
	Signer        func() (*journal.Signer, error) // of checkpoints; nil without a key
	Books         hledger.Books
	Auth          *auth.Service
	Ping          func(ctx context.Context) error
	Today         func() date.Date
}

// server holds the handlers.
type server struct{ Services }

// configure changes the settings that huma keeps for the whole process.
var configure = sync.OnceFunc(func() {
	huma.NewErrorWithContext = newError
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError {
		return &Problem{answer.Problem{Status: status}} // for the document, which asks for an example
	}
	huma.ValidateStrictCasing = true
})

// Mount adds the interface to the engine and returns its description. A test
// or a command that only wants the description may pass empty Services.
func Mount(e *gin.Engine, services Services) *huma.OpenAPI {
	configure()
	config := huma.DefaultConfig("Article 30", Version)
	config.Info.Description = "Budget and technical-assistance fund of the Conference of the Parties. " +
		"Amounts are exact decimal texts, days are YYYY-MM-DD at the Conference's seat, Vienna. " +
		"Every refusal is a problem (RFC 9457) with a stable code. " +
		"Every request carries a token: Authorization: Bearer TOKEN; only the checkpoints are read without one. " +
		"A write may carry an Idempotency-Key: the same request with the same key is carried out once."
	config.CreateHooks = nil // no $schema in answers
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.RejectUnknownQueryParameters = true
	api := humagin.New(e, config)
	api.UseMiddleware(authorize(api))

	s := &server{services}
	s.conference(api)
	s.contributions(api)
	s.proceeds(api)
	s.terms(api)
	s.instalments(api)
	s.suspense(api)
	s.income(api)
	s.policies(api)
	s.earmarks(api)
	s.budgets(api)
	s.drafts(api)
	s.contacts(api)
	s.outbox(api)
	s.proceedings(api)
	s.execution(api)
	s.explanations(api)
	s.periods(api)
	s.assistance(api)
	s.approvals(api)
	s.imports(api)
	s.reports(api)
	s.export(api)
	s.audit(api)
	s.checkpoints(api)
	s.budgetProof(api)
	s.users(api)

	document := api.OpenAPI()
	describeAccess(document)
	describeWaiting(document)
	describeExamples(document)
	document = enumerated(document)
	publish(e, document)
	return document
}

// publish serves the description, made once.
func publish(e *gin.Engine, document *huma.OpenAPI) {
	json := sync.OnceValues(document.MarshalJSON)
	yaml := sync.OnceValues(document.YAML)
	serve := func(contentType string, content func() ([]byte, error)) gin.HandlerFunc {
		return func(g *gin.Context) {
			b, err := content()
			if err != nil {
				answer.Write(g.Writer, g.Request, err)
				return
			}
			g.Data(http.StatusOK, contentType, b)
		}
	}
	e.GET("/openapi.json", serve("application/openapi+json", json))
	e.GET("/openapi.yaml", serve("application/openapi+yaml", yaml))
}

// InLanguage is the parameter that every answer with words in it has.
type InLanguage struct {
	Lang languageCode `query:"lang" doc:"Language of the answer; without it Accept-Language decides."`
}

func printer(ctx context.Context) *locale.Printer { return answer.Of(ctx).Printer }

// body is an answer that is only a JSON body.
type body[T any] struct{ Body T }

func answered[T any](v T) *body[T] { return &body[T]{v} }

// created is the answer to a write that made something.
type created[T any] struct {
	Location string `header:"Location"`
	Body     T
}

// list is a part of a longer list.
type list[T any] struct {
	Items []T   `json:"items"`
	Next  int64 `json:"next,omitempty" doc:"Give this as after to get what follows; absent at the end."`
}

// Paging selects a part of a list.
type Paging struct {
	After int64 `query:"after" minimum:"0" doc:"The id after which to begin; next of the part before."`
	Limit int   `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"At most so many."`
}

// part is up to p.Limit of a list of which one more may have been read to see
// whether something follows.
func part[In, Out any](p Paging, all []In, id func(In) int64, out func(In) Out) list[Out] {
	l := list[Out]{Items: []Out{}}
	for i, v := range all {
		if i == p.Limit {
			l.Next = id(all[i-1])
			break
		}
		l.Items = append(l.Items, out(v))
	}
	return l
}

// on reads a day; the service's today without one.
func (s *server) on(value string) (date.Date, error) {
	if value == "" {
		return s.Today(), nil
	}
	return date.Parse(value)
}

// get registers a read.
func get[I, O any](api huma.API, path, id, tag, summary string, handler func(context.Context, *I) (*O, error)) {
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: path, OperationID: id, Summary: summary, Tags: []string{tag},
	}, handler)
}

// post registers a write that makes something.
func post[I, O any](api huma.API, path, id, tag, summary string, handler func(context.Context, *I) (*O, error)) {
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: path, OperationID: id, Summary: summary, Tags: []string{tag},
		DefaultStatus: http.StatusCreated,
		MaxBodyBytes:  -1, // bounded before it comes here
		Parameters:    []*huma.Param{idempotencyKey()},
	}, handler)
}

// idempotencyKey describes the header that the server looks at before a write
// comes here.
func idempotencyKey() *huma.Param {
	longest := 128
	return &huma.Param{
		Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &longest},
		Description: "The same request with the same key is carried out once; its answer is given again with the header Idempotency-Replayed.",
	}
}
