package budget

import (
	"slices"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/problem"
)

// StatusOf is the one place that says whether a budget is in time. Rule 72:
// the budget goes to the States parties at least 60 days before the opening of
// the regular session at which it is to be adopted.
//
// What is asked, in this order:
//
//  1. Is there a document? Otherwise none registered.
//  2. Does a clock run? Not for a note or an estimate, nor for an in-session
//     text (rule 73), nor for a text approved between sessions, nor for a special
//     session or the first.
//  3. Is there an opening, and does the Convention have parties? Otherwise not
//     established.
//  4. Does every State party have every language? Then by the last dispatch of
//     each language: timely when all six are in time, partial when some are,
//     late when none is.
//  5. Has the deadline passed? Until then open: nothing is overdue yet.
//  6. Is any dispatch known? Otherwise not established, whatever the Distr.
//     date and the upload say.
//  7. Does a State party lack a language that others were sent? Then
//     incomplete. A gap comes before lateness, because somebody can still act
//     on it and because a date that is not there cannot be judged.
//  8. Whole languages were sent to nobody: they count as late, so the status
//     is partial or late as in 4.
//
// The causes name everything that is wrong, not only what gave the status.
func StatusOf(f CirculationFacts) Circulation {
	c := Circulation{
		Symbol: f.Symbol, Kind: f.Kind, ClockOf: f.ClockOf, Session: f.Session, Opening: f.Opening,
		Rule: f.Rule, Today: f.Today, DistrOn: f.DistrOn, UploadedOn: f.UploadedOn,
		Causes: []Cause{}, Openings: f.History,
	}
	if !f.Registered {
		c.Status = NoneRegistered
		c.because("circulation.none_registered")
		if f.UnderRule72 && !f.Opening.IsZero() {
			c.setDeadline()
		}
		return c
	}
	t := tallyOf(f)
	c.Languages, c.Parties, c.Snapshot = t.languages, t.parties, t.first
	if !clockRuns(f, &c) {
		c.Status = NoClock
		return c
	}
	if f.Opening.IsZero() {
		c.Status = NotEstablished
		if f.Postponed {
			c.because("circulation.postponed", "session", f.Session)
		} else {
			c.because("circulation.no_opening")
		}
		return c
	}
	c.setDeadline()
	if t.total == 0 {
		c.Status = NotEstablished
		c.because("circulation.no_parties", "date", f.Today)
		return c
	}
	c.Status = judge(f, t, &c)
	explain(f, t, &c)
	return c
}

func (c *Circulation) setDeadline() {
	c.Deadline = conference.Deadline(c.Opening, c.Rule)
	c.LastWorkingDay = conference.LastWorkingDay(c.Deadline)
	c.DaysLeft = c.Deadline.Sub(c.Today)
}

// clockRuns reports whether rule 72 sets a date; if not, c says why.
func clockRuns(f CirculationFacts, c *Circulation) bool {
	switch {
	case !f.Kind.HasClock():
		c.because("circulation.kind_without_clock", "kind", string(f.Kind))
	case f.InSession:
		c.because("circulation.in_session")
	case f.Revised:
		c.because("circulation.between_sessions")
	case f.Session != "" && !f.UnderRule72:
		c.because("circulation.session_without_clock", "session", f.Session)
	default:
		return true
	}
	return false
}

// tally is what has gone out.
type tally struct {
	total     int       // States parties that count
	first     date.Date // the first dispatch to anybody
	last      date.Date // the last dispatch that counts
	languages []LanguageProgress
	parties   []PartyProgress
	counted   []Dispatch // those to States parties that count
}

func tallyOf(f CirculationFacts) tally {
	var t tally
	bounced := openBounces(f.Facts)
	byParty := map[conference.ParticipantID]int{}
	for i, a := range f.Addressees {
		byParty[a.Party] = i
		if a.Role == Party {
			t.total++
		}
		t.parties = append(t.parties, PartyProgress{Addressee: a, Missing: conference.Languages(), Bounced: bounced[a.Party]})
	}
	byLanguage := map[conference.Language]int{}
	for i, l := range conference.Languages() {
		byLanguage[l] = i
		t.languages = append(t.languages, LanguageProgress{Language: l, Total: t.total})
	}
	for _, d := range f.Dispatches {
		i, ok := byParty[d.Party]
		if !ok {
			continue
		}
		t.first = earlier(t.first, d.SentOn)
		p := &t.parties[i]
		p.Missing = slices.DeleteFunc(p.Missing, func(l conference.Language) bool { return l == d.Language })
		p.Last = later(p.Last, d.SentOn)
		if p.Role != Party {
			continue
		}
		t.counted = append(t.counted, d)
		t.last = later(t.last, d.SentOn)
		l := &t.languages[byLanguage[d.Language]]
		l.Sent++
		l.First, l.Last = earlier(l.First, d.SentOn), later(l.Last, d.SentOn)
	}
	return t
}

// complete reports that nobody who counts lacks anything.
func (t tally) complete() bool {
	for _, l := range t.languages {
		if !l.Complete() {
			return false
		}
	}
	return true
}

// lacking are the States parties that lack a language which others were sent.
func (t tally) lacking() []string {
	var list []string
	for _, p := range t.parties {
		if p.Role != Party {
			continue
		}
		for _, l := range t.languages {
			if l.Sent > 0 && slices.Contains(p.Missing, l.Language) {
				list = append(list, string(p.Party))
				break
			}
		}
	}
	return list
}

func judge(f CirculationFacts, t tally, c *Circulation) Status {
	passed := c.DaysLeft < 0
	late := 0
	for i := range c.Languages {
		l := &c.Languages[i]
		if l.Complete() {
			margin := conference.Margin(f.Opening, l.Last)
			l.Margin = &margin
		}
		l.Late = l.Sent > 0 && f.late(l.Last) || l.Sent == 0 && passed
		if l.Late {
			late++
		}
	}
	if t.complete() {
		c.SentOn = t.last
		margin := conference.Margin(f.Opening, t.last)
		c.Margin = &margin
	}
	switch {
	case !t.complete() && !passed:
		return Open
	case len(t.counted) == 0:
		return NotEstablished
	case len(t.lacking()) > 0:
		return Incomplete
	case late == len(c.Languages):
		return Late
	case late > 0:
		return Partial
	}
	return Timely
}

// explain puts the causes down, the heaviest first.
func explain(f CirculationFacts, t tally, c *Circulation) {
	if len(t.counted) == 0 {
		if c.DaysLeft < 0 {
			c.because("circulation.dispatch_unknown", "deadline", c.Deadline)
		} else {
			c.because("circulation.not_dispatched", "deadline", c.Deadline, "count", c.DaysLeft)
		}
		if !f.DistrOn.IsZero() {
			c.because("circulation.distr_does_not_count", "date", f.DistrOn)
		}
		if !f.UploadedOn.IsZero() {
			c.because("circulation.upload_does_not_count", "date", f.UploadedOn)
		}
	} else {
		explainGaps(t, c)
	}
	explainOpening(f, t, c)
	if f.ClockOf != f.Symbol {
		c.because("circulation.keeps_date", "symbol", f.ClockOf)
	}
	var bounced []string
	for _, p := range t.parties {
		if p.Bounced != nil {
			bounced = append(bounced, string(p.Party))
		}
	}
	if bounced != nil {
		c.because("circulation.bounced", "parties", bounced, "count", len(bounced))
	}
	var supplementary []string
	for _, p := range t.parties {
		if p.Role == Supplementary {
			supplementary = append(supplementary, string(p.Party))
		}
	}
	if supplementary != nil {
		c.because("circulation.supplementary", "parties", supplementary, "count", len(supplementary))
	}
	longest := 0
	for _, d := range t.counted {
		if d.RecordedLate {
			c.RecordedLate++
		}
		if !d.RecordedOn.IsZero() && d.RecordedOn.Sub(d.SentOn) > f.EntryDays {
			c.EnteredLater++
			longest = max(longest, d.RecordedOn.Sub(d.SentOn))
		}
		if !f.late(d.SentOn) && !d.RecordedOn.IsZero() && f.late(d.RecordedOn) {
			c.Afterwards++
		}
	}
	if c.RecordedLate > 0 {
		c.because("circulation.recorded_late", "count", c.RecordedLate)
	}
	if c.EnteredLater > 0 {
		c.because("circulation.entered_later", "count", c.EnteredLater, "days", longest)
	}
	if c.Afterwards > 0 {
		c.because("circulation.entered_afterwards", "count", c.Afterwards, "deadline", c.Deadline)
	}
}

func explainGaps(t tally, c *Circulation) {
	if lacking := t.lacking(); lacking != nil {
		c.because("circulation.addressees_missing", "parties", lacking, "count", len(lacking))
	}
	var unsent, late []string
	for _, l := range c.Languages {
		switch {
		case l.Sent == 0:
			unsent = append(unsent, string(l.Language))
		case l.Late:
			late = append(late, string(l.Language))
		}
	}
	if unsent != nil {
		c.because("circulation.languages_missing", "languages", unsent, "count", len(unsent))
	}
	if late != nil {
		c.because("circulation.languages_late", "languages", late, "count", len(late), "deadline", c.Deadline)
	}
}

// explainOpening says where the status is owed to a change of the opening: what
// was in time for the opening that stood when it went out, or would still be
// for the one before, and is not in time for this one; and the reverse.
func explainOpening(f CirculationFacts, t tally, c *Circulation) {
	passed := func(opening date.Date) bool { return !f.Rule.Timely(opening, f.Today) }
	if !t.complete() && passed(f.Opening) {
		for _, o := range f.History {
			if !passed(o.On) {
				c.because("circulation.brought_forward", "from", o.On, "to", f.Opening)
				return
			}
		}
	}
	for _, d := range t.counted {
		then := f.openingsOn(d.SentOn)[0]
		wasLate := !f.Rule.Timely(then, d.SentOn)
		switch {
		case f.late(d.SentOn) && !wasLate:
			c.because("circulation.brought_forward", "from", then, "to", f.Opening)
			return
		case !f.late(d.SentOn) && wasLate:
			c.because("circulation.put_back", "from", then, "to", f.Opening)
			return
		}
	}
}

func (c *Circulation) because(code string, args ...any) {
	c.Causes = append(c.Causes, Cause{code, problem.New(problem.Invalid, code, args...).Args})
}

func earlier(a, b date.Date) date.Date {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

func later(a, b date.Date) date.Date {
	if b.After(a) {
		return b
	}
	return a
}
