package cli

import (
	"context"
	"strings"

	"article30/api/approval"
	"article30/api/approval/approvaldb"
	"article30/api/audit"
	"article30/api/auth"
	"article30/api/auth/authdb"
	"article30/api/imports"
	"article30/api/mail"
	"article30/api/statements"
	"article30/budget"
	"article30/budget/budgetdb"
	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	conferenceintake "article30/budget/conference/intake"
	"article30/budget/contact"
	"article30/budget/contact/contactdb"
	"article30/budget/costing"
	"article30/budget/costing/costingdb"
	"article30/budget/execution"
	"article30/budget/execution/executiondb"
	budgetintake "article30/budget/intake"
	"article30/budget/outbox"
	"article30/budget/outbox/outboxdb"
	"article30/budget/period"
	"article30/budget/period/perioddb"
	"article30/budget/proceedings"
	"article30/budget/proceedings/proceedingsdb"
	"article30/budget/project"
	"article30/budget/project/projectdb"
	"article30/budget/proof"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/contributions/earmark"
	"article30/contributions/earmark/earmarkdb"
	contributionsintake "article30/contributions/intake"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/journal"
	"article30/internal/problem"
	"article30/internal/sheet"
	"article30/migrations"
	"article30/reports"
	"article30/reports/reportsdb"
)

// services is the whole program on one database.
type services struct {
	db            *db.DB
	clock         date.Clock
	conference    *conference.Service
	contributions *contributions.Service
	earmarks      *earmark.Service
	costs         *costing.Service
	contacts      *contact.Service
	budget        *budget.Service
	outbox        *outbox.Service
	proceedings   *proceedings.Service
	execution     *execution.Service
	periods       *period.Service
	projects      *project.Service
	imports       imports.Imports
	approvals     *approval.Service
	cases         approval.Cases
	reports       *reports.Service
	statements    *statements.Statements
	audit         audit.Audit
	checkpoints   *journal.Checkpoints
	proofs        proof.Maker
	checkpointKey string // file of the key that signs them; "" for none
	auth          *auth.Service
}

// compose puts the services together; it does not touch the database.
func compose(d *db.DB, clock date.Clock, set settings) *services {
	log := journal.New(d, clock)
	s := &services{db: d, clock: clock}
	s.conference = conference.New(conference.Config{
		Store: conferencedb.New(d), Journal: log, Clock: clock, Rule: set.rule, SuccessionWaits: set.successionWaits,
	})
	s.auth = auth.New(auth.Config{Store: authdb.New(d), Journal: log, Conference: s.conference, Clock: clock})
	s.approvals = approval.New(approval.Config{Store: approvaldb.New(d), Journal: log, Users: s.auth, Clock: clock})
	s.periods = period.New(period.Config{Store: perioddb.New(d), Journal: log, Clock: clock})
	received := contributionsdb.New(d)
	s.contributions = contributions.New(contributions.Settings{
		Store: received, Journal: log, Participants: s.conference, Periods: s.periods, Approvals: s.approvals, Spending: freeCash{s}, Spent: ratedSpending{s}, Clock: clock,
		RateMaxAge: set.rateMaxAge,
	})
	spent := executiondb.New(d)
	s.earmarks = earmark.New(earmark.Config{
		Store: earmarkdb.New(d), Journal: log, Contributions: s.contributions, Conference: s.conference,
		Spending: spendingBook{spent}, Periods: s.periods, Approvals: s.approvals, Clock: clock,
	})
	s.costs = costing.New(costing.Config{Store: costingdb.New(d), Journal: log, Clock: clock})
	s.contacts = contact.New(contact.Config{Store: contactdb.New(d), Journal: log, Conference: s.conference, Clock: clock})
	s.budget = s.newBudget(set, circulatedSheets{s})
	s.outbox = outbox.New(outbox.Config{
		Store: outboxdb.New(d), Journal: log, Budgets: s.budget, Contacts: s.contacts, Conference: s.conference,
		Letters: mail.Letters{}, Transport: set.transport(), Clock: clock,
	})
	s.proceedings = proceedings.New(proceedings.Config{
		Store: proceedingsdb.New(d), Journal: log, Conference: s.conference, Budgets: s.budget, Clock: clock,
		QuorumCountsOrganizations: set.quorumUnion,
	})
	s.execution = execution.New(execution.Config{
		Store: spent, Journal: log, Budgets: s.budget, Cash: cashBook{received}, Rates: rateBook{s.contributions},
		Earmarked: moneyBook{s.earmarks}, Projects: projectBook{s}, Conference: s.conference, Periods: s.periods, Approvals: s.approvals, Clock: clock,
	})
	s.projects = project.New(project.Config{
		Store: projectdb.New(d), Journal: log, Conference: s.conference, Books: projectBooks{s.execution}, Earmarks: projectMoney{s.earmarks},
		Refunds: donorRefunds{s.contributions, received}, Approvals: s.approvals, Periods: s.periods, PSCPercent: s.budget.Settings().PSCPercent, Clock: clock,
	})
	s.imports = imports.Imports{
		"groups":        s.ofConference(conferenceintake.ImportGroups),
		"parties":       s.ofConference(conferenceintake.ImportParties),
		"sessions":      s.ofConference(conferenceintake.ImportSessions),
		"rates":         s.ofContributions(contributionsintake.ImportRates),
		"contributions": s.ofContributions(contributionsintake.ImportContributions),
		"costs":         s.importCosts,
		"contacts":      s.importContacts,
		"budget":        s.importBudget,
		"dispatches":    s.importDispatches,
		"expenses":      s.importExpenses,
	}
	s.cases = approval.NewCases(s.approvals, approval.Domains{
		Contributions: s.contributions, Earmarks: s.earmarks, Execution: s.execution, Projects: s.projects, Budgets: s.budget, Imports: s.imports,
	})
	s.checkpoints, s.checkpointKey = journal.NewCheckpoints(log), set.checkpointKey
	s.proofs = proof.Maker{Log: log, Checkpoints: s.checkpoints, Budgets: s.budget}
	s.reports = reports.New(reports.Config{
		Store: reportsdb.New(d), Contributions: s.contributions, Budgets: s.budget, Conference: s.conference,
		Earmarks: s.earmarks, Execution: s.execution, Periods: s.periods,
		Projects: s.projects, Proceedings: s.proceedings, Proofs: s.proofs,
	})
	s.statements = statements.New(s.reports, s.budget, s.contributions)
	s.audit = audit.Audit{Journal: log, Parts: []audit.Part{
		{Name: "users", Verify: s.verifyUsers},
		{Name: "conference", Verify: s.verifyConference},
		{Name: "books", Verify: s.verifyBooks},
		{Name: "earmarks", Verify: s.verifyEarmarks},
		{Name: "costs", Verify: s.verifyCosts},
		{Name: "contacts", Verify: s.verifyContacts},
		{Name: "budgets", Verify: s.verifyBudgets},
		{Name: "outbox", Verify: s.verifyOutbox},
		{Name: "room", Verify: s.verifyRoom},
		{Name: "execution", Verify: s.verifyExecution},
		{Name: "periods", Verify: s.verifyPeriods},
		{Name: "assistance", Verify: s.verifyAssistance},
		{Name: "approvals", Verify: s.verifyApprovals},
		{Name: "checkpoints", Verify: s.verifyCheckpoints},
	}}
	return s
}

// gate is the one of the approvals, which are made after the budgets.
type gate struct{ s *services }

func (g gate) Allow(ctx context.Context, actor access.Actor, op access.Operation, parts ...access.Operation) error {
	return g.s.approvals.Allow(ctx, actor, op, parts...)
}

func (g gate) Keep(ctx context.Context, op access.Operation, ids []int64) error {
	return g.s.approvals.Keep(ctx, op, ids)
}

// proposalsInRoom are those that a decision must not leave behind.
type proposalsInRoom struct{ s *services }

func (r proposalsInRoom) Disposed(ctx context.Context, version string, outcome budget.Outcome) error {
	return r.s.proceedings.Disposed(ctx, version, outcome)
}

// newBudget is the budgets with those sheets.
func (s *services) newBudget(set settings, sheets budget.Sheets) *budget.Service {
	return budget.New(budget.Config{
		Store: budgetdb.New(s.db), Journal: journal.New(s.db, s.clock), Conference: s.conference, Costs: s.costs, Sheets: sheets, Room: proposalsInRoom{s}, Approvals: gate{s},
		Clock: s.clock, Settings: set.budget,
	})
}

func (s *services) ofConference(load func(context.Context, *conference.Service, access.Actor, *sheet.Source, conferenceintake.Options) (*sheet.Report, error)) imports.Load {
	return func(ctx context.Context, actor access.Actor, src *sheet.Source, o imports.Options) (*sheet.Report, error) {
		mapping, err := mappingText(o.Mapping)
		if err != nil {
			return nil, err
		}
		return load(ctx, s.conference, actor, src, conferenceintake.Options{
			DryRun: o.DryRun, SkipRefused: o.SkipRefused, Mapping: mapping,
		})
	}
}

func (s *services) ofContributions(load func(context.Context, *contributions.Service, access.Actor, *sheet.Source, contributionsintake.Options) (*sheet.Report, error)) imports.Load {
	return func(ctx context.Context, actor access.Actor, src *sheet.Source, o imports.Options) (*sheet.Report, error) {
		mapping, err := mappingText(o.Mapping)
		if err != nil {
			return nil, err
		}
		return load(ctx, s.contributions, actor, src, contributionsintake.Options{
			DryRun: o.DryRun, SkipRefused: o.SkipRefused, Mapping: mapping, Until: o.Until,
			Correct: o.Correct, Reason: o.Reason,
		})
	}
}

func (s *services) importCosts(ctx context.Context, actor access.Actor, src *sheet.Source, o imports.Options) (*sheet.Report, error) {
	opts, err := recordOptions(o)
	if err != nil {
		return nil, err
	}
	return budgetintake.ImportCosts(ctx, s.costs, actor, src, opts)
}

func (s *services) importContacts(ctx context.Context, actor access.Actor, src *sheet.Source, o imports.Options) (*sheet.Report, error) {
	opts, err := recordOptions(o)
	if err != nil {
		return nil, err
	}
	return budgetintake.ImportContacts(ctx, s.contacts, actor, src, opts)
}

func (s *services) importDispatches(ctx context.Context, actor access.Actor, src *sheet.Source, o imports.Options) (*sheet.Report, error) {
	opts, err := recordOptions(o)
	if err != nil {
		return nil, err
	}
	if o.Budget.Symbol == "" {
		var fields problem.Fields
		fields.Add("symbol", "symbol.missing")
		return nil, fields.Err("import.invalid")
	}
	return budgetintake.ImportDispatches(ctx, s.budget, actor, src, budgetintake.DispatchOptions{
		RecordOptions: opts, Symbol: o.Budget.Symbol,
		Evidence: o.Dispatch.Evidence, RecordAsLate: o.Dispatch.RecordAsLate, Reason: o.Reason,
	})
}

// recordOptions are those of a file that has one record in each row and no
// mapping.
func recordOptions(o imports.Options) (budgetintake.RecordOptions, error) {
	var fields problem.Fields
	if o.Mapping != "" {
		fields.Add("mapping", "import.no_such_option")
	}
	return budgetintake.RecordOptions{DryRun: o.DryRun, SkipRefused: o.SkipRefused}, fields.Err("import.invalid")
}

func (s *services) importBudget(ctx context.Context, actor access.Actor, src *sheet.Source, o imports.Options) (*sheet.Report, error) {
	mapping, err := mappingText(o.Mapping)
	if err != nil {
		return nil, err
	}
	return budgetintake.ImportBudget(ctx, s.budget, actor, src, budgetintake.Options{
		DryRun: o.DryRun, Mapping: mapping,
		Session: o.Budget.Session, Symbol: o.Budget.Symbol, Title: o.Budget.Title, Kind: o.Budget.Kind,
		Unit: o.Budget.Unit, Funding: o.Budget.Funding, DistrOn: o.Budget.DistrOn, UploadedOn: o.Budget.UploadedOn,
	})
}

// mappingText is the JSON of a mapping that is given as such or by the name of
// one that the program ships.
func mappingText(mapping string) ([]byte, error) {
	if mapping == "" || strings.HasPrefix(strings.TrimSpace(mapping), "{") {
		return []byte(mapping), nil
	}
	text, ok := contributionsintake.Named(mapping)
	if !ok {
		return nil, problem.New(problem.Invalid, "import.unknown_mapping",
			"value", mapping, "allowed", strings.Join(contributionsintake.Names(), ", "))
	}
	return text, nil
}

func (s *services) verifyConference(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.conference.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

func (s *services) verifyBooks(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.contributions.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

func (s *services) verifyEarmarks(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.earmarks.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args, Notice: f.Notice})
	}
	return findings, err
}

func (s *services) verifyCosts(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.costs.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

func (s *services) verifyContacts(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.contacts.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

func (s *services) verifyBudgets(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.budget.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

func (s *services) verifyOutbox(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.outbox.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

func (s *services) verifyRoom(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.proceedings.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

func (s *services) verifyApprovals(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.approvals.Verify(ctx, s.contributions, s.earmarks, s.execution, s.budget)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

func (s *services) verifyCheckpoints(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.checkpoints.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

func (s *services) verifyUsers(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.auth.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}

// open opens a database, brings it to the shape that this program knows and
// loads the reference data into an empty one.
//
// Errors: those of db.Open; db.newer for a database of a newer program.
func open(ctx context.Context, url string, clock date.Clock, set settings) (*services, error) {
	d, err := db.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	err = migrations.Up(ctx, d)
	s := compose(d, clock, set)
	if err == nil {
		err = conferenceintake.Seed(ctx, s.conference)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return s, nil
}

// with runs a command on the database of the settings, ready for use.
func (a *app) with(run func(*services) error) error {
	if a.on != nil {
		return run(a.on)
	}
	url, err := a.flags.database()
	if err != nil {
		return err
	}
	s, err := open(a.ctx, url, a.clock, a.set)
	if err != nil {
		return err
	}
	defer s.db.Close()
	return run(s)
}

// look runs a command that checks the database as it is: nothing is migrated,
// seeded or, for a SQLite file that is missing, made.
func (a *app) look(run func(*services) error) error {
	url, err := a.flags.database()
	if err != nil {
		return err
	}
	if err := exists(url); err != nil {
		return err
	}
	d, err := db.Open(a.ctx, url)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := migrations.Check(a.ctx, d); err != nil {
		return err
	}
	return run(compose(d, a.clock, a.set))
}
