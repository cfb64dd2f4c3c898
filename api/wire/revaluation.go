package wire

import "article30/contributions"

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

// NewRevaluation is r on the wire.
func NewRevaluation(r contributions.RevaluationRun) Revaluation {
	return Revaluation{r.ID, day(r.On), r.Reverses, r.Reason, r.EnteredBy, instant(r.RecordedAt), append([]int64{}, r.Entries...)}
}
