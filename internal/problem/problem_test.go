package problem_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"article30/internal/date"
	"article30/internal/problem"
)

func TestStatus(t *testing.T) {
	for kind, want := range map[problem.Kind]int{
		problem.Invalid: 422, problem.BadRequest: 400, problem.NotFound: 404, problem.Conflict: 409, problem.Precondition: 412,
		problem.Forbidden: 403, problem.Unauthorized: 401, problem.TooLarge: 413, problem.Unsupported: 415,
		problem.TooMany: 429, problem.Unavailable: 503, problem.Internal: 500,
		problem.Kind(99): 500, problem.Kind(-1): 500,
	} {
		if kind.Status() != want {
			t.Errorf("%s answers %d, want %d", kind, kind.Status(), want)
		}
		if kind.String() == "" {
			t.Errorf("kind %d has no name", int(kind))
		}
	}
}

// An error that nobody classified is ours, never the reader's.
func TestUnclassified(t *testing.T) {
	if k := problem.KindOf(&problem.Error{}); k != problem.Internal {
		t.Errorf("the zero kind is %s", k)
	}
	for _, err := range []error{nil, io.EOF, errors.New("money.grammar")} {
		if k := problem.KindOf(err); k != problem.Internal {
			t.Errorf("%v is %s", err, k)
		}
		if problem.Is(err, "money.grammar") || problem.Is(err, "") {
			t.Errorf("%v has a code", err)
		}
		if e, ok := problem.As(err); ok || e != nil {
			t.Errorf("%v is a problem", err)
		}
	}
}

func TestChain(t *testing.T) {
	inner := problem.New(problem.Unavailable, "db.unavailable").With(io.ErrUnexpectedEOF)
	outer := problem.New(problem.Conflict, "receipt.changed").With(inner)
	err := fmt.Errorf("recording: %w", outer)

	if problem.KindOf(err) != problem.Conflict {
		t.Errorf("the kind is %s, want the outermost", problem.KindOf(err))
	}
	for _, code := range []string{"receipt.changed", "db.unavailable"} {
		if !problem.Is(err, code) {
			t.Errorf("%v does not carry %s", err, code)
		}
	}
	if problem.Is(err, "db") {
		t.Error("half a code is found")
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
}

func TestWithLeavesTheOriginal(t *testing.T) {
	plain := problem.New(problem.Invalid, "a.b")
	if caused := plain.With(io.EOF); plain.Err != nil || caused.Err != io.EOF || caused.Code != "a.b" {
		t.Errorf("%v became %v", plain, caused)
	}
}

func TestErrorForTheLog(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{problem.New(problem.Invalid, "money.grammar"), `money.grammar`},
		{
			problem.New(problem.Invalid, "rate.none", "on", date.MustParse("2012-08-16"), "currency", "EEK", "count", 3),
			`rate.none count=3 currency=EEK on=2012-08-16`,
		},
		{problem.New(problem.Invalid, "a.b", "value", ""), `a.b value=""`},
		{problem.New(problem.Invalid, "a.b", "value", "two words"), `a.b value="two words"`},
		{problem.New(problem.Invalid, "a.b", "value", "x other=1"), `a.b value="x other=1"`},
		{problem.New(problem.Invalid, "a.b", "value", "1\r\nlevel=ERROR"), `a.b value="1\r\nlevel=ERROR"`},
		{problem.New(problem.Invalid, "a.b", "value", "\x1b[31mred"), `a.b value="\x1b[31mred"`},
		{problem.New(problem.Invalid, "a.b", "value", "\u202egnp.exe"), `a.b value="\u202egnp.exe"`},
		{problem.New(problem.Invalid, "a.b", "value", "\u2028line"), `a.b value="\u2028line"`},
		{problem.New(problem.Invalid, "a.b", "value", "\xff"), `a.b value="\xff"`},
		{problem.New(problem.Invalid, "a.b").With(errors.New("disk\nfull")), `a.b: "disk\nfull"`},
		{
			&problem.Error{Code: "a.b", Fields: []problem.Field{{Path: "x\ny", Code: "c.d", Args: problem.Args{"v": "]"}}}},
			`a.b ["x\ny": c.d v="]"]`,
		},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

// Attack 42: whatever a value is, the log line stays one line of printable
// ASCII.
func TestErrorIsOneLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := func(label string) string {
			return rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, label)
		}
		var fields problem.Fields
		fields.Add(s("path"), s("code"), s("name"), s("value"))
		e, _ := problem.As(fields.Err(s("outer")))
		e.Args = problem.Args{s("arg"): s("argument")}
		line := e.With(errors.New(s("cause"))).Error()
		if i := strings.IndexFunc(line, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }); i >= 0 {
			t.Fatalf("%q has %q at %d", line, line[i:], i)
		}
	})
}

func TestLongTextsAreCut(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{strings.Repeat("9", 1<<20), strings.Repeat("9", 200) + "…"},
		{strings.Repeat("é", 201), strings.Repeat("é", 200) + "…"},
		{strings.Repeat("é", 200), strings.Repeat("é", 200)},
		{strings.Repeat("9", 200), strings.Repeat("9", 200)},
	} {
		e := problem.New(problem.Invalid, "a.b", "value", tt.in)
		if got := e.Args["value"]; got != tt.want {
			t.Errorf("%d bytes became %q", len(tt.in), got)
		}
		var fields problem.Fields
		fields.Add("x", "a.b", "value", tt.in)
		if e, _ := problem.As(fields.Err("c.d")); e.Fields[0].Args["value"] != tt.want {
			t.Errorf("%d bytes in a field became %q", len(tt.in), e.Fields[0].Args["value"])
		}
	}
}

func TestArgumentsComeInPairs(t *testing.T) {
	for _, args := range [][]any{{"alone"}, {1, "number as a name"}, {"a", 1, "b"}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v: no panic", args)
				}
			}()
			problem.New(problem.Invalid, "a.b", args...)
		}()
	}
}

func TestFields(t *testing.T) {
	var inner problem.Fields
	inner.Add("year", "date.grammar", "value", "x")

	f := problem.Fields{}
	f.Add("amount", "money.grammar", "value", "1,0")
	f.AddErr("currency", nil)
	f.AddErr("date", fmt.Errorf("wrapped: %w", problem.New(problem.Invalid, "date.not_a_day", "value", "2012-02-30")))
	f.AddErr("donor", problem.New(problem.NotFound, "donor.unknown"))
	f.AddErr("lines[3]", inner.Err("line.invalid"))
	f.AddErr("", inner.Err("line.invalid"))

	if f.Len() != 5 {
		t.Errorf("%d problems, want 5", f.Len())
	}
	got, ok := problem.As(f.Err("contribution.invalid"))
	if !ok {
		t.Fatal("no problem")
	}
	want := &problem.Error{Kind: problem.Invalid, Code: "contribution.invalid", Fields: []problem.Field{
		{Path: "amount", Code: "money.grammar", Args: problem.Args{"value": "1,0"}},
		{Path: "date", Code: "date.not_a_day", Args: problem.Args{"value": "2012-02-30"}},
		{Path: "donor", Code: "donor.unknown"},
		{Path: "lines[3].year", Code: "date.grammar", Args: problem.Args{"value": "x"}},
		{Path: "year", Code: "date.grammar", Args: problem.Args{"value": "x"}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// No error stays no error: comparing the result with nil is safe, also from a
// collector that is nil itself.
func TestNoFields(t *testing.T) {
	var absent *problem.Fields
	empty := problem.Fields{}
	quiet := problem.Fields{}
	quiet.AddErr("amount", nil)
	for i, f := range []*problem.Fields{absent, &empty, &quiet} {
		if err := f.Err("contribution.invalid"); err != nil {
			t.Errorf("%d: %v", i, err)
		}
		if f.Len() != 0 {
			t.Errorf("%d: %d problems", i, f.Len())
		}
	}
}

// A failure of ours does not become a mistake in the form.
func TestFailureIsNoField(t *testing.T) {
	down := problem.New(problem.Unavailable, "db.unavailable")
	for _, failure := range []error{io.ErrUnexpectedEOF, down, problem.New(problem.Internal, "a.b")} {
		f := problem.Fields{}
		f.Add("amount", "money.grammar")
		f.AddErr("donor", failure)
		f.AddErr("donor", errors.New("a later one"))
		if err := f.Err("contribution.invalid"); err != failure {
			t.Errorf("%v became %v", failure, err)
		}
		if f.Len() != 1 {
			t.Errorf("%v was counted as a field", failure)
		}
	}
}

func TestKindsAreDistinct(t *testing.T) {
	var names []string
	for k := problem.Internal; k <= problem.Unavailable; k++ {
		if slices.Contains(names, k.String()) {
			t.Errorf("two kinds are called %s", k)
		}
		names = append(names, k.String())
	}
}
