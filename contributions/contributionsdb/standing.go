package contributionsdb

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
)

// standingRow is what the entries of a contribution come to from one day to
// another, both included. A contribution has a row from each day on which
// something of it counts, and the last goes on for ever.
type standingRow struct {
	bun.BaseModel `bun:"table:standing,alias:standing"`

	ContributionID int64     `bun:"contribution_id,pk"`
	From           date.Date `bun:"from_date,pk"`
	To             date.Date `bun:"to_date"`
	Sums           string    `bun:"sums"`
}

// never is the last day that a date can be.
var never = date.MustParse("2199-12-31")

// figure is one of the sums in a row: of entries of a kind "kind/", of postings
// to an account "/account", or "refund/account" where they are of refunds.
type figure struct {
	name        string
	amount, usd int64
}

func figureName(kind contributions.Kind, account contributions.Account) string {
	return string(kind) + "/" + string(account)
}

// figures are in the order of their names.
type figures []figure

// add counts what moved.
//
// Error: money.overflow.
func (f *figures) add(m figure) error {
	i, there := slices.BinarySearchFunc(*f, m.name, func(f figure, name string) int { return cmp.Compare(f.name, name) })
	if !there {
		*f = slices.Insert(*f, i, m)
		return nil
	}
	into := &(*f)[i]
	var over, overUSD bool
	into.amount, over = plus(into.amount, m.amount)
	into.usd, overUSD = plus(into.usd, m.usd)
	if over || overUSD {
		return tooMuch()
	}
	return nil
}

// String is as the rows have it.
func (f figures) String() string {
	var b []byte
	for i, one := range f {
		if i > 0 {
			b = append(b, ';')
		}
		b = append(append(b, one.name...), ' ')
		b = append(strconv.AppendInt(b, one.amount, 10), ' ')
		b = strconv.AppendInt(b, one.usd, 10)
	}
	return string(b)
}

// eachFigure hands out what String made.
func eachFigure(sums string, fn func(figure)) error {
	for sums != "" {
		one, rest, _ := strings.Cut(sums, ";")
		name, value, _ := strings.Cut(one, " ")
		amount, usd, _ := strings.Cut(value, " ")
		f := figure{name: name}
		var err error
		if f.amount, err = strconv.ParseInt(amount, 10, 64); err != nil {
			return fmt.Errorf("standing %q: %w", sums, err)
		}
		if f.usd, err = strconv.ParseInt(usd, 10, 64); err != nil {
			return fmt.Errorf("standing %q: %w", sums, err)
		}
		fn(f)
		sums = rest
	}
	return nil
}

func figuresOf(sums string) (f figures, err error) {
	err = eachFigure(sums, func(one figure) { f = append(f, one) })
	return f, err
}

// Standings are what the positions of the contributions are made of at the end
// of the day asOf, or now for no date, as it is kept: one row for each.
func (s *Store) Standings(ctx context.Context, list []contributions.Contribution, asOf date.Date) (sums []contributions.Sum, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	if asOf.IsZero() {
		asOf = never
	}
	ids, currencies := make([]int64, len(list)), make(map[int64]string, len(list))
	for i, c := range list {
		ids[i], currencies[c.ID] = c.ID, string(c.Currency)
	}
	named := bun.SafeQuery("TRUE")
	if len(ids) <= few {
		named = bun.SafeQuery("contribution_id IN (?)", bun.List(ids))
	}
	rows, err := s.conn(ctx).QueryContext(ctx,
		"SELECT contribution_id, sums FROM standing WHERE from_date <= ? AND to_date >= ? AND ?", asOf, asOf, named)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sums = make([]contributions.Sum, 0, 6*len(list))
	for rows.Next() {
		var contribution int64
		var kept string
		if err := rows.Scan(&contribution, &kept); err != nil {
			return nil, err
		}
		currency, wanted := currencies[contribution]
		if !wanted {
			continue
		}
		err := eachFigure(kept, func(f figure) {
			kind, account, _ := strings.Cut(f.name, "/")
			sums = append(sums, contributions.Sum{
				Contribution: contribution, Kind: contributions.Kind(kind), Account: contributions.Account(account), Value: booked(currency, f.amount, f.usd),
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return sums, rows.Err()
}

// keepStandings counts entries in the rows of their contributions, from the days
// on which they count.
func (s *Store) keepStandings(ctx context.Context, entries []*contributions.Entry) error {
	kinds, err := s.originals(ctx, entries)
	if err != nil {
		return err
	}
	moves := map[int64][]moved{}
	for _, e := range entries {
		kind := e.Kind
		if of := cmp.Or(e.Reverses, e.Adjusts); of != 0 {
			kind = kinds[of]
		}
		list := append(moves[e.Contribution], moved{e.On, figure{figureName(kind, ""), e.Settles.Units(), e.USD.Units()}})
		for _, p := range e.Postings {
			if elsewhere[p.Account] {
				continue
			}
			of := contributions.Kind("")
			if kind == contributions.Refund {
				of = kind
			}
			list = append(list, moved{p.On, figure{figureName(of, p.Account), p.Amount.Units(), p.USD.Units()}})
		}
		moves[e.Contribution] = list
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(moves)), batch) {
		var rows []standingRow
		err := s.conn(ctx).NewSelect().Model(&rows).Where("contribution_id IN (?)", bun.List(ids)).Order("contribution_id", "from_date").Scan(ctx)
		if err != nil {
			return err
		}
		var changed []standingRow
		for _, id := range ids {
			n := 0
			for n < len(rows) && rows[n].ContributionID == id {
				n++
			}
			now, err := courseOf(rows[:n])
			if err != nil {
				return err
			}
			for _, m := range moves[id] {
				if err := now.add(m); err != nil {
					return err
				}
			}
			changed = append(changed, now.rows(id)...)
			rows = rows[n:]
		}
		for part := range slices.Chunk(changed, batch) {
			_, err := s.conn(ctx).NewInsert().Model(&part).On("CONFLICT (contribution_id, from_date) DO UPDATE").
				Set("to_date = EXCLUDED.to_date").Set("sums = EXCLUDED.sums").Exec(ctx)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// originals are the kinds of what the entries take back or adjust, by ID.
func (s *Store) originals(ctx context.Context, entries []*contributions.Entry) (map[int64]contributions.Kind, error) {
	var ids []int64
	for _, e := range entries {
		if of := cmp.Or(e.Reverses, e.Adjusts); of != 0 {
			ids = append(ids, of)
		}
	}
	kinds := make(map[int64]contributions.Kind, len(ids))
	for part := range slices.Chunk(ids, batch) {
		var rows []struct {
			ID   int64              `bun:"id"`
			Kind contributions.Kind `bun:"kind"`
		}
		err := s.conn(ctx).NewSelect().TableExpr("entry").Column("id", "kind").Where("id IN (?)", bun.List(part)).Scan(ctx, &rows)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			kinds[r.ID] = r.Kind
		}
	}
	return kinds, nil
}

// moved is by how much something changes a figure from a day on.
type moved struct {
	on date.Date
	figure
}

// course is how the figures of a contribution went on, by day.
type course []stretch

type stretch struct {
	from    date.Date
	figures figures
	changed bool // since it was read
}

func courseOf(rows []standingRow) (course, error) {
	c := make(course, len(rows))
	for i, r := range rows {
		f, err := figuresOf(r.Sums)
		if err != nil {
			return nil, err
		}
		c[i] = stretch{from: r.From, figures: f}
	}
	return c, nil
}

// add counts what moved from its day on.
func (c *course) add(m moved) error {
	i, there := slices.BinarySearchFunc(*c, m.on, func(s stretch, on date.Date) int { return s.from.Compare(on) })
	if !there {
		before := stretch{from: m.on}
		if i > 0 {
			before.figures = slices.Clone((*c)[i-1].figures)
			(*c)[i-1].changed = true // it ends earlier
		}
		*c = slices.Insert(*c, i, before)
	}
	for ; i < len(*c); i++ {
		(*c)[i].changed = true
		if err := (*c)[i].figures.add(m.figure); err != nil {
			return err
		}
	}
	return nil
}

// rows are those that changed.
func (c course) rows(contribution int64) (rows []standingRow) {
	for i, s := range c {
		if !s.changed {
			continue
		}
		to := never
		if i+1 < len(c) {
			to = c[i+1].from.AddDays(-1)
		}
		rows = append(rows, standingRow{ContributionID: contribution, From: s.from, To: to, Sums: s.figures.String()})
	}
	return rows
}

// movedQuery is everything that moved a figure, by contribution and day: what
// the rows are to be.
const movedQuery = `
	SELECT entry.contribution_id, entry.on_date, COALESCE(original.kind, entry.kind) || '/' AS figure, entry.settles AS amount, entry.usd
	FROM entry LEFT JOIN entry AS original
		ON entry.kind IN ('reversal', 'rate_correction') AND original.id = COALESCE(entry.reverses, entry.adjusts)
UNION ALL
	SELECT posting.contribution_id, posting.on_date,
		CASE WHEN COALESCE(original.kind, entry.kind) = 'refund' THEN 'refund/' ELSE '/' END || posting.account, posting.amount, posting.usd
	FROM posting JOIN entry ON entry.id = posting.entry_id LEFT JOIN entry AS original
		ON entry.kind IN ('reversal', 'rate_correction') AND original.id = COALESCE(entry.reverses, entry.adjusts)
	WHERE posting.account NOT IN (?)
ORDER BY 1, 2`

// WrongStandings lists the contributions of which other rows are kept than the
// entries and their postings come to, on whichever day.
func (s *Store) WrongStandings(ctx context.Context) ([]int64, error) {
	var kept []standingRow
	if err := s.conn(ctx).NewSelect().Model(&kept).Order("contribution_id", "from_date").Scan(ctx); err != nil {
		return nil, err
	}
	var wrong []int64
	note := func(id int64) {
		if len(wrong) == 0 || wrong[len(wrong)-1] != id {
			wrong = append(wrong, id)
		}
	}
	// compare takes the next contribution's rows from what is kept.
	compare := func(id int64, now course) {
		for len(kept) > 0 && kept[0].ContributionID < id {
			note(kept[0].ContributionID)
			kept = kept[1:]
		}
		n := 0
		for n < len(kept) && kept[n].ContributionID == id {
			n++
		}
		if !slices.Equal(kept[:n], now.rows(id)) {
			note(id)
		}
		kept = kept[n:]
	}
	rows, err := s.conn(ctx).QueryContext(ctx, movedQuery, bun.List(slices.Sorted(maps.Keys(elsewhere))))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	last, now := int64(0), course{}
	for rows.Next() {
		var id int64
		var m moved
		if err := rows.Scan(&id, &m.on, &m.name, &m.amount, &m.usd); err != nil {
			return nil, err
		}
		if id != last {
			if last != 0 {
				compare(last, now)
			}
			last, now = id, course{}
		}
		if err := now.add(m); err != nil {
			return nil, err
		}
	}
	if last != 0 {
		compare(last, now)
	}
	for _, r := range kept {
		note(r.ContributionID)
	}
	return wrong, rows.Err()
}
