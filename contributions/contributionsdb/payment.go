package contributionsdb

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"article30/budget/conference"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

type paymentRow struct {
	bun.BaseModel `bun:"table:payment,alias:payment"`

	EntryID       int64     `bun:"entry_id,pk"`
	BankReference string    `bun:"bank_reference"`
	Charges       int64     `bun:"charges"`
	ChargesUSD    int64     `bun:"charges_usd"`
	InstalmentDue date.Date `bun:"instalment_due,nullzero"`
	ClearedID     int64     `bun:"cleared_id,nullzero"`
}

type officialRow struct {
	bun.BaseModel `bun:"table:official_receipt,alias:official_receipt"`

	Year    int   `bun:"year,pk"`
	Number  int   `bun:"number,pk"`
	EntryID int64 `bun:"entry_id"`
}

// paid is what an entry's row reads of its payment.
type paid struct {
	BankReference  *string   `bun:"bank_reference,scanonly"`
	Charges        int64     `bun:"charges,scanonly"`
	ChargesUSD     int64     `bun:"charges_usd,scanonly"`
	InstalmentDue  date.Date `bun:"instalment_due,scanonly"`
	ClearedID      int64     `bun:"cleared_id,scanonly"`
	OfficialYear   int       `bun:"official_year,scanonly"`
	OfficialNumber int       `bun:"official_number,scanonly"`
}

func (p *paid) columns() []any {
	return []any{&p.BankReference, &p.Charges, &p.ChargesUSD, &p.InstalmentDue, &p.ClearedID, &p.OfficialYear, &p.OfficialNumber}
}

// withPayment adds what paid reads to a query of entries.
func withPayment(q *bun.SelectQuery) *bun.SelectQuery {
	return q.ColumnExpr("payment.bank_reference, COALESCE(payment.charges, 0) AS charges").
		ColumnExpr("COALESCE(payment.charges_usd, 0) AS charges_usd, payment.instalment_due").
		ColumnExpr("COALESCE(payment.cleared_id, 0) AS cleared_id").
		ColumnExpr("COALESCE(official_receipt.year, 0) AS official_year, COALESCE(official_receipt.number, 0) AS official_number").
		Join("LEFT JOIN payment ON payment.entry_id = entry.id").
		Join("LEFT JOIN official_receipt ON official_receipt.entry_id = entry.id")
}

func (p paid) payment(currency string) contributions.Payment {
	payment := contributions.Payment{
		Instalment: p.InstalmentDue, Cleared: p.ClearedID,
		Official: contributions.OfficialNumber{Year: p.OfficialYear, Number: p.OfficialNumber},
	}
	if p.BankReference != nil {
		payment.BankReference = *p.BankReference
	}
	if p.Charges != 0 {
		payment.Charges = booked(currency, p.Charges, p.ChargesUSD)
	}
	return payment
}

// addPayments inserts what the bank says of entries, and their official
// receipts.
func (s *Store) addPayments(ctx context.Context, entries []*contributions.Entry) error {
	var payments []paymentRow
	var officials []officialRow
	for _, e := range entries {
		p := e.Payment
		if p.BankReference != "" || !p.Charges.Amount.IsZero() || !p.Instalment.IsZero() || p.Cleared != 0 {
			payments = append(payments, paymentRow{
				EntryID: e.ID, BankReference: p.BankReference, InstalmentDue: p.Instalment, ClearedID: p.Cleared,
				Charges: p.Charges.Amount.Units(), ChargesUSD: p.Charges.USD.Units(),
			})
		}
		if p.Official != (contributions.OfficialNumber{}) {
			officials = append(officials, officialRow{Year: p.Official.Year, Number: p.Official.Number, EntryID: e.ID})
		}
	}
	if err := insertAll(ctx, s.conn(ctx), payments); err != nil {
		return err
	}
	return insertAll(ctx, s.conn(ctx), officials)
}

// MatchOf is the other half of the match to which an entry belongs: a receipt
// and the entry that took the money out of suspense; 0 for any other entry.
func (s *Store) MatchOf(ctx context.Context, entry int64) (int64, error) {
	var row paymentRow
	err := s.conn(ctx).NewSelect().Model(&row).Where("cleared_id IS NOT NULL AND (entry_id = ? OR cleared_id = ?)", entry, entry).Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil
	case row.EntryID == entry:
		return row.ClearedID, err
	}
	return row.EntryID, err
}

// LastOfficial is the highest number of the official receipts of a year; 0
// where there is none.
func (s *Store) LastOfficial(ctx context.Context, year int) (int, error) {
	var last int
	err := s.conn(ctx).NewSelect().Table("official_receipt").ColumnExpr("COALESCE(MAX(number), 0)").
		Where("year = ?", year).Scan(ctx, &last)
	return last, err
}

// OfficialReceipts are those of a year, of all years for 0, by number.
func (s *Store) OfficialReceipts(ctx context.Context, year int) ([]contributions.OfficialReceipt, error) {
	var rows []struct {
		Year         int       `bun:"year"`
		Number       int       `bun:"number"`
		EntryID      int64     `bun:"entry_id"`
		Kind         string    `bun:"kind"`
		OnDate       date.Date `bun:"on_date"`
		PaidCurrency string    `bun:"paid_currency"`
		Amount       int64     `bun:"amount"`
		USD          int64     `bun:"usd"`
		Cancelled    date.Date `bun:"cancelled"`
		Contribution int64     `bun:"contribution"`
		Source       string    `bun:"source"`
		Reference    string    `bun:"reference"`
		GivenFor     int       `bun:"given_for"`
		Currency     string    `bun:"currency"`
		Donor        int64     `bun:"donor"`
		DonorName    string    `bun:"donor_name"`
		DonorKind    string    `bun:"donor_kind"`
		DonorParty   *string   `bun:"donor_party"`
	}
	q := s.conn(ctx).NewSelect().TableExpr("official_receipt").
		ColumnExpr("official_receipt.year, official_receipt.number, entry.id AS entry_id, entry.kind, entry.on_date").
		ColumnExpr("entry.currency AS paid_currency, entry.amount, entry.usd, reversal.on_date AS cancelled").
		ColumnExpr("contribution.id AS contribution, contribution.source, contribution.reference, contribution.year AS given_for").
		ColumnExpr("contribution.currency, donor.id AS donor, donor.name AS donor_name, donor.kind AS donor_kind, donor.party_id AS donor_party").
		Join("JOIN entry ON entry.id = official_receipt.entry_id").
		Join("LEFT JOIN entry AS reversal ON reversal.reverses = entry.id").
		Join("JOIN contribution ON contribution.id = entry.contribution_id").
		Join("LEFT JOIN donor_identity ON donor_identity.donor_id = contribution.donor_id").
		Join("JOIN donor ON donor.id = COALESCE(donor_identity.now_id, contribution.donor_id)").
		Order("official_receipt.year", "official_receipt.number")
	if year != 0 {
		q = q.Where("official_receipt.year = ?", year)
	}
	if err := q.Scan(ctx, &rows); err != nil {
		return nil, err
	}
	list := make([]contributions.OfficialReceipt, len(rows))
	for i, r := range rows {
		list[i] = contributions.OfficialReceipt{
			OfficialNumber: contributions.OfficialNumber{Year: r.Year, Number: r.Number}, Entry: r.EntryID,
			Contribution: contributions.Contribution{
				ID: r.Contribution, Source: r.Source, Reference: r.Reference, Donor: r.Donor, Year: r.GivenFor,
				Currency: money.Currency(r.Currency),
			},
			Donor: contributions.Donor{ID: r.Donor, Name: r.DonorName, Kind: contributions.DonorKind(r.DonorKind)},
			On:    r.OnDate, Amount: money.FromUnits(r.Amount, money.Currency(r.PaidCurrency)), USD: dollars(r.USD),
			Cancelled: r.Cancelled, IsReceipt: r.Kind == string(contributions.Receipt),
		}
		if r.DonorParty != nil {
			list[i].Donor.Party = conference.ParticipantID(*r.DonorParty)
		}
	}
	return list, nil
}
