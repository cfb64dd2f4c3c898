// Package cli is the command line and the composition root: it opens the
// database, builds the services on it and runs one command.
package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	_ "time/tzdata" // Vienna, on a machine that does not know it

	"github.com/alecthomas/kong"

	"article30/budget/outbox"
	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/locale"
)

// Exit codes beside 0.
const (
	exitRefused = 1 // the program refused, or verify found something
	exitUsage   = 2 // the command line could not be understood
	exitDue     = 3 // remind --exit-code: somebody was reminded of something
	exitOverdue = 4 // remind --exit-code: some of it is overdue
)

// flags are what every command takes. A flag goes before the environment, the
// environment before the default.
type flags struct {
	DB   string `name:"db" env:"ARTICLE30_DB" placeholder:"URL" help:"Database: sqlite:PATH or postgres://USER@HOST/NAME (default sqlite:article30.db, or what the file named by ARTICLE30_DB_FILE says)."`
	Lang string `env:"ARTICLE30_LANG" default:"en" help:"Language of what is printed: ${languages}."`
	As   string `env:"ARTICLE30_AS" default:"${user}" placeholder:"NAME" help:"Who acts, for the record (default: ${default})."`

	ClearDays       bool   `group:"settings" env:"ARTICLE30_CLEAR_DAYS" help:"Count clear days before a session: neither the day of dispatch nor that of the opening."`
	Majority        string `group:"settings" env:"ARTICLE30_MAJORITY" default:"2/3" placeholder:"N/D" help:"Of the parties present and voting, for budgetary matters (rule 58; unverified; default ${default})."`
	QuorumUnion     bool   `group:"settings" name:"quorum-union" env:"ARTICLE30_QUORUM_UNION" help:"Count the European Union for the quorum of rule 41 (unverified; default: not)."`
	Succession      string `group:"settings" env:"ARTICLE30_SUCCESSION" enum:"at_once,after_30_days" default:"at_once" placeholder:"WHEN" help:"When a State that succeeds another is a party: at_once or after_30_days (unverified; default ${default})."`
	RateMaxAge      int    `group:"settings" name:"rate-max-age" env:"ARTICLE30_RATE_MAX_AGE" default:"0" placeholder:"DAYS" help:"Refuse an operational rate that is older on the date of what it values; 0 for no limit (unverified; default ${default})."`
	TranslationDays int    `group:"settings" env:"ARTICLE30_TRANSLATION_DAYS" default:"35" placeholder:"DAYS" help:"How many days before the deadline a budget goes to the translators (unverified; default ${default})."`
	EntryDays       int    `group:"settings" env:"ARTICLE30_ENTRY_DAYS" default:"3" placeholder:"DAYS" help:"Within how many days after it went out one person enters a dispatch; later a second one approves (default ${default})."`
	FreezeDays      int    `group:"settings" env:"ARTICLE30_FREEZE_DAYS" default:"7" placeholder:"DAYS" help:"How many days before the deadline its six languages are fixed (unverified; default ${default})."`
	CheckpointKey   string `group:"settings" name:"checkpoint-key" env:"ARTICLE30_CHECKPOINT_KEY_FILE" placeholder:"FILE" help:"File of the key that signs checkpoints, made with checkpoint key."`
	PSCPercent      string `group:"settings" name:"psc-percent" env:"ARTICLE30_PSC_PERCENT" default:"13" placeholder:"N" help:"Programme support costs in per cent of extrabudgetary direct cost, where a budget does not say (default ${default})."`

	SMTP             string `group:"settings" name:"smtp" env:"ARTICLE30_SMTP" placeholder:"HOST:PORT" help:"The one server that all mail is handed to; none without it."`
	SMTPSecurity     string `group:"settings" name:"smtp-security" env:"ARTICLE30_SMTP_SECURITY" enum:"starttls,tls,none" default:"starttls" placeholder:"HOW" help:"How the conversation with it is encrypted: starttls, tls or none (default ${default})."`
	SMTPUser         string `group:"settings" name:"smtp-user" env:"ARTICLE30_SMTP_USER" placeholder:"NAME" help:"As whom to sign in; not at all without it."`
	SMTPPasswordFile string `group:"settings" name:"smtp-password-file" env:"ARTICLE30_SMTP_PASSWORD_FILE" placeholder:"FILE" help:"The file with the password."`
	SMTPCAFile       string `group:"settings" name:"smtp-ca-file" env:"ARTICLE30_SMTP_CA_FILE" placeholder:"FILE" help:"Certificates of the authority that vouches for the server; those of the machine without it."`
	MailFrom         string `group:"settings" name:"mail-from" env:"ARTICLE30_MAIL_FROM" placeholder:"ADDRESS" help:"From whom mail comes: an address, or a name with the address in angle brackets."`
}

type commands struct {
	flags

	Demo  demoCmd  `cmd:"" help:"Serve a fresh database with published figures."`
	Serve serveCmd `cmd:"" help:"Serve the pages and the interface for programs, on 127.0.0.1 only."`

	Import   importCmd   `cmd:"" help:"Load a CSV or XLSX file: ${kinds}."`
	Report   reportCmd   `cmd:"" help:"Write a statement as a workbook, CSV or JSON: ${reports}."`
	Export   exportCmd   `cmd:"" help:"Write the whole books for another program to check: hledger."`
	Deadline deadlineCmd `cmd:"" help:"The last day on which a budget for a session opening on DATE can go out."`
	Parties  partiesCmd  `cmd:"" help:"Who is a party to each instrument on a day."`
	Session  sessionCmd  `cmd:"" help:"The sessions of the Conference."`
	Remind   remindCmd   `cmd:"" help:"Print what has to be done for a session and was not said before; for a timer to call."`

	Donors        donorsCmd        `cmd:"" aliases:"donor" help:"List the donors and what each has promised and paid."`
	Contributions contributionsCmd `cmd:"" help:"List contributions, or show one with its entries."`
	Rate          rateCmd          `cmd:"" help:"The United Nations operational rate of a currency on a day."`
	Pledge        pledgeCmd        `cmd:"" help:"Record a pledge, or with --revise a changed one."`
	Agreement     agreementCmd     `cmd:"" help:"Record a binding agreement."`
	Proceeds      proceedsCmd      `cmd:"" help:"The confiscated proceeds of which a contribution is a share: legal basis, total, percentage."`
	Terms         termsCmd         `cmd:"" help:"What an agreement says: number, dates, condition, support cost, reports due."`
	ConditionMet  conditionMetCmd  `cmd:"" help:"Record that the condition of an agreement is met."`
	Receipt       receiptCmd       `cmd:"" help:"Record a payment received."`
	Deliver       deliverCmd       `cmd:"" help:"Record what came of a contribution in kind, and who says what it is worth."`
	Refund        refundCmd        `cmd:"" help:"Record a payment returned."`
	Suspense      suspenseCmd      `cmd:"" help:"Money that nobody can identify: record, match, return, list."`
	Income        incomeCmd        `cmd:"" help:"Income that is no contribution: interest, investments, refunds of earlier expenses."`
	Receipts      receiptsCmd      `cmd:"" help:"List the official receipts by number."`
	Schedule      scheduleCmd      `cmd:"" help:"The instalments of an agreement: show what is paid, or set them."`
	Earmark       earmarkCmd       `cmd:"" help:"What contributions are given for: the tree, assignments, transfers, cash."`
	WriteDown     writeDownCmd     `cmd:"" help:"Record that an outstanding amount is given up."`
	Revalue       revalueCmd       `cmd:"" help:"Bring open items to the rate of a reporting date, or take that back."`
	Reverse       reverseCmd       `cmd:"" help:"Take back an entry that was a mistake."`

	Cost      costCmd      `cmd:"" help:"Standard costs that lines of a budget are computed at."`
	Contact   contactCmd   `cmd:"" help:"Where the participants get their mail."`
	Budget    budgetCmd    `cmd:"" help:"Budgets: list, show, draft, circulate, decide."`
	Room      roomCmd      `cmd:"" help:"In the room: meetings and their quorum, proposals, votes, and the text that is adopted."`
	Outbox    outboxCmd    `cmd:"" help:"Mail that waits or was sent: list, send, settle."`
	Allot     allotCmd     `cmd:"" help:"Allot money of a budget line, change an allotment, list or show them."`
	Commit    commitCmd    `cmd:"" help:"Promise money of an allotment to a payee, or change a commitment."`
	Expense   expenseCmd   `cmd:"" help:"Record what something cost."`
	Pay       payCmd       `cmd:"" help:"Record that an expense was paid."`
	Execution executionCmd `cmd:"" help:"How a budget was carried out; the Fund's approval; reversals."`

	Period     periodCmd     `cmd:"" help:"The months and years of the books: close, reopen, list."`
	Assistance assistanceCmd `cmd:"" help:"Technical assistance: requests of States, their appraisal, projects, partners, reports."`

	Approval approvalCmd `cmd:"" help:"Who enters does not approve: limits, what waits, and decisions."`

	User  userCmd  `cmd:"" help:"The people who may use the program, and what they may do."`
	Token tokenCmd `cmd:"" help:"The tokens by which programs act for a user."`

	Checkpoint checkpointCmd `cmd:"" help:"Signed heads of the history, which anybody can keep: make, list, show, and the key."`

	Proof proofCmd `cmd:"" help:"Proof that a sheet was sent out: make one, or check a file without a database."`

	Verify  verifyCmd  `cmd:"" help:"Check that the books balance, the totals agree and the history is unbroken."`
	Journal journalCmd `cmd:"" help:"List what was changed, by whom and when."`
	Config  configCmd  `cmd:"" help:"Print the settings in force; passwords are masked."`
	OpenAPI openAPICmd `cmd:"" name:"openapi" help:"Print the OpenAPI 3.1 document."`
}

// app is what a command works with.
type app struct {
	ctx     context.Context
	flags   flags
	set     settings
	printer *locale.Printer
	actor   access.Actor
	out     *bufio.Writer
	err     io.Writer
	clock   date.Clock
	on      *services // of the demonstration, which its commands run on; nil: those of the settings
}

// errFound ends a command with exit code 1 after it has said everything.
var errFound = errors.New("found something")

// ended ends a command with that exit code after it has said everything.
type ended int

func (e ended) Error() string { return "ended with " + strconv.Itoa(int(e)) }

// Main is the program.
func Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Run runs the command line args (without the program's name) and returns the
// exit code: 0 done, 1 refused, 2 not understood, others as a command has them.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return run(ctx, date.System(), args, stdout, stderr)
}

func run(ctx context.Context, clock date.Clock, args []string, stdout, stderr io.Writer) int {
	var c commands
	helped := -1
	parsed, err := parse(&c, args, stdout, stderr, func(status int) { helped = status })
	if helped >= 0 {
		return helped // --help has said what there is to say
	}
	if err != nil {
		a := &app{printer: spoken(args), err: stderr}
		a.say(misused(err))
		fmt.Fprintln(stderr, a.printer.Text("cli.see_help", "command", asked(err)))
		return exitUsage
	}
	a := &app{ctx: ctx, flags: c.flags, out: bufio.NewWriter(stdout), err: stderr, clock: clock}
	a.actor = access.Operator(a.flags.As)
	a.printer, err = locale.For(a.flags.Lang)
	if err != nil {
		a.printer = locale.Match("")
		a.say(err)
		return exitUsage
	}
	if a.set, err = a.flags.settings(); err != nil {
		a.say(err)
		return exitUsage
	}
	err = parsed.Run(a)
	if a.pending(err) {
		err = nil // kept for a second person is no failure
	}
	if flushed := a.out.Flush(); err == nil {
		err = flushed
	}
	var code ended
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case !errors.Is(err, errFound):
		a.say(err)
	}
	return exitRefused
}

// parse reads a command line into c; exit is called where help is asked for.
func parse(c *commands, args []string, stdout, stderr io.Writer, exit func(status int)) (*kong.Context, error) {
	parser, err := kong.New(c,
		kong.Name("article30"),
		kong.Description("Budget and technical-assistance fund of the Conference of the Parties."),
		kong.Writers(stdout, stderr),
		kong.Exit(exit),
		negatives(),
		kong.ExplicitGroups([]kong.Group{{Key: "settings", Title: "Settings, the same for every command:"}}),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, Tree: true}),
		reportVars(),
		assistanceVars(),
		kong.Vars{
			"user":          currentUser(),
			"languages":     strings.Join(locale.Languages(), ", "),
			"kinds":         strings.Join(importKinds(), ", "),
			"demo_today":    demoToday,
			"donor_kinds":   joined(contributions.DonorKinds),
			"income_kinds":  joined(contributions.IncomeKinds),
			"modes":         joined(contributions.Modes),
			"natures":       joined(contributions.Natures),
			"uses":          joined(contributions.Uses),
			"value_bases":   joined(contributions.ValueBases),
			"earmark_kinds": joined(earmark.Kinds()),
			"mail_states":   joined(outbox.States()),
			"roles":         joined(access.Roles()),
			"permissions":   joined(access.Permissions()),
			"operations":    joined(access.OperationKinds()),
		},
	)
	if err != nil {
		panic(err) // the grammar of the commands is wrong
	}
	return parser.Parse(maskNegative(args))
}

func joined[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}
