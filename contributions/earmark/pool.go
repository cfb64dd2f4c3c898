package earmark

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/flow"
	"article30/internal/money"
)

// Use is by how much spending changes on a day what it holds and what it has
// drawn of the cash of a contribution under an earmark, in US dollars; what it
// gives back is negative. Contribution and Earmark are 0 for what was recorded
// when it was not kept what spending draws on.
type Use struct {
	Contribution int64
	Earmark      int64
	On           date.Date
	Held         money.Money
	Drawn        money.Money
}

func (u Use) units() int64 { return u.Held.Units() + u.Drawn.Units() }

// Pool is what there is to draw on: the cash of every contribution by earmark,
// less what spending holds and has drawn of it. Money that nobody could
// identify yet is not in it. It is for one goroutine.
//
// It reads a contribution when it is first needed: a spending takes the most
// restricted and the oldest money first, and the rest of the book is not looked at.
type Pool struct {
	tree    Tree
	records []Record // by contribution
	own     map[int64]contributions.OwnSupport
	free    map[pot]*flow.Flow
	pots    map[int64][]int64 // earmarks of a contribution
	unread  *unread           // nil when everything is read
}

// pot is the cash of a contribution under an earmark.
type pot struct{ contribution, earmark int64 }

func newPool(t Tree, records []Record, own map[int64]contributions.OwnSupport) *Pool {
	p := &Pool{tree: t, own: map[int64]contributions.OwnSupport{}, free: map[pot]*flow.Flow{}, pots: map[int64][]int64{}}
	p.add(records, own)
	return p
}

func (p *Pool) add(records []Record, own map[int64]contributions.OwnSupport) {
	maps.Copy(p.own, own)
	for _, r := range records {
		for earmark, course := range r.courses() {
			*p.at(pot{r.Contribution, earmark}) = course
		}
		for _, u := range r.Uses {
			p.use(u)
		}
	}
	p.records = append(p.records, records...)
}

func (p *Pool) at(of pot) *flow.Flow {
	if p.free[of] == nil {
		p.free[of] = &flow.Flow{}
		p.pots[of.contribution] = append(p.pots[of.contribution], of.earmark)
	}
	return p.free[of]
}

// Use counts what is held or drawn.
func (p *Pool) Use(u Use) error {
	err := p.read(u.Contribution)
	p.use(u)
	return err
}

func (p *Pool) use(u Use) {
	p.at(pot{u.Contribution, u.Earmark}).Add(u.On, -u.units())
}

// Left is what nothing holds or has drawn of the contribution's cash under the
// earmark, on the day and on every later one; less than nothing when more is
// used than there is.
func (p *Pool) Left(contribution, earmark int64, on date.Date) (money.Money, error) {
	err := p.read(contribution)
	return money.FromUnits(p.left(pot{contribution, earmark}, on), money.USD), err
}

func (p *Pool) left(of pot, on date.Date) (least int64) {
	if f := p.free[of]; f != nil {
		least, _ = f.Least(on)
	}
	return least
}

// Lots is what is left on the day and on every later one, by contribution and
// then the oldest first. What was used is taken from the oldest money.
func (p *Pool) Lots(on date.Date) ([]Lot, error) {
	err := p.readAll()
	return p.lots(on), err
}

// lots is what is left of what has been read.
func (p *Pool) lots(on date.Date) []Lot {
	lots := []Lot{}
	for _, r := range p.records {
		left := map[int64]int64{}
		for _, earmark := range p.pots[r.Contribution] {
			if units := p.left(pot{r.Contribution, earmark}, on); units > 0 {
				left[earmark] = units
			}
		}
		if len(left) == 0 {
			continue
		}
		own := r.Lots(on)
		for _, l := range slices.Backward(own) {
			units := min(left[l.Earmark], l.USD.Units())
			if units <= 0 {
				continue
			}
			left[l.Earmark] -= units
			l.USD = money.FromUnits(units, money.USD)
			lots = append(lots, l)
		}
	}
	slices.SortStableFunc(lots, func(a, b Lot) int {
		return cmp.Or(cmp.Compare(a.Contribution, b.Contribution), a.Received.Compare(b.Received), cmp.Compare(a.Earmark, b.Earmark))
	})
	return lots
}

// Draw is the function Draw on what is left. Programme support cost is that of
// the contribution's agreement where it sets its own on the day, and percent
// elsewhere.
//
// Errors: those of the function Draw.
func (p *Pool) Draw(on date.Date, want Want, percent decimal.Decimal) (Drawing, error) {
	support := func(contribution int64) decimal.Decimal {
		if own, ok := p.own[contribution].On(on); ok {
			return own
		}
		return percent
	}
	if p.unread != nil {
		d, done, err := p.drawFirst(on, want, support)
		if done || err != nil {
			return d, err
		}
	}
	lots, err := p.Lots(on)
	if err != nil {
		return Drawing{}, err
	}
	return Draw(p.tree, lots, want, support)
}

// Tree is all earmarks by ID.
func (p *Pool) Tree() Tree { return p.tree }

// courses are the contribution's cash by earmark, from day to day.
func (r Record) courses() map[int64]flow.Flow {
	courses, last := map[int64]flow.Flow{}, map[int64]int64{}
	r.replay(date.Date{}, func(on date.Date, h *holding) {
		now := map[int64]int64{}
		for _, l := range h.result() {
			now[l.Earmark] += l.USD.Units()
		}
		for earmark := range last {
			now[earmark] += 0
		}
		for earmark, units := range now {
			course := courses[earmark]
			course.Add(on, units-last[earmark])
			courses[earmark] = course
		}
		last = now
	})
	return courses
}

// Pool is what there is to draw on now. It belongs inside a transaction of the
// caller's, with whose context it goes on reading: nothing of it is written to the
// books before the last drawing.
func (s *Service) Pool(ctx context.Context) (*Pool, error) {
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return nil, err
	}
	p := newPool(tree, nil, nil)
	p.unread = notRead(booksOf{ctx, s})
	return p, nil
}

// Free is the cash that spending neither holds nor has drawn on the day and on
// every later one, by contribution and then the oldest first; and the tree as
// it is printed.
func (s *Service) Free(ctx context.Context, on date.Date) (tree Tree, lots []Lot, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		pool, err := s.Pool(ctx)
		if err != nil {
			return err
		}
		tree = pool.tree.Ordered()
		lots, err = pool.Lots(on)
		return err
	})
	return tree, lots, err
}

// uses is what spending holds and has drawn of the contributions, of all for
// none.
func (s *Service) uses(ctx context.Context, contributions ...int64) ([]Use, error) {
	if s.spending == nil {
		return nil, nil
	}
	return s.spending.Uses(ctx, contributions...)
}
