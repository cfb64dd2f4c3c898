// Package contact is where the participants get their mail: one address for
// each of them on a day, the language in which they are written to, and since
// when. Of a person nothing is kept beside the address and, if they wish, the
// name of an office.
package contact

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/problem"
)

// Contact is the address of a participant from one day on, until another
// begins or until its own last day. It is never changed: a mistake is corrected
// by another of the same first day with the next number, which says why.
type Contact struct {
	ID         int64                    `json:"-"`
	Party      conference.ParticipantID `json:"party"`
	Address    string                   `json:"address"`
	Name       string                   `json:"name"`     // of the office; may be ""
	Language   conference.Language      `json:"language"` // of correspondence
	Since      date.Date                `json:"since"`
	Until      date.Date                `json:"until"` // the last day; none while it is open
	Seq        int                      `json:"seq"`   // from 1, among those of one first day
	Reason     string                   `json:"reason"`
	EnteredBy  string                   `json:"-"`
	RecordedAt time.Time                `json:"-"`
}

// Book is contacts in the order of party, first day and number.
type Book []Contact

func compare(a, b Contact) int {
	return cmp.Or(strings.Compare(string(a.Party), string(b.Party)), a.Since.Compare(b.Since), cmp.Compare(a.Seq, b.Seq))
}

// Of is the contact of the party on a day: the last one that began on it or
// before, unless that has ended.
func (b Book) Of(party conference.ParticipantID, on date.Date) (Contact, bool) {
	var found Contact
	for _, c := range b {
		if c.Party == party && !c.Since.After(on) && (found.Seq == 0 || compare(found, c) < 0) {
			found = c
		}
	}
	return found, found.Seq > 0 && found.holds(on)
}

func (c Contact) holds(on date.Date) bool { return c.Until.IsZero() || !on.After(c.Until) }

// On are the contacts of a day, one for each party that has one.
func (b Book) On(on date.Date) Book {
	var valid Book
	for i, c := range b {
		if i > 0 && b[i-1].Party == c.Party {
			continue
		}
		if of, ok := b.Of(c.Party, on); ok {
			valid = append(valid, of)
		}
	}
	return valid
}

// The limits of RFC 5321 (4.5.3.1).
const (
	longestLocal   = 64
	longestAddress = 254
)

// address is the part of the grammar of RFC 5321 that offices use: a dot-atom
// in ASCII and a domain of at least two labels. What could end a header or
// begin another address is not in it.
var address = regexp.MustCompile(`^([A-Za-z0-9!#$%&'*+/=?^_{|}~` + "`" + `-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_{|}~` + "`" + `-]+)*)@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$`)

// ParseAddress reads an address of mail. A domain in another script is written
// in its ASCII form (xn--…).
//
// Error: contact.address.
func ParseAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	m := address.FindStringSubmatch(s)
	if m == nil || len(m[1]) > longestLocal || len(s) > longestAddress {
		return "", problem.New(problem.Invalid, "contact.address", "value", s)
	}
	return s, nil
}
