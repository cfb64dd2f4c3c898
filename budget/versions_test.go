package budget_test

import (
	"context"
	"strings"
	"testing"

	"article30/budget"
	"article30/internal/problem"
)

func (d *desk) version(symbol string, c budget.ContentIn) budget.Version {
	d.Helper()
	v, err := d.AddVersion(d.ctx, officer, budget.VersionIn{Symbol: symbol, ContentIn: c})
	if err != nil {
		d.Fatal(err)
	}
	return v
}

// "Original in time; Rev.1 of 3 September late: plus USD x."
func TestVersions(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100", "200"))
		d.sent(send(sixthBudget, "2012-07-20"))
		d.today("2012-09-03")
		if v := d.version(sixthBudget+"/Corr.1", budget.ContentIn{}); v.ChangesAmounts || v.OwnClock() {
			d.Errorf("a corrigendum of words: %+v", v)
		}
		if v := d.version(sixthBudget+"/Corr.2", figures("100", "200")); v.ChangesAmounts {
			d.Errorf("a corrigendum with the same amounts: %+v", v)
		}
		if v := d.version(sixthBudget+"/Corr.3", figures("100", "201")); !v.ChangesAmounts {
			d.Errorf("a corrigendum that changes an amount: %+v", v)
		}
		if v := d.version(sixthBudget+"/Add.1", figures("5")); !v.ChangesAmounts {
			d.Errorf("an addendum that adds amounts: %+v", v)
		}
		d.version(sixthBudget+"/Rev.1", figures("150", "200"))
		d.version(sixthBudget+"/Rev.1/Corr.1", budget.ContentIn{})

		c := d.stands(sixthBudget+"/Corr.1", budget.Timely)
		if c.ClockOf != sixthBudget || !has(c, "circulation.keeps_date") {
			d.Errorf("the corrigendum keeps the date: %+v", c)
		}
		d.stands(sixthBudget+"/Corr.2", budget.Timely)
		for _, symbol := range []string{"/Corr.3", "/Add.1", "/Rev.1", "/Rev.1/Corr.1"} {
			d.stands(sixthBudget+symbol, budget.NotEstablished)
		}
		if c := d.sent(send(sixthBudget+"/Corr.1", "2012-09-03")); c.Status != budget.Timely {
			d.Errorf("a corrigendum of words is never late: %s", c.Status)
		}
		d.refused("circulation.late", send(sixthBudget+"/Rev.1", "2012-09-03"))
		late := send(sixthBudget+"/Rev.1", "2012-09-03")
		late.RecordAsLate, late.Reason = true, "the host raised its offer"
		d.sent(late)
		d.stands(sixthBudget, budget.Timely)
		d.stands(sixthBudget+"/Rev.1/Corr.1", budget.Late)

		story, err := d.Story(d.ctx, sixthBudget)
		if err != nil {
			d.Fatal(err)
		}
		revised := story[5]
		if story[0].Circulation.Status != budget.Timely || story[0].Difference != nil ||
			revised.Version.Symbol != sixthBudget+"/Rev.1" || revised.Circulation.Status != budget.Late {
			d.Fatalf("%+v", revised)
		}
		if more := revised.Difference.Blocks[0].Total[0].Plain(); more != "57.00" {
			d.Errorf("Rev.1 adds %s, want 50 and 13 per cent of it in whole dollars", more)
		}
		d.verified()
	})
}

func TestWhatHasGoneOutNeverChanges(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		if _, err := d.Replace(d.ctx, officer, budget.VersionIn{Symbol: sixthBudget, ContentIn: figures("101")}); err != nil {
			d.Fatalf("a draft: %v", err)
		}
		d.sent(send(sixthBudget, "2012-07-20", "en"))
		if _, err := d.Replace(d.ctx, officer, budget.VersionIn{Symbol: sixthBudget, ContentIn: figures("102")}); !problem.Is(err, "version.frozen") {
			d.Errorf("replaced: %v", err)
		}
		if _, err := d.Assign(d.ctx, officer, sixthBudget, "7"); !problem.Is(err, "version.frozen") {
			d.Errorf("given to another session: %v", err)
		}
		for _, statement := range []string{
			"UPDATE budget SET title = 'x'",
			"UPDATE budget_version SET source = 'x'",
			"DELETE FROM budget_version",
			"UPDATE budget_amount SET amount = 1",
			"DELETE FROM budget_amount",
			"DELETE FROM budget_line",
			"UPDATE budget_column SET year = 2099",
			"INSERT INTO budget_column (version_id, seq, year, stage, label) SELECT id, 9, 2030, 'proposed', '' FROM budget_version",
			"UPDATE addressee SET role = 'courtesy'",
			"DELETE FROM addressee",
			"UPDATE dispatch SET sent_on = '2012-07-01'",
			"DELETE FROM dispatch",
		} {
			err := d.db.Update(d.ctx, func(ctx context.Context) error {
				_, err := d.db.Conn(ctx).ExecContext(ctx, statement)
				return err
			})
			if problem.KindOf(err) != problem.Conflict {
				d.Errorf("%s: %v", statement, err)
			}
		}
		v, err := d.Version(d.ctx, sixthBudget)
		if err != nil || v.Lines[0].Amounts[0].Plain() != "101.00" || !v.Frozen {
			d.Errorf("%+v, %v", v, err)
		}
		d.verified()
	})
}

func TestRegisterRefused(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		line := func(change func(*budget.LineIn)) budget.ContentIn {
			c := figures("100")
			change(&c.Lines[0])
			return c
		}
		for _, c := range []struct {
			want string
			in   budget.CreateIn
		}{
			{"symbol symbol.missing", budget.CreateIn{Title: "x"}},
			{"symbol symbol.not_original", budget.CreateIn{Symbol: "A/1/Rev.1", Title: "x"}},
			{"title budget.text_missing", budget.CreateIn{Symbol: "A/1", Title: " "}},
			{"title budget.text_too_long", budget.CreateIn{Symbol: "A/1", Title: strings.Repeat("x", 501)}},
			{"title budget.text_unprintable", budget.CreateIn{Symbol: "A/1", Title: "a\x1b[31m"}},
			{"kind budget.unknown_kind", budget.CreateIn{Symbol: "A/1", Title: "x", Kind: "letter"}},
			{"session conference.no_session", budget.CreateIn{Symbol: "A/1", Title: "x", Session: "99"}},
			{"unit version.unknown_unit", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: budget.ContentIn{Unit: "1000"}}},
			{"psc_percent money.percent_out_of_range", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: budget.ContentIn{PSCPercent: "101"}}},
			{"distr_on date.grammar", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: budget.ContentIn{DistrOn: "2.7.2012"}}},
			{"columns column.none", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: budget.ContentIn{Lines: figures("1").Lines}}},
			{"columns[1] column.duplicate", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: budget.ContentIn{Columns: []budget.ColumnIn{{Year: 2013}, {Year: 2013, Stage: "proposed"}}}}},
			{"columns[0].year column.year_out_of_range", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: budget.ContentIn{Columns: []budget.ColumnIn{{Year: 20130}}}}},
			{"columns[0].stage column.unknown_stage", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: budget.ContentIn{Columns: []budget.ColumnIn{{Year: 2013, Stage: "final"}}}}},
			{"lines[0].funding line.unknown_funding", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: line(func(l *budget.LineIn) { l.Funding = "" })}},
			{"lines[0].mandate line.unknown_mandate", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: line(func(l *budget.LineIn) { l.Mandate = "convention_28" })}},
			{"lines[0].instrument line.mandate_of_other_instrument", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: line(func(l *budget.LineIn) { l.Instrument = "firearms" })}},
			{"lines[0].object line.unknown_object", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: line(func(l *budget.LineIn) { l.Object = "gifts" })}},
			{"lines[0].amounts line.wrong_number_of_amounts", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: line(func(l *budget.LineIn) { l.Amounts = nil })}},
			{"lines[0].amounts[0] money.grammar", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: figures("1,000.00")}},
			{"lines[0].amounts[0] money.grammar", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: figures("NaN")}},
			{"lines[0].amounts[0] line.finer_than_unit", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: figures("0.50")}},
			{"lines[1] line.duplicate", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: func() budget.ContentIn {
				c := figures("1", "2")
				c.Lines[1].Code = "1"
				return c
			}()}},
			{"lines money.too_large", budget.CreateIn{Symbol: "A/1", Title: "x", ContentIn: figures("9999999999999", "9999999999999")}},
		} {
			_, err := d.Create(d.ctx, officer, c.in)
			e := d.told(err)
			if e.Code != "budget.invalid" || e.Fields[0].Path+" "+e.Fields[0].Code != c.want {
				d.Errorf("%v, want %s", err, c.want)
			}
		}
		if _, err := d.Create(d.ctx, officer, budget.CreateIn{Symbol: sixthBudget, Title: "x"}); !problem.Is(err, "budget.symbol_taken") {
			d.Errorf("again: %v", err)
		}
		if _, err := d.AddVersion(d.ctx, officer, budget.VersionIn{Symbol: "CTOC/COP/2012/99/Rev.1"}); !problem.Is(err, "budget.not_found") {
			d.Errorf("a version of nothing: %v", err)
		}
		if _, err := d.AddVersion(d.ctx, officer, budget.VersionIn{Symbol: sixthBudget}); !problem.Is(err, "budget.invalid") {
			d.Errorf("an original as a version: %v", err)
		}
		d.version(sixthBudget+"/Corr.1", budget.ContentIn{})
		if _, err := d.Replace(d.ctx, officer, budget.VersionIn{Symbol: sixthBudget, ContentIn: figures("1")}); !problem.Is(err, "version.has_followers") {
			d.Errorf("a text that was corrected: %v", err)
		}
		list, err := d.Budgets(d.ctx)
		if err != nil || len(list) != 1 || len(list[0].Versions) != 2 {
			d.Errorf("%+v, %v", list, err)
		}
		d.verified()
	})
}

// What is stored is what was entered, on both engines.
func TestStoredAsEntered(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		in := budget.ContentIn{
			PSCPercent: "7.5", Unit: "0.01", Source: "note of the secretariat", DistrOn: "2012-07-02", UploadedOn: "2012-07-09",
			Columns: []budget.ColumnIn{{Year: 2013, Stage: "approved", Label: "2013"}, {Year: 2014, Stage: "revised"}},
			Lines: []budget.LineIn{
				{Code: "1", Title: "Experts", Section: "Meetings", Mandate: "trafficking_10", Object: "consultants_experts", Funding: "special_purpose", Amounts: []string{"-0.01", ""}},
				{Title: "Posts", Instrument: "firearms", Funding: "regular", Amounts: []string{"9999999999999.99", "0"}},
			},
		}
		b := d.register(sixthBudget, "", in)
		got, err := d.Version(d.ctx, sixthBudget)
		if err != nil {
			d.Fatal(err)
		}
		want := b.Versions[0]
		if got.Digest() != want.SHA256 || got.SHA256 != want.SHA256 || !got.PSCPercent.Equal(want.PSCPercent) ||
			got.DistrOn != want.DistrOn || got.UploadedOn != want.UploadedOn || got.Source != want.Source ||
			!got.RecordedAt.Equal(want.RecordedAt) || got.Lines[0].Instrument != "trafficking" || got.Lines[1].Amounts[1].Plain() != "0.00" ||
			got.Lines[0].Amounts[1] != want.Lines[0].Amounts[1] {
			d.Errorf("\n got %+v\nwant %+v", got, want)
		}
	})
}
