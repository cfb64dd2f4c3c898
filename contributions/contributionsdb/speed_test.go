package contributionsdb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/migrations"
)

// The years of a million postings: 1,000 donors with ten contributions each, an
// agreement in euros and 33 receipts on it, over ten years.
const (
	manyDonors        = 1000
	manyContributions = 50_000
	manyReceipts      = 6
)

// Status of contributions as of a day in the middle and as of the last one, and
// one donor's, with a million postings; each beside a bare scan of the index
// that has the same rows.
func BenchmarkStatusOfAMillionPostings(b *testing.B) {
	for _, engine := range dbtest.Engines {
		d := dbtest.Open(b, engine)
		books := open(b, d)
		books.million()
		// SQLite is told to read the index, PostgreSQL does what it thinks best.
		scan := "SELECT SUM(posting.usd) FROM posting"
		if engine == db.SQLite {
			scan += " INDEXED BY posting_position"
		}
		middle, last := date.MustParse("2007-01-01"), date.MustParse("2012-07-20")
		for _, test := range []struct {
			name  string
			asOf  date.Date
			donor int64
			scan  string
			args  []any
		}{
			{"all, last day", last, 0, scan + " WHERE posting.on_date <= ?", []any{last}},
			{"all, five years ago", middle, 0, scan + " WHERE posting.on_date <= ?", []any{middle}},
			{"one donor", last, 500, scan + " JOIN contribution ON contribution.id = posting.contribution_id WHERE contribution.donor_id = ? AND posting.on_date <= ?", []any{500, last}},
		} {
			b.Run(string(engine)+"/"+test.name, func(b *testing.B) {
				scan := fastest(5, func() {
					var sum int64
					books.view(func(ctx context.Context) error { return d.Conn(ctx).NewRaw(test.scan, test.args...).Scan(ctx, &sum) })
				})
				f := contributions.Filter{Donor: test.donor}
				var rows []contributions.StatusRow
				for b.Loop() {
					var err error
					if rows, err = books.Status(b.Context(), test.asOf, f); err != nil {
						b.Fatal(err)
					}
				}
				if len(rows) == 0 {
					b.Fatal("no rows")
				}
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/scan, "×scan")
				b.ReportMetric(scan*1000, "ms-scan")
			})
		}
	}
}

func (b *books) view(fn func(ctx context.Context) error) {
	b.t.Helper()
	if err := b.db.View(b.t.Context(), fn); err != nil {
		b.t.Fatal(err)
	}
}

// fastest is the seconds of the fastest of several runs.
func fastest(times int, fn func()) float64 {
	best := time.Duration(1 << 62)
	for range times {
		start := time.Now()
		fn()
		best = min(best, time.Since(start))
	}
	return best.Seconds()
}

// kept is the statement that keeps what there is when it is kept for the first
// time.
func kept(engine db.Engine) string {
	_, insert, _ := strings.Cut(migrations.Text(engine), "INSERT INTO standing")
	insert, _, _ = strings.Cut(insert, ";\n")
	return "INSERT INTO standing" + insert
}

// million writes the books past the service, which would take an hour.
func (b *books) million() {
	b.t.Helper()
	day := "date('2002-01-01', '+' || (k * 550 + c % 100) || ' days')"
	if b.db.Engine() == db.Postgres {
		day = "date '2002-01-01' + CAST(k * 550 + c % 100 AS int)"
	}
	entries := fmt.Sprintf(`WITH RECURSIVE cs (c) AS (SELECT 1 UNION ALL SELECT c + 1 FROM cs WHERE c < %d),
		ks (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM ks WHERE k < %d),
		every AS (SELECT c, k, (c - 1) * %d + k + 1 AS id, %s AS on_date FROM cs CROSS JOIN ks)
		`, manyContributions, manyReceipts, manyReceipts+1, day)
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO donor (id, name, kind, ceb_code, source)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT i, 'donor ' || CAST(i AS TEXT), 'private', '', 'bench' FROM n`, manyDonors),
		fmt.Sprintf(`INSERT INTO contribution (id, source, reference, donor_id, year, currency, mode, comment, entered_by, recorded_at)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT i, 'bench', CAST(i AS TEXT), 1 + i %% %d, 2002 + i %% 10, 'EUR', 'cash', '', 'bench', '2012-07-20T10:00:00Z' FROM n`, manyContributions, manyDonors),
		"INSERT INTO rate VALUES ('EUR', '2002-01-01', '0.8', 'bench')",
		`INSERT INTO entry (id, contribution_id, seq, kind, on_date, date_known, currency, amount, usd, rate, rate_basis, rate_date, settles, reason, entered_by, recorded_at) ` +
			entries + `SELECT id, c, k + 1, CASE k WHEN 0 THEN 'agreement' ELSE 'receipt' END, on_date, TRUE, 'EUR',
			CASE k WHEN 0 THEN 3300000 ELSE 100000 END, CASE k WHEN 0 THEN 4125000 ELSE 130000 END, '0.8', 'unore', '2002-01-01',
			CASE k WHEN 0 THEN 3300000 ELSE 100000 END, '', 'bench', '2012-07-20T10:00:00Z' FROM every`,
		`INSERT INTO posting (entry_id, seq, account, donor_id, contribution_id, on_date, currency, amount, usd) ` +
			entries + `, lines (seq, account, agreed, paid, agreed_usd, paid_usd) AS (VALUES
				(1, 'receivable', 3300000, -100000, 4125000, -125000),
				(2, 'revenue', -3300000, 0, -4125000, 0),
				(3, 'cash', 0, 100000, 0, 130000),
				(4, 'exchange', 0, 0, 0, -5000))
			SELECT id, seq, account, 1 + c % ` + fmt.Sprint(manyDonors) + `, c, on_date, 'EUR',
				CASE k WHEN 0 THEN agreed ELSE paid END, CASE k WHEN 0 THEN agreed_usd ELSE paid_usd END
			FROM every CROSS JOIN lines WHERE CASE k WHEN 0 THEN agreed_usd ELSE paid_usd END <> 0`,
		kept(b.db.Engine()),
	} {
		b.exec(statement)
	}
	// What each engine does by itself after a while.
	for _, statement := range map[db.Engine][]string{db.SQLite: {"PRAGMA optimize"}, db.Postgres: {"VACUUM ANALYZE"}}[b.db.Engine()] {
		if _, err := b.db.Pool().ExecContext(b.t.Context(), statement); err != nil {
			b.t.Fatal(err)
		}
	}
}
