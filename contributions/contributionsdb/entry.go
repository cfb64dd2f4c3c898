package contributionsdb

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/turnover"
)

type entryRow struct {
	bun.BaseModel `bun:"table:entry,alias:entry"`

	ID             int64     `bun:"id,pk,autoincrement"`
	ContributionID int64     `bun:"contribution_id"`
	Seq            int       `bun:"seq"`
	Kind           string    `bun:"kind"`
	OnDate         date.Date `bun:"on_date"`
	DateKnown      bool      `bun:"date_known"`
	Currency       string    `bun:"currency"`
	Amount         int64     `bun:"amount"`
	USD            int64     `bun:"usd"`
	Rate           string    `bun:"rate"`
	RateBasis      string    `bun:"rate_basis"`
	RateDate       date.Date `bun:"rate_date,nullzero"`
	USDUnore       *int64    `bun:"usd_unore"`
	Settles        int64     `bun:"settles"`
	Reason         string    `bun:"reason"`
	Reverses       int64     `bun:"reverses,nullzero"`
	Adjusts        int64     `bun:"adjusts,nullzero"`
	External       string    `bun:"external,nullzero"`
	Printed        string    `bun:"printed,nullzero"`
	EnteredBy      string    `bun:"entered_by"`
	RecordedAt     string    `bun:"recorded_at"`

	DonorID     int64  `bun:"donor_id,scanonly"`
	OwnCurrency string `bun:"own_currency,scanonly"`
	paid
	beside
	valued
}

type postingRow struct {
	bun.BaseModel `bun:"table:posting,alias:posting"`

	EntryID        int64     `bun:"entry_id,pk"`
	Seq            int       `bun:"seq,pk"`
	Account        string    `bun:"account"`
	DonorID        int64     `bun:"donor_id"`
	ContributionID int64     `bun:"contribution_id"`
	OnDate         date.Date `bun:"on_date"`
	Currency       string    `bun:"currency"`
	Amount         int64     `bun:"amount"`
	USD            int64     `bun:"usd"`
}

type balanceRow struct {
	bun.BaseModel `bun:"table:balance,alias:balance"`

	Account  string `bun:"account,pk"`
	DonorID  int64  `bun:"donor_id,pk"`
	Currency string `bun:"currency,pk"`
	Amount   int64  `bun:"amount"`
	USD      int64  `bun:"usd"`
}

func dollars(units int64) money.Money { return money.FromUnits(units, money.USD) }

func booked(c string, amount, usd int64) contributions.Booked {
	return contributions.Booked{Amount: money.FromUnits(amount, money.Currency(c)), USD: dollars(usd)}
}

// entry is what the row says, but for the rate and the time of recording, which are
// read apart.
func (r *entryRow) entry() contributions.Entry {
	e := contributions.Entry{
		ID: r.ID, Contribution: r.ContributionID, Donor: r.DonorID, Seq: r.Seq,
		Kind: contributions.Kind(r.Kind), On: r.OnDate, DateKnown: r.DateKnown,
		Amount:  money.FromUnits(r.Amount, money.Currency(r.Currency)),
		Settles: money.FromUnits(r.Settles, money.Currency(r.OwnCurrency)),
		Valuation: contributions.Valuation{
			USD: dollars(r.USD), Basis: contributions.Basis(r.RateBasis), RateDate: r.RateDate,
		},
		Reason: r.Reason, Reverses: r.Reverses, Adjusts: r.Adjusts, External: r.External,
		EnteredBy: r.EnteredBy, Payment: r.payment(r.Currency),
	}
	e.Delivery, e.Restores = r.beside.facts()
	if r.Printed != "" {
		e.Printed = json.RawMessage(r.Printed)
	}
	if r.USDUnore != nil {
		e.USDUnore = dollars(*r.USDUnore)
	}
	r.value(&e.Valuation)
	return e
}

func newEntryRow(e *contributions.Entry) entryRow {
	r := entryRow{
		ContributionID: e.Contribution, Seq: e.Seq, Kind: string(e.Kind),
		OnDate: e.On, DateKnown: e.DateKnown,
		Currency: string(e.Amount.Currency()), Amount: e.Amount.Units(), USD: e.USD.Units(),
		Rate: e.Rate.String(), RateBasis: basisColumn(e.Basis), RateDate: e.RateDate,
		Settles: e.Settles.Units(), Reason: e.Reason, Reverses: e.Reverses, Adjusts: e.Adjusts, External: e.External,
		Printed: string(e.Printed), EnteredBy: e.EnteredBy, RecordedAt: e.RecordedAt.UTC().Format(time.RFC3339),
	}
	if e.USDUnore != (money.Money{}) {
		units := e.USDUnore.Units()
		r.USDUnore = &units
	}
	return r
}

// few is how many contributions are asked for by name; the entries of more
// are read in one go and picked out.
const few = 200

// Entries are those of the contributions, with their postings, by contribution
// and Seq.
func (s *Store) Entries(ctx context.Context, ids []int64) ([]contributions.Entry, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	named := func(q *bun.SelectQuery, column string) *bun.SelectQuery {
		if len(ids) > few {
			return q
		}
		return q.Where("? IN (?)", bun.Ident(column), bun.List(ids))
	}
	wanted := make(map[int64]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	entries, err := s.entries(ctx, func(contribution int64) bool { return wanted[contribution] }, func(q *bun.SelectQuery) *bun.SelectQuery {
		return named(q, "entry.contribution_id").Order("entry.contribution_id", "entry.seq")
	})
	if err != nil {
		return nil, err
	}
	return entries, s.addPostings(ctx, entries, func(q *bun.SelectQuery) *bun.SelectQuery { return named(q, "posting.contribution_id") })
}

// EachEntry hands out every entry with its postings, by ID.
func (s *Store) EachEntry(ctx context.Context, fn func(e contributions.Entry) error) error {
	every := func(int64) bool { return true }
	for last := int64(0); ; {
		entries, err := s.entries(ctx, every, func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("entry.id > ?", last).Order("entry.id").Limit(batch)
		})
		if err != nil || len(entries) == 0 {
			return err
		}
		until := entries[len(entries)-1].ID
		err = s.addPostings(ctx, entries, func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("posting.entry_id > ? AND posting.entry_id <= ?", last, until)
		})
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := fn(e); err != nil {
				return err
			}
		}
		last = until
	}
}

// entries are the entries without postings that a query is narrowed down to, of
// the contributions that are wanted. It scans the columns itself: there may be a
// million rows.
func (s *Store) entries(ctx context.Context, wanted func(contribution int64) bool, narrow func(*bun.SelectQuery) *bun.SelectQuery) ([]contributions.Entry, error) {
	q := s.conn(ctx).NewSelect().Model((*entryRow)(nil)).
		ColumnExpr("entry.id, entry.contribution_id, entry.seq, entry.kind, entry.on_date, entry.date_known, entry.currency, entry.amount, entry.usd").
		ColumnExpr("entry.rate, entry.rate_basis, entry.rate_date, entry.usd_unore, entry.settles, entry.reason").
		ColumnExpr("COALESCE(entry.reverses, 0) AS reverses, COALESCE(entry.adjusts, 0) AS adjusts").
		ColumnExpr("COALESCE(entry.external, '') AS external, COALESCE(entry.printed, '') AS printed, entry.entered_by, entry.recorded_at").
		ColumnExpr("contribution.donor_id, contribution.currency AS own_currency").
		Join("JOIN contribution ON contribution.id = entry.contribution_id")
	rows, err := narrow(withPolicy(withBeside(withPayment(q)))).Rows(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []contributions.Entry
	var r entryRow
	columns := []any{
		&r.ID, &r.ContributionID, &r.Seq, &r.Kind, &r.OnDate, &r.DateKnown, &r.Currency, &r.Amount, &r.USD,
		&r.Rate, &r.RateBasis, &r.RateDate, &r.USDUnore, &r.Settles, &r.Reason,
		&r.Reverses, &r.Adjusts, &r.External, &r.Printed, &r.EnteredBy, &r.RecordedAt, &r.DonorID, &r.OwnCurrency,
	}
	columns = append(columns, r.paid.columns()...)
	columns = append(columns, r.beside.columns()...)
	columns = append(columns, r.valued.columns()...)
	var rate remembered[money.Rate]
	var at remembered[time.Time]
	for rows.Next() {
		if err := rows.Scan(columns...); err != nil {
			return nil, err
		}
		if !wanted(r.ContributionID) {
			continue
		}
		e := r.entry()
		if e.Rate, err = rate.parse(r.Rate, parseRate); err != nil {
			return nil, err
		}
		if e.RecordedAt, err = at.parse(r.RecordedAt, parseTime); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// remembered is what a text was parsed to, for the next row, which often has the
// same.
type remembered[T any] struct {
	text  string
	value T
}

func (m *remembered[T]) parse(text string, parse func(string) (T, error)) (T, error) {
	if text == m.text {
		return m.value, nil
	}
	value, err := parse(text)
	if err == nil {
		m.text, m.value = text, value
	}
	return value, err
}

func parseRate(text string) (r money.Rate, err error) {
	err = r.UnmarshalText([]byte(text))
	return r, err
}

func parseTime(text string) (time.Time, error) { return time.Parse(time.RFC3339, text) }

// addPostings gives entries the postings that a query is narrowed down to. Postings
// of other entries are left out.
func (s *Store) addPostings(ctx context.Context, entries []contributions.Entry, narrow func(*bun.SelectQuery) *bun.SelectQuery) error {
	index := make(map[int64]int, len(entries))
	for i := range entries {
		index[entries[i].ID] = i
	}
	q := s.conn(ctx).NewSelect().Model((*postingRow)(nil)).
		Column("entry_id", "account", "on_date", "currency", "amount", "usd").Order("posting.entry_id", "posting.seq")
	rows, err := narrow(q).Rows(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	all := make([]contributions.Posting, 0, 3*len(entries)) // those of an entry follow each other
	var r postingRow
	for rows.Next() {
		if err := rows.Scan(&r.EntryID, &r.Account, &r.OnDate, &r.Currency, &r.Amount, &r.USD); err != nil {
			return err
		}
		i, ok := index[r.EntryID]
		if !ok {
			continue
		}
		all = append(all, contributions.Posting{
			Account: contributions.Account(r.Account), On: r.OnDate,
			Amount: money.FromUnits(r.Amount, money.Currency(r.Currency)), USD: dollars(r.USD),
		})
		n := len(entries[i].Postings) + 1
		entries[i].Postings = all[len(all)-n : len(all) : len(all)]
	}
	return rows.Err()
}

// AddEntries inserts entries with their postings, brings the kept balances and
// the turnover up to date, and fills the IDs in.
//
// Error: books.too_large.
func (s *Store) AddEntries(ctx context.Context, entries []*contributions.Entry) error {
	type name struct {
		contribution int64
		seq          int
	}
	rows := make([]entryRow, len(entries))
	for i, e := range entries {
		rows[i] = newEntryRow(e)
	}
	ids := make(map[name]int64, len(entries))
	err := insertReturning(ctx, s.conn(ctx), rows, "id, contribution_id, seq", func(r entryRow) {
		ids[name{r.ContributionID, r.Seq}] = r.ID
	})
	if err != nil {
		return err
	}
	var lines []postingRow
	var moved []turnover.Posting
	for _, e := range entries {
		e.ID = ids[name{e.Contribution, e.Seq}]
		for i, p := range e.Postings {
			lines = append(lines, postingRow{
				EntryID: e.ID, Seq: i + 1, Account: string(p.Account), DonorID: e.Donor, ContributionID: e.Contribution,
				OnDate: p.On, Currency: string(p.Amount.Currency()), Amount: p.Amount.Units(), USD: p.USD.Units(),
			})
			if e.Reverses == 0 {
				moved = append(moved, turnover.Posting{Currency: p.Amount.Currency(), Amount: p.Amount.Units(), USD: p.USD.Units()})
			}
		}
	}
	if err := turnover.Keep(ctx, s.conn(ctx), turnover.Contributions, moved); err != nil {
		return err
	}
	if err := insertAll(ctx, s.conn(ctx), lines); err != nil {
		return err
	}
	if err := s.addPayments(ctx, entries); err != nil {
		return err
	}
	if err := s.addBeside(ctx, entries); err != nil {
		return err
	}
	if err := s.addPolicies(ctx, entries); err != nil {
		return err
	}
	if err := s.keepStandings(ctx, entries); err != nil {
		return err
	}
	return s.keepBalances(ctx, lines)
}

// keepBalances adds postings to the balances kept for donors and accounts.
func (s *Store) keepBalances(ctx context.Context, lines []postingRow) error {
	type name struct {
		account  string
		donor    int64
		currency string
	}
	sums := map[name]balanceRow{}
	for _, l := range lines {
		n := name{l.Account, l.DonorID, l.Currency}
		sum, ok := sums[n]
		if !ok {
			sum = balanceRow{Account: l.Account, DonorID: l.DonorID, Currency: l.Currency}
		}
		var overflow bool
		if sum.Amount, overflow = plus(sum.Amount, l.Amount); overflow {
			return tooMuch()
		}
		if sum.USD, overflow = plus(sum.USD, l.USD); overflow {
			return tooMuch()
		}
		sums[n] = sum
	}
	rows := slices.SortedFunc(maps.Values(sums), func(a, b balanceRow) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.DonorID, b.DonorID), cmp.Compare(a.Currency, b.Currency))
	})
	for len(rows) > 0 {
		part := rows[:min(batch, len(rows))]
		_, err := s.conn(ctx).NewInsert().Model(&part).
			On("CONFLICT (account, donor_id, currency) DO UPDATE").
			Set("amount = balance.amount + EXCLUDED.amount").
			Set("usd = balance.usd + EXCLUDED.usd").
			Exec(ctx)
		if err != nil {
			return err
		}
		rows = rows[len(part):]
	}
	return nil
}

func plus(a, b int64) (sum int64, overflow bool) {
	sum = a + b
	return sum, (a > 0) == (b > 0) && (sum > 0) != (a > 0) && a != 0 && b != 0
}

func tooMuch() error { return problem.New(problem.Invalid, "money.overflow") }
