package rest

import (
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"article30/api/answer"
	"article30/api/approval"
	"article30/internal/problem"
)

// Problem is an answer.Problem as huma wants an error.
type Problem struct{ answer.Problem }

func (r *Problem) Error() string { return r.Code }

// GetStatus is the HTTP status of the answer.
func (r *Problem) GetStatus() int { return r.Status }

// ContentType makes every refusal a problem, whatever was negotiated.
func (r *Problem) ContentType(string) string { return answer.MediaType }

// newError stands in for huma's own, which would send an internal error's text
// to the client. What a service returns keeps its code; what huma finds wrong
// with a request gets one of ours.
func newError(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
	for _, err := range errs {
		if kept, ok := errors.AsType[*approval.Pending](err); ok {
			return newSubmitted(ctx, kept)
		}
	}
	request := answer.Of(ctx.Context())
	out := &Problem{*request.Refuse(translate(status, errs))}
	ctx.SetHeader("Content-Language", request.Printer.Lang())
	return out
}

func translate(status int, errs []error) error {
	var details []*huma.ErrorDetail
	for _, err := range errs {
		if d, ok := err.(*huma.ErrorDetail); ok {
			details = append(details, d)
			continue
		}
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return problem.New(problem.TooLarge, "request.too_large_here").With(err)
		}
		return err // of a service, or ours to mend: Refuse tells them apart
	}
	switch status {
	case http.StatusUnsupportedMediaType:
		return problem.New(problem.Unsupported, "request.media_type")
	case http.StatusNotAcceptable:
		return problem.New(problem.BadRequest, "request.not_acceptable")
	case http.StatusRequestEntityTooLarge:
		return problem.New(problem.TooLarge, "request.too_large_here")
	case http.StatusInternalServerError:
		return problem.New(problem.Internal, "internal")
	}
	if len(details) == 0 {
		return problem.New(problem.BadRequest, "request.no_json")
	}
	return invalid(details)
}

// invalid is everything that huma found wrong with a request's shape. A wrong
// parameter is a request that cannot be read, a wrong value in a body one that
// cannot be accepted.
func invalid(details []*huma.ErrorDetail) error {
	var fields problem.Fields
	kind := problem.BadRequest
	for _, d := range details {
		if path, ok := strings.CutPrefix(d.Location, "body"); ok {
			kind = problem.Invalid
			d.Location = strings.TrimPrefix(path, ".")
		}
		addDetail(&fields, d)
	}
	err := fields.Err("request.invalid")
	if e, ok := problem.As(err); ok {
		e.Kind = kind
	}
	return err
}

// addDetail names the problem that one of huma's English messages describes.
func addDetail(fields *problem.Fields, d *huma.ErrorDetail) {
	switch said := begins(d.Message); {
	case d.Message == validation.MsgUnexpectedProperty || d.Message == "unknown query parameter":
		fields.Add(d.Location, "request.unknown_field")
	case said(validation.MsgExpectedRequiredProperty):
		fields.Add(within(d.Location, strings.Fields(d.Message)[3]), "request.missing")
	case strings.HasPrefix(d.Message, "required "):
		fields.Add(d.Location, "request.missing")
	case d.Message == validation.MsgExpectedString:
		fields.Add(d.Location, "request.not_text")
	case d.Message == validation.MsgExpectedBoolean:
		fields.Add(d.Location, "request.not_boolean")
	case d.Message == validation.MsgExpectedArray:
		fields.Add(d.Location, "request.not_list")
	case d.Message == validation.MsgExpectedObject:
		fields.Add(d.Location, "request.not_object")
	case d.Message == validation.MsgExpectedInteger, d.Message == validation.MsgExpectedNumber, d.Message == "invalid integer":
		fields.Add(d.Location, "request.not_integer")
	case d.Message == validation.MsgExpectedRFC3339Date:
		fields.Add(d.Location, "request.not_day")
	case said(validation.MsgExpectedOneOf):
		_, allowed, _ := strings.Cut(d.Message, `"`)
		fields.Add(d.Location, "request.not_one_of", "allowed", strings.TrimSuffix(allowed, `"`))
	case said(validation.MsgExpectedMinimumNumber), said(validation.MsgExpectedMaximumNumber):
		fields.Add(d.Location, "request.out_of_range", "limit", d.Message[strings.LastIndexByte(d.Message, ' ')+1:])
	case said(validation.MsgExpectedMaxLength), said(validation.MsgExpectedMaxItems):
		fields.Add(d.Location, "request.too_long", "limit", d.Message[strings.LastIndexByte(d.Message, ' ')+1:])
	default:
		fields.Add(d.Location, "request.unacceptable")
	}
}

// begins compares a message with one of huma's formats up to its first verb.
func begins(message string) func(format string) bool {
	return func(format string) bool {
		fixed, _, _ := strings.Cut(format, "%")
		return strings.HasPrefix(message, fixed)
	}
}

// within is the place of a property in what is at path.
func within(path, property string) string {
	if path == "" {
		return property
	}
	return path + "." + property
}
