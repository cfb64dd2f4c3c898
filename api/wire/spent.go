package wire

import (
	"article30/budget/execution"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// EarmarkPosition is where money under an earmark stands: received is held,
// drawn and left.
type EarmarkPosition struct {
	Received Money `json:"received" doc:"Less what was refunded, with what was transferred."`
	Held     Money `json:"held" doc:"By commitments, with programme support cost."`
	Drawn    Money `json:"drawn" doc:"Spent, with programme support cost."`
	Left     Money `json:"left"`
}

func newEarmarkPosition(p earmark.Position) EarmarkPosition {
	return EarmarkPosition{NewMoney(p.Received), NewMoney(p.Held), NewMoney(p.Drawn), NewMoney(p.Left)}
}

// ContributionPosition is where the money of a contribution under an earmark
// stands.
type ContributionPosition struct {
	Contribution int64  `json:"contribution,omitempty" doc:"Absent for what was recorded when it was not kept what spending draws on."`
	Earmark      string `json:"earmark,omitempty" example:"convention-29"`
	ReceivedOn   string `json:"received_on,omitempty" format:"date" doc:"When the oldest of the money came."`
	EarmarkPosition
}

func newContributionPositions(t earmark.Tree, positions []earmark.Position) []ContributionPosition {
	list := []ContributionPosition{}
	for _, p := range positions {
		list = append(list, ContributionPosition{p.Contribution, codeOf(t, p.Earmark), day(p.Oldest), newEarmarkPosition(p)})
	}
	return list
}

// EarmarkTotal is the money under one earmark, of all contributions.
type EarmarkTotal struct {
	Earmark
	EarmarkPosition
}

// EarmarkTotals is the money of the fund by earmark on a day, with the
// contributions that it is of. What nobody could identify yet is no part of it.
type EarmarkTotals struct {
	On            string                 `json:"on" format:"date"`
	Earmarks      []EarmarkTotal         `json:"earmarks"`
	Contributions []ContributionPosition `json:"contributions"`
	Total         EarmarkPosition        `json:"total"`
}

// NewEarmarkTotals adds the positions up.
func NewEarmarkTotals(p *locale.Printer, on string, t earmark.Tree, positions []earmark.Position) EarmarkTotals {
	w := EarmarkTotals{
		On: on, Earmarks: []EarmarkTotal{}, Contributions: newContributionPositions(t, positions),
		Total: newEarmarkPosition(earmark.Sum(positions)),
	}
	for _, e := range t {
		own := earmark.Sum(earmark.Under(positions, e.ID))
		w.Earmarks = append(w.Earmarks, EarmarkTotal{NewEarmark(p, t, e), newEarmarkPosition(own)})
	}
	return w
}

// Spent is what was spent of a contribution's money by one entry.
type Spent struct {
	Entry   int64   `json:"entry"`
	Kind    string  `json:"kind" enum:"expense,payment,reversal" doc:"A payment costs more or less than the expense in US dollars; a reversal gives back."`
	On      string  `json:"on" format:"date"`
	Symbol  string  `json:"symbol" example:"CTOC/COP/2012/7" doc:"Of the budget."`
	Line    string  `json:"line" doc:"The line's code, or its title when it has none."`
	Title   string  `json:"title" doc:"Of the line: the activity."`
	Object  string  `json:"object,omitempty" example:"consultants_experts" doc:"Class of expenditure."`
	Year    int     `json:"year" doc:"For which it was allotted."`
	Purpose Purpose `json:"purpose"`
	Payee   string  `json:"payee,omitempty" doc:"Not told to delegates."`
	Earmark string  `json:"earmark" example:"convention-29"`
	Rule    string  `json:"rule" enum:"tightly,earmarked,softly,unearmarked,overridden,unrecorded" doc:"By which this money was chosen."`
	Reason  string  `json:"reason,omitempty" doc:"Why the rule was overridden."`
	Direct  Money   `json:"direct"`
	PSC     Money   `json:"psc" doc:"Programme support cost."`
}

// ContributionSpending is what the money of a contribution was spent on.
type ContributionSpending struct {
	Contribution int64                  `json:"contribution"`
	On           string                 `json:"on" format:"date"`
	Earmarks     []ContributionPosition `json:"earmarks"`
	Total        EarmarkPosition        `json:"total"`
	Items        []Spent                `json:"items"`
	Direct       Money                  `json:"direct" doc:"The sum of the items."`
	PSC          Money                  `json:"psc" doc:"The sum of the items; with direct, what is drawn."`
}

// NewContributionSpending is what was spent of a contribution, with the payees
// only where they may be told.
//
// Error: money.too_large.
func NewContributionSpending(contribution int64, on date.Date, t earmark.Tree, positions []earmark.Position, spent []execution.Spent, payees bool) (ContributionSpending, error) {
	w := ContributionSpending{
		Contribution: contribution, On: day(on), Earmarks: newContributionPositions(t, positions),
		Total: newEarmarkPosition(earmark.Sum(positions)), Items: []Spent{},
	}
	var direct, psc []money.Money
	for _, s := range spent {
		item := Spent{
			s.Entry, string(s.Kind), day(s.On), s.Symbol, s.Line.Name(), s.Line.Title, string(s.Line.Object), s.Year,
			NewPurpose(s.Purpose), s.Payee, s.Earmark, string(s.Rule), s.Reason, NewMoney(s.Direct), NewMoney(s.PSC),
		}
		if !payees {
			item.Payee = ""
		}
		w.Items = append(w.Items, item)
		direct, psc = append(direct, s.Direct), append(psc, s.PSC)
	}
	sumDirect, err := money.Sum(money.USD, direct...)
	if err != nil {
		return w, err
	}
	sumPSC, err := money.Sum(money.USD, psc...)
	w.Direct, w.PSC = NewMoney(sumDirect), NewMoney(sumPSC)
	return w, err
}
