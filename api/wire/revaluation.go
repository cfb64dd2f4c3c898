package wire

import (
	"article30/contributions"
	"article30/internal/money"
)

// Revaluation is one run of revaluations, or the taking back of one.
type Revaluation struct {
	ID         int64   `json:"id"`
	On         string  `json:"on" format:"date" doc:"The reporting date."`
	Reverses   int64   `json:"reverses,omitempty" doc:"The run that this one takes back."`
	Reason     string  `json:"reason,omitempty"`
	EnteredBy  string  `json:"entered_by"`
	RecordedAt string  `json:"recorded_at" format:"date-time"`
	Entries    []int64 `json:"entries"`
}

// RevaluationItems is a run with what it did to each contribution.
type RevaluationItems struct {
	Revaluation
	Items      []Revalued `json:"items" doc:"By contribution."`
	Difference Money      `json:"difference" doc:"All of it together."`
}

// Revalued is what a run did to one contribution.
type Revalued struct {
	Contribution int64  `json:"contribution"`
	Reference    string `json:"reference"`
	Entry        int64  `json:"entry"`
	Open         Money  `json:"open" doc:"What was open at the reporting date; negative where that is taken back."`
	Rate         string `json:"rate"`
	RateDate     string `json:"rate_date" format:"date"`
	USD          Money  `json:"usd" doc:"What it is worth at the rate."`
	Difference   Money  `json:"difference" doc:"What it is worth more or less than it stood at, unrealised."`
}

// NewRevaluationItems is a run on the wire, with what it did.
func NewRevaluationItems(r contributions.RevaluationRun, items []contributions.Revalued, sum money.Money) RevaluationItems {
	w := RevaluationItems{NewRevaluation(r), []Revalued{}, NewMoney(sum)}
	for _, i := range items {
		w.Items = append(w.Items, Revalued{
			i.Contribution.ID, i.Contribution.Source + " " + i.Contribution.Reference, i.Entry.ID, NewMoney(i.Entry.Amount),
			i.Entry.Rate.String(), day(i.Entry.RateDate), NewMoney(i.Entry.USD), NewMoney(i.Difference),
		})
	}
	return w
}

// NewRevaluation is r on the wire.
func NewRevaluation(r contributions.RevaluationRun) Revaluation {
	return Revaluation{r.ID, day(r.On), r.Reverses, r.Reason, r.EnteredBy, instant(r.RecordedAt), append([]int64{}, r.Entries...)}
}
