package contributions

import (
	"context"

	"article30/internal/date"
)

// Expired is the day on which the agreement that counts at the end of the day
// asOf had expired by then, by the last revision of its terms; no date where
// there is none, it has no end, or the end has not passed. Money that comes
// later is never refused: it is marked. What is outstanding of it is not
// expected until the agreement is extended, which is another revision of its
// terms, or it is written down.
func (h History) Expired(terms []Terms, asOf date.Date) date.Date {
	t, ok := h.TermsOn(terms, asOf)
	if !ok || t.Expires.IsZero() || !t.Expires.Before(asOf) {
		return date.Date{}
	}
	return t.Expires
}

// TermsOn are the terms of the agreement that counts at the end of the day, or
// now for no date, of the last revision recorded.
func (h History) TermsOn(all []Terms, asOf date.Date) (Terms, bool) {
	agreement, ok := h.agreement(asOf)
	for i := len(all) - 1; ok && i >= 0; i-- {
		if h.is(agreement, all[i].Agreement) {
			return all[i], true
		}
	}
	return Terms{}, false
}

// marked is a receipt with the day on which its agreement had expired before it
// came; anything else as it is.
func (s *Service) marked(ctx context.Context, h History, e Entry) (Entry, error) {
	if e.Kind != Receipt || h.Contribution.Mode == InKind {
		return e, nil
	}
	terms, err := s.store.Terms(ctx, h.Contribution.ID)
	e.Expired = h.Expired(terms, e.On)
	return e, err
}
