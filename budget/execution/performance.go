package execution

import (
	"context"
	"slices"

	"article30/budget"
	"article30/internal/date"
)

// Performance is a document from what was proposed to what is in force at the
// end of a day, with every act on the way. Of what was not adopted by then,
// Original and Final have no text and no figure.
type Performance struct {
	Comparison
	Proposed  []string // symbols of the text that was before the Conference, or of the last there is, and of the addenda to it
	Decisions []budget.Decision
	Revised   []budget.RevisedBudget
	Approvals []FundApproval // of the Fund's budget, those that stand
}

// Performance compares what was proposed, first adopted and in force at the end
// of the day asOf. A line with an allotment stands in it even if no text has it.
//
// Errors: budget.not_found; execution.not_a_budget; money.too_large.
func (s *Service) Performance(ctx context.Context, symbol string, asOf date.Date) (p Performance, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		d, err := s.document(ctx, symbol)
		if err != nil {
			return err
		}
		final, err := planOn(d.Budget, d.acts, symbol, asOf)
		if err != nil {
			return err
		}
		original := final
		if final.adopted() {
			original = firstAdopted(d.Budget, d.acts, final)
		} else {
			original, final = plan{}, plan{}
		}
		proposed := d.proposed(original, func(v budget.Version) bool { return !date.Of(v.RecordedAt, s.place).After(asOf) })
		allotments, err := s.store.Allotments(ctx, d.ID)
		if err != nil {
			return err
		}
		done := d.until(asOf)
		p = Performance{
			Comparison: Comparison{
				Document: d.ID, Budget: d.Symbol, Title: d.Title, AsOf: asOf, Original: original.texts(), Final: final.texts(),
			},
			Proposed: proposed.texts().Texts, Decisions: done.decisions, Revised: done.standing(),
			Approvals: slices.DeleteFunc(slices.Clone(d.approvals), func(a FundApproval) bool {
				return a.Reverses != 0 || a.On.After(asOf) || withdrawn(d.approvals, a.ID)
			}),
		}
		return p.fill(proposed, original, final, allotments)
	})
	return p, err
}

// proposed is the text that the Conference had before it when it adopted: the
// one that it amended, if it did. When nothing is adopted it is the last whole
// text that can no longer change, or without one the last, of those there were.
func (d document) proposed(adopted plan, there func(budget.Version) bool) plan {
	if len(adopted.versions) > 0 {
		p := plan{versions: slices.Clone(adopted.versions)}
		for i, v := range p.versions {
			for v.Amends != "" {
				base, ok := d.Version(v.Amends)
				if !ok {
					break
				}
				v = base
			}
			p.versions[i] = v
		}
		return p
	}
	var last budget.Version
	for _, v := range d.Versions {
		if _, addendum := stemOf(v.Symbol); !addendum && there(v) && len(v.Lines) > 0 && (v.Frozen || !last.Frozen) {
			last = v
		}
	}
	if last.Symbol == "" {
		return plan{}
	}
	return plan{versions: []budget.Version{last}}
}
