package execution

import (
	"context"
	"maps"
	"slices"
	"strings"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/money"
	"article30/internal/problem"
)

// Purpose is what a spending is for, as far as it is for something: money that
// is restricted may be spent only on what is within its restriction.
type Purpose struct {
	Instrument conference.Instrument    `json:"instrument,omitempty"`
	Article    string                   `json:"article,omitempty"` // of the instrument, such as "29"
	Region     conference.Group         `json:"region,omitempty"`
	Country    conference.ParticipantID `json:"country,omitempty"`
	Project    string                   `json:"project,omitempty"` // code
}

// purpose is what the budget line itself says.
func (l Line) purpose() Purpose {
	return Purpose{Instrument: l.Instrument, Article: l.Mandate.Article()}
}

// narrowed is p with what q adds to it. Where they contradict each other, the
// name of what does comes back too.
func (p Purpose) narrowed(q Purpose) (Purpose, string) {
	contradiction := ""
	if p.Instrument != "" && q.Instrument != "" && p.Instrument != q.Instrument {
		contradiction = "instrument"
	}
	for _, f := range []struct {
		name string
		into *string
		more string
	}{
		{"instrument", (*string)(&p.Instrument), string(q.Instrument)}, {"article", &p.Article, q.Article},
		{"region", (*string)(&p.Region), string(q.Region)}, {"country", (*string)(&p.Country), string(q.Country)},
		{"project", &p.Project, q.Project},
	} {
		switch {
		case *f.into == "":
			*f.into = f.more
		case f.more != "" && f.more != *f.into && contradiction == "":
			contradiction = f.name
		}
	}
	return p, contradiction
}

// purposeIn is what is told of the purpose of a spending, beside its line.
type purposeIn struct {
	project, region, country string

	mandate budget.Mandate // article of rule 72
}

// Projects knows the projects of technical assistance.
type Projects interface {
	// Purpose is what a project is for.
	//
	// Error: assistance.no_project.
	Purpose(ctx context.Context, code string) (Purpose, error)
	// Spend refuses what a project has no budget for: by how much more is
	// committed and spent together, in US dollars of direct cost.
	//
	// Errors: assistance.no_project, assistance.closed, also for nothing more;
	// assistance.invalid with assistance.over_budget.
	Spend(ctx context.Context, code string, more money.Money) error
}

// projectsAllow asks the projects that entries are for.
//
// Errors: those of Projects.Spend.
func (s *Service) projectsAllow(ctx context.Context, entries ...*Entry) error {
	if s.projects == nil {
		return nil
	}
	more := map[string]int64{}
	for _, e := range entries {
		if e.Purpose.Project == "" {
			continue
		}
		for _, p := range e.Postings {
			switch p.Account {
			case Expense:
				more[e.Purpose.Project] += p.USD.Units()
			case MemoCommitted:
				more[e.Purpose.Project] -= p.USD.Units()
			default:
				more[e.Purpose.Project] += 0
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(more)) {
		if err := s.projects.Spend(ctx, code, dollars(more[code])); err != nil {
			return err
		}
	}
	return nil
}

// Conference knows who takes part in the Conference, and in which regional
// group.
type Conference interface {
	Participants(ctx context.Context) ([]conference.Participant, error)
}

// most characters of the code of a project
const maxProject = 60

// told reads what is told of a purpose. A project brings its own, a country its
// regional group.
//
// Errors: execution.invalid with the fields "project", "mandate", "region" and
// "country" (line.unknown_mandate, text.too_long, text.unprintable, assistance.no_project,
// conference.unknown_group, purpose.unknown_country, purpose.contradicts).
func (s *Service) told(ctx context.Context, in purposeIn) (Purpose, error) {
	var all problem.Fields
	fields := &all
	p := Purpose{Project: fields.Line("project", in.project, maxProject)}
	if p.Project != "" && s.projects != nil {
		project, err := s.projects.Purpose(ctx, p.Project)
		if err != nil && problem.KindOf(err) == problem.Internal {
			return Purpose{}, err
		}
		fields.AddErr("project", err)
		project.Project = p.Project
		p = project
	}
	add := func(path string, more Purpose) {
		var contradiction string
		if p, contradiction = p.narrowed(more); contradiction != "" {
			fields.Add(path, "purpose.contradicts", "what", contradiction)
		}
	}
	if in.mandate != "" {
		if !slices.Contains(budget.Mandates(), in.mandate) {
			fields.Add("mandate", "line.unknown_mandate", "value", string(in.mandate), "allowed", mandates())
		}
		add("mandate", Purpose{Instrument: in.mandate.Instrument(), Article: in.mandate.Article()})
	}
	if in.country != "" {
		where, err := s.country(ctx, fields, in.country)
		if err != nil {
			return Purpose{}, err
		}
		add("country", where)
	}
	if in.region != "" {
		group, err := conference.ParseGroup(in.region)
		if err == nil && group == conference.None {
			err = problem.New(problem.Invalid, "conference.unknown_group", "value", in.region)
		}
		fields.AddErr("region", err)
		add("region", Purpose{Region: group})
	}
	return p, fields.Err("execution.invalid")
}

// mandates are the articles of rule 72 as they are named.
func mandates() string {
	var names []string
	for _, m := range budget.Mandates() {
		names = append(names, string(m))
	}
	return strings.Join(names, ", ")
}

func (s *Service) country(ctx context.Context, fields *problem.Fields, code string) (Purpose, error) {
	where := Purpose{Country: conference.ParticipantID(code)}
	if s.conference == nil {
		return where, nil
	}
	all, err := s.conference.Participants(ctx)
	for _, p := range all {
		if p.ID != where.Country {
			continue
		}
		if p.Group != conference.None {
			where.Region = p.Group
		}
		return where, err
	}
	fields.Add("country", "purpose.unknown_country", "value", code)
	return where, err
}

// purposeOf is what an entry is for: what it builds on is for, and what is told
// of it.
//
// Error: purpose.contradicts.
func (l *ledger) purposeOf(e Entry, more Purpose) (Purpose, error) {
	above := l.allotment.Line.purpose()
	if e.Kind != KindAllotment {
		above = l.items[0].entry.purpose(above)
	}
	if it := l.byID[e.Of]; it != nil {
		above = it.entry.purpose(above)
	}
	if it := l.byID[e.Refunds]; it != nil {
		above = it.entry.purpose(above)
	}
	if it := l.byID[e.Reverses]; it != nil {
		above = it.entry.purpose(above)
	}
	p, contradiction := above.narrowed(more)
	if contradiction != "" {
		path := "project"
		switch {
		case more.Project == "" && more.Instrument != "":
			path = "mandate"
		case more.Project == "" && more.Country != "":
			path = "country"
		case more.Project == "":
			path = "region"
		}
		return p, refuse(path, "purpose.contradicts", "what", contradiction)
	}
	return p, nil
}

// purpose is what the entry is for; what it stands on is for where that was not
// recorded.
func (e Entry) purpose(otherwise Purpose) Purpose {
	if e.Purpose == (Purpose{}) {
		return otherwise
	}
	return e.Purpose
}
