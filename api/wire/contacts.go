package wire

import (
	"article30/budget/contact"
	"article30/internal/locale"
)

// Contact is where a participant gets its mail from a day on.
type Contact struct {
	ID         int64  `json:"id"`
	Party      string `json:"party"`
	PartyName  string `json:"party_name"`
	Address    string `json:"address"`
	Name       string `json:"name,omitempty" doc:"Of the office."`
	Language   string `json:"language" doc:"In which it is written to."`
	Since      string `json:"since" format:"date"`
	Until      string `json:"until,omitempty" format:"date" doc:"The last day; absent while it is open."`
	Seq        int    `json:"seq" doc:"More than 1 where it corrects another of the same first day."`
	Reason     string `json:"reason,omitempty"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewContact is c on the wire.
func NewContact(p *locale.Printer, c contact.Contact) Contact {
	return Contact{
		c.ID, string(c.Party), p.Party(string(c.Party)), c.Address, c.Name, string(c.Language), day(c.Since), day(c.Until), c.Seq,
		c.Reason, c.EnteredBy, instant(c.RecordedAt),
	}
}
