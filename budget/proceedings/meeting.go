package proceedings

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// Meeting is one meeting of a session, with those who participate in the
// session and those of them who are there.
type Meeting struct {
	ID            int64
	Session       string
	Number        int // from 1, of the session
	On            date.Date
	Participating []conference.ParticipantID
	Present       []conference.ParticipantID
	EnteredBy     string
	RecordedAt    time.Time
}

// MeetingIn is a meeting as it is entered. Names are names or ids.
// Participating is none for every party to the Convention; Present is none for
// all of them but the Absent.
type MeetingIn struct {
	Session       string   `json:"session"`
	On            string   `json:"on"`
	Participating []string `json:"participating,omitempty"`
	Present       []string `json:"present,omitempty"`
	Absent        []string `json:"absent,omitempty"`
}

// Sitting is a meeting with its quorums: to open, of those that participate,
// and to decide, of all States parties.
type Sitting struct {
	Meeting
	ToOpen   conference.Quorum
	ToDecide conference.Quorum
}

// OpenMeeting records that a meeting was declared open. Rule 41: a third of the
// States parties that participate in the session are there.
//
// Errors: meeting.invalid with fields; conference.no_session; meeting.not_sitting
// on a day on which the session does not meet; meeting.in_future;
// meeting.no_quorum.
func (s *Service) OpenMeeting(ctx context.Context, actor access.Actor, in MeetingIn) (Sitting, error) {
	if err := actor.Require(access.RecordProceedings); err != nil {
		return Sitting{}, err
	}
	var made Sitting
	err := s.store.Update(ctx, func(ctx context.Context) error {
		session, err := s.conference.Session(ctx, in.Session)
		if err != nil {
			return err
		}
		participants, err := s.conference.Participants(ctx)
		if err != nil {
			return err
		}
		m, err := in.parse(participants)
		if err != nil {
			return err
		}
		switch today := s.today(); {
		case m.On.After(today):
			return problem.New(problem.Invalid, "meeting.in_future", "date", m.On, "today", today)
		case !session.Meets(m.On):
			return problem.New(problem.Invalid, "meeting.not_sitting", "date", m.On, "session", session.ID)
		}
		made = s.sitting(m, participants)
		if q := made.ToOpen; !q.Reached() {
			return problem.New(problem.Conflict, "meeting.no_quorum", "present", q.Present, "needed", q.Needed, "of", q.Of)
		}
		earlier, err := s.store.Meetings(ctx, session.ID)
		if err != nil {
			return err
		}
		m.Number, m.EnteredBy, m.RecordedAt = len(earlier)+1, actor.Name, s.now()
		if err := s.store.AddMeeting(ctx, &m); err != nil {
			return err
		}
		made.Meeting = m
		return s.journal.Append(ctx, meetingRecord(m))
	})
	return made, err
}

// sitting counts the quorums of a meeting on a matter of the Convention.
func (s *Service) sitting(m Meeting, participants []conference.Participant) Sitting {
	return Sitting{m, s.toOpen(m, participants), s.toDecide(m, participants, conference.Convention)}
}

// toOpen counts the States parties of those that participate.
func (s *Service) toOpen(m Meeting, participants []conference.Participant) conference.Quorum {
	base := slices.DeleteFunc(s.base(m, participants, conference.Convention), func(id conference.ParticipantID) bool {
		return !slices.Contains(m.Participating, id)
	})
	return conference.ToOpen(base, m.Present)
}

func (s *Service) toDecide(m Meeting, participants []conference.Participant, i conference.Instrument) conference.Quorum {
	return conference.ToDecide(s.base(m, participants, i), m.Present)
}

func (s *Service) base(m Meeting, participants []conference.Participant, i conference.Instrument) []conference.ParticipantID {
	return conference.QuorumBase(participants, i, m.On, s.organizations)
}

func (in MeetingIn) parse(participants []conference.Participant) (Meeting, error) {
	var f problem.Fields
	m := Meeting{Session: in.Session}
	var err error
	m.On, err = date.Parse(in.On)
	if f.AddErr("on", err); err != nil {
		return m, f.Err("meeting.invalid")
	}
	names := conference.NewNames(participants)
	read := func(path string, list []string, of []conference.ParticipantID) []conference.ParticipantID {
		return parties(&f, path, list, names, of)
	}
	var all []conference.ParticipantID
	for _, p := range participants {
		if p.PartyTo(conference.Convention, m.On) {
			all = append(all, p.ID)
		}
	}
	m.Participating = all
	if len(in.Participating) > 0 {
		m.Participating = read("participating", in.Participating, all)
	}
	if len(in.Present) > 0 {
		m.Present = read("present", in.Present, m.Participating)
		if len(in.Absent) > 0 {
			f.Add("absent", "meeting.present_and_absent")
		}
	} else {
		absent := read("absent", in.Absent, m.Participating)
		m.Present = slices.DeleteFunc(slices.Clone(m.Participating), func(id conference.ParticipantID) bool {
			return slices.Contains(absent, id)
		})
	}
	slices.Sort(m.Participating)
	slices.Sort(m.Present)
	return m, f.Err("meeting.invalid")
}

// parties are those named, who must be among others, each once.
func parties(f *problem.Fields, path string, list []string, names *conference.Names, of []conference.ParticipantID) []conference.ParticipantID {
	var found []conference.ParticipantID
	for i, name := range list {
		place := fmt.Sprintf("%s[%d]", path, i)
		id, err := names.Find(strings.TrimSpace(name))
		switch f.AddErr(place, err); {
		case err != nil:
		case !slices.Contains(of, id):
			f.Add(place, "meeting.not_among_them", "party", string(id))
		case slices.Contains(found, id):
			f.Add(place, "meeting.named_twice", "party", string(id))
		default:
			found = append(found, id)
		}
	}
	return found
}
