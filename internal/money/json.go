package money

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"article30/internal/problem"
)

// MarshalJSON is {"amount":"1234.50","currency":"USD"}, the amount a string
// that no reader turns into a binary fraction; null for no money.
func (m Money) MarshalJSON() ([]byte, error) {
	if m == (Money{}) {
		return []byte("null"), nil
	}
	return fmt.Appendf(nil, `{"amount":%q,"currency":%q}`, m.Plain(), string(m.currency)), nil
}

// UnmarshalJSON reads what MarshalJSON writes and nothing else: both members,
// each once and by its exact name, both strings, the amount by the grammar of
// Parse.
//
// Errors: money.json and those of ParseCurrency and Parse.
func (m *Money) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*m = Money{}
		return nil
	}
	members, err := stringMembers(data)
	if err != nil || len(members) != 2 {
		return problem.New(problem.BadRequest, "money.json").With(err)
	}
	amount, hasAmount := members["amount"]
	code, hasCurrency := members["currency"]
	if !hasAmount || !hasCurrency {
		return problem.New(problem.BadRequest, "money.json")
	}
	c, err := ParseCurrency(code)
	if err != nil {
		return err
	}
	parsed, err := Parse(amount, c)
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

var errNotMembers = errors.New("not one flat object of strings, each name once")

// stringMembers reads one flat object of strings, in which no name comes
// twice.
func stringMembers(data []byte) (map[string]string, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if token, err := dec.Token(); err != nil || token != json.Delim('{') {
		return nil, errNotMembers
	}
	members := map[string]string{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		value, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, isName := name.(string)
		text, isText := value.(string)
		if _, twice := members[key]; !isName || !isText || twice {
			return nil, errNotMembers
		}
		members[key] = text
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errNotMembers
	}
	return members, nil
}
