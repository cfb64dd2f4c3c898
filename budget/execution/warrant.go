package execution

import (
	"cmp"
	"context"
	"slices"

	"article30/internal/date"
	"article30/internal/flow"
	"article30/internal/problem"
)

// warrant is what an allotment, or an increase of one, stands on.
type warrant struct {
	adopted  bool // the Conference adopted the text by the date
	approved bool // an approval of the Fund's budget is recorded by the date, or the line needs none
	ceiling  int64
	allotted flow.Flow // of all allotments of the line and year
}

// against lists the rules that stand against allotting so much more on the
// entry's date, each as a field of a form. The most that the line and year
// may have is what the text has for them.
func (w warrant) against(e Entry, line Line, year int) (rules []Rule, fields problem.Fields) {
	if !w.adopted {
		rules = append(rules, NotAdopted)
		fields.Add("on", "allotment.not_adopted", "date", e.On)
	}
	if !w.approved {
		rules = append(rules, NotApproved)
		fields.Add("on", "allotment.not_approved", "date", e.On)
	}
	present := w.allotted.Most(e.On)
	if present+e.Amount.Units() > w.ceiling {
		rules = append(rules, AboveBudget)
		fields.Add("amount", "allotment.above_budget",
			"line", line.Name(), "year", year, "budget", dollars(w.ceiling), "allotted", dollars(present), "amount", e.Amount)
	}
	return rules, fields
}

// override is the rules against the entry, each overridden for the reason. An
// entry that takes authority away needs no warrant.
//
// Errors: execution.invalid with allotment.not_adopted, allotment.not_approved
// and allotment.above_budget without a reason; allotment.nothing_to_override
// with a reason and nothing that stands against the entry.
func (w warrant) override(e Entry, line Line, year int, reason string) ([]Override, error) {
	var rules []Rule
	var fields problem.Fields
	if e.Amount.Sign() > 0 {
		rules, fields = w.against(e, line, year)
	}
	switch {
	case len(rules) > 0 && reason == "":
		return nil, fields.Err("execution.invalid")
	case len(rules) == 0 && reason != "":
		return nil, refuse("override", "allotment.nothing_to_override")
	}
	var overrides []Override
	for _, r := range rules {
		overrides = append(overrides, Override{r, reason})
	}
	return overrides, nil
}

// again is the rules against an entry that is put back, each overridden for the
// reason for which the original was made against it.
//
// Errors: those of override, where the original was not.
func (w warrant) again(e Entry, line Line, year int, before []Override) (overrides []Override, err error) {
	if e.Amount.Sign() <= 0 {
		return nil, nil
	}
	rules, fields := w.against(e, line, year)
	for _, r := range rules {
		at := slices.IndexFunc(before, func(o Override) bool { return o.Rule == r })
		if at < 0 {
			return nil, fields.Err("execution.invalid")
		}
		overrides = append(overrides, before[at])
	}
	return overrides, nil
}

// overrides are the rules that an entry which gives authority is made against.
func (s *Service) overrides(ctx context.Context, d document, p plan, a Allotment, e Entry, reason string) ([]Override, error) {
	w, err := s.warrant(ctx, d, p, a, e.On)
	if err != nil {
		return nil, err
	}
	return w.override(e, a.Line, a.Year, reason)
}

// warrant is what an entry of the allotment dated on stands on.
func (s *Service) warrant(ctx context.Context, d document, p plan, a Allotment, on date.Date) (warrant, error) {
	all, err := s.store.Allotments(ctx, d.ID)
	if err != nil {
		return warrant{}, err
	}
	var same []int64
	for _, other := range all {
		if other.Line.key() == a.Line.key() && other.Year == a.Year {
			same = append(same, other.ID)
		}
	}
	allotted, err := s.store.Allotted(ctx, same)
	if err != nil {
		return warrant{}, err
	}
	lines, err := p.lines()
	if err != nil {
		return warrant{}, err
	}
	return d.warrant(p, lineIn(lines, a.Line), a.Year, on, allotted.flow()), nil
}

// warrant says what an allotment of the line, or an increase of one, would
// stand on if it were dated on.
func (d document) warrant(p plan, line plannedLine, year int, on date.Date, allotted flow.Flow) warrant {
	_, approved := approvedOn(d.approvals, line.version.ID, on)
	return warrant{
		adopted:  p.adopted(),
		approved: approved || !line.Funding.Extrabudgetary(),
		ceiling:  line.amounts[year].Units(),
		allotted: allotted,
	}
}

// unwarranted is an entry that gave authority against a rule without saying so.
type unwarranted struct {
	entry Entry
	rule  Rule
}

// unwarranted lists the entries of the document's allotments that were made
// against a rule which they do not name, judged as when they were recorded, by
// the facts as they are known now.
func (d document) unwarranted(histories []History) ([]unwarranted, error) {
	type step struct {
		History
		entry Entry
	}
	var steps []step
	for _, h := range histories {
		for _, e := range h.Entries {
			steps = append(steps, step{h, e})
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.entry.ID, b.entry.ID) })

	allotted := map[place]*flow.Flow{}
	var found []unwarranted
	for _, s := range steps {
		at := place{s.Allotment.Line.key(), s.Allotment.Year}
		if allotted[at] == nil {
			allotted[at] = &flow.Flow{}
		}
		change := sumOf(s.entry.Postings, MemoUnallotted, fundOf(s.Allotment.Line.Funding))
		issued := s.entry.Kind == KindAllotment || s.entry.Kind == KindAllotmentChange
		if issued && change > 0 && !reversedIn(s.Entries, s.entry.ID) {
			rules, err := d.rulesAgainst(s.Allotment, s.entry, *allotted[at])
			if err != nil {
				return nil, err
			}
			for _, r := range rules {
				if !slices.ContainsFunc(s.entry.Overrides, func(o Override) bool { return o.Rule == r }) {
					found = append(found, unwarranted{s.entry, r})
				}
			}
		}
		allotted[at].Add(s.entry.On, change)
	}
	return found, nil
}

func reversedIn(entries []Entry, id int64) bool {
	return slices.ContainsFunc(entries, func(e Entry) bool { return e.Reverses == id })
}

func (d document) rulesAgainst(a Allotment, e Entry, allotted flow.Flow) ([]Rule, error) {
	p, err := executable(d.Budget, d.acts, a.Symbol, e.On)
	if err != nil {
		return nil, err
	}
	lines, err := p.lines()
	if err != nil {
		return nil, err
	}
	line := lineIn(lines, a.Line)
	rules, _ := d.warrant(p, line, a.Year, e.On, allotted).against(e, a.Line, a.Year)
	return rules, nil
}

// lineIn is the line of an allotment in a plan, or a line without any amount
// when the plan has it no longer.
func lineIn(lines []plannedLine, of Line) plannedLine {
	for _, l := range lines {
		if l.key() == of.key() {
			return l
		}
	}
	return plannedLine{Line: of}
}
