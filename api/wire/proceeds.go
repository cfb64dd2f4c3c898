package wire

import "article30/contributions"

// Proceeds say of what confiscated proceeds of crime a contribution is a share.
type Proceeds struct {
	ID         int64  `json:"id"`
	Revision   int    `json:"revision" doc:"From 1; the last one counts."`
	LegalBasis string `json:"legal_basis" doc:"The law, or the decision of a court or an authority."`
	Total      Money  `json:"total" doc:"What was confiscated, or its value."`
	Percent    string `json:"percent" example:"7.5" doc:"Of it that is given."`
	Share      Money  `json:"share" doc:"Rounded once. A promise may differ from it by one minor unit."`
	Reason     string `json:"reason,omitempty"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewProceeds is p on the wire.
func NewProceeds(p contributions.Proceeds) Proceeds {
	return Proceeds{
		p.ID, p.Revision, p.LegalBasis, NewMoney(p.Total), p.Percent.String(), NewMoney(p.Share), p.Reason, p.EnteredBy, instant(p.RecordedAt),
	}
}

// NewProceedsList are all revisions on the wire.
func NewProceedsList(all []contributions.Proceeds) []Proceeds {
	list := []Proceeds{}
	for _, p := range all {
		list = append(list, NewProceeds(p))
	}
	return list
}
