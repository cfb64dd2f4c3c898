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
			if !slices.Contains(u.args, name) {
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

// sourceUses finds the codes of problems below root: string literals in the
// argument of a call or in a field named Code, in Go files that are not tests
// and import internal/problem, and refusals raised by triggers.
func sourceUses(t *testing.T, root string) []use {
	t.Helper()
	var uses []use
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		switch {
		case d.IsDir() && (name == "testdata" || name == "dist" || strings.HasPrefix(name, ".") && path != root):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".sql"):
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range raised.FindAllStringSubmatch(string(b), -1) {
				uses = append(uses, use{code: m[1], where: path})
			}
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			found, err := fileUses(path)
			if err != nil {
				return err
			}
			uses = append(uses, found...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return uses
}

// raisers are the functions whose string arguments may be problem codes, with
// the position of the code: problem.New(kind, code, ...), Fields.Add(path,
// code, ...).
var raisers = map[string]int{"New": 1, "Add": 1, "Err": 0}

func fileUses(path string) ([]use, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	if !importsProblem(file) {
		return nil, nil
	}
	var uses []use
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			at, ok := raisers[sel.Sel.Name]
			if !ok || len(n.Args) <= at {
				return true
			}
			if code, ok := literalCode(n.Args[at]); ok {
				args, known := argumentNames(n.Args[at+1:], n.Ellipsis.IsValid())
				uses = append(uses, use{code, fset.Position(n.Pos()).String(), args, known})
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
				if code, ok := literalCode(n.Value); ok {
					uses = append(uses, use{code: code, where: fset.Position(n.Pos()).String()})
				}
			}
		}
		return true
	})
	return uses, nil
}

func importsProblem(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool {
		return i.Path.Value == `"article30/internal/problem"`
	}) || f.Name.Name == "problem"
}

func literalCode(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil && (codeGrammar.MatchString(s) || s == "internal")
}

func argumentNames(args []ast.Expr, ellipsis bool) (names []string, known bool) {
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
