package contributionsdb_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// splits are what is outstanding on a day, divided.
func (b *books) splits(on string) []string {
	b.t.Helper()
	items, err := b.SplitOn(b.t.Context(), date.MustParse(on), contributions.Filter{})
	if err != nil {
		b.t.Fatal(err)
	}
	var list []string
	for _, i := range items {
		today := "none"
		if !i.Rate.PerUSD.IsZero() {
			today = i.Today.Plain()
		}
		list = append(list, fmt.Sprintf("%s: %s outstanding at %s: unpaid %s, by rates %s; settled by rates %s; now %s",
			i.Contribution.Reference, i.Outstanding.Amount, i.Outstanding.USD.Plain(), i.Unpaid.USD.Plain(), i.ByRates.Plain(), i.SettledByRates.Plain(), today))
		h, err := b.Contribution(b.t.Context(), i.Contribution.ID)
		if err != nil {
			b.t.Fatal(err)
		}
		p, err := h.Position(date.MustParse(on))
		if err != nil {
			b.t.Fatal(err)
		}
		// expected - received + overpaid - written down = unpaid - settled by rates
		plain := p.Expected().USD.Units() - p.Received.USD.Units() + p.Overpaid.USD.Units() - p.WrittenDown.USD.Units()
		if split := i.Unpaid.USD.Units() - i.SettledByRates.Units(); plain != split {
			b.t.Errorf("%s on %s: a plain subtraction leaves %d, the split %d", i.Contribution.Reference, on, plain, split)
		}
	}
	return list
}

// What is outstanding is unpaid, or there by a revaluation; a contribution that
// is paid in full in its own currency has nothing outstanding, whatever the
// payment was worth. In currencies of two, three and no decimals, on any day.
func TestOutstandingIsSplit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("EUR", "2012-01-01", "0.75")
		b.rate("EUR", "2012-05-01", "0.80")
		b.rate("JPY", "2012-01-01", "80")
		b.rate("JPY", "2012-05-01", "79")
		b.rate("KWD", "2012-02-01", "0.28")
		austria := b.donor("AUT").ID
		euro, full := b.contribution(austria, "eur", "EUR"), b.contribution(austria, "full", "EUR")
		yen, dinar, dollar := b.contribution(austria, "jpy", "JPY"), b.contribution(austria, "kwd", "KWD"), b.contribution(austria, "usd", "USD")
		b.must(b.RecordAgreement(ctx, officer, promised(euro, "2012-02-01", "6000.00"))) // 8,000.00
		b.must(b.RecordPledge(ctx, officer, promised(full, "2012-02-01", "600.00")))     // 800.00
		b.must(b.RecordPledge(ctx, officer, promised(yen, "2012-02-01", "8001")))        // 100.01
		b.must(b.RecordPledge(ctx, officer, promised(dinar, "2012-02-01", "28.123")))    // 100.44
		b.must(b.RecordPledge(ctx, officer, promised(dollar, "2012-02-01", "50.00")))
		b.must(b.RecordReceipt(ctx, officer, paid(full, "2012-05-02", "600.00")))  // 750.00: a loss of 50.00
		b.must(b.RecordReceipt(ctx, officer, paid(euro, "2012-05-02", "2000.00"))) // 2,500.00 for 2,666.67: a loss of 166.67
		b.must(b.RecordReceipt(ctx, officer, paid(dollar, "2012-05-02", "20.00")))
		b.revalue("2012-06-30") // 4,000.00 EUR are 5,000.00, and 8,001 JPY are 101.28
		for _, tt := range []struct {
			on   string
			want []string
		}{
			{"2012-01-31", nil},
			{"2012-04-30", []string{
				"eur: 6000.00 EUR outstanding at 8000.00: unpaid 8000.00, by rates 0.00; settled by rates 0.00; now 8000.00",
				"full: 600.00 EUR outstanding at 800.00: unpaid 800.00, by rates 0.00; settled by rates 0.00; now 800.00",
				"jpy: 8001 JPY outstanding at 100.01: unpaid 100.01, by rates 0.00; settled by rates 0.00; now 100.01",
				"kwd: 28.123 KWD outstanding at 100.44: unpaid 100.44, by rates 0.00; settled by rates 0.00; now 100.44",
				"usd: 50.00 USD outstanding at 50.00: unpaid 50.00, by rates 0.00; settled by rates 0.00; now 50.00",
			}},
			{"2012-06-29", []string{
				"eur: 4000.00 EUR outstanding at 5333.33: unpaid 5333.33, by rates 0.00; settled by rates -166.67; now 5000.00",
				"full: 0.00 EUR outstanding at 0.00: unpaid 0.00, by rates 0.00; settled by rates -50.00; now 0.00",
				"jpy: 8001 JPY outstanding at 100.01: unpaid 100.01, by rates 0.00; settled by rates 0.00; now 101.28",
				"kwd: 28.123 KWD outstanding at 100.44: unpaid 100.44, by rates 0.00; settled by rates 0.00; now 100.44",
				"usd: 30.00 USD outstanding at 30.00: unpaid 30.00, by rates 0.00; settled by rates 0.00; now 30.00",
			}},
			{"2012-07-20", []string{
				"eur: 4000.00 EUR outstanding at 5000.00: unpaid 5333.33, by rates -333.33; settled by rates -166.67; now 5000.00",
				"full: 0.00 EUR outstanding at 0.00: unpaid 0.00, by rates 0.00; settled by rates -50.00; now 0.00",
				"jpy: 8001 JPY outstanding at 101.28: unpaid 100.01, by rates 1.27; settled by rates 0.00; now 101.28",
				"kwd: 28.123 KWD outstanding at 100.44: unpaid 100.44, by rates 0.00; settled by rates 0.00; now 100.44",
				"usd: 30.00 USD outstanding at 30.00: unpaid 30.00, by rates 0.00; settled by rates 0.00; now 30.00",
			}},
		} {
			if diff := cmp.Diff(tt.want, b.splits(tt.on)); diff != "" {
				t.Errorf("on %s (-want +got):\n%s", tt.on, diff)
			}
		}
		b.sound()
	})
}
