package earmark

import (
	"cmp"
	"slices"
	"strings"

	"article30/budget/conference"
	"article30/internal/money"
	"article30/internal/problem"
)

// Purpose is what a spending is for, as far as it is for something.
type Purpose struct {
	Instrument conference.Instrument
	Article    string // of the instrument
	Region     conference.Group
	Country    conference.ParticipantID
	Project    string
}

// String lists what the purpose says, such as "convention, 29, african"; a dash
// where it says nothing.
func (p Purpose) String() string {
	if p == (Purpose{}) {
		return "–"
	}
	parts := []string{string(p.Instrument), p.Article, string(p.Region), string(p.Country), p.Project}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// Fits reports whether money under the earmark may be spent on the purpose: it
// is within the earmark and within every one above.
func (t Tree) Fits(id int64, p Purpose) bool {
	path := t.Path(id)
	for _, e := range path {
		is := map[Kind]string{
			Instrument: string(p.Instrument), Article: p.Article, Region: string(p.Region), Country: string(p.Country), Project: p.Project,
		}[e.Kind]
		if is != e.Value {
			return false
		}
	}
	return len(path) > 0
}

// Rule is why a part was drawn on.
type Rule string

const (
	TightlyFirst Rule = "tightly"
	FirmlyNext   Rule = "earmarked"
	SoftlyNext   Rule = "softly"
	FreeLast     Rule = "unearmarked"
	Overridden   Rule = "overridden"
)

var ruleOf = map[Degree]Rule{Tightly: TightlyFirst, Firmly: FirmlyNext, Softly: SoftlyNext, Free: FreeLast}

// Part is money that a spending draws on: so much of a lot, and by which rule.
type Part struct {
	Lot
	Rule Rule
}

// Override names the earmarks to draw on, in their order, instead of the rule's.
// It wants a Reason.
type Override struct {
	Earmarks []int64
	Reason   string
}

// Drawing is what a spending draws on, in the order in which it does. The parts
// add up to the spending exactly.
type Drawing struct {
	Purpose Purpose
	Parts   []Part
	Reason  string // of an override
}

// Draw takes the most restricted money that fits the purpose first: tightly
// earmarked, then earmarked, then softly, then unearmarked; of one degree what
// was received first. An override takes the earmarks that it names instead, as
// far as they fit. It is pure.
//
// Errors: earmark.no_money, which says how much of the amount there is;
// earmark.does_not_fit for an override; earmark.not_found; earmark.invalid with
// the fields "amount" (earmark.not_positive, money.currency_mismatch) and
// "reason" (earmark.no_reason).
func Draw(t Tree, lots []Lot, amount money.Money, purpose Purpose, instead *Override) (Drawing, error) {
	var fields problem.Fields
	if _, err := amount.Cmp(money.Zero(money.USD)); err != nil {
		fields.AddErr("amount", err)
	} else if amount.Sign() <= 0 {
		fields.Add("amount", "earmark.not_positive", "value", amount)
	}
	d := Drawing{Purpose: purpose}
	if instead != nil {
		if d.Reason = instead.Reason; d.Reason == "" {
			fields.Add("reason", "earmark.no_reason")
		}
	}
	if err := fields.Err("earmark.invalid"); err != nil {
		return Drawing{}, err
	}
	parts, err := candidates(t, lots, purpose, instead)
	if err != nil {
		return Drawing{}, err
	}
	missing := amount.Units()
	for _, p := range parts {
		taken := min(missing, p.USD.Units())
		if taken == 0 {
			break
		}
		missing -= taken
		p.USD = money.FromUnits(taken, money.USD)
		d.Parts = append(d.Parts, p)
	}
	if missing > 0 {
		return Drawing{}, problem.New(problem.Conflict, "earmark.no_money", "purpose", purpose.String(), "amount", amount,
			"available", money.FromUnits(amount.Units()-missing, money.USD), "missing", money.FromUnits(missing, money.USD))
	}
	return d, nil
}

// candidates are the lots that fit, in the order in which they are drawn on.
func candidates(t Tree, lots []Lot, purpose Purpose, instead *Override) ([]Part, error) {
	rank := map[int64]int{}
	if instead != nil {
		for i, id := range instead.Earmarks {
			e, err := t.ByID(id)
			if err != nil {
				return nil, err
			}
			if !t.Fits(id, purpose) {
				return nil, problem.New(problem.Conflict, "earmark.does_not_fit", "code", e.Code, "purpose", purpose.String())
			}
			if _, twice := rank[id]; !twice {
				rank[id] = i
			}
		}
	}
	var parts []Part
	for _, l := range lots {
		e, err := t.ByID(l.Earmark)
		if err != nil {
			return nil, err
		}
		rule := ruleOf[e.Degree]
		if instead != nil {
			rule = Overridden
			if _, named := rank[l.Earmark]; !named {
				continue
			}
		} else {
			rank[l.Earmark] = -int(e.Degree)
		}
		if l.USD.Sign() > 0 && t.Fits(l.Earmark, purpose) {
			parts = append(parts, Part{l, rule})
		}
	}
	slices.SortStableFunc(parts, func(a, b Part) int {
		return cmp.Or(
			cmp.Compare(rank[a.Earmark], rank[b.Earmark]), a.Received.Compare(b.Received),
			cmp.Compare(a.Contribution, b.Contribution), cmp.Compare(a.Earmark, b.Earmark),
		)
	})
	return parts, nil
}
