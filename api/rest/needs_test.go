package rest

import (
	"maps"
	"slices"
	"testing"

	"github.com/gin-gonic/gin"

	"article30/api/imports"
	"article30/api/statements"
	"article30/internal/access"
	"article30/internal/problem"
)

// Every operation says what it takes, and nothing else does.
func TestEveryOperationSaysWhatItTakes(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	left := maps.Clone(needs)
	for path, item := range Mount(gin.New(), Services{}).Paths {
		for _, op := range operations(item) {
			n, ok := needs[op.OperationID]
			if !ok {
				t.Errorf("%s %s: %q is not in the table", op.Method, path, op.OperationID)
			}
			delete(left, op.OperationID)
			public := path == "/healthz" || op.Method == "GET" && slices.Contains(Public, path)
			if n.nothing != public {
				t.Errorf("%s answers without a token: %v", path, n.nothing)
			}
			if !n.nothing && !n.token && len(n.permissions) == 0 {
				t.Errorf("%s %s lets nobody in", op.Method, path)
			}
			for _, p := range n.permissions {
				if !slices.Contains(access.Permissions(), p) {
					t.Errorf("%s %s takes %q, which there is not", op.Method, path, p)
				}
				if read := op.Method == "GET"; p.Reads() != read {
					t.Errorf("%s %s takes %s", op.Method, path, p)
				}
			}
			if op.Security == nil || len(op.Security) == 0 != n.nothing {
				t.Errorf("%s %s: the description says %v", op.Method, path, op.Security)
			}
		}
	}
	if len(left) > 0 {
		t.Errorf("rows for no operation: %v", slices.Sorted(maps.Keys(left)))
	}
}

func TestEveryKindOfFileSaysWhatItTakes(t *testing.T) {
	for _, kind := range imports.Kinds {
		if p := imports.Needs[kind]; p.Reads() || !slices.Contains(needs["import"].permissions, p) {
			t.Errorf("%s takes %q", kind, p)
		}
	}
	if len(imports.Needs) != len(imports.Kinds) {
		t.Errorf("%d kinds, %d that say what they take", len(imports.Kinds), len(imports.Needs))
	}
}

func TestEveryStatementSaysWhatItTakes(t *testing.T) {
	for _, name := range statements.Names {
		if p, _ := statements.Needs(name); !p.Reads() {
			t.Errorf("%s takes %q", name, p)
		}
	}
}

// An operation without a row answers nobody, and nobody is somebody only by a
// token.
func TestForgottenOperation(t *testing.T) {
	boss := access.Operator("boss")
	if err := needs["forgotten"].check(boss); problem.KindOf(err) != problem.Internal {
		t.Errorf("without a row: %v", err)
	}
	for _, n := range []need{takes(access.ReadReference), takesOwn(access.ReadReference), {token: true}, {}} {
		if err := n.check(access.Actor{Roles: boss.Roles}); !problem.Is(err, "auth.missing") {
			t.Errorf("%+v and nobody: %v", n, err)
		}
	}
}
