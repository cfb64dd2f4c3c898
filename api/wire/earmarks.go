package wire

import (
	"article30/api/approval"
	"article30/contributions/earmark"
	"article30/internal/locale"
)

// Earmark is what money may be restricted to.
type Earmark struct {
	Code       string `json:"code" example:"convention-29"`
	Above      string `json:"above,omitempty" doc:"Code of the earmark that it stands under; absent for the root."`
	Depth      int    `json:"depth"`
	Kind       string `json:"kind" doc:"unearmarked, instrument, article, region, country or project."`
	Value      string `json:"value,omitempty" doc:"What it restricts to: instrument, number of an article, regional group, ISO code or project."`
	Degree     int    `json:"degree" doc:"IATI: 1 unearmarked, 2 softly earmarked, 3 earmarked, 4 tightly earmarked."`
	Title      string `json:"title" doc:"In the reader's language."`
	Closed     string `json:"closed,omitempty" format:"date" doc:"From when nothing more is given for it."`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewEarmark is e on the wire.
func NewEarmark(p *locale.Printer, t earmark.Tree, e earmark.Earmark) Earmark {
	return Earmark{
		e.Code, codeOf(t, e.Parent), max(t.Depth(e.Parent)+1, 0), string(e.Kind), e.Value, int(e.Degree), p.Word(e.Title(p.Lang())),
		day(e.Closure.On), e.EnteredBy, instant(e.RecordedAt),
	}
}

// codeOf is the earmark's code; "" for none.
func codeOf(t earmark.Tree, id int64) string {
	e, err := t.ByID(id)
	if err != nil {
		return ""
	}
	return e.Code
}

// EarmarkTransfer is what a donor let change.
type EarmarkTransfer struct {
	Seq              int    `json:"seq"`
	From             string `json:"from" example:"unearmarked"`
	To               string `json:"to" example:"convention-29"`
	USD              *Money `json:"usd,omitempty" doc:"At the value of the books; absent when all was moved, with what was still to come."`
	On               string `json:"on" format:"date"`
	ConsentOn        string `json:"consent_on" format:"date"`
	ConsentReference string `json:"consent_reference"`
	Reason           string `json:"reason"`
	EnteredBy        string `json:"entered_by"`
	RecordedAt       string `json:"recorded_at" format:"date-time"`
	Approved
}

// NewEarmarkTransfer is a transfer on the wire.
func NewEarmarkTransfer(t earmark.Tree, m earmark.Transfer) EarmarkTransfer {
	return EarmarkTransfer{
		m.Seq, codeOf(t, m.From), codeOf(t, m.To), optionalMoney(m.USD), day(m.On), day(m.ConsentOn), m.ConsentReference,
		m.Reason, m.EnteredBy, instant(m.RecordedAt), Approved{},
	}
}

// EarmarkedCash is cash of a contribution under an earmark.
type EarmarkedCash struct {
	Contribution int64  `json:"contribution"`
	Earmark      string `json:"earmark" example:"convention-29"`
	Received     string `json:"received" format:"date"`
	USD          Money  `json:"usd"`
}

// NewEarmarkedCash are lots on the wire.
func NewEarmarkedCash(t earmark.Tree, lots []earmark.Lot) []EarmarkedCash {
	list := []EarmarkedCash{}
	for _, l := range lots {
		list = append(list, EarmarkedCash{l.Contribution, codeOf(t, l.Earmark), day(l.Received), NewMoney(l.USD)})
	}
	return list
}

// ContributionEarmarks is what a contribution was given for, what changed, and
// its cash by earmark.
type ContributionEarmarks struct {
	Contribution int64             `json:"contribution"`
	Earmark      string            `json:"earmark" doc:"Under which the next receipt comes."`
	Assigned     string            `json:"assigned,omitempty" doc:"What it was given for at first; absent where nothing was said."`
	On           string            `json:"on,omitempty" format:"date"`
	Reference    string            `json:"reference,omitempty" doc:"Of the pledge or agreement that says so."`
	Transfers    []EarmarkTransfer `json:"transfers"`
	Cash         []EarmarkedCash   `json:"cash" doc:"What came, by day of receipt; what is held and drawn is not taken out."`

	Positions []ContributionPosition `json:"positions"`
	Revision  int64                  `json:"revision" doc:"Of everything about it; a write may expect it."`
}

// NewContributionEarmarks is h, with the approvals of its transfers, on the wire.
func NewContributionEarmarks(h earmark.History, given map[int64]approval.Given) ContributionEarmarks {
	w := ContributionEarmarks{
		Contribution: h.Record.Contribution, Earmark: codeOf(h.Tree, h.Record.Own(h.AsOf)),
		Transfers: []EarmarkTransfer{}, Cash: NewEarmarkedCash(h.Tree, h.Lots), Revision: h.Revision,
		Positions: newContributionPositions(h.Tree, h.Positions),
	}
	if a := h.Assignment; a != nil {
		w.Assigned, w.On, w.Reference = codeOf(h.Tree, a.Earmark), day(a.On), a.Reference
	}
	for _, t := range h.Record.Transfers {
		transfer := NewEarmarkTransfer(h.Tree, t)
		transfer.Approved = newApproved(given, t.ID)
		w.Transfers = append(w.Transfers, transfer)
	}
	return w
}
