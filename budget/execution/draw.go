package execution

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
)

// DrawRule is why a part of the money is drawn on.
//
// Spending of extrabudgetary money draws on the most restricted money that fits
// what it is for: tightly earmarked first, then earmarked, then softly
// earmarked, then unearmarked; of one degree what was received first. Money
// fits when the spending is within the earmark and within every one above it.
// Whoever enters a spending can name the earmarks to draw on instead, as far as
// they fit, and has to say why.
//
// A commitment holds money; an expense on it draws what it holds, in the order
// in which it was held, and an expense without one draws at once. What is
// reversed gives back what it took; what is decreased gives back what was held
// last. What a payment costs more or less than what it settles is borne by the
// money that the expense drew, in proportion, and by other money that fits
// where that is used up.
//
// Programme support cost comes out of the same money: at the percentage of the
// agreement where it sets its own, and of the allotment elsewhere, rounded once
// for each part to the cent, half away from zero. Expenses on a commitment
// never bear more of it than the commitment holds.
type DrawRule string

const (
	DrawTightly     DrawRule = "tightly"
	DrawEarmarked   DrawRule = "earmarked"
	DrawSoftly      DrawRule = "softly"
	DrawUnearmarked DrawRule = "unearmarked"
	DrawOverridden  DrawRule = "overridden"
	Unrecorded      DrawRule = "unrecorded" // recorded when it was not kept what spending draws on
)

// DrawRules lists every rule.
func DrawRules() []DrawRule {
	return []DrawRule{DrawTightly, DrawEarmarked, DrawSoftly, DrawUnearmarked, DrawOverridden, Unrecorded}
}

// Draw is what an entry changes of the money of one contribution under one
// earmark, in US dollars; what it gives back is negative. The parts of an entry
// add up to what it changes of the fund's cash in use, to the cent.
type Draw struct {
	Contribution int64 // 0 where the rule is Unrecorded
	Earmark      int64
	Code         string    // of the earmark
	Received     date.Date // of the oldest money in it
	Rule         DrawRule
	Reason       string          // of an override
	Percent      decimal.Decimal // programme support cost on it
	Commitment   int64           // that holds or held it; 0 for none
	Held         money.Money     // for the direct cost of a commitment
	HeldPSC      money.Money     // for the support cost of a commitment
	Direct       money.Money     // direct cost that is spent
	PSC          money.Money     // support cost that is spent
}

// uses is by how much the part changes what is held and drawn together.
func (d Draw) uses() int64 {
	return d.Held.Units() + d.HeldPSC.Units() + d.Direct.Units() + d.PSC.Units()
}

// AllHeld is what is held for direct and support cost together.
func (d Draw) AllHeld() money.Money { return dollars(d.Held.Units() + d.HeldPSC.Units()) }

// AllDrawn is what is spent of direct and support cost together.
func (d Draw) AllDrawn() money.Money { return dollars(d.Direct.Units() + d.PSC.Units()) }

// String is the part as the journal keeps it: contribution, earmark, day of
// receipt, rule, percentage, then what is held by which commitment and what is
// drawn.
func (d Draw) String() string {
	s := fmt.Sprintf("%d %d %s %s %s held %s %s by %d drawn %s %s", d.Contribution, d.Earmark, d.Received, d.Rule, d.Percent,
		d.Held.Plain(), d.HeldPSC.Plain(), d.Commitment, d.Direct.Plain(), d.PSC.Plain())
	return strings.TrimSpace(s + " " + d.Reason)
}

// of is so much of the same money, all of it nothing yet.
func (d Draw) of() Draw {
	zero := money.Zero(money.USD)
	d.Held, d.HeldPSC, d.Direct, d.PSC = zero, zero, zero, zero
	return d
}

// neg gives back what the part took.
func (d Draw) neg() Draw {
	d.Held, d.HeldPSC, d.Direct, d.PSC = d.Held.Neg(), d.HeldPSC.Neg(), d.Direct.Neg(), d.PSC.Neg()
	return d
}

// same reports whether both are of the same money, by the same rule.
func (d Draw) same(e Draw) bool {
	return d.Contribution == e.Contribution && d.Earmark == e.Earmark && d.Received == e.Received &&
		d.Rule == e.Rule && d.Reason == e.Reason && d.Percent.Equal(e.Percent)
}

// Want is what a spending needs: a direct cost in US dollars, on a day, at the
// percentage of support cost of money whose agreement sets none. From are the
// codes of the earmarks to draw on, and Because is why; none for the rule.
type Want struct {
	On      date.Date
	Amount  money.Money
	Percent decimal.Decimal
	Purpose Purpose
	From    []string
	Because string
}

// Earmarked is the money of contributions by what it was given for.
type Earmarked interface {
	// Pool is what there is to draw on, inside the caller's transaction.
	Pool(ctx context.Context) (Pool, error)
}

// Pool is what there is to draw on, less what is used of it. It is for one
// goroutine.
type Pool interface {
	// Draw chooses the money for a spending, one part for each contribution
	// and earmark with Direct and PSC, and uses nothing.
	//
	// Errors: earmark.no_money, earmark.does_not_fit, earmark.not_found.
	Draw(want Want) ([]Draw, error)
	// Left is what is there on the day and every later one.
	Left(contribution, earmark int64, on date.Date) (money.Money, error)
	// Use counts what was decided.
	Use(on date.Date, draws []Draw) error
}

// pools gives the Pool when it is asked for the first time.
type pools func() (Pool, error)

// pools are the money of contributions; nobody's where it is not kept whose
// money it is.
func (s *Service) pools(ctx context.Context) pools {
	if s.earmarked == nil {
		return wholeFund
	}
	var pool Pool
	return func() (_ Pool, err error) {
		if pool == nil {
			pool, err = s.earmarked.Pool(ctx)
		}
		return pool, err
	}
}

// wholeFund is a fund of which it is not kept whose money it is.
func wholeFund() (Pool, error) { return nobody{}, nil }

type nobody struct{}

func (nobody) Draw(w Want) ([]Draw, error) {
	part := Draw{Rule: Unrecorded, Percent: w.Percent}.of()
	part.Direct, part.PSC = w.Amount, dollars(supportOn(w.Amount.Units(), w.Percent))
	return []Draw{part}, nil
}

func (nobody) Left(_, _ int64, _ date.Date) (money.Money, error) {
	return dollars(math.MaxInt64 / 2), nil
}

func (nobody) Use(date.Date, []Draw) error { return nil }
