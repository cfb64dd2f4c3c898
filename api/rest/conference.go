package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/budget/conference"
	"article30/budget/outbox"
	"article30/internal/date"
	"article30/internal/problem"
)

func (s *server) conference(api huma.API) {
	const tag = "conference"
	get(api, "/api/v1/deadline", "deadline", tag, "The last day on which a budget can go out in time", s.deadline)
	get(api, "/api/v1/participants", "participants", tag, "Participants and what each has signed or deposited", s.participants)
	get(api, "/api/v1/parties", "parties", tag, "Who is a party to each instrument on a day", s.parties)
	get(api, "/api/v1/sessions", "sessions", tag, "The sessions of the Conference", s.sessions)
	get(api, "/api/v1/sessions/{id}", "session", tag, "One session with the history of its dates", s.session)
	get(api, "/api/v1/sessions/{id}/milestones", "milestones", tag, "What has to be done for a session, by which day, and whether it is done", s.milestones)
	post(api, "/api/v1/sessions/{id}/dates", "move-session", tag, "Set other dates for a session", s.moveSession)
	post(api, "/api/v1/sessions/{id}/postponement", "postpone-session", tag, "Put a session off without new dates", s.postponeSession)
	post(api, "/api/v1/sessions/{id}/resumption", "resume-session", tag, "Have a session meet again after its closing", s.resumeSession)
	post(api, "/api/v1/reminders", "remind", tag, "What nobody was reminded of yet; it counts as told then", s.remind)
}

type deadlineIn struct {
	InLanguage
	Opening   string `query:"opening" required:"true" format:"date" doc:"Opening of the session."`
	Dispatch  string `query:"dispatch" format:"date" doc:"A dispatch, to see its margin; the deadline itself without it."`
	ClearDays bool   `query:"clear_days" doc:"Count clear days, one day earlier, even if the server is not set to."`
}

func (s *server) deadline(ctx context.Context, in *deadlineIn) (*body[wire.Deadline], error) {
	var fields problem.Fields
	opening, err := date.Parse(in.Opening)
	fields.AddErr("query.opening", err)
	var dispatch date.Date
	if in.Dispatch != "" {
		dispatch, err = date.Parse(in.Dispatch)
		fields.AddErr("query.dispatch", err)
	}
	if err := fields.Err("request.invalid"); err != nil {
		return nil, err
	}
	rule := s.Conference.Rule()
	rule.ClearDays = rule.ClearDays || in.ClearDays
	return answered(wire.NewDeadline(printer(ctx), opening, dispatch, rule)), nil
}

type OnDay struct {
	InLanguage
	On string `query:"on" format:"date" doc:"The day; today without it."`
}

func (s *server) participants(ctx context.Context, in *InLanguage) (*body[list[wire.Participant]], error) {
	all, err := s.Conference.Participants(ctx)
	if err != nil {
		return nil, err
	}
	l := list[wire.Participant]{Items: []wire.Participant{}}
	for _, p := range all {
		l.Items = append(l.Items, wire.NewParticipant(printer(ctx), p))
	}
	return answered(l), nil
}

func (s *server) parties(ctx context.Context, in *OnDay) (*body[[]wire.InstrumentParties], error) {
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	all, err := s.Conference.PartiesOn(ctx, on)
	if err != nil {
		return nil, err
	}
	out := []wire.InstrumentParties{}
	for _, ip := range all {
		out = append(out, wire.NewInstrumentParties(printer(ctx), ip))
	}
	return answered(out), nil
}

func (s *server) sessions(ctx context.Context, in *InLanguage) (*body[list[wire.Session]], error) {
	all, err := s.Conference.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	l := list[wire.Session]{Items: []wire.Session{}}
	for _, v := range all {
		l.Items = append(l.Items, wire.NewSession(printer(ctx), v, s.Conference.Rule()))
	}
	return answered(l), nil
}

type BySession struct {
	InLanguage
	ID string `path:"id" maxLength:"20"`
}

func (s *server) session(ctx context.Context, in *BySession) (*body[wire.Session], error) {
	v, err := s.Conference.Session(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewSession(printer(ctx), v, s.Conference.Rule())), nil
}

type moveSessionIn struct {
	BySession
	Body struct {
		Opening string `json:"opening" example:"2012-10-15"`
		Closing string `json:"closing,omitempty" example:"2012-10-19"`
		Reason  string `json:"reason"`
	}
}

func (s *server) moveSession(ctx context.Context, in *moveSessionIn) (*created[wire.Session], error) {
	var fields problem.Fields
	opening, err := date.Parse(in.Body.Opening)
	fields.AddErr("opening", err)
	var closing date.Date
	if in.Body.Closing != "" {
		closing, err = date.Parse(in.Body.Closing)
		fields.AddErr("closing", err)
	}
	if err := fields.Err("conference.dates_invalid"); err != nil {
		return nil, err
	}
	v, err := s.Conference.MoveOpening(ctx, actor(ctx), in.ID, opening, closing, in.Body.Reason)
	return s.changedSession(ctx, v, err)
}

type postponeSessionIn struct {
	BySession
	Body struct {
		Reason string `json:"reason" example:"Decision of the extended Bureau"`
	}
}

func (s *server) postponeSession(ctx context.Context, in *postponeSessionIn) (*created[wire.Session], error) {
	v, err := s.Conference.Postpone(ctx, actor(ctx), in.ID, in.Body.Reason)
	return s.changedSession(ctx, v, err)
}

type resumeSessionIn struct {
	BySession
	Body struct {
		From   string `json:"from" example:"2012-11-12"`
		To     string `json:"to" example:"2012-11-14"`
		Reason string `json:"reason" example:"General Assembly resolution 67/1"`
	}
}

func (s *server) resumeSession(ctx context.Context, in *resumeSessionIn) (*created[wire.Session], error) {
	var fields problem.Fields
	from, err := date.Parse(in.Body.From)
	fields.AddErr("from", err)
	to, err := date.Parse(in.Body.To)
	fields.AddErr("to", err)
	if err := fields.Err("conference.event_invalid"); err != nil {
		return nil, err
	}
	v, err := s.Conference.Resume(ctx, actor(ctx), in.ID, from, to, in.Body.Reason)
	return s.changedSession(ctx, v, err)
}

// changedSession answers with the session as it is after a change.
func (s *server) changedSession(ctx context.Context, v conference.Session, err error) (*created[wire.Session], error) {
	if err != nil {
		return nil, err
	}
	return &created[wire.Session]{"/api/v1/sessions/" + v.ID, wire.NewSession(printer(ctx), v, s.Conference.Rule())}, nil
}

func (s *server) milestones(ctx context.Context, in *BySession) (*body[list[wire.Task]], error) {
	tasks, err := s.Budget.Agenda(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	l := list[wire.Task]{Items: []wire.Task{}}
	for _, t := range tasks {
		l.Items = append(l.Items, wire.NewTask(printer(ctx), t))
	}
	return answered(l), nil
}

type remindIn struct {
	InLanguage
	Body struct {
		Within int      `json:"within" example:"14" doc:"Days ahead."`
		MailTo []string `json:"mail_to,omitempty" maxItems:"20" doc:"Queue them as one message to each of these addresses besides, in the language of the answer."`
	}
}

func (s *server) remind(ctx context.Context, in *remindIn) (*body[list[wire.Reminder]], error) {
	given, err := s.Outbox.Remind(ctx, actor(ctx), outbox.RemindIn{
		Within: in.Body.Within, To: in.Body.MailTo, Language: conference.Language(printer(ctx).Lang()),
	})
	if err != nil {
		return nil, err
	}
	l := list[wire.Reminder]{Items: []wire.Reminder{}}
	for _, r := range given {
		l.Items = append(l.Items, wire.NewReminder(printer(ctx), r))
	}
	return answered(l), nil
}
