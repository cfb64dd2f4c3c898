package contributionsdb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

type fixedRateRow struct {
	bun.BaseModel `bun:"table:fixed_rate,alias:fixed_rate"`

	ID         int64     `bun:"id,pk,autoincrement"`
	Currency   string    `bun:"currency"`
	FromOn     date.Date `bun:"from_on"`
	ToOn       date.Date `bun:"to_on"`
	PerUSD     string    `bun:"per_usd"`
	Reference  string    `bun:"reference"`
	EnteredBy  string    `bun:"entered_by"`
	RecordedAt string    `bun:"recorded_at"`

	Reason      *string `bun:"reason,scanonly"`
	WithdrawnBy *string `bun:"withdrawn_by,scanonly"`
	WithdrawnAt *string `bun:"withdrawn_at,scanonly"`
}

type withdrawalRow struct {
	bun.BaseModel `bun:"table:fixed_rate_withdrawal,alias:withdrawal"`

	FixedRateID int64  `bun:"fixed_rate_id,pk"`
	Reason      string `bun:"reason"`
	EnteredBy   string `bun:"entered_by"`
	RecordedAt  string `bun:"recorded_at"`
}

type policyRow struct {
	bun.BaseModel `bun:"table:contribution_policy,alias:contribution_policy"`

	ContributionID int64  `bun:"contribution_id,pk"`
	Revision       int    `bun:"revision,pk"`
	Policy         string `bun:"policy"`
	Reason         string `bun:"reason"`
	EnteredBy      string `bun:"entered_by"`
	RecordedAt     string `bun:"recorded_at"`
}

type entryPolicyRow struct {
	bun.BaseModel `bun:"table:entry_policy,alias:entry_policy"`

	EntryID     int64  `bun:"entry_id,pk"`
	Policy      string `bun:"policy"`
	FixedRateID int64  `bun:"fixed_rate_id,nullzero"`
	Document    string `bun:"document"`
}

// valued is what an entry's row reads of its policy.
type valued struct {
	Policy      *string `bun:"policy,scanonly"`
	FixedRateID int64   `bun:"fixed_rate_id,scanonly"`
	Document    *string `bun:"document,scanonly"`
}

func (v *valued) columns() []any { return []any{&v.Policy, &v.FixedRateID, &v.Document} }

// withPolicy adds what valued reads to a query of entries.
func withPolicy(q *bun.SelectQuery) *bun.SelectQuery {
	return q.ColumnExpr("entry_policy.policy, COALESCE(entry_policy.fixed_rate_id, 0) AS fixed_rate_id, entry_policy.document").
		Join("LEFT JOIN entry_policy ON entry_policy.entry_id = entry.id")
}

// value puts what the policy says into a valuation.
func (v valued) value(into *contributions.Valuation) {
	if v.Policy == nil {
		return
	}
	into.FixedRate, into.Document = v.FixedRateID, *v.Document
	if contributions.Policy(*v.Policy) == contributions.ByFixedRate {
		into.Basis = contributions.Fixed
	}
}

// basisColumn is how the column knows a basis: a rate other than the
// operational one is a bank's there, and entry_policy says whose it is.
func basisColumn(b contributions.Basis) string {
	if b == contributions.Fixed {
		b = contributions.Bank
	}
	return string(b)
}

// addPolicies inserts by which policy entries were valued.
func (s *Store) addPolicies(ctx context.Context, entries []*contributions.Entry) error {
	var rows []entryPolicyRow
	for _, e := range entries {
		switch {
		case e.Basis == contributions.Fixed:
			rows = append(rows, entryPolicyRow{EntryID: e.ID, Policy: string(contributions.ByFixedRate), FixedRateID: e.FixedRate})
		case e.Document != "":
			rows = append(rows, entryPolicyRow{EntryID: e.ID, Policy: string(contributions.ByBank), Document: e.Document})
		}
	}
	return insertAll(ctx, s.conn(ctx), rows)
}

// FixedRates lists the rates of periods by ID.
func (s *Store) FixedRates(ctx context.Context) ([]contributions.FixedRate, error) {
	var rows []fixedRateRow
	err := s.conn(ctx).NewSelect().Model(&rows).ColumnExpr("fixed_rate.*").
		ColumnExpr("withdrawal.reason, withdrawal.entered_by AS withdrawn_by, withdrawal.recorded_at AS withdrawn_at").
		Join("LEFT JOIN fixed_rate_withdrawal AS withdrawal ON withdrawal.fixed_rate_id = fixed_rate.id").
		Order("fixed_rate.id").Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]contributions.FixedRate, len(rows))
	for i, r := range rows {
		list[i] = contributions.FixedRate{
			ID: r.ID, Currency: money.Currency(r.Currency), From: r.FromOn, To: r.ToOn, Reference: r.Reference, EnteredBy: r.EnteredBy,
		}
		if list[i].PerUSD, err = money.ParseRate(r.PerUSD); err != nil {
			return nil, err
		}
		if list[i].RecordedAt, err = time.Parse(time.RFC3339, r.RecordedAt); err != nil {
			return nil, err
		}
		if r.WithdrawnAt != nil {
			at, err := time.Parse(time.RFC3339, *r.WithdrawnAt)
			if err != nil {
				return nil, err
			}
			list[i].Withdrawn = contributions.Withdrawal{Reason: *r.Reason, EnteredBy: *r.WithdrawnBy, RecordedAt: at}
		}
	}
	return list, nil
}

// AddFixedRate inserts a fixed rate and fills its ID in.
//
// Error: fixed_rate.overlaps.
func (s *Store) AddFixedRate(ctx context.Context, r *contributions.FixedRate) error {
	row := fixedRateRow{
		Currency: string(r.Currency), FromOn: r.From, ToOn: r.To, PerUSD: r.PerUSD.String(), Reference: r.Reference,
		EnteredBy: r.EnteredBy, RecordedAt: r.RecordedAt.UTC().Format(time.RFC3339),
	}
	return s.conn(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &r.ID)
}

// WithdrawFixedRate inserts the withdrawal of a fixed rate.
//
// Error: fixed_rate.used.
func (s *Store) WithdrawFixedRate(ctx context.Context, r contributions.FixedRate) error {
	_, err := s.conn(ctx).NewInsert().Model(&withdrawalRow{
		FixedRateID: r.ID, Reason: r.Withdrawn.Reason, EnteredBy: r.Withdrawn.EnteredBy,
		RecordedAt: r.Withdrawn.RecordedAt.UTC().Format(time.RFC3339),
	}).Exec(ctx)
	return err
}

// Policies lists the policies that were set, by contribution and revision.
func (s *Store) Policies(ctx context.Context, contribution int64) ([]contributions.PolicyRevision, error) {
	var rows []policyRow
	q := s.conn(ctx).NewSelect().Model(&rows).Order("contribution_id", "revision")
	if contribution != 0 {
		q.Where("contribution_id = ?", contribution)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]contributions.PolicyRevision, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = contributions.PolicyRevision{
			Contribution: r.ContributionID, Revision: r.Revision, Policy: contributions.Policy(r.Policy),
			Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

// AddPolicy inserts a policy of a contribution.
func (s *Store) AddPolicy(ctx context.Context, p contributions.PolicyRevision) error {
	_, err := s.conn(ctx).NewInsert().Model(&policyRow{
		ContributionID: p.Contribution, Revision: p.Revision, Policy: string(p.Policy), Reason: p.Reason,
		EnteredBy: p.EnteredBy, RecordedAt: p.RecordedAt.UTC().Format(time.RFC3339),
	}).Exec(ctx)
	return err
}
