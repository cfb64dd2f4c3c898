package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"

	"article30/internal/problem"
)

const defaultDB = "sqlite:article30.db"

// say prints an error as a sentence in the reader's language, and below it
// every value that is wrong. What went wrong inside is printed too: on the
// command line the reader is the operator.
func (a *app) say(err error) {
	e, ok := problem.As(err)
	if !ok {
		fmt.Fprintf(a.err, "article30: %v\n", err)
		return
	}
	_, detail := a.printer.Problem(e)
	fmt.Fprintf(a.err, "article30: %s\n", detail)
	for _, f := range e.Fields {
		if text := a.printer.Field(f); text != detail {
			fmt.Fprintf(a.err, "  %s: %s\n", f.Path, text)
		}
	}
	switch e.Kind {
	case problem.Internal, problem.Unavailable:
		if e.Err != nil {
			fmt.Fprintf(a.err, "  (%v)\n", e.Err)
		}
	}
}

func (a *app) printf(format string, args ...any) { fmt.Fprintf(a.out, format, args...) }

func (a *app) println(args ...any) { fmt.Fprintln(a.out, args...) }

// json prints v indented, as one document.
func (a *app) json(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// database is the URL in force.
func (f flags) database() (string, error) {
	if f.DB != "" {
		return f.DB, nil
	}
	path := os.Getenv("ARTICLE30_DB_FILE")
	if path == "" {
		return defaultDB, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", problem.New(problem.Invalid, "config.unreadable_file", "name", "ARTICLE30_DB_FILE", "file", path).With(err)
	}
	return strings.TrimSpace(string(b)), nil
}

// masked is a database URL without its secrets.
func masked(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "****" // it may hold a password all the same
	}
	if _, ok := u.User.Password(); ok {
		u.User = url.UserPassword(u.User.Username(), "****")
	}
	if q := u.Query(); q.Has("password") {
		q.Set("password", "****")
		u.RawQuery = q.Encode()
	}
	return strings.ReplaceAll(u.String(), "%2A%2A%2A%2A", "****")
}

// currentUser is the name of whoever runs the program.
func currentUser() string {
	name := os.Getenv("USER")
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return cmp.Or(name, "local")
}

type configCmd struct {
	JSON bool `help:"As JSON."`
}

func (c *configCmd) Run(a *app) error {
	db, err := a.flags.database()
	if err != nil {
		return err
	}
	f := a.flags
	if c.JSON {
		return a.json(map[string]any{
			"db": masked(db), "lang": f.Lang, "as": f.As, "clear_days": f.ClearDays,
			"majority": f.Majority, "quorum_union": f.QuorumUnion, "succession": f.Succession, "psc_percent": f.PSCPercent, "rate_max_age": f.RateMaxAge,
			"translation_days": f.TranslationDays, "freeze_days": f.FreezeDays, "entry_days": f.EntryDays, "checkpoint_key": f.CheckpointKey,
			"smtp": f.SMTP, "smtp_security": f.SMTPSecurity, "smtp_user": f.SMTPUser, "smtp_password_file": f.SMTPPasswordFile,
			"smtp_ca_file": f.SMTPCAFile, "mail_from": f.MailFrom, "unverified": unverified,
		})
	}
	for _, setting := range [][2]string{
		{"db", masked(db)}, {"lang", f.Lang}, {"as", f.As}, {"clear_days", strconv.FormatBool(f.ClearDays)},
		{"majority", f.Majority}, {"quorum_union", strconv.FormatBool(f.QuorumUnion)}, {"succession", f.Succession}, {"psc_percent", f.PSCPercent},
		{"rate_max_age", strconv.Itoa(f.RateMaxAge)},
		{"translation_days", strconv.Itoa(f.TranslationDays)}, {"freeze_days", strconv.Itoa(f.FreezeDays)}, {"entry_days", strconv.Itoa(f.EntryDays)},
		{"checkpoint_key", f.CheckpointKey},
		{"smtp", f.SMTP}, {"smtp_security", f.SMTPSecurity}, {"smtp_user", f.SMTPUser}, {"smtp_password_file", f.SMTPPasswordFile},
		{"smtp_ca_file", f.SMTPCAFile}, {"mail_from", f.MailFrom},
	} {
		note := ""
		if slices.Contains(unverified, setting[0]) {
			note = a.printer.Text("cli.unverified")
		}
		a.printf("%-18s  %s%s\n", setting[0], setting[1], note)
	}
	return nil
}

// exists refuses a SQLite file that is not there, which opening would make.
func exists(url string) error {
	path, ok := strings.CutPrefix(url, "sqlite:")
	if !ok {
		return nil
	}
	if _, err := os.Stat(path); err != nil {
		return problem.New(problem.NotFound, "cli.no_database", "file", path).With(err)
	}
	return nil
}
