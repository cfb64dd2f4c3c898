package intake_test

import (
	"context"
	"testing"

	"article30/budget/costing"
	"article30/budget/costing/costingdb"
	"article30/budget/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
)

const standardCosts = `class,item,per,amount,valid_from,source,reason
staff,P-4,,199000,2012-01-01,Standard costs of Vienna,
staff,G-5,month,5000.25,2012-01-01,Standard costs of Vienna,
allowance,Vienna,,268,2012-01-01,ICSC circular,
documents,page,,1400,2012-01-01,DGACM,
`

func TestImportCosts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := costing.New(costing.Config{Store: costingdb.New(d), Journal: journal.New(d, date.System()), Clock: date.System()})
		load := func(text string, opts intake.RecordOptions) string {
			t.Helper()
			report, err := intake.ImportCosts(ctx, s, officer, source(t, "costs.csv", []byte(text)), opts)
			if err != nil {
				t.Fatal(err)
			}
			return reasons(report)
		}
		has := func(want int) {
			t.Helper()
			table, err := s.Table(ctx)
			if err != nil || len(table) != want {
				t.Fatalf("%d costs, want %d: %v", len(table), want, err)
			}
			if found, err := s.Verify(ctx); err != nil || len(found) > 0 {
				t.Errorf("%+v, %v", found, err)
			}
		}
		if got := load(standardCosts, intake.RecordOptions{DryRun: true}); got != "" {
			t.Error(got)
		}
		has(0)
		wrong := standardCosts + "ships,x,,1,2012-01-01,s,\nstaff,P-4,,200000,2012-01-01,s,\nfare,Rome,,1e3,tomorrow,,\n"
		want := `6 class "ships" cost.unknown_class
7 amount "200000" cost.no_reason
8 source "" cost.no_source
8 amount "1e3" money.grammar
8 valid_from "tomorrow" date.grammar
`
		if got := load(wrong, intake.RecordOptions{}); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		has(0)
		load(wrong, intake.RecordOptions{SkipRefused: true})
		has(4)
		if report, err := intake.ImportCosts(ctx, s, officer, source(t, "costs.csv", []byte(standardCosts)), intake.RecordOptions{}); err != nil || report.Unchanged != 4 || report.Added != 0 {
			t.Errorf("the same file again: %+v, %v", report, err)
		}
		if got := load("class,item,amount,valid_from,source,reason\nstaff,P-4,200000,2012-01-01,Corrected,misprint\n", intake.RecordOptions{}); got != "" {
			t.Error(got)
		}
		has(5)
		if c, err := at(s, costing.Staff, "P-4"); err != nil || c.Amount.String() != "200000" || c.Seq != 2 {
			t.Errorf("%+v, %v", c, err)
		}
		if got := load("class,item,amount,valid_from,source,colour\nstaff,P-4,200000,2012-01-01,Corrected,red\n", intake.RecordOptions{}); got != "0 colour \"\" budget_table.unknown_column\n" {
			t.Error(got)
		}
	})
}

func at(s *costing.Service, class costing.Class, item string) (costing.StandardCost, error) {
	table, err := s.Table(context.Background())
	if err != nil {
		return costing.StandardCost{}, err
	}
	return table.At(class, item, date.MustParse("2012-07-20"))
}
