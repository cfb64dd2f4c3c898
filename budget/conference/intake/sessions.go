package intake

import (
	"context"
	"regexp"
	"slices"
	"strconv"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
	"article30/internal/sheet"
)

const (
	numberColumn   = "session"
	openingColumn  = "opening_date"
	closingColumn  = "closing_date"
	deadlineColumn = "latest_date_for_budget_under_60_day_rule"
	sourceColumn   = "source"
)

var sessionsLayout = layout{
	kind:     "sessions",
	required: []string{numberColumn, openingColumn},
	optional: []string{closingColumn, deadlineColumn, sourceColumn, kindColumn},
}

// ImportSessions loads sessions by their numbers. A session that is known with
// other dates is moved, and the dates it had are kept. The printed deadline is
// not loaded but compared with the rule; a difference is noted.
//
// Errors: those of reading the file; sheet.bad_mapping,
// conference.unknown_mapping_column. A wrong row is no error but a refusal in
// the report.
func ImportSessions(ctx context.Context, service *conference.Service, actor access.Actor, src *sheet.Source, opts Options) (*sheet.Report, error) {
	return run(ctx, service, actor, src, opts, sessionsLayout, checkSessions)
}

// sessionRow is a row that was found good.
type sessionRow struct {
	row     sheet.Row
	session conference.Session
	source  string // of the dates
}

func checkSessions(_ context.Context, l *load) (func(context.Context) error, error) {
	var rows []sessionRow
	first := map[string]int{}
	for _, row := range l.table.Rows {
		r, err := l.session(row)
		if err == nil && first[r.session.ID] != 0 {
			err = problem.New(problem.Invalid, "conference.session_given_twice", "session", r.session.ID, "line", first[r.session.ID])
		}
		if err != nil {
			paths := map[string]string{"": numberColumn, "id": numberColumn, "number": numberColumn, "kind": kindColumn, "opening": openingColumn, "closing": closingColumn, "deadline": deadlineColumn}
			if err := l.refuseFields(row, paths, err); err != nil {
				return nil, err
			}
			continue
		}
		first[r.session.ID] = row.Line
		l.remarkSession(row, r.session)
		rows = append(rows, r)
	}
	return func(ctx context.Context) error { return l.saveSessions(ctx, rows) }, nil
}

// session reads a row. What is printed oddly about its dates is kept with
// their source.
func (l *load) session(row sheet.Row) (sessionRow, error) {
	var f problem.Fields
	s := conference.Session{Kind: conference.Regular, Source: l.opts.Source}
	number := l.cell(row, numberColumn)
	if n, err := strconv.Atoi(number); err == nil && strconv.Itoa(n) == number {
		s.Number = n
	} else {
		f.Add("number", "conference.not_a_session_number", "value", number)
	}
	s.ID = number
	if kind := l.cell(row, kindColumn); kind != "" {
		s.Kind = conference.SessionKind(kind)
	}
	if s.Kind == conference.Special {
		s.ID = "special-" + number
	}
	var err error
	s.Opening, err = l.date(row, openingColumn)
	f.AddErr("opening", err)
	printedClosing := l.cell(row, closingColumn)
	s.Closing, err = readClosing(printedClosing)
	f.AddErr("closing", err)
	_, err = l.date(row, deadlineColumn)
	f.AddErr("deadline", err)
	if err := f.Err("conference.session_invalid"); err != nil {
		return sessionRow{}, err
	}
	if err := s.Check(); err != nil {
		return sessionRow{}, err
	}
	source := l.cell(row, sourceColumn)
	if source == "" {
		source = l.opts.Source
	}
	if printedClosing != s.Closing.String() {
		source += "; closing date as printed: " + printedClosing
	}
	return sessionRow{row, s, source}, nil
}

// remarkSession notes what is odd about a good row: a closing date that is
// more than a date, a printed deadline that is not the rule's.
func (l *load) remarkSession(row sheet.Row, s conference.Session) {
	if text := l.cell(row, closingColumn); text != "" && s.Closing.IsZero() {
		l.note(row, closingColumn, "conference.closing_contradictory")
	} else if text != s.Closing.String() {
		l.note(row, closingColumn, "conference.closing_with_remark")
	}
	printed, _ := l.date(row, deadlineColumn)
	if printed.IsZero() {
		return
	}
	deadline, ok := s.Deadline(l.service.Rule())
	switch {
	case !ok:
		l.note(row, deadlineColumn, "conference.no_deadline", "printed", printed)
	case deadline != printed:
		l.note(row, deadlineColumn, "conference.other_deadline", "printed", printed, "deadline", deadline, "days", l.service.Rule().Days)
	}
}

var isoDate = regexp.MustCompile(`\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b`)

// readClosing reads a closing date, alone or with a remark. A text with two
// different dates gives none: which of its sources is right is not ours to
// guess.
//
// Errors: those of date.Parse.
func readClosing(text string) (closing date.Date, err error) {
	if text == "" {
		return date.Date{}, nil
	}
	found := isoDate.FindAllString(text, -1)
	slices.Sort(found)
	found = slices.Compact(found)
	switch len(found) {
	case 0:
		closing, err = date.Parse(text)
	case 1:
		closing, err = date.Parse(found[0])
	}
	return closing, err
}

func (l *load) saveSessions(ctx context.Context, rows []sessionRow) error {
	for _, r := range rows {
		c, err := l.service.SaveSession(ctx, l.actor, r.session, r.source, l.reason)
		if err != nil {
			return err
		}
		l.count(c.Outcome)
		if c.Outcome == conference.Updated {
			l.corrected(r.row, openingColumn, c.Before.Opening.String(), c.After.Opening.String())
			l.corrected(r.row, closingColumn, c.Before.Closing.String(), c.After.Closing.String())
		}
	}
	return nil
}
