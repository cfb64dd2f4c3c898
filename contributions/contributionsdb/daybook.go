package contributionsdb

import (
	"context"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

// Daybook hands out every posting there is, by date, entry and place in the
// entry, and holds none of them. fn must not query the database.
func (s *Store) Daybook(ctx context.Context, fn func(contributions.Line) error) (err error) {
	rows, err := s.conn(ctx).NewSelect().TableExpr("posting").
		ColumnExpr("posting.account, posting.on_date, posting.currency, posting.amount, posting.usd").
		ColumnExpr("entry.id, entry.kind, entry.reason, COALESCE(entry.reverses, 0)").
		ColumnExpr("contribution.source, contribution.reference, donor.id, donor.name").
		Join("LEFT JOIN donor_identity ON donor_identity.donor_id = posting.donor_id").
		Join("JOIN entry ON entry.id = posting.entry_id").
		Join("JOIN contribution ON contribution.id = posting.contribution_id").
		Join("JOIN donor ON donor.id = COALESCE(donor_identity.now_id, posting.donor_id)").
		Order("posting.on_date", "posting.entry_id", "posting.seq").Rows(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			l           contributions.Line
			on          date.Date
			currency    money.Currency
			amount, usd int64
		)
		err := rows.Scan(&l.Account, &on, &currency, &amount, &usd,
			&l.Entry, &l.Kind, &l.Reason, &l.Reverses, &l.Source, &l.Reference, &l.Donor, &l.DonorName)
		if err != nil {
			return err
		}
		l.On, l.Amount, l.USD = on, money.FromUnits(amount, currency), dollars(usd)
		if err := fn(l); err != nil {
			return err
		}
	}
	return rows.Err()
}

// KeptBalances are those of all donors, by donor, account and currency: of one
// that was entered more than once, the sums of those of its records.
func (s *Store) KeptBalances(ctx context.Context) ([]contributions.KeptBalance, error) {
	var rows []struct {
		balanceRow
		Name string `bun:"name"`
	}
	err := s.conn(ctx).NewSelect().TableExpr("balance").
		ColumnExpr("balance.account, donor.id AS donor_id, balance.currency, donor.name").
		ColumnExpr("CAST(SUM(balance.amount) AS BIGINT) AS amount, CAST(SUM(balance.usd) AS BIGINT) AS usd").
		Join("LEFT JOIN donor_identity ON donor_identity.donor_id = balance.donor_id").
		Join("JOIN donor ON donor.id = COALESCE(donor_identity.now_id, balance.donor_id)").
		Group("donor.id", "donor.name", "balance.account", "balance.currency").
		Order("donor.id", "balance.account", "balance.currency").Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	balances := make([]contributions.KeptBalance, len(rows))
	for i, r := range rows {
		balances[i] = contributions.KeptBalance{Donor: r.DonorID, DonorName: r.Name, Balance: contributions.Balance{
			Account: contributions.Account(r.Account), Booked: booked(r.Currency, r.Amount, r.USD),
		}}
	}
	return balances, nil
}
