package intake_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"article30/contributions/intake"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// largeFile is a file of so many contributions in three currencies, each with a
// pledge and a payment.
func largeFile(rows int) string {
	var text strings.Builder
	text.WriteString("reference,donor,year,currency,pledged_on,pledged,paid_on,paid\n")
	donors := []string{"Austria", "Norway", "Japan", "Sweden", "Ireland"}
	currencies := []string{"USD", "EUR", "NOK"}
	for i := range rows {
		fmt.Fprintf(&text, "R-%d,%s,%d,%s,2012-02-%02d,%d.50,2012-03-%02d,%d.25\n",
			i, donors[i%5], 2010+i%3, currencies[i%3], 1+i%28, 1000+i%977, 1+i%28, 500+i%977)
	}
	return text.String()
}

// Loading a file of 100,000 rows, rates being there. Beside the time it measures
// by how much the heap grows and for how long another writer has to wait.
func BenchmarkLoadLargeFile(b *testing.B) {
	const rows = 100_000
	text := largeFile(rows)
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				books := open(b, dbtest.Open(b, engine), "2026-11-23")
				books.unore()
				runtime.GC()
				watch := watching(b.Context(), books.db)
				b.StartTimer()
				r := books.load(intake.ImportContributions, "large.csv", text, intake.Options{})
				b.StopTimer()
				if r.Added != rows {
					b.Fatal(summary(r)[:2000])
				}
				watch.report(b)
				b.StartTimer()
			}
		})
	}
}

// watch looks at the heap, and at how long writers wait, until it reports.
type watch struct {
	stopped atomic.Bool
	all     sync.WaitGroup
	before  uint64
	highest uint64
	waited  time.Duration
}

func watching(ctx context.Context, d *db.DB) *watch {
	w := &watch{before: heap()}
	w.all.Go(func() {
		for !w.stopped.Load() {
			w.highest = max(w.highest, heap())
			time.Sleep(20 * time.Millisecond)
		}
	})
	w.all.Go(func() {
		for !w.stopped.Load() {
			start := time.Now()
			if d.Update(ctx, func(context.Context) error { return nil }) == nil {
				w.waited = max(w.waited, time.Since(start))
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	return w
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

func (w *watch) report(b *testing.B) {
	w.stopped.Store(true)
	w.all.Wait()
	b.ReportMetric(float64(w.highest-w.before)/(1<<20), "MiB-heap")
	b.ReportMetric(w.waited.Seconds(), "s-others-wait")
}
