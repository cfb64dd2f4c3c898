package budget

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"article30/budget/costing"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Finding is a place where what is kept is not what was recorded, or breaks a
// rule that every entry was held to.
type Finding struct {
	Place string       `json:"place"` // the symbol of the version; "reminder 7"
	Code  string       `json:"code"`
	Args  problem.Args `json:"args,omitempty"`
}

// Verify checks every version: its content has the digest that was recorded
// with it and, once frozen, the digest that the journal keeps; its amounts are
// whole units, add up, and where they are computed come out again; its sheets
// are, byte for byte, those with which it was frozen; what went out went to its
// addressees, not after it
// was entered and not late unless recorded so; what was adopted is frozen and
// was in time or has a basis; and the versions, addressees, dispatches and
// decisions are those that the journal tells of. No findings means that all is
// well.
func (s *Service) Verify(ctx context.Context) ([]Finding, error) {
	var findings []Finding
	err := s.store.View(ctx, func(ctx context.Context) error {
		findings = nil
		budgets, err := s.store.Budgets(ctx)
		if err != nil {
			return err
		}
		told, err := s.chronicle(ctx)
		if err != nil {
			return err
		}
		costs, err := s.costs.Table(ctx)
		if err != nil {
			return err
		}
		for _, b := range budgets {
			decisions, err := s.store.Decisions(ctx, b.ID)
			if err != nil {
				return err
			}
			for _, v := range b.Versions {
				i := inspection{Service: s, budget: b, version: v, told: told[v.Symbol], costs: costs}
				if err := i.inspect(ctx, decisions); err != nil {
					return err
				}
				findings = append(findings, i.findings...)
				delete(told, v.Symbol)
			}
		}
		for _, symbol := range slices.Sorted(maps.Keys(told)) {
			if told[symbol].registered.Action != "" {
				findings = append(findings, Finding{Place: symbol, Code: "budget.gone"})
			}
		}
		evidence, err := s.compareEvidence(ctx)
		if err != nil {
			return err
		}
		findings = append(findings, evidence...)
		reminders, err := s.compareReminders(ctx)
		findings = append(findings, reminders...)
		return err
	})
	return findings, err
}

// inspection is the verification of one version.
type inspection struct {
	*Service
	budget   Budget
	version  Version
	told     *remembered // by the journal; nil for nothing
	costs    costing.Table
	findings []Finding
	err      error
}

func (i *inspection) inspect(ctx context.Context, decisions []Decision) (err error) {
	if i.version.Content, err = i.store.Content(ctx, i.version.ID); err != nil {
		return err
	}
	if i.told == nil || i.told.registered.Action == "" {
		i.find("budget.not_recorded")
		i.told = &remembered{}
	} else {
		i.registered()
	}
	i.content()
	if err := i.sheetsAsTold(ctx); err != nil {
		return err
	}
	if err := i.translationsAsTold(ctx); err != nil {
		return err
	}
	if err := i.dispatches(ctx); err != nil {
		return err
	}
	if err := i.factsAsTold(ctx); err != nil {
		return err
	}
	if err := i.decisions(ctx, decisions); err != nil {
		return err
	}
	if err := i.revised(ctx); err != nil {
		return err
	}
	return i.err
}

func (i *inspection) content() {
	digest := i.version.Digest()
	for _, recorded := range []string{cmp.Or(i.told.version.SHA256, digest), i.version.SHA256} {
		if recorded != digest {
			i.find("budget.not_as_recorded", "recorded", recorded, "found", digest)
			break
		}
	}
	for _, line := range i.version.Lines {
		for _, m := range line.Amounts {
			if m != (money.Money{}) && !wholeUnits(m, i.version.Unit) {
				i.find("budget.not_whole_units", "title", line.Title, "amount", m.Plain(), "unit", i.version.Unit.String())
			}
		}
		i.basis(line)
	}
	if _, err := TotalsOf(i.version.Content); err != nil {
		i.find("budget.does_not_add")
	}
	switch {
	case !i.version.Frozen && i.told.frozen != "":
		i.find("version.unfrozen")
	case !i.version.Frozen:
	case i.told.frozen == "":
		i.find("budget.freeze_unrecorded")
	case !i.told.freeze.WrittenAt(i.version.FrozenAt):
		i.find("version.frozen_otherwise")
	case i.told.frozen != digest:
		i.find("budget.not_as_frozen", "recorded", i.told.frozen, "found", digest)
	}
}

// basis computes the amounts of the line anew, and looks up the standard costs
// that they stand on.
func (i *inspection) basis(line Line) {
	for n := range line.Basis {
		terms := line.BasisOf(n)
		if len(terms) == 0 {
			continue
		}
		year := i.version.Columns[n].Year
		if computed, err := costing.Amount(terms, i.version.Unit); err != nil || computed != line.Amounts[n] {
			i.find("budget.not_as_computed", "title", line.Title, "year", year, "amount", line.Amounts[n].Plain(), "computed", computed.Plain())
		}
		for _, t := range terms {
			if t.Standard() && !i.costs.Cited(t) {
				i.find("budget.cost_unknown", "title", line.Title, "year", year, "item", t.Item, "date", t.From, "cost", t.Cost)
			}
		}
	}
}

func (i *inspection) dispatches(ctx context.Context) error {
	f, err := i.dispatchFacts(ctx, i.budget, i.version)
	if err != nil {
		return err
	}
	i.addresseesAsTold(f.addressees)
	i.dispatchesAsTold(f.dispatches)
	if len(f.dispatches) == 0 {
		return nil
	}
	if !i.version.Frozen {
		i.find("circulation.unfrozen")
	}
	roles := map[string]Role{}
	for _, a := range f.addressees {
		roles[string(a.Party)] = a.Role
	}
	facts, err := i.facts(ctx, i.budget, i.version, i.budget.Session)
	if err != nil {
		return err
	}
	for _, d := range f.dispatches {
		role, ok := roles[string(d.Party)]
		if !ok {
			i.find("circulation.stray", "party", string(d.Party), "language", string(d.Language))
		}
		if d.SentOn.After(d.RecordedOn) {
			i.find("circulation.sent_after_entry", "party", string(d.Party), "language", string(d.Language),
				"date", d.SentOn, "entered", d.RecordedOn)
		}
		// Late for every opening that was set on the day on which the dispatch was
		// entered; one that an earlier opening made late afterwards could not be
		// recorded so.
		late := role == Party && f.clockRuns() && !slices.ContainsFunc(facts.openingsOn(d.RecordedOn), func(opening date.Date) bool {
			return f.rule.Timely(opening, d.SentOn)
		})
		if late && !d.RecordedLate && !f.rule.Timely(f.session.Opening, d.SentOn) {
			i.find("circulation.late_unrecorded", "party", string(d.Party), "language", string(d.Language), "date", d.SentOn)
		}
	}
	return nil
}

func (i *inspection) decisions(ctx context.Context, all []Decision) error {
	i.decisionsAsTold(all)
	for _, d := range all {
		if d.VersionID != i.version.ID || !d.Outcome.Adopts() {
			continue
		}
		if !i.version.Frozen {
			i.find("decision.unfrozen")
		}
		f, err := i.decisionFacts(ctx, i.budget, i.version, d)
		if err != nil {
			return err
		}
		if d.Basis == "" && !f.circulation.adoptable() {
			i.find("decision.without_basis", "status", string(f.circulation.Status), "date", d.DecidedOn)
		}
	}
	return nil
}
