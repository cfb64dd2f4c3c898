package project

import (
	"strings"

	"github.com/shopspring/decimal"

	"article30/budget/conference"
	"article30/internal/money"
)

// Purpose is what a project's money is for. It is what earmarks are compared
// with.
type Purpose struct {
	Instrument conference.Instrument
	Article    string
	Region     conference.Group         // of all its States; "" where they have no common one
	Country    conference.ParticipantID // its only State; "" for several
	Project    string                   // its code
}

// String lists what the purpose says, "convention, 29, african, KEN, TA-2012-01".
func (p Purpose) String() string {
	var parts []string
	for _, s := range []string{string(p.Instrument), p.Article, string(p.Region), string(p.Country), p.Project} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// Purpose is what a project of that code for the request is for.
func (r Request) Purpose(code Code, known []conference.Participant) Purpose {
	p := Purpose{Instrument: r.Instrument, Article: r.Article, Project: code.String()}
	if region := r.Region(known); region != conference.None {
		p.Region = region
	}
	if len(r.States) == 1 {
		p.Country = r.States[0]
	}
	return p
}

// Pot is free money under one earmark, and which of the purposes that were
// asked about it may be spent on.
type Pot struct {
	Earmark string // code
	USD     money.Money
	Fits    []bool // by the order of the purposes
}

// Claim is what a project may still spend: its budget less what it has
// committed and spent, with programme support cost.
type Claim struct {
	Purpose Purpose
	USD     money.Money
}

// Reserve is the claim of a project whose books have those figures.
func (p Project) Reserve(f Figures, percent decimal.Decimal) Claim {
	left := p.Total.Units() - f.Committed.Units() - f.Spent.Units()
	if p.Closure != nil || left < 0 {
		left = 0
	}
	return Claim{p.Purpose, withSupport(money.FromUnits(left, money.USD), percent)}
}

// withSupport is a direct cost together with its programme support cost.
func withSupport(direct money.Money, percent decimal.Decimal) money.Money {
	return money.FromUnits(direct.Units()+money.SupportCost(direct, percent).Units(), money.USD)
}

// Room is how much a project may take, in whole: the first claim is its own,
// of which only the purpose counts; the others are those of all other approved
// projects. The pots' purposes are in the order of the claims. Never less than
// nothing.
//
// Two projects compete when some money fits both. Whatever the order in which
// competing projects draw, each must still find what it was promised; so for
// the project itself, and for each that competes with it, the money that fits
// must cover its claim and the claims of all its competitors. Room is what the
// tightest of these leaves.
func Room(pots []Pot, claims []Claim) money.Money {
	compete := func(a, b int) bool {
		for _, p := range pots {
			if p.USD.Sign() > 0 && p.Fits[a] && p.Fits[b] {
				return true
			}
		}
		return false
	}
	room, first := int64(0), true
	for a := range claims {
		if a != 0 && !compete(0, a) {
			continue
		}
		left := int64(0)
		for _, p := range pots {
			if p.Fits[a] {
				left += p.USD.Units()
			}
		}
		for b := 1; b < len(claims); b++ {
			if b == a || compete(a, b) {
				left -= claims[b].USD.Units()
			}
		}
		if first || left < room {
			room, first = left, false
		}
	}
	return money.FromUnits(max(room, 0), money.USD)
}

// Figures are what the books of spending have of a project, in US dollars of
// direct cost.
type Figures struct {
	Committed money.Money // and not spent yet
	Spent     money.Money
	Unpaid    money.Money // of what is spent
}

// NoFigures are those of a project for which nothing is booked.
func NoFigures() Figures {
	zero := money.Zero(money.USD)
	return Figures{zero, zero, zero}
}
