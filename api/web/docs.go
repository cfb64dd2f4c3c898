package web

import (
	"cmp"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// noTime tells http.ServeContent that there is no date of modification.
var noTime time.Time

// docs is the description of the interface for programs: the operations of the
// OpenAPI document.
type docs struct {
	Title, Version string
	Operations     []operation
}

type operation struct {
	Method, Path, Summary, Description string
	Parameters                         []*huma.Param
	Public                             bool     // answered without a token
	Permissions                        []string // one of these; none for any token
}

func describe(document *huma.OpenAPI) docs {
	d := docs{Title: document.Info.Title, Version: document.Info.Version}
	for path, item := range document.Paths {
		for method, op := range map[string]*huma.Operation{
			"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete,
		} {
			if op != nil {
				one := operation{Method: method, Path: path, Summary: op.Summary, Description: op.Description, Parameters: op.Parameters, Public: true}
				for _, scheme := range op.Security {
					for _, permissions := range scheme {
						one.Public, one.Permissions = false, permissions
					}
				}
				d.Operations = append(d.Operations, one)
			}
		}
	}
	slices.SortFunc(d.Operations, func(a, b operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return d
}
