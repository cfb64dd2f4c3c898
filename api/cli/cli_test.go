package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/published"
)

// terminal runs commands in a folder of its own, as a person would.
type terminal struct{ t *testing.T }

func newTerminal(t *testing.T) terminal {
	t.Chdir(t.TempDir())
	for _, name := range []string{"ARTICLE30_DB", "ARTICLE30_DB_FILE", "ARTICLE30_LANG", "ARTICLE30_AS", "ARTICLE30_ADDR"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	return terminal{t}
}

func (w terminal) run(args ...string) (code int, out, errors string) {
	w.t.Helper()
	var o, e bytes.Buffer
	code = Run(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}

// prints checks a command that succeeds and says exactly this.
func (w terminal) prints(want string, args ...string) {
	w.t.Helper()
	code, out, errors := w.run(args...)
	if code != 0 || out != want || errors != "" {
		w.t.Errorf("article30 %s: exit %d\n%s%s\nwant\n%s", strings.Join(args, " "), code, out, errors, want)
	}
}

// refuses checks a command that is refused with exactly this explanation.
func (w terminal) refuses(code int, want string, args ...string) {
	w.t.Helper()
	got, out, errors := w.run(args...)
	if got != code || errors != want {
		w.t.Errorf("article30 %s: exit %d, want %d\n%s%s\nwant\n%s", strings.Join(args, " "), got, code, out, errors, want)
	}
}

func (w terminal) file(name, content string) string {
	w.t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return name
}

func TestDeadline(t *testing.T) {
	w := newTerminal(t)
	w.prints("2012-08-16\n", "deadline", "2012-10-15")
	w.prints("2012-08-15\n", "deadline", "2012-10-15", "--clear-days")
	w.prints(`{
  "opening": "2008-10-08",
  "deadline": "2008-08-09",
  "days": 60,
  "clear_days": false,
  "dispatch": "2008-08-11",
  "margin": 58,
  "timely": false,
  "last_working_day": "2008-08-08",
  "counting_rule": "Calendar days at the Conference’s seat, Vienna: a dispatch is in time if the opening is at least 60 days later. Weekends and holidays count; the deadline is not moved for them."
}
`, "deadline", "2008-10-08", "--json", "--dispatch", "2008-08-11")
	w.refuses(1, "article30: The command was not carried out.\n  date: There is no day 2012-02-30 in the calendar.\n", "deadline", "2012-02-30")
	w.refuses(1, "article30: La commande n’a pas été exécutée.\n  date: Le jour 2012-02-30 n’existe pas dans le calendrier.\n", "deadline", "2012-02-30", "--lang", "fr")
	if _, err := os.Stat("article30.db"); err == nil {
		t.Error("counting days made a database")
	}
}

func TestUsage(t *testing.T) {
	w := newTerminal(t)
	for _, args := range [][]string{{}, {"dead"}, {"deadline"}, {"deadline", "2012-10-15", "--colour"}, {"import", "sweets", "x.csv"}, {"deadline", "2012-10-15", "--lang", "tlh"}} {
		if code, _, errors := w.run(args...); code != 2 || !strings.HasPrefix(errors, "article30: ") {
			t.Errorf("article30 %s: exit %d, %q", strings.Join(args, " "), code, errors)
		}
	}
	if code, out, _ := w.run("--help"); code != 0 || !strings.Contains(out, "deadline") {
		t.Errorf("help: exit %d, %s", code, out)
	}
}

func TestParties(t *testing.T) {
	w := newTerminal(t)
	code, out, _ := w.run("parties", "--on", "2012-10-15")
	if code != 0 {
		t.Fatalf("exit %d", code)
	}
	for _, line := range []string{
		"United Nations Convention against Transnational Organized Crime: 171 parties in force on 15 October 2012",
		"Trafficking in Persons Protocol: 152 parties in force on 15 October 2012",
		"Smuggling of Migrants Protocol: 133 parties in force on 15 October 2012",
		"Firearms Protocol: 95 parties in force on 15 October 2012",
		"  FRA  2003-09-29  France",
		"Deposited, not yet in force: 1",
	} {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("%q is not in\n%s", line, out)
		}
	}
	_, out, _ = w.run("parties", "--on", "2012-10-15", "--json", "--lang", "fr")
	var list []struct {
		Instrument, Name string
		Count, Deposited int
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 4 || list[0].Count != 171 || list[0].Deposited != 172 || list[1].Name != "Protocole relatif à la traite des personnes" {
		t.Errorf("got %+v", list)
	}
}

func TestSessions(t *testing.T) {
	w := newTerminal(t)
	_, out, _ := w.run("session")
	if !strings.Contains(out, "6   sixth session     2012-10-15  2012-10-19  2012-08-16\n") {
		t.Errorf("got\n%s", out)
	}
	w.refuses(1, "article30: The dates of the session cannot be set so.\n  reason: Say why the dates change.\n", "session", "move", "6", "2012-10-01", "--reason", " ")
	var o bytes.Buffer
	code := run(t.Context(), date.Fixed(morning(date.MustParse("2012-07-20"))), []string{"session", "move", "6", "2012-10-01", "--reason", "room", "--as", "clerk"}, &o, &o)
	if code != 0 || !strings.Contains(o.String(), "Deadline of rule 72: 2012-08-02\n") || !regexp.MustCompile(`2012-10-01 +20\S+Z +clerk +room\n`).MatchString(o.String()) {
		t.Errorf("exit %d\n%s", code, o.String())
	}
	w.refuses(1, "article30: Session 6 opened on 1 October 2012; its closing can still be changed, its opening can not.\n", "session", "move", "6", "2012-10-02", "--reason", "room")
}

func TestImport(t *testing.T) {
	w := newTerminal(t)
	bad := w.file("bad.csv", "currency,effective,per_usd\nEUR,2012-06-01,0.806\nEUR,2012-13-01,0.8\nEUR,2012-07-01,1e3\n")
	code, out, errors := w.run("import", "rates", bad, "--dry-run")
	want := `rows read: 1 to be added, 0 to be updated, 0 unchanged
2 refusals:
  line 3, column effective: There is no day 2012-13-01 in the calendar.
  line 4, column per_usd: `
	if code != 1 || errors != "" || !strings.Contains(out, want) || !strings.HasSuffix(out, "This was a dry run: nothing was written.\n") {
		t.Errorf("exit %d\n%s%s\nwant\n%s", code, out, errors, want)
	}
	code, out, _ = w.run("import", "rates", bad)
	if code != 1 || !strings.HasSuffix(out, "Nothing was written. Correct the file, or take the other rows with --skip-refused.\n") {
		t.Errorf("exit %d\n%s", code, out)
	}

	good := w.file("good.csv", rates)
	first := regexp.MustCompile(`^Rates of exchange from good\.csv \(SHA-256 [0-9a-f]{64}\)\n4 rows read: 4 added, 0 updated, 0 unchanged\n$`)
	if code, out, errors := w.run("import", "rates", good); code != 0 || !first.MatchString(out) || errors != "" {
		t.Errorf("exit %d\n%s%s", code, out, errors)
	}
	if code, out, _ := w.run("import", "rates", good); code != 0 || !strings.HasSuffix(out, "4 rows read: 0 added, 0 updated, 4 unchanged\n") {
		t.Errorf("exit %d\n%s", code, out)
	}
	w.prints("0.806 EUR for one US dollar, since 1 June 2012\n", "rate", "EUR", "--on", "2012-06-30")
	w.prints("0,794 EUR pour un dollar des États-Unis, depuis le 1er juillet 2012\n", "rate", "EUR", "--on", "2012-07-20", "--lang", "fr")

	w.refuses(1, "article30: There is no file no.csv.\n", "import", "rates", "no.csv")
	w.refuses(1, "article30: There is no mapping file ./no.json.\n", "import", "rates", good, "--mapping", "./no.json")
	w.refuses(1, "article30: The program has no mapping named “nobody”; it has cerf, register, unore. A mapping of your own is given as JSON.\n", "import", "rates", good, "--mapping", "nobody")
	w.refuses(1, "article30: The import was not started.\n  budget: This option has no meaning for this kind of file.\n", "import", "rates", good, "--symbol", "X")
}

// The whole way of real data, from the files of their publishers to checked
// books, on both engines.
func TestPublishedData(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTerminal(t)
		t.Setenv("ARTICLE30_DB", dbtest.URL(t, d.Engine()))
		unore := w.file("unore.csv", string(published.Bytes(published.UNORE)))
		cerf := w.file("cerf.csv", string(published.Bytes(published.CERF)))
		vienna := w.file("vienna.csv", string(published.Bytes(published.Vienna)))
		for _, step := range []struct {
			args []string
			says string
		}{
			{[]string{"import", "rates", unore}, "24,920 rows read: 24,920 added"},
			{[]string{"import", "rates", unore}, "24,920 rows read: 0 added, 0 updated, 24,920 unchanged"},
			{[]string{"import", "contributions", cerf, "--mapping", "cerf", "--dry-run"}, "This was a dry run"},
			{[]string{"import", "contributions", cerf, "--mapping", "cerf"}, "977 rows read: 977 added"},
			{[]string{"import", "contributions", cerf, "--mapping", "cerf"}, "977 rows read: 0 added, 0 updated, 977 unchanged"},
			{[]string{"import", "budget", vienna, "--symbol", "CTOC/COP/2012/7", "--session", "6", "--title", "Budget"}, "Budget from vienna.csv"},
			{[]string{"budget", "status", "CTOC/COP/2012/7"}, "CTOC/COP/2012/7: not established\nDeadline 16 August 2012, for the opening on 15 October 2012\n"},
			{[]string{"verify"}, "All is well: the books balance, the totals agree, and the history of"},
		} {
			if code, out, errors := w.run(step.args...); code != 0 || !strings.Contains(out, step.says) {
				t.Errorf("article30 %s: exit %d\n%.600s%s", strings.Join(step.args, " "), code, out, errors)
			}
		}
		for _, name := range []string{"status-of-contributions", "fund", "earmarks", "budget-sheet"} {
			for _, lang := range []string{"en", "fr"} {
				file := name + "-" + lang + ".xlsx"
				if code, _, errors := w.run("report", name, "--format", "xlsx", "--lang", lang, "--out", file); code != 0 {
					t.Errorf("report %s: exit %d, %s", file, code, errors)
				}
				if b, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(b, []byte("PK")) {
					t.Errorf("%s: %v", file, err)
				}
			}
		}
		if parts, _ := filepath.Glob("*.part"); parts != nil {
			t.Errorf("left behind: %v", parts)
		}
	})
}

func TestRecordingByHand(t *testing.T) {
	w := newTerminal(t)
	w.run("import", "rates", w.file("rates.csv", rates))
	w.prints("Donor 1 entered: France\n", "donors", "add", "--party", "FRA")
	w.prints("Contribution 1 entered: FR-1\n", "contributions", "open", "--reference", "FR-1", "--donor", "1", "--year", "2012", "--currency", "EUR")
	w.prints("Entry 1 of contribution 1 recorded: Pledge, 15 June 2012, EUR\u00a01,000.00, in the books USD\u00a01,240.69 at 0.806, the operational rate since 1 June 2012\n", "pledge", "1", "1000", "--on", "2012-06-15")
	w.prints("Écriture 2 de la contribution 1 enregistrée\u00a0: Encaissement, 2 juillet 2012, 400,00\u00a0EUR, dans les livres 503,78\u00a0USD au taux de 0,794, taux opérationnel depuis le 1er juillet 2012\nReçu officiel "+firstReceipt()+"\n", "receipt", "1", "400", "--on", "2012-07-02", "--lang", "fr")
	w.prints("Entry 3 of contribution 1 recorded: Reversal, "+today(t)+", EUR\u00a0-400.00, in the books USD\u00a0-503.78 at 0.794, the operational rate since 1 July 2012\n", "reverse", "2", "--reason", "other account")
	w.prints(`Id  Kind   Code  Contributor code  Name
1   State  FRA   C01               France
`, "donors")
	code, out, _ := w.run("contributions", "show", "1")
	if code != 0 || !strings.Contains(out, "register FR-1, France, 2012, EUR\n") || !strings.Contains(out, "1   Pledge    2012-06-15  EUR\u00a01,000.00  USD\u00a01,240.69  0.806  ") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out, _ := w.run("verify"); code != 0 || !strings.HasPrefix(out, "All is well: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out, _ := w.run("journal", "--object", "contribution", "--as", "x"); code != 0 || !strings.Contains(out, "pledge.record") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func firstReceipt() string {
	return fmt.Sprintf("CR-%d-0001", date.Today(date.System(), date.Vienna()).Year())
}

func today(t *testing.T) string {
	t.Helper()
	return locale.Match("").Date(date.Today(date.System(), date.Vienna()))
}

// 33: what was changed behind the program's back is found, and where.
func TestVerifyNamesThePlace(t *testing.T) {
	w := newTerminal(t)
	w.refuses(1, "article30: There is no database article30.db.\n", "verify")
	if _, err := os.Stat("article30.db"); err == nil {
		t.Error("verify made a database")
	}
	w.run("parties")
	_, before, _ := w.run("verify")
	head := strings.TrimSpace(before[strings.LastIndex(before, " "):])
	if code, _, _ := w.run("verify", "--since", head); code != 0 {
		t.Errorf("with its own head: exit %d", code)
	}
	tamper(t, "DROP TRIGGER journal_update", `UPDATE journal SET record = replace(record, '"actor":"article30"', '"actor":"somebody"') WHERE seq = 7`)
	code, out, _ := w.run("verify")
	if code != 1 || !strings.HasPrefix(out, "History record 7: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out, _ := w.run("verify", "--json"); code != 1 || !strings.Contains(out, `"ok": false`) || !strings.Contains(out, `"place": "journal 7"`) {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func tamper(t *testing.T, statements ...string) {
	t.Helper()
	d, err := db.Open(context.Background(), "sqlite:article30.db")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, s := range statements {
		err := d.Update(context.Background(), func(ctx context.Context) error {
			_, err := d.Conn(ctx).ExecContext(ctx, s)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	w := newTerminal(t)
	w.run("parties")
	tamper(t, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)")
	for _, command := range []string{"parties", "verify"} {
		if code, _, errors := w.run(command); code != 1 || !strings.Contains(errors, "newer version of this program") {
			t.Errorf("%s: exit %d, %s", command, code, errors)
		}
	}
}

// A value that is none of its kind is found, and hides nothing else.
func TestVerifyGoesOnAfterWhatItCannotRead(t *testing.T) {
	w := newTerminal(t)
	w.run("session", "list")
	tamper(t,
		"DROP TRIGGER journal_update",
		`UPDATE journal SET record = json_set(record, '$.after', 'x') WHERE seq = 300`,
		"UPDATE party SET name = 'Nowhere' WHERE id = 'AUT'",
	)
	code, out, _ := w.run("verify")
	for _, want := range []string{"Conference: Something in it cannot be read", "cannot unmarshal", "History record 300: "} {
		if code != 1 || !strings.Contains(out, want) {
			t.Errorf("exit %d, %q is missing:\n%s", code, want, out)
		}
	}
}

func TestVerifyNamesAnEarlierDatabase(t *testing.T) {
	w := newTerminal(t)
	if err := os.WriteFile("article30.db", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"verify", "journal"} {
		if code, out, errors := w.run(command); code != 1 || out != "" || !strings.Contains(errors, "(step 0 of ") {
			t.Errorf("%s: exit %d, %s%s", command, code, out, errors)
		}
	}
}

// A list that was cut says so, and how to go on.
func TestListsSayThatTheyGoOn(t *testing.T) {
	w := newTerminal(t)
	w.run("session", "list")
	code, out, _ := w.run("journal", "--limit", "2")
	if lines := strings.Split(strings.TrimSpace(out), "\n"); code != 0 || len(lines) != 4 || lines[3] != "There are more: --after 2" {
		t.Errorf("exit %d\n%s", code, out)
	}
	code, out, _ = w.run("journal", "--after", "836", "--limit", "1")
	if code != 0 || strings.Contains(out, "more") || !strings.Contains(out, "session 12") {
		t.Errorf("exit %d\n%s", code, out)
	}
	w.refuses(1, "article30: The command was not carried out.\n  limit: 0 is not a number of lines. Write 1 or more.\n", "contributions", "list", "--limit", "0")
}

func TestReportFiles(t *testing.T) {
	w := newTerminal(t)
	code, out, _ := w.run("report", "status-of-contributions", "--format", "csv")
	if code != 0 || !strings.HasPrefix(out, "\ufeffsection,row,Donor,Year,Pledged,") {
		t.Errorf("exit %d, %.100q", code, out)
	}
	code, out, _ = w.run("report", "fund", "--from", "2012-01-01", "--to", "2012-06-30", "--format", "csv")
	if code != 0 || !strings.HasPrefix(out, "\ufeffsection,row,United States dollars,1 January 2012 to 30 June 2012") {
		t.Errorf("exit %d, %.100q", code, out)
	}
	w.refuses(1, "article30: The statement asked for cannot be made.\n  symbol: This statement or format does not know this choice.\n",
		"report", "fund", "--symbol", "x")
	w.refuses(1, "article30: no/such/folder.csv cannot be written.\n", "report", "status-of-contributions", "--format", "csv", "--out", "no/such/folder.csv")
	w.refuses(1, "article30: No budget is registered.\n", "report", "budget-sheet", "--out", "x.xlsx")
	w.refuses(1, "article30: There is no donor 99999.\n", "report", "status-of-contributions", "--donor", "99999", "--out", "x.xlsx")
	if left, _ := filepath.Glob("x.xlsx*"); left != nil {
		t.Errorf("a refused report left %v", left)
	}
}

func TestConfig(t *testing.T) {
	w := newTerminal(t)
	t.Setenv("ARTICLE30_AS", "clerk")
	config := func(db, lang, as string) string {
		var text strings.Builder
		for _, line := range [][2]string{
			{"db", db}, {"lang", lang}, {"as", as}, {"clear_days", "false"}, {"majority", "2/3" + note(lang)}, {"quorum_union", "false" + note(lang)},
			{"succession", "at_once" + note(lang)}, {"psc_percent", "13"}, {"rate_max_age", "0" + note(lang)},
			{"translation_days", "35" + note(lang)}, {"freeze_days", "7" + note(lang)}, {"entry_days", "3"},
			{"checkpoint_key", ""}, {"smtp", ""}, {"smtp_security", "starttls"}, {"smtp_user", ""}, {"smtp_password_file", ""}, {"smtp_ca_file", ""}, {"mail_from", ""},
		} {
			fmt.Fprintf(&text, "%-18s  %s\n", line[0], line[1])
		}
		return text.String()
	}
	w.prints(config("sqlite:article30.db", "en", "clerk"), "config")
	t.Setenv("ARTICLE30_DB_FILE", w.file("secret", "postgres://u:hunter2@host/name?password=hunter3\n"))
	w.prints(config("postgres://u:****@host/name?password=****", "en", "clerk"), "config")
	t.Setenv("ARTICLE30_DB", "sqlite:env.db")
	w.prints(config("sqlite:env.db", "en", "clerk"), "config")
	w.prints(config("sqlite:flag.db", "fr", "chief"), "config", "--db", "sqlite:flag.db", "--lang", "fr", "--as", "chief")
	t.Setenv("ARTICLE30_DB", "")
	t.Setenv("ARTICLE30_DB_FILE", "missing")
	w.refuses(1, "article30: The file that ARTICLE30_DB_FILE names cannot be read: missing.\n", "parties")
	w.refuses(1, "article30: "+locale.Match("").Text("problem.db.bad_url")+"\n", "parties", "--db", "mysql://x")
}

func note(lang string) string {
	p, _ := locale.For(lang)
	return p.Text("cli.unverified")
}

// What the rules leave open is a setting, for every command.
func TestSettings(t *testing.T) {
	w := newTerminal(t)
	t.Setenv("ARTICLE30_CLEAR_DAYS", "true")
	w.prints("2012-08-15\n", "deadline", "2012-10-15")
	w.prints("2012-08-16\n", "deadline", "2012-10-15", "--clear-days=false")
	code, out, _ := w.run("session", "show", "6")
	if code != 0 || !strings.Contains(out, "rule 72: 2012-08-15") {
		t.Errorf("exit %d, %s", code, out)
	}

	montenegro := func(want string) {
		t.Helper()
		code, out, _ := w.run("parties", "--on", "2006-10-25")
		if code != 0 || !strings.Contains(out, want) || !strings.Contains(out, "unverified") {
			t.Errorf("exit %d, %q is missing:\n%s", code, want, out)
		}
	}
	montenegro("MNE  2006-10-23  Montenegro")
	t.Setenv("ARTICLE30_SUCCESSION", "after_30_days")
	montenegro("MNE  2006-11-22  Montenegro")

	w.refuses(2, "article30: A setting cannot be used so.\n"+
		"  majority: “1/3” is not a majority. Write a fraction of at least one half, as in 2/3.\n"+
		"  psc_percent: “x” is not a percentage. Write digits, with a point before at most four decimals, as in 13 or 7.5.\n",
		"config", "--majority", "1/3", "--psc-percent", "x")
	t.Setenv("ARTICLE30_PSC_PERCENT", "8")
	t.Setenv("ARTICLE30_MAJORITY", "1/2")
	if code, out, _ := w.run("config", "--json"); code != 0 || !strings.Contains(out, `"psc_percent": "8"`) || !strings.Contains(out, `"majority": "1/2"`) {
		t.Errorf("exit %d, %s", code, out)
	}
	code, _, errors := w.run("import", "budget", w.file("b.csv", "Title,2013 proposed\nTraining,100\n"), "--symbol", "CTOC/COP/2012/7", "--funding", "special_purpose")
	if code != 0 {
		t.Fatal(errors)
	}
	if code, out, _ := w.run("budget", "show", "CTOC/COP/2012/7"); code != 0 || !strings.Contains(out, "programme support cost 8 per cent") || strings.Contains(out, ".00") {
		t.Errorf("exit %d, %s", code, out)
	}
}

func TestOpenAPICommand(t *testing.T) {
	w := newTerminal(t)
	code, out, _ := w.run("openapi")
	if code != 0 || !json.Valid([]byte(out)) || !strings.Contains(out, `"openapi": "3.1.0"`) {
		t.Errorf("exit %d, %.200s", code, out)
	}
}

// serving starts a command that serves and returns its address, what it printed
// up to there, and how to stop it.
func (w terminal) serving(args ...string) (address, printed string, stop func() int) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		code := Run(ctx, args, out, io.Discard)
		out.Close()
		ended <- code
	}()
	said := make(chan string, 1)
	go func() {
		var all strings.Builder
		buf := make([]byte, 4096)
		for {
			n, err := r.Read(buf)
			all.Write(buf[:n])
			if at := regexp.MustCompile(`Listening on (http://127\.0\.0\.1:[0-9]+)\n`).FindStringSubmatch(all.String()); at != nil {
				printed = all.String()
				said <- at[1]
				break
			}
			if err != nil {
				said <- ""
				break
			}
		}
		io.Copy(io.Discard, r)
	}()
	select {
	case address = <-said:
	case <-time.After(time.Minute):
	}
	if address == "" {
		cancel()
		w.t.Fatalf("article30 %s does not listen", strings.Join(args, " "))
	}
	return address, printed, func() int { cancel(); return <-ended }
}

func TestServe(t *testing.T) {
	w := newTerminal(t)
	w.refuses(1, "article30: 0.0.0.0:80 can be reached from elsewhere. As long as the pages have no sign-in, the server listens on 127.0.0.1 only.\n", "serve", "--addr", "0.0.0.0:80")
	address, _, stop := w.serving("serve", "--addr", "127.0.0.1:0")
	res, err := http.Get(address + "/healthz")
	if err != nil || res.StatusCode != 200 {
		t.Errorf("%v %v", res, err)
	}
	if code := stop(); code != 0 {
		t.Errorf("exit %d", code)
	}
}

func TestDemo(t *testing.T) {
	w := newTerminal(t)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	address, _, stop := w.serving("demo", "--addr", "127.0.0.1:0")
	res, err := http.Get(address + "/?lang=en")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, _ := io.ReadAll(res.Body)
	for _, said := range []string{"27 days to the deadline of 16 August 2012", "Sample figures", "167 of 167", "0 of 167"} {
		if !bytes.Contains(page, []byte(said)) {
			t.Errorf("the page does not say %q", said)
		}
	}
	if code := stop(); code != 0 {
		t.Errorf("exit %d", code)
	}
	if left, _ := os.ReadDir(temp); len(left) != 0 {
		t.Errorf("the demonstration left %v", left)
	}
}
