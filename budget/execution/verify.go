package execution

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"article30/internal/money"
	"article30/internal/problem"
)

// Finding is something in the books that cannot be. Place says where: "entry
// 17", "allotment 4", "balance cash psc USD", "fund".
type Finding struct {
	Place string       `json:"place"`
	Code  string       `json:"code"`
	Args  problem.Args `json:"args,omitempty"`
	// Notice is what is no fault of the books, but that somebody has to know.
	Notice bool `json:"notice,omitempty"`
}

// Verify checks the books against themselves and against what they stand on:
// each entry's postings add to zero in every fund and are those that it makes
// again when all entries are gone through; the kept balances are the sums of
// their postings; values and support costs are what rate and percentage give;
// no allotment, commitment or expense was ever overdrawn, and neither was the
// fund's cash, except that a corrected rate leaves what it leaves, which is a
// notice; what was allotted against a rule says so; and entries, allotments
// and approvals are what the journal says was recorded, no more and no less.
func (s *Service) Verify(ctx context.Context) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		findings = nil
		histories, err := s.histories(ctx, 0, s.store.Entries)
		if err != nil {
			return err
		}
		for _, h := range histories {
			findings = append(findings, replay(h)...)
		}
		for _, check := range []func(context.Context) ([]Finding, error){
			s.verifyEntries, s.verifyBalances,
			func(ctx context.Context) ([]Finding, error) { return s.verifyCash(ctx, histories) },
			func(ctx context.Context) ([]Finding, error) { return s.verifyWarrants(ctx, histories) },
			func(ctx context.Context) ([]Finding, error) { return s.verifyRecorded(ctx, histories) },
		} {
			more, err := check(ctx)
			switch {
			case problem.Is(err, "money.too_large") || problem.Is(err, "money.overflow"): // books older than the limit
				more = append(more, found("verify.too_large", nil, "books"))
			case err != nil:
				return err
			}
			findings = append(findings, more...)
		}
		return nil
	})
	return findings, err
}

func found(code string, args []any, where ...any) Finding {
	at := strings.TrimSuffix(fmt.Sprintln(where...), "\n")
	return Finding{Place: at, Code: code, Args: problem.New(problem.Conflict, code, args...).Args}
}

// replay goes through a history again.
func replay(h History) []Finding {
	var findings []Finding
	l := open(History{Allotment: h.Allotment})
	for _, e := range h.Entries {
		if l.stray(e) {
			return append(findings, found("execution.stray", nil, "entry", e.ID))
		}
		if l.misrestored(e) {
			findings = append(findings, found("verify.restoration",
				[]any{"original", e.Restores.Original, "reversal", e.Restores.Reversal}, "entry", e.ID))
		}
		if usd, err := l.worth(e); err != nil || usd != e.USD {
			findings = append(findings, found("execution.wrong_value",
				[]any{"amount", e.Amount, "rate", e.Rate, "usd", e.USD}, "entry", e.ID))
		}
		if want := l.psc(e); e.PSC != want {
			findings = append(findings, found("execution.wrong_psc", []any{"psc", e.PSC, "right", want}, "entry", e.ID))
		}
		if !l.drawnRight(e) {
			findings = append(findings, found("execution.wrong_draws", nil, "entry", e.ID))
		}
		if !slices.Equal(l.postings(e), e.Postings) {
			findings = append(findings, found("execution.wrong_postings", nil, "entry", e.ID))
		}
		if !l.bears(e) && e.Adjusts == 0 {
			findings = append(findings, found("execution.overdrawn", nil, "entry", e.ID))
		}
		l.put(e)
	}
	if short := l.authority.End(); short < 0 {
		f := found("execution.overspent_by_rate", []any{"short", dollars(-short), "line", l.allotment.Line.Name(), "year", l.allotment.Year}, "allotment", l.allotment.ID)
		f.Notice = true
		findings = append(findings, f)
	}
	return findings
}

// worth is what an entry's rate gives: for the correction of a rate, what it
// brings the other entry to less what that stood at.
func (l *ledger) worth(e Entry) (money.Money, error) {
	it := l.byID[e.Adjusts]
	if it == nil {
		return e.Rate.ToUSD(e.Amount)
	}
	usd, err := e.Rate.ToUSD(it.entry.Amount)
	return dollars(usd.Units() - l.stands(it)), err
}

// psc is the support cost that an entry has to be charged with.
func (l *ledger) psc(e Entry) money.Money {
	psc := int64(0)
	for _, d := range e.Draws {
		psc += d.PSC.Units()
	}
	return dollars(psc)
}

// drawnRight reports whether the parts of the entry are those that it has to
// have: of what is drawn anew that they add up and bear the right support cost,
// and of everything else exactly those that follow from the entries before. What
// was recorded when draws were not kept follows from its postings alone.
func (l *ledger) drawnRight(e Entry) bool {
	uses := int64(0)
	for _, d := range e.Draws {
		uses += d.uses()
	}
	right := e
	right.PSC = l.psc(e)
	if uses != used(l.postings(right)) || len(e.Draws) > 0 && !l.allotment.Line.Funding.Extrabudgetary() {
		return false
	}
	if slices.ContainsFunc(e.Draws, func(d Draw) bool { return d.Rule == Unrecorded }) {
		return true
	}
	again := e
	again.Draws = nil
	if err := l.parts(&again, Fact{}, wholeFund); err != nil {
		return false
	}
	var held, direct int64
	for _, d := range e.Draws {
		held, direct = held+d.Held.Units(), direct+d.Direct.Units()
	}
	switch anew := slices.ContainsFunc(again.Draws, func(d Draw) bool { return d.Rule == Unrecorded }); {
	case !anew && (e.Kind != KindPayment || e.Adjusts != 0):
		return slices.EqualFunc(e.Draws, again.Draws, func(a, b Draw) bool { return a.String() == b.String() })
	case e.Kind == KindPayment:
		return direct == uses
	default:
		for _, d := range e.Draws {
			if d.HeldPSC.Units() != supportOn(d.Held.Units(), d.Percent) || d.PSC.Units() != supportOn(d.Direct.Units(), d.Percent) {
				return false
			}
		}
		return held+direct == e.USD.Units() && (held == 0 || direct == 0) && (held == 0) == (e.Kind == KindExpense)
	}
}

func (s *Service) verifyEntries(ctx context.Context) ([]Finding, error) {
	entries, err := s.store.Unbalanced(ctx)
	var findings []Finding
	for _, id := range entries {
		findings = append(findings, found("verify.unbalanced", nil, "entry", id))
	}
	return findings, err
}

func (s *Service) verifyBalances(ctx context.Context) ([]Finding, error) {
	wrong, err := s.store.WrongBalances(ctx)
	var findings []Finding
	for _, w := range wrong {
		findings = append(findings, found("verify.balance", w.args(), "balance", string(w.Account), string(w.Fund), string(w.Currency)))
	}
	if err != nil || len(wrong) > 0 { // which says the same of the turnover
		return findings, err
	}
	wrong, err = s.store.WrongTurnover(ctx)
	for _, w := range wrong {
		findings = append(findings, found("verify.balance", w.args(), "turnover", string(w.Currency)))
	}
	return findings, err
}

func (w WrongBalance) args() []any {
	return []any{"kept", w.Kept.Amount, "posted", w.Posted.Amount, "kept_usd", w.Kept.USD, "posted_usd", w.Posted.USD}
}

// verifyCash finds the first day on which more of the fund's cash was used than
// there was. Nothing that somebody decides about may bring that about, and so it
// is a fault of the books; but a rate is corrected and a bank takes its charges
// whatever that leaves, and a shortage of no more than these came to is a
// notice: nothing is committed until other money has made it good.
func (s *Service) verifyCash(ctx context.Context, histories []History) ([]Finding, error) {
	free, err := s.free(ctx, firstDay)
	if err != nil {
		return nil, err
	}
	least, _ := free.Least(firstDay)
	if least >= 0 {
		return nil, nil
	}
	lost, err := s.cash.Lost(ctx)
	if err != nil {
		return nil, err
	}
	borne := lost.Units()
	for _, h := range histories {
		for _, e := range h.Entries {
			if e.Adjusts != 0 {
				borne += max(used(e.Postings), 0)
			}
		}
	}
	sum := int64(0)
	for _, day := range free.Steps() {
		if sum += day.Units; sum < 0 {
			f := found("execution.cash_overdrawn", []any{"short", dollars(-sum), "date", day.On}, "fund")
			f.Notice = least >= -borne
			return []Finding{f}, nil
		}
	}
	return nil, nil
}

// verifyWarrants finds what was allotted against a rule that it does not name.
func (s *Service) verifyWarrants(ctx context.Context, histories []History) ([]Finding, error) {
	slices.SortStableFunc(histories, func(a, b History) int { return cmp.Compare(a.Allotment.Budget, b.Allotment.Budget) })
	var findings []Finding
	for len(histories) > 0 {
		budget := histories[0].Allotment.Budget
		n := slices.IndexFunc(histories, func(h History) bool { return h.Allotment.Budget != budget })
		if n < 0 {
			n = len(histories)
		}
		d, err := s.document(ctx, histories[0].Allotment.Symbol)
		if err != nil {
			return nil, err
		}
		missing, err := d.unwarranted(histories[:n])
		if err != nil {
			return nil, err
		}
		for _, m := range missing {
			findings = append(findings, m.finding())
		}
		histories = histories[n:]
	}
	return findings, nil
}

func (u unwarranted) finding() Finding {
	switch u.rule {
	case NotAdopted:
		return found("execution.unsaid_adoption", []any{"date", u.entry.On}, "entry", u.entry.ID)
	case NotApproved:
		return found("execution.unsaid_approval", []any{"date", u.entry.On}, "entry", u.entry.ID)
	}
	return found("execution.unsaid_excess", []any{"date", u.entry.On}, "entry", u.entry.ID)
}
