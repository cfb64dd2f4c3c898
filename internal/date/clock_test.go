package date_test

import (
	"testing"
	"testing/synctest"
	"time"

	"article30/internal/date"
)

func TestClocks(t *testing.T) {
	start := time.Date(2012, 7, 20, 9, 0, 0, 0, time.UTC)
	synctest.Test(t, func(t *testing.T) {
		fixed, running, system := date.Fixed(start), date.From(start), date.System()
		machine := time.Now()
		time.Sleep(36 * time.Hour)
		if got := fixed.Now(); !got.Equal(start) {
			t.Errorf("after 36 hours the fixed clock shows %s", got)
		}
		if got := running.Now(); !got.Equal(start.Add(36 * time.Hour)) {
			t.Errorf("after 36 hours the clock that runs shows %s", got)
		}
		if got := date.Today(running, date.Vienna()); got.String() != "2012-07-21" {
			t.Errorf("36 hours after %s it is %s", start, got)
		}
		if got := system.Now(); !got.Equal(machine.Add(36 * time.Hour)) {
			t.Errorf("the machine's clock shows %s", got)
		}
	})
}
