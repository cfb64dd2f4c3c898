package contributions

import (
	"slices"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Proof is the computation of an entry's US dollars, made anew from its policy,
// rate, amount and rounding, beside what is booked.
type Proof struct {
	Entry        Entry
	Contribution Contribution
	Lines        []ProofLine
	Doubt        *problem.Error // why the entry is not proven; nil of one that is

	// Of an entry of spending, in place of the contribution.
	Allotment int64
	Line      string
}

// ProofStep is what a line of a proof computes.
type ProofStep string

const (
	AtRate     ProofStep = "rate"       // the amount divided by the rate
	AtPar      ProofStep = "par"        // US dollars are themselves
	AsPrinted  ProofStep = "source"     // the figure that the source prints; nothing to compute
	AsBooked   ProofStep = "book"       // a part of what stood in the books, in proportion
	TakenBack  ProofStep = "reversal"   // what the other entry stood at, taken back
	Corrected  ProofStep = "correction" // the amount at the corrected rate, less what it stood at
	OfCharges  ProofStep = "charges"    // the part of the payment that banks took, in proportion
	StandsAt   ProofStep = "standing"   // the amount at the rate that is in effect on its date by now, beside what corrections made of it
	AsAdjusted ProofStep = "adjusted"   // what the other entry adjusts this one by
)

// ProofLine is one computation. Exact is the result before it is rounded once,
// to the cent, half away from zero: as many digits as it takes to see how it
// rounds, at least four.
type ProofLine struct {
	Step     ProofStep
	Amount   money.Money
	Rate     money.Rate      // of a step with a rate
	RateDate date.Date       // from which that was in effect; none of a bank's
	Of       Booked          // AsBooked, OfCharges: what the amount is a part of
	Less     money.Money     // Corrected: what it stood at
	Other    int64           // TakenBack, AsAdjusted, Corrected: the other entry
	Exact    decimal.Decimal // US dollars
	Right    money.Money     // what should be booked
	Booked   money.Money
}

// Holds reports that what is booked is what it should be.
func (l ProofLine) Holds() bool { return l.Right == l.Booked }

// Holds reports that every line holds and there is no doubt.
func (p Proof) Holds() bool {
	return p.Doubt == nil && !slices.ContainsFunc(p.Lines, func(l ProofLine) bool { return !l.Holds() })
}

// least is how many decimals an exact result shows at least, and most where it
// would show more.
const (
	least = 4
	most  = 20
)

// shown is a quotient to as many decimals as show how it rounds to the cent.
func shown(dividend, divisor decimal.Decimal) decimal.Decimal {
	cents := int32(money.USD.Digits())
	right := dividend.DivRound(divisor, cents)
	for digits := int32(least); digits < most; digits += 2 {
		if q := dividend.DivRound(divisor, digits); q.Round(cents).Equal(right) {
			return q
		}
	}
	return dividend.DivRound(divisor, most)
}

// Prove proves an entry of the history.
func (v Valuations) Prove(h History, e Entry) Proof {
	p := prover{Valuations: v, h: h, Proof: Proof{Entry: e, Contribution: h.Contribution}}
	switch {
	case e.Kind == Reversal:
		p.reversal()
	case e.Kind == RateCorrection:
		p.correction()
	case e.Basis == Par:
		p.line(ProofLine{Step: AtPar, Amount: e.Amount, Exact: e.Amount.Amount(), Right: e.Amount, Booked: e.USD})
	case e.Basis == Source:
		p.line(ProofLine{Step: AsPrinted, Amount: e.Amount, Exact: e.USD.Amount(), Right: e.USD, Booked: e.USD})
	case e.Basis == Book:
		p.book()
	default:
		p.rate()
	}
	if charges := e.Payment.Charges; !charges.Amount.IsZero() {
		p.charges(charges)
	}
	if p.Doubt == nil && !p.Holds() {
		p.doubt("verify.not_proven", "usd", e.USD)
	}
	return p.Proof
}

type prover struct {
	Valuations
	Proof
	h History
}

func (p *prover) line(l ProofLine) { p.Lines = append(p.Lines, l) }

func (p *prover) doubt(code string, args ...any) {
	if p.Doubt == nil {
		p.Doubt = problem.New(problem.Conflict, code, args...)
	}
}

// rate proves what a rate gave its value: that of the operational table, the
// bank's, or the one that was fixed for the period.
func (p *prover) rate() {
	e := p.Entry
	usd, err := e.Rate.ToUSD(e.Amount)
	wrong := err != nil || usd != e.USD
	if err == nil {
		p.line(ProofLine{
			Step: AtRate, Amount: e.Amount, Rate: e.Rate, RateDate: e.RateDate,
			Exact: shown(e.Amount.Amount(), e.Rate.Decimal()), Right: usd, Booked: e.USD,
		})
	}
	switch e.Basis {
	case UNORE:
		p.operational(wrong)
	case Fixed:
		i := slices.IndexFunc(p.fixed, func(f FixedRate) bool { return f.ID == e.FixedRate })
		if i < 0 || p.fixed[i].Currency != e.Amount.Currency() || p.fixed[i].PerUSD != e.Rate || !p.fixed[i].has(p.h.happened(e)) || wrong {
			p.doubt("verify.fixed_rate", "amount", e.Amount, "rate", e.Rate, "usd", e.USD, "on", e.On, "fixed_rate", e.FixedRate)
		}
	default:
		if wrong {
			p.doubt("verify.valuation", "amount", e.Amount, "rate", e.Rate, "present", e.Rate, "usd", e.USD)
		}
	}
}

// operational proves that the rate is one that the table knows, and that with
// every correction the entry stands at what the rate in effect on its date now
// gives. What was reversed, a pledge that was overtaken, and the revaluation of
// a pledge that left the memorandum with it, need not.
func (p *prover) operational(wrong bool) {
	e, c := p.Entry, p.Entry.Amount.Currency()
	figures := p.figures(rateKey{c, e.RateDate})
	if len(figures) == 0 {
		p.doubt("verify.rate_gone", "amount", e.Amount, "rate", e.Rate, "date", e.RateDate, "usd", e.USD)
		return
	}
	last := figures[len(figures)-1]
	if wrong || !slices.Contains(figures, e.Rate) {
		p.doubt("verify.valuation", "amount", e.Amount, "rate", e.Rate, "present", last, "usd", e.USD)
		return
	}
	revalued := e.Kind == Revaluation && !p.h.reversed(e.ID) && !p.h.agreedSince(e)
	if !revalued && !(e.followsRate() && p.h.correctable(e)) {
		return
	}
	have := p.h.corrected(e)
	on := p.h.happened(e)
	present, err := p.rates.On(c, on)
	usd, worth := present.PerUSD.ToUSD(e.Amount)
	if err == nil && worth == nil && (have != e.USD || usd != have) {
		for _, other := range p.h.Entries {
			if other.Adjusts == e.ID {
				p.line(ProofLine{Step: AsAdjusted, Amount: e.Amount, Other: other.ID, Exact: other.USD.Amount(), Right: other.USD, Booked: other.USD})
			}
		}
		p.line(ProofLine{
			Step: StandsAt, Amount: e.Amount, Rate: present.PerUSD, RateDate: present.Effective,
			Exact: shown(e.Amount.Amount(), present.PerUSD.Decimal()), Right: usd, Booked: have,
		})
	}
	switch {
	case err == nil && worth == nil && usd == have:
	case present.Effective == e.RateDate || err != nil:
		p.doubt("verify.valuation", "amount", e.Amount, "rate", e.Rate, "present", last, "usd", have)
	default:
		p.doubt("verify.other_rate", "amount", e.Amount, "rate", e.Rate, "date", e.RateDate, "usd", have, "on", on,
			"present", present.PerUSD, "effective", present.Effective)
	}
}

// agreedSince tells whether the pledge became an agreement after the entry: its
// revaluations are not taken back with their run, even if that agreement was
// reversed by then.
func (h History) agreedSince(e Entry) bool {
	return slices.ContainsFunc(h.Entries, func(other Entry) bool { return other.Kind == Agreement && other.Seq > e.Seq })
}

// before is the history as it was when the entry was recorded.
func (p *prover) before() History {
	i := slices.IndexFunc(p.h.Entries, func(e Entry) bool { return e.ID == p.Entry.ID })
	return History{p.h.Contribution, p.h.Entries[:max(i, 0)]}
}

// reversal proves that an entry takes back what the other one stood at.
func (p *prover) reversal() {
	before := p.before()
	original, err := before.find(p.Entry.Reverses)
	if err != nil {
		p.doubt("verify.not_proven", "usd", p.Entry.USD)
		return
	}
	right := before.corrected(original).Neg()
	p.line(ProofLine{
		Step: TakenBack, Amount: p.Entry.Amount, Other: original.ID, Exact: right.Amount(), Right: right, Booked: p.Entry.USD,
	})
}

// correction proves that an entry brings the other one to what its rate gives.
func (p *prover) correction() {
	e, before := p.Entry, p.before()
	original, err := before.find(e.Adjusts)
	if err != nil {
		p.doubt("verify.not_proven", "usd", e.USD)
		return
	}
	now, err := e.Rate.ToUSD(original.Amount)
	figures := p.figures(rateKey{original.Amount.Currency(), e.RateDate})
	switch {
	case err != nil || len(figures) == 0:
		p.doubt("verify.rate_gone", "amount", original.Amount, "rate", e.Rate, "date", e.RateDate, "usd", e.USD)
		return
	case !slices.Contains(figures, e.Rate):
		p.doubt("verify.valuation", "amount", original.Amount, "rate", e.Rate, "present", figures[len(figures)-1], "usd", e.USD)
	}
	less := before.corrected(original)
	p.line(ProofLine{
		Step: Corrected, Amount: original.Amount, Rate: e.Rate, RateDate: e.RateDate, Other: original.ID, Less: less,
		Exact: shown(original.Amount.Amount(), e.Rate.Decimal()), Right: addUnits(now, -less.Units()), Booked: e.USD,
	})
}

// book proves what was taken out at the value at which it stood, by deciding it
// again.
func (p *prover) book() {
	e, before := p.Entry, p.before()
	pos, err := before.Position(date.Date{})
	if err != nil {
		p.doubt("verify.not_proven", "usd", e.USD)
		return
	}
	f := Fact{On: e.On, Amount: e.Amount, Valuation: Valuation{USD: e.USD, Basis: Book}, Reason: e.Reason}
	of := Booked{e.Amount, e.USD}
	switch e.Kind {
	case WriteDown:
		of = pos.Outstanding
	case ConditionMet:
		of = pos.Deferred
	case PledgeRevision:
		f.Amount = addUnits(pos.Pledged.Amount, e.Amount.Units())
		if of = pos.Outstanding; before.everRevalued() {
			of = pos.Pledged
		}
	case Cleared:
	default: // the value was given: by the match of money in suspense
		p.line(ProofLine{Step: AsBooked, Amount: e.Amount, Of: of, Exact: e.USD.Amount(), Right: e.USD, Booked: e.USD})
		return
	}
	again, err := Decide(before, e.Kind, f)
	if err != nil || of.Amount.IsZero() {
		p.doubt("verify.not_proven", "usd", e.USD)
		return
	}
	p.line(ProofLine{
		Step: AsBooked, Amount: e.Amount, Of: of, Right: again.USD, Booked: e.USD,
		Exact: shown(of.USD.Amount().Mul(e.Amount.Amount()), of.Amount.Amount()),
	})
}

// charges proves what banks took, as the part of the payment that it is.
func (p *prover) charges(charges Booked) {
	whole := Booked{p.Entry.Amount, p.Entry.USD}
	p.line(ProofLine{
		Step: OfCharges, Amount: charges.Amount, Of: whole, Right: whole.take(charges.Amount).USD, Booked: charges.USD,
		Exact: shown(whole.USD.Amount().Mul(charges.Amount.Amount()), whole.Amount.Amount()),
	})
}
