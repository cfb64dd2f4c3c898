// Package problem is how the program says that something is wrong: a stable
// code with named arguments, never a sentence. The sentence is made at the
// edge, in the reader's language, from the catalogue entry "problem."+code.
package problem

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Args are the facts of a problem by name, to be put into its text. A value is
// a string, an int or a fmt.Stringer such as a date or an amount of money.
type Args map[string]any

// Field is a problem with one value of a larger input. Path is the value's
// place in that input: "amount", "lines[3].year".
type Field struct {
	Path string `json:"path"`
	Code string `json:"code"`
	Args Args   `json:"args,omitempty"`
}

// Error is a problem that a reader can be told about. Code is "area.what" and
// never changes its meaning. Err is the cause, for logs only.
type Error struct {
	Kind   Kind
	Code   string
	Args   Args
	Fields []Field
	Err    error
}

// longest is the number of characters of a text that an argument keeps.
const longest = 200

// New makes an error. The arguments alternate name and value; it panics when
// they do not. A text of more than 200 characters is cut, so that no answer
// and no log carries a whole file back.
func New(kind Kind, code string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Args: pairs(args)}
}

// With is the same error with its cause.
func (e *Error) With(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

func (e *Error) Unwrap() error { return e.Err }

// Error is one line for the log: code, arguments in the order of their names,
// fields, cause. What came from outside is quoted in ASCII, so that no value
// can start a line of its own, colour a terminal or reverse the reading order.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(printable(e.Code))
	writeArgs(&b, e.Args)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " [%s: %s", printable(f.Path), printable(f.Code))
		writeArgs(&b, f.Args)
		b.WriteByte(']')
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(printable(e.Err.Error()))
	}
	return b.String()
}

// Is reports whether err, or an error that it wraps, carries the code.
func Is(err error, code string) bool {
	for {
		e, ok := As(err)
		if !ok {
			return false
		}
		if e.Code == code {
			return true
		}
		err = e.Err
	}
}

// As is the first *Error in err's chain.
func As(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}

// KindOf is the kind of the first *Error in err's chain; Internal for any
// other error.
func KindOf(err error) Kind {
	if e, ok := As(err); ok {
		return e.Kind
	}
	return Internal
}

func pairs(args []any) Args {
	if len(args) == 0 {
		return nil
	}
	if len(args)%2 != 0 {
		panic("problem: an argument without a value")
	}
	a := make(Args, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			panic(fmt.Sprintf("problem: %v is not the name of an argument", args[i]))
		}
		a[name] = cut(args[i+1])
	}
	return a
}

func cut(value any) any {
	s, ok := value.(string)
	if !ok || len(s) <= longest {
		return value
	}
	n := 0
	for i := range s {
		if n == longest {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

func writeArgs(b *strings.Builder, args Args) {
	for _, name := range slices.Sorted(maps.Keys(args)) {
		fmt.Fprintf(b, " %s=%s", printable(name), printable(fmt.Sprint(args[name])))
	}
}

// printable leaves plain ASCII words and sentences as they are and quotes
// everything else.
func printable(s string) string {
	if q := strconv.QuoteToASCII(s); q != `"`+s+`"` || s == "" || strings.ContainsAny(s, " =[]") {
		return q
	}
	return s
}
