package date

import (
	"sync"
	"time"
)

// Clock tells the time. Only System looks at the machine's clock; everything
// else in the program is handed one.
type Clock interface{ Now() time.Time }

type clock func() time.Time

func (c clock) Now() time.Time { return c() }

// System is the machine's clock.
func System() Clock { return clock(time.Now) }

// Fixed stands still at t.
func Fixed(t time.Time) Clock { return clock(func() time.Time { return t }) }

// From starts at t now and runs.
func From(t time.Time) Clock {
	start := time.Now()
	return clock(func() time.Time { return t.Add(time.Since(start)) })
}

// Today is the date that c shows in loc.
func Today(c Clock, loc *time.Location) Date { return Of(c.Now(), loc) }

// Vienna is the Conference's seat, by whose calendar its days are counted. It
// panics where neither the machine nor the program has the zone database.
func Vienna() *time.Location { return vienna() }

var vienna = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		panic(err)
	}
	return loc
})
