package xlsx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"iter"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"article30/internal/date"
	"article30/internal/money"
	"article30/reports"
	"article30/reports/xlsx"
)

// large is a statement of so many rows and 12 columns, two of words, a date, a
// year, eight of money of which one is a formula, and a total.
func large(rows int) reports.Statement {
	columns := []reports.Column{reports.TextOf("donor", "Donor"), reports.TextOf("reference", "Reference"),
		reports.DateOf("on", "Date"), reports.YearOf("year", "Year")}
	for i := range 8 {
		columns = append(columns, reports.MoneyOf(fmt.Sprintf("m%d", i), fmt.Sprintf("Amount %d", i), "USD"))
	}
	return reports.Statement{
		Name: "large", Title: "Large", Lang: "en", Dir: "ltr", AsOf: date.MustParse("2012-07-20"),
		Basis:  reports.Basis{Name: "Basis", Digest: "SHA-256"},
		Tables: []reports.Table{{Key: "large", Name: "Large", Title: []string{"Large"}, Columns: columns, Stream: largeRows(rows)}},
	}
}

func cents(row, column int) int64 { return int64(row*7919+column*104729) % 1_000_000_000 }

func largeRows(rows int) iter.Seq2[reports.Row, error] {
	first := date.MustParse("2006-01-01")
	net := reports.Calc(reports.Across(reports.Plus("m0"), reports.Minus("m1")))
	return func(yield func(reports.Row, error) bool) {
		cells := make([]reports.Cell, 12)
		for i := range rows {
			cells[0] = reports.Text("Donor of the United Nations")
			cells[1] = reports.Text(fmt.Sprintf("06-DC-%06d", i))
			cells[2] = reports.On(first.AddDays(i % 4000))
			cells[3] = reports.Count(int64(2006 + i%11))
			for c := range 7 {
				cells[4+c] = reports.Money(money.FromUnits(cents(i, c)*100, "USD"))
			}
			cells[11] = net
			if !yield(reports.Row{Kind: reports.Line, Cells: cells}, nil) {
				return
			}
		}
		sum := reports.Calc(reports.Sum())
		total := []reports.Cell{reports.Text("Total"), {}, {}, {}, sum, sum, sum, sum, sum, sum, sum, sum}
		yield(reports.Row{Kind: reports.Total, Cells: total}, nil)
	}
}

// watched notes the largest heap that it sees while it is written to.
type watched struct {
	writes int
	peak   uint64
}

func (w *watched) Write(b []byte) (int, error) {
	if w.writes++; w.writes%50 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		w.peak = max(w.peak, m.HeapAlloc)
	}
	return len(b), nil
}

func TestALongTableCostsNoMemory(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	peak := func(rows int) uint64 {
		c, err := large(rows).Check()
		if err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		var w watched
		if err := xlsx.Render(&w, c); err != nil {
			t.Fatal(err)
		}
		return w.peak
	}
	short, long := peak(5_000), peak(100_000)
	if long > short+8<<20 {
		t.Errorf("the heap reached %d MiB for 100,000 rows and %d MiB for 5,000", long>>20, short>>20)
	}
}

func BenchmarkLargeWorkbook(b *testing.B) {
	const rows = 100_000
	c, err := large(rows).Check()
	if err != nil {
		b.Fatal(err)
	}
	var file bytes.Buffer
	if err := xlsx.Render(&file, c); err != nil {
		b.Fatal(err)
	}
	sheet := part(b, file.Bytes(), "xl/worksheets/sheet1.xml")
	var check, ours, deflating, streamWriter time.Duration
	var plain int64
	timed := func(d *time.Duration, f func()) {
		start := time.Now()
		f()
		*d += time.Since(start)
	}
	for b.Loop() {
		timed(&check, func() { c, _ = large(rows).Check() })
		timed(&ours, func() {
			if err := xlsx.Render(io.Discard, c); err != nil {
				b.Fatal(err)
			}
		})
		timed(&deflating, func() {
			w, _ := flate.NewWriter(io.Discard, xlsx.Level)
			_, _ = w.Write(sheet)
			_ = w.Close()
		})
		b.StopTimer()
		timed(&streamWriter, func() { plain = withStreamWriter(b, rows) })
		b.StartTimer()
	}
	b.ReportMetric(float64(check.Milliseconds())/float64(b.N), "ms-check")
	b.ReportMetric(float64(ours.Milliseconds())/float64(b.N), "ms-render")
	b.ReportMetric(float64(ours)/float64(deflating), "x-deflate")
	b.ReportMetric(float64(streamWriter)/float64(ours), "x-faster-than-StreamWriter")
	b.ReportMetric(float64(file.Len())/1e6, "MB")
	b.ReportMetric(float64(plain)/1e6, "MB-StreamWriter")
}

func part(t testing.TB, workbook []byte, name string) []byte {
	z, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// withStreamWriter writes the same cells the way excelize offers, with binary
// fractions for the amounts.
func withStreamWriter(b *testing.B, rows int) int64 {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	first := date.MustParse("2006-01-01")
	cells := make([]any, 12)
	for i := range rows {
		cells[0], cells[1] = "Donor of the United Nations", fmt.Sprintf("06-DC-%06d", i)
		cells[2], cells[3] = first.AddDays(i%4000).Sub(first)+38718, 2006+i%11
		for c := range 7 {
			cells[4+c] = float64(cents(i, c)) / 100
		}
		cells[11] = excelize.Cell{Formula: fmt.Sprintf("ROUND(E%d-F%d,2)", i+1, i+1), Value: float64(cents(i, 0)-cents(i, 1)) / 100}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	n, err := f.WriteTo(io.Discard)
	if err != nil {
		b.Fatal(err)
	}
	return n
}
