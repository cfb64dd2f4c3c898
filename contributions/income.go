package contributions

import (
	"context"
	"slices"
	"strings"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// IncomeKind is what income of the fund is that nobody contributed.
type IncomeKind string

const (
	Interest        IncomeKind = "interest"
	Investment      IncomeKind = "investment"        // of what is placed
	PriorYearRefund IncomeKind = "prior_year_refund" // of an expense of an earlier year
	Miscellaneous   IncomeKind = "miscellaneous"
)

// IncomeKinds lists every kind.
var IncomeKinds = []IncomeKind{Interest, Investment, PriorYearRefund, Miscellaneous}

// Other income is kept like a contribution of a donor that stands for all who
// pay it, so that rates, bank charges, reversals, unearmarked cash and the
// export are those of any receipt. The kind is part of its source. Statements
// show it apart, and never among contributions.
const (
	incomePrefix = "income:"
	incomeDonor  = "Other income"
)

// Income is what kind of other income it is; "" for a contribution.
func (c Contribution) Income() IncomeKind {
	kind, ok := strings.CutPrefix(c.Source, incomePrefix)
	if !ok {
		return ""
	}
	return IncomeKind(kind)
}

// Imported reports whether it came from a file of somebody else's.
func (c Contribution) Imported() bool { return c.Source != registerSource && !OwnSource(c.Source) }

// IncomePattern is what the sources of other income begin with.
const IncomePattern = incomePrefix + "%"

// Income reports whether it stands for all who pay other income, and is no
// donor.
func (d Donor) Income() bool { return d.Source == incomePrefix }

// standsIn reports whether the record stands for all who are not told apart:
// whoever paid what is in suspense, or other income. Nobody gives under it, and
// it is no donor that could be merged.
func (d Donor) standsIn() bool { return d.Name == unidentified || d.Name == incomeDonor }

// OwnSource reports whether contributions of that source are kept by their own
// rules, so that no file can say that it is theirs: suspense and other income.
func OwnSource(source string) bool {
	return source == suspenseSource || strings.HasPrefix(source, incomePrefix)
}

// IncomeIn is other income as it comes in. Payer is who paid it and for what.
// BankRate wants a Reason.
type IncomeIn struct {
	Kind          string
	On            string
	Amount        string
	Currency      string
	Payer         string
	BankReference string
	Charges       string
	BankRate      string
	Reason        string
}

// IncomeItem is other income that was recorded. Reversed is the day on which it
// was taken back, no date while it counts.
type IncomeItem struct {
	Kind      IncomeKind
	Reference string
	Payer     string
	Entry     Entry
	Reversed  date.Date
}

// RecordIncome records income that is no contribution. It gets no official
// receipt, which is for donors, and is unearmarked.
//
// Errors: entry.invalid with the fields that are wrong (income.unknown_kind,
// income.no_payer, those of RecordReceipt).
func (s *Service) RecordIncome(ctx context.Context, actor access.Actor, in IncomeIn) (e Entry, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		var fields problem.Fields
		if !slices.Contains(IncomeKinds, IncomeKind(in.Kind)) {
			fields.Add("kind", "income.unknown_kind", "value", in.Kind)
		}
		item, fact, err := s.arrived(ctx, &fields, in, "income.no_payer")
		if err != nil {
			return err
		}
		item.Source = incomePrefix + in.Kind
		if item.Donor, err = s.standIn(ctx, actor, incomeDonor, incomePrefix); err != nil {
			return err
		}
		e, err = s.keepApart(ctx, actor, item, in.Kind, Receipt, fact)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// IncomeOf lists other income by its date, of one calendar year or of all for
// 0, with what was taken back.
func (s *Service) IncomeOf(ctx context.Context, year int) (items []IncomeItem, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		items = nil
		list, err := s.store.Contributions(ctx, Filter{Income: true, Year: year})
		if err != nil {
			return err
		}
		ids, of := make([]int64, len(list)), map[int64]Contribution{}
		for i, c := range list {
			ids[i], of[c.ID] = c.ID, c
		}
		entries, err := s.store.Entries(ctx, ids)
		if err != nil {
			return err
		}
		at := map[int64]int{}
		for _, e := range entries {
			c := of[e.Contribution]
			switch e.Kind {
			case Receipt:
				at[e.ID] = len(items)
				items = append(items, IncomeItem{Kind: c.Income(), Reference: c.Reference, Payer: c.Comment, Entry: e})
			case Reversal:
				if i, ok := at[e.Reverses]; ok {
					items[i].Reversed = e.On
				}
			}
		}
		slices.SortStableFunc(items, func(a, b IncomeItem) int { return a.Entry.On.Compare(b.Entry.On) })
		return nil
	})
	return items, err
}

// IncomeTotal is what of the items counts, in US dollars.
//
// Error: money.too_large.
func IncomeTotal(items []IncomeItem) (money.Money, error) {
	total := money.Zero(money.USD)
	for _, i := range items {
		if !i.Reversed.IsZero() {
			continue
		}
		var err error
		if total, err = total.Add(i.Entry.USD); err != nil {
			return total, err
		}
	}
	return total, nil
}
