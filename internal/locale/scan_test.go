package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	codeGrammar = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$`)
	raised      = regexp.MustCompile(`article30:([a-z0-9_.]+)`)
)

// use is one place in the sources that raises a problem.
type use struct {
	code  string
	where string
	args  []string // the names given beside the code
	known bool     // whether args could be read from the source
}

// Whatever the program may say is wrong has a text, and the text asks for no
// argument that the place that says it does not give.
func TestEveryProblemHasAText(t *testing.T) {
	uses := sourceUses(t, filepath.Join("..", ".."))
	if len(uses) < 3 {
		t.Fatalf("only %d uses of problem codes were found in the sources", len(uses))
	}
	reference := own().printers[Default]
	asked := map[string]bool{}
	for _, u := range uses {
		asked["problem."+u.code] = true
		entry, ok := reference.texts["problem."+u.code]
		if !ok {
			t.Errorf("%s: no text for %q", u.where, u.code)
			continue
		}
		if !u.known {
			continue
		}
		for _, ph := range placeholders(entry) {
			name, _, _ := strings.Cut(strings.Trim(ph, "{}"), ":")
			if !slices.Contains(u.args, name) && !slices.Contains(added(u.where), name) {
				t.Errorf("%s: the text of %q asks for %s, which is not given", u.where, u.code, ph)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(reference.texts)) {
		if strings.HasPrefix(key, "problem.") && !asked[key] {
			t.Errorf("%q is the text of no problem in the sources", key)
		}
	}
}

// added are the arguments that every refusal raised there is given on its way
// out: the reader of a worksheet names the cell and what stands in it.
func added(where string) []string {
	if strings.Contains(filepath.ToSlash(where), "internal/sheet/") {
		return []string{"cell", "value"}
	}
	return nil
}

// sourceUses finds the codes of problems below root: string literals given as
// the code to a function that raises a problem, or in a field named Code, in
// Go files that are not tests; and refusals raised by triggers.
func sourceUses(t *testing.T, root string) []use {
	t.Helper()
	var uses []use
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == "testdata" || name == "dist" || strings.HasPrefix(name, ".") && path != root {
				return filepath.SkipDir
			}
			found, err := packageUses(path)
			uses = append(uses, found...)
			return err
		}
		if strings.HasSuffix(path, ".sql") {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range raised.FindAllStringSubmatch(string(b), -1) {
				uses = append(uses, use{code: m[1], where: path})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return uses
}

// raiser is a function that raises a problem: the position of the code among
// its arguments and, where the sources show them, what the text is given: by
// the function itself, and from which of its arguments on.
type raiser struct {
	code  int
	given []string
	from  int // -1: the caller gives nothing
	shown bool
}

// raisers are functions by name.
type raisers map[string]raiser

func packageUses(dir string) ([]use, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		if importsProblem(f) {
			parsed = append(parsed, f)
		}
	}
	known := raisers{
		"New": {code: 1, from: 2, shown: true}, "Add": {code: 1, from: 2, shown: true},
		"Note": {code: 3, from: 4, shown: true}, "Err": {},
	}
	for known.learn(parsed) {
	}
	var uses []use
	for _, f := range parsed {
		uses = append(uses, known.uses(fset, f)...)
	}
	return uses, nil
}

// learn adds the functions that pass one of their own parameters on as the
// code; it reports whether there were new ones.
func (known raisers) learn(files []*ast.File) (more bool) {
	for _, f := range files {
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if _, ok := known[fn.Name.Name]; ok {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				code := known.code(n)
				if code == nil {
					code = codeField(n)
				}
				name, ok := code.(*ast.Ident)
				if !ok {
					return true
				}
				if i := parameter(fn, name.Name); i >= 0 {
					r := known.passing(fn, n)
					r.code = i
					if before, twice := known[fn.Name.Name]; twice {
						r.shown = r.shown && before.shown && slices.Equal(r.given, before.given) && r.from == before.from
					}
					known[fn.Name.Name] = r
					more = true
				}
				return true
			})
		}
	}
	return more
}

// passing is what fn gives to the text where it passes the code on at n.
func (known raisers) passing(fn *ast.FuncDecl, n ast.Node) raiser {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return raiser{from: -1}
	}
	inner := known[callee(call)]
	if !inner.shown || inner.from < 0 || inner.from > len(call.Args) {
		return inner
	}
	rest := call.Args[inner.from:]
	if call.Ellipsis.IsValid() {
		last, ok := rest[len(rest)-1].(*ast.Ident)
		if !ok || len(rest) != 1 {
			return raiser{from: -1}
		}
		from := parameter(fn, last.Name)
		return raiser{given: inner.given, from: from, shown: from >= 0}
	}
	names, shown := argumentNames(rest, false)
	return raiser{given: slices.Concat(inner.given, names), from: -1, shown: shown}
}

// code is the argument of a raiser's call that holds the code; nil for every
// other node.
func (known raisers) code(n ast.Node) ast.Expr {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return nil
	}
	if r, ok := known[callee(call)]; ok && r.code < len(call.Args) {
		return call.Args[r.code]
	}
	return nil
}

// codeField is what a field named Code is set to; nil for every other node.
func codeField(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
			return n.Value
		}
	case *ast.AssignStmt:
		if field, ok := n.Lhs[0].(*ast.SelectorExpr); ok && field.Sel.Name == "Code" {
			return n.Rhs[0]
		}
	}
	return nil
}

func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

func parameter(fn *ast.FuncDecl, name string) int {
	i := 0
	for _, field := range fn.Type.Params.List {
		for _, n := range field.Names {
			if n.Name == name {
				return i
			}
			i++
		}
	}
	return -1
}

func (known raisers) uses(fset *token.FileSet, f *ast.File) []use {
	var uses []use
	ast.Inspect(f, func(n ast.Node) bool {
		if code, ok := literalCode(known.code(n)); ok {
			call := n.(*ast.CallExpr)
			by := known[callee(call)]
			u := use{code: code, where: fset.Position(n.Pos()).String(), args: by.given, known: by.shown}
			if by.shown && by.from >= 0 && by.from <= len(call.Args) {
				names, shown := argumentNames(call.Args[by.from:], call.Ellipsis.IsValid())
				u.args, u.known = slices.Concat(by.given, names), shown
			}
			uses = append(uses, u)
		}
		if code, ok := literalCode(codeField(n)); ok {
			uses = append(uses, use{code: code, where: fset.Position(n.Pos()).String()})
		}
		return true
	})
	return uses
}

func importsProblem(f *ast.File) bool {
	return f.Name.Name == "problem" || f.Name.Name == "sheet" || slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool {
		return i.Path.Value == `"article30/internal/problem"` || i.Path.Value == `"article30/internal/sheet"`
	})
}

func literalCode(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil && (codeGrammar.MatchString(s) || s == "internal")
}

// argumentNames are the names among alternating names and values; given is
// false when the source does not show them.
func argumentNames(args []ast.Expr, ellipsis bool) (names []string, given bool) {
	if ellipsis {
		return nil, false
	}
	for i := 0; i < len(args); i += 2 {
		lit, ok := args[i].(*ast.BasicLit)
		if !ok {
			return nil, false
		}
		name, _ := strconv.Unquote(lit.Value)
		names = append(names, name)
	}
	return names, true
}
