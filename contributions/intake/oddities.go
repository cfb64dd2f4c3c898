package intake

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// What is odd in files of contributions, and how it is decided. Everything is
// kept as it was printed beside the entry (Entry.Printed), and everything but
// the first is told to the reader of the report with line, column and value.
//
//	a zero where a rate or an amount should be   there is none
//	blanks after a currency code                 cut off                         intake.trailing_blanks
//	more decimals than the currency has          rounded, half away from zero    intake.rounded
//	a pledge printed in the wrong currency       in the currency of its payment  intake.misprinted_currency
//	an unknown date (1900-01-01)                 dated by the other event        intake.date_unknown
//	no date at all                               refused                         intake.no_date
//	a payment before its pledge                  kept, in advance until then     intake.paid_before_pledge
//	dollars that are not amount / rate           the printed ones are kept       intake.usd_differs
//	no operational rate                          the printed figure or rate      intake.no_unore
//	a date long after the last rate of all       the last rate applies           intake.rate_old
//	a last payment in another currency           settles the remainder           intake.settles_remainder
//	another payment in another currency          settles its worth at the rates  intake.settles_worth
//	more paid than promised                      kept, as paid in advance        intake.overpaid
//	the same row twice                           both count, as two payments     intake.row_repeated
//	paid by status, not by figures               the figures count               intake.not_settled
//	a printed remainder that is not ours         ours counts                     intake.outstanding_differs
//	written off                                  the remainder is written down,  intake.written_off
//	                                             not before all else happened
//	written off, nothing left                    nothing happens                 intake.nothing_to_write_off
//	a payment that a later file no longer has    it stays                        intake.row_gone
//	a figure that a later file has otherwise     refused, a person decides       intake.changed

// rateDays is for how long the rates of a month are the last that one expects:
// the Treasury prints new ones every month.
const rateDays = 31

// trailingBlanks notes blanks around a code.
func (i *importing) trailingBlanks(row sheet.Row, column string) {
	if i.table.Get(row, i.mapping.header(column)) != i.text(row, column) {
		i.note(row, column, "intake.trailing_blanks")
	}
}

// repeated notes a payment whose row says word for word what an earlier one
// said: two payments may be alike, or one was copied.
func (i *importing) repeated(t *told) {
	first := map[string]int{}
	for _, e := range t.events {
		if e.kind != contributions.Receipt {
			continue
		}
		words := strings.Join(e.row.Cells, "\x00")
		if line, ok := first[words]; ok {
			i.note(e.row, colPaid, "intake.row_repeated", "line", line)
			continue
		}
		first[words] = e.row.Line
	}
}

// tooManyDecimals rounds d to the currency's minor unit, half away from zero.
func (i *importing) tooManyDecimals(row sheet.Row, column string, d decimal.Decimal, c money.Currency) decimal.Decimal {
	rounded := money.Round(d, int32(c.Digits()))
	if !rounded.Equal(d) {
		i.note(row, column, "intake.rounded", "currency", c, "rounded", rounded.StringFixed(int32(c.Digits())))
	}
	return rounded
}

// payableCurrency is the pledge in the currency in which it was made. A source
// that prints the same figure and the same rate for pledge and payment but two
// currencies (10,000,000.0 "USD" at 66.67, paid by 10,000,000.0 ISK at 66.67)
// has the pledge's currency wrong: taken as printed it would show ten million
// dollars pledged and an exchange loss of nearly as much.
func (i *importing) payableCurrency(t *told, row sheet.Row, pledged money.Money, rate money.Rate) money.Money {
	if !i.mapping.MisprintedCurrencies || rate.IsZero() {
		return pledged
	}
	code := i.text(t.rows[0], colPaidCurrency)
	paid := decimal.Zero
	for _, r := range t.rows {
		figure, err := money.ParseDecimal(i.text(r, colPaid))
		if err != nil || i.text(r, colPaidCurrency) != code || i.text(r, colPaidRate) != i.text(row, colPledgeRate) {
			return pledged
		}
		paid = paid.Add(figure)
	}
	c, err := money.ParseCurrency(code)
	if err != nil || c == t.currency || !paid.Equal(pledged.Amount()) {
		return pledged
	}
	meant, err := money.New(paid, c)
	if err != nil {
		return pledged
	}
	i.note(row, colCurrency, "intake.misprinted_currency", "currency", c, "pledged", meant)
	t.currency, t.contribution.Currency = c, string(c)
	return meant
}

// dateUnknown dates what has no date by what has: a promise by its first
// payment, a payment by its promise. What is written off is so as of the day
// that the source gives, but not before everything else has happened.
func (i *importing) dateUnknown(t *told) error {
	for _, e := range t.events {
		if e.kind == contributions.WriteDown || !e.fact.On.IsZero() {
			continue
		}
		var stands date.Date
		for _, other := range t.events {
			if (other.rank == 0) != (e.rank == 0) && !other.fact.DateUnknown && !other.fact.On.IsZero() &&
				(stands.IsZero() || other.fact.On.Before(stands)) {
				stands = other.fact.On
			}
		}
		if stands.IsZero() {
			if err := i.refuse(e.row, e.dateColumn, problem.New(problem.Invalid, "intake.no_date")); err != nil {
				return err
			}
			continue
		}
		e.fact.On, e.fact.DateUnknown = stands, true
		i.note(e.row, e.dateColumn, "intake.date_unknown", "date", stands)
	}
	for _, e := range t.events {
		if e.kind != contributions.WriteDown {
			continue
		}
		e.fact.DateUnknown = e.fact.On.IsZero()
		for _, other := range t.events {
			if other.fact.On.After(e.fact.On) {
				e.fact.On = other.fact.On
			}
		}
		if e.fact.On.IsZero() {
			return i.refuse(e.row, e.dateColumn, problem.New(problem.Invalid, "intake.no_date"))
		}
	}
	return nil
}

// recognise finds what the books have already. A promise is known by its key.
// Payments are known by what they are, because the order of rows in a file
// means nothing; when a file has one that the books have not, and no longer
// has one that they have, that one was changed.
func (i *importing) recognise(c *contributions.LoadedContribution, t *told) error {
	p, err := c.Position()
	if err != nil {
		return err
	}
	var strange []*event
	left := receipts(c)
	for _, e := range t.events {
		if e.kind == contributions.Receipt {
			at := slices.IndexFunc(left, e.is)
			if at < 0 {
				strange = append(strange, e)
				continue
			}
			e.outcome, e.present, e.fact.Settles = known, left[at], left[at].Settles
			left = slices.Delete(left, at, at+1)
			continue
		}
		present, ok := c.Find(e.fact.External)
		if !ok {
			continue
		}
		e.outcome, e.present = known, present
		sameDate := present.On == e.fact.On || !present.DateKnown && e.fact.DateUnknown
		sameAmount := present.Amount == e.fact.Amount || p.Expected().Amount == e.fact.Amount
		if e.kind != contributions.WriteDown && !(sameDate && sameAmount) {
			if err := i.changed(e, present); err != nil {
				return err
			}
		}
	}
	for n, e := range strange {
		if n < len(left) {
			if err := i.changed(e, left[n]); err != nil {
				return err
			}
			continue
		}
		i.nameReceipt(c, t, e)
	}
	if len(strange) < len(left) {
		gone := left[len(strange)]
		i.note(t.rows[0], colReference, "intake.row_gone", "amount", gone.Amount, "date", gone.On)
	}
	return nil
}

// receipts are the payments that an import recorded.
func receipts(c *contributions.LoadedContribution) []contributions.Entry {
	return slices.DeleteFunc(slices.Clone(c.Entries()), func(e contributions.Entry) bool {
		return e.Kind != contributions.Receipt || e.External == ""
	})
}

// is reports whether an entry is this payment.
func (e *event) is(present contributions.Entry) bool {
	return (present.On == e.fact.On || !present.DateKnown && e.fact.DateUnknown) &&
		present.Amount == e.fact.Amount && (e.usd.IsZero() || present.USD == e.usd)
}

// nameReceipt gives a new payment the first number that no payment of its
// contribution has.
func (i *importing) nameReceipt(c *contributions.LoadedContribution, t *told, e *event) {
	for n := 1; ; n++ {
		key := externalKey(i.mapping.Source, t.reference, contributions.Receipt, n)
		_, present := c.Find(key)
		taken := slices.ContainsFunc(t.events, func(o *event) bool { return o != e && o.named && o.fact.External == key })
		if !present && !taken {
			e.fact.External, e.named = key, true
			return
		}
	}
}

func (i *importing) changed(e *event, present contributions.Entry) error {
	e.outcome = failed
	given := e.fact.On.String() + " " + e.fact.Amount.String()
	before := present.On.String() + " " + present.Amount.String()
	if !e.usd.IsZero() {
		given, before = given+" = "+e.usd.String(), before+" = "+present.USD.String()
	}
	return i.refuse(e.row, e.column, problem.New(problem.Conflict, "intake.changed", "present", before, "given", given))
}

// value says what an event is worth in the books.
//
// Errors: rate.none, money.too_large.
func (i *importing) value(c *contributions.LoadedContribution, t *told, e *event) error {
	if e.kind == contributions.WriteDown {
		return i.writeOff(c, e)
	}
	official, err := i.l.Value(e.fact.Amount, e.fact.On)
	if err != nil && !problem.Is(err, "rate.none") {
		return err
	}
	e.fact.Valuation = official
	if err := i.worth(e, official, err); err != nil {
		return err
	}
	i.oldRate(e, e.fact.Valuation.Basis)
	if e.kind == contributions.Receipt && e.fact.Amount.Currency() != t.currency && e.fact.Settles == (money.Money{}) {
		return i.settles(c, t, e)
	}
	return nil
}

// beyond notes a receipt with which more has come than the share of proceeds.
func (i *importing) beyond(c *contributions.LoadedContribution, e *event, receipt contributions.Entry) error {
	if receipt.Kind != contributions.Receipt {
		return nil
	}
	more, err := c.Beyond(receipt)
	if err == nil && more.Sign() > 0 {
		i.note(e.row, colPaid, "intake.receipt_beyond", "amount", more)
	}
	return err
}

// retell says again what was odd about an event when it was recorded, so that
// the same file has the same notices.
func (i *importing) retell(c *contributions.LoadedContribution, t *told, e *event) error {
	p := e.present
	switch {
	case e.kind == contributions.WriteDown:
		i.note(e.row, colStatus, "intake.written_off", "amount", p.Amount, "date", p.On)
		return nil
	case p.Basis == contributions.Source && p.USDUnore.IsZero():
		i.noRate(e, p.USD)
	case p.Basis == contributions.Source:
		if err := i.differs(e, p.USD, p.USDUnore); err != nil {
			return err
		}
	}
	i.oldRate(e, p.Basis)
	if e.kind == contributions.Receipt && e.fact.Amount.Currency() != t.currency {
		settled := e.fact.Settles
		e.fact.Settles, e.fact.Valuation.USD = money.Money{}, p.USD
		if err := i.settles(c, t, e); err != nil {
			return err
		}
		e.fact.Settles = settled
	}
	return i.beyond(c, e, p)
}

func (i *importing) noRate(e *event, usd money.Money) {
	i.note(e.row, e.column, "intake.no_unore", "currency", e.fact.Amount.Currency(), "date", e.fact.On, "usd", usd)
}

func (i *importing) differs(e *event, printed, unore money.Money) error {
	difference, err := printed.Sub(unore)
	if err == nil {
		i.note(e.row, colPaidUSD, "intake.usd_differs", "printed", printed, "unore", unore, "difference", difference)
	}
	return err
}

func (i *importing) oldRate(e *event, basis contributions.Basis) {
	if basis == contributions.UNORE && e.fact.On.After(i.lastRate.AddDays(rateDays)) {
		i.note(e.row, e.dateColumn, "intake.rate_old", "last", i.lastRate)
	}
}

// worth puts the printed value of an event before the official one, which may
// be missing.
func (i *importing) worth(e *event, official contributions.Valuation, missing error) error {
	printed := e.usd
	if printed.IsZero() && !e.rate.IsZero() && (missing != nil || e.kind == contributions.Receipt) && e.fact.Amount.Currency() != money.USD {
		var err error
		if printed, err = e.rate.ToUSD(e.fact.Amount); err != nil {
			return err
		}
	}
	switch {
	case printed.IsZero():
		return missing
	case missing != nil:
		i.noRate(e, printed)
		e.fact.Valuation = contributions.Valuation{USD: printed, Rate: e.rate, Basis: contributions.Source}
	case printed != official.USD:
		if err := i.differs(e, printed, official.USD); err != nil {
			return err
		}
		e.fact.Valuation = contributions.Valuation{
			USD: printed, Rate: e.rate, Basis: contributions.Source, USDUnore: official.USD,
		}
	}
	return nil
}

// settles says what a payment in another currency settles: the last payment of
// a contribution that is paid settles what the others left, another one what
// its dollars are worth by the contribution's policy on its date.
func (i *importing) settles(c *contributions.LoadedContribution, t *told, e *event) error {
	left, last := t.promised, true
	for _, other := range t.events {
		if other == e || other.kind != contributions.Receipt {
			continue
		}
		part := other.fact.Settles
		if other.fact.Amount.Currency() == t.currency {
			part = other.fact.Amount
		}
		last = last && !other.fact.On.After(e.fact.On) && part != (money.Money{})
		left = money.FromUnits(left.Units()-part.Units(), left.Currency())
	}
	if t.status == Paid && last && left.Sign() > 0 {
		e.fact.Settles = left
		i.note(e.row, colPaid, "intake.settles_remainder", "settles", left)
		return nil
	}
	worth, err := c.Settles(e.fact.Valuation.USD, e.fact.On)
	if err != nil {
		return err
	}
	e.fact.Settles = worth
	i.note(e.row, colPaid, "intake.settles_worth", "settles", worth)
	return nil
}

// writtenOff is the event that the status of the contribution tells of, on the
// date of its last row or, when that is unknown, no date yet.
func (i *importing) writtenOff(t *told, row sheet.Row, on date.Date) *event {
	return &event{
		kind: contributions.WriteDown, rank: 2, row: row, column: colStatus, dateColumn: colPaidOn,
		fact: contributions.Fact{
			On: on, Reason: i.text(t.statusRow, colStatus),
			External: externalKey(i.mapping.Source, t.reference, contributions.WriteDown, 0),
			Printed:  i.printed(row, colStatus, colPaidOn),
		},
	}
}

func (i *importing) writeOff(c *contributions.LoadedContribution, e *event) error {
	p, err := c.Position()
	if err != nil {
		return err
	}
	if p.Outstanding.Amount.IsZero() {
		e.outcome = known
		i.note(e.row, colStatus, "intake.nothing_to_write_off")
		return nil
	}
	e.fact.Amount = p.Outstanding.Amount
	i.note(e.row, colStatus, "intake.written_off", "amount", e.fact.Amount, "date", e.fact.On)
	return nil
}

// judge compares where the contribution stands with what the source says of
// it, when nothing of it is left for later.
func (i *importing) judge(c *contributions.LoadedContribution, t *told) error {
	p, err := c.Position()
	if err != nil {
		return err
	}
	var promise, last *event
	for _, e := range t.events {
		switch {
		case e.outcome == later:
			return nil
		case e.rank == 0:
			promise = e
		case e.kind == contributions.Receipt:
			last = e
		}
	}
	for _, e := range t.events {
		if promise != nil && e.kind == contributions.Receipt && e.fact.On.Before(promise.fact.On) {
			i.note(e.row, colPaidOn, "intake.paid_before_pledge", "date", promise.fact.On)
		}
	}
	if promise != nil && last != nil && p.Overpaid.Amount.Sign() > 0 {
		i.note(last.row, colPaid, "intake.overpaid", "amount", p.Overpaid.Amount)
	}
	if t.status == Paid && p.Outstanding.Amount.Sign() > 0 {
		i.note(t.statusRow, colStatus, "intake.not_settled", "outstanding", p.Outstanding.Amount)
	}
	if t.outstanding != (money.Money{}) && t.outstanding != p.Outstanding.USD {
		_, row := i.of(t.group, colOutstandingUSD)
		i.note(row, colOutstandingUSD, "intake.outstanding_differs", "printed", t.outstanding, "ours", p.Outstanding.USD)
	}
	return nil
}
