package contributions

import (
	"context"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// PromiseIn is a pledge, its revision or an agreement as it comes in. Amount is
// in the contribution's currency; of a revision it is the new total. On is
// YYYY-MM-DD.
type PromiseIn struct {
	Contribution int64
	Expect       int64 // revision that the contribution must still have; any when 0
	On           string
	Amount       string
	Currency     string // the contribution's when empty, and no other
	Reason       string
	Conditional  bool // agreement: on a true condition; it is deferred until that is met
	Overpaid     bool // agreement: it is known that more has come than is agreed
}

// PaymentIn is a receipt or a refund as it comes in. It may be in another
// currency than the contribution's; Settles is then what it counts for in the
// contribution's, and when that is not given it follows from the operational
// rates of both currencies on the date. BankRate, in units of the currency
// for one US dollar, takes the place of the operational rate and wants a
// Reason or a BankDocument; the contribution's policy may want both rate and
// document, or neither. On is the value date and Amount is gross; see Payment.
type PaymentIn struct {
	Contribution int64
	Expect       int64 // revision that the contribution must still have; any when 0
	On           string
	Amount       string
	Currency     string // the contribution's when empty
	Settles      string
	BankRate     string
	BankDocument string // the bank's advice or statement that gives its rate
	Reason       string

	BankReference string
	Charges       string // what banks took, in the currency of the payment; none when empty
	Instalment    string // receipt: due date of the instalment it is meant for; the oldest when empty
}

// WriteDownIn is a write-down, or that a condition is met, as it comes in. It
// wants a Reason.
type WriteDownIn struct {
	Contribution int64
	Expect       int64 // revision that the contribution must still have; any when 0
	On           string
	Amount       string // in the contribution's currency
	Reason       string
}

// RecordPledge records what was announced. It is valued at the operational
// rate of its date, as are revisions, agreements and payments.
//
// Errors of every Record: contribution.not_found; entry.invalid with the
// fields that are wrong (date.grammar, date.future, money.grammar and its
// kin, money.unknown_currency, rate.none, entry.not_positive,
// entry.currency_differs); period.closed; record.changed where a revision is
// expected; and what the kind's own rules refuse:
// for a pledge pledge.exists, pledge.agreed and entry.before_earlier.
func (s *Service) RecordPledge(ctx context.Context, actor access.Actor, in PromiseIn) (Entry, error) {
	return s.recordPromise(ctx, actor, Pledge, in)
}

// RevisePledge makes a pledge another amount.
//
// Errors: pledge.none, pledge.agreed, pledge.unchanged, pledge.below_settled,
// entry.before_earlier.
func (s *Service) RevisePledge(ctx context.Context, actor access.Actor, in PromiseIn) (Entry, error) {
	return s.recordPromise(ctx, actor, PledgeRevision, in)
}

// RecordAgreement records a binding agreement, which takes the place of the
// pledge.
//
// Errors: agreement.exists, agreement.pledge_closed, agreement.below_paid.
func (s *Service) RecordAgreement(ctx context.Context, actor access.Actor, in PromiseIn) (Entry, error) {
	return s.recordPromise(ctx, actor, Agreement, in)
}

// RecordReceipt records money that came and gives it the next number of the
// official receipts of the year in which it is recorded.
//
// Errors: contribution.in_kind, entry.no_reason for a bank rate without one,
// entry.no_bank_rate, entry.no_bank_document, entry.rate_is_fixed,
// entry.document_of_no_rate, rate.no_period by the contribution's policy,
// payment.charges_too_large, instalment.not_found.
func (s *Service) RecordReceipt(ctx context.Context, actor access.Actor, in PaymentIn) (Entry, error) {
	return s.recordPayment(ctx, actor, Receipt, in)
}

// RecordRefund records money that went back to the donor.
//
// Errors: refund.more_than_received, refund.committed, entry.before_earlier,
// payment.charges_too_large, refund.no_instalment.
func (s *Service) RecordRefund(ctx context.Context, actor access.Actor, in PaymentIn) (Entry, error) {
	return s.recordPayment(ctx, actor, Refund, in)
}

// RecordWriteDown records that an amount is no longer expected.
//
// Errors: write_down.more_than_outstanding, entry.before_earlier,
// entry.no_reason.
func (s *Service) RecordWriteDown(ctx context.Context, actor access.Actor, in WriteDownIn) (Entry, error) {
	return s.recordAtBook(ctx, actor, WriteDown, in)
}

// RecordConditionMet records that the condition on which an amount was agreed
// is met, as the Reason says.
//
// Errors: condition.more_than_deferred, entry.before_earlier, entry.no_reason.
func (s *Service) RecordConditionMet(ctx context.Context, actor access.Actor, in WriteDownIn) (Entry, error) {
	return s.recordAtBook(ctx, actor, ConditionMet, in)
}

// recordAtBook records what is taken out at the value at which it stands.
func (s *Service) recordAtBook(ctx context.Context, actor access.Actor, kind Kind, in WriteDownIn) (Entry, error) {
	return s.record(ctx, actor, in.Contribution, func(ctx context.Context, h History) (Entry, error) {
		if err := s.unchanged(ctx, h.Contribution.ID, in.Expect); err != nil {
			return Entry{}, err
		}
		var fields problem.Fields
		fact := Fact{
			On:     s.pastDate(&fields, "on", in.On),
			Amount: amount(&fields, "amount", in.Amount, h.Contribution.Currency),
			Reason: fields.Text("reason", in.Reason, maxReason),
		}
		if fact.Reason == "" {
			fields.Add("reason", "entry.no_reason")
		}
		if err := fields.Err("entry.invalid"); err != nil {
			return Entry{}, err
		}
		return Decide(h, kind, fact)
	})
}

func (s *Service) recordPromise(ctx context.Context, actor access.Actor, kind Kind, in PromiseIn) (Entry, error) {
	return s.record(ctx, actor, in.Contribution, func(ctx context.Context, h History) (Entry, error) {
		if err := s.unchanged(ctx, h.Contribution.ID, in.Expect); err != nil {
			return Entry{}, err
		}
		var fields problem.Fields
		c := currency(&fields, "currency", in.Currency, h.Contribution.Currency)
		fact := Fact{
			On:     s.pastDate(&fields, "on", in.On),
			Amount: amount(&fields, "amount", in.Amount, c),
			Reason: fields.Text("reason", in.Reason, maxReason), Conditional: in.Conditional, Overpaid: in.Overpaid,
		}
		if fields.Len() == 0 {
			var err error
			fact.Valuation, err = s.valuing(ctx).value(h.Contribution, fact.Amount, fact.On)
			fields.AddErr("on", err)
		}
		if err := fields.Err("entry.invalid"); err != nil {
			return Entry{}, err
		}
		return Decide(h, kind, fact)
	})
}

func (s *Service) recordPayment(ctx context.Context, actor access.Actor, kind Kind, in PaymentIn) (Entry, error) {
	return s.record(ctx, actor, in.Contribution, func(ctx context.Context, h History) (Entry, error) {
		if err := s.unchanged(ctx, h.Contribution.ID, in.Expect); err != nil {
			return Entry{}, err
		}
		fact, err := s.payment(ctx, h.Contribution, in)
		if err != nil {
			return Entry{}, err
		}
		e, err := Decide(h, kind, fact)
		if err != nil || kind != Receipt {
			return e, err
		}
		return s.officially(ctx, h, e)
	})
}

// payment reads a payment on a contribution and values it by the contribution's
// policy.
func (s *Service) payment(ctx context.Context, on Contribution, in PaymentIn) (Fact, error) {
	var fields problem.Fields
	own := on.Currency
	c := currency(&fields, "currency", in.Currency, own)
	fact := Fact{
		On:      s.pastDate(&fields, "on", in.On),
		Amount:  amount(&fields, "amount", in.Amount, c),
		Reason:  fields.Text("reason", in.Reason, maxReason),
		Payment: Payment{BankReference: fields.Line("bank_reference", in.BankReference, maxReference)},
	}
	if in.Charges != "" {
		fact.Payment.Charges.Amount = amount(&fields, "charges", in.Charges, c)
	}
	if in.Instalment != "" {
		var err error
		fact.Payment.Instalment, err = date.Parse(in.Instalment)
		fields.AddErr("instalment", err)
	}
	if in.Settles != "" && c != own {
		fact.Settles = amount(&fields, "settles", in.Settles, own)
	}
	var bank money.Rate
	if in.BankRate != "" {
		var err error
		bank, err = money.ParseRate(in.BankRate)
		fields.AddErr("bank_rate", err)
	}
	document := fields.Line("bank_document", in.BankDocument, maxReference)
	if err := s.bankAllowed(ctx, &fields, on, fact, in.BankRate, document); err != nil {
		return Fact{}, err
	}
	if err := fields.Err("entry.invalid"); err != nil {
		return Fact{}, err
	}
	var err error
	if bank.IsZero() {
		fact.Valuation, err = s.valuing(ctx).value(on, fact.Amount, fact.On)
		fields.AddErr("on", err)
	} else {
		fact.Valuation, err = s.bankValue(ctx, fact.Amount, fact.On, bank)
		fact.Valuation.Document = document
		fields.AddErr("bank_rate", err)
	}
	if err == nil && c != own && in.Settles == "" {
		fact.Settles, err = s.valuing(ctx).settles(on, fact.Valuation.USD, fact.On)
		fields.AddErr("settles", err)
	}
	return fact, fields.Err("entry.invalid")
}

// bankAllowed holds a payment to the policy: the bank's rate with its document
// where that is the policy, none beside a fixed rate, and otherwise one that is
// explained by a reason or a document.
func (s *Service) bankAllowed(ctx context.Context, fields *problem.Fields, on Contribution, fact Fact, rate, document string) error {
	policy, err := s.valuing(ctx).of(on, fact.Amount.Currency())
	if err != nil {
		return err
	}
	switch {
	case rate == "" && policy == ByBank:
		fields.Add("bank_rate", "entry.no_bank_rate")
	case rate == "" && document != "":
		fields.Add("bank_document", "entry.document_of_no_rate")
	case rate != "" && policy == ByFixedRate && fact.Amount.Currency() == on.Currency:
		fields.Add("bank_rate", "entry.rate_is_fixed")
	case rate != "" && policy == ByBank && document == "":
		fields.Add("bank_document", "entry.no_bank_document")
	case rate != "" && document == "" && fact.Reason == "":
		fields.Add("reason", "entry.no_reason")
	}
	return nil
}

// value is the amount in US dollars at the operational rate of its date.
//
// Errors: rate.none, money.too_large.
func (s *Service) value(ctx context.Context, m money.Money, on date.Date) (Valuation, error) {
	return s.valuing(ctx).value(Contribution{}, m, on)
}

// bankValue is the amount in US dollars at the bank's rate, beside what the
// operational rate would give where there is one.
func (s *Service) bankValue(ctx context.Context, m money.Money, on date.Date, bank money.Rate) (Valuation, error) {
	usd, err := bank.ToUSD(m)
	if err != nil {
		return Valuation{}, err
	}
	v := Valuation{USD: usd, Rate: bank, Basis: Bank}
	switch official, err := s.value(ctx, m, on); {
	case err == nil:
		v.USDUnore = official.USD
	case !problem.Is(err, "rate.none"):
		return Valuation{}, err
	}
	return v, nil
}

// pastDate reads a date that is not after today.
func (s *Service) pastDate(fields *problem.Fields, path, value string) date.Date {
	on, err := date.Parse(value)
	if err != nil {
		fields.AddErr(path, err)
		return date.Date{}
	}
	if today := s.Today(); on.After(today) {
		fields.Add(path, "date.future", "date", on, "today", today)
	}
	return on
}

func currency(fields *problem.Fields, path, value string, own money.Currency) money.Currency {
	if value == "" {
		return own
	}
	c, err := money.ParseCurrency(value)
	if err != nil {
		fields.AddErr(path, err)
		return own
	}
	return c
}

func amount(fields *problem.Fields, path, value string, c money.Currency) money.Money {
	m, err := money.Parse(value, c)
	fields.AddErr(path, err)
	return m
}
