package rest

import (
	"embed"
	"encoding/json"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// An Example is one exchange with a real server: what was sent to an operation
// and what came back. Lists of an answer are cut to two items.
//
// The exchanges are those of examples/session.txt, one after the other; a test
// makes them, compares them with what is kept here and, with -update, keeps
// them.
type Example struct {
	Path   string          `json:"path"`             // with the query
	Type   string          `json:"type,omitempty"`   // of what was sent
	Sent   json.RawMessage `json:"sent,omitempty"`   // a text where it was no JSON
	Status string          `json:"status"`           // "201"
	Answer string          `json:"answer_type"`      // content type of the answer
	Got    json.RawMessage `json:"answer,omitempty"` // a text where it was no JSON
}

//go:embed examples/*.json
var examples embed.FS

// ExampleOf is the example of an operation.
func ExampleOf(operation string) (e Example, ok bool) {
	text, err := examples.ReadFile("examples/" + operation + ".json")
	return e, err == nil && json.Unmarshal(text, &e) == nil
}

// describeExamples puts the examples into the description.
func describeExamples(document *huma.OpenAPI) {
	for path, item := range document.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op == nil {
				continue
			}
			e, ok := ExampleOf(op.OperationID)
			if !ok {
				continue
			}
			if op.RequestBody != nil {
				if content := op.RequestBody.Content[e.Type]; content != nil {
					content.Example = e.Sent
				}
			}
			if answer := op.Responses[e.Status]; answer != nil {
				if content := answer.Content[e.Answer]; content != nil && e.Got != nil {
					content.Example = e.Got
				}
			}
			given := e.given(path)
			for _, p := range op.Parameters {
				if value, ok := given[p.Name]; ok && p.In != "header" {
					p.Example = value
				}
			}
		}
	}
}

// given are the parameters that the example has, by name; numbers are numbers
// in the description.
func (e Example) given(template string) map[string]any {
	given := map[string]any{}
	path, query, _ := strings.Cut(e.Path, "?")
	names, values := strings.Split(template, "/"), strings.Split(path, "/")
	for i, name := range names {
		if inner, ok := strings.CutPrefix(name, "{"); ok && i < len(values) {
			given[strings.TrimSuffix(inner, "}")] = scalar(values[i])
		}
	}
	for pair := range strings.SplitSeq(query, "&") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			given[name] = scalar(value)
		}
	}
	return given
}

func scalar(text string) any {
	var n json.Number
	if json.Unmarshal([]byte(text), &n) == nil {
		return n
	}
	return text
}
