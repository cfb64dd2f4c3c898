package contributions

import (
	"context"
	"slices"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Delivery is what came of a contribution in kind, and who says what it is
// worth. It brings no cash and is not spent. Goods are revenue at their fair
// value, and an expense or an asset at the same; services are disclosed only.
type Delivery struct {
	Nature      Nature
	Use         Use
	Description string
	Basis       ValueBasis
	Valuer      string
	ValuedOn    date.Date
	Document    string // that says so
}

// Nature is what is given in kind.
type Nature string

const (
	Goods    Nature = "goods"
	Services Nature = "services"
)

// Use is where what was delivered stands in the books.
type Use string

const (
	UsedUp    Use = "expense"
	Kept      Use = "asset"
	Disclosed Use = "disclosure" // services, and nothing else
)

// ValueBasis is on what the value of a delivery rests.
type ValueBasis string

const (
	DonorStatement ValueBasis = "donor_statement"
	MarketPrice    ValueBasis = "market_price"
	UNRate         ValueBasis = "un_rate" // a rate that the United Nations pays for the like
)

// Natures, Uses and ValueBases list them all.
var (
	Natures    = []Nature{Goods, Services}
	Uses       = []Use{UsedUp, Kept, Disclosed}
	ValueBases = []ValueBasis{DonorStatement, MarketPrice, UNRate}
)

// DeliveryIn is a delivery as it comes in. Amount is its fair value in the
// contribution's currency, in US dollars at the operational rate of the day on
// which it came. Use is expense for goods when empty. Days are YYYY-MM-DD.
type DeliveryIn struct {
	Contribution int64
	Expect       int64 // revision that the contribution must still have; any when 0
	On           string
	Amount       string
	Nature       string
	Use          string
	Description  string
	Basis        string
	Valuer       string
	ValuedOn     string
	Document     string
	Reason       string
}

// RecordDelivery records what came of a contribution in kind. It settles what
// was pledged as a payment does.
//
// Errors: delivery.not_in_kind; entry.invalid with the fields that are wrong
// (delivery.not_one_of, delivery.services_disclosed, delivery.goods_booked,
// delivery.unsaid, those of RecordPledge).
func (s *Service) RecordDelivery(ctx context.Context, actor access.Actor, in DeliveryIn) (Entry, error) {
	return s.record(ctx, actor, in.Contribution, func(ctx context.Context, h History) (Entry, error) {
		if err := s.unchanged(ctx, h.Contribution.ID, in.Expect); err != nil {
			return Entry{}, err
		}
		var fields problem.Fields
		fact := Fact{
			On:       s.pastDate(&fields, "on", in.On),
			Amount:   amount(&fields, "amount", in.Amount, h.Contribution.Currency),
			Reason:   fields.Text("reason", in.Reason, maxReason),
			Delivery: readDelivery(&fields, in),
		}
		fact.Delivery.ValuedOn = s.pastDate(&fields, "valued_on", in.ValuedOn)
		if fields.Len() == 0 {
			var err error
			fact.Valuation, err = s.value(ctx, fact.Amount, fact.On)
			fields.AddErr("on", err)
		}
		if err := fields.Err("entry.invalid"); err != nil {
			return Entry{}, err
		}
		return Decide(h, Receipt, fact)
	})
}

func readDelivery(fields *problem.Fields, in DeliveryIn) Delivery {
	d := Delivery{Nature: Nature(in.Nature), Use: Use(in.Use), Basis: ValueBasis(in.Basis)}
	for _, word := range []struct {
		path string
		into *string
		from string
		most int
	}{
		{"description", &d.Description, in.Description, maxComment},
		{"valuer", &d.Valuer, in.Valuer, maxName},
		{"document", &d.Document, in.Document, maxReference},
	} {
		if *word.into = fields.Text(word.path, word.from, word.most); *word.into == "" {
			fields.Add(word.path, "delivery.unsaid")
		}
	}
	if d.Use == "" {
		d.Use = map[Nature]Use{Goods: UsedUp, Services: Disclosed}[d.Nature]
	}
	oneOf(fields, "nature", d.Nature, Natures)
	oneOf(fields, "basis", d.Basis, ValueBases)
	switch {
	case !slices.Contains(Natures, d.Nature):
	case d.Nature == Services && d.Use != Disclosed:
		fields.Add("use", "delivery.services_disclosed")
	case d.Nature == Goods && d.Use == Disclosed:
		fields.Add("use", "delivery.goods_booked")
	default:
		oneOf(fields, "use", d.Use, Uses)
	}
	return d
}

func oneOf[T ~string](fields *problem.Fields, path string, value T, allowed []T) {
	if !slices.Contains(allowed, value) {
		fields.Add(path, "delivery.not_one_of", "value", string(value), "allowed", words(allowed))
	}
}

func words[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}

// deliver books what came in kind: its value, and in the memorandum that it
// settles the pledge as a payment without an agreement does.
func deliver(h History, p Position, e *Entry, b *book) {
	came := Booked{e.Settles, e.USD}
	debit, credit := e.brings()
	b.move(e.On, debit, credit, came)
	b.move(e.On, MemoPledges, MemoAdvance, came)
	b.settle(later(e.On, h.latest()), pledged, p.Advance.plus(came), p.Outstanding)
}

// delivered adds up what came in kind.
//
// Error: money.too_large.
func delivered(c money.Currency, sums []Sum) (goods, services Booked, err error) {
	goods, services = nothing(c), nothing(c)
	for _, s := range sums {
		switch s.Account {
		case InKindRevenue:
			goods, err = goods.add(s.Value.neg())
		case MemoServices:
			services, err = services.add(s.Value)
		}
		if err != nil {
			return goods, services, err
		}
	}
	return goods, services, nil
}

// brings are the accounts that a receipt raises: cash against revenue, and of a
// delivery what became of it.
func (e Entry) brings() (debit, credit Account) {
	switch e.Delivery.Use {
	case UsedUp:
		return InKindExpense, InKindRevenue
	case Kept:
		return InKindAssets, InKindRevenue
	case Disclosed:
		return MemoServices, MemoPledges
	}
	return Cash, Revenue
}
