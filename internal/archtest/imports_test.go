package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// room is the place of a package, or of a folder of packages, in the house:
// the packages of ours that it may import.
type room struct {
	path  string
	below [][]string
}

var (
	// What every domain package may stand on.
	leaves = []string{"internal/problem", "internal/date", "internal/money", "internal/access", "internal/journal"}

	// What reading files takes besides.
	intake = []string{"internal/sheet", "internal/published"}

	// Where rows and queries are.
	storage = []string{"internal/db", "internal/turnover"}

	conference    = []string{"budget/conference"}
	costing       = []string{"budget/costing"}
	contact       = []string{"budget/contact"}
	outbox        = []string{"budget/outbox"}
	budget        = []string{"budget", "budget/costing", "budget/estimate"}
	contributions = []string{"contributions"}
	earmark       = []string{"contributions/earmark"}
	execution     = []string{"budget/execution"}
	period        = []string{"budget/period"}
	project       = []string{"budget/project"}
	proceedings   = []string{"budget/proceedings"}

	everyUseCase = []string{
		"budget", "budget/costing", "budget/contact", "budget/outbox", "budget/estimate", "budget/proof", "budget/intake", "budget/conference", "budget/conference/intake",
		"budget/execution", "budget/execution/intake", "budget/period", "budget/project", "budget/proceedings",
		"contributions", "contributions/earmark", "contributions/intake", "reports",
		"reports/xlsx", "reports/csv", "reports/iati", "reports/ceb", "reports/hledger", "reports/chart",
		"internal/locale",
	}
	everyStore = []string{
		"budget/budgetdb", "budget/costing/costingdb", "budget/contact/contactdb", "budget/outbox/outboxdb", "budget/conference/conferencedb", "budget/execution/executiondb", "budget/period/perioddb", "budget/project/projectdb", "budget/proceedings/proceedingsdb", "contributions/contributionsdb", "contributions/earmark/earmarkdb", "reports/reportsdb",
		"api/auth/authdb", "api/approval/approvaldb",
	}
)

// The house. Imports point inward: api, reports, contributions, budget,
// budget/conference, leaves. A store knows its own domain and what that stands
// on, and no other store; only the command line puts stores and domains
// together. The exact path is looked up first, then the longest folder.
var house = []room{
	{"internal/problem", nil},
	{"internal/access", [][]string{{"internal/problem", "internal/money"}}},
	{"internal/published", nil},
	{"internal/archtest", nil},
	{"internal/date", [][]string{{"internal/problem"}}},
	{"internal/money", [][]string{{"internal/problem"}}},
	{"internal/flow", [][]string{{"internal/problem", "internal/date"}}},
	{"internal/sheet", [][]string{{"internal/problem", "internal/date"}}},
	{"internal/locale", [][]string{{"internal/problem", "internal/date", "internal/money"}}},
	{"internal/locale/namesgen", [][]string{{"internal/published"}}},
	{"internal/db", [][]string{{"internal/problem"}}},
	{"internal/journal", [][]string{{"internal/problem", "internal/date", "internal/access"}, storage}},
	{"internal/turnover", [][]string{{"internal/problem", "internal/money"}}},
	{"internal/dbtest/...", [][]string{{"internal/dbtest/...", "internal/problem", "migrations"}, storage}},
	{"migrations", [][]string{{"internal/problem"}, storage}},

	{"budget/conference", [][]string{leaves}},
	{"budget/conference/intake", [][]string{conference, leaves, intake}},
	{"budget/conference/conferencedb", [][]string{conference, leaves, storage}},

	{"budget/costing", [][]string{leaves}},
	{"budget/costing/costingdb", [][]string{costing, leaves, storage}},
	{"budget/contact", [][]string{conference, leaves}},
	{"budget/contact/contactdb", [][]string{contact, conference, leaves, storage}},
	{"budget/outbox", [][]string{budget, contact, conference, leaves}},
	{"budget/outbox/outboxdb", [][]string{outbox, budget, contact, conference, leaves, storage}},

	{"budget", [][]string{costing, conference, leaves, {"internal/sheet"}}},
	{"budget/estimate", [][]string{conference, leaves}},
	{"budget/proof", [][]string{budget, conference, leaves, {"internal/sheet"}}},
	{"budget/intake", [][]string{budget, contact, conference, leaves, intake}},
	{"budget/budgetdb", [][]string{budget, conference, leaves, storage}},

	{"budget/execution", [][]string{budget, conference, leaves, {"internal/flow"}}},
	{"budget/execution/intake", [][]string{execution, leaves, intake}},
	{"budget/execution/executiondb", [][]string{execution, budget, conference, leaves, storage}},

	{"budget/period", [][]string{leaves}},
	{"budget/period/perioddb", [][]string{period, leaves, storage}},
	{"budget/project", [][]string{budget, conference, leaves}},
	{"budget/project/projectdb", [][]string{project, budget, conference, leaves, storage}},
	{"budget/proceedings", [][]string{budget, conference, leaves}},
	{"budget/proceedings/proceedingsdb", [][]string{proceedings, budget, conference, leaves, storage}},

	{"contributions", [][]string{conference, leaves, {"internal/flow"}}},
	{"contributions/earmark", [][]string{contributions, conference, leaves, {"internal/flow"}}},
	{"contributions/earmark/earmarkdb", [][]string{earmark, contributions, conference, leaves, storage}},
	{"contributions/intake", [][]string{contributions, conference, leaves, intake}},
	{"contributions/contributionsdb", [][]string{contributions, conference, leaves, storage}},

	{"reports", [][]string{{"budget/proof"}, contributions, earmark, project, proceedings, execution, budget, conference, leaves, {"internal/locale"}}},
	{"reports/reportsdb", [][]string{{"reports"}, contributions, earmark, project, proceedings, execution, budget, conference, leaves, storage}},
	{"reports/xlsx/xlsxtest", [][]string{{"reports", "reports/xlsx", "internal/dbtest"}, leaves}},
	{"reports/hledger", [][]string{contributions, execution, leaves}},
	{"reports/...", [][]string{{"reports", "internal/locale"}, leaves}},

	{"api/auth", [][]string{conference, leaves}},
	{"api/auth/authdb", [][]string{{"api/auth"}, conference, leaves, storage}},
	{"api/approval/approvaldb", [][]string{{"api/approval"}, leaves, storage}},
	{"api/mail/mailtest", [][]string{{"internal/dbtest"}}},
	{"api/cli", [][]string{{"api/...", "migrations", "internal/flow"}, everyUseCase, everyStore, leaves, intake, storage}},
	{"api/...", [][]string{{"api/..."}, everyUseCase, leaves, intake, storage}},
	{".", [][]string{{"api/cli"}}},
}

func roomOf(rooms []room, path string) (room, bool) {
	var best room
	found := false
	for _, r := range rooms {
		if r.path == path {
			return r, true
		}
		if matches(r.path, path) && len(r.path) >= len(best.path) {
			best, found = r, true
		}
	}
	return best, found
}

// misplaced says which packages of ours have no room, and which import what
// their room does not allow.
func misplaced(g graph, rooms []room) []string {
	var wrong []string
	for _, importPath := range g.ours() {
		path, _ := own(importPath)
		r, ok := roomOf(rooms, path)
		if !ok {
			wrong = append(wrong, path+" has no place in the house")
			continue
		}
		for _, imported := range g[importPath].Imports {
			below, ok := own(imported)
			if ok && !matchesAny(slices.Concat(r.below...), below) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s", path, below))
			}
		}
	}
	return wrong
}

// part is something from outside that only some packages may import.
type part struct {
	name  string
	paths []string
	users []string
}

var parts = []part{
	{"bun", []string{"github.com/uptrace/bun/..."}, slices.Concat(everyStore, storage, []string{"internal/journal", "api/idempotency"})},
	{"database/sql", []string{"database/sql"}, slices.Concat(everyStore, storage, []string{"internal/journal", "internal/dbtest/...", "migrations", "api/idempotency"})},
	{"SQLite", []string{"modernc.org/sqlite/..."}, []string{"internal/db", "internal/dbtest/..."}},
	{"PostgreSQL", []string{"github.com/jackc/pgx/v5/..."}, []string{"internal/db", "internal/dbtest/..."}},
	{"goose", []string{"github.com/pressly/goose/v3/..."}, []string{"migrations"}},
	{"net/http", []string{"net/http/..."}, []string{"api/..."}},
	{"gin", []string{"github.com/gin-gonic/gin/..."}, []string{"api/..."}},
	{"huma", []string{"github.com/danielgtaylor/huma/v2/..."}, []string{"api/..."}},
	{"kong", []string{"github.com/alecthomas/kong/..."}, []string{"api/cli"}},
	{"excelize", []string{"github.com/xuri/excelize/v2/..."}, []string{"reports/xlsx"}},
	{"go-mail", []string{"github.com/wneessen/go-mail/..."}, []string{"api/mail"}},
}

// astray says which packages of ours import a part that is not for them.
func astray(g graph, parts []part) []string {
	var wrong []string
	for _, importPath := range g.ours() {
		path, _ := own(importPath)
		for _, imported := range g[importPath].Imports {
			for _, p := range parts {
				if matchesAny(p.paths, imported) && !matchesAny(p.users, path) {
					wrong = append(wrong, fmt.Sprintf("%s imports %s", path, imported))
				}
			}
		}
	}
	return wrong
}

// pure are the packages that must not see any part of an edge, not even
// through something that they import.
var pure = []string{
	"internal/problem", "internal/access", "internal/date", "internal/money", "internal/published",
	"internal/flow", "internal/sheet", "internal/locale",
	"budget", "budget/costing", "budget/contact", "budget/outbox", "budget/estimate", "budget/proof", "budget/intake", "budget/conference", "budget/conference/intake",
	"budget/execution", "budget/execution/intake", "budget/period", "budget/project", "budget/proceedings",
	"contributions", "contributions/earmark", "contributions/intake",
	"reports", "reports/csv", "reports/iati", "reports/ceb", "reports/hledger",
	"api/auth",
}

// walls are imports at which the search for what a pure package sees ends: a
// domain uses the journal's entries and not the storage that the journal
// writes them to.
var walls = map[string][]string{
	"internal/journal": {module + "/internal/db", "github.com/uptrace/bun", "database/sql"},
}

// tainted names the chain of imports by which a pure package sees a part.
func tainted(g graph, pure []string, walls map[string][]string, parts []part) []string {
	var wrong []string
	for _, start := range g.ours() {
		if path, _ := own(start); !matchesAny(pure, path) {
			continue
		}
		seen := map[string]bool{}
		var visit func(at string, chain []string)
		visit = func(at string, chain []string) {
			if seen[at] || g[at] == nil {
				return
			}
			seen[at] = true
			chain = append(chain, at)
			for _, p := range parts {
				if matchesAny(p.paths, at) {
					wrong = append(wrong, fmt.Sprintf("%s: %s", p.name, strings.Join(chain, " > ")))
					return
				}
			}
			path, _ := own(at)
			for _, next := range g[at].Imports {
				if !slices.Contains(walls[path], next) {
					visit(next, slices.Clone(chain))
				}
			}
		}
		visit(start, nil)
	}
	return wrong
}

// vague are names that say nothing about what a package is for.
var vague = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "misc", "base"}

func vaguelyNamed(g graph) []string {
	var wrong []string
	for _, importPath := range g.ours() {
		if name := g[importPath].Name; slices.Contains(vague, name) {
			wrong = append(wrong, fmt.Sprintf("%s is called %s", importPath, name))
		}
	}
	return wrong
}

func TestImports(t *testing.T) {
	g := list(t, nil, "./...")
	for _, known := range []string{"internal/problem", "internal/date", "internal/money", "internal/archtest"} {
		if g[module+"/"+known] == nil {
			t.Fatalf("%s is missing from what was read", known)
		}
	}
	for name, wrong := range map[string][]string{
		"the house":    misplaced(g, house),
		"edges":        astray(g, parts),
		"purity":       tainted(g, pure, walls, parts),
		"plain naming": vaguelyNamed(g),
	} {
		for _, w := range wrong {
			t.Errorf("%s: %s", name, w)
		}
	}
}
