package intake

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"article30/internal/problem"
)

// A printed figure: digits, or groups of three digits apart by one kind of
// space, then perhaps a point and decimals. Nothing else is a figure; commas
// are refused because half the world reads them the other way.
var (
	plainFigure   = regexp.MustCompile(`^[0-9]{1,13}(\.[0-9]{1,4})?$`)
	groupedFigure = regexp.MustCompile(`^[0-9]{1,3}(( [0-9]{3})+|(\x{00A0}[0-9]{3})+|(\x{202F}[0-9]{3})+|(\x{2009}[0-9]{3})+)(\.[0-9]{1,4})?$`)
)

// nils are the ways in which tables print that there is no figure.
var nils = []string{"", "-", "–", "—"}

// figure is one cell of figures; nil is a cell without one.
type figure struct {
	value decimal.Decimal
	null  bool
}

// parseFigure reads a figure as UN tables print it: groups of three apart by
// spaces, negative in parentheses or after a minus, nil as a dash or nothing.
//
// Error: budget_table.figure.
func parseFigure(s string) (figure, error) {
	digits := strings.TrimSpace(s)
	if slices.Contains(nils, digits) {
		return figure{null: true}, nil
	}
	negative := false
	if inner, ok := strings.CutPrefix(digits, "("); ok && strings.HasSuffix(inner, ")") {
		digits, negative = strings.TrimSuffix(inner, ")"), true
	} else if rest, ok := strings.CutPrefix(digits, "-"); ok {
		digits, negative = rest, true
	}
	if !plainFigure.MatchString(digits) && !groupedFigure.MatchString(digits) {
		return figure{}, problem.New(problem.Invalid, "budget_table.figure", "value", s)
	}
	for _, space := range []string{" ", "\u00A0", "\u202F", "\u2009"} {
		digits = strings.ReplaceAll(digits, space, "")
	}
	value, err := decimal.NewFromString(digits)
	if err != nil {
		return figure{}, problem.New(problem.Invalid, "budget_table.figure", "value", s).With(err)
	}
	if negative {
		if value.IsZero() {
			return figure{}, problem.New(problem.Invalid, "budget_table.figure", "value", s)
		}
		value = value.Neg()
	}
	return figure{value: value}, nil
}
