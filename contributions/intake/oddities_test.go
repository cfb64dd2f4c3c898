package intake_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/contributions/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
	"article30/internal/sheet"
)

const cerfHeader = "ContributionCode,DonorName,DonorType,RegionName,FiscalYear,PooledFundName,ReceivedComments,ContributionStatus," +
	"PledgeDate,PledgeAmtLocalCurrency,PledgeAmtCurrencyExchangeRate,PledgeAmtLocal,PledgeAmt," +
	"PaidDate,PaidAmtLocalCurrency,PaidAmtCurrencyExchangeRate,PaidAmtLocal,PaidAmt\n"

// The rates of these tests: 0.80 euros, then 0.75, and 60 kronur for a dollar.
const someRates = "currency,effective,per_usd\nEUR,2012-01-01,0.80\nEUR,2012-03-01,0.75\nISK,2012-01-01,60\n"

func (b *books) rates(text string) {
	b.t.Helper()
	if r := b.load(intake.ImportRates, "rates.csv", text, intake.Options{}); len(r.Refused) > 0 {
		b.t.Fatal(summary(r))
	}
}

// odd is what the report says of a file of the CERF's layout: "line column:
// code name=value".
func odd(r *sheet.Report) []string {
	var said []string
	say := func(what string, list []sheet.Refusal) {
		for _, f := range list {
			said = append(said, strings.TrimSpace(fmt.Sprintf("%s %d %s: %s %s", what, f.Line, f.Column, f.Code, args(f.Args))))
		}
	}
	say("refused", r.Refused)
	var notices []sheet.Refusal
	for _, n := range r.Notices {
		if !strings.HasPrefix(n.Code, "sheet.") {
			notices = append(notices, sheet.Refusal(n))
		}
	}
	say("notice", notices)
	return said
}

func args(a problem.Args) string {
	return strings.Trim(strings.TrimPrefix(fmt.Sprint(map[string]any(a)), "map"), "[]")
}

// Every row of the table in oddities.go.
func TestOddities(t *testing.T) {
	b := open(t, dbtest.Open(t, db.SQLite), "2014-01-01")
	b.rates(someRates)
	for n, test := range []struct {
		name string
		rows string // below the header of the CERF; references are made unique
		want []string
		// pledged; received; exchange; overpaid; outstanding
		position string
	}{
		{
			name:     "plain",
			rows:     "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,EUR,0.8,100.0,0.0,2012-04-01,EUR,0.75,100.0,133.33\n",
			position: "100.00 EUR 125.00 100.00 EUR 133.33 8.33 0.00 0.00 EUR 0.00",
		},
		{
			name: "blanks after a currency code",
			rows: "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,EUR ,0.8,100.0,0.0,2012-04-01,EUR  ,0.75,100.0,133.33\n",
			want: []string{
				"notice 2 PledgeAmtLocalCurrency: intake.trailing_blanks",
				"notice 2 PaidAmtLocalCurrency: intake.trailing_blanks",
			},
			position: "100.00 EUR 125.00 100.00 EUR 133.33 8.33 0.00 0.00 EUR 0.00",
		},
		{
			name:     "more decimals than the currency has, half away from zero",
			rows:     "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,100.005,0.0,2012-04-01,USD,1,100.005,100.01\n",
			want:     []string{"notice 2 PledgeAmtLocal: intake.rounded currency:USD rounded:100.01", "notice 2 PaidAmtLocal: intake.rounded currency:USD rounded:100.01"},
			position: "100.01 USD 100.01 100.01 USD 100.01 0.00 0.00 0.00 USD 0.00",
		},
		{
			name:     "yen and kronur have no decimals",
			rows:     "A,Iceland,Member State,,2012,CERF,,Fully Paid,2012-02-01,ISK,60,600.5,0.0,2012-04-01,ISK,60,601.0,10.02\n",
			want:     []string{"notice 2 PledgeAmtLocal: intake.rounded currency:ISK rounded:601"},
			position: "601 ISK 10.02 601 ISK 10.02 0.00 0.00 0 ISK 0.00",
		},
		{
			name: "a pledge printed in the wrong currency",
			rows: "A,Iceland,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,66.67,6000.0,0.0,2012-04-01,ISK,66.67,6000.0,90.00\n",
			want: []string{
				"notice 2 PledgeAmtLocalCurrency: intake.misprinted_currency currency:ISK pledged:6000 ISK",
				"notice 2 PaidAmt: intake.usd_differs difference:-10.00 USD printed:90.00 USD unore:100.00 USD",
			},
			position: "6000 ISK 100.00 6000 ISK 90.00 -10.00 0.00 0 ISK 0.00",
		},
		{
			name:     "the same figure at another rate is no misprint",
			rows:     "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,EUR,0.8,100.0,0.0,2012-04-01,USD,1.0,100.0,100.0\n",
			want:     []string{"notice 2 PaidAmtLocal: intake.settles_remainder settles:100.00 EUR"},
			position: "100.00 EUR 125.00 100.00 EUR 100.00 -25.00 0.00 0.00 EUR 0.00",
		},
		{
			name:     "the date of the pledge is unknown",
			rows:     "A,Austria,Member State,,2012,CERF,,Fully Paid,1900-01-01,EUR,0.8,100.0,0.0,2012-04-01,EUR,0.75,100.0,133.33\n",
			want:     []string{"notice 2 PledgeDate: intake.date_unknown date:2012-04-01"},
			position: "100.00 EUR 133.33 100.00 EUR 133.33 0.00 0.00 0.00 EUR 0.00",
		},
		{
			name:     "the date of the payment is unknown",
			rows:     "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01T00:00:00,EUR,0.8,100.0,0.0,1900-01-01T00:00:00,EUR,0.75,100.0,125.00\n",
			want:     []string{"notice 2 PaidDate: intake.date_unknown date:2012-02-01"},
			position: "100.00 EUR 125.00 100.00 EUR 125.00 0.00 0.00 0.00 EUR 0.00",
		},
		{
			name: "no date is known",
			rows: "A,Austria,Member State,,2012,CERF,,Fully Paid,1900-01-01,EUR,0.8,100.0,0.0,,EUR,0.75,100.0,133.33\n",
			want: []string{"refused 2 PledgeDate: intake.no_date", "refused 2 PaidDate: intake.no_date"},
		},
		{
			name:     "a payment before its pledge",
			rows:     "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-04-01,EUR,0.75,100.0,0.0,2012-02-01,EUR,0.8,100.0,125.00\n",
			want:     []string{"notice 2 PaidDate: intake.paid_before_pledge date:2012-04-01"},
			position: "100.00 EUR 133.33 100.00 EUR 125.00 -8.33 0.00 0.00 EUR 0.00",
		},
		{
			name:     "a currency without an operational rate: the printed figure and the printed rate",
			rows:     "A,Estonia,Member State,,2012,CERF,,Fully Paid,2012-02-01,EEK,12.5,100.0,0.0,2012-04-01,EEK,0.0,100.0,8.10\n",
			want:     []string{"notice 2 PledgeAmtLocal: intake.no_unore currency:EEK date:2012-02-01 usd:8.00 USD", "notice 2 PaidAmtLocal: intake.no_unore currency:EEK date:2012-04-01 usd:8.10 USD"},
			position: "100.00 EEK 8.00 100.00 EEK 8.10 0.10 0.00 0.00 EEK 0.00",
		},
		{
			name: "a currency without any rate",
			rows: "A,Estonia,Member State,,2012,CERF,,Fully Paid,2012-02-01,EEK,0.0,100.0,0.0,2012-04-01,EEK,0.0,100.0,8.10\n",
			want: []string{"refused 2 PledgeAmtLocal: rate.none currency:EEK date:2012-02-01"},
		},
		{
			name:     "a date after the last known rate",
			rows:     "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,EUR,0.8,100.0,0.0,2013-04-01,EUR,0.75,100.0,133.33\n",
			want:     []string{"notice 2 PaidDate: intake.rate_old last:2012-03-01"},
			position: "100.00 EUR 125.00 100.00 EUR 133.33 8.33 0.00 0.00 EUR 0.00",
		},
		{
			name: "a payment in another currency that is not the last settles its worth",
			rows: "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,EUR,0.8,100.0,0.0,2012-02-02,USD,1,50.0,50.0\n" +
				"A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,EUR,0.8,100.0,0.0,2012-02-03,USD,1,70.0,70.0\n",
			want:     []string{"notice 2 PaidAmtLocal: intake.settles_worth settles:40.00 EUR", "notice 3 PaidAmtLocal: intake.settles_remainder settles:60.00 EUR"},
			position: "100.00 EUR 125.00 100.00 EUR 120.00 -5.00 0.00 0.00 EUR 0.00",
		},
		{
			name:     "written off after a part payment",
			rows:     "A,Austria,Member State,,2012,CERF,,Write-Off,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,60.0,60.0\n",
			want:     []string{"notice 2 ContributionStatus: intake.written_off amount:40.00 USD date:2012-04-01"},
			position: "100.00 USD 100.00 60.00 USD 60.00 0.00 0.00 0.00 USD 0.00",
		},
		{
			name: "written off on a day before the pledge, and on an unknown day",
			rows: "A,Austria,Member State,,2012,CERF,,Write-Off,2012-02-01,USD,1,100.0,0.0,2012-01-15,USD,1,60.0,60.0\n" +
				"B,Austria,Member State,,2012,CERF,,Write-Off,2012-02-01,USD,1,100.0,0.0,1900-01-01,,0.0,0.0,0.0\n",
			want: []string{
				"notice 2 ContributionStatus: intake.written_off amount:40.00 USD date:2012-02-01",
				"notice 2 PaidDate: intake.paid_before_pledge date:2012-02-01",
				"notice 3 ContributionStatus: intake.written_off amount:100.00 USD date:2012-02-01",
			},
			position: "100.00 USD 100.00 60.00 USD 60.00 0.00 0.00 0.00 USD 0.00",
		},
		{
			name:     "written off, nothing left",
			rows:     "A,Austria,Member State,,2012,CERF,,Write-Off,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,100.0,100.0\n",
			want:     []string{"notice 2 ContributionStatus: intake.nothing_to_write_off"},
			position: "100.00 USD 100.00 100.00 USD 100.00 0.00 0.00 0.00 USD 0.00",
		},
		{
			name:     "paid by status, not by figures",
			rows:     "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,99.0,99.0\n",
			want:     []string{"notice 2 ContributionStatus: intake.not_settled outstanding:1.00 USD", "notice 2 PledgeAmt: intake.outstanding_differs ours:1.00 USD printed:0.00 USD"},
			position: "100.00 USD 100.00 99.00 USD 99.00 0.00 0.00 1.00 USD 1.00",
		},
		{
			name:     "a fund of a country, not paid yet, of status Not Available",
			rows:     "A,Austria,Member State,Western Europe,2012,Sudan Humanitarian Fund,,Not Available,2012-02-01,USD,1,100.0,100.0,1900-01-01,,0.0,0.0,0.0\n",
			position: "100.00 USD 100.00 0.00 USD 0.00 0.00 0.00 100.00 USD 100.00",
		},
		{
			name: "an unknown State, an unknown kind of donor, an unknown status",
			rows: "A,Ruritania,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,100.0,100.0\n" +
				"B,Austria,Planet,,2012,CERF,,Fully Paid,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,100.0,100.0\n" +
				"C,Austria,Member State,,2012,CERF,,Lost,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,100.0,100.0\n",
			want: []string{
				"refused 2 DonorName: conference.unknown_name name:Ruritania",
				"refused 3 DonorType: donor.unknown_kind value:Planet",
				"refused 4 ContributionStatus: intake.unknown_status value:Lost",
			},
		},
		{
			name: "rows of one contribution that contradict each other",
			rows: "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,50.0,50.0\n" +
				"A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,110.0,0.0,2012-04-02,USD,1,50.0,50.0\n",
			want: []string{
				"refused 3 PledgeAmtLocal: intake.rows_disagree line:2 other:100.0",
				"refused 2 ContributionCode: intake.other_row_refused line:3",
			},
		},
		{
			name: "wrong values, all at once",
			rows: "A,Austria,Member State,,x,CERF,,Fully Paid,2012-02-30,EUR,a,\"1,000.00\",0.0,2012-04-01,QQQ,1,1e3,100.0\n" +
				",Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,100.0,100.0\n" +
				"C,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,-100.0,-100.0\n",
			want: []string{
				"refused 3 ContributionCode: contribution.no_reference",
				"refused 2 FiscalYear: contribution.bad_year value:x",
				"refused 2 PledgeAmtLocal: money.grammar value:1,000.00",
				"refused 2 PledgeDate: date.not_a_day value:2012-02-30",
				"refused 2 PledgeAmtCurrencyExchangeRate: money.grammar value:a",
				"refused 2 PaidAmtLocalCurrency: money.unknown_currency value:QQQ",
				"refused 4 PaidAmtLocal: entry.not_positive value:-100.00 USD",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			b.t = t
			rows := regexp.MustCompile(`(?m)^[ABC],`).ReplaceAllString(test.rows, fmt.Sprintf("%d$0", n))
			r := b.load(intake.ImportContributions, "later.csv", cerfHeader+rows, intake.Options{Mapping: named(t, "cerf")})
			if diff := cmp.Diff(test.want, odd(r)); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
			if got := b.positions("2014-01-01")[fmt.Sprintf("%dA", n)]; got != test.position {
				t.Errorf("position %q, want %q", got, test.position)
			}
		})
	}
	b.t = t
	b.sound()
}

// What was printed stays with the entry, word for word, and what is not in the
// figures with the contribution.
func TestWhatWasPrintedStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2014-01-01")
		b.load(intake.ImportContributions, "later.csv", cerfHeader+
			"A,Austria,Member State,Western Europe,2012,Sudan Humanitarian Fund,check IMIS,Fully Paid,1900-01-01,USD ,1.0,100.005,0.0,2012-04-01,USD,1.0,100.01,100.0\n",
			intake.Options{Mapping: named(t, "cerf")})
		list, err := b.Contributions(t.Context(), contributions.Filter{Source: "cerf"})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if list[0].Comment != "Sudan Humanitarian Fund; check IMIS" {
			t.Errorf("comment %q", list[0].Comment)
		}
		h, err := b.Contribution(t.Context(), list[0].ID)
		if err != nil || len(h.Entries) != 2 {
			t.Fatal(h, err)
		}
		pledge, receipt := h.Entries[0], h.Entries[1]
		if want := `{"ContributionStatus":"Fully Paid","PledgeAmtCurrencyExchangeRate":"1.0","PledgeAmtLocal":"100.005","PledgeAmtLocalCurrency":"USD ","PledgeDate":"1900-01-01"}`; string(pledge.Printed) != want {
			t.Errorf("printed %s, want %s", pledge.Printed, want)
		}
		if pledge.DateKnown || pledge.On != date.MustParse("2012-04-01") || pledge.External != "cerf:A:pledge" {
			t.Errorf("pledge: %+v", pledge)
		}
		if receipt.Basis != contributions.Source || receipt.USD.Plain() != "100.00" || receipt.USDUnore.Plain() != "100.01" || receipt.External != "cerf:A:receipt:1" {
			t.Errorf("receipt: %+v", receipt)
		}
	})
}

// A later file may say more of what is known, never something else.
func TestALaterFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2014-01-01")
		cerf := func(rows string) *sheet.Report {
			t.Helper()
			defer b.sound()
			return b.load(intake.ImportContributions, "later.csv", cerfHeader+rows, intake.Options{Mapping: named(t, "cerf")})
		}
		row := func(status, pledged, paidOn, paid string) string {
			return "A,Austria,Member State,,2012,CERF,," + status + ",2012-02-01,USD,1," + pledged + ",0.0," + paidOn + ",USD,1," + paid + "," + paid + "\n"
		}
		counted := func(r *sheet.Report, added, updated, unchanged int) {
			t.Helper()
			if r.Added != added || r.Updated != updated || r.Unchanged != unchanged || len(r.Refused) > 0 {
				t.Errorf("want added %d, updated %d, unchanged %d: %s", added, updated, unchanged, summary(r))
			}
		}
		refused := func(r *sheet.Report, want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, odd(r)); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		}
		counted(cerf(row("Partially Paid", "100.0", "1900-01-01", "0.0")), 1, 0, 0)
		counted(cerf(row("Partially Paid", "100.0", "2012-04-01", "40.0")), 0, 1, 0)
		counted(cerf(row("Partially Paid", "100.00", "2012-04-01", "40.00")), 0, 0, 1) // the same figures, printed otherwise
		counted(cerf(row("Fully Paid", "100.0", "2012-05-01", "60.0")+row("Fully Paid", "100.0", "2012-04-01", "40.0")), 0, 1, 1)
		counted(cerf(row("Fully Paid", "100.0", "2012-04-01", "40.0")+row("Fully Paid", "100.0", "2012-05-01", "60.0")), 0, 0, 2)

		refused(cerf(row("Fully Paid", "110.0", "2012-04-01", "40.0")),
			"refused 2 PledgeAmtLocal: intake.changed given:2012-02-01 110.00 USD present:2012-02-01 100.00 USD")
		refused(cerf(row("Fully Paid", "100.0", "2012-04-01", "41.0")+row("Fully Paid", "100.0", "2012-05-01", "60.0")),
			"refused 2 PaidAmtLocal: intake.changed given:2012-04-01 41.00 USD = 41.00 USD present:2012-04-01 40.00 USD = 40.00 USD",
			"refused 3 ContributionCode: intake.other_row_refused line:2")
		refused(cerf(row("Fully Paid", "100.0", "2012-05-01", "60.0")),
			"notice 2 ContributionCode: intake.row_gone amount:40.00 USD date:2012-04-01")
		refused(cerf(strings.Replace(row("Fully Paid", "100.0", "2012-04-01", "40.0"), "Austria", "Ireland", 1)),
			"refused 2 ContributionCode: contribution.changed given:Ireland 2012 USD cash present:Austria 2012 USD cash reference:A")

		// Once an officer has revised the pledge, the file that says so is
		// nothing new.
		list, err := b.Contributions(t.Context(), contributions.Filter{})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		_, err = b.RevisePledge(t.Context(), officer, contributions.PromiseIn{
			Contribution: list[0].ID, On: "2013-01-01", Amount: "110.00", Reason: "as the hub has it now",
		})
		if err != nil {
			t.Fatal(err)
		}
		r := cerf(row("Fully Paid", "110.0", "2012-04-01", "40.0") + row("Fully Paid", "110.0", "2012-05-01", "60.0"))
		counted(r, 0, 0, 2)
	})
}

// A dry run goes the whole way and leaves nothing; with a refused row nothing
// is loaded, unless the rest is asked for.
func TestDryRunAndRefusedRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2014-01-01")
		const good = "A,Austria,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,100.0,0.0,2012-04-01,USD,1,100.0,100.0\n"
		const bad = "B,Ireland,Member State,,2012,CERF,,Fully Paid,2012-02-01,USD,1,100.0,0.0,2014-01-02,USD,1,100.0,100.0\n"
		for _, test := range []struct {
			name      string
			rows      string
			opts      intake.Options
			added     int
			refused   int
			remaining int
		}{
			{"dry run", good, intake.Options{DryRun: true}, 1, 0, 0},
			{"a refused row", good + bad, intake.Options{}, 1, 1, 0},
			{"dry run of the rest", good + bad, intake.Options{DryRun: true, SkipRefused: true}, 1, 1, 0},
			{"the rest", good + bad, intake.Options{SkipRefused: true}, 1, 1, 1},
			{"the rest again", good + bad, intake.Options{SkipRefused: true}, 0, 1, 1},
		} {
			test.opts.Mapping = named(t, "cerf")
			r := b.load(intake.ImportContributions, "later.csv", cerfHeader+test.rows, test.opts)
			if r.Added != test.added || len(r.Refused) != test.refused || r.DryRun != test.opts.DryRun {
				t.Errorf("%s: %s", test.name, summary(r))
			}
			list, err := b.Contributions(t.Context(), contributions.Filter{})
			if err != nil || len(list) != test.remaining {
				t.Errorf("%s: %d contributions, %v", test.name, len(list), err)
			}
			donors, err := b.Donors(t.Context())
			if err != nil || len(donors) != test.remaining {
				t.Errorf("%s: %d donors, %v", test.name, len(donors), err)
			}
		}
		b.sound()
	})
}
