package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"article30/budget/conference"
)

// Letter is a message as it goes over the wire.
type Letter struct {
	Message
	Date  time.Time
	Files []File
}

// File is an attachment with its bytes.
type File struct {
	Name    string
	Content []byte
}

// Transport is the one server that takes what is sent.
type Transport interface {
	// Connect begins a conversation, in which letters are sent one after the
	// other.
	Connect(ctx context.Context) (Connection, error)
}

// Connection is a conversation with the server.
type Connection interface {
	// Send hands a letter over and returns what the server said to it. mark is
	// called with the letter's identification when all but its end has been
	// sent; after an error of mark the end is never sent. A *Refusal is the
	// server's no; after any other error nothing more can be said in this
	// conversation.
	Send(ctx context.Context, l Letter, mark func(identification string) error) (reply string, err error)
	Close()
}

// Stage is what a server refused.
type Stage string

const (
	Sender    Stage = "sender"
	Recipient Stage = "recipient"
	Content   Stage = "content"
)

// Refusal is the answer of a server that did not take a letter. A code of 400
// to 499 is for the time being, one of 500 to 599 for good (RFC 5321, 4.2.1).
type Refusal struct {
	Stage Stage
	Code  int
	Reply string
	Ended bool // the conversation cannot go on
}

func (r *Refusal) Error() string { return fmt.Sprintf("%s: %d %s", r.Stage, r.Code, r.Reply) }

// said is the reply as it is kept.
func (r *Refusal) said() string { return fmt.Sprintf("%d %s", r.Code, r.Reply) }

// judgement is what follows from an attempt.
type judgement struct {
	event EventKind
	reply string
	ended bool // the conversation cannot go on
	stop  bool // nor would another: the fault is on our side
}

// judge says what became of an attempt. marked tells whether the outbox had
// noted that it is handing over: from then on only the server's own word says
// that it did not take the letter. A server that does not let our sender write
// says nothing of the addressee.
func judge(reply string, err error, marked bool) judgement {
	refusal, refused := errors.AsType[*Refusal](err)
	switch {
	case err == nil:
		return judgement{event: Accept, reply: reply}
	case refused && refusal.Stage == Sender:
		return judgement{event: Defer, reply: refusal.said(), ended: true, stop: refusal.Code >= 500}
	case refused && refusal.Code >= 500:
		return judgement{event: Refuse, reply: refusal.said(), ended: refusal.Ended}
	case refused:
		return judgement{event: Defer, reply: refusal.said(), ended: refusal.Ended}
	case marked:
		return judgement{event: Doubt, reply: err.Error(), ended: true}
	}
	return judgement{event: Defer, reply: err.Error(), ended: true}
}

// Words are what a message says, in the language of the reader.
type Words struct {
	Subject string
	Text    string
}

// Letters writes the messages.
type Letters interface {
	// Note is the note that goes with a version to one addressee.
	Note(n Note) (Words, error)
	// FileName is the name of a sheet for its reader.
	FileName(symbol string, language conference.Language) string
	// Reminders is what has to be done.
	Reminders(r ReminderNote) (Words, error)
}
