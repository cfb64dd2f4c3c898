package conference

import "article30/internal/date"

// Milestone is a day by which something must have happened for a session's
// budget to be in time.
type Milestone struct {
	Kind MilestoneKind
	On   date.Date
}

// MilestoneKind is what must have happened.
type MilestoneKind string

const (
	Translation        MilestoneKind = "translation"      // the text goes to the translators
	FreezeBy           MilestoneKind = "freeze"           // the six languages are fixed
	LastWorkingDayKind MilestoneKind = "last_working_day" // advice, when the deadline falls on a weekend
	DeadlineKind       MilestoneKind = "deadline"         // rule 72: the last day in time
	OpeningKind        MilestoneKind = "opening"
)

// MilestoneKinds are the kinds in the order of their days.
func MilestoneKinds() []MilestoneKind {
	return []MilestoneKind{Translation, FreezeBy, LastWorkingDayKind, DeadlineKind, OpeningKind}
}

// Lead is how many calendar days before the deadline the work on a budget has
// to be done. No rule at hand says so: it is a setting.
type Lead struct {
	Translation int // the text goes to the translators
	Freeze      int // the six languages are fixed
}

// DefaultLead are four weeks for translation and one for the dispatch.
func DefaultLead() Lead { return Lead{Translation: 35, Freeze: 7} }

// Milestones are those of the session's budget, in their order. A session
// without a clock has its opening alone, and one that is postponed has none.
// The last working day stands only where it is not the deadline itself.
func (s Session) Milestones(r Rule, lead Lead) []Milestone {
	if s.Opening.IsZero() {
		return nil
	}
	opening := Milestone{OpeningKind, s.Opening}
	deadline, ok := s.Deadline(r)
	if !ok {
		return []Milestone{opening}
	}
	list := []Milestone{
		{Translation, deadline.AddDays(-lead.Translation)},
		{FreezeBy, deadline.AddDays(-lead.Freeze)},
	}
	if day := LastWorkingDay(deadline); day != deadline {
		list = append(list, Milestone{LastWorkingDayKind, day})
	}
	return append(list, Milestone{DeadlineKind, deadline}, opening)
}
