package wire

import (
	"article30/contributions"
	"article30/internal/locale"
)

// Donor is who gives.
type Donor struct {
	ID      int64        `json:"id"`
	Name    string       `json:"name" doc:"A participant's name is in the reader's language."`
	Kind    string       `json:"kind"`
	Party   string       `json:"party,omitempty" doc:"ISO code of the participant that the donor is."`
	CEBCode string       `json:"ceb_code,omitempty" doc:"Contributor code of the United Nations system; absent where it is not known."`
	Region  string       `json:"region,omitempty"`
	Source  string       `json:"source"`
	Aliases []DonorAlias `json:"aliases,omitempty" doc:"Records that are the same donor, since they were merged."`
}

// DonorAlias is a record of a donor that was merged, by its own name.
type DonorAlias struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// DonorName is the donor's name in the reader's language.
func DonorName(p *locale.Printer, d contributions.Donor) string {
	if id := string(d.Party); id != "" && p.Party(id) != id {
		return p.Party(id)
	}
	return d.Name
}

// NewDonor is d on the wire.
func NewDonor(p *locale.Printer, d contributions.Donor) Donor {
	w := Donor{ID: d.ID, Name: DonorName(p, d), Kind: string(d.Kind), Party: string(d.Party), CEBCode: d.CEBCode, Region: d.Region, Source: d.Source}
	for _, alias := range d.Aliases {
		w.Aliases = append(w.Aliases, DonorAlias(alias))
	}
	return w
}

// Merge says that one record of a donor is read as another.
type Merge struct {
	ID          int64  `json:"id"`
	From        int64  `json:"from" doc:"The record that is read as the other."`
	Into        int64  `json:"into"`
	Reason      string `json:"reason"`
	EnteredBy   string `json:"entered_by"`
	RecordedAt  string `json:"recorded_at" format:"date-time"`
	TakenBackAt string `json:"taken_back_at,omitempty" format:"date-time"`
	TakenBackBy string `json:"taken_back_by,omitempty"`
	Why         string `json:"why_taken_back,omitempty"`
}

// NewMerge is m on the wire.
func NewMerge(m contributions.Merge) Merge {
	return Merge{m.ID, m.From, m.Into, m.Reason, m.EnteredBy, instant(m.RecordedAt), instant(m.Back.RecordedAt), m.Back.EnteredBy, m.Back.Reason}
}

// ContributorCode is what contributor codes a kind of donor can have.
type ContributorCode struct {
	Kind    string   `json:"kind"`
	Default string   `json:"default,omitempty" doc:"Absent where the kind does not tell."`
	Allowed []string `json:"allowed"`
}

// ContributorCodes is the table of them, by kind.
func ContributorCodes() []ContributorCode {
	var codes []ContributorCode
	for _, c := range contributions.ContributorCodes {
		codes = append(codes, ContributorCode{string(c.Kind), c.Default, c.Allowed})
	}
	return codes
}
