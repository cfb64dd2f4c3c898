package execution

import (
	"slices"

	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// plan is what of a document is authority to spend: a whole text, and the
// addenda to it.
type plan struct {
	versions []budget.Version     // the whole text first
	decision budget.Decision      // the last that adopted a whole text; the zero Decision when none did
	revised  budget.RevisedBudget // of the whole text, approved after that decision; the zero RevisedBudget for none
}

func (p plan) adopted() bool { return p.decision.Outcome.Adopts() }

// on is the day from which the plan's whole text counts.
func (p plan) on() date.Date {
	if p.revised.Symbol != "" {
		return p.revised.On
	}
	return p.decision.DecidedOn
}

// acts are what was done about a document: what the Conference decided, and
// which revised budgets were approved between its sessions.
type acts struct {
	decisions []budget.Decision
	revised   []budget.RevisedBudget
}

// until are the acts dated on or before the day.
func (a acts) until(on date.Date) acts {
	return acts{
		slices.DeleteFunc(slices.Clone(a.decisions), func(d budget.Decision) bool { return d.DecidedOn.After(on) }),
		slices.DeleteFunc(slices.Clone(a.revised), func(r budget.RevisedBudget) bool { return r.On.After(on) }),
	}
}

// days are the days of the acts, in order.
func (a acts) days() []date.Date {
	var days []date.Date
	for _, d := range a.decisions {
		days = append(days, d.DecidedOn)
	}
	for _, r := range a.revised {
		days = append(days, r.On)
	}
	slices.SortFunc(days, date.Date.Compare)
	return slices.Compact(days)
}

// standing are the revised budgets that the Conference did not refuse
// afterwards.
func (a acts) standing() []budget.RevisedBudget {
	return slices.DeleteFunc(slices.Clone(a.revised), func(r budget.RevisedBudget) bool {
		d, decided := budget.DecisionOn(a.decisions, r.Symbol)
		return decided && d.Outcome == budget.NotAdopted
	})
}

// adoptedOn is what counted of the document by the end of the day: the whole
// text adopted last, be it the original, a revision or a corrigendum with
// figures, or approved since then between sessions, and the addenda adopted or
// approved with or after it. What counts for a text is the last decision on it.
// Without a decision of the Conference nothing counts.
func adoptedOn(b budget.Budget, done acts, on date.Date) (plan, bool) {
	done = done.until(on)
	last := map[string]budget.Version{} // of each text, by the symbol of its first version
	var p plan
	var addenda []string
	when := map[string]date.Date{}
	// count takes a text that was adopted or approved on a day, unless a later one
	// counts already; it reports whether that was the whole text.
	count := func(symbol string, day date.Date) bool {
		v, ok := b.Version(symbol)
		stem, addendum := stemOf(symbol)
		if before, known := when[stem]; !ok || len(v.Lines) == 0 || known && day.Before(before) {
			return false
		}
		last[stem], when[stem] = v, day
		if !addendum {
			p.versions = []budget.Version{v}
			return true
		}
		if !slices.Contains(addenda, stem) {
			addenda = append(addenda, stem)
		}
		return false
	}
	for _, d := range done.decisions {
		final, _ := budget.DecisionOn(done.decisions, d.Symbol)
		if final.Outcome.Adopts() && final.ID == d.ID && count(d.Symbol, d.DecidedOn) {
			p.decision = d
		}
	}
	if !p.adopted() {
		return plan{}, false
	}
	for _, r := range done.standing() {
		if count(r.Symbol, r.On) {
			p.revised = r
		}
	}
	for _, stem := range addenda {
		if !when[stem].Before(p.on()) {
			p.versions = append(p.versions, last[stem])
		}
	}
	return p, true
}

// stemOf is the symbol without the revisions and corrigenda at its end, and
// whether that is an addendum.
func stemOf(symbol string) (stem string, addendum bool) {
	s, err := budget.ParseSymbol(symbol)
	for err == nil && (s.Kind() == budget.Revision || s.Kind() == budget.Corrigendum) {
		s, err = budget.ParseSymbol(s.Parent())
	}
	return s.String(), err == nil && s.Kind() == budget.Addendum
}

// plannedLine is a line with what the plan has for it in each year.
type plannedLine struct {
	Line
	version budget.Version // the first text that has the line
	seq     int            // the line's place in it, from 1
	years   []int
	amounts map[int]money.Money
}

func (l plannedLine) percent() decimal.Decimal {
	if !l.Funding.Extrabudgetary() {
		return decimal.Zero
	}
	return l.version.PSCPercent
}

// lines are the lines of all texts of the plan; what an addendum adds to a line
// is added to its amount.
//
// Error: money.too_large.
func (p plan) lines() ([]plannedLine, error) {
	var lines []plannedLine
	at := map[Line]int{}
	for _, v := range p.versions {
		columns := governing(v.Columns)
		for i, bl := range v.Lines {
			line := NewLine(bl)
			n, ok := at[line.key()]
			if !ok {
				n = len(lines)
				at[line.key()] = n
				lines = append(lines, plannedLine{Line: line, version: v, seq: i + 1, amounts: map[int]money.Money{}})
			}
			if err := lines[n].add(bl, v.Columns, columns); err != nil {
				return nil, err
			}
		}
	}
	return lines, nil
}

func (l *plannedLine) add(from budget.Line, columns []budget.Column, governing []int) error {
	for _, i := range governing {
		year := columns[i].Year
		present, ok := l.amounts[year]
		if !ok {
			present = money.Zero(money.USD)
			l.years = append(l.years, year)
		}
		m := from.Amounts[i]
		if m == (money.Money{}) {
			m = money.Zero(money.USD)
		}
		sum, err := present.Add(m)
		if err != nil {
			return err
		}
		l.amounts[year] = sum
	}
	slices.Sort(l.years)
	return nil
}

// governing are the columns that say what a year has, one for each year, in
// the order of the text: the revised figures, or without them the approved, or
// without those the proposed ones, which the decision adopts.
func governing(columns []budget.Column) []int {
	var chosen []int
	for _, c := range columns {
		for _, stage := range []budget.Stage{budget.Revised, budget.Approved, budget.Proposed} {
			i := slices.IndexFunc(columns, func(d budget.Column) bool { return d.Year == c.Year && d.Stage == stage })
			if i >= 0 {
				if !slices.Contains(chosen, i) {
					chosen = append(chosen, i)
				}
				break
			}
		}
	}
	return chosen
}

// LineIn names a line: by its code, or by its title when it has none. Funding
// and Section choose among lines of the same name.
type LineIn struct {
	Line    string
	Funding string
	Section string
}

// find is the line that is named.
//
// Errors: allotment.no_line, allotment.ambiguous_line.
func (in LineIn) find(lines []plannedLine) (plannedLine, error) {
	var found []plannedLine
	for _, l := range lines {
		if in.Line == l.Name() && (in.Funding == "" || in.Funding == string(l.Funding)) && (in.Section == "" || in.Section == l.Section) {
			found = append(found, l)
		}
	}
	switch len(found) {
	case 0:
		return plannedLine{}, refuse("line", "allotment.no_line", "line", in.Line)
	case 1:
		return found[0], nil
	}
	return plannedLine{}, refuse("line", "allotment.ambiguous_line", "line", in.Line, "count", len(found))
}

// planOn is the text of a document that counts on a day: what is adopted by
// then, or, when nothing is, the text that is named.
//
// Error: execution.not_a_budget.
func planOn(b budget.Budget, done acts, symbol string, on date.Date) (plan, error) {
	if b.Kind != budget.KindBudget {
		return plan{}, problem.New(problem.Conflict, "execution.not_a_budget", "symbol", symbol)
	}
	if p, ok := adoptedOn(b, done, on); ok {
		return p, nil
	}
	v, _ := b.Version(symbol)
	return plan{versions: []budget.Version{v}}, nil
}

// executable is planOn for those who allot: a text that can still change has no
// line to allot, not even against the rules.
//
// Errors: execution.not_a_budget, execution.draft.
func executable(b budget.Budget, done acts, symbol string, on date.Date) (plan, error) {
	p, err := planOn(b, done, symbol, on)
	if err == nil && !p.versions[0].Frozen {
		err = problem.New(problem.Conflict, "execution.draft", "symbol", symbol)
	}
	return p, err
}
