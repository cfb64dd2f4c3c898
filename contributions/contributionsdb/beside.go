package contributionsdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
)

type deliveryRow struct {
	bun.BaseModel `bun:"table:delivery,alias:delivery"`

	EntryID     int64     `bun:"entry_id,pk"`
	Nature      string    `bun:"nature"`
	UsedFor     string    `bun:"used_for"`
	Description string    `bun:"description"`
	Basis       string    `bun:"basis"`
	Valuer      string    `bun:"valuer"`
	ValuedOn    date.Date `bun:"valued_on"`
	Document    string    `bun:"document"`
}

type restorationRow struct {
	bun.BaseModel `bun:"table:restoration,alias:restoration"`

	EntryID    int64 `bun:"entry_id,pk"`
	OriginalID int64 `bun:"original_id"`
	ReversalID int64 `bun:"reversal_id"`
}

// beside is what few entries have: a delivery in kind, and what they put back.
type beside struct {
	Nature      string    `bun:"delivery_nature,scanonly"`
	UsedFor     string    `bun:"delivery_use,scanonly"`
	Description string    `bun:"delivery_description,scanonly"`
	ValueBasis  string    `bun:"delivery_basis,scanonly"`
	Valuer      string    `bun:"delivery_valuer,scanonly"`
	ValuedOn    date.Date `bun:"delivery_valued_on,scanonly"`
	Document    string    `bun:"delivery_document,scanonly"`
	OriginalID  int64     `bun:"restored_original,scanonly"`
	ReversalID  int64     `bun:"restored_reversal,scanonly"`
}

func (b *beside) columns() []any {
	return []any{&b.Nature, &b.UsedFor, &b.Description, &b.ValueBasis, &b.Valuer, &b.ValuedOn, &b.Document, &b.OriginalID, &b.ReversalID}
}

// withBeside adds what beside reads to a query of entries.
func withBeside(q *bun.SelectQuery) *bun.SelectQuery {
	return q.ColumnExpr("COALESCE(delivery.nature, '') AS delivery_nature, COALESCE(delivery.used_for, '') AS delivery_use").
		ColumnExpr("COALESCE(delivery.description, '') AS delivery_description, COALESCE(delivery.basis, '') AS delivery_basis").
		ColumnExpr("COALESCE(delivery.valuer, '') AS delivery_valuer, delivery.valued_on AS delivery_valued_on").
		ColumnExpr("COALESCE(delivery.document, '') AS delivery_document").
		ColumnExpr("COALESCE(restoration.original_id, 0) AS restored_original, COALESCE(restoration.reversal_id, 0) AS restored_reversal").
		Join("LEFT JOIN delivery ON delivery.entry_id = entry.id").
		Join("LEFT JOIN restoration ON restoration.entry_id = entry.id")
}

func (b beside) facts() (contributions.Delivery, contributions.Restoration) {
	return contributions.Delivery{
		Nature: contributions.Nature(b.Nature), Use: contributions.Use(b.UsedFor), Description: b.Description,
		Basis: contributions.ValueBasis(b.ValueBasis), Valuer: b.Valuer, ValuedOn: b.ValuedOn, Document: b.Document,
	}, contributions.Restoration{Original: b.OriginalID, Reversal: b.ReversalID}
}

// addBeside inserts deliveries and what is put back.
func (s *Store) addBeside(ctx context.Context, entries []*contributions.Entry) error {
	var deliveries []deliveryRow
	var restorations []restorationRow
	for _, e := range entries {
		if d := e.Delivery; d != (contributions.Delivery{}) {
			deliveries = append(deliveries, deliveryRow{
				EntryID: e.ID, Nature: string(d.Nature), UsedFor: string(d.Use), Description: d.Description,
				Basis: string(d.Basis), Valuer: d.Valuer, ValuedOn: d.ValuedOn, Document: d.Document,
			})
		}
		if r := e.Restores; r != (contributions.Restoration{}) {
			restorations = append(restorations, restorationRow{EntryID: e.ID, OriginalID: r.Original, ReversalID: r.Reversal})
		}
	}
	if err := insertAll(ctx, s.conn(ctx), deliveries); err != nil {
		return err
	}
	return insertAll(ctx, s.conn(ctx), restorations)
}
