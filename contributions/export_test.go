package contributions

import "article30/internal/money"

// Correctable tells an entry that a correction of its rate would adjust.
func Correctable(h History, e Entry) bool {
	return e.Amount.Currency() != money.USD && e.followsRate() && h.correctable(e)
}

// LastRevaluation is the last one that stands; 0 for none.
func LastRevaluation(h History) (id int64) {
	for _, e := range h.Entries {
		if e.Kind == Revaluation && !h.reversed(e.ID) {
			id = e.ID
		}
	}
	return id
}

var DecideRevaluationBack = decideRevaluationBack
