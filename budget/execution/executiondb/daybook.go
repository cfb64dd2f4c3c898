package executiondb

import (
	"context"

	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/money"
)

// SpendingDaybook hands out every posting there is, by date, entry and place in
// the entry, and holds none of them. fn must not query the database.
func (s *Store) SpendingDaybook(ctx context.Context, fn func(execution.DaybookLine) error) (err error) {
	rows, err := s.conn(ctx).NewSelect().TableExpr("execution_posting AS posting").
		ColumnExpr("posting.account, posting.fund, posting.on_date, posting.currency, posting.amount, posting.usd, posting.allotment_id").
		ColumnExpr("entry.id, entry.kind, entry.payee, entry.reference, entry.reason, COALESCE(entry.reverses, 0)").
		Join("JOIN execution_entry AS entry ON entry.id = posting.entry_id").
		Order("posting.on_date", "posting.entry_id", "posting.seq").Rows(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			l           execution.DaybookLine
			on          date.Date
			currency    money.Currency
			amount, usd int64
		)
		err := rows.Scan(&l.Account, &l.Fund, &on, &currency, &amount, &usd, &l.Allotment,
			&l.Entry, &l.Kind, &l.Payee, &l.Reference, &l.Reason, &l.Reverses)
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

// KeptSpending are the balances that are kept, by fund, account and currency.
func (s *Store) KeptSpending(ctx context.Context) ([]execution.KeptBalance, error) {
	var rows []balanceRow
	if err := s.conn(ctx).NewSelect().Model(&rows).Order("fund", "account", "currency").Scan(ctx); err != nil {
		return nil, err
	}
	kept := make([]execution.KeptBalance, len(rows))
	for i, r := range rows {
		kept[i] = execution.KeptBalance{
			Account: r.Account, Fund: r.Fund, Currency: r.Currency,
			Booked: execution.Booked{Amount: money.FromUnits(r.Amount, r.Currency), USD: dollars(r.USD)},
		}
	}
	return kept, nil
}
