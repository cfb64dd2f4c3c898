package intake

import (
	"context"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// The columns of a file of rates: so many units of the currency, times the
// ratio where there is one, for one US dollar, from effective to until.
const (
	colCurrency  = "currency"
	colEffective = "effective"
	colUntil     = "until"
	colPerUSD    = "per_usd"
	colRatio     = "ratio"
)

var ratesLayout = layout{
	kind:     "rates",
	required: []string{colCurrency, colEffective, colPerUSD},
	optional: []string{colUntil, colRatio},
	own:      "register",
	others:   []string{"unore"},
}

// ImportRates loads operational rates of exchange. A rate that the books have
// already is left as it is. A different one for the same currency and date is
// refused, and so is one that takes effect before the date of entries which
// stand at an older rate; with Correct both are taken, and every entry that they
// touch is adjusted and listed in a notice. Where the file says until when a
// rate holds, gaps and overlaps in a currency are noted.
//
// Errors: those of reading the file and of ParseMapping; import.invalid with the
// field "reason" (entry.no_reason, import.no_such_option). A wrong row is no
// error but a refusal in the report: money.unknown_currency, date.grammar,
// rate.grammar, rate.out_of_range, rate.conflict, rate.late, rate.revalued.
func ImportRates(ctx context.Context, s *contributions.Service, actor access.Actor, src *sheet.Source, opts Options) (*sheet.Report, error) {
	t, m, err := ratesLayout.begin(ctx, src, opts)
	if err == nil {
		err = opts.reasoned()
	}
	if err != nil {
		return nil, err
	}
	return run(ctx, s, opts, func(ctx context.Context) (*sheet.Report, error) {
		c := cells{t, m, newReport(ratesLayout, src, t, m, opts)}
		return c.report, s.LoadRates(ctx, actor, file(src, m), func(l *contributions.RateLoading) error {
			if opts.Correct {
				l.Correcting(strings.TrimSpace(opts.Reason))
			}
			return c.rates(l, opts)
		})
	})
}

// period is a rate as a row gives it.
type period struct {
	row   sheet.Row
	rate  contributions.Rate
	until date.Date
}

func (c cells) rates(l *contributions.RateLoading, opts Options) error {
	periods := make([]period, 0, len(c.table.Rows))
	for _, row := range c.table.Rows {
		p, err := c.period(row)
		if err == nil && p.rate.PerUSD.IsZero() {
			continue // refused
		}
		if err != nil {
			return err
		}
		if !opts.Until.IsZero() && p.rate.Effective.After(opts.Until) {
			c.report.Later++
			continue
		}
		loaded, err := l.Add(p.rate)
		if err != nil {
			if err := c.refuse(row, colPerUSD, err); err != nil {
				return err
			}
			continue
		}
		switch loaded {
		case contributions.RateAdded:
			c.report.Added++
		case contributions.RateChanged:
			c.report.Updated++
		case contributions.RateSuperseded:
			c.note(row, colPerUSD, "intake.rate_superseded")
			c.report.Unchanged++
		default:
			c.report.Unchanged++
		}
		periods = append(periods, p)
	}
	if err := c.changes(l, periods); err != nil {
		return err
	}
	if len(c.report.Refused) > 0 && !opts.SkipRefused {
		return errRefused
	}
	c.continuity(periods)
	return c.correct(l, periods)
}

// changes refuses the rates that cannot be taken for what they do to entries.
func (c cells) changes(l *contributions.RateLoading, periods []period) error {
	changes, err := l.Changes()
	if err != nil {
		return err
	}
	for _, change := range changes {
		if change.Err == nil {
			continue
		}
		if err := c.refuse(rowOf(change, periods), colPerUSD, change.Err); err != nil {
			return err
		}
		l.Drop(change.After.Rate)
		if change.Late {
			c.report.Added--
		} else {
			c.report.Updated--
		}
	}
	return nil
}

// correct writes the rates and notes each entry that is adjusted.
func (c cells) correct(l *contributions.RateLoading, periods []period) error {
	changes, err := l.Write()
	if err != nil {
		return err
	}
	for _, change := range changes {
		row := rowOf(change, periods)
		c.note(row, colPerUSD, "intake.rate_corrected", "currency", change.After.Currency, "date", change.After.Effective,
			"before", change.Before.PerUSD, "after", change.After.PerUSD, "count", len(change.Touched)+len(change.Spent.Touched))
		for _, t := range change.Touched {
			c.note(row, colPerUSD, "intake.rate_touches", "entry", t.Entry.ID, "on", t.Entry.On,
				"reference", t.Contribution.Reference, "amount", t.Entry.Amount, "before", t.Before, "after", t.After, "difference", t.Difference())
		}
		for _, t := range change.Spent.Touched {
			c.note(row, colPerUSD, "intake.rate_touches_spending", "entry", t.Entry, "on", t.On,
				"line", t.Line, "amount", t.Amount, "before", t.Before, "after", t.After, "difference", t.Difference())
		}
	}
	return nil
}

// rowOf is the row that gave the rate.
func rowOf(change contributions.RateChange, periods []period) sheet.Row {
	i := slices.IndexFunc(periods, func(p period) bool {
		return p.rate.Currency == change.After.Currency && p.rate.Effective == change.After.Effective
	})
	return periods[i].row
}

// period reads a row; what is wrong with it is refused in the report, and then
// the period has no rate.
func (c cells) period(row sheet.Row) (period, error) {
	p := period{row: row}
	var fields problem.Fields
	var err error
	p.rate.Currency, err = money.ParseCurrency(c.text(row, colCurrency))
	fields.AddErr(colCurrency, err)
	p.rate.Effective, err = date.Parse(c.text(row, colEffective))
	fields.AddErr(colEffective, err)
	if text := c.text(row, colUntil); text != "" {
		p.until, err = date.Parse(text)
		fields.AddErr(colUntil, err)
	}
	perUSD, err := money.ParseRate(c.text(row, colPerUSD))
	fields.AddErr(colPerUSD, err)
	if err == nil && c.text(row, colRatio) != "" {
		var ratio decimal.Decimal
		if ratio, err = money.ParseDecimal(c.text(row, colRatio)); err == nil {
			perUSD, err = money.NewRate(perUSD.Decimal().Mul(ratio))
		}
		fields.AddErr(colRatio, err)
	}
	if err := fields.Err("rate.invalid"); err != nil {
		return period{}, c.refuseFields(row, err)
	}
	p.rate.PerUSD, p.rate.Source = perUSD, c.mapping.Source
	return p, nil
}

// refuseFields refuses the row for each field of the error, in the column that
// is the field's path.
func (c cells) refuseFields(row sheet.Row, err error) error {
	e, ok := problem.As(err)
	if !ok || len(e.Fields) == 0 {
		return c.refuse(row, "", err)
	}
	for _, f := range e.Fields {
		if err := c.refuse(row, f.Path, &problem.Error{Kind: e.Kind, Code: f.Code, Args: f.Args}); err != nil {
			return err
		}
	}
	return nil
}

// continuity notes where the periods of a currency leave days between them or
// share some.
func (c cells) continuity(periods []period) {
	slices.SortStableFunc(periods, func(a, b period) int {
		if a.rate.Currency != b.rate.Currency {
			return slices.Compare([]money.Currency{a.rate.Currency}, []money.Currency{b.rate.Currency})
		}
		return a.rate.Effective.Compare(b.rate.Effective)
	})
	for i := 1; i < len(periods); i++ {
		before, p := periods[i-1], periods[i]
		if before.rate.Currency != p.rate.Currency || before.until.IsZero() {
			continue
		}
		switch days := p.rate.Effective.Sub(before.until) - 1; {
		case days > 0:
			c.note(p.row, colEffective, "intake.rate_gap", "count", days, "until", before.until)
		case days < 0:
			c.note(p.row, colEffective, "intake.rate_overlap", "count", -days, "until", before.until)
		}
	}
}
