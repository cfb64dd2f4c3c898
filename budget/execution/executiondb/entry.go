package executiondb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/turnover"
)

type entryRow struct {
	bun.BaseModel `bun:"table:execution_entry,alias:execution_entry"`

	ID          int64 `bun:"id,pk,autoincrement"`
	AllotmentID int64
	Seq         int
	Kind        execution.Kind
	OnDate      date.Date
	Currency    money.Currency
	Amount      int64
	USD         int64 `bun:"usd"`
	Rate        string
	RateBasis   execution.Basis
	RateDate    date.Date `bun:",nullzero"`
	PSC         int64     `bun:"psc"`
	OfEntry     int64     `bun:",nullzero"`
	Payee       string
	Reference   string
	Advice      string
	Reason      string
	Reverses    int64  `bun:",nullzero"`
	External    string `bun:",nullzero"`
	EnteredBy   string
	RecordedAt  string

	Refunds int64 `bun:"refunds,scanonly,nullzero"`
	Adjusts int64 `bun:"adjusts,scanonly,nullzero"`

	OriginalID int64 `bun:"restored_original,scanonly,nullzero"`
	ReversalID int64 `bun:"restored_reversal,scanonly,nullzero"`
}

// restorationRow says which entry an entry puts back, and which reversal was the
// mistake.
type restorationRow struct {
	bun.BaseModel `bun:"table:execution_restoration,alias:execution_restoration"`

	EntryID    int64 `bun:",pk"`
	OriginalID int64
	ReversalID int64
}

// refundRow says of which expense an entry is a refund.
type refundRow struct {
	bun.BaseModel `bun:"table:execution_refund,alias:execution_refund"`

	EntryID   int64 `bun:",pk"`
	ExpenseID int64
}

// correctionRow says which entry's rate an entry corrects.
type correctionRow struct {
	bun.BaseModel `bun:"table:execution_rate_correction,alias:execution_rate_correction"`

	EntryID int64 `bun:",pk"`
	Adjusts int64
}

type overrideRow struct {
	bun.BaseModel `bun:"table:execution_override,alias:execution_override"`

	EntryID int64          `bun:",pk"`
	Rule    execution.Rule `bun:",pk"`
	Reason  string
}

type postingRow struct {
	bun.BaseModel `bun:"table:execution_posting,alias:execution_posting"`

	EntryID     int64 `bun:",pk"`
	Seq         int   `bun:",pk"`
	Account     execution.Account
	AllotmentID int64
	Funding     budget.Funding
	Fund        execution.Fund
	OnDate      date.Date
	Currency    money.Currency
	Amount      int64
	USD         int64 `bun:"usd"`
}

func dollars(units int64) money.Money { return money.FromUnits(units, money.USD) }

func (r entryRow) entry() (execution.Entry, error) {
	at, err := time.Parse(time.RFC3339, r.RecordedAt)
	if err != nil {
		return execution.Entry{}, err
	}
	e := execution.Entry{
		ID: r.ID, Allotment: r.AllotmentID, Seq: r.Seq, Kind: r.Kind, On: r.OnDate,
		Amount:    money.FromUnits(r.Amount, r.Currency),
		Valuation: execution.Valuation{USD: dollars(r.USD), Basis: r.RateBasis, RateDate: r.RateDate},
		PSC:       dollars(r.PSC), Of: r.OfEntry, Refunds: r.Refunds, Adjusts: r.Adjusts, Payee: r.Payee, Reference: r.Reference, Advice: r.Advice,
		Reason: r.Reason, Reverses: r.Reverses, External: r.External, EnteredBy: r.EnteredBy, RecordedAt: at,
		Restores: execution.Restoration{Original: r.OriginalID, Reversal: r.ReversalID},
	}
	return e, e.Rate.UnmarshalText([]byte(r.Rate))
}

func newEntryRow(e *execution.Entry) entryRow {
	return entryRow{
		AllotmentID: e.Allotment, Seq: e.Seq, Kind: e.Kind, OnDate: e.On,
		Currency: e.Amount.Currency(), Amount: e.Amount.Units(), USD: e.USD.Units(),
		Rate: e.Rate.String(), RateBasis: e.Basis, RateDate: e.RateDate,
		PSC: e.PSC.Units(), OfEntry: e.Of, Payee: e.Payee, Reference: e.Reference, Advice: e.Advice,
		Reason: e.Reason, Reverses: e.Reverses, External: e.External,
		EnteredBy: e.EnteredBy, RecordedAt: instant(e.RecordedAt),
	}
}

// few is how many allotments are asked for by name; the entries of more are
// read in one go and picked out.
const few = 200

// named restricts a query to the allotments.
func named(q *bun.SelectQuery, column string, allotments []int64) *bun.SelectQuery {
	if len(allotments) > few {
		return q
	}
	return q.Where("? IN (?)", bun.Ident(column), bun.List(allotments))
}

// Facts are the entries of the allotments without postings, overrides, purposes
// and draws, by allotment and Seq.
func (s *Store) Facts(ctx context.Context, allotments []int64) ([]execution.Entry, error) {
	if len(allotments) == 0 {
		return nil, nil
	}
	var rows []entryRow
	q := s.conn(ctx).NewSelect().Model(&rows).ColumnExpr("execution_entry.*, execution_refund.expense_id AS refunds, execution_rate_correction.adjusts").
		Join("LEFT JOIN execution_rate_correction ON execution_rate_correction.entry_id = execution_entry.id").
		ColumnExpr("execution_restoration.original_id AS restored_original, execution_restoration.reversal_id AS restored_reversal").
		Join("LEFT JOIN execution_restoration ON execution_restoration.entry_id = execution_entry.id").
		Join("LEFT JOIN execution_refund ON execution_refund.entry_id = execution_entry.id").
		Order("execution_entry.allotment_id", "execution_entry.seq")
	if err := named(q, "execution_entry.allotment_id", allotments).Scan(ctx); err != nil {
		return nil, err
	}
	wanted := make(map[int64]bool, len(allotments))
	for _, id := range allotments {
		wanted[id] = true
	}
	var entries []execution.Entry
	for _, r := range rows {
		if !wanted[r.AllotmentID] {
			continue
		}
		e, err := r.entry()
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// Entries are those of the allotments, with their postings, overrides, purposes
// and draws, by allotment and Seq.
func (s *Store) Entries(ctx context.Context, allotments []int64) ([]execution.Entry, error) {
	entries, err := s.Facts(ctx, allotments)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	at := make(map[int64]int, len(entries))
	for i, e := range entries {
		at[e.ID] = i
	}
	var lines []postingRow
	q := s.conn(ctx).NewSelect().Model(&lines).Order("execution_posting.entry_id", "execution_posting.seq")
	if err := named(q, "execution_posting.allotment_id", allotments).Scan(ctx); err != nil {
		return nil, err
	}
	var overrides []overrideRow
	q = s.conn(ctx).NewSelect().Model(&overrides).ColumnExpr("execution_override.*").
		Join("JOIN execution_entry ON execution_entry.id = execution_override.entry_id").
		OrderExpr("execution_override.entry_id, " + rulesInOrder)
	if err := named(q, "execution_entry.allotment_id", allotments).Scan(ctx); err != nil {
		return nil, err
	}
	purposes, draws, err := s.allDraws(ctx, allotments)
	if err != nil {
		return nil, err
	}
	for id, i := range at {
		entries[i].Purpose, entries[i].Draws = purposes[id], draws[id]
	}
	for _, l := range lines {
		if i, ok := at[l.EntryID]; ok {
			entries[i].Postings = append(entries[i].Postings, execution.Posting{
				Account: l.Account, Fund: l.Fund, Amount: money.FromUnits(l.Amount, l.Currency), USD: dollars(l.USD),
			})
		}
	}
	for _, o := range overrides {
		if i, ok := at[o.EntryID]; ok {
			entries[i].Overrides = append(entries[i].Overrides, execution.Override{Rule: o.Rule, Reason: o.Reason})
		}
	}
	return entries, nil
}

// Overridden are the entries of a document's allotments up to the end of the
// day asOf that were made against a rule and not taken back, by ID, with their
// overrides and without postings.
func (s *Store) Overridden(ctx context.Context, budget int64, asOf date.Date) ([]execution.Entry, error) {
	var rows []struct {
		entryRow
		Rule execution.Rule
		Why  string
	}
	err := s.conn(ctx).NewSelect().TableExpr("execution_override").
		ColumnExpr("execution_entry.*, execution_override.rule, execution_override.reason AS why").
		Join("JOIN execution_entry ON execution_entry.id = execution_override.entry_id").
		Join("JOIN allotment ON allotment.id = execution_entry.allotment_id").
		Join("JOIN budget_version ON budget_version.id = allotment.version_id").
		Where("budget_version.budget_id = ?", budget).Where("execution_entry.on_date <= ?", asOf).
		Where("NOT EXISTS (SELECT 1 FROM execution_entry AS later WHERE later.reverses = execution_entry.id)").
		OrderExpr("execution_entry.id, "+rulesInOrder).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	var entries []execution.Entry
	for _, r := range rows {
		if n := len(entries); n == 0 || entries[n-1].ID != r.ID {
			e, err := r.entry()
			if err != nil {
				return nil, err
			}
			entries = append(entries, e)
		}
		last := &entries[len(entries)-1]
		last.Overrides = append(last.Overrides, execution.Override{Rule: r.Rule, Reason: r.Why})
	}
	return entries, nil
}

// rulesInOrder is the order of execution.Rules.
const rulesInOrder = "CASE execution_override.rule WHEN 'not_adopted' THEN 1 WHEN 'not_approved' THEN 2 ELSE 3 END"

// AddEntries inserts entries of one allotment with their postings, overrides,
// purposes and draws, brings the kept balances and the turnover up to date, and fills
// the IDs in.
//
// Error: books.too_large.
func (s *Store) AddEntries(ctx context.Context, a execution.Allotment, entries []*execution.Entry) error {
	ids, err := s.insertEntries(ctx, entries)
	if err != nil {
		return err
	}
	var lines []postingRow
	var overrides []overrideRow
	var refunds []refundRow
	var restorations []restorationRow
	var corrections []correctionRow
	var moved []turnover.Posting
	var purposes []purposeRow
	var draws []drawRow
	for _, e := range entries {
		e.ID = ids[e.Seq]
		if e.Refunds != 0 {
			refunds = append(refunds, refundRow{EntryID: e.ID, ExpenseID: e.Refunds})
		}
		if e.Adjusts != 0 {
			corrections = append(corrections, correctionRow{EntryID: e.ID, Adjusts: e.Adjusts})
		}
		if r := e.Restores; r.Original != 0 {
			restorations = append(restorations, restorationRow{EntryID: e.ID, OriginalID: r.Original, ReversalID: r.Reversal})
		}
		purpose, parts := purposeAndDraws(e)
		purposes, draws = append(purposes, purpose...), append(draws, parts...)
		for _, o := range e.Overrides {
			overrides = append(overrides, overrideRow{EntryID: e.ID, Rule: o.Rule, Reason: o.Reason})
		}
		for i, p := range e.Postings {
			lines = append(lines, postingRow{
				EntryID: e.ID, Seq: i + 1, Account: p.Account, AllotmentID: a.ID, Funding: a.Line.Funding, Fund: p.Fund,
				OnDate: e.On, Currency: p.Amount.Currency(), Amount: p.Amount.Units(), USD: p.USD.Units(),
			})
			if e.Reverses == 0 {
				moved = append(moved, turnover.Posting{Currency: p.Amount.Currency(), Amount: p.Amount.Units(), USD: p.USD.Units()})
			}
		}
	}
	if err := turnover.Keep(ctx, s.conn(ctx), turnover.Execution, moved); err != nil {
		return err
	}
	if err := insert(ctx, s.conn(ctx), refunds); err != nil {
		return err
	}
	if err := insert(ctx, s.conn(ctx), corrections); err != nil {
		return err
	}
	if err := insert(ctx, s.conn(ctx), restorations); err != nil {
		return err
	}
	if err := insert(ctx, s.conn(ctx), overrides); err != nil {
		return err
	}
	if err := insert(ctx, s.conn(ctx), lines); err != nil {
		return err
	}
	if err := insert(ctx, s.conn(ctx), purposes); err != nil {
		return err
	}
	if err := insert(ctx, s.conn(ctx), draws); err != nil {
		return err
	}
	return s.keepBalances(ctx, lines)
}

// insertEntries gives the IDs of the rows by Seq: neither engine promises an
// order.
func (s *Store) insertEntries(ctx context.Context, entries []*execution.Entry) (map[int]int64, error) {
	ids := make(map[int]int64, len(entries))
	for len(entries) > 0 {
		n := min(batch, len(entries))
		rows := make([]entryRow, n)
		for i, e := range entries[:n] {
			rows[i] = newEntryRow(e)
		}
		var made []entryRow
		if err := s.conn(ctx).NewInsert().Model(&rows).Returning("id, seq").Scan(ctx, &made); err != nil {
			return nil, err
		}
		if len(made) != n {
			return nil, problem.New(problem.Internal, "db.rows_missing")
		}
		for _, r := range made {
			ids[r.Seq] = r.ID
		}
		entries = entries[n:]
	}
	return ids, nil
}
