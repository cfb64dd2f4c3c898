package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

const preamble = `package p
import (
	"math"
	"math/big"
	"strconv"
	"time"
	"github.com/shopspring/decimal"
	"article30/internal/date"
)
var _ = math.MaxInt64
var _ *big.Int
var _ = strconv.Itoa
var _ time.Month
var _ date.Date
var a, b decimal.Decimal
type pair struct{ one, two decimal.Decimal }
`

// The scan sees what it is there to see, and lets through what it should.
func TestFigureChecksCanFail(t *testing.T) {
	g := list(t, []string{"-export"}, "math", "math/big", "strconv", "time", decimalPath, "./internal/date")
	for _, tt := range []struct {
		path, source, want string
	}{
		{"budget", `var x float64`, "floating-point"},
		{"budget", `type t struct{ x []float32 }`, "floating-point"},
		{"budget", `func f(x complex128) {}`, "floating-point"},
		{"budget", `const rate = 0.13`, "floating-point"},
		{"budget", `type weight float64`, "floating-point"},
		{"budget", `var x = int64(math.Pow10(2))`, "floating-point"},
		{"budget", `var x = time.Hour.Seconds()`, "floating-point"},
		{"budget", `var x = new(big.Float)`, "floating-point"},
		{"budget", `var x, _ = strconv.ParseFloat("1", 64)`, "strconv.ParseFloat"},
		{"budget", `var parse = strconv.ParseFloat`, "strconv.ParseFloat"},
		{"budget", `var x = decimal.NewFromFloat(1)`, "decimal.NewFromFloat"},
		{"budget", `var x = a.InexactFloat64()`, "InexactFloat64"},
		{"budget", `var x, _ = a.Float64()`, "Float64"},
		{"budget", `var x = a.Div(b)`, "Decimal).Div;"},
		{"budget", `var divide = decimal.Decimal.Div`, "Decimal).Div;"},
		{"budget", `var x = decimal.Avg(a, b)`, "decimal.Avg"},
		{"budget", `func f() { decimal.DivisionPrecision = 2 }`, "DivisionPrecision"},
		{"budget", `var x = a.RoundBank(2)`, "RoundBank"},
		{"budget", `var x = a == b`, "use Equal"},
		{"budget", `var p, q pair; var x = p != q`, "use Equal"},
		{"budget", `var p, q [2]pair; var x = p == q`, "use Equal"},
		{"budget", `var x = time.Now()`, "time.Now"},
		{"budget", `var clock = time.Now`, "time.Now"},
		{"budget", `func f(t time.Time) time.Duration { return time.Since(t) }`, "time.Since"},
		{"budget", `var x = date.System()`, "date.System"},
		{"internal/money", `var x float64`, "floating-point"},
		{"reports/xlsx", `var x = a.InexactFloat64()`, "InexactFloat64"},
		{"reports/xlsx", `var x = decimal.NewFromFloat(2)`, "decimal.NewFromFloat"},
		{"reports/xlsx", `var x = time.Now()`, "time.Now"},
		{"internal/date", `var x float64`, "floating-point"},

		{"budget", `var x = a.DivRound(b, 2)`, ""},
		{"budget", `var x = a.Equal(b)`, ""},
		{"budget", `var x = new(big.Int).Div(big.NewInt(4), big.NewInt(2))`, ""},
		{"budget", `var x = math.MaxInt64; const n = 2`, ""},
		{"budget", `type pen struct{}; func (pen) Div() {}; func f(p pen) { p.Div() }`, ""},
		{"budget", `// float64, time.Now() and a == b in a comment`, ""},
		{"budget", `var x = "float64 time.Now"`, ""},
		{"budget", `func f(p *pair) bool { return p == nil }`, ""},
		{"reports/xlsx", `var width float64 = 12.5`, ""},
		{"internal/date", `var x = time.Now()`, ""},
	} {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, "p.go", preamble+tt.source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%s: %v", tt.source, err)
		}
		wrong, err := check(fset, compiled(fset, g), tt.path, []*ast.File{f})
		if err != nil {
			t.Fatalf("%s: %v", tt.source, err)
		}
		got := strings.Join(wrong, "\n")
		if tt.want == "" && got != "" || tt.want != "" && !strings.Contains(got, tt.want) {
			t.Errorf("%s in %s: got %q, want %q", tt.source, tt.path, got, tt.want)
		}
	}
}
