package contributions

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Terms are what an agreement says beside its amount. They are never changed:
// changed terms are another revision. They fall with their agreement.
type Terms struct {
	ID           int64
	Contribution int64
	Revision     int   // of the agreement's terms, from 1
	Agreement    int64 // entry
	Number       string
	Signed       date.Date
	Expires      date.Date       // none where it does not
	Condition    string          // what must be met, of an agreement that is deferred until it is; ""
	PSC          decimal.Decimal // programme support cost, per cent of direct cost
	PSCFrom      date.Date       // since when it is not the default; none where it is
	PSCReason    string
	Duties       []Duty // by due date
	Reason       string // of a revision
	EnteredBy    string
	RecordedAt   time.Time
}

// Duty is a report that is owed to the donor.
type Duty struct {
	Due  date.Date
	What string
}

// DefaultPSC is the rate of the programme support cost of an agreement that
// says nothing else, in per cent.
var DefaultPSC = decimal.New(13, 0)

// Bounds of what terms can say.
const (
	maxCondition = 2000
	maxDuties    = 100
)

// TermsIn are terms, or their next revision, as they come in. Days are
// YYYY-MM-DD. PSC is the default when empty; another wants PSCFrom and
// PSCReason. A revision wants a Reason.
type TermsIn struct {
	Contribution int64
	Expect       int64 // revision that the contribution must still have; any when 0
	Number       string
	Signed       string
	Expires      string
	Condition    string
	PSC          string
	PSCFrom      string
	PSCReason    string
	Duties       []DutyIn
	Reason       string
}

// DutyIn is a reporting duty as it comes in.
type DutyIn struct {
	Due  string
	What string
}

// SetTerms records what the agreement says.
//
// Errors: contribution.not_found; record.changed; terms.no_agreement; terms.invalid with the
// fields that are wrong (terms.no_number, terms.no_condition,
// terms.unconditional, terms.ends_before, terms.psc_explained,
// terms.psc_unexplained, terms.duties_not_in_order, terms.no_duty,
// entry.no_reason; date.grammar, money.percent and their kin).
func (s *Service) SetTerms(ctx context.Context, actor access.Actor, in TermsIn) (made Terms, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Terms{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		h, err := s.history(ctx, in.Contribution)
		if err != nil {
			return err
		}
		if err := s.unchanged(ctx, in.Contribution, in.Expect); err != nil {
			return err
		}
		agreement, ok := h.agreement(date.Date{})
		if !ok {
			return problem.New(problem.Conflict, "terms.no_agreement", "reference", h.Contribution.Reference)
		}
		all, err := s.store.Terms(ctx, in.Contribution)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(t Terms) bool { return !h.is(agreement, t.Agreement) })
		if made, err = newTerms(in, agreement, len(all)+1, s.Today()); err != nil {
			return err
		}
		made.EnteredBy, made.RecordedAt = actor.Name, s.now()
		if err := s.store.AddTerms(ctx, &made); err != nil {
			return err
		}
		return s.journal.Append(ctx, termsRecord(made))
	})
	if err != nil {
		return Terms{}, err
	}
	return made, nil
}

// Terms are those of the contribution's agreement, all revisions in their
// order.
//
// Error: contribution.not_found.
func (s *Service) Terms(ctx context.Context, contribution int64) (list []Terms, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		h, err := s.history(ctx, contribution)
		if err != nil {
			return err
		}
		if list, err = s.store.Terms(ctx, contribution); err != nil {
			return err
		}
		agreement, _ := h.agreement(date.Date{})
		list = slices.DeleteFunc(list, func(t Terms) bool { return !h.is(agreement, t.Agreement) })
		return nil
	})
	return list, err
}

// newTerms is pure.
func newTerms(in TermsIn, agreement Entry, revision int, today date.Date) (Terms, error) {
	var fields problem.Fields
	t := Terms{
		Contribution: in.Contribution, Revision: revision, Agreement: agreement.ID,
		Number:    fields.Line("number", in.Number, maxReference),
		Condition: fields.Text("condition", in.Condition, maxCondition),
		PSC:       DefaultPSC,
		PSCReason: fields.Text("psc_reason", in.PSCReason, maxReason),
		Reason:    fields.Text("reason", in.Reason, maxReason),
	}
	day := func(path, value string, into *date.Date) {
		var err error
		*into, err = date.Parse(value)
		fields.AddErr(path, err)
	}
	day("signed", in.Signed, &t.Signed)
	if t.Signed.After(today) {
		fields.Add("signed", "date.future", "date", t.Signed, "today", today)
	}
	if in.Expires != "" {
		day("expires", in.Expires, &t.Expires)
		if !t.Expires.IsZero() && t.Expires.Before(t.Signed) {
			fields.Add("expires", "terms.ends_before", "expires", t.Expires, "signed", t.Signed)
		}
	}
	if t.Number == "" {
		fields.Add("number", "terms.no_number")
	}
	if revision > 1 && t.Reason == "" {
		fields.Add("reason", "entry.no_reason")
	}
	switch conditional := agreement.deferred(); {
	case conditional && t.Condition == "":
		fields.Add("condition", "terms.no_condition")
	case !conditional && t.Condition != "":
		fields.Add("condition", "terms.unconditional")
	}
	t.readPSC(&fields, in)
	t.readDuties(&fields, in.Duties)
	return t, fields.Err("terms.invalid")
}

func (t *Terms) readPSC(fields *problem.Fields, in TermsIn) {
	if in.PSC != "" {
		percent, err := money.ParsePercent(in.PSC)
		fields.AddErr("psc", err)
		if err != nil {
			return
		}
		t.PSC = percent
	}
	if t.PSC.Equal(DefaultPSC) {
		if in.PSCFrom != "" || t.PSCReason != "" {
			fields.Add("psc", "terms.psc_explained", "default", DefaultPSC)
		}
		return
	}
	if in.PSCFrom == "" || t.PSCReason == "" {
		fields.Add("psc", "terms.psc_unexplained", "percent", t.PSC, "default", DefaultPSC)
		return
	}
	var err error
	t.PSCFrom, err = date.Parse(in.PSCFrom)
	fields.AddErr("psc_from", err)
}

func (t *Terms) readDuties(fields *problem.Fields, duties []DutyIn) {
	if len(duties) > maxDuties {
		fields.Add("duties", "terms.too_many_duties", "most", maxDuties)
		return
	}
	for i, d := range duties {
		at := fmt.Sprintf("duties[%d].", i)
		due, err := date.Parse(d.Due)
		fields.AddErr(at+"due", err)
		what := fields.Line(at+"what", d.What, maxName)
		if what == "" {
			fields.Add(at+"what", "terms.no_duty")
		}
		if i > 0 && err == nil && due.Before(t.Duties[i-1].Due) {
			fields.Add(at+"due", "terms.duties_not_in_order", "due", due, "before", t.Duties[i-1].Due)
		}
		t.Duties = append(t.Duties, Duty{due, what})
	}
}

// deferred reports whether the entry puts anything into deferred: of an
// agreement, that it is on a true condition.
func (e Entry) deferred() bool {
	return slices.ContainsFunc(e.Postings, func(p Posting) bool { return p.Account == Deferred })
}

// termsFacts are what the journal keeps of terms.
type termsFacts struct {
	Terms     int64    `json:"terms"`
	Revision  int      `json:"revision"`
	Agreement int64    `json:"agreement"`
	Number    string   `json:"number"`
	Signed    string   `json:"signed"`
	Expires   string   `json:"expires,omitempty"`
	Condition string   `json:"condition,omitempty"`
	PSC       string   `json:"psc"`
	PSCFrom   string   `json:"psc_from,omitempty"`
	PSCReason string   `json:"psc_reason,omitempty"`
	Duties    []string `json:"duties,omitempty"` // "2013-03-31 Narrative report"
}

func termsFactsOf(t Terms) termsFacts {
	facts := termsFacts{
		Terms: t.ID, Revision: t.Revision, Agreement: t.Agreement, Number: t.Number, Signed: t.Signed.String(),
		Expires: t.Expires.String(), Condition: t.Condition,
		PSC: t.PSC.String(), PSCFrom: t.PSCFrom.String(), PSCReason: t.PSCReason,
	}
	for _, d := range t.Duties {
		facts.Duties = append(facts.Duties, d.Due.String()+" "+d.What)
	}
	return facts
}

func termsRecord(t Terms) journal.Entry {
	return journal.Entry{
		Actor: t.EnteredBy, Action: "terms.record", Object: "terms", ID: strconv.FormatInt(t.Contribution, 10),
		Reason: t.Reason, After: termsFactsOf(t),
	}
}

// verifyTerms compares all terms with the journal.
func (s *Service) verifyTerms(ctx context.Context) ([]Finding, error) {
	var c comparison
	err := journal.Each(ctx, s.journal, "terms", func(r journal.Record, facts termsFacts) error {
		c.Tell(at("terms", facts.Terms), r.At, r.Actor, r.ID, r.Reason, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all, err := s.store.Terms(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		c.Keep(at("terms", t.ID), t.RecordedAt, t.EnteredBy, strconv.FormatInt(t.Contribution, 10), t.Reason, termsFactsOf(t))
	}
	return differing(&c)
}
