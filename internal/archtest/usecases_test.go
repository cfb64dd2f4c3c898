package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// posting are the packages whose use cases ask the gate, with the fields by
// whose methods they do: the gate's own, or books that ask it in turn.
var posting = map[string]map[string][]string{
	"contributions":         {"approvals": {"Allow"}},
	"contributions/earmark": {"approvals": {"Allow"}},
	"budget":                {"approvals": {"Allow"}},
	"budget/execution":      {"approvals": {"Allow"}},
	"budget/project":        {"books": {"Commit", "Cancel", "Pay", "Refund"}},
}

// notAsked are use cases that ask the gate and are no case of their own, with
// the case that they are carried out in.
var notAsked = map[string]string{
	"contributions.Load":                 "import",
	"contributions.LoadRates":            "import",
	"contributions.Reverse":              "Reverse, by ReverseAt",
	"contributions.Restore":              "Restore, by RestoreAt",
	"budget/execution.Load":              "import",
	"budget/execution.Reverse":           "ReverseSpending, by ReverseAt",
	"budget/execution.RecordRefunds":     "PartnerRefund",
	"budget/execution.RecordPaidExpense": "Release",
}

// Whatever a use case is called: when it asks the gate, what it posts can be
// submitted. The source is read, so that a new one cannot be forgotten.
func TestEveryUseCaseThatAsksTheGateIsACase(t *testing.T) {
	cases, err := os.ReadFile(filepath.Join(root, "api", "approval", "cases.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for dir, asks := range posting {
		for _, name := range asking(t, filepath.Join(root, dir), asks) {
			found[dir+"."+name] = true
			if notAsked[dir+"."+name] == "" && !strings.Contains(string(cases), "."+name+"(") && !strings.Contains(string(cases), "."+name+")") {
				t.Errorf("%s.%s can be refused with approval.needed, and cannot be submitted", dir, name)
			}
		}
	}
	if len(found) < 30 {
		t.Errorf("only %d use cases ask the gate: %q", len(found), slices.Sorted(maps.Keys(found)))
	}
	for name := range notAsked {
		if !found[name] {
			t.Errorf("%s does not ask the gate", name)
		}
	}
}

// dated are the packages whose use cases bring dates into the books, with the
// fields by whose methods they ask whether the month is open: the periods
// themselves, or books that ask them in turn.
var dated = map[string]map[string][]string{
	"contributions":         {"periods": {"Open"}},
	"contributions/earmark": {"periods": {"Open"}},
	"budget/execution":      {"periods": {"Open"}},
	"budget/project":        {"periods": {"Open"}, "books": {"Commit", "Cancel", "Pay", "Refund"}},
}

// noMonth are the use cases that ask for no open month, and why not.
var noMonth = map[string]string{
	"contributions.AddDonor":          "a donor has no date",
	"contributions.MergeDonors":       "dated now; what was said of a closed month names both",
	"contributions.UnmergeDonor":      "dated now",
	"contributions.Open":              "a contribution has a year and no date; it posts nothing",
	"contributions.SetTerms":          "what an agreement says; the agreement itself is posted and asks",
	"contributions.SetSchedule":       "when instalments are due; a due date posts nothing",
	"contributions.SetProceeds":       "of what a contribution is a share; it posts nothing",
	"contributions.SetPolicy":         "values what is recorded from now on, which asks",
	"contributions.FixRate":           "values what is recorded from now on, which asks; its time may have begun in a closed month",
	"contributions.WithdrawFixedRate": "dated now; what it valued stays",
	"contributions.Load":              "by Loading, which asks of each row",
	"contributions.Sight":             "reads",
	"contributions/earmark.Add":       "an earmark has no date",
	"contributions/earmark.Close":     "dated today, and a month that is not over is not closed",
	"budget/execution.Explain":        "says why amounts differ; it changes none",
	"budget/execution.Load":           "by Loading, which asks of each row",
	"budget/project.Cases":            "reads",
	"budget/project.Find":             "reads",
	"budget/project.Overdue":          "reads",
	"budget/project.Register":         "a request is a letter; it promises nothing",
}

// Every use case that brings a date into the books asks whether its month is
// open, or it is said here why none of its dates changes what a closed month
// says.
func TestEveryDatedUseCaseAsksForAnOpenMonth(t *testing.T) {
	known := map[string]bool{}
	for dir, asks := range dated {
		names, all := useCases(t, filepath.Join(root, dir), asks)
		for _, name := range all {
			key := dir + "." + name
			known[key] = true
			switch open := slices.Contains(names, name); {
			case !open && noMonth[key] == "":
				t.Errorf("%s asks for no open month, and it is not said why", key)
			case open && noMonth[key] != "":
				t.Errorf("%s asks for an open month", key)
			}
		}
	}
	for key := range noMonth {
		if !known[key] {
			t.Errorf("%s is no use case", key)
		}
	}
}

// The edges run what may wait through its case: nowhere else do they call it.
func TestEdgesRunCases(t *testing.T) {
	var gated []string
	for dir, asks := range posting {
		gated = append(gated, asking(t, filepath.Join(root, dir), asks)...)
	}
	receivers := []string{"Contributions", "Earmarks", "Execution", "Projects", "Budget", "contributions", "earmarks", "execution", "projects", "budget"}
	for _, edge := range []string{"api/rest", "api/cli", "api/web"} {
		for path, file := range sources(t, filepath.Join(root, edge)) {
			if strings.HasPrefix(filepath.Base(path), "demo") {
				continue // nobody has set a limit there
			}
			if filepath.Base(path) == "rated.go" {
				continue // what a correction of a rate does to spending, within its case
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.SelectorExpr)
				if !ok || !slices.Contains(gated, call.Sel.Name) {
					return true
				}
				if on, ok := call.X.(*ast.SelectorExpr); ok && slices.Contains(receivers, on.Sel.Name) {
					t.Errorf("%s calls %s.%s, which may have to wait, beside its case", path, on.Sel.Name, call.Sel.Name)
				}
				return true
			})
		}
	}
}

// sources are the files of a package, without its tests.
func sources(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %v", dir, err)
	}
	files := map[string]*ast.File{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files[path] = file
	}
	return files
}

// asking are the use cases of a package, its exported methods of Service that
// take an actor, which come to one of the questions, directly or by way of
// others of the package. Of a value whose type the source does not say at once
// every type's method of that name counts: too many rather than too few.
func asking(t *testing.T, dir string, asks map[string][]string) (names []string) {
	t.Helper()
	names, _ = useCases(t, dir, asks)
	return names
}

// useCases are those that ask, and all that there are.
func useCases(t *testing.T, dir string, asks map[string][]string) (names, all []string) {
	t.Helper()
	calls, known, asked := map[string][]string{}, map[string]string{}, map[string]bool{}
	for _, file := range sources(t, dir) {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			own, self := receiver(f)
			key := own + "." + f.Name.Name
			if own == "Service" && f.Name.IsExported() && takesActor(f) {
				known[key] = f.Name.Name
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				switch fun := call.Fun.(type) {
				case *ast.Ident:
					calls[key] = append(calls[key], "."+fun.Name)
				case *ast.SelectorExpr:
					switch on := fun.X.(type) {
					case *ast.SelectorExpr:
						if slices.Contains(asks[on.Sel.Name], fun.Sel.Name) {
							asked[key] = true
						} else if on.Sel.Name == "s" {
							calls[key] = append(calls[key], "Service."+fun.Sel.Name)
						}
					case *ast.Ident:
						of := "?"
						if on.Name == self {
							of = own
						}
						calls[key] = append(calls[key], of+"."+fun.Sel.Name)
					}
				}
				return true
			})
		}
	}
	comes := func(called string) bool {
		name, any := strings.CutPrefix(called, "?")
		if !any {
			return asked[called]
		}
		for key := range asked {
			if strings.HasSuffix(key, name) && !strings.HasPrefix(key, "Service.") {
				return true
			}
		}
		return false
	}
	for grew := true; grew; {
		grew = false
		for key, called := range calls {
			if !asked[key] && slices.ContainsFunc(called, comes) {
				asked[key], grew = true, true
			}
		}
	}
	for key, name := range known {
		all = append(all, name)
		if asked[key] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	slices.Sort(all)
	return names, all
}

// receiver is the type of which the function is a method, and what the value is
// called there.
func receiver(f *ast.FuncDecl) (of, self string) {
	if f.Recv == nil {
		return "", ""
	}
	of = types.ExprString(f.Recv.List[0].Type)
	if len(f.Recv.List[0].Names) > 0 {
		self = f.Recv.List[0].Names[0].Name
	}
	return strings.TrimPrefix(of, "*"), self
}

func takesActor(f *ast.FuncDecl) bool {
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool { return types.ExprString(p.Type) == "access.Actor" })
}
