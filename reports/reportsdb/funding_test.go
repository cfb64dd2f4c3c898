package reportsdb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/reportsdb"
	"article30/reports/xlsx/xlsxtest"
)

// Lines of a budget against the money for it, worked out by hand; programme
// support costs are 13 per cent.
//
//	1100  article 29 of the Convention   1,000.00 in 2013, 500.00 in 2014
//	1200  Firearms Protocol                100.00 in 2013
//	1300  nothing in particular             50.00 in 2013
//
// There are 1,200.00 for article 29, 300.00 for article 14 of the Firearms
// Protocol, of which 200.00 for Africa, 40.00 for the Trafficking Protocol, and
// 43.50 for nothing in particular.
func TestFunding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := spending(t, d)
		ctx := t.Context()
		s.document(3, "CTOC/COP/2012/9")
		s.exec(`INSERT INTO budget_version VALUES (9, 3, 1, 'original', 'CTOC/COP/2012/9', TRUE, '13', '0.01', 'test', '', NULL, NULL, FALSE, NULL, 'me', '2012-07-20T10:00:00Z')`)
		s.exec(`INSERT INTO budget_column VALUES (9, 1, 2013, 'approved', '')`)
		s.exec(`INSERT INTO budget_column VALUES (9, 2, 2014, 'approved', '')`)
		for i, l := range []struct {
			code, title string
			mandate     any
			amounts     []int64
		}{
			{"1100", "Experts", "convention_29", []int64{10000000, 5000000}}, {"1200", "Travel", "firearms_14", []int64{1000000}},
			{"1300", "Printing", nil, []int64{500000}},
		} {
			s.exec(`INSERT INTO budget_line (version_id, seq, code, title, section, mandate, funding) VALUES (9, ?, ?, ?, '', ?, 'special_purpose')`, i+1, l.code, l.title, l.mandate)
			for column, units := range l.amounts {
				s.exec(`INSERT INTO budget_amount VALUES (9, ?, ?, ?)`, i+1, column+1, units)
			}
		}
		s.exec(`UPDATE budget_version SET frozen = TRUE, frozen_at = '2012-08-01T10:00:00Z' WHERE id = 9`)

		o := withEarmarks(s.office)
		o.reports = reports.New(reports.Config{
			Store: reportsdb.New(d), Contributions: s.Service, Conference: participants{}, Execution: s.execution, Earmarks: o.earmarks,
		})
		donor := o.donor(contributions.DonorIn{Name: "A foundation", Kind: "foundation"})
		if _, err := o.earmarks.Add(ctx, officer, earmark.AddIn{
			Above: "firearms-14", Code: "firearms-africa", Kind: "region", Value: "african", Title: earmark.TitleIn{English: "Africa", French: "Afrique"},
		}); err != nil {
			t.Fatal(err)
		}
		for code, amount := range map[string]string{
			"convention-29": "1200.00", "firearms-14": "100.00", "firearms-africa": "200.00", "trafficking": "40.00", "unearmarked": "43.50",
		} {
			c := o.open(donor, code, "USD", "cash", 2013)
			if code != "unearmarked" {
				if _, err := o.earmarks.Assign(ctx, officer, earmark.AssignIn{Contribution: c, Earmark: code, On: "2012-01-02", Reference: "Agreement"}); err != nil {
					t.Fatal(err)
				}
			}
			o.must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c, On: "2013-01-02", Amount: amount}))
		}
		funded := func(lang, on string) (*reports.Checked, error) {
			p, err := locale.For(lang)
			if err != nil {
				t.Fatal(err)
			}
			in := reports.FundingIn{Symbol: "CTOC/COP/2012/9"}
			if on != "" {
				in.AsOf = date.MustParse(on)
			}
			return o.reports.Funding(ctx, p, in)
		}
		c, err := funded("en", "")
		if err != nil {
			t.Fatal(err)
		}
		const special = "Extrabudgetary resources: special-purpose funds,"
		for table, want := range map[string][]string{
			"lines": {
				"section,row,code,line,year,approved,support,needed,used,allocated,funded,unfunded",
				special + "line,1100,Experts,2013,1000.00,130.00,1130.00,,1130.00,1130.00,0.00",
				special + "line,1100,Experts,2014,500.00,65.00,565.00,,70.00,70.00,495.00", // what is left of article 29
				special + "line,1200,Travel,2013,100.00,13.00,113.00,,113.00,113.00,0.00",
				special + "line,1300,Printing,2013,50.00,6.50,56.50,,43.50,43.50,13.00", // all that is unearmarked
				special + `subtotal,,"Grand total, special-purpose funds",,1650.00,214.50,1864.50,0.00,1356.50,1356.50,508.00`,
				`,total,,"Grand total, extrabudgetary resources",,1650.00,214.50,1864.50,0.00,1356.50,1356.50,508.00`,
			},
			"money": {
				"section,row,earmark,code,degree,free,allocated,not_needed,outside",
				",line,Unearmarked,unearmarked,unearmarked,43.50,43.50,0.00,",
				",line,Article 29: Training and technical assistance,convention-29,earmarked,1200.00,1200.00,0.00,",
				",line,Trafficking in Persons Protocol,trafficking,softly earmarked,40.00,,,40.00",
				",line,Article 14: Training and technical assistance,firearms-14,earmarked,100.00,,100.00,",
				",line,Africa,firearms-africa,earmarked,200.00,113.00,87.00,", // the narrower of one degree goes first
				",total,Total,,,1583.50,1356.50,187.00,40.00",
			},
		} {
			if diff := cmp.Diff(want, linesOf(t, c, table)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", table, diff)
			}
		}
		for _, lang := range []string{"en", "fr"} {
			c, err := funded(lang, "")
			if err != nil {
				t.Fatal(err)
			}
			xlsxtest.Golden(t, "funding_"+lang, workbook(t, c))
			if d.Engine() == db.SQLite && lang == "en" {
				xlsxtest.Judge(t, workbook(t, c))
			}
		}
		if c, err := funded("en", "2013-01-01"); err != nil || len(linesOf(t, c, "money")) != 2 {
			t.Errorf("before there was money: %v", err)
		}
		if _, err := funded("en", "2014-07-02"); !problem.Is(err, "reports.in_future") {
			t.Errorf("tomorrow: %v", err)
		}
	})
}
