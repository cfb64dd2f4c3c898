package cli

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// An amount may be negative as far as the command line is concerned: whether
// it may be is for the rules to say, with their own sentence. The parser takes
// whatever begins with a hyphen for a flag, so that the hyphen before a number
// goes past it as a character that no argument can hold.
const (
	hyphen = "-"
	minus  = "\x00"
)

var negative = regexp.MustCompile(`^-[0-9.,]`)

// maskNegative is the arguments as the parser is given them.
func maskNegative(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		if arg == "--" {
			return append(out[:i], args[i:]...)
		}
		if negative.MatchString(arg) {
			arg = minus + strings.TrimPrefix(arg, hyphen)
		}
		out[i] = arg
	}
	return out
}

// unmasked is a complaint of the parser with arguments as the person wrote
// them: it quotes some.
func unmasked(text string) string {
	quoted := strings.Trim(strconv.Quote(minus), `"`)
	return strings.NewReplacer(minus, hyphen, quoted, hyphen).Replace(text)
}

// negatives has the parser read texts as the person wrote them.
func negatives() kong.Option {
	return kong.KindMapper(reflect.String, kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
		var text string
		err := ctx.Scan.PopValueInto("string", &text)
		target.SetString(strings.ReplaceAll(text, minus, hyphen))
		return err
	}))
}
