// Package contactdb keeps contacts in the database.
package contactdb

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"article30/budget/conference"
	"article30/budget/contact"
	"article30/internal/date"
	"article30/internal/db"
)

// Store is a contact.Store on a database.
type Store struct{ *db.DB }

// New is the Store on d.
func New(d *db.DB) *Store { return &Store{d} }

type contactRow struct {
	bun.BaseModel `bun:"table:contact"`

	ID         int64 `bun:"id,pk,autoincrement"`
	PartyID    conference.ParticipantID
	Address    string
	Name       string
	Language   conference.Language
	Since      date.Date
	Until      date.Date
	Seq        int
	Reason     string
	EnteredBy  string
	RecordedAt string
}

func (s *Store) Contacts(ctx context.Context) (contact.Book, error) {
	var rows []contactRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	book := make(contact.Book, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, fmt.Errorf("contactdb: contact %d: %w", r.ID, err)
		}
		book[i] = contact.Contact{
			ID: r.ID, Party: r.PartyID, Address: r.Address, Name: r.Name, Language: r.Language, Since: r.Since, Until: r.Until, Seq: r.Seq,
			Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return book, nil
}

func (s *Store) InsertContact(ctx context.Context, c contact.Contact) (int64, error) {
	row := contactRow{
		PartyID: c.Party, Address: c.Address, Name: c.Name, Language: c.Language, Since: c.Since, Until: c.Until, Seq: c.Seq,
		Reason: c.Reason, EnteredBy: c.EnteredBy, RecordedAt: c.RecordedAt.UTC().Format(time.RFC3339),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return row.ID, err
}
