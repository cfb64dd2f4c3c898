package contributions

import "article30/internal/money"

// Correctable tells an entry that a correction of its rate would adjust.
func Correctable(h History, e Entry) bool {
	return e.Amount.Currency() != money.USD && e.valuedAt(e.Amount.Currency(), e.RateDate) && h.correctable(e)
}
