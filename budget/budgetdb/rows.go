package budgetdb

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"article30/budget"
	"article30/internal/date"
)

type budgetRow struct {
	bun.BaseModel `bun:"table:budget"`

	ID         int64  `bun:"id,pk,autoincrement"`
	SessionID  string `bun:",nullzero"`
	Kind       budget.Kind
	Symbol     string
	Title      string
	EnteredBy  string
	RecordedAt string
}

func newBudgetRow(b budget.Budget) budgetRow {
	return budgetRow{
		SessionID: b.Session, Kind: b.Kind, Symbol: b.Symbol, Title: b.Title,
		EnteredBy: b.EnteredBy, RecordedAt: instant(b.RecordedAt),
	}
}

func (r budgetRow) budget() (budget.Budget, error) {
	at, err := parseInstant(r.RecordedAt)
	return budget.Budget{
		ID: r.ID, Session: r.SessionID, Kind: r.Kind, Symbol: r.Symbol, Title: r.Title,
		EnteredBy: r.EnteredBy, RecordedAt: at,
	}, err
}

type versionRow struct {
	bun.BaseModel `bun:"table:budget_version"`

	ID             int64 `bun:"id,pk,autoincrement"`
	BudgetID       int64
	Seq            int
	Kind           budget.VersionKind
	Symbol         string
	ChangesAmounts bool
	PSCPercent     string `bun:"psc_percent"`
	Unit           string
	Source         string
	SHA256         string `bun:"sha256"`
	DistrOn        date.Date
	UploadedOn     date.Date
	Frozen         bool
	FrozenAt       string `bun:",nullzero"`
	EnteredBy      string
	RecordedAt     string
}

func newVersionRow(v budget.Version) versionRow {
	r := versionRow{
		ID: v.ID, BudgetID: v.BudgetID, Seq: v.Seq, Kind: v.Kind, Symbol: v.Symbol, ChangesAmounts: v.ChangesAmounts,
		PSCPercent: v.PSCPercent.String(), Unit: v.Unit.String(), Source: v.Source, SHA256: v.SHA256,
		DistrOn: v.DistrOn, UploadedOn: v.UploadedOn, Frozen: v.Frozen,
		EnteredBy: v.EnteredBy, RecordedAt: instant(v.RecordedAt),
	}
	if v.Frozen {
		r.FrozenAt = instant(v.FrozenAt)
	}
	return r
}

func (r versionRow) version() (budget.Version, error) {
	v := budget.Version{
		ID: r.ID, BudgetID: r.BudgetID, Seq: r.Seq, Kind: r.Kind, Symbol: r.Symbol, ChangesAmounts: r.ChangesAmounts,
		Source: r.Source, SHA256: r.SHA256, DistrOn: r.DistrOn, UploadedOn: r.UploadedOn,
		Frozen: r.Frozen, EnteredBy: r.EnteredBy,
	}
	var err error
	if v.RecordedAt, err = parseInstant(r.RecordedAt); err != nil {
		return v, err
	}
	if r.FrozenAt != "" {
		if v.FrozenAt, err = parseInstant(r.FrozenAt); err != nil {
			return v, err
		}
	}
	if v.PSCPercent, err = decimal.NewFromString(r.PSCPercent); err != nil {
		return v, err
	}
	v.Unit, err = decimal.NewFromString(r.Unit)
	return v, err
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func parseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("budgetdb: %w", err)
	}
	return t, nil
}
