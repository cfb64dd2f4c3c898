package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "article30"

var root = filepath.Join("..", "..")

// node is a package as "go list" describes it, without its tests.
type node struct {
	ImportPath string
	Dir        string
	Name       string
	Export     string
	GoFiles    []string
	Imports    []string
	Module     *struct{ Path string }
}

// graph has packages by import path: ours, and everything they stand on.
type graph map[string]*node

// own is the path of a package of this module below its root, "." for the root
// itself.
func own(importPath string) (string, bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

// ours lists this module's packages in order.
func (g graph) ours() []string {
	var paths []string
	for path := range g {
		if _, ok := own(path); ok {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// list asks the go command for the packages that match the patterns and for
// all that they import. A package that is broken is listed as far as it can
// be read.
func list(t *testing.T, flags []string, patterns ...string) graph {
	t.Helper()
	touchSources(t)
	args := append([]string{
		"list", "-e", "-deps", "-tags", "nomsgpack", "-json=ImportPath,Dir,Name,Export,GoFiles,Imports,Module",
	}, flags...)
	cmd := exec.Command("go", append(args, patterns...)...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	g := graph{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var n node
		if err := dec.Decode(&n); errors.Is(err, io.EOF) {
			return g
		} else if err != nil {
			t.Fatal(err)
		}
		g[n.ImportPath] = &n
	}
}

// touchSources looks at every source file of the module, so that "go test"
// knows what the result depends on and keeps none that is out of date.
func touchSources(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			return f.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// matches reports whether path is the pattern or, for a pattern that ends in
// "/...", is the folder or lies below it.
func matches(pattern, path string) bool {
	folder, below := strings.CutSuffix(pattern, "/...")
	return path == folder || below && strings.HasPrefix(path, folder+"/")
}

func matchesAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, path) })
}
