package conference

import (
	"context"

	"article30/internal/journal"
)

// Store is what the use cases need to remember. Its methods run inside View or
// Update.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	// Participants have their consents, in the order of Instruments.
	Participants(ctx context.Context) ([]Participant, error)
	InsertParticipants(ctx context.Context, list []Participant) error // without consents
	UpdateParticipant(ctx context.Context, p Participant) error       // without consents
	InsertConsents(ctx context.Context, list []Consent) error
	UpdateConsent(ctx context.Context, c Consent) error

	// Sessions come by number, the regular ones first, with their History and
	// Events, without the dates that follow from them.
	Sessions(ctx context.Context) ([]Session, error)
	InsertSession(ctx context.Context, s Session) error // without History
	InsertDateChange(ctx context.Context, session string, c DateChange) error
	InsertEvent(ctx context.Context, session string, e Event) error
}

// Journal records every change in the transaction that makes it.
type Journal interface {
	AppendAll(ctx context.Context, entries []journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
}
