package contributions

import (
	"cmp"
	"slices"

	"article30/budget/conference"
	"article30/internal/money"
	"article30/internal/problem"
)

// ContributionStatus is where one contribution stands. One in kind stands apart
// from cash: its Position is zero throughout, InKind is what was pledged and not
// written down or was delivered beyond that, and Goods and Services are what of
// it was delivered, at the value of that day.
type ContributionStatus struct {
	Contribution Contribution
	Donor        Donor
	StateParty   bool // the donor is a party to the Convention in force on the day
	Position
	InKind, Goods, Services Booked
	Proceeds                *Proceeds // of what it is a share, as known today; nil where nothing was said
}

// StatusRow is the status of what one donor contributed for one year, in US
// dollars. The figures mean what they mean in Position, of which each is the
// sum over the contributions, and so its identity holds here too. Expected is
// the sum of what is agreed or, where nothing is, pledged.
type StatusRow struct {
	Donor         Donor
	StateParty    bool
	Year          int
	Contributions int
	Pledged       money.Money
	Agreed        money.Money
	Expected      money.Money
	Received      money.Money
	Refunded      money.Money
	WrittenDown   money.Money
	Exchange      money.Money
	Overpaid      money.Money
	Outstanding   money.Money
	InKind        money.Money // apart from cash, and in no other figure
	Goods         money.Money // of InKind, delivered
	Services      money.Money // of InKind, delivered
}

// Statuses puts together what the books say of each contribution. Sums are
// those of all of them, as of one day; parties are the States parties of that
// day. The order is that of the contributions.
//
// Error: money.too_large.
func Statuses(list []Contribution, donors map[int64]Donor, sums []Sum, parties map[conference.ParticipantID]bool) ([]ContributionStatus, error) {
	of := byContribution(sums, len(list))
	statuses := make([]ContributionStatus, len(list))
	for i, c := range list {
		p, err := PositionOf(c.Currency, of[c.ID])
		if err != nil {
			return nil, err
		}
		donor := donors[c.Donor]
		none := nothing(c.Currency)
		status := ContributionStatus{c, donor, parties[donor.Party], p, none, none, none, nil}
		if c.Mode == InKind {
			if status.Goods, status.Services, err = delivered(c.Currency, of[c.ID]); err != nil {
				return nil, err
			}
			status.InKind = p.Outstanding.plus(status.Goods).plus(status.Services)
			if status.Position, err = PositionOf(c.Currency, nil); err != nil {
				return nil, err
			}
		}
		statuses[i] = status
	}
	return statuses, nil
}

// byContribution has the sums of each contribution, of about so many. Those that
// follow each other are not copied.
func byContribution(sums []Sum, about int) map[int64][]Sum {
	of := make(map[int64][]Sum, about)
	for len(sums) > 0 {
		id, n := sums[0].Contribution, 1
		for n < len(sums) && sums[n].Contribution == id {
			n++
		}
		if there := of[id]; there == nil {
			of[id] = sums[:n:n]
		} else {
			of[id] = append(there, sums[:n]...)
		}
		sums = sums[n:]
	}
	return of
}

// ByDonorAndYear adds contributions up, in the order of donors' names and then
// of years. A contribution of which nothing is known yet as of the day has no
// part in it.
//
// Error: money.overflow.
func ByDonorAndYear(statuses []ContributionStatus) ([]StatusRow, error) {
	type key struct {
		donor int64
		year  int
	}
	index := map[key]int{}
	var rows []StatusRow
	for n := range statuses {
		s := &statuses[n]
		if s.empty() {
			continue
		}
		k := key{s.Donor.ID, s.Contribution.Year}
		i, ok := index[k]
		if !ok {
			i = len(rows)
			index[k] = i
			rows = append(rows, newRow(*s))
		}
		rows[i].Contributions++
		if err := rows[i].add(s); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(rows, func(a, b StatusRow) int {
		return cmp.Or(
			cmp.Compare(a.Donor.Name, b.Donor.Name),
			cmp.Compare(a.Donor.ID, b.Donor.ID),
			cmp.Compare(a.Year, b.Year),
		)
	})
	return rows, nil
}

// Total is the sum of rows, without donor and year.
//
// Error: money.overflow.
func Total(rows []StatusRow) (StatusRow, error) {
	total := newRow(ContributionStatus{})
	for _, r := range rows {
		total.Contributions += r.Contributions
		parts := r.figures()
		for i, into := range total.figures() {
			sum, err := addTotals(*into, *parts[i])
			if err != nil {
				return StatusRow{}, err
			}
			*into = sum
		}
	}
	return total, nil
}

func newRow(s ContributionStatus) StatusRow {
	row := StatusRow{Donor: s.Donor, StateParty: s.StateParty, Year: s.Contribution.Year}
	for _, figure := range row.figures() {
		*figure = money.Zero(money.USD)
	}
	return row
}

func (r *StatusRow) figures() [12]*money.Money {
	return [...]*money.Money{
		&r.Pledged, &r.Agreed, &r.Expected, &r.Received, &r.Refunded, &r.WrittenDown,
		&r.Exchange, &r.Overpaid, &r.Outstanding, &r.InKind, &r.Goods, &r.Services,
	}
}

func (r *StatusRow) add(s *ContributionStatus) error {
	parts := [...]Booked{
		s.Pledged, s.Agreed, s.Expected(), s.Received, s.Refunded, s.WrittenDown,
		s.Exchange, s.Overpaid, s.Outstanding, s.InKind, s.Goods, s.Services,
	}
	for i, into := range r.figures() {
		sum, err := addTotals(*into, parts[i].USD)
		if err != nil {
			return err
		}
		*into = sum
	}
	return nil
}

// addTotals adds totals, which may be beyond the limits of a single amount but
// not beyond what the books can hold.
func addTotals(a, b money.Money) (money.Money, error) {
	sum := addUnits(a, b.Units())
	if (b.Sign() > 0) != (sum.Units() > a.Units()) && !b.IsZero() {
		return money.Money{}, problem.New(problem.Invalid, "money.overflow")
	}
	return sum, nil
}

// empty reports that nothing at all is known of the contribution.
func (s *ContributionStatus) empty() bool {
	return s.Pledged.Amount.IsZero() && s.Agreed.Amount.IsZero() && s.Received.Amount.IsZero() && s.InKind.Amount.IsZero()
}
