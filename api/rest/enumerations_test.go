package rest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// Every property that has an enumeration is there, is a text or a list of
// texts, and has its values from one place only.
func TestEnumeratedPropertiesExist(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	document := Mount(gin.New(), Services{})
	checked := document.Components.Schemas.(described).Registry.Map()
	for name, values := range enumerations() {
		if strings.Contains(name, "?") {
			if p := parameter(document, name); p == nil || !slices.Equal(p.Schema.Enum, values) {
				t.Errorf("%s is described as %v, want %v", name, p, values)
			}
			continue
		}
		schema, property, _ := strings.Cut(name, ".")
		s := checked[schema]
		if s == nil || s.Properties[property] == nil {
			t.Errorf("there is no %s", name)
			continue
		}
		p, told := s.Properties[property], document.Components.Schemas.Map()[schema].Properties[property]
		if p.Items != nil {
			p, told = p.Items, told.Items
		}
		if p.Type != huma.TypeString || len(p.Enum) > 0 {
			t.Errorf("%s is checked as %s of %v", name, p.Type, p.Enum)
		}
		if len(values) < 2 || !slices.Equal(told.Enum, values) {
			t.Errorf("%s is described as %v, want %v", name, told.Enum, values)
		}
	}
}

// parameter is the one of that name, "operation?parameter"; nil for none.
func parameter(document *huma.OpenAPI, name string) *huma.Param {
	operation, wanted, _ := strings.Cut(name, "?")
	for _, item := range document.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete, item.Patch} {
			if op == nil || op.OperationID != operation {
				continue
			}
			for _, p := range op.Parameters {
				if p.Name == wanted {
					return p
				}
			}
		}
	}
	return nil
}

// Parameters that are one of a list say which.
func TestParametersHaveTheirValues(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	document := Mount(gin.New(), Services{})
	for name, want := range map[string]string{
		"submissions?operation":     "receipt",
		"assistance-requests?state": "under_appraisal",
		"assistance-projects?state": "under_appraisal",
		"line-balance?funding":      "general_purpose",
		"import?kind":               "contributions",
		"import?document":           "estimate",
		"import?funding":            "special_purpose",
		"report?name":               "budget-actual",
		"deadline?lang":             "zh",
	} {
		if p := parameter(document, name); p == nil || len(p.Schema.Enum) < 3 || !slices.Contains(p.Schema.Enum, any(want)) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// What is sent and answered in the examples is within the enumerations, and the
// description itself has them.
func TestExamplesAreWithinTheEnumerations(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	text, err := Mount(gin.New(), Services{}).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Components struct{ Schemas map[string]*said }
		Paths      map[string]map[string]struct {
			OperationID string
			RequestBody struct{ Content map[string]exampled }
			Responses   map[string]struct{ Content map[string]exampled }
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	w := enumeration{t: t, schemas: document.Components.Schemas}
	for _, item := range document.Paths {
		for _, op := range item {
			w.operation = op.OperationID
			for _, c := range op.RequestBody.Content {
				w.walk(c.Schema, c.Example, "sent")
			}
			for _, answer := range op.Responses {
				for _, c := range answer.Content {
					w.walk(c.Schema, c.Example, "answered")
				}
			}
		}
	}
	if w.values < 200 {
		t.Errorf("only %d values were looked at", w.values)
	}
}

// said is as much of a schema as the test reads.
type said struct {
	Ref        string `json:"$ref"`
	Enum       []any
	Items      *said
	Properties map[string]*said
}

type exampled struct {
	Schema  *said
	Example any
}

type enumeration struct {
	t         *testing.T
	schemas   map[string]*said
	operation string
	values    int
}

func (w *enumeration) walk(s *said, value any, place string) {
	if s == nil || value == nil {
		return
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		s = w.schemas[name]
	}
	if len(s.Enum) > 0 {
		w.values++
		if !slices.Contains(s.Enum, value) {
			w.t.Errorf("%s: %s is %v, which is none of %v", w.operation, place, value, s.Enum)
		}
	}
	switch v := value.(type) {
	case []any:
		for i, inner := range v {
			w.walk(s.Items, inner, fmt.Sprintf("%s[%d]", place, i))
		}
	case map[string]any:
		for name, inner := range v {
			w.walk(s.Properties[name], inner, place+"."+name)
		}
	}
}
