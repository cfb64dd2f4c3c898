package contributions

import (
	"context"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Proceeds say of what confiscated proceeds of crime a contribution is a share,
// under article 30 (2) (c) or 14 (3) (a) as its mode has it. They are never
// changed: what is said anew is another revision, and the last one counts.
type Proceeds struct {
	ID           int64
	Contribution int64
	Revision     int             // from 1
	LegalBasis   string          // the law, or the decision of a court or an authority
	Total        money.Money     // what was confiscated, or its value
	Percent      decimal.Decimal // of it that is given
	Share        money.Money     // rounded once, to the currency's minor unit, half away from zero
	Reason       string          // of a revision
	EnteredBy    string
	RecordedAt   time.Time
}

// ProceedsIn are proceeds as they come in, in the contribution's currency.
// Percent has at most four decimals. A revision wants a Reason.
type ProceedsIn struct {
	Contribution int64
	Expect       int64 // revision that the contribution must still have; any when 0
	LegalBasis   string
	Total        string
	Percent      string
	Reason       string
}

// OfProceeds reports a contribution that is a share of confiscated proceeds.
func (c Contribution) OfProceeds() bool { return c.Mode == Proceeds30 || c.Mode == Proceeds14 }

// share is the part of a total, rounded once to the currency's minor unit, half
// away from zero.
func share(total money.Money, percent decimal.Decimal) money.Money {
	part := total.Amount().Mul(percent).DivRound(decimal.New(100, 0), int32(total.Currency().Digits()))
	return money.FromUnits(part.Shift(money.MaxDigits).IntPart(), total.Currency())
}

// agrees reports whether an amount is the share. One minor unit (a cent) more or
// less is the same: the donor may have rounded otherwise.
func (p Proceeds) agrees(m money.Money) bool {
	unit := decimal.New(1, -int32(m.Currency().Digits())).Shift(money.MaxDigits).IntPart()
	apart := addUnits(m, -p.Share.Units()).Units()
	return -unit <= apart && apart <= unit
}

// beyond is by how much more than the share, and the cent of tolerance, has come
// in all; no money where it has not. Money that arrives is never refused.
func (p Proceeds) beyond(received money.Money) money.Money {
	if p.agrees(received) || received.Units() < p.Share.Units() {
		return money.Money{}
	}
	return addUnits(received, -p.Share.Units())
}

// promised refuses a pledge or an agreement of another amount than the share.
//
// Error: entry.invalid with proceeds.differs.
func (p Proceeds) promised(h History, e Entry) error {
	if e.Kind != Pledge && e.Kind != PledgeRevision && e.Kind != Agreement {
		return nil
	}
	after, err := History{h.Contribution, append(h.Entries[:len(h.Entries):len(h.Entries)], e)}.Position(date.Date{})
	if err != nil {
		return err
	}
	var fields problem.Fields
	if expected := after.Expected().Amount; !p.agrees(expected) {
		fields.Add("amount", "proceeds.differs", "amount", expected, "share", p.Share, "percent", p.Percent, "total", p.Total)
	}
	return fields.Err("entry.invalid")
}

// SetProceeds records of what a contribution is a share. Where something is
// pledged or agreed already it must be that share, to a cent.
//
// Errors: contribution.not_found; proceeds.other_mode; proceeds.invalid with the
// fields that are wrong (proceeds.no_legal_basis, entry.not_positive,
// proceeds.no_share, proceeds.differs, entry.no_reason; money.grammar,
// money.percent_grammar and their kin); record.changed.
func (s *Service) SetProceeds(ctx context.Context, actor access.Actor, in ProceedsIn) (made Proceeds, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Proceeds{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		h, err := s.history(ctx, in.Contribution)
		if err != nil {
			return err
		}
		if err := s.unchanged(ctx, in.Contribution, in.Expect); err != nil {
			return err
		}
		all, err := s.store.Proceeds(ctx, in.Contribution)
		if err != nil {
			return err
		}
		if made, err = decideProceeds(h, in, len(all)+1); err != nil {
			return err
		}
		made.EnteredBy, made.RecordedAt = actor.Name, s.now()
		if err := s.store.AddProceeds(ctx, &made); err != nil {
			return err
		}
		return s.journal.Append(ctx, proceedsRecord(made))
	})
	if err != nil {
		return Proceeds{}, err
	}
	return made, nil
}

func decideProceeds(h History, in ProceedsIn, revision int) (Proceeds, error) {
	if !h.Contribution.OfProceeds() {
		return Proceeds{}, problem.New(problem.Conflict, "proceeds.other_mode", "reference", h.Contribution.Reference)
	}
	now, err := h.Position(date.Date{})
	if err != nil {
		return Proceeds{}, err
	}
	var fields problem.Fields
	p := Proceeds{
		Contribution: h.Contribution.ID, Revision: revision,
		LegalBasis: fields.Line("legal_basis", in.LegalBasis, maxReason),
		Total:      amount(&fields, "total", in.Total, h.Contribution.Currency),
		Reason:     fields.Text("reason", in.Reason, maxReason),
	}
	p.Percent, err = money.ParsePercent(in.Percent)
	fields.AddErr("percent", err)
	if p.LegalBasis == "" {
		fields.Add("legal_basis", "proceeds.no_legal_basis")
	}
	if revision > 1 && p.Reason == "" {
		fields.Add("reason", "entry.no_reason")
	}
	if fields.Len() == 0 {
		p.Share = share(p.Total, p.Percent)
		switch expected := now.Expected().Amount; {
		case p.Total.Sign() <= 0:
			fields.Add("total", "entry.not_positive", "value", p.Total)
		case p.Share.Sign() <= 0:
			fields.Add("percent", "proceeds.no_share", "percent", p.Percent, "total", p.Total)
		case !expected.IsZero() && !p.agrees(expected):
			fields.Add("percent", "proceeds.differs", "amount", expected, "share", p.Share, "percent", p.Percent, "total", p.Total)
		}
	}
	return p, fields.Err("proceeds.invalid")
}

// Proceeds are what was said of the contribution's, all revisions in their
// order.
//
// Error: contribution.not_found.
func (s *Service) Proceeds(ctx context.Context, contribution int64) (list []Proceeds, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		if _, err := s.store.Contribution(ctx, contribution); err != nil {
			return err
		}
		list, err = s.store.Proceeds(ctx, contribution)
		return err
	})
	return list, err
}

// lastProceeds are those that count, by contribution.
func lastProceeds(all []Proceeds) map[int64]Proceeds {
	last := map[int64]Proceeds{}
	for _, p := range all {
		last[p.Contribution] = p
	}
	return last
}

// fits checks an entry against the proceeds of its contribution: a promise is
// refused that is not the share; a receipt beyond it is marked.
func (s *Service) fits(ctx context.Context, h History, e *Entry) error {
	if !h.Contribution.OfProceeds() {
		return nil
	}
	all, err := s.store.Proceeds(ctx, h.Contribution.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	return all[len(all)-1].fits(h, e)
}

// fits is that of the service, for what is known of the proceeds.
func (p Proceeds) fits(h History, e *Entry) (err error) {
	if e.Kind == Receipt {
		e.Beyond, err = p.beyondWith(h, *e)
		return err
	}
	return p.promised(h, *e)
}

// beyondWith is by how much more than the share has come with a receipt, by
// what was recorded before it.
func (p Proceeds) beyondWith(h History, receipt Entry) (money.Money, error) {
	before := History{h.Contribution, h.Entries[:min(receipt.Seq-1, len(h.Entries))]}
	now, err := before.Position(date.Date{})
	if err != nil {
		return money.Money{}, err
	}
	received, err := now.Received.minus(now.Refunded).Amount.Add(receipt.Settles)
	return p.beyond(received), err
}

// proceedsFacts are what the journal keeps of proceeds.
type proceedsFacts struct {
	Proceeds   int64  `json:"proceeds"`
	Revision   int    `json:"revision"`
	LegalBasis string `json:"legal_basis"`
	Total      string `json:"total"`
	Percent    string `json:"percent"`
	Share      string `json:"share"`
}

const proceedsObject = "proceeds"

func proceedsRecord(p Proceeds) journal.Entry {
	return journal.Entry{
		Actor: p.EnteredBy, Action: "proceeds.record", Object: proceedsObject, ID: strconv.FormatInt(p.Contribution, 10), Reason: p.Reason,
		After: proceedsFacts{p.ID, p.Revision, p.LegalBasis, p.Total.String(), p.Percent.String(), p.Share.String()},
	}
}

// verifyProceeds compares all proceeds with the journal, and computes each share
// again.
func (s *Service) verifyProceeds(ctx context.Context) ([]Finding, error) {
	all, err := s.store.Proceeds(ctx, 0)
	if err != nil {
		return nil, err
	}
	var c comparison
	err = journal.Each(ctx, s.journal, proceedsObject, func(r journal.Record, facts proceedsFacts) error {
		c.Tell(at(proceedsObject, facts.Proceeds), r.At, r.Actor, r.ID, r.Reason, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var wrong []Finding
	for _, p := range all {
		r := proceedsRecord(p)
		c.Keep(at(proceedsObject, p.ID), p.RecordedAt, r.Actor, r.ID, r.Reason, r.After)
		if again := share(p.Total, p.Percent); again != p.Share {
			wrong = append(wrong, found(at(proceedsObject, p.ID), problem.New(problem.Conflict, "verify.proceeds", "share", p.Share, "again", again)))
		}
	}
	findings, err := differing(&c)
	return append(findings, wrong...), err
}
