package contributionsdb_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// Goods are revenue at their fair value, services are disclosed, and neither is
// cash.
func TestDeliveriesInKind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.80")
		b.rate("EUR", "2012-06-01", "0.75")
		japan := b.donor("JPN")
		c, err := b.Open(ctx, officer, contributions.ContributionIn{Reference: "1", Donor: japan.ID, Year: 2012, Currency: "EUR", Mode: "in_kind"})
		if err != nil {
			t.Fatal(err)
		}
		cash := b.contribution(japan.ID, "2", "EUR")
		b.must(b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-03-01", Amount: "100.00"}))
		in := contributions.DeliveryIn{
			Contribution: c.ID, On: "2012-06-02", Amount: "30.00", Nature: "goods", Description: "Ten computers",
			Basis: "market_price", Valuer: "Procurement", ValuedOn: "2012-06-01", Document: "PU/1",
		}
		with := func(change func(*contributions.DeliveryIn)) contributions.DeliveryIn {
			other := in
			change(&other)
			return other
		}
		for name, test := range map[string]struct {
			in          contributions.DeliveryIn
			path, field string
		}{
			"no nature":         {with(func(i *contributions.DeliveryIn) { i.Nature = "cash" }), "nature", "delivery.not_one_of"},
			"no basis":          {with(func(i *contributions.DeliveryIn) { i.Basis = "" }), "basis", "delivery.not_one_of"},
			"no use":            {with(func(i *contributions.DeliveryIn) { i.Use = "sale" }), "use", "delivery.not_one_of"},
			"services booked":   {with(func(i *contributions.DeliveryIn) { i.Nature, i.Use = "services", "asset" }), "use", "delivery.services_disclosed"},
			"goods not booked":  {with(func(i *contributions.DeliveryIn) { i.Use = "disclosure" }), "use", "delivery.goods_booked"},
			"nobody's value":    {with(func(i *contributions.DeliveryIn) { i.Valuer = " " }), "valuer", "delivery.unsaid"},
			"no document":       {with(func(i *contributions.DeliveryIn) { i.Document = "" }), "document", "delivery.unsaid"},
			"nothing delivered": {with(func(i *contributions.DeliveryIn) { i.Description = "" }), "description", "delivery.unsaid"},
			"valued tomorrow":   {with(func(i *contributions.DeliveryIn) { i.ValuedOn = "2012-07-21" }), "valued_on", "date.future"},
			"worth nothing":     {with(func(i *contributions.DeliveryIn) { i.Amount = "0.00" }), "amount", "entry.not_positive"},
			"worth less":        {with(func(i *contributions.DeliveryIn) { i.Amount = "-1.00" }), "amount", "entry.not_positive"},
		} {
			_, err := b.RecordDelivery(ctx, officer, test.in)
			if p, ok := problem.As(err); !ok || len(p.Fields) != 1 || p.Fields[0].Path != test.path || p.Fields[0].Code != test.field {
				t.Errorf("%s: %v, want %s %s", name, err, test.path, test.field)
			}
		}
		if _, err := b.RecordDelivery(ctx, access.Actor{Name: "ada", Roles: []access.Role{access.Auditor}}, in); !problem.Is(err, "access.denied") {
			t.Errorf("by an auditor: %v", err)
		}
		if _, err := b.RecordDelivery(ctx, officer, with(func(i *contributions.DeliveryIn) { i.Contribution = cash.ID })); !problem.Is(err, "delivery.not_in_kind") {
			t.Errorf("of a contribution in cash: %v", err)
		}
		if _, err := b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-06-02", Amount: "1.00"}); !problem.Is(err, "contribution.in_kind") {
			t.Errorf("money for what is in kind: %v", err)
		}

		goods := b.must(b.RecordDelivery(ctx, officer, in))
		kept := b.must(b.RecordDelivery(ctx, officer, with(func(i *contributions.DeliveryIn) { i.Use, i.Amount = "asset", "15.00" })))
		service := b.must(b.RecordDelivery(ctx, officer, with(func(i *contributions.DeliveryIn) {
			i.Nature, i.Amount, i.Description, i.Basis = "services", "75.00", "A trainer for a month", "un_rate"
		})))
		posted := func(e contributions.Entry) (lines []string) {
			for _, p := range e.Postings {
				lines = append(lines, fmt.Sprint(p.Account, " ", p.Amount, " ", p.USD))
			}
			return lines
		}
		// 30.00 at 0.75 = 40.00; it settles 30 of 100 pledged at 125.00: 37.50.
		if diff := cmp.Diff([]string{
			"in_kind:revenue -30.00 EUR -40.00 USD", "in_kind:expense 30.00 EUR 40.00 USD",
			"memo:pledged -30.00 EUR -37.50 USD", "memo:exchange 0.00 EUR -2.50 USD", "memo:pledges 30.00 EUR 40.00 USD",
		}, posted(goods)); diff != "" {
			t.Errorf("goods (-want +got):\n%s", diff)
		}
		// 75.00 settle the 55.00 that are left, and 20.00 are beyond the pledge.
		if diff := cmp.Diff([]string{
			"memo:pledged -55.00 EUR -68.75 USD", "memo:advance -20.00 EUR -26.67 USD", "memo:exchange 0.00 EUR -4.58 USD", "memo:services 75.00 EUR 100.00 USD",
		}, posted(service)); diff != "" {
			t.Errorf("services (-want +got):\n%s", diff)
		}
		if goods.Payment.Official.Number != 0 {
			t.Errorf("an official receipt for goods: %s", goods.Payment.Official)
		}
		if kept.Delivery.Use != contributions.Kept {
			t.Errorf("kept as %s", kept.Delivery.Use)
		}
		h, err := b.Contribution(ctx, c.ID)
		if err != nil || h.Entries[1].Delivery != goods.Delivery {
			t.Errorf("read back: %+v, %v", h.Entries[1].Delivery, err)
		}
		b.sound()
		rows, err := b.Status(ctx, date.MustParse("2012-07-20"), contributions.Filter{})
		if err != nil || len(rows) != 1 || rows[0].Received.Sign() != 0 || rows[0].Outstanding.Sign() != 0 ||
			rows[0].InKind != usd("160.00") || rows[0].Goods != usd("60.00") || rows[0].Services != usd("100.00") {
			t.Errorf("status: %+v, %v", rows, err)
		}
		_, balances, err := b.DonorBalance(ctx, japan.ID)
		if err != nil || len(balances) == 0 {
			t.Fatal(balances, err)
		}
		for _, balance := range balances {
			if balance.Account == contributions.Cash || balance.Account == contributions.Revenue {
				t.Errorf("%s holds %s", balance.Account, balance.USD)
			}
		}
		// A mistake is taken back, and that taken back.
		undone := b.must(b.Reverse(ctx, officer, service.ID, "another trainer"))
		b.sound()
		again := b.must(b.Restore(ctx, officer, undone.ID, "it was this one"))
		if again.Delivery != service.Delivery || again.Payment.Official.Number != 0 {
			t.Errorf("restored: %+v", again)
		}
		b.sound()
		// A corrected rate follows the goods and the services, and no cash moves.
		if _, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-06-01", PerUSD: "0.74", Reason: "misprinted"}); err != nil {
			t.Fatal(err)
		}
		b.sound()
		rows, err = b.Status(ctx, date.MustParse("2012-07-20"), contributions.Filter{})
		if err != nil || rows[0].Goods != usd("60.81") || rows[0].Services != usd("101.35") || rows[0].Received.Sign() != 0 {
			t.Errorf("after the correction: %+v, %v", rows, err)
		}

		dbtest.Tamper(ctx, t, d, "delivery", fmt.Sprintf("UPDATE delivery SET valuer = 'nobody' WHERE entry_id = %d", goods.ID))
		if diff := cmp.Diff([]string{fmt.Sprintf("entry %d: verify.not_as_recorded", goods.ID)}, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}
