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

func (r entryRow) entry() (contributions.Entry, error) {
	at, err := time.Parse(time.RFC3339, r.RecordedAt)
	if err != nil {
		return contributions.Entry{}, err
	}
	e := contributions.Entry{
		ID: r.ID, Contribution: r.ContributionID, Donor: r.DonorID, Seq: r.Seq,
		Kind: contributions.Kind(r.Kind), On: r.OnDate, DateKnown: r.DateKnown,
		Amount:  money.FromUnits(r.Amount, money.Currency(r.Currency)),
		Settles: money.FromUnits(r.Settles, money.Currency(r.OwnCurrency)),
		Valuation: contributions.Valuation{
			USD: dollars(r.USD), Basis: contributions.Basis(r.RateBasis), RateDate: r.RateDate,
		},
		Reason: r.Reason, Reverses: r.Reverses, Adjusts: r.Adjusts, External: r.External,
		EnteredBy: r.EnteredBy, RecordedAt: at, Payment: r.payment(r.Currency),
	}
	e.Delivery, e.Restores = r.beside.facts()
	if r.Printed != "" {
		e.Printed = json.RawMessage(r.Printed)
	}
	if r.USDUnore != nil {
		e.USDUnore = dollars(*r.USDUnore)
	}
	r.value(&e.Valuation)
	return e, e.Rate.UnmarshalText([]byte(r.Rate))
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
	var rows []entryRow
	err := named(s.entries(ctx, &rows), "entry.contribution_id").Order("entry.contribution_id", "entry.seq").Scan(ctx)
	if err != nil {
		return nil, err
	}
	wanted := make(map[int64]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	rows = slices.DeleteFunc(rows, func(r entryRow) bool { return !wanted[r.ContributionID] })
	var lines []postingRow
	err = named(s.lines(ctx, &lines), "posting.contribution_id").Scan(ctx)
	if err != nil {
		return nil, err
	}
	return assemble(rows, lines)
}

// EachEntry hands out every entry with its postings, by ID.
func (s *Store) EachEntry(ctx context.Context, fn func(e contributions.Entry) error) error {
	for last := int64(0); ; {
		var rows []entryRow
		err := s.entries(ctx, &rows).Where("entry.id > ?", last).Order("entry.id").Limit(batch).Scan(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		var lines []postingRow
		err = s.lines(ctx, &lines).Where("posting.entry_id > ? AND posting.entry_id <= ?", last, rows[len(rows)-1].ID).Scan(ctx)
		if err != nil {
			return err
		}
		entries, err := assemble(rows, lines)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := fn(e); err != nil {
				return err
			}
		}
		last = rows[len(rows)-1].ID
	}
}

func (s *Store) entries(ctx context.Context, rows *[]entryRow) *bun.SelectQuery {
	return withPolicy(withBeside(withPayment(s.conn(ctx).NewSelect().Model(rows).ColumnExpr("entry.*").
		ColumnExpr("contribution.donor_id, contribution.currency AS own_currency").
		Join("JOIN contribution ON contribution.id = entry.contribution_id"))))
}

func (s *Store) lines(ctx context.Context, lines *[]postingRow) *bun.SelectQuery {
	return s.conn(ctx).NewSelect().Model(lines).Order("posting.entry_id", "posting.seq")
}

// assemble puts entries and postings together, in the order of the entries.
// Postings of other entries are left out.
func assemble(rows []entryRow, lines []postingRow) ([]contributions.Entry, error) {
	entries := make([]contributions.Entry, len(rows))
	index := make(map[int64]int, len(rows))
	for i, r := range rows {
		e, err := r.entry()
		if err != nil {
			return nil, err
		}
		entries[i], index[e.ID] = e, i
	}
	for _, l := range lines {
		i, ok := index[l.EntryID]
		if !ok {
			continue
		}
		entries[i].Postings = append(entries[i].Postings, contributions.Posting{
			Account: contributions.Account(l.Account), On: l.OnDate,
			Amount: money.FromUnits(l.Amount, money.Currency(l.Currency)), USD: dollars(l.USD),
		})
	}
	return entries, nil
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
