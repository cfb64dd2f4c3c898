package wire

import "article30/budget/execution"

// Explanation says why the amounts of a line of a budget differ.
type Explanation struct {
	ID         int64  `json:"id"`
	Symbol     string `json:"symbol" doc:"Of the document."`
	Code       string `json:"code,omitempty"`
	Title      string `json:"title,omitempty" doc:"Of the line; without it the explanation is of the programme support costs of the funding."`
	Section    string `json:"section,omitempty"`
	Mandate    string `json:"mandate,omitempty"`
	Funding    string `json:"funding"`
	Year       int    `json:"year,omitempty" doc:"Of the budget; absent where it is of all its years."`
	Difference string `json:"difference"`
	Text       string `json:"text" doc:"Empty where what was said is taken back."`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewExplanation is x on the wire.
func NewExplanation(x execution.Explanation) Explanation {
	return Explanation{
		x.ID, x.Budget, x.Line.Code, x.Line.Title, x.Line.Section, string(x.Line.Mandate), string(x.Line.Funding),
		x.Year, string(x.Difference), x.Text, x.EnteredBy, instant(x.RecordedAt),
	}
}
