// Package outboxdb keeps the outbox in the database.
package outboxdb

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"article30/budget/conference"
	"article30/budget/outbox"
	"article30/internal/db"
)

// Store is an outbox.Store on a database.
type Store struct{ *db.DB }

// New is the Store on d.
func New(d *db.DB) *Store { return &Store{d} }

type messageRow struct {
	bun.BaseModel `bun:"table:mail_message,alias:m"`

	ID           int64 `bun:"id,pk,autoincrement"`
	Kind         outbox.Kind
	VersionID    int64                    `bun:",nullzero"`
	PartyID      conference.ParticipantID `bun:",nullzero"`
	Address      string
	Name         string
	Language     conference.Language
	Subject      string
	Body         string
	Reference    string
	RecordAsLate bool
	Reason       string
	EnteredBy    string
	RecordedAt   string

	Symbol string `bun:",scanonly"` // of the version, which never changes once it is frozen
}

type attachmentRow struct {
	bun.BaseModel `bun:"table:mail_attachment"`

	MessageID int64               `bun:",pk"`
	Language  conference.Language `bun:",pk"`
	VersionID int64
	Seq       int
	Name      string
}

type eventRow struct {
	bun.BaseModel `bun:"table:mail_event"`

	MessageID    int64 `bun:",pk"`
	Seq          int   `bun:",pk"`
	Kind         outbox.EventKind
	LeaseUntil   string `bun:",nullzero"`
	NextAt       string `bun:",nullzero"`
	Reply        string
	Reason       string
	Unregistered string
	EnteredBy    string
	RecordedAt   string
}

func (s *Store) Cases(ctx context.Context) ([]outbox.Case, error) {
	return s.cases(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q })
}

func (s *Store) Open(ctx context.Context) ([]outbox.Case, error) {
	closed := []outbox.EventKind{outbox.Accept, outbox.SettleSent, outbox.Refuse, outbox.Withdraw, outbox.NotNeeded}
	return s.cases(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("COALESCE((SELECT e.kind FROM mail_event e WHERE e.message_id = m.id ORDER BY e.seq DESC LIMIT 1), '') NOT IN (?)", bun.List(closed))
	})
}

func (s *Store) Find(ctx context.Context, id int64) (outbox.Case, bool, error) {
	list, err := s.cases(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("m.id = ?", id) })
	if err != nil || len(list) == 0 {
		return outbox.Case{}, false, err
	}
	return list[0], true, nil
}

// cases are the messages of a query by id, with their attachments and events.
func (s *Store) cases(ctx context.Context, chosen func(*bun.SelectQuery) *bun.SelectQuery) ([]outbox.Case, error) {
	var rows []messageRow
	q := s.Conn(ctx).NewSelect().Model(&rows).ColumnExpr("m.*, v.symbol").Join("LEFT JOIN budget_version v ON v.id = m.version_id").Order("m.id")
	if err := chosen(q).Scan(ctx); err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]int64, len(rows))
	cases := make([]outbox.Case, len(rows))
	at := map[int64]*outbox.Case{}
	for i, r := range rows {
		recorded, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, fmt.Errorf("outboxdb: message %d: %w", r.ID, err)
		}
		cases[i].Message = outbox.Message{
			ID: r.ID, Kind: r.Kind, VersionID: r.VersionID, Symbol: r.Symbol, Party: r.PartyID, Address: r.Address, Name: r.Name, Language: r.Language,
			Subject: r.Subject, Text: r.Body, Reference: r.Reference, RecordAsLate: r.RecordAsLate, Reason: r.Reason,
			EnteredBy: r.EnteredBy, RecordedAt: recorded,
		}
		ids[i], at[r.ID] = r.ID, &cases[i]
	}
	var attachments []attachmentRow
	if err := s.Conn(ctx).NewSelect().Model(&attachments).Where("message_id IN (?)", bun.List(ids)).Order("message_id", "seq").Scan(ctx); err != nil {
		return nil, err
	}
	for _, a := range attachments {
		c := at[a.MessageID]
		c.Attachments = append(c.Attachments, outbox.Attachment{Language: a.Language, Name: a.Name})
	}
	var events []eventRow
	if err := s.Conn(ctx).NewSelect().Model(&events).Where("message_id IN (?)", bun.List(ids)).Order("message_id", "seq").Scan(ctx); err != nil {
		return nil, err
	}
	for _, r := range events {
		e, err := r.event()
		if err != nil {
			return nil, fmt.Errorf("outboxdb: event %d.%d: %w", r.MessageID, r.Seq, err)
		}
		at[r.MessageID].Events = append(at[r.MessageID].Events, e)
	}
	return cases, nil
}

func (r eventRow) event() (outbox.Event, error) {
	e := outbox.Event{
		MessageID: r.MessageID, Seq: r.Seq, Kind: r.Kind, Reply: r.Reply, Reason: r.Reason, Unregistered: r.Unregistered, EnteredBy: r.EnteredBy,
	}
	for _, one := range []struct {
		text string
		to   *time.Time
	}{{r.RecordedAt, &e.At}, {r.LeaseUntil, &e.Lease}, {r.NextAt, &e.Next}} {
		if one.text == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339, one.text)
		if err != nil {
			return e, err
		}
		*one.to = t
	}
	return e, nil
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (s *Store) InsertMessage(ctx context.Context, m outbox.Message) (int64, error) {
	row := messageRow{
		Kind: m.Kind, VersionID: m.VersionID, PartyID: m.Party, Address: m.Address, Name: m.Name, Language: m.Language,
		Subject: m.Subject, Body: m.Text, Reference: m.Reference, RecordAsLate: m.RecordAsLate, Reason: m.Reason,
		EnteredBy: m.EnteredBy, RecordedAt: instant(m.RecordedAt),
	}
	if _, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
		return 0, err
	}
	rows := make([]attachmentRow, len(m.Attachments))
	for i, a := range m.Attachments {
		rows[i] = attachmentRow{MessageID: row.ID, VersionID: m.VersionID, Language: a.Language, Seq: i + 1, Name: a.Name}
	}
	if len(rows) == 0 {
		return row.ID, nil
	}
	_, err := s.Conn(ctx).NewInsert().Model(&rows).Exec(ctx)
	return row.ID, err
}

func (s *Store) InsertEvent(ctx context.Context, e outbox.Event) error {
	row := eventRow{
		MessageID: e.MessageID, Seq: e.Seq, Kind: e.Kind, LeaseUntil: instant(e.Lease), NextAt: instant(e.Next), Reply: e.Reply, Reason: e.Reason,
		Unregistered: e.Unregistered, EnteredBy: e.EnteredBy, RecordedAt: instant(e.At),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}
