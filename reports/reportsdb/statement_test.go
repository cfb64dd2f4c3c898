package reportsdb_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"article30/budget/conference"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/csv"
	"article30/reports/reportsdb"
	"article30/reports/xlsx"
	"article30/reports/xlsx/xlsxtest"
)

var officer = access.Operator("officer")

// participants are Austria, Ireland and the European Union, which are parties
// to the Convention, and Japan and Iceland, which were not in 2012.
type participants struct{}

func (participants) Participants(context.Context) ([]conference.Participant, error) {
	one := func(id conference.ParticipantID, name string, kind conference.ParticipantKind, deposited string) conference.Participant {
		p := conference.Participant{ID: id, Name: name, Kind: kind}
		if deposited != "" {
			p.Consents = []conference.Consent{{Participant: id, Instrument: conference.Convention,
				Deposited: date.MustParse(deposited), Kind: conference.Ratification, SourceDate: date.MustParse("2012-07-01")}}
		}
		return p
	}
	return []conference.Participant{
		one("AUT", "Austria", conference.State, "2004-09-23"), one("IRL", "Ireland", conference.State, "2010-06-17"),
		one("JPN", "Japan", conference.State, ""), one("ISL", "Iceland", conference.State, ""),
		one("EUE", "European Union", conference.REIO, "2004-05-21"),
	}, nil
}

func (participants) Today() date.Date { return date.MustParse("2012-07-20") }

func (participants) Rule() conference.Rule { return conference.Rule72() }

func (participants) Session(context.Context, string) (conference.Session, error) {
	return conference.Session{}, nil
}

// office is contributions and reports on one database, on 20 July 2012.
type office struct {
	t  testing.TB
	db *db.DB
	*contributions.Service
	reports *reports.Service
}

func open(t testing.TB, d *db.DB) *office {
	t.Helper()
	clock := date.Fixed(time.Date(2012, 7, 20, 10, 0, 0, 0, time.UTC))
	c := contributions.New(contributions.Settings{
		Store: contributionsdb.New(d), Journal: journal.New(d, clock), Participants: participants{}, Clock: clock,
	})
	o := &office{t, d, c, reports.New(reports.Config{Store: reportsdb.New(d), Contributions: c, Conference: participants{}})}
	all, _ := participants{}.Participants(t.Context())
	for _, p := range all {
		o.exec(`INSERT INTO party (id, name, kind, un_member, source, source_date) VALUES (?, ?, ?, ?, 'test', '2012-01-01')`,
			string(p.ID), p.Name, string(p.Kind), true)
	}
	return o
}

// exec writes past the services.
func (o *office) exec(query string, args ...any) {
	o.t.Helper()
	ctx := o.t.Context()
	err := o.db.Update(ctx, func(ctx context.Context) error {
		_, err := o.db.Conn(ctx).NewRaw(query, args...).Exec(ctx)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) rate(currency money.Currency, from, perUSD string) {
	o.t.Helper()
	rate, err := money.ParseRate(perUSD)
	if err != nil {
		o.t.Fatal(err)
	}
	err = o.LoadRates(o.t.Context(), officer, contributions.File{Name: "rates.csv", SHA256: from, Mapping: "unore"},
		func(l *contributions.RateLoading) error {
			_, err := l.Add(contributions.Rate{Currency: currency, Effective: date.MustParse(from), PerUSD: rate, Source: "test"})
			return err
		})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) donor(in contributions.DonorIn) int64 {
	o.t.Helper()
	d, err := o.AddDonor(o.t.Context(), officer, in)
	if err != nil {
		o.t.Fatal(err)
	}
	return d.ID
}

func (o *office) open(donor int64, reference, currency, mode string, year int) int64 {
	o.t.Helper()
	c, err := o.Open(o.t.Context(), officer, contributions.ContributionIn{Reference: reference, Donor: donor, Year: year, Currency: currency, Mode: mode})
	if err != nil {
		o.t.Fatal(err)
	}
	return c.ID
}

func (o *office) must(_ contributions.Entry, err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// registered is a register with everything in it: promises paid in parts, at
// the operational rate and at the bank's, over-paid, refunded, written down,
// reversed, in kind, by every class of donor.
func registered(t testing.TB, d *db.DB) *office {
	o := open(t, d)
	ctx := t.Context()
	promise := func(c int64, on, amount string) contributions.PromiseIn {
		return contributions.PromiseIn{Contribution: c, On: on, Amount: amount}
	}
	payment := func(c int64, on, amount string) contributions.PaymentIn {
		return contributions.PaymentIn{Contribution: c, On: on, Amount: amount}
	}
	o.rate("EUR", "2011-01-01", "0.755")
	o.rate("EUR", "2012-03-15", "0.78")
	o.rate("EUR", "2012-06-01", "0.814")
	o.rate("JPY", "2011-01-01", "79.4")

	austria, ireland := o.donor(contributions.DonorIn{Party: "AUT"}), o.donor(contributions.DonorIn{Party: "IRL"})
	union, japan, iceland := o.donor(contributions.DonorIn{Party: "EUE"}), o.donor(contributions.DonorIn{Party: "JPN"}), o.donor(contributions.DonorIn{Party: "ISL"})
	entity := o.donor(contributions.DonorIn{Name: "Drug Control Programme", Kind: "un"})
	foundation := o.donor(contributions.DonorIn{Name: `=HYPERLINK("http://example.org","give")`, Kind: "foundation"})

	a := o.open(austria, "2012/AUT/1", "EUR", "cash", 2012)
	o.must(o.RecordPledge(ctx, officer, promise(a, "2012-03-14", "100000.00")))
	o.must(o.RecordAgreement(ctx, officer, promise(a, "2012-03-15", "100000.00")))
	o.must(o.RecordReceipt(ctx, officer, payment(a, "2012-06-01", "60000.00")))
	bank := payment(a, "2012-07-20", "25000.00")
	bank.BankRate, bank.Reason = "0.7911", "the bank's advice of 20 July"
	o.must(o.RecordReceipt(ctx, officer, bank))

	before := o.open(austria, "2011/AUT/1", "USD", "cash", 2011)
	o.must(o.RecordPledge(ctx, officer, promise(before, "2011-05-02", "5000.00")))
	o.must(o.RecordReceipt(ctx, officer, payment(before, "2011-06-01", "5500.00")))
	o.must(o.RecordRefund(ctx, officer, payment(before, "2011-07-01", "300.00")))

	i := o.open(ireland, "2012/IRL/1", "EUR", "proceeds_30_2_c", 2012)
	o.must(o.RecordPledge(ctx, officer, promise(i, "2012-01-10", "20000.00")))
	o.must(o.RecordWriteDown(ctx, officer, contributions.WriteDownIn{Contribution: i, On: "2012-07-01", Amount: "1500.00", Reason: "letter of 29 June"}))

	u := o.open(union, "2012/EU/1", "EUR", "cash", 2012)
	o.must(o.RecordAgreement(ctx, officer, promise(u, "2012-02-01", "1250000.55")))
	o.must(o.RecordReceipt(ctx, officer, payment(u, "2012-04-02", "1250000.55")))

	j := o.open(japan, "2012/JPN/1", "JPY", "cash", 2012)
	o.must(o.RecordReceipt(ctx, officer, payment(j, "2012-02-02", "50000000")))
	mistake, err := o.RecordReceipt(ctx, officer, payment(j, "2012-02-03", "1"))
	o.must(mistake, err)
	o.must(o.Reverse(ctx, officer, mistake.ID, "entered twice"))

	k := o.open(iceland, "2012/ISL/1", "USD", "in_kind", 2012)
	o.must(o.RecordPledge(ctx, officer, promise(k, "2012-03-01", "900.00")))

	e := o.open(entity, "2012/UN/1", "USD", "cash", 2012)
	o.must(o.RecordPledge(ctx, officer, promise(e, "2012-01-03", "75000.00")))
	f := o.open(foundation, "=1+1", "USD", "cash", 2012)
	o.must(o.RecordReceipt(ctx, officer, payment(f, "2012-01-04", "0.01")))
	return o
}

func (o *office) status(lang, asOf string) (*reports.Checked, error) {
	o.t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		o.t.Fatal(err)
	}
	in := reports.StatusIn{}
	if asOf != "" {
		in.AsOf = date.MustParse(asOf)
	}
	return o.reports.StatusOfContributions(o.t.Context(), p, in)
}

func workbook(t testing.TB, c *reports.Checked) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xlsx.Render(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestStatusOfContributions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := registered(t, d)
		for _, lang := range []string{"en", "fr"} {
			c, err := o.status(lang, "")
			if err != nil {
				t.Fatal(err)
			}
			xlsxtest.Golden(t, "status_"+lang, workbook(t, c))
		}
	})
}

// The tables that have a row for every contribution or entry are never held.
func TestLongTablesOfTheStatusAreStreamed(t *testing.T) {
	c, err := registered(t, dbtest.Open(t, db.SQLite)).status("en", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"contributions", "entries", "recorded_by_source"} {
		if table, ok := c.Table(key); !ok || !table.Streamed() {
			t.Errorf("%s is held", key)
		}
	}
}

func TestLibreOfficeAgreesWithTheStatus(t *testing.T) {
	c, err := registered(t, dbtest.Open(t, db.SQLite)).status("en", "")
	if err != nil {
		t.Fatal(err)
	}
	xlsxtest.Judge(t, workbook(t, c))
}

// A statement says what was known to have happened by its day, and who was a
// party on it.
func TestStatusAsOfAnEarlierDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := registered(t, d)
		for asOf, want := range map[string][]string{
			"2011-05-01": {"section,row,donor,year,received,outstanding,refunded", ",total,Grand total,,0.00,0.00,0.00"},
			"2011-06-30": {
				"section,row,donor,year,received,outstanding,refunded",
				"States parties,line,Austria,2011,5500.00,0.00,0.00",
				`States parties,subtotal,"Subtotal, States parties",,5500.00,0.00,0.00`,
				",total,Grand total,,5500.00,0.00,0.00",
			},
			"2011-07-01": {
				"section,row,donor,year,received,outstanding,refunded",
				"States parties,line,Austria,2011,5500.00,0.00,300.00",
				`States parties,subtotal,"Subtotal, States parties",,5500.00,0.00,300.00`,
				",total,Grand total,,5500.00,0.00,300.00",
			},
		} {
			c, err := o.status("en", asOf)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, columns(t, c, "donor", "year", "received", "outstanding", "refunded")); d != "" {
				t.Errorf("as of %s (-want +got):\n%s", asOf, d)
			}
		}
	})
}

// columns are the rows of the first table as CSV, with only these columns.
func columns(t testing.TB, c *reports.Checked, keys ...string) []string {
	t.Helper()
	st := c.Statement()
	table := c.Tables()[0]
	kept := reports.Table{Key: "kept", Name: "kept"}
	var at []int
	for i, column := range table.Columns() {
		for _, key := range keys {
			if column.Key == key {
				kept.Columns = append(kept.Columns, column)
				at = append(at, i)
			}
		}
	}
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		cells := make([]reports.Cell, len(at))
		for i, k := range at {
			cells[i] = row.Cells[k]
			if cells[i].Live() && (row.Kind == reports.Subtotal || row.Kind == reports.Total) {
				cells[i] = cells[i].By(reports.Sum())
			} else if cells[i].Live() {
				cells[i] = reports.Money(cells[i].Money())
			}
		}
		row.Cells = cells
		kept.Rows = append(kept.Rows, row)
	}
	st.Tables = []reports.Table{kept}
	again, err := st.Check()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := csv.Render(&b, again, "", csv.Keys); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(strings.TrimPrefix(b.String(), "\uFEFF"), "\r\n"), "\r\n")
}

func TestAStatementOfTheFutureIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, err := open(t, d).status("en", "2012-07-21")
		if !problem.Is(err, "reports.in_future") {
			t.Errorf("%v", err)
		}
	})
}

func TestAStatementThatIsNotTheBooksIsRefused(t *testing.T) {
	for what, account := range map[string]string{"cash": "cash", "receivables": "receivable", "pledges": "memo:pledged"} {
		t.Run(what, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				o := registered(t, d)
				if _, err := o.status("en", ""); err != nil {
					t.Fatal(err)
				}
				o.exec(`INSERT INTO posting (entry_id, seq, account, donor_id, contribution_id, on_date, currency, amount, usd)
					SELECT entry_id, 99, ?, donor_id, contribution_id, on_date, 'USD', 0, 100 FROM posting WHERE entry_id = 1 AND seq = 1`, account)
				_, err := o.status("en", "")
				if account == "cash" && !problem.Is(err, "reports.not_the_books") || account != "cash" && err == nil {
					t.Errorf("a cent more in %s: %v", account, err)
				}
			})
		})
	}
}

// Only what came from a file is said to be imported: money in suspense and other
// income are entered here.
func TestSuspenseIsNoImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.must(o.RecordSuspense(t.Context(), officer, contributions.SuspenseIn{On: "2012-02-01", Amount: "10.00", Currency: "USD", Payer: "?"}))
		said := func() string {
			c, err := o.status("en", "")
			if err != nil {
				t.Fatal(err)
			}
			table, _ := c.Table("status")
			return strings.Join(table.Title(), "\n")
		}
		if text := said(); !strings.Contains(text, "Status of contributions") || strings.Contains(text, "imported") {
			t.Errorf("with money in suspense: %s", text)
		}
		dbtest.Tamper(t.Context(), t, d, "contribution", `UPDATE contribution SET source = 'cerf'`)
		if text := said(); !strings.Contains(text, "Records imported from: CERF") {
			t.Errorf("with a file: %s", text)
		}
	})
}
