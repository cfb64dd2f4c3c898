package cli

import (
	"fmt"

	"article30/contributions"
)

// laterDeeds are those of every now and then: months that close, deliveries in
// kind, other income, what is put back, records of donors that become one.
func (l *life) laterDeeds() []deed {
	s := l.s.contributions
	return []deed{
		{"close month", 2, func() (string, error) {
			month := l.today.AddDays(-75).String()[:7]
			_, err := l.s.periods.Close(l.ctx, l.actor, month, true)
			return month, err
		}},
		{"reopen month", 1, func() (string, error) {
			month := l.today.AddDays(-75).String()[:7]
			_, err := l.s.periods.Reopen(l.ctx, l.actor, month, "a late advice of the bank")
			return month, err
		}},
		{"restore", 3, func() (string, error) {
			e, _ := one(l, l.entries)
			return l.nth(l.entries, e), l.entered(s.Restore(l.ctx, l.actor, e, "it was right after all"))
		}},
		{"income", 3, func() (string, error) {
			currency := []string{"USD", "EUR"}[l.dice.IntN(2)]
			in := contributions.IncomeIn{Kind: "interest", On: l.day(), Amount: l.amount(currency, 9), Currency: currency, Payer: "The bank"}
			return in.On + " " + in.Amount + " " + currency, l.entered(s.RecordIncome(l.ctx, l.actor, in))
		}},
		{"promise in kind", 2, func() (string, error) {
			in := contributions.ContributionIn{
				Reference: fmt.Sprint("R-", len(l.contributions)+1), Donor: l.donors[l.dice.IntN(len(l.donors))], Year: 2017, Currency: "EUR", Mode: "in_kind",
			}
			c, err := s.Open(l.ctx, l.actor, in)
			if err == nil {
				l.contributions = append(l.contributions, given{c.ID, "EUR"})
				l.kind = append(l.kind, given{c.ID, "EUR"})
			}
			return in.Reference, err
		}},
		{"deliver", 3, func() (string, error) {
			c, _ := one(l, l.kind)
			on := l.day()
			in := contributions.DeliveryIn{
				Contribution: c.id, On: on, Amount: l.amount("EUR", 30), Nature: []string{"goods", "services"}[l.dice.IntN(2)], Use: "expense",
				Description: "Training", Basis: "donor_statement", Valuer: "Procurement", ValuedOn: on, Document: "Invoice 1",
			}
			if in.Nature == "services" {
				in.Use = ""
			}
			return on + " " + in.Amount + " " + in.Nature, l.entered(s.RecordDelivery(l.ctx, l.actor, in))
		}},
		{"add donor", 1, func() (string, error) {
			name := fmt.Sprint("Foundation ", len(l.donors))
			d, err := s.AddDonor(l.ctx, l.actor, contributions.DonorIn{Name: name, Kind: "foundation"})
			if err == nil {
				l.donors = append(l.donors, d.ID)
			}
			return name, err
		}},
		{"merge donors", 1, func() (string, error) {
			from, _ := one(l, l.donors)
			into, _ := one(l, l.donors)
			_, err := s.MergeDonors(l.ctx, l.actor, contributions.MergeIn{From: from, Into: into, Reason: "the same under two names"})
			return l.nth(l.donors, from) + " into " + l.nth(l.donors, into), err
		}},
	}
}
