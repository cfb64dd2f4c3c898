package earmark

import (
	"cmp"
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Open is a contribution with what is left of its cash in the end, in US dollars.
type Open struct {
	Contribution int64
	Earmark      int64     // what it was given for
	Moved        bool      // of which something was transferred
	Since        date.Date // no money in it was received before
	USD          money.Money
}

// compare tells the order in which money is drawn on that a contribution received
// on a day: that of days and of one day that of contributions.
func (o Open) compare(received date.Date, contribution int64) int {
	return cmp.Or(o.Since.Compare(received), cmp.Compare(o.Contribution, contribution))
}

// unread is what a Pool has not read yet.
type unread struct {
	from books
	done map[int64]bool   // contributions that are read
	open map[int64][]Open // by earmark, the oldest first; nil until it is asked for

	// first is how many contributions a drawing reads at first, and twice as many
	// each time that they are not enough; of more than most, everything is read.
	first, most int
}

func notRead(from books) *unread {
	return &unread{from: from, done: map[int64]bool{}, first: 64, most: 4096}
}

// next is the oldest that is not read of what was given for one of the earmarks.
func (u *unread) next(earmarks []int64) (oldest Open, there bool) {
	for _, id := range earmarks {
		for len(u.open[id]) > 0 && u.done[u.open[id][0].Contribution] {
			u.open[id] = u.open[id][1:]
		}
		if list := u.open[id]; len(list) > 0 && (!there || list[0].compare(oldest.Since, oldest.Contribution) < 0) {
			oldest, there = list[0], true
		}
	}
	return oldest, there
}

// books is where a Pool reads.
type books interface {
	// open are the contributions of which something is left in the end, and those of
	// which something was transferred.
	open() ([]Open, error)
	// records are what is known of the contributions, of all for none.
	records(contributions ...int64) ([]Record, map[int64]contributions.OwnSupport, error)
}

// read reads contributions that are not read yet.
func (p *Pool) read(ids ...int64) error {
	if p.unread == nil {
		return nil
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return p.unread.done[id] })
	switch {
	case len(ids) == 0:
		return nil
	case len(ids) > p.unread.most:
		return p.readAll()
	}
	records, own, err := p.unread.from.records(ids...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		p.unread.done[id] = true
	}
	p.add(records, own)
	return nil
}

// readAll reads whatever is not read yet.
func (p *Pool) readAll() error {
	if p.unread == nil {
		return nil
	}
	records, own, err := p.unread.from.records()
	if err != nil {
		return err
	}
	p.add(slices.DeleteFunc(records, func(r Record) bool { return p.unread.done[r.Contribution] }), own)
	slices.SortFunc(p.records, func(a, b Record) int { return cmp.Compare(a.Contribution, b.Contribution) })
	p.unread = nil
	return nil
}

// drawFirst draws without reading everything, where the money that is drawn on first
// is enough. It goes through the ranks of the earmarks, and through each from the
// oldest contribution on. What nothing was transferred of has its money under its own
// earmark, and none from before its first receipt: so what is read and older than
// that first day of everything that is not comes first for certain, and only that is
// drawn on.
//
// Errors: those of the function Draw, but for money that is missing: then it is not done.
func (p *Pool) drawFirst(on date.Date, want Want, support func(contribution int64) decimal.Decimal) (d Drawing, done bool, err error) {
	part := p.unread.first
	if p.unread.open == nil {
		if err := p.firstOpen(); err != nil {
			return Drawing{}, false, err
		}
	}
	ranks := p.ranks(want)
	rankOf := map[int64]int{}
	for rank, earmarks := range ranks {
		for _, id := range earmarks {
			rankOf[id] = rank
		}
	}
	lots := p.lots(on)
	for rank, earmarks := range ranks {
		for p.unread != nil {
			next, more := p.unread.next(earmarks)
			first := slices.DeleteFunc(slices.Clone(lots), func(l Lot) bool {
				r, fits := rankOf[l.Earmark]
				return !fits || r > rank || r == rank && more && next.compare(l.Received, l.Contribution) <= 0
			})
			d, err := Draw(p.tree, first, want, support)
			switch {
			case err == nil:
				return d, true, nil
			case !problem.Is(err, "earmark.no_money") && !problem.Is(err, "earmark.no_free_money"):
				return Drawing{}, false, err
			}
			if !more {
				break
			}
			if err := p.readOldest(part, earmarks); err != nil {
				return Drawing{}, false, err
			}
			part, lots = 2*part, p.lots(on)
		}
	}
	return Drawing{}, false, nil
}

// readOldest reads up to so many contributions given for one of the earmarks, the
// oldest first.
func (p *Pool) readOldest(most int, earmarks []int64) error {
	var ids []int64
	for len(ids) < most {
		o, there := p.unread.next(earmarks)
		if !there {
			break
		}
		p.unread.open[o.Earmark] = p.unread.open[o.Earmark][1:]
		ids = append(ids, o.Contribution)
	}
	return p.read(ids...)
}

// firstOpen asks for what is open, and reads that of which something was transferred.
func (p *Pool) firstOpen() error {
	list, err := p.unread.from.open()
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b Open) int { return a.compare(b.Since, b.Contribution) })
	p.unread.open = map[int64][]Open{}
	var moved []int64
	for _, o := range list {
		if o.Moved {
			moved = append(moved, o.Contribution)
		} else {
			p.unread.open[o.Earmark] = append(p.unread.open[o.Earmark], o)
		}
	}
	return p.read(moved...)
}

// ranks are the earmarks that fit, in the order in which they are drawn on.
func (p *Pool) ranks(want Want) (ranks [][]int64) {
	if want.Instead != nil {
		for i, id := range want.Instead.Earmarks {
			if !slices.Contains(want.Instead.Earmarks[:i], id) {
				ranks = append(ranks, []int64{id})
			}
		}
		return ranks
	}
	for degree := Tightly; degree >= Free; degree-- {
		var fit []int64
		for _, e := range p.tree {
			if e.Degree == degree && p.tree.Fits(e.ID, want.Purpose) {
				fit = append(fit, e.ID)
			}
		}
		ranks = append(ranks, fit)
	}
	return ranks
}

// booksOf are the books of a service, read in the transaction of the context.
type booksOf struct {
	ctx context.Context
	*Service
}

func (b booksOf) open() ([]Open, error) {
	list, err := b.store.Cash(b.ctx)
	if err != nil || b.spending == nil {
		return list, err
	}
	used, err := b.spending.Used(b.ctx)
	for i, o := range list {
		list[i].USD = money.FromUnits(o.USD.Units()-used[o.Contribution], money.USD)
	}
	return slices.DeleteFunc(list, func(o Open) bool { return !o.Moved && o.USD.Sign() <= 0 }), err
}

func (b booksOf) records(ids ...int64) ([]Record, map[int64]contributions.OwnSupport, error) {
	records, _, err := b.Service.records(b.ctx, ids...)
	if err != nil {
		return nil, nil, err
	}
	own, err := b.contributions.OwnSupport(b.ctx, ids...)
	return records, own, err
}
