package sheet

import (
	"context"
	"errors"
	"testing"

	"article30/internal/problem"
)

func TestReadMapping(t *testing.T) {
	type mapping struct {
		Name    string            `json:"name"`
		Columns map[string]string `json:"columns,omitempty"`
	}
	var m mapping
	if err := ReadMapping([]byte(`{"name": "ours", "columns": {"a": "b"}}`), &m); err != nil || m.Columns["a"] != "b" {
		t.Fatalf("%v, %v", m, err)
	}
	for _, text := range []string{"", "null null", "[]", `{"name": 1}`, `{"colour": 1}`, `{} {}`, `{"name": "a"`} {
		err := ReadMapping([]byte(text), &mapping{})
		e, ok := problem.As(err)
		if !ok || e.Code != "sheet.bad_mapping" || e.Args["members"] != "name, columns" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTransactUndoesADryRunAndNothingElse(t *testing.T) {
	broken := errors.New("broken")
	for name, test := range map[string]struct {
		dryRun     bool
		fails      error
		kept, want error
	}{
		"a dry run is undone":     {true, nil, errUndo, nil},
		"a real run is kept":      {false, nil, nil, nil},
		"an error stays an error": {false, broken, broken, broken},
		"also that of a dry run":  {true, broken, broken, broken},
	} {
		var kept error
		update := func(ctx context.Context, fn func(context.Context) error) error {
			kept = fn(ctx)
			return kept
		}
		got := Transact(t.Context(), update, test.dryRun, func(context.Context) error { return test.fails })
		if got != test.want || kept != test.kept {
			t.Errorf("%s: %v, and the transaction ended with %v", name, got, kept)
		}
	}
}
