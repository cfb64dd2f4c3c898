package earmark

import (
	"cmp"
	"slices"
	"time"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Assignment is what a contribution was given for, said once and before its
// money comes. Later only a Transfer changes it.
type Assignment struct {
	Contribution int64
	Earmark      int64
	On           date.Date
	Reference    string // of the pledge or agreement that says so
	EnteredBy    string
	RecordedAt   time.Time
}

// Transfer moves money of a contribution from one earmark to another, with the
// donor's consent. USD is how much; no money for all that is there and, out of
// the contribution's own earmark, all that is still to come. It is never
// changed: what was wrong is transferred back.
type Transfer struct {
	ID               int64
	Contribution     int64
	Seq              int // within the contribution, from 1; dates do not go back
	From, To         int64
	USD              money.Money
	On               date.Date
	ConsentOn        date.Date
	ConsentReference string
	Reason           string
	EnteredBy        string
	RecordedAt       time.Time
}

func (t Transfer) all() bool { return t.USD == (money.Money{}) }

// Movement is by how much an entry changes the cash of a contribution on a day,
// in US dollars: receipts less refunds and less what banks took.
type Movement struct {
	Contribution int64
	Entry        int64
	On           date.Date
	USD          money.Money
}

// Lot is cash of one contribution under one earmark, received on one day.
type Lot struct {
	Contribution int64
	Earmark      int64
	Received     date.Date
	USD          money.Money
}

// Record is everything from which the cash of one contribution by earmark
// follows.
type Record struct {
	Contribution int64
	Earmark      int64      // what it was given for; Root where nothing was said
	Cash         []Movement // by date and entry
	Transfers    []Transfer // by Seq
	Uses         []Use      // what spending holds and draws
}

// Lots is the cash of the contribution by earmark at the end of the day asOf,
// or now for no date, the oldest first. It always adds up to the contribution's
// cash on that day, to the last unit.
//
// What is received comes under the contribution's earmark. What is refunded
// leaves that earmark first, then the others, the oldest money first; what was
// held or drawn by then goes last. A transfer moves the oldest money first,
// which keeps its day of receipt; one of all that is there leaves what was held
// or drawn by then. When a contribution has cost more than it brought, as
// happens through exchange and charges, what is missing is the only lot, under
// the contribution's earmark. What is held or drawn itself is not taken out.
func (r Record) Lots(asOf date.Date) []Lot {
	lots, _ := r.replay(asOf, nil)
	return lots
}

// Short is the first transfer that moved less than it says, because a payment
// with an earlier date was recorded after it.
func (r Record) Short() (Transfer, bool) {
	_, short := r.replay(date.Date{}, nil)
	if short == nil {
		return Transfer{}, false
	}
	return *short, true
}

// Own is the earmark under which the next receipt comes, as of the end of the
// day, or now for no date.
func (r Record) Own(asOf date.Date) int64 {
	own := r.Earmark
	for _, t := range r.Transfers {
		if t.all() && t.From == own && (asOf.IsZero() || !t.On.After(asOf)) {
			own = t.To
		}
	}
	return own
}

// replay follows the contribution's cash through its days: what came in on a
// day is there for a transfer of that day, and what went out on it leaves what
// the transfers left where it is. What there is after each step is told to
// then, where it is not nil.
func (r Record) replay(asOf date.Date, then func(on date.Date, h *holding)) ([]Lot, *Transfer) {
	if then == nil {
		then = func(date.Date, *holding) {}
	}
	h := holding{contribution: r.Contribution, own: r.Earmark, uses: r.Uses}
	until := func(on date.Date) bool { return asOf.IsZero() || !on.After(asOf) }
	var short *Transfer
	cash := slices.SortedStableFunc(slices.Values(r.Cash), func(a, b Movement) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(-a.USD.Sign(), -b.USD.Sign()))
	})
	for _, t := range r.Transfers {
		there := func(m Movement) bool {
			return m.On.Before(t.On) || m.On == t.On && m.USD.Sign() >= 0
		}
		for len(cash) > 0 && there(cash[0]) && until(cash[0].On) {
			h.cash(cash[0])
			then(cash[0].On, &h)
			cash = cash[1:]
		}
		if !until(t.On) {
			break
		}
		if missing := h.transfer(t); missing > 0 && short == nil {
			short = &t
		}
		then(t.On, &h)
	}
	for len(cash) > 0 && until(cash[0].On) {
		h.cash(cash[0])
		then(cash[0].On, &h)
		cash = cash[1:]
	}
	return h.result(), short
}

// holding is the cash of a contribution on the way through its days. While
// something is missing there is nothing.
type holding struct {
	contribution int64
	own          int64
	there        []piece
	missing      int64
	last         date.Date
	uses         []Use
}

type piece struct {
	earmark  int64
	received date.Date
	units    int64
}

func (h *holding) cash(m Movement) {
	h.last = m.On
	if m.USD.Sign() < 0 {
		need := h.takeUnused(-m.USD.Units(), m.On)
		need = h.take(need, func(p piece) bool { return p.earmark == h.own }, nil)
		h.missing += h.take(need, func(piece) bool { return true }, nil)
		return
	}
	units := m.USD.Units()
	covered := min(units, h.missing)
	h.missing -= covered
	h.add(piece{h.own, m.On, units - covered})
}

// takeUnused removes up to so many units of what was neither held nor drawn by
// the day, from the contribution's earmark first, and returns how many there
// were not.
func (h *holding) takeUnused(units int64, on date.Date) int64 {
	if len(h.uses) == 0 {
		return units
	}
	from := []int64{h.own}
	for _, p := range h.there {
		if !slices.Contains(from, p.earmark) {
			from = append(from, p.earmark)
		}
	}
	for _, earmark := range from {
		part := min(units, h.unused(earmark, on))
		units += h.take(part, func(p piece) bool { return p.earmark == earmark }, nil) - part
	}
	return units
}

// unused is what is there under the earmark and was neither held nor drawn by
// the day.
func (h *holding) unused(earmark int64, on date.Date) (units int64) {
	for _, p := range h.there {
		if p.earmark == earmark {
			units += p.units
		}
	}
	for _, u := range h.uses {
		if u.Earmark == earmark && !u.On.After(on) {
			units -= u.units()
		}
	}
	return max(units, 0)
}

// transfer returns how much of the transfer was not there.
func (h *holding) transfer(t Transfer) int64 {
	units := t.USD.Units()
	if t.all() {
		units = h.unused(t.From, t.On)
		if h.own == t.From {
			h.own = t.To
		}
	}
	var moved []piece
	missing := h.take(units, func(p piece) bool { return p.earmark == t.From }, &moved)
	for _, p := range moved {
		p.earmark = t.To
		h.add(p)
	}
	return missing
}

func (h *holding) add(p piece) {
	if p.units == 0 {
		return
	}
	for i := range h.there {
		if h.there[i].earmark == p.earmark && h.there[i].received == p.received {
			h.there[i].units += p.units
			return
		}
	}
	h.there = append(h.there, p)
	slices.SortStableFunc(h.there, func(a, b piece) int { return a.received.Compare(b.received) })
}

// take removes up to so many units from what is chosen, the oldest first, and
// returns how many there were not.
func (h *holding) take(units int64, chosen func(piece) bool, into *[]piece) int64 {
	for i := range h.there {
		p := &h.there[i]
		if !chosen(*p) {
			continue
		}
		part := min(units, p.units)
		p.units -= part
		units -= part
		if into != nil && part > 0 {
			*into = append(*into, piece{p.earmark, p.received, part})
		}
	}
	h.there = slices.DeleteFunc(h.there, func(p piece) bool { return p.units == 0 })
	return units
}

func (h *holding) result() []Lot {
	lots := []Lot{}
	for _, p := range h.there {
		lots = append(lots, Lot{h.contribution, p.earmark, p.received, money.FromUnits(p.units, money.USD)})
	}
	if h.missing > 0 {
		lots = append(lots, Lot{h.contribution, h.own, h.last, money.FromUnits(-h.missing, money.USD)})
	}
	return lots
}

// Total is the sum of the lots under the earmark.
//
// Error: money.too_large.
func Total(lots []Lot, earmark int64) (money.Money, error) {
	var amounts []money.Money
	for _, l := range lots {
		if l.Earmark == earmark {
			amounts = append(amounts, l.USD)
		}
	}
	return money.Sum(money.USD, amounts...)
}

// Assign decides whether a contribution can be given for an earmark: once, and
// before any of its money has come. It is pure.
//
// Errors: earmark.assigned, earmark.money_received; earmark.invalid with the
// fields "earmark" (earmark.closed) and "reference" (earmark.no_reference).
func Assign(t Tree, r Record, earlier *Assignment, a Assignment) error {
	to, err := t.ByID(a.Earmark)
	if err != nil {
		return err
	}
	if earlier != nil {
		was, err := t.ByID(earlier.Earmark)
		if err != nil {
			return err
		}
		return problem.New(problem.Conflict, "earmark.assigned", "code", was.Code, "reference", earlier.Reference)
	}
	if len(r.Cash) > 0 {
		return problem.New(problem.Conflict, "earmark.money_received", "date", r.Cash[0].On)
	}
	var fields problem.Fields
	if !to.OpenOn(a.On) {
		fields.Add("earmark", "earmark.closed", "code", to.Code, "date", to.Closure.On)
	}
	if a.Reference == "" {
		fields.Add("reference", "earmark.no_reference")
	}
	return fields.Err("earmark.invalid")
}

// Move decides whether money can go from one earmark to another. It is pure.
//
// Errors: earmark.not_enough when less is there, or free of what spending holds
// and has drawn, on the day or later; earmark.invalid with the fields "to"
// (earmark.same, earmark.closed), "amount" (earmark.not_positive), "on"
// (earmark.before_earlier), "consent_on" (earmark.consent_after),
// "consent_reference" (earmark.no_consent) and "reason" (earmark.no_reason).
func Move(t Tree, r Record, move Transfer) error {
	from, err := t.ByID(move.From)
	if err != nil {
		return err
	}
	to, err := t.ByID(move.To)
	if err != nil {
		return err
	}
	var fields problem.Fields
	if from.ID == to.ID {
		fields.Add("to", "earmark.same", "code", to.Code)
	}
	if !to.OpenOn(move.On) {
		fields.Add("to", "earmark.closed", "code", to.Code, "date", to.Closure.On)
	}
	if !move.all() && move.USD.Sign() <= 0 {
		fields.Add("amount", "earmark.not_positive", "value", move.USD)
	}
	if n := len(r.Transfers); n > 0 && move.On.Before(r.Transfers[n-1].On) {
		fields.Add("on", "earmark.before_earlier", "date", move.On, "last", r.Transfers[n-1].On)
	}
	if move.ConsentOn.After(move.On) {
		fields.Add("consent_on", "earmark.consent_after", "consent", move.ConsentOn, "date", move.On)
	}
	if move.ConsentReference == "" {
		fields.Add("consent_reference", "earmark.no_consent")
	}
	if move.Reason == "" {
		fields.Add("reason", "earmark.no_reason")
	}
	if err := fields.Err("earmark.invalid"); err != nil {
		return err
	}
	there, err := Total(r.Lots(move.On), move.From)
	if err != nil {
		return err
	}
	before := newPool(t, []Record{r}, nil)
	there = money.FromUnits(max(min(there.Units(), before.at(pot{r.Contribution, move.From}).At(move.On)), 0), money.USD)
	enough := there.Units() >= move.USD.Units()
	if move.all() {
		enough = there.Sign() > 0 || move.From == r.Own(move.On)
	}
	// What is spent after the day must find its money too.
	r.Transfers = append(slices.Clone(r.Transfers), move)
	after := newPool(t, []Record{r}, nil)
	for _, earmark := range after.pots[r.Contribution] {
		of := pot{r.Contribution, earmark}
		enough = enough && after.left(of, move.On) >= min(0, before.left(of, move.On))
	}
	if !enough {
		return problem.New(problem.Conflict, "earmark.not_enough", "code", from.Code, "available", there, "date", move.On)
	}
	return nil
}
