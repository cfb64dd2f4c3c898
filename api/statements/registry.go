package statements

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"article30/internal/access"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/reports"
)

// Option is something that the reader of a statement may choose.
type Option string

const (
	On      Option = "on"
	Donor   Option = "donor"
	Year    Option = "year"
	From    Option = "from"
	To      Option = "to"
	Symbol  Option = "symbol"
	Percent Option = "percent"
)

// statement is one that can be had: what it tells of, and so what its reader
// must be allowed to read besides making statements; what the reader may
// choose; and how it is made. The text tells its file from others. A delegate
// gets what statements that take a donor tell of their own State.
type statement struct {
	name    string
	needs   access.Permission
	options []Option
	make    func(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error)
}

func (k statement) takes(o Option) bool { return slices.Contains(k.options, o) }

// request is what is made once it is known who is asked about.
type request struct {
	In
	donor int64 // all for 0
}

// all is every statement, in the order in which people look for them; there is
// no other list.
var all = []statement{
	{"status-of-contributions", access.ReadContributions, []Option{On, Donor, Year}, ofStatus((*reports.Service).StatusOfContributions)},
	{"outstanding", access.ReadContributions, []Option{On, Donor, Year}, ofStatus((*reports.Service).Outstanding)},
	{"ageing", access.ReadContributions, []Option{On, Donor, Year}, ofStatus((*reports.Service).Ageing)},
	{"due-instalments", access.ReadContributions, []Option{On, Donor, Year}, ofStatus((*reports.Service).DueInstalments)},
	{"donor-statement", access.ReadContributions, []Option{Donor, Year, From, To}, donorStatement},
	{"fund", access.ReadReports, []Option{Year, From, To}, fund}, // sums of all donors, and nothing of one
	{"fund-by-earmark", access.ReadReports, []Option{Year, From, To}, fundByEarmark},
	{"earmarks", access.ReadContributions, []Option{On}, earmarks},
	{"technical-assistance", access.ReadReports, []Option{On, Year}, technicalAssistance}, // what the Conference receives of all States
	{"budget-sheet", access.ReadBudgets, []Option{Symbol}, budgetSheet},
	{"budget-comparison", access.ReadBudgets, []Option{Symbol}, budgetComparison},
	{"working-copy", access.ReadBudgets, []Option{Symbol}, workingCopy},
	{"circulation", access.ReadBudgets, []Option{Symbol}, circulation},
	{"certificate", access.ReadBudgets, []Option{Symbol}, certificate},
	{"proceedings", access.ReadBudgets, []Option{Symbol}, proceedings},
	{"funding", access.ReadExecution, []Option{On, Symbol}, funding},
	{"budget-performance", access.ReadExecution, []Option{On, Symbol, Year}, budgetPerformance},
	{"budget-actual", access.ReadExecution, []Option{On, Symbol, Year, Percent}, budgetActual},
}

// Names of the statements.
var Names = Taking("")

// Taking are the names of the statements that take the option; of all for "".
func Taking(o Option) (names []string) {
	for _, k := range all {
		if o == "" || k.takes(o) {
			names = append(names, k.name)
		}
	}
	return names
}

// Options are what statements let their readers choose.
func Options() []Option { return []Option{On, Donor, Year, From, To, Symbol, Percent} }

// Needs is what the reader of a statement must be allowed to read, and whether
// a delegate gets it about their own State.
func Needs(name string) (needs access.Permission, own bool) {
	k, _ := find(name)
	return k.needs, k.takes(Donor)
}

func find(name string) (statement, bool) {
	i := slices.IndexFunc(all, func(k statement) bool { return k.name == name })
	if i < 0 {
		return statement{}, false
	}
	return all[i], true
}

type statusOf = func(*reports.Service, context.Context, *locale.Printer, reports.StatusIn) (*reports.Checked, error)

// ofStatus is what stands on a day.
func ofStatus(of statusOf) func(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	return func(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
		return onItsDay(of(s.reports, ctx, p, reports.StatusIn{AsOf: ask.AsOf, Donor: ask.donor, Year: ask.Year}))
	}
}

// onItsDay tells a file from others by the day of its statement.
func onItsDay(c *reports.Checked, err error) (*reports.Checked, string, error) {
	if err != nil {
		return nil, "", err
	}
	return c, c.Statement().AsOf.String(), nil
}

// period is what is asked for by year or by dates.
func (ask request) period(s *Statements) (in reports.Period, err error) {
	in = reports.Period{From: ask.From, To: ask.To}
	if ask.Year != 0 {
		err = in.OfYear(ask.Year, s.reports.Today())
	}
	return in, err
}

func fund(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	in, err := ask.period(s)
	if err != nil {
		return nil, "", err
	}
	c, about, err := onItsDay(s.reports.Fund(ctx, p, in))
	return c, from(in, about), err
}

func fundByEarmark(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	in, err := ask.period(s)
	if err != nil {
		return nil, "", err
	}
	c, about, err := onItsDay(s.reports.FundByEarmark(ctx, p, in))
	return c, from(in, about), err
}

// donorStatement is of one donor, whom only a delegate need not name.
func donorStatement(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	if ask.donor == 0 {
		var fields problem.Fields
		fields.Add("donor", "report.which_donor")
		return nil, "", fields.Err("report.invalid")
	}
	in, err := ask.period(s)
	if err != nil {
		return nil, "", err
	}
	c, about, err := onItsDay(s.reports.DonorStatement(ctx, p, reports.DonorIn{Donor: ask.donor, Period: in}))
	return c, strings.Join([]string{strconv.FormatInt(ask.donor, 10), from(in, about)}, "_"), err
}

// from is the beginning of the period, where it has one, before its end.
func from(in reports.Period, end string) string {
	if in.From.IsZero() {
		return end
	}
	return in.From.String() + "_" + end
}

func earmarks(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	return onItsDay(s.reports.Earmarks(ctx, p, reports.EarmarksIn{AsOf: ask.AsOf}))
}

func technicalAssistance(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	return onItsDay(s.reports.TechnicalAssistance(ctx, p, reports.AssistanceIn{AsOf: ask.AsOf, Year: ask.Year}))
}

func budgetSheet(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	symbol, err := s.symbol(ctx, ask.Symbol)
	if err != nil {
		return nil, "", err
	}
	c, err := s.reports.BudgetSheet(ctx, p, reports.BudgetSheetIn{Symbol: symbol})
	return c, symbol, err
}

func budgetComparison(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	symbol, err := s.symbol(ctx, ask.Symbol)
	if err != nil {
		return nil, "", err
	}
	c, err := s.reports.BudgetComparison(ctx, p, reports.BudgetComparisonIn{Symbol: symbol})
	return c, symbol, err
}

func circulation(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	symbol, err := s.symbol(ctx, ask.Symbol)
	if err != nil {
		return nil, "", err
	}
	c, about, err := onItsDay(s.reports.Circulation(ctx, p, reports.CirculationIn{Symbol: symbol}))
	return c, symbol + "_" + about, err
}

func certificate(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	symbol, err := s.symbol(ctx, ask.Symbol)
	if err != nil {
		return nil, "", err
	}
	c, about, err := onItsDay(s.reports.Certificate(ctx, p, reports.CertificateIn{Symbol: symbol}))
	return c, symbol + "_" + about, err
}

func workingCopy(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	symbol, err := s.symbol(ctx, ask.Symbol)
	if err != nil {
		return nil, "", err
	}
	c, err := s.reports.WorkingCopy(ctx, p, reports.WorkingCopyIn{Symbol: symbol})
	return c, symbol, err
}

func proceedings(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	symbol, err := s.symbol(ctx, ask.Symbol)
	if err != nil {
		return nil, "", err
	}
	c, err := s.reports.Proceedings(ctx, p, symbol)
	return c, symbol, err
}

func funding(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	symbol, err := s.symbol(ctx, ask.Symbol)
	if err != nil {
		return nil, "", err
	}
	c, about, err := onItsDay(s.reports.Funding(ctx, p, reports.FundingIn{Symbol: symbol, AsOf: ask.AsOf}))
	return c, symbol + "_" + about, err
}

func budgetPerformance(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	symbol, err := s.symbol(ctx, ask.Symbol)
	if err != nil {
		return nil, "", err
	}
	c, about, err := onItsDay(s.reports.BudgetPerformance(ctx, p, reports.BudgetPerformanceIn{Symbol: symbol, AsOf: ask.AsOf, Year: ask.Year}))
	return c, symbol + "_" + about, err
}

func budgetActual(s *Statements, ctx context.Context, p *locale.Printer, ask request) (*reports.Checked, string, error) {
	in := reports.BudgetActualIn{AsOf: ask.AsOf, Year: ask.Year}
	if ask.Percent != "" {
		percent, err := money.ParsePercent(ask.Percent)
		if err != nil {
			var fields problem.Fields
			fields.Add("percent", "report.percent", "value", ask.Percent)
			return nil, "", fields.Err("report.invalid")
		}
		in.Percent = &percent
	}
	var err error
	if in.Symbol, err = s.symbol(ctx, ask.Symbol); err != nil {
		return nil, "", err
	}
	c, about, err := onItsDay(s.reports.BudgetActual(ctx, p, in))
	return c, in.Symbol + "_" + about, err
}
