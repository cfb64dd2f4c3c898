package budgetdb

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/costing"
	"article30/internal/date"
)

type basisRow struct {
	bun.BaseModel `bun:"table:budget_basis"`

	VersionID int64 `bun:",pk"`
	LineSeq   int   `bun:",pk"`
	ColumnSeq int   `bun:",pk"`
	Seq       int   `bun:",pk"`
	Class     costing.Class
	Item      string
	Per       costing.Per
	Quantity  string
	Times     string
	Days      string
	Percent   string
	Vacancy   string
	Cost      string
	ValidFrom date.Date
	Source    string
}

func (r basisRow) term() (costing.Term, error) {
	t := costing.Term{Class: r.Class, Item: r.Item, Per: r.Per, From: r.ValidFrom, Source: r.Source}
	for _, d := range []struct {
		into *decimal.Decimal
		text string
	}{{&t.Quantity, r.Quantity}, {&t.Times, r.Times}, {&t.Days, r.Days}, {&t.Percent, r.Percent}, {&t.Vacancy, r.Vacancy}, {&t.Cost, r.Cost}} {
		var err error
		if *d.into, err = decimal.NewFromString(d.text); err != nil {
			return t, fmt.Errorf("budgetdb: basis of line %d: %w", r.LineSeq, err)
		}
	}
	return t, nil
}

// readBasis gives the lines what their amounts are computed from.
func (s *Store) readBasis(ctx context.Context, version int64, c *budget.Content) error {
	var rows []basisRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Where("version_id = ?", version).
		Order("line_seq", "column_seq", "seq").Scan(ctx); err != nil {
		return err
	}
	for _, r := range rows {
		if r.LineSeq > len(c.Lines) || r.ColumnSeq > len(c.Columns) {
			return fmt.Errorf("budgetdb: a basis of line %d, column %d", r.LineSeq, r.ColumnSeq)
		}
		t, err := r.term()
		if err != nil {
			return err
		}
		line := &c.Lines[r.LineSeq-1]
		if line.Basis == nil {
			line.Basis = make([][]costing.Term, len(c.Columns))
		}
		line.Basis[r.ColumnSeq-1] = append(line.Basis[r.ColumnSeq-1], t)
	}
	return nil
}

func (s *Store) insertBasis(ctx context.Context, version int64, c budget.Content) error {
	var rows []basisRow
	for i, l := range c.Lines {
		for j := range c.Columns {
			for n, t := range l.BasisOf(j) {
				rows = append(rows, basisRow{
					VersionID: version, LineSeq: i + 1, ColumnSeq: j + 1, Seq: n + 1, Class: t.Class, Item: t.Item, Per: t.Per,
					Quantity: t.Quantity.String(), Times: t.Times.String(), Days: t.Days.String(), Percent: t.Percent.String(),
					Vacancy: t.Vacancy.String(), Cost: t.Cost.String(), ValidFrom: t.From, Source: t.Source,
				})
			}
		}
	}
	return insert(ctx, s, rows)
}
