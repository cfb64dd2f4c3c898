// Package conferencedb keeps the Conference's participants, consents and
// sessions in the database.
package conferencedb

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/db"
)

// Store is a conference.Store on a database.
type Store struct{ *db.DB }

// New is the Store on d.
func New(d *db.DB) *Store { return &Store{d} }

type partyRow struct {
	bun.BaseModel `bun:"table:party"`

	ID            conference.ParticipantID `bun:"id,pk"`
	Name          string
	Kind          conference.ParticipantKind
	M49           string           `bun:"m49,nullzero"`
	UNMember      bool             `bun:"un_member"`
	RegionalGroup conference.Group `bun:",nullzero"`
	Source        string
	SourceDate    date.Date
}

type consentRow struct {
	bun.BaseModel `bun:"table:consent"`

	PartyID    conference.ParticipantID `bun:"party_id,pk"`
	Instrument conference.Instrument    `bun:",pk"`
	Signed     date.Date
	Deposited  date.Date
	Kind       conference.ConsentKind
	Source     string
	SourceDate date.Date
}

type sessionRow struct {
	bun.BaseModel `bun:"table:session"`

	ID     string `bun:"id,pk"`
	Number int
	Kind   conference.SessionKind
	Source string
}

type datesRow struct {
	bun.BaseModel `bun:"table:session_dates"`

	SessionID  string `bun:"session_id,pk"`
	Seq        int    `bun:",pk"`
	Opening    date.Date
	Closing    date.Date
	Reason     string
	Source     string
	EnteredBy  string
	RecordedAt string
}

type eventRow struct {
	bun.BaseModel `bun:"table:session_event"`

	SessionID  string `bun:"session_id,pk"`
	Seq        int    `bun:",pk"`
	Kind       conference.EventKind
	Dates      int       `bun:"dates_seq"`
	From       date.Date `bun:"from_on"`
	To         date.Date `bun:"to_on"`
	Reason     string
	EnteredBy  string
	RecordedAt string
}

// Participants are in the order of their ids.
func (s *Store) Participants(ctx context.Context) ([]conference.Participant, error) {
	var parties []partyRow
	if err := s.Conn(ctx).NewSelect().Model(&parties).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	consents, err := s.consents(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]conference.Participant, len(parties))
	for i, r := range parties {
		list[i] = conference.Participant{
			ID: r.ID, Name: r.Name, Kind: r.Kind, M49: r.M49, UNMember: r.UNMember, Group: r.RegionalGroup,
			Source: r.Source, SourceDate: r.SourceDate,
		}
		if r.RegionalGroup == "" {
			list[i].Group = conference.None
		}
		for _, instrument := range conference.Instruments() {
			if c, ok := consents[r.ID][instrument]; ok {
				list[i].Consents = append(list[i].Consents, c)
			}
		}
	}
	return list, nil
}

func (s *Store) consents(ctx context.Context) (map[conference.ParticipantID]map[conference.Instrument]conference.Consent, error) {
	rows, err := s.Conn(ctx).QueryContext(ctx, "SELECT party_id, instrument, signed, deposited, kind, source, source_date FROM consent")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[conference.ParticipantID]map[conference.Instrument]conference.Consent{}
	for rows.Next() {
		var c conference.Consent
		if err := rows.Scan(&c.Participant, &c.Instrument, &c.Signed, &c.Deposited, &c.Kind, &c.Source, &c.SourceDate); err != nil {
			return nil, err
		}
		if all[c.Participant] == nil {
			all[c.Participant] = map[conference.Instrument]conference.Consent{}
		}
		all[c.Participant][c.Instrument] = c
	}
	return all, rows.Err()
}

func (s *Store) InsertParticipants(ctx context.Context, list []conference.Participant) error {
	rows := make([]partyRow, len(list))
	for i, p := range list {
		rows[i] = newPartyRow(p)
	}
	return insert(ctx, s, rows)
}

func (s *Store) UpdateParticipant(ctx context.Context, p conference.Participant) error {
	row := newPartyRow(p)
	return s.update(ctx, &row, string(p.ID))
}

func newPartyRow(p conference.Participant) partyRow {
	group := p.Group
	if group == conference.None {
		group = ""
	}
	return partyRow{
		ID: p.ID, Name: p.Name, Kind: p.Kind, M49: p.M49, UNMember: p.UNMember, RegionalGroup: group,
		Source: p.Source, SourceDate: p.SourceDate,
	}
}

func (s *Store) InsertConsents(ctx context.Context, list []conference.Consent) error {
	rows := make([]consentRow, len(list))
	for i, c := range list {
		rows[i] = newConsentRow(c)
	}
	return insert(ctx, s, rows)
}

func (s *Store) UpdateConsent(ctx context.Context, c conference.Consent) error {
	row := newConsentRow(c)
	return s.update(ctx, &row, string(c.Participant)+"/"+string(c.Instrument))
}

func newConsentRow(c conference.Consent) consentRow {
	return consentRow{
		PartyID: c.Participant, Instrument: c.Instrument, Signed: c.Signed, Deposited: c.Deposited, Kind: c.Kind,
		Source: c.Source, SourceDate: c.SourceDate,
	}
}

func (s *Store) Sessions(ctx context.Context) ([]conference.Session, error) {
	var sessions []sessionRow
	if err := s.Conn(ctx).NewSelect().Model(&sessions).Order("kind", "number").Scan(ctx); err != nil {
		return nil, err
	}
	var dates []datesRow
	if err := s.Conn(ctx).NewSelect().Model(&dates).Order("session_id", "seq").Scan(ctx); err != nil {
		return nil, err
	}
	history := map[string][]conference.DateChange{}
	for _, r := range dates {
		history[r.SessionID] = append(history[r.SessionID], conference.DateChange{
			Seq: r.Seq, Opening: r.Opening, Closing: r.Closing, Reason: r.Reason, Source: r.Source,
			EnteredBy: r.EnteredBy, RecordedAt: r.RecordedAt,
		})
	}
	events, err := s.events(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]conference.Session, len(sessions))
	for i, r := range sessions {
		h := history[r.ID]
		if len(h) == 0 {
			return nil, fmt.Errorf("conferencedb: session %s has no dates", r.ID)
		}
		list[i] = conference.Session{ID: r.ID, Number: r.Number, Kind: r.Kind, Source: r.Source, History: h, Events: events[r.ID]}
	}
	return list, nil
}

// events are what befell each session, oldest first.
func (s *Store) events(ctx context.Context) (map[string][]conference.Event, error) {
	var rows []eventRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Order("session_id", "seq").Scan(ctx); err != nil {
		return nil, err
	}
	all := map[string][]conference.Event{}
	for _, r := range rows {
		all[r.SessionID] = append(all[r.SessionID], conference.Event{
			Seq: r.Seq, Kind: r.Kind, Dates: r.Dates, From: r.From, To: r.To,
			Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: r.RecordedAt,
		})
	}
	return all, nil
}

func (s *Store) InsertEvent(ctx context.Context, session string, e conference.Event) error {
	return insert(ctx, s, []eventRow{{
		SessionID: session, Seq: e.Seq, Kind: e.Kind, Dates: e.Dates, From: e.From, To: e.To,
		Reason: e.Reason, EnteredBy: e.EnteredBy, RecordedAt: e.RecordedAt,
	}})
}

func (s *Store) InsertSession(ctx context.Context, one conference.Session) error {
	return insert(ctx, s, []sessionRow{{ID: one.ID, Number: one.Number, Kind: one.Kind, Source: one.Source}})
}

func (s *Store) InsertDateChange(ctx context.Context, session string, c conference.DateChange) error {
	return insert(ctx, s, []datesRow{{
		SessionID: session, Seq: c.Seq, Opening: c.Opening, Closing: c.Closing, Reason: c.Reason, Source: c.Source,
		EnteredBy: c.EnteredBy, RecordedAt: c.RecordedAt,
	}})
}

func insert[T any](ctx context.Context, s *Store, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := s.Conn(ctx).NewInsert().Model(&rows).Exec(ctx)
	return err
}

// update writes the row with that key, which must be there.
func (s *Store) update(ctx context.Context, row any, key string) error {
	result, err := s.Conn(ctx).NewUpdate().Model(row).WherePK().Exec(ctx)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		err = fmt.Errorf("conferencedb: %s: %d rows updated", key, n)
	}
	return err
}
