package dbtest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"article30/internal/db"
	"article30/migrations"
)

// The books of a million postings: 1,000 donors with fifty contributions each, an
// agreement in euros and six receipts on it, over ten years.
const (
	manyDonors        = 1000
	manyContributions = 50_000
	manyReceipts      = 6
)

// Million writes these books past the services, which would take an hour.
func Million(t testing.TB, d *db.DB) {
	t.Helper()
	day := "date('2002-01-01', '+' || (k * 550 + c % 100) || ' days')"
	if d.Engine() == db.Postgres {
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
		KeepStandings(d.Engine()),
	} {
		err := d.Update(t.Context(), func(ctx context.Context) error {
			_, err := d.Conn(ctx).ExecContext(ctx, statement)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// What each engine does by itself after a while.
	for _, statement := range map[db.Engine][]string{db.SQLite: {"PRAGMA optimize"}, db.Postgres: {"VACUUM ANALYZE"}}[d.Engine()] {
		if _, err := d.Pool().ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// KeepStandings is the statement that keeps what there is when it is kept for the first
// time.
func KeepStandings(engine db.Engine) string {
	_, insert, _ := strings.Cut(migrations.Text(engine), "INSERT INTO standing")
	insert, _, _ = strings.Cut(insert, ";\n")
	return "INSERT INTO standing" + insert
}

// scan is the query of the bare scan of the index that has the postings up to a
// day; of those of one donor where one is given. SQLite is told to read the index,
// PostgreSQL does what it thinks best.
func scan(engine db.Engine, donor int64) string {
	query := "SELECT SUM(posting.usd) FROM posting"
	if engine == db.SQLite {
		query += " INDEXED BY posting_position"
	}
	if donor == 0 {
		return query + " WHERE posting.on_date <= ?"
	}
	return query + fmt.Sprintf(" JOIN contribution ON contribution.id = posting.contribution_id WHERE contribution.donor_id = %d AND posting.on_date <= ?", donor)
}

// AgainstScan measures fn and reports how many times as long it takes as the bare
// scan of the index that has the postings concerned.
func AgainstScan(b *testing.B, d *db.DB, donor int64, asOf fmt.Stringer, fn func() error) {
	b.Helper()
	fastest := func(fn func() error) float64 {
		best := time.Duration(1 << 62)
		for range 5 {
			start := time.Now()
			if err := fn(); err != nil {
				b.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		return best.Seconds()
	}
	bare := fastest(func() error {
		return d.View(b.Context(), func(ctx context.Context) error {
			var sum int64
			return d.Conn(ctx).NewRaw(scan(d.Engine(), donor), asOf.String()).Scan(ctx, &sum)
		})
	})
	best := fastest(fn)
	for b.Loop() {
		if err := fn(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(best/bare, "×scan")
	b.ReportMetric(bare*1000, "ms-scan")
}
