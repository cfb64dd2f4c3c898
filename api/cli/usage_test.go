package cli

import (
	"errors"
	"io"
	"strings"
	"testing"

	"article30/internal/locale"
	"article30/internal/problem"
)

// Every sentence that the parser has is drawn from it, becomes a problem of
// its own, and is said in the reader's language with exit code 2.
func TestEveryMisuseHasItsCode(t *testing.T) {
	w := newTerminal(t)
	unseen := map[string]bool{"cli.unknown_command": true}
	for _, c := range complaints {
		unseen[c.Code] = true
	}
	for _, tt := range []struct{ line, code, en, fr string }{
		{"xyzzy", "cli.unknown_command", "There is no command xyzzy here.\n  See article30 --help.", "Il n’y a pas de commande xyzzy ici.\n  Voir article30 --help."},
		{"contribtions", "cli.unknown_command_near", "There is no command contribtions here. Near it: contributions.\n  See article30 --help.", "contribtions ici. Semblable : contributions.\n"},
		{"receipts --foo", "cli.unknown_flag", "There is no flag --foo here.", "Il n’y a pas d’option --foo ici."},
		{"receipts --jsn", "cli.unknown_flag_near", "There is no flag --jsn here. Near it: --as, --json.", "Semblable : --as, --json."},
		{"deadline 2012-10-15 x", "cli.unexpected_argument", "x is not expected here.", "x n’est pas attendu ici."},
		{"allot --advice x list", "cli.flag_of_another", "--advice belongs to issue, not to list.", "--advice appartient à issue, et non à list."},
		{"earmark assign 1 a", "cli.missing_flags", "This is missing: --on=DATE, --reference=STRING.", "Il manque : --on=DATE, --reference=STRING."},
		{"receipt 1 --on 2012-10-15", "cli.missing_arguments", "This is missing: <amount>.\n  See article30 receipt --help.", "Il manque : <amount>."},
		{"", "cli.missing_command", "one of: demo, serve,", "l’un de ces mots : demo, serve,"},
		{"report foo", "cli.not_one_of", "<name> cannot be “foo”. It is one of: status-of-contributions, outstanding,", "<name> ne peut être « foo »."},
		{"report fund --format x", "cli.not_one_of", "--format cannot be “x”. It is one of: xlsx, csv, json.", "--format ne peut être « x ». Valeurs admises : xlsx, csv, json."},
		{"assistance appraise 1 --on 2012-10-15 --criteria x --recommended --not-recommended", "cli.exclusive", "--recommended and --not-recommended do not go together.", "ne vont pas ensemble."},
		{"verify --since", "cli.no_value", "--since needs a value.", "--since demande une valeur."},
		{"verify --since --json", "cli.no_value", "--since needs a value.", "--since demande une valeur."},
		{"expense 5 --from", "cli.no_value", "--from needs a value.", "--from demande une valeur."},
		{"receipt x 5 --on 2012-10-15", "cli.not_a_number", "<contribution> is a whole number; “x” is not.", "<contribution> est un nombre entier ; « x » n’en est pas un."},
		{"report fund --year -x", "cli.no_value", "--year needs a value.", ""},
		{"approval approve x", "cli.not_a_number", "[<ids> ...] is a whole number; “x” is not.", ""},
		{"receipts --json=maybe", "cli.not_yes_or_no", "--json is true or false; “maybe” is neither.", "--json est true ou false ; « maybe »"},
	} {
		args := strings.Fields(tt.line)
		var c commands
		_, err := parse(&c, args, io.Discard, io.Discard, func(int) {})
		if err == nil {
			t.Errorf("%s: understood", tt.line)
			continue
		}
		e := misused(err)
		delete(unseen, e.Code)
		if e.Code != tt.code || e.Kind != problem.BadRequest {
			t.Errorf("%s: %v, want %s", tt.line, e, tt.code)
		}
		for lang, want := range map[string]string{"en": tt.en, "fr": tt.fr} {
			code, out, said := w.run(append([]string{"--lang", lang}, args...)...)
			if code != exitUsage || out != "" || !strings.Contains(strings.ReplaceAll(said, "\u00a0", " "), want) {
				t.Errorf("%s in %s: exit %d\n%s%s\nwant %s", tt.line, lang, code, out, said, want)
			}
		}
	}
	for code := range unseen {
		t.Errorf("nothing draws %s from the parser", code)
	}
}

// A sentence of the parser that is not known is given as it stands.
func TestUnknownComplaint(t *testing.T) {
	e := misused(errors.New("the moon is full"))
	if _, detail := locale.Match("fr").Problem(e); e.Code != "cli.usage" || !strings.Contains(detail, "the moon is full") {
		t.Errorf("%v: %s", e, detail)
	}
}

// The language is found though nothing else of the line is understood.
func TestLanguageOfAMisuse(t *testing.T) {
	w := newTerminal(t)
	for _, tt := range []struct {
		env, line, want string
	}{
		{"", "foo", "There is no command"},
		{"fr", "foo", "Il n’y a pas"},
		{"fr", "--lang=en foo", "There is no command"},
		{"", "foo --lang fr", "Il n’y a pas"},
		{"", "--lang xx foo", "There is no command"},
		{"", "foo -- --lang fr", "There is no command"},
		{"", "foo --lang", "There is no command"},
	} {
		t.Setenv("ARTICLE30_LANG", tt.env)
		if code, _, said := w.run(strings.Fields(tt.line)...); code != exitUsage || !strings.Contains(said, tt.want) {
			t.Errorf("%s %s: %d %s", tt.env, tt.line, code, said)
		}
	}
}
