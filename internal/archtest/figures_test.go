package archtest

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// exact are the packages through which figures and dates pass.
var exact = []string{
	"budget/...", "contributions/...", "reports/...",
	"internal/money", "internal/date", "internal/flow", "internal/sheet", "internal/journal",
}

// drawing are the packages that may have floating-point numbers, for the
// widths of columns and the places of marks. What turns a decimal into such a
// number is forbidden to them as to all.
var drawing = []string{"reports/xlsx", "reports/chart"}

// clockwork is the one package that looks at the machine's clock.
const clockwork = "internal/date"

const decimalPath = "github.com/shopspring/decimal"

// forbidden are functions, methods and variables, by their full names, with
// what to use instead.
var forbidden = map[string]string{
	"strconv.ParseFloat":  "money.Parse",
	"strconv.FormatFloat": "a decimal",

	"time.Now":                                     "a date.Clock that was handed in",
	"time.Since":                                   "a date.Clock that was handed in",
	"time.Until":                                   "a date.Clock that was handed in",
	module + "/internal/date.System":               "a date.Clock that was handed in",
	"(" + decimalPath + ".Decimal).Div":            "DivRound",
	decimalPath + ".Avg":                           "DivRound",
	decimalPath + ".NewFromFloat":                  "an exact decimal",
	decimalPath + ".NewFromFloat32":                "an exact decimal",
	decimalPath + ".NewFromBigFloat":               "an exact decimal",
	decimalPath + ".NewFromBigRat":                 "DivRound",
	decimalPath + ".DivisionPrecision":             "DivRound",
	decimalPath + ".TrimTrailingZeros":             "StringFixed",
	decimalPath + ".UseScientificNotation":         "String",
	decimalPath + ".MarshalJSONWithoutQuotes":      "money.Money",
	decimalPath + ".NewFromFloatWithExponent":      "an exact decimal",
	"(" + decimalPath + ".Decimal).Float64":        "the decimal itself",
	"(" + decimalPath + ".Decimal).InexactFloat64": "the decimal itself",
	"(" + decimalPath + ".Decimal).RoundBank":      "money.Round",
	"(" + decimalPath + ".Decimal).RoundCash":      "money.Round",
}

// inexact says where the files of one package use a floating-point number, a
// forbidden name, or == between decimals.
func inexact(fset *token.FileSet, path string, files []*ast.File, info *types.Info) []string {
	found := map[token.Pos]string{}
	for id, object := range info.Uses {
		name := fullName(object)
		if instead, ok := forbidden[name]; ok && !(path == clockwork && strings.HasPrefix(name, "time.")) {
			found[id.Pos()] = fmt.Sprintf("%s; use %s", name, instead)
		}
	}
	for expr, tv := range info.Types {
		if isFloating(tv.Type) && !matchesAny(drawing, path) && found[expr.Pos()] == "" {
			found[expr.Pos()] = "a floating-point number"
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			b, ok := n.(*ast.BinaryExpr)
			if ok && (b.Op == token.EQL || b.Op == token.NEQ) && (holdsDecimal(info.TypeOf(b.X)) || holdsDecimal(info.TypeOf(b.Y))) {
				found[b.OpPos] = "decimals compared with " + b.Op.String() + "; use Equal"
			}
			return true
		})
	}
	var wrong []string
	for pos, what := range found {
		p := fset.Position(pos)
		wrong = append(wrong, fmt.Sprintf("%s/%s:%d: %s", path, filepath.Base(p.Filename), p.Line, what))
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}

func fullName(object types.Object) string {
	switch o := object.(type) {
	case *types.Func:
		return o.FullName()
	case *types.Var:
		if o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
			return o.Pkg().Path() + "." + o.Name()
		}
	}
	return ""
}

func isFloating(t types.Type) bool {
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsFloat|types.IsComplex) != 0
	case *types.Pointer:
		return isBigFloat(u.Elem())
	}
	return isBigFloat(t)
}

func isBigFloat(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == "Float" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "math/big"
}

// holdsDecimal reports a decimal, or a struct or an array with a decimal in
// it. The pointer in a decimal makes == ask whether it is the same object.
func holdsDecimal(t types.Type) bool {
	if t == nil {
		return false
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil &&
		named.Obj().Pkg().Path() == decimalPath && named.Obj().Name() == "Decimal" {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if holdsDecimal(f.Type()) {
				return true
			}
		}
	case *types.Array:
		return holdsDecimal(u.Elem())
	}
	return false
}

// compiled imports packages from what the compiler left of them.
func compiled(fset *token.FileSet, g graph) types.Importer {
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if n := g[path]; n != nil && n.Export != "" {
			return os.Open(n.Export)
		}
		return nil, fmt.Errorf("%s is not compiled", path)
	})
}

func check(fset *token.FileSet, imports types.Importer, path string, files []*ast.File) ([]string, error) {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: imports}
	if _, err := config.Check(module+"/"+path, fset, files, info); err != nil {
		return nil, err
	}
	return inexact(fset, path, files, info), nil
}

func TestFiguresAreExact(t *testing.T) {
	var patterns []string
	for _, path := range list(t, nil, "./...").ours() {
		if below, _ := own(path); matchesAny(exact, below) {
			patterns = append(patterns, path)
		}
	}
	if len(patterns) < 2 {
		t.Fatalf("only %v were found", patterns)
	}
	g := list(t, []string{"-export"}, patterns...)
	for _, importPath := range patterns {
		fset := token.NewFileSet()
		var files []*ast.File
		for _, name := range g[importPath].GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(g[importPath].Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		path, _ := own(importPath)
		wrong, err := check(fset, compiled(fset, g), path, files)
		if err != nil {
			t.Errorf("%s does not compile: %v", path, err)
		}
		for _, w := range wrong {
			t.Error(w)
		}
	}
}
