package contributions

import (
	"article30/internal/date"
	"article30/internal/money"
)

// DayChange is by how much what stands in an account changes on a day, in US
// dollars.
type DayChange struct {
	On  date.Date
	USD money.Money
}
