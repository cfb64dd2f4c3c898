package intake_test

import (
	"testing"

	"article30/contributions/intake"
	"article30/internal/dbtest"
	"article30/internal/published"
)

// Loading the published 24,920 rates into an empty database.
func BenchmarkLoadRates(b *testing.B) {
	text := string(published.Bytes(published.UNORE))
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				books := open(b, dbtest.Open(b, engine), "2026-11-23")
				b.StartTimer()
				if r := books.load(intake.ImportRates, published.UNORE, text, intake.Options{}); r.Added != 24920 {
					b.Fatal(summary(r))
				}
			}
		})
	}
}

// Loading the published 977 contributions, rates being there.
func BenchmarkLoadContributions(b *testing.B) {
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				books := open(b, dbtest.Open(b, engine), "2026-11-23")
				books.unore()
				b.StartTimer()
				if r := books.cerf(intake.Options{}); r.Added != 977 {
					b.Fatal(summary(r))
				}
			}
		})
	}
}
