package contributions

import (
	"article30/internal/date"
	"article30/internal/money"
)

// CashChange is by how much the cash in the books changes on a day, in US
// dollars: what was received less what was refunded.
type CashChange struct {
	On  date.Date
	USD money.Money
}
