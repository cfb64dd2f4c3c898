package budgetdb

import (
	"context"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/money"
)

type columnRow struct {
	bun.BaseModel `bun:"table:budget_column"`

	VersionID int64 `bun:",pk"`
	Seq       int   `bun:",pk"`
	Year      int
	Stage     budget.Stage
	Label     string
}

type lineRow struct {
	bun.BaseModel `bun:"table:budget_line"`

	VersionID  int64 `bun:",pk"`
	Seq        int   `bun:",pk"`
	Code       string
	Title      string
	Section    string
	Mandate    budget.Mandate        `bun:",nullzero"`
	Instrument conference.Instrument `bun:",nullzero"`
	Object     budget.Object         `bun:",nullzero"`
	Funding    budget.Funding
}

// amountRow is a figure in ten-thousandths of a US dollar.
type amountRow struct {
	bun.BaseModel `bun:"table:budget_amount"`

	VersionID int64 `bun:",pk"`
	LineSeq   int   `bun:",pk"`
	ColumnSeq int   `bun:",pk"`
	Amount    int64
}

func (s *Store) Content(ctx context.Context, version int64) (budget.Content, error) {
	var c budget.Content
	var v versionRow
	var columns []columnRow
	var lines []lineRow
	var amounts []amountRow
	conn := s.Conn(ctx)
	if err := conn.NewSelect().Model(&v).Where("id = ?", version).Scan(ctx); err != nil {
		return c, err
	}
	if err := conn.NewSelect().Model(&columns).Where("version_id = ?", version).Order("seq").Scan(ctx); err != nil {
		return c, err
	}
	if err := conn.NewSelect().Model(&lines).Where("version_id = ?", version).Order("seq").Scan(ctx); err != nil {
		return c, err
	}
	if err := conn.NewSelect().Model(&amounts).Where("version_id = ?", version).Scan(ctx); err != nil {
		return c, err
	}
	var err error
	if c.PSCPercent, err = decimal.NewFromString(v.PSCPercent); err != nil {
		return c, err
	}
	if c.Unit, err = decimal.NewFromString(v.Unit); err != nil {
		return c, err
	}
	column, line := map[int]int{}, map[int]int{}
	for i, r := range columns {
		column[r.Seq] = i
		c.Columns = append(c.Columns, budget.Column{Year: r.Year, Stage: r.Stage, Label: r.Label})
	}
	for i, r := range lines {
		line[r.Seq] = i
		c.Lines = append(c.Lines, budget.Line{
			Code: r.Code, Title: r.Title, Section: r.Section, Mandate: r.Mandate, Instrument: r.Instrument,
			Object: r.Object, Funding: r.Funding, Amounts: make([]money.Money, len(columns)),
		})
	}
	for _, r := range amounts {
		c.Lines[line[r.LineSeq]].Amounts[column[r.ColumnSeq]] = money.FromUnits(r.Amount, money.USD)
	}
	if err := s.readTexts(ctx, version, &c); err != nil {
		return c, err
	}
	return c, s.readBasis(ctx, version, &c)
}

func (s *Store) insertContent(ctx context.Context, version int64, c budget.Content) error {
	columns := make([]columnRow, len(c.Columns))
	for i, col := range c.Columns {
		columns[i] = columnRow{VersionID: version, Seq: i + 1, Year: col.Year, Stage: col.Stage, Label: col.Label}
	}
	lines := make([]lineRow, len(c.Lines))
	var amounts []amountRow
	for i, l := range c.Lines {
		lines[i] = lineRow{
			VersionID: version, Seq: i + 1, Code: l.Code, Title: l.Title, Section: l.Section, Mandate: l.Mandate,
			Instrument: l.Instrument, Object: l.Object, Funding: l.Funding,
		}
		for j, m := range l.Amounts {
			if m != (money.Money{}) {
				amounts = append(amounts, amountRow{VersionID: version, LineSeq: i + 1, ColumnSeq: j + 1, Amount: m.Units()})
			}
		}
	}
	if err := insert(ctx, s, columns); err != nil {
		return err
	}
	if err := insert(ctx, s, lines); err != nil {
		return err
	}
	if err := insert(ctx, s, amounts); err != nil {
		return err
	}
	if err := s.insertTexts(ctx, version, c); err != nil {
		return err
	}
	return s.insertBasis(ctx, version, c)
}
