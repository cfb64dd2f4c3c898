package project

import (
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Service has the use cases of technical assistance.
type Service struct {
	store      Store
	journal    Journal
	conference Conference
	books      Books
	earmarks   Earmarks
	refunds    Refunds
	approvals  Approvals
	periods    Periods
	percent    decimal.Decimal
	clock      date.Clock
}

// Config is what a Service stands on. PSCPercent is the programme support cost
// that is reserved with what a project may still spend; what is charged in the
// end is the percentage of the allotment or of the agreement.
type Config struct {
	Store      Store
	Journal    Journal
	Conference Conference
	Books      Books
	Earmarks   Earmarks
	Refunds    Refunds
	Approvals  Approvals
	Periods    Periods
	PSCPercent decimal.Decimal
	Clock      date.Clock
}

// New makes a Service.
func New(c Config) *Service {
	return &Service{c.Store, c.Journal, c.Conference, c.Books, c.Earmarks, c.Refunds, c.Approvals, c.Periods, c.PSCPercent, c.Clock}
}

// Today is the date by which the service refuses a future.
func (s *Service) Today() date.Date { return date.Today(s.clock, date.Vienna()) }

func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Second) }

func (s *Service) withSupport(direct money.Money) money.Money { return withSupport(direct, s.percent) }

// RequestIn is a request as it comes in.
type RequestIn struct {
	On          string
	States      []string
	Instrument  string
	Article     string
	Observation string
	Language    string
	Summary     string
	Amount      string
	Contact     string
}

// Register enters a request and gives it its number.
//
// Errors: access.denied; assistance.invalid with the fields of Request.Check,
// "on", "instrument", "language", "summary", "amount", "contact" and
// "observation".
func (s *Service) Register(ctx context.Context, actor access.Actor, in RequestIn) (made Case, err error) {
	if err := actor.Require(access.RecordAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	r := Request{
		On: s.past(&fields, "on", in.On), Article: in.Article,
		Observation: fields.Line("observation", in.Observation, maxName), Summary: required(&fields, "summary", in.Summary, maxText),
		Contact: required(&fields, "contact", in.Contact, maxName), EnteredBy: actor.Name,
	}
	for _, id := range in.States {
		r.States = append(r.States, conference.ParticipantID(id))
	}
	r.Instrument, err = conference.ParseInstrument(in.Instrument)
	fields.AddErr("instrument", err)
	r.Language, err = conference.ParseLanguage(in.Language)
	fields.AddErr("language", err)
	r.Sought, err = money.Parse(in.Amount, money.USD)
	fields.AddErr("amount", err)
	if err := fields.Err("assistance.invalid"); err != nil {
		return Case{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		known, err := s.conference.Participants(ctx)
		if err != nil {
			return err
		}
		if err := r.Check(known); err != nil {
			return err
		}
		last, err := s.store.LastNumber(ctx, r.On.Year())
		if err != nil {
			return err
		}
		r.Number, r.RecordedAt = Number{r.On.Year(), last + 1}, s.now()
		if err := s.store.AddRequest(ctx, &r); err != nil {
			return err
		}
		made = Trace(r, nil, known, nil, date.Date{})
		return s.journal.Append(ctx, requestRecord(r))
	})
	return made, err
}

// Filter chooses cases; an empty field does not restrict.
type Filter struct {
	State   State
	Country conference.ParticipantID // one of the States that ask
	Year    int                      // of the request
	AsOf    date.Date                // as the case stood at the end of that day
}

// Standing is a case with what the books of spending have of its project.
type Standing struct {
	Case
	Figures    Figures
	NotParties []conference.ParticipantID // States that were not parties to the instrument when they asked
	Region     conference.Group
}

// Cases lists the cases that the filter chooses by number. Whoever may read
// those of their own State only gets these.
//
// Errors: those of access.Actor.RequireOwn.
func (s *Service) Cases(ctx context.Context, actor access.Actor, f Filter) (list []Standing, err error) {
	sees, err := sight(actor)
	if err != nil {
		return nil, err
	}
	all, err := s.Standings(ctx, f.AsOf)
	for _, c := range all {
		r := c.Request
		if (f.State == "" || c.State == f.State) && (f.Country == "" || r.From(f.Country)) && (f.Year == 0 || r.Number.Year == f.Year) && sees(r) {
			list = append(list, c)
		}
	}
	return list, err
}

func (n Number) compare(m Number) int {
	if n.Year != m.Year {
		return n.Year - m.Year
	}
	return n.Seq - m.Seq
}

// Standings are all cases by number, as they stood at the end of the day; now
// for no date.
func (s *Service) Standings(ctx context.Context, asOf date.Date) (list []Standing, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		w, err := s.worldOn(ctx, asOf)
		list = nil
		for _, c := range w.cases {
			list = append(list, w.standing(c))
		}
		return err
	})
	slices.SortFunc(list, func(a, b Standing) int { return a.Request.Number.compare(b.Request.Number) })
	return list, err
}

// Find is a case by the number of its request or the code of its project.
//
// Errors: those of access.Actor.RequireOwn; assistance.no_request,
// assistance.no_project, also for a case of other States.
func (s *Service) Find(ctx context.Context, actor access.Actor, key string) (found Standing, err error) {
	sees, err := sight(actor)
	if err != nil {
		return Standing{}, err
	}
	err = s.store.View(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		c, err := w.byKey(key)
		if err == nil && !sees(c.Request) {
			_, err = world{}.byKey(key)
		}
		found = w.standing(c)
		return err
	})
	if err != nil {
		return Standing{}, err
	}
	return found, nil
}

// sight is whose requests the actor is shown.
func sight(actor access.Actor) (func(Request) bool, error) {
	if err := actor.RequireOwn(access.ReadAssistance); err != nil {
		return nil, err
	}
	return func(r Request) bool {
		return actor.May(access.ReadAssistance) || r.From(conference.ParticipantID(actor.State))
	}, nil
}

// world is all cases with their figures.
type world struct {
	known     []conference.Participant
	cases     []Case
	figures   map[string]Figures
	takenBack map[int64]bool
}

func (s *Service) world(ctx context.Context) (world, error) { return s.worldOn(ctx, date.Date{}) }

// worldOn is the world at the end of the day: what was dated later is not in it.
func (s *Service) worldOn(ctx context.Context, asOf date.Date) (w world, err error) {
	if w.known, err = s.conference.Participants(ctx); err != nil {
		return w, err
	}
	if w.figures, err = s.store.Figures(ctx, asOf, ""); err != nil {
		return w, err
	}
	if w.takenBack, err = s.store.TakenBack(ctx, asOf); err != nil {
		return w, err
	}
	requests, err := s.store.Requests(ctx)
	if err != nil {
		return w, err
	}
	events, err := s.store.Events(ctx)
	if err != nil {
		return w, err
	}
	of := map[int64][]Event{}
	for _, e := range events {
		of[e.Request] = append(of[e.Request], e)
	}
	for _, r := range requests {
		if asOf.IsZero() || !r.On.After(asOf) {
			w.cases = append(w.cases, Trace(r, of[r.ID], w.known, w.takenBack, asOf))
		}
	}
	return w, nil
}

// figuresOf are those of the case's project.
func (w world) figuresOf(c Case) Figures {
	if c.Project != nil {
		if f, ok := w.figures[c.Project.Code.String()]; ok {
			return f
		}
	}
	return NoFigures()
}

func (w world) standing(c Case) Standing {
	return Standing{c, w.figuresOf(c), c.Request.NotParties(w.known, c.Request.On), c.Request.Region(w.known)}
}

// byNumber is the case of the request.
//
// Error: assistance.no_request.
func (w world) byNumber(number string) (Case, error) {
	n, err := ParseNumber(number)
	if err != nil {
		return Case{}, err
	}
	for _, c := range w.cases {
		if c.Request.Number == n {
			return c, nil
		}
	}
	return Case{}, noRequest(number)
}

// byCode is the case of the project.
//
// Error: assistance.no_project.
func (w world) byCode(code string) (Case, error) {
	k, err := ParseCode(code)
	if err != nil {
		return Case{}, err
	}
	for _, c := range w.cases {
		if c.Project != nil && c.Project.Code == k {
			return c, nil
		}
	}
	return Case{}, noProject(code)
}

func (w world) byKey(key string) (Case, error) {
	if codeGrammar.MatchString(key) {
		return w.byCode(key)
	}
	return w.byNumber(key)
}

// onRequest records an event of a request.
func (s *Service) onRequest(ctx context.Context, actor access.Actor, number string, fields problem.Fields, e Event) (Case, error) {
	return s.on(ctx, actor, fields, e, func(w world) (Case, error) { return w.byNumber(number) })
}

// onProject records an event of a project.
func (s *Service) onProject(ctx context.Context, actor access.Actor, code string, fields problem.Fields, e Event) (Case, error) {
	return s.on(ctx, actor, fields, e, func(w world) (Case, error) { return w.byCode(code) })
}

func (s *Service) on(ctx context.Context, actor access.Actor, fields problem.Fields, e Event, of func(world) (Case, error)) (made Case, err error) {
	if err := fields.Err("assistance.invalid"); err != nil {
		return Case{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		c, err := of(w)
		if err != nil {
			return err
		}
		made, err = s.record(ctx, actor, w, c, Outlook{}, e)
		return err
	})
	return made, err
}

// record decides on a fact and keeps the event.
func (s *Service) record(ctx context.Context, actor access.Actor, w world, c Case, o Outlook, e Event) (Case, error) {
	decided, err := Decide(c, o, e)
	if err != nil {
		return Case{}, err
	}
	return s.keep(ctx, actor, w, c, decided)
}

// keep writes an event and its record in the journal; it returns the case after
// it. What says how much money is promised is dated in an open month; what is
// posted asks in the books of spending, and letters, appraisals and reports move
// no figure.
//
// Error: period.closed.
func (s *Service) keep(ctx context.Context, actor access.Actor, w world, c Case, e Event) (Case, error) {
	if s.periods != nil && slices.Contains([]Kind{Approved, Revised, Closed}, e.Kind) {
		if err := s.periods.Open(ctx, e.On); err != nil {
			return Case{}, err
		}
	}
	e.EnteredBy, e.RecordedAt = actor.Name, s.now()
	if err := s.store.AddEvent(ctx, &e); err != nil {
		return Case{}, err
	}
	if s.approvals != nil {
		if err := s.approvals.KeepEvent(ctx, e.ID); err != nil {
			return Case{}, err
		}
	}
	if err := s.journal.Append(ctx, eventRecord(c.Request, e)); err != nil {
		return Case{}, err
	}
	return Trace(c.Request, append(slices.Clone(c.Events), e), w.known, w.takenBack, date.Date{}), nil
}

// The most characters of texts.
const (
	maxReference = 100
	maxName      = 300
	maxText      = 4000
)

// past reads a date that is not after today.
func (s *Service) past(fields *problem.Fields, path, value string) date.Date {
	on := day(fields, path, value)
	if today := s.Today(); on.After(today) {
		fields.Add(path, "date.future", "date", on, "today", today)
	}
	return on
}

func day(fields *problem.Fields, path, value string) date.Date {
	on, err := date.Parse(value)
	fields.AddErr(path, err)
	return on
}

func required(fields *problem.Fields, path, value string, most int) string {
	value = fields.Line(path, value, most)
	if value == "" {
		fields.Add(path, "assistance.text_missing")
	}
	return value
}
