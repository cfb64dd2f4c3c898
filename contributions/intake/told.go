package intake

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// told is what a file says of one contribution.
type told struct {
	*group
	donor        contributions.DonorIn
	contribution contributions.ContributionIn
	currency     money.Currency
	status       Status
	statusRow    sheet.Row
	promised     money.Money // what is expected by the file: agreed, or else pledged; none
	outstanding  money.Money // in US dollars, as printed; none
	events       []*event
}

// event is one thing that happened, as a row tells it.
type event struct {
	kind       contributions.Kind
	rank       int // among events of one day: promises come before payments
	row        sheet.Row
	column     string // where its amount stands
	dateColumn string
	fact       contributions.Fact
	rate       money.Rate  // as printed; none
	usd        money.Money // as printed; none
	outcome    outcome
	present    contributions.Entry // what the books have of a known event
	named      bool                // a new payment that has its number
}

// outcome is what has become of an event.
type outcome int

const (
	pending outcome = iota
	added
	known  // the books had it
	later  // after Options.Until
	failed // refused
)

// read reads the rows of a contribution; what is wrong is refused in the
// report.
func (i *importing) read(g *group) (*told, error) {
	if err := i.agreeing(g); err != nil {
		return nil, err
	}
	t := &told{group: g}
	if err := i.readHead(t); err != nil {
		return nil, err
	}
	for _, promise := range []struct {
		kind             contributions.Kind
		on, amount, rate string
	}{
		{contributions.Pledge, colPledgedOn, colPledged, colPledgeRate},
		{contributions.Agreement, colAgreedOn, colAgreed, ""},
	} {
		if err := i.readPromise(t, promise.kind, promise.on, promise.amount, promise.rate); err != nil {
			return nil, err
		}
	}
	for n, row := range g.rows {
		if err := i.readPayment(t, row, n+1); err != nil {
			return nil, err
		}
	}
	i.repeated(t)
	return t, i.dateUnknown(t)
}

// agreeing refuses a row that contradicts an earlier one of the same
// contribution.
func (i *importing) agreeing(g *group) error {
	for _, column := range common {
		want, first := i.of(g, column)
		for _, row := range g.rows {
			if have := i.text(row, column); have != "" && have != want {
				err := i.refuse(row, column, problem.New(problem.Invalid, "intake.rows_disagree", "line", first.Line, "other", want))
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// readHead reads what is said of the contribution as a whole.
func (i *importing) readHead(t *told) error {
	g := t.group
	code, row := i.of(g, colCurrency)
	i.trailingBlanks(row, colCurrency)
	var err error
	if t.currency, err = money.ParseCurrency(code); err != nil {
		if err := i.refuse(row, colCurrency, err); err != nil {
			return err
		}
	}
	printed, row := i.of(g, colYear)
	year, err := strconv.Atoi(printed)
	if err != nil {
		if err := i.refuse(row, colYear, problem.New(problem.Invalid, "contribution.bad_year", "value", printed)); err != nil {
			return err
		}
	}
	printed, t.statusRow = i.of(g, colStatus)
	status, ok := i.mapping.Statuses[printed]
	if !ok && printed != "" {
		if err := i.refuse(t.statusRow, colStatus, problem.New(problem.Invalid, "intake.unknown_status", "value", printed)); err != nil {
			return err
		}
	}
	t.status = status
	if t.donor, err = i.readDonor(g); err != nil {
		return err
	}
	if text, row := i.of(g, colOutstandingUSD); text != "" {
		if t.outstanding, err = i.amount(row, colOutstandingUSD, money.USD); err != nil {
			return err
		}
	}
	mode, _ := i.of(g, colMode)
	t.contribution = contributions.ContributionIn{
		Reference: g.reference, Year: year, Currency: string(t.currency), Mode: mode, Comment: i.comment(g),
	}
	return nil
}

func (i *importing) readDonor(g *group) (contributions.DonorIn, error) {
	name, _ := i.of(g, colDonor)
	printed, row := i.of(g, colDonorKind)
	region := ""
	for _, r := range g.rows {
		region = strings.TrimSpace(region)
		if region == "" {
			region = i.text(r, colRegion)
		}
	}
	kind := contributions.DonorKind(printed)
	switch {
	case i.mapping.Donors[name] != "":
		kind = i.mapping.Donors[name]
	case i.mapping.DonorKinds != nil:
		known, ok := i.mapping.DonorKinds[printed]
		if !ok {
			err := i.refuse(row, colDonorKind, problem.New(problem.Invalid, "donor.unknown_kind", "value", printed))
			return contributions.DonorIn{}, err
		}
		kind = known
	case printed == "":
		kind = contributions.State
	}
	code, _ := i.of(g, colCode)
	return contributions.DonorIn{Name: name, Kind: string(kind), CEBCode: code, Region: region}, nil
}

// comment is what the rows say beside the figures, each thing once.
func (i *importing) comment(g *group) string {
	var parts []string
	for _, row := range g.rows {
		for _, column := range []string{colFund, colComment} {
			if text := i.text(row, column); text != "" && !slices.Contains(parts, text) {
				parts = append(parts, text)
			}
		}
	}
	return strings.Join(parts, "; ")
}

// readPromise reads the pledge or the agreement. An empty or zero amount is
// none.
func (i *importing) readPromise(t *told, kind contributions.Kind, on, amount, rate string) error {
	printed, row := i.of(t.group, amount)
	if printed == "" || t.currency == "" {
		return nil
	}
	e := &event{kind: kind, row: row, column: amount, dateColumn: on}
	m, err := i.amount(row, amount, t.currency)
	if err != nil {
		return err
	}
	_, onRow := i.of(t.group, on)
	if e.fact.On, err = i.date(onRow, on); err != nil {
		return err
	}
	if rate != "" {
		if e.rate, err = i.rate(row, rate); err != nil {
			return err
		}
	}
	if m.IsZero() {
		return nil
	}
	if kind == contributions.Pledge {
		m = i.payableCurrency(t, row, m, e.rate)
	}
	e.fact.Amount = m
	e.fact.External = externalKey(i.mapping.Source, t.reference, kind, 0)
	e.fact.Printed = i.printed(row, on, colCurrency, amount, rate, colStatus)
	e.fact.Overpaid = true // the file is as it is; judge says what is odd in it
	t.promised = m
	t.events = append(t.events, e)
	return nil
}

// readPayment reads the payment of a row, the nth of its contribution, or of a
// contribution that is written off the date of that.
func (i *importing) readPayment(t *told, row sheet.Row, n int) error {
	if t.currency == "" {
		return nil
	}
	on, err := i.date(row, colPaidOn)
	if err != nil {
		return err
	}
	e := &event{kind: contributions.Receipt, rank: 1, row: row, column: colPaid, dateColumn: colPaidOn, fact: contributions.Fact{
		On: on, External: externalKey(i.mapping.Source, t.reference, contributions.Receipt, n),
		Printed: i.printed(row, colPaidOn, colPaidCurrency, colPaid, colPaidRate, colPaidUSD, colSettles),
	}}
	currency := t.currency
	if code := i.text(row, colPaidCurrency); code != "" {
		i.trailingBlanks(row, colPaidCurrency)
		if currency, err = money.ParseCurrency(code); err != nil {
			return i.refuse(row, colPaidCurrency, err)
		}
	}
	if i.text(row, colPaid) != "" {
		if e.fact.Amount, err = i.amount(row, colPaid, currency); err != nil {
			return err
		}
	}
	if !e.fact.Amount.IsZero() {
		if err := i.readWorth(t, e); err != nil {
			return err
		}
		t.events = append(t.events, e)
	}
	if t.status == WrittenOff && row.Line == t.rows[len(t.rows)-1].Line {
		t.events = append(t.events, i.writtenOff(t, row, on))
	}
	return nil
}

// readWorth reads what is said of a payment's value.
func (i *importing) readWorth(t *told, e *event) (err error) {
	if i.text(e.row, colPaidUSD) != "" {
		if e.usd, err = i.amount(e.row, colPaidUSD, money.USD); err != nil {
			return err
		}
	}
	if i.text(e.row, colSettles) != "" && e.fact.Amount.Currency() != t.currency {
		if e.fact.Settles, err = i.amount(e.row, colSettles, t.currency); err != nil {
			return err
		}
	}
	e.rate, err = i.rate(e.row, colPaidRate)
	return err
}

// date is the date in the cell; none for an empty one and for one that stands
// for an unknown date. A date in a worksheet may come with a midnight.
func (i *importing) date(row sheet.Row, column string) (date.Date, error) {
	text := strings.TrimSuffix(i.text(row, column), "T00:00:00")
	if text == "" {
		return date.Date{}, nil
	}
	on, err := date.Parse(text)
	if err != nil {
		return date.Date{}, i.refuse(row, column, err)
	}
	if slices.Contains(i.mapping.UnknownDates, on) {
		return date.Date{}, nil
	}
	return on, nil
}

// amount is the amount in the cell, in that currency; no money when it is
// refused.
func (i *importing) amount(row sheet.Row, column string, c money.Currency) (money.Money, error) {
	d, err := money.ParseDecimal(i.text(row, column))
	if err != nil {
		return money.Money{}, i.refuse(row, column, err)
	}
	if i.mapping.RoundAmounts {
		d = i.tooManyDecimals(row, column, d, c)
	}
	m, err := money.New(d, c)
	if err != nil {
		return money.Money{}, i.refuse(row, column, err)
	}
	return m, nil
}

// rateDigits is how many digits of a printed rate are kept with an entry; the
// whole of it stands in what was printed.
const rateDigits = 12

// rate is the rate in the cell; none when it is empty or zero, which is how a
// source prints that it has none.
func (i *importing) rate(row sheet.Row, column string) (money.Rate, error) {
	text := i.text(row, column)
	if text == "" {
		return money.Rate{}, nil
	}
	d, err := money.ParseDecimal(text)
	if err == nil && d.IsZero() {
		return money.Rate{}, nil
	}
	if err == nil {
		var r money.Rate
		if r, err = money.NewRate(significant(d, rateDigits)); err == nil {
			return r, nil
		}
	}
	return money.Rate{}, i.refuse(row, column, err)
}

// significant is d rounded to so many significant digits.
func significant(d decimal.Decimal, digits int) decimal.Decimal {
	return money.Round(d, int32(digits-d.NumDigits())-d.Exponent())
}

// printed is what stands in the columns, word for word, as JSON.
func (i *importing) printed(row sheet.Row, columns ...string) json.RawMessage {
	words := map[string]string{}
	for _, column := range columns {
		header := i.mapping.header(column)
		if column != "" && i.table.Has(header) {
			words[header] = i.table.Get(row, header)
		}
	}
	text, err := json.Marshal(words)
	if err != nil {
		panic(err) // strings have a JSON
	}
	return text
}
