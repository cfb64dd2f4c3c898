package answer

import (
	"strings"
	"testing"

	"article30/internal/problem"
)

func TestCheckJSON(t *testing.T) {
	for _, tt := range []struct{ name, body, code string }{
		{"object", `{"a":1,"b":{"a":[1,{"a":2}]},"c":null}`, ""},
		{"scalar", `"x"`, ""},
		{"space around", " {} \n", ""},
		{"empty", "", "request.no_json"},
		{"only space", "  ", "request.no_json"},
		{"duplicate key", `{"a":1,"a":2}`, "request.duplicate_key"},
		{"duplicate key after a nested value", `{"a":{"x":[1,2]},"b":1,"a":2}`, "request.duplicate_key"},
		{"duplicate key, escaped", `{"a":1,"\u0061":2}`, "request.duplicate_key"},
		{"duplicate key but for case", `{"amount":1,"AMOUNT":2}`, "request.duplicate_key"},
		{"duplicate key deep inside", `[{"x":{"a":1,"a":2}}]`, "request.duplicate_key"},
		{"the same key in two objects", `[{"a":1},{"a":1}]`, ""},
		{"a value equal to a key", `{"a":"a","b":"a"}`, ""},
		{"trailing value", `{"a":1} {"a":2}`, "request.trailing_data"},
		{"trailing brace", `{"a":1}}`, "request.trailing_data"},
		{"truncated", `{"a":1`, "request.malformed_json"},
		{"single quotes", `{'a':1}`, "request.malformed_json"},
		{"trailing comma", `{"a":1,}`, "request.malformed_json"},
		{"NaN", `{"a":NaN}`, "request.malformed_json"},
		{"comment", `{"a":1}//x`, "request.trailing_data"},
		{"as deep as allowed", strings.Repeat("[", 32) + strings.Repeat("]", 32), ""},
		{"one deeper", strings.Repeat("[", 33) + strings.Repeat("]", 33), "request.too_deep"},
		{"100,000 deep", strings.Repeat(`{"a":`, 100_000), "request.too_deep"},
	} {
		err := CheckJSON([]byte(tt.body))
		switch {
		case tt.code == "" && err != nil:
			t.Errorf("%s: refused: %v", tt.name, err)
		case tt.code != "" && !problem.Is(err, tt.code):
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.code)
		}
	}
}
