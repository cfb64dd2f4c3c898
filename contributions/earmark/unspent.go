package earmark

import (
	"context"

	"article30/internal/flow"
)

// Unspent is how a contribution's cash goes on that spending neither holds nor
// has drawn, under all its earmarks together. It belongs inside a transaction
// of the caller's.
func (s *Service) Unspent(ctx context.Context, contribution int64) (flow.Flow, error) {
	records, _, err := s.records(ctx, contribution)
	var unspent flow.Flow
	for _, r := range records {
		for _, m := range r.Cash {
			unspent.Add(m.On, m.USD.Units())
		}
		for _, u := range r.Uses {
			unspent.Add(u.On, -u.units())
		}
	}
	return unspent, err
}
