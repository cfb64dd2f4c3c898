package contributions

import (
	"context"
	"fmt"
	"strings"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Finding is something in the books that cannot be. Place says where: "entry
// 17", "contribution 4", "balance cash 12 EUR", "account cash".
type Finding struct {
	Place string       `json:"place"`
	Code  string       `json:"code"`
	Args  problem.Args `json:"args,omitempty"`
}

// Verify checks the books against themselves: each entry's postings add to
// zero in every currency and in US dollars; the kept balances are the sums of
// their postings, what is kept of each contribution for each day is what its
// entries come to, and the turnover is within what can be stated; every
// contribution's position holds; the statement's totals
// are those of the accounts; what was valued at an operational rate stands at
// what the rate in effect on its date gives; and donors, contributions, entries,
// rates, corrections of rates and revaluations are what the journal says was recorded,
// no more and no less. That the journal is what was written is for
// the journal's own Verify.
func (s *Service) Verify(ctx context.Context) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		findings = nil
		for _, check := range []func(context.Context) ([]Finding, error){
			s.verifyPostings, s.verifyBalances, s.verifyStandings, s.verifyPositions, s.verifyDonors, s.verifyMerges, s.verifyRateRows, s.verifyRates, s.verifyPolicies, s.verifyEntries, s.verifyTerms, s.verifySchedules, s.verifyReceipts, s.verifyProceeds, s.verifyMatches,
		} {
			found, err := check(ctx)
			switch {
			case beyondSums(err):
				found = append(found, Finding{Place: "books", Code: "verify.too_large"})
			case err != nil:
				return err
			}
			findings = append(findings, found...)
		}
		return nil
	})
	return findings, err
}

func (s *Service) verifyPostings(ctx context.Context) ([]Finding, error) {
	entries, err := s.store.Unbalanced(ctx)
	var findings []Finding
	for _, id := range entries {
		findings = append(findings, Finding{Place: place("entry", id), Code: "verify.unbalanced"})
	}
	return findings, err
}

func (s *Service) verifyBalances(ctx context.Context) ([]Finding, error) {
	wrong, err := s.store.WrongBalances(ctx)
	var findings []Finding
	for _, w := range wrong {
		findings = append(findings, Finding{
			Place: place("balance", string(w.Account), w.Donor, string(w.Currency)),
			Code:  "verify.balance",
			Args:  w.args(),
		})
	}
	if err != nil || len(wrong) > 0 { // which says the same of the turnover
		return findings, err
	}
	wrong, err = s.store.WrongTurnover(ctx)
	for _, w := range wrong {
		findings = append(findings, Finding{Place: place("turnover", string(w.Currency)), Code: "verify.balance", Args: w.args()})
	}
	if err != nil {
		return findings, err
	}
	beyond, err := s.store.Beyond(ctx)
	if beyond != nil {
		findings = append(findings, Finding{Place: "books", Code: "verify.beyond", Args: beyond.Args})
	}
	return findings, err
}

func (w WrongBalance) args() problem.Args {
	return problem.Args{
		"kept": w.Kept.Amount, "posted": w.Posted.Amount,
		"kept_usd": w.Kept.USD, "posted_usd": w.Posted.USD,
	}
}

// beyondSums tells an error of adding up what is more than can be stated, as
// books may have it that are older than the limit; see package turnover.
func beyondSums(err error) bool {
	return problem.Is(err, "money.too_large") || problem.Is(err, "money.overflow")
}

func (s *Service) verifyStandings(ctx context.Context) ([]Finding, error) {
	wrong, err := s.store.WrongStandings(ctx)
	var findings []Finding
	for _, id := range wrong {
		findings = append(findings, Finding{Place: place("contribution", id), Code: "verify.standing"})
	}
	return findings, err
}

// verifyPositions checks each contribution's identity, and that what the
// positions add up to is what the accounts hold.
func (s *Service) verifyPositions(ctx context.Context) ([]Finding, error) {
	list, err := s.store.Contributions(ctx, Filter{})
	if err != nil {
		return nil, err
	}
	sums, err := s.store.Sums(ctx, list, date.Date{})
	if err != nil {
		return nil, err
	}
	of := byContribution(sums, len(list))
	var findings []Finding
	expected := map[Account]money.Money{}
	for _, a := range []Account{Cash, Receivable, MemoPledged} {
		expected[a] = money.Zero(money.USD)
	}
	for _, c := range list {
		p, err := standingOf(c.Currency, of[c.ID])
		if beyondSums(err) {
			findings = append(findings, Finding{Place: place("contribution", c.ID), Code: "verify.too_large"})
			continue
		}
		if err != nil {
			return nil, err
		}
		if !p.sound() {
			findings = append(findings, Finding{
				Place: place("contribution", c.ID), Code: "verify.position",
				Args: problem.Args{"reference": c.Reference, "outstanding": p.Outstanding.Amount},
			})
		}
		promise := MemoPledged
		if p.hasAgreement() {
			promise = Receivable
		}
		moved := map[Account]money.Money{promise: p.Outstanding.USD}
		if c.Mode != InKind {
			moved[Cash] = p.Received.minus(p.Refunded).USD
		}
		for a, usd := range moved {
			if expected[a], err = addTotals(expected[a], usd); err != nil {
				return nil, err
			}
		}
	}
	totals, err := s.store.AccountTotals(ctx)
	if err != nil {
		return nil, err
	}
	// Cash moved by the net of what banks took, and has what is in suspense.
	for _, a := range []Account{BankCharges, Suspense} {
		if total, ok := totals[a]; ok {
			if expected[Cash], err = addTotals(expected[Cash], total.Neg()); err != nil {
				return nil, err
			}
		}
	}
	for _, a := range Accounts {
		want, checked := expected[a]
		have, ok := totals[a]
		if !ok {
			have = money.Zero(money.USD)
		}
		if checked && have != want {
			findings = append(findings, Finding{
				Place: place("account", string(a)), Code: "verify.account",
				Args: problem.Args{"ledger": have, "statement": want},
			})
		}
	}
	return findings, nil
}

func place(parts ...any) string { return strings.TrimSuffix(fmt.Sprintln(parts...), "\n") }
