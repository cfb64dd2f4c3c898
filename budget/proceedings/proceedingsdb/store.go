// Package proceedingsdb keeps what happens in the room in the database.
package proceedingsdb

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/proceedings"
	"article30/internal/date"
	"article30/internal/db"
)

// Store is a proceedings.Store on a database.
type Store struct{ *db.DB }

var _ proceedings.Store = (*Store)(nil)

// New is the Store on d.
func New(d *db.DB) *Store { return &Store{d} }

type meetingRow struct {
	bun.BaseModel `bun:"table:meeting"`

	ID         int64 `bun:"id,pk,autoincrement"`
	SessionID  string
	Number     int
	HeldOn     date.Date
	EnteredBy  string
	RecordedAt string
}

type meetingPartyRow struct {
	bun.BaseModel `bun:"table:meeting_party"`

	MeetingID int64                    `bun:",pk"`
	PartyID   conference.ParticipantID `bun:",pk"`
	Present   bool
}

func (s *Store) Meetings(ctx context.Context, session string) ([]proceedings.Meeting, error) {
	var rows []meetingRow
	query := s.Conn(ctx).NewSelect().Model(&rows).Order("session_id", "number")
	if session != "" {
		query = query.Where("session_id = ?", session)
	}
	if err := query.Scan(ctx); err != nil {
		return nil, err
	}
	var parties []meetingPartyRow
	if err := s.Conn(ctx).NewSelect().Model(&parties).Order("meeting_id", "party_id").Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]proceedings.Meeting, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		m := proceedings.Meeting{ID: r.ID, Session: r.SessionID, Number: r.Number, On: r.HeldOn, EnteredBy: r.EnteredBy, RecordedAt: at}
		for _, p := range parties {
			if p.MeetingID != r.ID {
				continue
			}
			m.Participating = append(m.Participating, p.PartyID)
			if p.Present {
				m.Present = append(m.Present, p.PartyID)
			}
		}
		list[i] = m
	}
	return list, nil
}

func (s *Store) AddMeeting(ctx context.Context, m *proceedings.Meeting) error {
	row := meetingRow{SessionID: m.Session, Number: m.Number, HeldOn: m.On, EnteredBy: m.EnteredBy, RecordedAt: instant(m.RecordedAt)}
	if _, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
		return err
	}
	m.ID = row.ID
	present := map[conference.ParticipantID]bool{}
	for _, id := range m.Present {
		present[id] = true
	}
	rows := make([]meetingPartyRow, len(m.Participating))
	for i, id := range m.Participating {
		rows[i] = meetingPartyRow{MeetingID: m.ID, PartyID: id, Present: present[id]}
	}
	return insert(ctx, s, rows)
}

type rollCallRow struct {
	bun.BaseModel `bun:"table:roll_call"`

	ID           int64 `bun:"id,pk,autoincrement"`
	MeetingID    int64
	Subject      proceedings.Subject
	Symbol       string
	Instrument   conference.Instrument
	Majority     string
	VotesFor     int
	VotesAgainst int
	Abstentions  int
	EnteredBy    string
	RecordedAt   string
}

type answerRow struct {
	bun.BaseModel `bun:"table:roll_call_answer"`

	RollCallID int64                    `bun:",pk"`
	PartyID    conference.ParticipantID `bun:",pk"`
	Answer     conference.Answer
	Votes      int
}

func (s *Store) RollCalls(ctx context.Context) ([]proceedings.RollCall, error) {
	var rows []rollCallRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	var answers []answerRow
	if err := s.Conn(ctx).NewSelect().Model(&answers).Order("roll_call_id", "party_id").Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]proceedings.RollCall, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		majority, err := conference.ParseMajority(r.Majority)
		if err != nil {
			return nil, fmt.Errorf("proceedingsdb: roll call %d: %w", r.ID, err)
		}
		list[i] = proceedings.RollCall{
			ID: r.ID, Meeting: r.MeetingID, Subject: r.Subject, Symbol: r.Symbol, Instrument: r.Instrument, Majority: majority,
			RollCall:  conference.RollCall{For: r.VotesFor, Against: r.VotesAgainst, Abstentions: r.Abstentions},
			EnteredBy: r.EnteredBy, RecordedAt: at,
		}
		for _, a := range answers {
			if a.RollCallID == r.ID {
				list[i].Ballots = append(list[i].Ballots, conference.Ballot{Party: a.PartyID, Answer: a.Answer, Votes: a.Votes})
			}
		}
	}
	return list, nil
}

func (s *Store) AddRollCall(ctx context.Context, r *proceedings.RollCall) error {
	row := rollCallRow{
		MeetingID: r.Meeting, Subject: r.Subject, Symbol: r.Symbol, Instrument: r.Instrument, Majority: r.Majority.String(),
		VotesFor: r.For, VotesAgainst: r.Against, Abstentions: r.Abstentions, EnteredBy: r.EnteredBy, RecordedAt: instant(r.RecordedAt),
	}
	if _, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
		return err
	}
	r.ID = row.ID
	rows := make([]answerRow, len(r.Ballots))
	for i, b := range r.Ballots {
		rows[i] = answerRow{RollCallID: r.ID, PartyID: b.Party, Answer: b.Answer, Votes: b.Votes}
	}
	return insert(ctx, s, rows)
}

type evidenceRow struct {
	bun.BaseModel `bun:"table:room_decision"`

	DecisionID int64 `bun:",pk"`
	MeetingID  int64
	RollCallID int64 `bun:",nullzero"`
}

func (s *Store) Evidence(ctx context.Context) ([]proceedings.Evidence, error) {
	var rows []evidenceRow
	err := s.Conn(ctx).NewSelect().Model(&rows).Order("decision_id").Scan(ctx)
	list := make([]proceedings.Evidence, len(rows))
	for i, r := range rows {
		list[i] = proceedings.Evidence{Decision: r.DecisionID, Meeting: r.MeetingID, RollCall: r.RollCallID}
	}
	return list, err
}

func (s *Store) AddEvidence(ctx context.Context, e proceedings.Evidence) error {
	row := evidenceRow{DecisionID: e.Decision, MeetingID: e.Meeting, RollCallID: e.RollCall}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}

type reopeningRow struct {
	bun.BaseModel `bun:"table:reconsideration"`

	DecisionID int64 `bun:",pk"`
	MeetingID  int64
	Method     budget.Method
	RollCallID int64 `bun:",nullzero"`
	Reason     string
	EnteredBy  string
	RecordedAt string
}

func (s *Store) Reopenings(ctx context.Context) ([]proceedings.Reopening, error) {
	var rows []reopeningRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Order("decision_id").Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]proceedings.Reopening, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = proceedings.Reopening{
			Decision: r.DecisionID, Meeting: r.MeetingID, Method: r.Method, RollCall: r.RollCallID,
			Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

func (s *Store) AddReopening(ctx context.Context, r proceedings.Reopening) error {
	row := reopeningRow{
		DecisionID: r.Decision, MeetingID: r.Meeting, Method: r.Method, RollCallID: r.RollCall,
		Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: instant(r.RecordedAt),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}

func insert[T any](ctx context.Context, s *Store, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := s.Conn(ctx).NewInsert().Model(&rows).Exec(ctx)
	return err
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func parseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		err = fmt.Errorf("proceedingsdb: %w", err)
	}
	return t, err
}
