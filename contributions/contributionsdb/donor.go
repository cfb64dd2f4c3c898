package contributionsdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/budget/conference"
	"article30/contributions"
	"article30/internal/problem"
)

type donorRow struct {
	bun.BaseModel `bun:"table:donor,alias:donor"`

	ID      int64  `bun:"id,pk,autoincrement"`
	Name    string `bun:"name"`
	Kind    string `bun:"kind"`
	PartyID string `bun:"party_id,nullzero"`
	CEBCode string `bun:"ceb_code"`
	Region  string `bun:"region,nullzero"`
	Source  string `bun:"source"`
}

func (r donorRow) donor() contributions.Donor {
	return contributions.Donor{
		ID: r.ID, Name: r.Name, Kind: contributions.DonorKind(r.Kind), Party: conference.ParticipantID(r.PartyID),
		CEBCode: r.CEBCode, Region: r.Region, Source: r.Source,
	}
}

// Donors lists all donors by name.
func (s *Store) Donors(ctx context.Context) ([]contributions.Donor, error) {
	var rows []donorRow
	if err := s.conn(ctx).NewSelect().Model(&rows).Order("name").Scan(ctx); err != nil {
		return nil, err
	}
	donors := make([]contributions.Donor, len(rows))
	for i, r := range rows {
		donors[i] = r.donor()
	}
	return donors, nil
}

// Donor is the donor with that ID; donor.not_found.
func (s *Store) Donor(ctx context.Context, id int64) (contributions.Donor, error) {
	var r donorRow
	if err := s.conn(ctx).NewSelect().Model(&r).Where("id = ?", id).Scan(ctx); err != nil {
		return contributions.Donor{}, found(err, noDonor(id))
	}
	return r.donor(), nil
}

// AddDonors inserts donors and fills their IDs in.
func (s *Store) AddDonors(ctx context.Context, donors []*contributions.Donor) error {
	rows := make([]donorRow, len(donors))
	for i, d := range donors {
		rows[i] = donorRow{
			Name: d.Name, Kind: string(d.Kind), PartyID: string(d.Party),
			CEBCode: d.CEBCode, Region: d.Region, Source: d.Source,
		}
	}
	ids := make(map[string]int64, len(donors))
	err := insertReturning(ctx, s.conn(ctx), rows, "id, name", func(r donorRow) { ids[r.Name] = r.ID })
	if err != nil {
		return err
	}
	for _, d := range donors {
		d.ID = ids[d.Name]
	}
	return nil
}

// insertReturning inserts rows in batches and hands out what the database made
// of each. Neither engine promises an order, so what is returned must name the
// row.
func insertReturning[R any](ctx context.Context, conn bun.IDB, rows []R, columns string, take func(R)) error {
	for len(rows) > 0 {
		part := rows[:min(batch, len(rows))]
		var made []R
		if err := conn.NewInsert().Model(&part).Returning(columns).Scan(ctx, &made); err != nil {
			return err
		}
		if len(made) != len(part) {
			return problem.New(problem.Internal, "db.rows_missing")
		}
		for _, r := range made {
			take(r)
		}
		rows = rows[len(part):]
	}
	return nil
}
