package cli

import (
	"fmt"
	"slices"

	"article30/budget/execution"
	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/money"
)

// found is what there is on the first day: rates, donors and a few
// contributions.
func (l *life) found() {
	l.t.Helper()
	for _, r := range []struct{ currency, effective, perUSD string }{
		{"EUR", "2016-12-01", "0.8"}, {"EUR", "2017-01-01", "0.794"}, {"JPY", "2016-12-01", "79.4"},
		{"KWD", "2016-12-01", "0.283"}, {"CHF", "2016-12-01", "0.96"},
	} {
		l.must(l.rate(r.currency, r.effective, r.perUSD))
	}
	for _, party := range []string{"AUT", "NOR", "JPN", "KWT"} {
		d, err := l.s.contributions.AddDonor(l.ctx, l.actor, contributions.DonorIn{Party: party})
		l.must(err)
		l.donors = append(l.donors, d.ID)
	}
	for range 4 {
		_, err := l.open()
		l.must(err)
	}
}

func (l *life) rate(currency, effective, perUSD string) error {
	rate, err := money.ParseRate(perUSD)
	if err != nil {
		return err
	}
	return l.s.contributions.LoadRates(l.ctx, l.actor, contributions.File{Name: "rates.csv", SHA256: "0"}, func(loading *contributions.RateLoading) error {
		if l.often != nil {
			loading.Correcting("it came late")
		}
		added, err := loading.Add(contributions.Rate{
			Currency: money.Currency(currency), Effective: date.MustParse(effective), PerUSD: rate, Source: "test",
		})
		if added == contributions.RateAdded {
			l.rates = append(l.rates, ratePoint{currency, effective})
		}
		return err
	})
}

func (l *life) open() (string, error) {
	currency := []string{"USD", "EUR", "JPY", "KWD"}[l.dice.IntN(4)]
	in := contributions.ContributionIn{
		Reference: fmt.Sprint("R-", len(l.contributions)+1), Donor: l.donors[l.dice.IntN(len(l.donors))], Year: 2017 + l.dice.IntN(2), Currency: currency,
	}
	c, err := l.s.contributions.Open(l.ctx, l.actor, in)
	if err == nil {
		l.contributions = append(l.contributions, given{c.ID, currency})
	}
	return in.Reference + " " + currency, err
}

// deeds are everything that can be done.
func (l *life) deeds() []deed {
	s, x, m := l.s.contributions, l.s.execution, l.s.earmarks
	promise := func(most int, record func(contributions.PromiseIn) (contributions.Entry, error)) func() (string, error) {
		return func() (string, error) {
			c, n := l.contribution()
			in := contributions.PromiseIn{Contribution: c.id, On: l.day(), Amount: l.amount(c.currency, most), Reason: "letter", Conditional: l.dice.IntN(4) == 0}
			return fmt.Sprintf("R-%d %s %s %s", n, in.On, in.Amount, c.currency), l.entered(record(in))
		}
	}
	pay := func(record func(contributions.PaymentIn) (contributions.Entry, error)) func() (string, error) {
		return func() (string, error) {
			c, n := l.contribution()
			in := contributions.PaymentIn{Contribution: c.id, On: l.day(), Currency: c.currency}
			if l.dice.IntN(4) == 0 {
				in.Currency = []string{"CHF", "USD", "EUR"}[l.dice.IntN(3)]
			}
			in.Amount = l.amount(in.Currency, 60)
			if l.dice.IntN(5) == 0 {
				in.Charges = l.amount(in.Currency, 2)
			}
			if l.dice.IntN(6) == 0 && in.Currency != "USD" {
				in.BankRate, in.Reason = "0.8", "advice of the bank"
			}
			return fmt.Sprintf("R-%d %s %s %s charges %s", n, in.On, in.Amount, in.Currency, in.Charges), l.entered(record(in))
		}
	}
	down := func(record func(contributions.WriteDownIn) (contributions.Entry, error)) func() (string, error) {
		return func() (string, error) {
			c, n := l.contribution()
			in := contributions.WriteDownIn{Contribution: c.id, On: l.day(), Amount: l.amount(c.currency, 30), Reason: "letter"}
			return fmt.Sprintf("R-%d %s %s", n, in.On, in.Amount), l.entered(record(in))
		}
	}
	return []deed{
		{"a day passes", 10, func() (string, error) { l.today = l.today.AddDays(1 + l.dice.IntN(12)); return "", nil }},
		{"open", 4, l.open},
		{"pledge", 10, promise(200, func(in contributions.PromiseIn) (contributions.Entry, error) {
			return s.RecordPledge(l.ctx, l.actor, in)
		})},
		{"revise", 6, promise(200, func(in contributions.PromiseIn) (contributions.Entry, error) {
			return s.RevisePledge(l.ctx, l.actor, in)
		})},
		{"agree", 8, promise(300, func(in contributions.PromiseIn) (contributions.Entry, error) {
			return s.RecordAgreement(l.ctx, l.actor, in)
		})},
		{"receipt", 22, pay(func(in contributions.PaymentIn) (contributions.Entry, error) {
			return s.RecordReceipt(l.ctx, l.actor, in)
		})},
		{"refund", 7, pay(func(in contributions.PaymentIn) (contributions.Entry, error) {
			return s.RecordRefund(l.ctx, l.actor, in)
		})},
		{"write down", 4, down(func(in contributions.WriteDownIn) (contributions.Entry, error) {
			return s.RecordWriteDown(l.ctx, l.actor, in)
		})},
		{"condition met", 4, down(func(in contributions.WriteDownIn) (contributions.Entry, error) {
			return s.RecordConditionMet(l.ctx, l.actor, in)
		})},
		{"suspense", 4, l.inSuspense},
		{"match", 4, l.match},
		{"return", 1, func() (string, error) {
			e, _ := one(l, l.suspense)
			return l.nth(l.suspense, e), l.entered(s.ReturnSuspense(l.ctx, l.actor, contributions.ReturnIn{Suspense: e, On: l.today.String(), Reason: "not ours"}))
		}},
		{"reverse", 7, func() (string, error) {
			e, _ := one(l, l.entries)
			return l.nth(l.entries, e), l.entered(s.Reverse(l.ctx, l.actor, e, "a mistake"))
		}},
		{"rate", 3, func() (string, error) {
			currency, on := []string{"EUR", "JPY", "KWD", "CHF"}[l.dice.IntN(4)], l.today.AddDays(-l.dice.IntN(3)).String()
			if l.often != nil {
				currency, on = []string{"EUR", "JPY"}[l.dice.IntN(2)], l.day()
			}
			perUSD := fmt.Sprintf("%d.%02d", map[string]int{"JPY": 79}[currency], 50+l.dice.IntN(49))
			return currency + " " + on + " " + perUSD, l.rate(currency, on, perUSD)
		}},
		{"correct rate", 3, func() (string, error) {
			r, _ := one(l, l.rates)
			in := contributions.CorrectRateIn{Currency: r.currency, Effective: r.effective, Reason: "misprint"}
			in.PerUSD = fmt.Sprintf("%d.%02d", map[string]int{"JPY": 79}[r.currency], 50+l.dice.IntN(49))
			made, err := s.CorrectRate(l.ctx, l.actor, in)
			for _, touched := range made.Touched {
				if touched.Adjustment != 0 {
					l.entries = append(l.entries, touched.Adjustment)
				}
			}
			for _, touched := range made.Spent.Touched {
				if touched.Adjustment != 0 {
					l.spent = append(l.spent, touched.Adjustment)
					l.respent++
				}
			}
			return r.currency + " " + r.effective + " " + in.PerUSD, err
		}},
		{"revalue", 3, func() (string, error) {
			on := l.day()
			run, err := s.Revalue(l.ctx, l.actor, on)
			if err == nil && !slices.Contains(l.runs, run.ID) {
				l.runs = append(l.runs, run.ID)
			}
			return on, err
		}},
		{"unrevalue", 2, func() (string, error) {
			run, _ := one(l, l.runs)
			_, err := s.Unrevalue(l.ctx, l.actor, run, "too early")
			return l.nth(l.runs, run), err
		}},
		{"assign", 4, func() (string, error) {
			c, n := l.contribution()
			in := earmark.AssignIn{Contribution: c.id, Earmark: l.earmark(), On: l.day(), Reference: "letter"}
			_, err := m.Assign(l.ctx, l.actor, in)
			return fmt.Sprintf("R-%d %s %s", n, in.Earmark, in.On), err
		}},
		{"transfer", 4, func() (string, error) {
			c, n := l.contribution()
			in := earmark.TransferIn{
				Contribution: c.id, From: l.earmark(), To: l.earmark(), On: l.day(), ConsentOn: l.day(), ConsentReference: "letter", Reason: "asked",
			}
			if l.dice.IntN(2) == 0 {
				in.Amount = l.amount("USD", 20)
			}
			_, err := m.Transfer(l.ctx, l.actor, in)
			return fmt.Sprintf("R-%d %s %s %s %s", n, in.From, in.To, in.On, in.Amount), err
		}},
		{"allot", 5, l.allot},
		{"change allotment", 2, func() (string, error) {
			a, _ := one(l, l.allotments)
			in := execution.AdjustAllotmentIn{
				Allotment: a, Amount: l.amount("USD", 40), On: l.day(), Advice: fmt.Sprint("AA/", len(l.spent), "/", len(l.told)), Reason: "more", Override: "the Executive Director",
			}
			if l.dice.IntN(3) == 0 {
				in.Amount = "-" + in.Amount
			}
			return l.nth(l.allotments, a) + " " + in.Amount + " " + in.On, l.paid(x.AdjustAllotment(l.ctx, l.actor, in))
		}},
		{"commit", 8, func() (string, error) {
			a, _ := one(l, l.allotments)
			in := execution.CommitIn{Allotment: a, Amount: l.amount("USD", 25), On: l.day(), Payee: "A consultant"}
			e, err := x.Commit(l.ctx, l.actor, in)
			if err == nil {
				l.commitments = append(l.commitments, e.ID)
			}
			return l.nth(l.allotments, a) + " " + in.Amount + " " + in.On, l.paid(e, err)
		}},
		{"change commitment", 3, func() (string, error) {
			c, _ := one(l, l.commitments)
			in := execution.AdjustCommitmentIn{Commitment: c, Amount: l.amount("USD", 25), On: l.day(), Reason: "less"}
			if l.dice.IntN(3) == 0 {
				in.Amount, in.Cancel = "", true
			}
			return l.nth(l.commitments, c) + " " + in.Amount + " " + in.On, l.paid(x.AdjustCommitment(l.ctx, l.actor, in))
		}},
		{"expense", 8, func() (string, error) {
			in := execution.ExpenseIn{Currency: []string{"USD", "USD", "EUR", "JPY"}[l.dice.IntN(4)], On: l.day(), Payee: "A consultant"}
			in.Amount = l.amount(in.Currency, 12)
			at := ""
			if c, ok := one(l, l.commitments); ok && l.dice.IntN(3) > 0 {
				in.Commitment, in.Payee, at = c, "", "of "+l.nth(l.commitments, c)
			} else {
				in.Allotment, _ = one(l, l.allotments)
				at = l.nth(l.allotments, in.Allotment)
			}
			e, err := x.RecordExpense(l.ctx, l.actor, in)
			if err == nil {
				l.expenses = append(l.expenses, e.ID)
			}
			return at + " " + in.Amount + " " + in.Currency + " " + in.On, l.paid(e, err)
		}},
		{"pay", 7, func() (string, error) {
			e, _ := one(l, l.expenses)
			in := execution.PaymentIn{Expense: e, On: l.day()}
			if l.dice.IntN(2) == 0 {
				in.Amount = []string{"100", "2.35", "0.07"}[l.dice.IntN(3)]
			}
			return l.nth(l.expenses, e) + " " + in.Amount + " " + in.On, l.paid(x.RecordPayment(l.ctx, l.actor, in))
		}},
		{"refund of a payee", 3, func() (string, error) {
			e, _ := one(l, l.expenses)
			in := execution.RefundIn{Expense: e, Amount: l.amount("JPY", 1), On: l.day(), Reason: "not needed"}
			return l.nth(l.expenses, e) + " " + in.Amount + " " + in.On, l.paid(x.RecordRefund(l.ctx, l.actor, in))
		}},
		{"restore spending", 3, func() (string, error) {
			e, _ := one(l, l.spent)
			return l.nth(l.spent, e), l.paid(x.Restore(l.ctx, l.actor, e, "it was right after all", 0))
		}},
		{"reverse spending", 4, func() (string, error) {
			e, _ := one(l, l.spent)
			return l.nth(l.spent, e), l.paid(x.Reverse(l.ctx, l.actor, e, "a mistake"))
		}},
	}
}

// contribution is one of them and its number.
func (l *life) contribution() (given, int) {
	c, _ := one(l, l.contributions)
	return c, 1 + slices.Index(l.contributions, c)
}

// nth says which of a list it is, as both engines do.
func (l *life) nth(list []int64, id int64) string { return fmt.Sprint("#", 1+slices.Index(list, id)) }

func (l *life) entered(e contributions.Entry, err error) error {
	if err == nil {
		l.entries = append(l.entries, e.ID)
	}
	return err
}

func (l *life) paid(e execution.Entry, err error) error {
	if err == nil {
		l.spent = append(l.spent, e.ID)
	}
	return err
}

func (l *life) inSuspense() (string, error) {
	currency := []string{"USD", "EUR", "CHF"}[l.dice.IntN(3)]
	in := contributions.SuspenseIn{On: l.day(), Amount: l.amount(currency, 40), Currency: currency, Payer: "BY ORDER OF UNKNOWN"}
	e, err := l.s.contributions.RecordSuspense(l.ctx, l.actor, in)
	if err == nil {
		l.suspense = append(l.suspense, e.ID)
	}
	return in.On + " " + in.Amount + " " + currency, l.entered(e, err)
}

func (l *life) match() (string, error) {
	e, _ := one(l, l.suspense)
	c, n := l.contribution()
	in := contributions.MatchIn{Suspense: e, Contribution: c.id, On: l.day(), Reason: "letter of the bank"}
	return fmt.Sprintf("%s to R-%d %s", l.nth(l.suspense, e), n, in.On), l.entered(l.s.contributions.MatchSuspense(l.ctx, l.actor, in))
}

func (l *life) earmark() string {
	return []string{"unearmarked", "convention", "convention-30", "trafficking", "migrants-14", "firearms"}[l.dice.IntN(6)]
}

func (l *life) allot() (string, error) {
	in := execution.AllotIn{
		Symbol: demoSymbol, LineIn: execution.LineIn{Line: l.lines[l.dice.IntN(len(l.lines))]}, Year: 2017 + l.dice.IntN(2),
		Amount: l.amount("USD", 60), On: l.day(), Advice: fmt.Sprint("AA/", len(l.told)), Override: "the Executive Director",
	}
	e, err := l.s.execution.Allot(l.ctx, l.actor, in)
	if err == nil && !slices.Contains(l.allotments, e.Allotment) {
		l.allotments = append(l.allotments, e.Allotment)
	}
	return fmt.Sprint(in.Line, " ", in.Year, " ", in.Amount, " ", in.On), l.paid(e, err)
}
