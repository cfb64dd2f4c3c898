package earmark

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

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

// Words is what the purpose says, by names in the reader's language.
func (p Purpose) Words() []problem.Word {
	words := []problem.Word{
		{Kind: "instrument", Value: string(p.Instrument)}, {Kind: "article", Value: p.Article},
		{Kind: "group", Value: string(p.Region)}, {Kind: "party", Value: string(p.Country)}, {Value: p.Project},
	}
	return slices.DeleteFunc(words, func(w problem.Word) bool { return w.Value == "" })
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

// Part is money that a spending draws on: so much direct cost out of a lot, and
// the programme support cost on it out of the same lot, by which rule.
type Part struct {
	Lot     // Received is that of the oldest money in it
	Rule    Rule
	Percent decimal.Decimal
	PSC     money.Money
}

// Override names the earmarks to draw on, in their order, instead of the rule's.
// It wants a Reason.
type Override struct {
	Earmarks []int64
	Reason   string
}

// Want is what a spending needs: a direct cost, and what it is for.
type Want struct {
	Amount  money.Money
	Purpose Purpose
	Instead *Override
}

// Drawing is what a spending draws on, in the order in which it does, one part
// for each contribution and earmark. The parts add up to the direct cost
// exactly.
type Drawing struct {
	Purpose Purpose
	Parts   []Part
	Reason  string // of an override
}

// Draw takes the most restricted money that fits the purpose first: tightly
// earmarked, then earmarked, then softly, then unearmarked; of one degree what
// was received first. An override takes the earmarks that it names instead, as
// far as they fit. Each part bears programme support cost at the percentage
// that support gives for its contribution, rounded once to the cent, half away
// from zero, and no lot gives a cent more than it has for both. It is pure.
//
// Errors: earmark.no_money, which says how much of the amount there is and what
// there is that does not fit, earmark.no_free_money where the purpose says
// nothing; earmark.does_not_fit or earmark.for_something for an override;
// earmark.not_found; earmark.invalid with the fields "amount"
// (earmark.not_positive, money.currency_mismatch) and "reason"
// (earmark.no_reason).
func Draw(t Tree, lots []Lot, want Want, support func(contribution int64) decimal.Decimal) (Drawing, error) {
	var fields problem.Fields
	if _, err := want.Amount.Cmp(money.Zero(money.USD)); err != nil {
		fields.AddErr("amount", err)
	} else if want.Amount.Sign() <= 0 {
		fields.Add("amount", "earmark.not_positive", "value", want.Amount)
	}
	d := Drawing{Purpose: want.Purpose}
	if want.Instead != nil {
		if d.Reason = want.Instead.Reason; d.Reason == "" {
			fields.Add("reason", "earmark.no_reason")
		}
	}
	if err := fields.Err("earmark.invalid"); err != nil {
		return Drawing{}, err
	}
	parts, err := candidates(t, lots, want.Purpose, want.Instead)
	if err != nil {
		return Drawing{}, err
	}
	type pot struct{ contribution, earmark int64 }
	at := map[pot]int{}
	there := map[pot]int64{}
	missing := want.Amount.Units()
	for _, p := range parts {
		if missing == 0 {
			break
		}
		from := pot{p.Contribution, p.Earmark}
		i, begun := at[from]
		if !begun {
			i, at[from] = len(d.Parts), len(d.Parts)
			p.Percent = support(p.Contribution)
			d.Parts = append(d.Parts, p)
			d.Parts[i].USD = money.Zero(money.USD)
		}
		there[from] += p.USD.Units()
		part := &d.Parts[i]
		taken := min(missing, bearable(there[from], part.Percent)-part.USD.Units())
		missing -= taken
		part.USD = money.FromUnits(part.USD.Units()+taken, money.USD)
		part.PSC = money.SupportCost(part.USD, part.Percent)
	}
	d.Parts = slices.DeleteFunc(d.Parts, func(p Part) bool { return p.USD.IsZero() })
	if missing > 0 {
		return Drawing{}, want.unmet(money.FromUnits(missing, money.USD), elsewhere(t, lots, parts))
	}
	return d, nil
}

// unmet is the refusal of what cannot be drawn.
func (w Want) unmet(missing money.Money, elsewhere string) error {
	available := money.FromUnits(w.Amount.Units()-missing.Units(), money.USD)
	if w.Purpose == (Purpose{}) {
		return problem.New(problem.Conflict, "earmark.no_free_money",
			"amount", w.Amount, "available", available, "missing", missing, "elsewhere", elsewhere)
	}
	return problem.New(problem.Conflict, "earmark.no_money",
		"purpose", w.Purpose.Words(), "amount", w.Amount, "available", available, "missing", missing, "elsewhere", elsewhere)
}

// unfit says that money under the earmark with the code is not for the purpose.
func (p Purpose) unfit(code string) *problem.Error {
	if p == (Purpose{}) {
		return problem.New(problem.Conflict, "earmark.for_something", "code", code)
	}
	return problem.New(problem.Conflict, "earmark.does_not_fit", "code", code, "purpose", p.Words())
}

// bearable is the direct cost that so much money bears with its support cost.
func bearable(units int64, percent decimal.Decimal) int64 {
	if percent.IsZero() {
		return units
	}
	return money.Bearable(money.FromUnits(units, money.USD), percent).Units()
}

// elsewhere lists what there is under the earmarks that were no candidates,
// such as "convention-31 500.00, trafficking 20.00"; a dash for nothing.
func elsewhere(t Tree, lots []Lot, parts []Part) string {
	candidate := map[int64]bool{}
	for _, p := range parts {
		candidate[p.Earmark] = true
	}
	var list []string
	for _, e := range t.Ordered() {
		sum := int64(0)
		for _, l := range lots {
			if l.Earmark == e.ID && !candidate[e.ID] {
				sum += max(l.USD.Units(), 0)
			}
		}
		if sum > 0 {
			list = append(list, e.Code+" "+money.FromUnits(sum, money.USD).Plain())
		}
	}
	if list == nil {
		return "–"
	}
	return strings.Join(list, ", ")
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
				return nil, purpose.unfit(e.Code)
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
			parts = append(parts, Part{Lot: l, Rule: rule})
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
