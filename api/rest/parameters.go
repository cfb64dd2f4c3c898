package rest

import (
	"maps"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/imports"
	"article30/api/statements"
	"article30/budget"
	"article30/budget/conference"
	"article30/budget/project"
	"article30/internal/access"
	"article30/internal/locale"
)

// Parameters that are one of a list: the domain's own lists, and no second one.
// What is none of them is refused before the domain is asked.
type (
	languageCode     string
	statementName    string
	importKind       string
	operationKind    string
	caseState        string
	fundingName      string
	officialLanguage string
)

func (languageCode) Schema(huma.Registry) *huma.Schema  { return oneOf(locale.Languages()) }
func (statementName) Schema(huma.Registry) *huma.Schema { return oneOf(statements.Names) }
func (importKind) Schema(huma.Registry) *huma.Schema {
	return oneOf(slices.Sorted(maps.Keys(imports.Needs)))
}
func (operationKind) Schema(huma.Registry) *huma.Schema    { return oneOf(access.OperationKinds()) }
func (caseState) Schema(huma.Registry) *huma.Schema        { return oneOf(project.States()) }
func (fundingName) Schema(huma.Registry) *huma.Schema      { return oneOf(budget.Fundings()) }
func (officialLanguage) Schema(huma.Registry) *huma.Schema { return oneOf(conference.Languages()) }

// oneOf is the description of a text that is one of the values.
func oneOf[T ~string](values []T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Enum: words(values)}
	s.PrecomputeMessages()
	return s
}
