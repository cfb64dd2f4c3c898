package cli

import (
	"errors"
	"os"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"article30/internal/locale"
	"article30/internal/problem"
)

// complaint is one sentence of the parser as a problem: what its groups hold,
// in this order, are the arguments.
type complaint struct {
	Code    string
	grammar *regexp.Regexp
	names   []string
}

// complaints are the sentences that the parser has. It says no more than the
// sentence, so that the sentence is read; a test draws every one from it.
var complaints = []complaint{
	says(`^unknown flag (\S+), did you mean (?:one of )?(.*)\?`, "cli.unknown_flag_near", "value", "near"),
	says(`^unknown flag (\S+)`, "cli.unknown_flag", "value"),
	says(`^unexpected argument (.*), did you mean (?:one of )?(.*)\?`, "cli.unknown_command_near", "value", "near"),
	says(`^unexpected (?:flag )?(?:argument|token) (.*)`, "cli.unexpected_argument", "value"),
	says(`^flag (\S+) applies to the default command (".*"), not (".*")`, "cli.flag_of_another", "flag", "command", "other"),
	says(`^missing flags: (.*)`, "cli.missing_flags", "flags"),
	says(`^(?:missing positional arguments |expected ")(<.*)`, "cli.missing_arguments", "arguments"),
	says(`^expected (?:one of )?(".*)`, "cli.missing_command", "allowed"),
	says(`^(\S+) must be one of (.*) but got (".*")`, "cli.not_one_of", "place", "allowed", "value"),
	says(`^(\S+) and (\S+) can't be used together`, "cli.exclusive", "flag", "other"),
	says(`^(\S+): (?:expected \S+ value but got|missing value)`, "cli.no_value", "place"),
	says(`^(\S+(?: \.\.\.\]?)?): expected a valid \d+ bit int but got ("[^"]*")`, "cli.not_a_number", "place", "value"),
	says(`^(\S+): bool value must be .* but got ("[^"]*")`, "cli.not_yes_or_no", "place", "value"),
}

func says(grammar, code string, names ...string) complaint {
	return complaint{Code: code, grammar: regexp.MustCompile(grammar), names: names}
}

// misused is what the parser says of a command line, as a problem with its
// code; cli.usage with the parser's own words for a sentence that it did not
// have when this was written.
func misused(err error) *problem.Error {
	said := unmasked(err.Error())
	for _, c := range complaints {
		groups := c.grammar.FindStringSubmatch(said)
		if groups == nil {
			continue
		}
		args := make(problem.Args, len(c.names))
		for i, name := range c.names {
			args[name] = strings.NewReplacer(`","`, ", ", `"`, "").Replace(groups[i+1])
		}
		e := &problem.Error{Kind: problem.BadRequest, Code: c.Code, Args: args, Err: err}
		if e.Code == "cli.unexpected_argument" && len(reached(err).Children) > 0 {
			e.Code = "cli.unknown_command"
		}
		return e
	}
	return problem.New(problem.BadRequest, "cli.usage", "said", said).With(err)
}

// reached is the command that the parser had come to.
func reached(err error) *kong.Node {
	failed, ok := errors.AsType[*kong.ParseError](err)
	if !ok || failed.Context == nil {
		return &kong.Node{}
	}
	if node := failed.Context.Selected(); node != nil {
		return node
	}
	return failed.Context.Model.Node
}

// asked is how to ask for help where the parser stopped.
func asked(err error) string {
	words := []string{}
	for node := reached(err); node != nil && node.Parent != nil; node = node.Parent {
		words = append([]string{node.Name}, words...)
	}
	return strings.Join(append(append([]string{"article30"}, words...), "--help"), " ")
}

// spoken is the language that a command line asks for, though the rest of it
// cannot be understood: flag, environment, default.
func spoken(args []string) *locale.Printer {
	lang := os.Getenv("ARTICLE30_LANG")
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if value, ok := strings.CutPrefix(arg, "--lang"); ok {
			if value == "" && i+1 < len(args) {
				value = "=" + args[i+1]
			}
			if value, ok = strings.CutPrefix(value, "="); ok {
				lang = value
			}
		}
	}
	if p, err := locale.For(lang); err == nil {
		return p
	}
	return locale.Match("")
}
