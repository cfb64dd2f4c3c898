// Package outbox is what goes out by mail: messages that wait, each to one
// addressee, and what became of each attempt to hand it over to a server. A
// message is sent at most once: before the last byte the outbox notes that it
// is handing over, and where nobody knows whether the server took it, a person
// settles that.
package outbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"article30/budget/conference"
)

// Kind is what a message is about.
type Kind string

const (
	Dispatch  Kind = "dispatch"  // a version of a budget, to one of its addressees
	Reminders Kind = "reminders" // what has to be done for a session
)

// Kinds are all of them.
func Kinds() []Kind { return []Kind{Dispatch, Reminders} }

// Message is one message to one address, as it was queued. It never changes.
// Symbol, Party, Attachments, Reference and RecordAsLate are of a dispatch.
type Message struct {
	ID           int64                    `json:"-"`
	Kind         Kind                     `json:"kind"`
	VersionID    int64                    `json:"-"`
	Symbol       string                   `json:"symbol"`
	Party        conference.ParticipantID `json:"party"`
	Address      string                   `json:"address"`
	Name         string                   `json:"name"`
	Language     conference.Language      `json:"language"` // of correspondence
	Subject      string                   `json:"subject"`
	Text         string                   `json:"-"` // the journal has its digest
	Attachments  []Attachment             `json:"attachments"`
	Reference    string                   `json:"reference"` // of the note
	RecordAsLate bool                     `json:"record_as_late"`
	Reason       string                   `json:"reason"` // for being late
	EnteredBy    string                   `json:"-"`
	RecordedAt   time.Time                `json:"-"`
}

// Attachment is a frozen sheet by its language, under the name that the reader
// sees.
type Attachment struct {
	Language conference.Language `json:"language"`
	Name     string              `json:"name"`
}

// Languages are those of the sheets that go out with the message.
func (m Message) Languages() []conference.Language {
	var list []conference.Language
	for _, a := range m.Attachments {
		list = append(list, a.Language)
	}
	return list
}

// reference is that of the note, or the message itself where there is none.
func (m Message) reference() string {
	if m.Reference == "" {
		return fmt.Sprintf("mail %d", m.ID)
	}
	return m.Reference
}

// MessageID is the identification that the message bears however often it is
// sent, by which the server's log and the reader's program know it again.
func (m Message) MessageID(domain string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s\n%s\n%s\n%s\n%s", m.ID, m.Kind, m.Symbol, m.Party, m.Address, m.RecordedAt.UTC().Format(time.RFC3339)))
	return fmt.Sprintf("<%d.%s@%s>", m.ID, hex.EncodeToString(sum[:16]), strings.ToLower(domain))
}

// messageRecord is a message as the journal keeps it.
type messageRecord struct {
	Message
	TextSHA256 string `json:"text_sha256"`
}

func factsOfMessage(m Message) messageRecord {
	sum := sha256.Sum256([]byte(m.Text))
	return messageRecord{m, hex.EncodeToString(sum[:])}
}
