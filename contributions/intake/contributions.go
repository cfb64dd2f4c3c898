package intake

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// The columns of a file of contributions. A row is a contribution with its
// promise and one payment; further payments are further rows with the same
// reference, on which the columns of the contribution repeat or stay empty.
const (
	colReference = "reference"
	colDonor     = "donor"
	colDonorKind = "donor_kind" // of contributions.DonorKinds; state when empty
	colCode      = "ceb_code"   // of contributions.ContributorCodes; the kind's own when empty
	colRegion    = "region"
	colYear      = "year"
	colMode      = "mode" // of contributions.Modes; cash when empty
	colFund      = "fund"
	colComment   = "comment"
	colStatus    = "status"

	colPledgedOn      = "pledged_on"
	colPledged        = "pledged"
	colPledgeRate     = "pledge_rate" // used only where there is no operational rate
	colAgreedOn       = "agreed_on"
	colAgreed         = "agreed"
	colOutstandingUSD = "outstanding_usd" // compared with ours, never taken

	colPaidOn       = "paid_on"
	colPaidCurrency = "paid_currency" // the contribution's when empty
	colPaid         = "paid"
	colPaidRate     = "paid_rate" // of the payment, where paid_usd is not given
	colPaidUSD      = "paid_usd"  // kept as the source has it
	colSettles      = "settles"   // of a payment in another currency, in the contribution's
)

var contributionsLayout = layout{
	kind:     "contributions",
	required: []string{colReference, colDonor, colYear, colCurrency, colPledged, colPaidOn, colPaid},
	optional: []string{
		colDonorKind, colCode, colRegion, colMode, colFund, colComment, colStatus, colPledgedOn, colPledgeRate,
		colAgreedOn, colAgreed, colOutstandingUSD, colPaidCurrency, colPaidRate, colPaidUSD, colSettles,
	},
	own:    "register",
	others: []string{"cerf"},
}

// common are the columns of the contribution itself, in which its rows must
// not contradict each other.
var common = []string{
	colDonor, colDonorKind, colCode, colYear, colMode, colStatus, colCurrency,
	colPledgedOn, colPledged, colPledgeRate, colAgreedOn, colAgreed, colOutstandingUSD,
}

// ImportContributions loads contributions with their pledges, agreements,
// payments and write-downs. What the books have already is left as it is, and
// a row that now says something else is refused: a revision is made by a
// person. A row counts as added when all that was recorded of it is new, as
// updated when only some of it is, and as later when any of it is after
// Options.Until. What is odd in a file and how it is decided stands in
// oddities.go.
//
// Errors: those of reading the file and of ParseMapping. A wrong row is no
// error but a refusal in the report, and with it every row of the same
// contribution.
func ImportContributions(ctx context.Context, s *contributions.Service, actor access.Actor, src *sheet.Source, opts Options) (*sheet.Report, error) {
	t, m, err := contributionsLayout.begin(ctx, src, opts)
	if err != nil {
		return nil, err
	}
	return run(ctx, s, opts, func(ctx context.Context) (*sheet.Report, error) {
		c := cells{t, m, newReport(contributionsLayout, src, t, m, opts)}
		return c.report, s.Load(ctx, actor, m.Source, file(src, m), func(l *contributions.Loading) error {
			i := &importing{cells: c, l: l, until: opts.Until, lastRate: l.Rates().Last()}
			groups, err := i.groups()
			if err != nil {
				return err
			}
			for _, g := range groups {
				if err := i.group(g); err != nil {
					return err
				}
				if len(c.report.Refused) > 0 && !opts.SkipRefused {
					l.Abandon()
				}
			}
			if len(c.report.Refused) > 0 && !opts.SkipRefused {
				return errRefused
			}
			return nil
		})
	})
}

// importing is an import of contributions under way.
type importing struct {
	cells
	l        *contributions.Loading
	until    date.Date
	lastRate date.Date // the last effective date of any rate in the books
}

// group is the rows of one contribution, in the order of the file.
type group struct {
	reference string
	rows      []sheet.Row
}

// groups gathers the rows by reference, in the order of the file. Rows without
// one are refused.
func (i *importing) groups() (list []*group, err error) {
	byReference := map[string]*group{}
	for _, row := range i.table.Rows {
		reference := i.text(row, colReference)
		if reference == "" {
			if err := i.refuse(row, colReference, problem.New(problem.Invalid, "contribution.no_reference")); err != nil {
				return nil, err
			}
			continue
		}
		g, ok := byReference[reference]
		if !ok {
			g = &group{reference: reference}
			byReference[reference] = g
			list = append(list, g)
		}
		g.rows = append(g.rows, row)
	}
	return list, nil
}

// of is what the group says in a common column, and where: in the first row in
// which the column is not empty.
func (i *importing) of(g *group, column string) (string, sheet.Row) {
	for _, row := range g.rows {
		if text := i.text(row, column); text != "" {
			return text, row
		}
	}
	return "", g.rows[0]
}

// group reads and records one contribution, wholly or not at all.
func (i *importing) group(g *group) error {
	refused := len(i.report.Refused)
	noticed := len(i.report.Notices)
	told, err := i.read(g)
	if err != nil {
		return err
	}
	if len(i.report.Refused) == refused {
		if err := i.record(told); err != nil {
			return err
		}
	}
	if len(i.report.Refused) > refused {
		i.report.Notices = i.report.Notices[:noticed]
		i.refuseRest(g, i.report.Refused[refused:])
	}
	return nil
}

// refuseRest refuses the rows that are good in themselves but belong to a
// contribution of which another row is not.
func (i *importing) refuseRest(g *group, refusals []sheet.Refusal) {
	bad := refusals[0].Line
	for _, row := range g.rows {
		if !slices.ContainsFunc(refusals, func(r sheet.Refusal) bool { return r.Line == row.Line }) {
			i.report.Refuse(row.Line, i.mapping.header(colReference), g.reference,
				problem.New(problem.Invalid, "intake.other_row_refused", "line", bad))
		}
	}
}

// record puts what was told into the books, in the order in which it happened.
func (i *importing) record(t *told) error {
	donor, err := i.l.Donor(t.donor)
	if err != nil {
		return i.refuseIn(t.group, map[string]string{"name": colDonor, "party": colDonor, "kind": colDonorKind, "ceb_code": colCode, "region": colRegion}, colDonor, err)
	}
	c, err := i.l.Contribution(donor, t.contribution)
	if err != nil {
		return i.refuseIn(t.group, map[string]string{
			"reference": colReference, "year": colYear, "currency": colCurrency, "mode": colMode, "comment": colComment,
		}, colReference, err)
	}
	slices.SortStableFunc(t.events, func(a, b *event) int {
		return cmp.Or(a.fact.On.Compare(b.fact.On), cmp.Compare(a.rank, b.rank))
	})
	if err := i.recognise(c, t); err != nil {
		return err
	}
	for _, e := range t.events {
		if err := i.happen(c, t, e); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(t.events, func(e *event) bool { return e.outcome == failed }) {
		c.Forget()
		return nil
	}
	i.count(t)
	return i.judge(c, t)
}

// happen records one event, unless it is known or for later.
func (i *importing) happen(c *contributions.LoadedContribution, t *told, e *event) error {
	switch today := i.l.Today(); {
	case e.outcome == known:
		return i.retell(c, t, e)
	case e.outcome != pending:
		return nil
	case !i.until.IsZero() && e.fact.On.After(i.until):
		e.outcome = later
		return nil
	case e.fact.On.After(today):
		e.outcome = failed
		return i.refuse(e.row, e.dateColumn, problem.New(problem.Invalid, "date.future", "date", e.fact.On, "today", today))
	}
	err := i.value(c, t, e)
	if err == nil && e.outcome == pending {
		var made contributions.Entry
		if made, err = c.Record(e.kind, e.fact); err == nil {
			err = i.beyond(c, e, made)
		}
	}
	if err != nil {
		e.outcome = failed
		return i.refuseEvent(e, err)
	}
	if e.outcome == pending {
		e.outcome = added
	}
	return nil
}

// refuseEvent refuses the row of an event in the columns that the error is
// about.
func (i *importing) refuseEvent(e *event, err error) error {
	columns := map[string]string{"on": e.dateColumn, "amount": e.column, "currency": colCurrency, "settles": colSettles}
	p, ok := problem.As(err)
	switch {
	case problem.Is(err, "period.closed"):
		return i.refuse(e.row, e.dateColumn, err)
	case !ok || len(p.Fields) == 0:
		return i.refuse(e.row, e.column, err)
	}
	for _, f := range p.Fields {
		if err := i.refuse(e.row, columns[f.Path], &problem.Error{Kind: p.Kind, Code: f.Code, Args: f.Args}); err != nil {
			return err
		}
	}
	return nil
}

// refuseIn refuses a contribution because of a common column, on the row that
// speaks for it.
func (i *importing) refuseIn(g *group, columns map[string]string, otherwise string, err error) error {
	p, ok := problem.As(err)
	if !ok || len(p.Fields) == 0 {
		_, row := i.of(g, otherwise)
		return i.refuse(row, otherwise, err)
	}
	for _, f := range p.Fields {
		_, row := i.of(g, columns[f.Path])
		if err := i.refuse(row, columns[f.Path], &problem.Error{Kind: p.Kind, Code: f.Code, Args: f.Args}); err != nil {
			return err
		}
	}
	return nil
}

// count adds each row of the contribution to the figures of the report, once.
// What is said of the contribution as a whole counts with the row that says it.
func (i *importing) count(t *told) {
	for _, row := range t.rows {
		var is [4]bool
		for _, e := range t.events {
			if e.row.Line == row.Line {
				is[e.outcome] = true
			}
		}
		switch {
		case is[later]:
			i.report.Later++
		case is[added] && is[known]:
			i.report.Updated++
		case is[added]:
			i.report.Added++
		default:
			i.report.Unchanged++
		}
	}
}

// externalKey names an entry by the source's own names, so that it is found
// again: "cerf:06-DC-AND-001:receipt:1".
func externalKey(source, reference string, kind contributions.Kind, n int) string {
	key := source + ":" + reference + ":" + string(kind)
	if n > 0 {
		key += ":" + strconv.Itoa(n)
	}
	return key
}
