package journal_test

import (
	"testing"

	"article30/internal/dbtest"
)

// One entry in an Update of its own, as a person's change writes it.
func BenchmarkAppend(b *testing.B) {
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			d := dbtest.Open(b, engine)
			i := 0
			for b.Loop() {
				appendAll(b, d, entry(i))
				i++
			}
		})
	}
}

// 10,000 entries in one Update, as an import writes them.
func BenchmarkAppendAll(b *testing.B) {
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			d := dbtest.Open(b, engine)
			all := entries(0, 10_000)
			for b.Loop() {
				appendAll(b, d, all...)
			}
			b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// A log of 100,000 entries checked from its first to its last.
func BenchmarkVerify(b *testing.B) {
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			d := dbtest.Open(b, engine)
			appendAll(b, d, entries(0, 100_000)...)
			for b.Loop() {
				if findings, _, err := open(d).Verify(b.Context(), nil); err != nil || findings != nil {
					b.Fatal(findings, err)
				}
			}
		})
	}
}
