package outbox

import (
	"slices"
	"time"

	"article30/internal/problem"
)

// State is how matters stand with a message.
type State string

const (
	Waiting     State = "waiting"      // to be sent, from Next on
	Claimed     State = "claimed"      // somebody is sending it; nothing has been handed over
	HandingOver State = "handing_over" // all but the end has been said; the server has not answered yet
	Sent        State = "sent"         // the server took it
	Uncertain   State = "uncertain"    // nobody knows whether the server took it
	Bounced     State = "bounced"      // the server refused it for good
	Withdrawn   State = "withdrawn"    // it will not be sent
)

// States are all of them, in the order of a message's life.
func States() []State {
	return []State{Waiting, Claimed, HandingOver, Sent, Uncertain, Bounced, Withdrawn}
}

// EventKind is what happens to a message.
type EventKind string

const (
	Claim       EventKind = "claimed"
	Defer       EventKind = "deferred"     // not taken this time: the server was not there, or said later
	HandOver    EventKind = "handing_over" // noted before the end of the message is sent
	Accept      EventKind = "sent"
	Doubt       EventKind = "uncertain" // the connection was lost before the server answered
	Refuse      EventKind = "bounced"
	SettleSent  EventKind = "settled_sent"  // a person says that the server took it
	SettleAgain EventKind = "settled_again" // a person says that it is to be sent again
	Withdraw    EventKind = "withdrawn"
	NotNeeded   EventKind = "not_needed" // the addressee got everything by another way
)

// EventKinds are all of them.
func EventKinds() []EventKind {
	return []EventKind{Claim, Defer, HandOver, Accept, Doubt, Refuse, SettleSent, SettleAgain, Withdraw, NotNeeded}
}

// Event is one thing that happened to a message. Lease is until when a claim or
// a handing over is believed to go on; Next is from when a deferred message is
// tried again; Reply is what the server said, or the identification with which
// the message was handed over. Unregistered is the code of the refusal for which
// a message that was sent is not in the register of dispatches.
type Event struct {
	MessageID    int64     `json:"message"`
	Seq          int       `json:"seq"` // from 1
	Kind         EventKind `json:"kind"`
	Lease        time.Time `json:"lease"`
	Next         time.Time `json:"next"`
	Reply        string    `json:"reply"`
	Reason       string    `json:"reason"`
	Unregistered string    `json:"unregistered"`
	At           time.Time `json:"at"`
	EnteredBy    string    `json:"-"`
}

// leads are the states that an event leads to, by the state in which it may
// happen. There is no other way from one state to another, apart from what
// time does: see StateAt.
var leads = map[State]map[EventKind]State{
	Waiting:     {Claim: Claimed, Withdraw: Withdrawn, NotNeeded: Withdrawn},
	Claimed:     {Defer: Waiting, HandOver: HandingOver, Refuse: Bounced},
	HandingOver: {Accept: Sent, Defer: Waiting, Refuse: Bounced, Doubt: Uncertain},
	// The first four are the word of a sender that comes after its lease.
	Uncertain: {Accept: Sent, Defer: Waiting, Refuse: Bounced, Doubt: Uncertain, SettleSent: Sent, SettleAgain: Waiting, Withdraw: Withdrawn},
	Bounced:   {SettleAgain: Waiting, Withdraw: Withdrawn},
	Withdrawn: {},
	Sent:      {},
}

// Case is a message with its events, by their numbers.
type Case struct {
	Message
	Events []Event
}

// last is the last event; the zero value while there is none.
func (c Case) last() Event {
	if len(c.Events) == 0 {
		return Event{}
	}
	return c.Events[len(c.Events)-1]
}

// StateAt is how matters stand at an instant. A claim whose lease has run out
// is as if it had not been made: nothing was handed over. A handing over whose
// lease has run out is uncertain: whoever did it is gone.
func (c Case) StateAt(now time.Time) State {
	s, lease := Waiting, time.Time{}
	for _, e := range c.Events {
		s, lease = leads[lapsed(s, lease, e.At)][e.Kind], e.Lease
	}
	return lapsed(s, lease, now)
}

// lapsed is the state at an instant of what has a lease, or none.
func lapsed(s State, lease, now time.Time) State {
	switch {
	case lease.IsZero() || now.Before(lease):
		return s
	case s == Claimed:
		return Waiting
	case s == HandingOver:
		return Uncertain
	}
	return s
}

// DueAt reports whether the message is to be sent now.
func (c Case) DueAt(now time.Time) bool {
	return c.StateAt(now) == Waiting && !now.Before(c.last().Next)
}

// May refuses an event that cannot happen as matters stand.
//
// Error: outbox.not_now.
func (c Case) May(kind EventKind, now time.Time) error {
	s := c.StateAt(now)
	if _, ok := leads[s][kind]; !ok {
		return problem.New(problem.Conflict, "outbox.not_now", "id", c.ID, "state", string(s), "event", string(kind))
	}
	return nil
}

// attempts is how often the message was tried since a person last said that it
// is to be sent.
func (c Case) attempts() int {
	n := 0
	for _, e := range slices.Backward(c.Events) {
		if e.Kind == SettleAgain {
			break
		}
		if e.Kind == Claim {
			n++
		}
	}
	return n
}

// The times of the outbox. A conversation about one message ends before its
// lease does, so that nobody else begins one meanwhile.
const (
	Lease         = 15 * time.Minute
	Conversation  = 10 * time.Minute
	firstPause    = 5 * time.Minute
	longestPause  = 4 * time.Hour
	longestStored = 500 // characters of a reply
)

// Pause is how long a message waits after that many attempts: five minutes,
// then twice as long each time, at most four hours.
func Pause(attempts int) time.Duration {
	pause := firstPause
	for range attempts - 1 {
		if pause *= 2; pause >= longestPause {
			return longestPause
		}
	}
	return pause
}
