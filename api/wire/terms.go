package wire

import "article30/contributions"

// Terms are what an agreement says beside its amount.
type Terms struct {
	ID           int64  `json:"id"`
	Contribution int64  `json:"contribution"`
	Revision     int    `json:"revision"`
	Agreement    int64  `json:"agreement" doc:"The entry."`
	Number       string `json:"number"`
	Signed       string `json:"signed" format:"date"`
	Expires      string `json:"expires,omitempty" format:"date"`
	Condition    string `json:"condition,omitempty" doc:"What must be met before the amount is revenue."`
	PSC          string `json:"psc_percent" doc:"Programme support cost, per cent of direct cost."`
	PSCFrom      string `json:"psc_from,omitempty" format:"date"`
	PSCReason    string `json:"psc_reason,omitempty"`
	Duties       []Duty `json:"duties"`
	Reason       string `json:"reason,omitempty"`
	EnteredBy    string `json:"entered_by"`
	RecordedAt   string `json:"recorded_at" format:"date-time"`
}

// Duty is a report that is owed to the donor.
type Duty struct {
	Due  string `json:"due" format:"date"`
	What string `json:"what"`
}

// NewTerms is t on the wire.
func NewTerms(t contributions.Terms) Terms {
	w := Terms{
		t.ID, t.Contribution, t.Revision, t.Agreement, t.Number, day(t.Signed), day(t.Expires), t.Condition,
		t.PSC.String(), day(t.PSCFrom), t.PSCReason, []Duty{}, t.Reason, t.EnteredBy, instant(t.RecordedAt),
	}
	for _, d := range t.Duties {
		w.Duties = append(w.Duties, Duty{day(d.Due), d.What})
	}
	return w
}
