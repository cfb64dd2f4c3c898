package contributions

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// What is in suspense is kept as a contribution of its own, of a donor that
// stands for all who are not known.
const (
	suspenseSource = "suspense"
	unidentified   = "Unidentified"
)

// SuspenseIn is money that nobody can identify, as it comes in. Payer is what
// the bank says of where it came from. BankRate wants a Reason.
type SuspenseIn struct {
	On            string
	Amount        string
	Currency      string
	Payer         string
	BankReference string
	Charges       string
	BankRate      string
	Reason        string
}

// MatchIn says whose money it was. Suspense is the entry that put it there,
// Amount how much of it, all that is left when empty. Settles is what it counts
// for in the contribution's currency, where that is
// another; without it the operational rate of the day of the match says so.
type MatchIn struct {
	Suspense     int64
	Contribution int64
	Expect       int64 // revision that the contribution must still have; any when 0
	Amount       string
	On           string
	Settles      string
	Instalment   string // due date of the instalment it is meant for; the oldest when empty
	Reason       string
}

// ReturnIn says that the money went back to where it came from: Amount of it,
// all that is left when empty. It wants a Reason.
type ReturnIn struct {
	Suspense int64
	Amount   string
	On       string
	Reason   string
}

// SuspenseItem is money that was not identified when it came. It left in Parts,
// in the order of their recording; Rest is what is still in suspense. Cleared is
// the day on which the last of it left.
type SuspenseItem struct {
	Entry     Entry
	Reference string
	Payer     string
	Parts     []SuspensePart
	Rest      Booked
	Cleared   date.Date
	Age       int // days in suspense
}

// SuspensePart is money that left suspense. Matched is the contribution whose
// it was and Receipt the entry that received it there; both 0 where it was
// returned.
type SuspensePart struct {
	Entry   Entry
	Matched int64
	Receipt int64
}

// RecordSuspense records money that nobody can identify.
//
// Errors: entry.invalid with the fields that are wrong (suspense.no_payer,
// those of RecordReceipt).
func (s *Service) RecordSuspense(ctx context.Context, actor access.Actor, in SuspenseIn) (e Entry, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		var fields problem.Fields
		item, fact, err := s.arrived(ctx, &fields, IncomeIn{
			On: in.On, Amount: in.Amount, Currency: in.Currency, Payer: in.Payer,
			BankReference: in.BankReference, Charges: in.Charges, BankRate: in.BankRate, Reason: in.Reason,
		}, "suspense.no_payer")
		if err != nil {
			return err
		}
		item.Source = suspenseSource
		if item.Donor, err = s.standIn(ctx, actor, unidentified, suspenseSource); err != nil {
			return err
		}
		e, err = s.keepApart(ctx, actor, item, "S", InSuspense, fact)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// arrived reads money that came from nobody who is a donor here, beside what was
// read before.
//
// Errors: entry.invalid with the fields that are wrong (noPayer, those of
// RecordReceipt).
func (s *Service) arrived(ctx context.Context, fields *problem.Fields, in IncomeIn, noPayer string) (Contribution, Fact, error) {
	on := s.pastDate(fields, "on", in.On)
	c := currency(fields, "currency", in.Currency, "")
	if in.Currency == "" {
		fields.Add("currency", "money.unknown_currency", "value", "")
	}
	payer := fields.Text("payer", in.Payer, maxComment)
	if payer == "" {
		fields.Add("payer", noPayer)
	}
	if err := fields.Err("entry.invalid"); err != nil {
		return Contribution{}, Fact{}, err
	}
	fact, err := s.payment(ctx, Contribution{Currency: c}, PaymentIn{
		On: in.On, Amount: in.Amount, BankRate: in.BankRate, Reason: in.Reason,
		BankReference: in.BankReference, Charges: in.Charges,
	})
	return Contribution{Year: on.Year(), Currency: c, Mode: InCash, Comment: payer}, fact, err
}

// keepApart enters money that is no contribution as one of its own, numbered
// within its source and year, with the entry that received it.
func (s *Service) keepApart(ctx context.Context, actor access.Actor, item Contribution, series string, kind Kind, fact Fact) (Entry, error) {
	before, err := s.store.Contributions(ctx, Filter{Source: item.Source, Year: item.Year})
	if err != nil {
		return Entry{}, err
	}
	item.Reference = fmt.Sprintf("%s-%d-%04d", series, item.Year, len(before)+1)
	item.EnteredBy, item.RecordedAt = actor.Name, s.now()
	if err := s.store.AddContributions(ctx, []*Contribution{&item}); err != nil {
		return Entry{}, err
	}
	if err := s.journal.Append(ctx, contributionRecord(actor, item)); err != nil {
		return Entry{}, err
	}
	return s.record(ctx, actor, item.ID, func(_ context.Context, h History) (Entry, error) {
		return Decide(h, kind, fact)
	})
}

// standIn is the donor that stands for all who are not told apart. Nobody can
// enter another of that name.
func (s *Service) standIn(ctx context.Context, actor access.Actor, name, source string) (int64, error) {
	donors, err := s.store.Donors(ctx)
	if err != nil {
		return 0, err
	}
	for _, d := range donors {
		if d.Name == name {
			return d.ID, nil
		}
	}
	d := Donor{Name: name, Kind: Anonymous, Source: source}
	if err := s.store.AddDonors(ctx, []*Donor{&d}); err != nil {
		return 0, err
	}
	return d.ID, s.journal.Append(ctx, donorRecord(actor, d))
}

// MatchSuspense makes money in suspense, or a part of it, a receipt on a
// contribution, at the value at which it stands in the books: cash does not
// change. The receipt is as of the day of the match and names the entry that took
// the money out. Reversing either takes back both.
//
// Errors: entry.not_found, suspense.not_there, suspense.more_than_rest,
// suspense.separate;
// entry.invalid with the fields that are wrong; those of RecordReceipt.
func (s *Service) MatchSuspense(ctx context.Context, actor access.Actor, in MatchIn) (e Entry, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		out, err := s.clear(ctx, actor, in.Suspense, in.Amount, in.On, in.Reason)
		if err != nil {
			return err
		}
		e, err = s.record(ctx, actor, in.Contribution, func(ctx context.Context, h History) (Entry, error) {
			if err := s.unchanged(ctx, in.Contribution, in.Expect); err != nil {
				return Entry{}, err
			}
			var fields problem.Fields
			fact := Fact{
				On: out.On, Amount: out.Amount, Valuation: out.Valuation, Reason: out.Reason,
				Payment: Payment{Cleared: out.ID},
			}
			own := h.Contribution.Currency
			var err error
			switch {
			case own == out.Amount.Currency():
			case in.Settles != "":
				fact.Settles = amount(&fields, "settles", in.Settles, own)
			default:
				fact.Settles, err = s.valuing(ctx).settles(h.Contribution, out.USD, out.On)
				fields.AddErr("settles", err)
			}
			if in.Instalment != "" {
				fact.Payment.Instalment, err = date.Parse(in.Instalment)
				fields.AddErr("instalment", err)
			}
			if err := fields.Err("entry.invalid"); err != nil {
				return Entry{}, err
			}
			made, err := Decide(h, Receipt, fact)
			if err != nil {
				return Entry{}, err
			}
			return s.officially(ctx, h, made)
		})
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// ReturnSuspense records that money in suspense, or a part of it, went back, at
// the value at which it stands in the books.
//
// Errors: entry.not_found, suspense.not_there, suspense.more_than_rest;
// entry.invalid with the fields
// that are wrong (entry.no_reason, entry.before_earlier).
func (s *Service) ReturnSuspense(ctx context.Context, actor access.Actor, in ReturnIn) (Entry, error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Entry{}, err
	}
	if in.Reason == "" {
		var fields problem.Fields
		fields.Add("reason", "entry.no_reason")
		return Entry{}, fields.Err("entry.invalid")
	}
	return s.clear(ctx, actor, in.Suspense, in.Amount, in.On, in.Reason)
}

// clear takes money out of suspense: all that is left when no amount is given.
func (s *Service) clear(ctx context.Context, actor access.Actor, suspense int64, part, on, reason string) (e Entry, err error) {
	err = s.store.Update(ctx, func(ctx context.Context) error {
		contribution, err := s.store.ContributionOf(ctx, suspense)
		if err != nil {
			return err
		}
		e, err = s.record(ctx, actor, contribution, func(_ context.Context, h History) (Entry, error) {
			came, err := h.find(suspense)
			if err != nil {
				return Entry{}, err
			}
			rest, err := h.inSuspense(date.Date{})
			if err != nil {
				return Entry{}, err
			}
			if came.Kind != InSuspense || h.reversed(suspense) || rest.Amount.IsZero() {
				return Entry{}, problem.New(problem.Conflict, "suspense.not_there", "entry", suspense)
			}
			var fields problem.Fields
			fact := Fact{
				On: s.pastDate(&fields, "on", on), Amount: rest.Amount,
				Valuation: Valuation{USD: rest.USD, Basis: Book}, Reason: fields.Text("reason", reason, maxReason),
			}
			if part != "" {
				fact.Amount = amount(&fields, "amount", part, h.Contribution.Currency)
			}
			if err := fields.Err("entry.invalid"); err != nil {
				return Entry{}, err
			}
			return Decide(h, Cleared, fact)
		})
		return err
	})
	return e, err
}

// inSuspense is what is in suspense at the end of the day asOf, or now for no
// date.
//
// Error: money.too_large.
func (h History) inSuspense(asOf date.Date) (Booked, error) {
	p, err := standingOf(h.Contribution.Currency, h.sums(asOf))
	return p.suspense, err
}

// clearSuspense books that money leaves suspense, at its share of the value at
// which all of it stands; the last part takes what is left of that.
//
// Errors: suspense.more_than_rest, entry.before_earlier.
func clearSuspense(h History, e *Entry, b *book) error {
	rest, err := h.inSuspense(date.Date{})
	if err != nil {
		return err
	}
	if e.Settles.Units() > rest.Amount.Units() {
		var fields problem.Fields
		fields.Add("amount", "suspense.more_than_rest", "amount", e.Settles, "left", rest.Amount)
		return fields.Err("entry.invalid")
	}
	if err := notBefore(e, h.latest()); err != nil {
		return err
	}
	part := rest.take(e.Settles)
	e.Valuation = Valuation{USD: part.USD, Basis: Book}
	b.move(e.On, Suspense, Cash, part)
	return nil
}

// InSuspenseOn lists money that was not identified when it came, up to the end
// of the day asOf, today for no date, with its age: what is still in suspense
// on that day, or with all also what was cleared.
func (s *Service) InSuspenseOn(ctx context.Context, asOf date.Date, all bool) (items []SuspenseItem, err error) {
	if asOf.IsZero() {
		asOf = s.Today()
	}
	err = s.store.View(ctx, func(ctx context.Context) error {
		items = nil
		list, err := s.store.Contributions(ctx, Filter{Source: suspenseSource})
		if err != nil {
			return err
		}
		for _, c := range list {
			h, err := s.history(ctx, c.ID)
			if err != nil {
				return err
			}
			item, ok, err := s.suspenseItem(ctx, h, asOf)
			if err != nil {
				return err
			}
			if ok && (all || item.Cleared.IsZero()) {
				items = append(items, item)
			}
		}
		slices.SortStableFunc(items, func(a, b SuspenseItem) int { return a.Entry.On.Compare(b.Entry.On) })
		return nil
	})
	return items, err
}

// suspenseItem is what the history of an item comes to; false when it had not
// come yet or was a mistake.
func (s *Service) suspenseItem(ctx context.Context, h History, asOf date.Date) (SuspenseItem, bool, error) {
	item := SuspenseItem{Reference: h.Contribution.Reference, Payer: h.Contribution.Comment}
	there := false
	for _, e := range h.Entries {
		if !h.counts(e, asOf) {
			continue
		}
		switch e.Kind {
		case InSuspense:
			item.Entry, there = e, true
		case Cleared:
			part := SuspensePart{Entry: e}
			var err error
			if part.Receipt, err = s.store.MatchOf(ctx, e.ID); err != nil {
				return item, false, err
			}
			if part.Receipt != 0 {
				if part.Matched, err = s.store.ContributionOf(ctx, part.Receipt); err != nil {
					return item, false, err
				}
			}
			item.Parts = append(item.Parts, part)
		}
	}
	var err error
	if item.Rest, err = h.inSuspense(asOf); err != nil {
		return item, false, err
	}
	if n := len(item.Parts); n > 0 && item.Rest.Amount.IsZero() {
		item.Cleared = item.Parts[n-1].Entry.On
	}
	until := asOf
	if !item.Cleared.IsZero() {
		until = item.Cleared
	}
	if there {
		item.Age = until.Sub(item.Entry.On)
	}
	return item, there, nil
}

// verifyMatches finds matches of which only one half is there.
func (s *Service) verifyMatches(ctx context.Context) ([]Finding, error) {
	worth, matches, reversed := map[int64]money.Money{}, map[int64]int64{}, map[int64]bool{}
	err := s.store.EachEntry(ctx, func(e Entry) error {
		if e.Kind == Reversal {
			reversed[e.Reverses] = true
		}
		if e.Kind == Cleared || e.Payment.Cleared != 0 {
			worth[e.ID] = e.USD
		}
		if e.Payment.Cleared != 0 {
			matches[e.ID] = e.Payment.Cleared
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, receipt := range slices.Sorted(maps.Keys(matches)) {
		cleared := matches[receipt]
		if worth[receipt] != worth[cleared] || reversed[receipt] != reversed[cleared] {
			findings = append(findings, found(place("entry", receipt),
				problem.New(problem.Conflict, "verify.match", "receipt", receipt, "cleared", cleared)))
		}
	}
	return findings, nil
}
