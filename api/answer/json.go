package answer

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"article30/internal/problem"
)

// deepest is how far arrays and objects may be nested in a request; ours need
// four levels.
const deepest = 32

// CheckJSON refuses what encoding/json would let pass in silence: a key given
// twice in one object, something after the value, and nesting without end.
func CheckJSON(b []byte) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var open []*object
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 {
			return problem.New(problem.BadRequest, "request.no_json")
		}
		if err != nil {
			return malformed(dec, err)
		}
		switch delim, _ := t.(json.Delim); delim {
		case '{', '[':
			if len(open) == deepest {
				return problem.New(problem.BadRequest, "request.too_deep", "limit", deepest)
			}
			if len(open) > 0 {
				open[len(open)-1].value()
			}
			open = append(open, newObject(delim == '{'))
		case '}', ']':
			open = open[:len(open)-1]
		default:
			if len(open) == 0 {
				break
			}
			if double := open[len(open)-1].token(t); double != "" {
				return problem.New(problem.BadRequest, "request.duplicate_key", "key", double)
			}
		}
		if len(open) > 0 {
			continue
		}
		if _, err := dec.Token(); !errors.Is(err, io.EOF) {
			return problem.New(problem.BadRequest, "request.trailing_data")
		}
		return nil
	}
}

func malformed(dec *json.Decoder, err error) error {
	return problem.New(problem.BadRequest, "request.malformed_json", "offset", dec.InputOffset()).With(err)
}

// object remembers the keys of one object; of an array it remembers nothing.
type object struct {
	keys    map[string]bool
	wantKey bool
}

func newObject(hasKeys bool) *object {
	if !hasKeys {
		return &object{}
	}
	return &object{keys: map[string]bool{}, wantKey: true}
}

// token takes the next key or plain value; it returns a key seen before.
func (o *object) token(t json.Token) (double string) {
	if o.keys == nil || !o.wantKey {
		o.value()
		return ""
	}
	key := t.(string)
	folded := strings.ToLower(key) // encoding/json takes Amount for amount
	o.wantKey = false
	if o.keys[folded] {
		return key
	}
	o.keys[folded] = true
	return ""
}

// value notes that a key has got its value.
func (o *object) value() {
	if o.keys != nil {
		o.wantKey = true
	}
}
