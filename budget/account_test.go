package budget_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/journal"
)

// recorded are all the records of the journal about versions and sessions.
func (d *desk) recorded() []journal.Record {
	d.Helper()
	var records []journal.Record
	for seq := int64(0); ; {
		list, err := d.journal.List(d.ctx, journal.Filter{AfterSeq: seq, Limit: 1000})
		if err != nil {
			d.Fatal(err)
		}
		for _, r := range list {
			seq = r.Seq
			records = append(records, r)
		}
		if len(list) < 1000 {
			return records
		}
	}
}

// What the journal tells of a version gives the same standing as what is kept
// of it, without the database.
func TestAccountIsWhatIsKept(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		d.today("2012-08-10")
		d.sent(send(sixthBudget, "2012-08-10", "en", "fr"))
		compare := func(symbol string) budget.Account {
			a, err := budget.AccountOf(symbol, d.recorded(), d.conference.Rule(), conference.DispatchDate(d.clock.at))
			if err != nil {
				t.Fatal(err)
			}
			is, err := d.Circulation(d.ctx, symbol)
			if err != nil {
				t.Fatal(err)
			}
			// Who becomes a party afterwards is not in the entries of a version.
			supplementary := func(c budget.Cause) bool { return c.Code == "circulation.supplementary" }
			is.Causes = slices.DeleteFunc(is.Causes, supplementary)
			is.Parties = slices.DeleteFunc(is.Parties, func(p budget.PartyProgress) bool { return p.Role == budget.Supplementary })
			if diff := cmp.Diff(is, budget.StatusOf(a.Facts)); diff != "" {
				t.Errorf("(-kept +told)\n%s", diff)
			}
			return a
		}
		compare(sixthBudget)
		d.sent(send(sixthBudget, "2012-08-10", "ar", "zh", "ru", "es"))
		d.today("2012-08-11")
		if _, err := d.conference.MoveOpening(d.ctx, officer, "6", day("2012-10-08"), day("2012-10-12"), "hall"); err != nil {
			t.Fatal(err)
		}
		a := compare(sixthBudget)
		if a.Title == "" || a.Kind != budget.KindBudget || a.Frozen.Action != "version.freeze" || len(a.Entered) != len(a.Facts.Dispatches) || a.Decision != nil {
			t.Errorf("%+v", a.Frozen)
		}
		if _, err := d.conference.Postpone(d.ctx, officer, "6", "hall"); err != nil {
			t.Fatal(err)
		}
		compare(sixthBudget)
	})
}
