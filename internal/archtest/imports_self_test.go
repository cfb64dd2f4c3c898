package archtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sketch reads a graph from lines of "package: imports"; "=" before a path
// puts the package into this module.
func sketch(lines string) graph {
	g := graph{}
	add := func(path string) *node {
		if rest, ok := strings.CutPrefix(path, "="); ok {
			path = strings.TrimSuffix(module+"/"+rest, "/.")
		}
		if g[path] == nil {
			g[path] = &node{ImportPath: path, Name: path[strings.LastIndex(path, "/")+1:]}
		}
		return g[path]
	}
	for line := range strings.Lines(lines) {
		from, imports, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		n := add(from)
		for to := range strings.FieldsSeq(imports) {
			n.Imports = append(n.Imports, add(to).ImportPath)
		}
	}
	return g
}

// The checks see what they are there to see.
func TestImportChecksCanFail(t *testing.T) {
	for _, tt := range []struct {
		rule  string
		lines string
		check func(graph) []string
		want  []string
	}{
		{
			"a house in order",
			`=.: =api/cli
			 =api/cli: =api/rest =contributions =contributions/contributionsdb
			 =api/rest: =contributions
			 =contributions/contributionsdb: =contributions =internal/db
			 =contributions: =budget/conference =internal/money
			 =internal/money: =internal/problem`,
			func(g graph) []string { return misplaced(g, house) },
			nil,
		},
		{
			"imports point inward",
			`=internal/money: =internal/date
			 =budget/conference: =budget
			 =budget: =contributions
			 =contributions: =reports
			 =reports: =api/rest`,
			func(g graph) []string { return misplaced(g, house) },
			[]string{
				"budget imports contributions",
				"budget/conference imports budget",
				"contributions imports reports",
				"internal/money imports internal/date",
				"reports imports api/rest",
			},
		},
		{
			"stores stay apart, and out of the domain",
			`=budget: =budget/budgetdb
			 =budget/budgetdb: =contributions/contributionsdb
			 =api/rest: =contributions/contributionsdb
			 =reports/xlsx: =reports/reportsdb
			 =contributions: =internal/db`,
			func(g graph) []string { return misplaced(g, house) },
			[]string{
				"api/rest imports contributions/contributionsdb",
				"budget imports budget/budgetdb",
				"budget/budgetdb imports contributions/contributionsdb",
				"contributions imports internal/db",
				"reports/xlsx imports reports/reportsdb",
			},
		},
		{
			"support of tests stays in tests",
			`=contributions: =internal/dbtest`,
			func(g graph) []string { return misplaced(g, house) },
			[]string{"contributions imports internal/dbtest"},
		},
		{
			"nobody but main imports the command line's package",
			`=.: =contributions
			 =migrations: =api/cli`,
			func(g graph) []string { return misplaced(g, house) },
			[]string{". imports contributions", "migrations imports api/cli"},
		},
		{
			"a new package says what it stands on",
			`=internal/surprise:`,
			func(g graph) []string { return misplaced(g, house) },
			[]string{"internal/surprise has no place in the house"},
		},
		{
			"parts stay at their edge",
			`=contributions: github.com/uptrace/bun
			 =contributions/contributionsdb: github.com/uptrace/bun database/sql
			 =reports: github.com/xuri/excelize/v2
			 =reports/xlsx: github.com/xuri/excelize/v2
			 =budget: net/http net/http/httptest database/sql/driver`,
			func(g graph) []string { return astray(g, parts) },
			[]string{
				"budget imports net/http",
				"budget imports net/http/httptest",
				"contributions imports github.com/uptrace/bun",
				"reports imports github.com/xuri/excelize/v2",
			},
		},
		{
			"a domain sees no edge through others, except behind the journal",
			`=budget: =internal/problem =internal/journal
			 =contributions: example.org/harmless
			 example.org/harmless: net/http
			 =internal/problem: database/sql
			 =internal/journal: =internal/db github.com/uptrace/bun
			 =internal/db: database/sql
			 =api/rest: net/http`,
			func(g graph) []string { return tainted(g, pure, walls, parts) },
			[]string{
				"database/sql: article30/budget > article30/internal/problem > database/sql",
				"database/sql: article30/internal/problem > database/sql",
				"net/http: article30/contributions > example.org/harmless > net/http",
			},
		},
		{
			"names say something",
			`=budget/helpers: =budget`,
			vaguelyNamed,
			[]string{"article30/budget/helpers is called helpers"},
		},
	} {
		got := tt.check(sketch(tt.lines))
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s:\n%s", tt.rule, diff)
		}
	}
}
