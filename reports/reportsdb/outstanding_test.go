package reportsdb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/xlsx/xlsxtest"
)

// owing is an agreement in three instalments of which the first is paid and a
// part of the second, a bare pledge, and an agreement without a schedule.
func owing(t testing.TB, d *db.DB) *office {
	t.Helper()
	o := open(t, d)
	o.rate("EUR", "2010-01-01", "0.80")
	austria, ireland := o.donor(contributions.DonorIn{Party: "AUT"}), o.donor(contributions.DonorIn{Party: "IRL"})
	one := o.open(austria, "2011/AUT/1", "EUR", "cash", 2011)
	two := o.open(ireland, "2012/IRL/1", "USD", "cash", 2012)
	three := o.open(ireland, "2011/IRL/1", "USD", "cash", 2011)
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	must(o.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: one, On: "2011-03-01", Amount: "1000.00"}))
	must(o.SetSchedule(ctx, officer, contributions.ScheduleIn{Contribution: one, On: "2011-03-01", Instalments: []contributions.InstalmentIn{
		{Due: "2011-06-30", Amount: "300.00"}, {Due: "2012-06-30", Amount: "333.33"}, {Due: "2013-06-30", Amount: "366.67"},
	}}))
	must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: one, On: "2011-06-30", Amount: "300.01", Charges: "4.00"}))
	must(o.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: two, On: "2012-04-22", Amount: "70.00"}))
	must(o.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: three, On: "2011-03-01", Amount: "50.00"}))
	return o
}

func (o *office) ageing(lang, asOf string) (*reports.Checked, error) {
	p, err := locale.For(lang)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.reports.Ageing(o.t.Context(), p, reports.StatusIn{AsOf: date.MustParse(asOf)})
}

func (o *office) due(lang string) (*reports.Checked, error) {
	p, err := locale.For(lang)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.reports.DueInstalments(o.t.Context(), p, reports.StatusIn{})
}

func TestAgeing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := owing(t, d)
		for asOf, want := range map[string][]string{
			"2012-07-20": {
				"section,row,donor,reference,not_due,days_30,days_90,days_365,older,outstanding",
				",line,Austria,2011/AUT/1,,416.65,,,,416.65",
				",line,Austria,2011/AUT/1,458.34,,,,,458.34",
				",line,Ireland,2011/IRL/1,,,,,50.00,50.00",
				",line,Ireland,2012/IRL/1,,,70.00,,,70.00",
				",total,Grand total,,458.34,416.65,70.00,0.00,50.00,994.99",
			},
			"2011-06-30": {
				"section,row,donor,reference,not_due,days_30,days_90,days_365,older,outstanding",
				",line,Austria,2011/AUT/1,416.65,,,,,416.65",
				",line,Austria,2011/AUT/1,458.34,,,,,458.34",
				",line,Ireland,2011/IRL/1,,,,50.00,,50.00",
				",total,Grand total,,874.99,0.00,0.00,50.00,0.00,924.99",
			},
			"2011-02-28": {
				"section,row,donor,reference,not_due,days_30,days_90,days_365,older,outstanding",
				",total,Grand total,,0.00,0.00,0.00,0.00,0.00,0.00",
			},
		} {
			c, err := o.ageing("en", asOf)
			if err != nil {
				t.Fatal(err)
			}
			got := columns(t, c, "donor", "reference", "not_due", "days_30", "days_90", "days_365", "older", "outstanding")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("as of %s (-want +got):\n%s", asOf, diff)
			}
		}
		if _, err := o.ageing("en", "2012-07-21"); !problem.Is(err, "reports.in_future") {
			t.Errorf("tomorrow: %v", err)
		}
	})
}

func TestDueInstalments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, err := owing(t, d).due("en")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"section,row,donor,reference,outstanding",
			"Instalments,line,Austria,2011/AUT/1,416.65",
			"Instalments,line,Austria,2011/AUT/1,458.34",
			`Instalments,subtotal,"Subtotal, instalments",,874.99`,
			"Without a schedule,line,Ireland,2011/IRL/1,50.00",
			"Without a schedule,line,Ireland,2012/IRL/1,70.00",
			`Without a schedule,subtotal,"Subtotal, without a schedule",,120.00`,
			",total,Grand total,,994.99",
		}
		if diff := cmp.Diff(want, columns(t, c, "donor", "reference", "outstanding")); diff != "" {
			t.Errorf("instalments (-want +got):\n%s", diff)
		}
	})
}

func TestOutstandingWorkbooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := owing(t, d)
		for _, lang := range []string{"en", "fr"} {
			ageing, err := o.ageing(lang, "2012-07-20")
			if err != nil {
				t.Fatal(err)
			}
			due, err := o.due(lang)
			if err != nil {
				t.Fatal(err)
			}
			xlsxtest.Golden(t, "ageing_"+lang, workbook(t, ageing))
			xlsxtest.Golden(t, "due_"+lang, workbook(t, due))
			if d.Engine() == db.SQLite && lang == "en" {
				xlsxtest.Judge(t, workbook(t, ageing))
				xlsxtest.Judge(t, workbook(t, due))
			}
		}
	})
}

// What is outstanding is what the books have, or there is no statement.
func TestOutstandingThatIsNotTheBooksIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := owing(t, d)
		o.exec(`INSERT INTO posting (entry_id, seq, account, donor_id, contribution_id, on_date, currency, amount, usd)
			SELECT entry_id, 99, 'receivable', donor_id, contribution_id, '2010-01-01', 'CHF', 0, 10000 FROM posting WHERE entry_id = 1 AND seq = 1`)
		if _, err := o.ageing("en", "2012-07-20"); err == nil {
			t.Error("a dollar more, and no word of it")
		}
		if _, err := o.due("en"); err == nil {
			t.Error("a dollar more, and no word of it")
		}
	})
}
