package budget_test

import (
	stdcmp "cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/journal"
	"article30/internal/problem"
)

// exported is the draft as its workbook has it.
func (d *desk) exported() budget.EditedSheet {
	d.Helper()
	b, err := d.Budget(d.ctx, sixthBudget)
	if err != nil {
		d.Fatal(err)
	}
	v, _ := b.Version(sixthBudget)
	sheet := budget.EditedSheet{File: "w.xlsx", SHA256: "00", Symbol: v.Symbol, Digest: v.SHA256, Rows: v.SheetRows(), Texts: b.SheetTexts(v)}
	for i := range sheet.Rows {
		sheet.Rows[i].Row, sheet.Rows[i].Basis = i+3, nil // a workbook knows no basis
	}
	return sheet
}

// edited is the workbook after somebody corrected it: the computed amount of
// B1, the title of B2, a new first line and a new last one.
func (d *desk) edited() budget.EditedSheet {
	d.Helper()
	sheet := d.exported()
	sheet.Rows[0].Amounts[0] = "120000.00"
	sheet.Rows[1].Title = "Meetings of experts"
	added := func(code string) budget.EditedRow {
		return budget.EditedRow{Row: 9, LineIn: budget.LineIn{Code: code, Title: code, Funding: "regular", Amounts: []string{"1.00", ""}}}
	}
	sheet.Rows = append([]budget.EditedRow{added("A")}, append(sheet.Rows, added("Z"))...)
	return sheet
}

func dump(edits []budget.Edit) string {
	var lines []string
	for _, e := range edits {
		var line strings.Builder
		line.WriteString(fmt.Sprint(e.Number, " ", e.Kind, " ", stdcmp.Or(e.Code, e.Title)))
		for _, f := range e.Fields {
			line.WriteString(fmt.Sprintf("; %s: %q > %q", f.Field, f.Before, f.After))
			if f.Computed {
				line.WriteString(" computed")
			}
		}
		if e.Accepted {
			line.WriteString(" +")
		}
		lines = append(lines, line.String())
	}
	return strings.Join(lines, "\n")
}

func (d *desk) imported(sheet budget.EditedSheet, all bool, accept ...int) []budget.Edit {
	d.Helper()
	edits, err := d.ImportEdits(d.ctx, officer, budget.ImportEditsIn{Sheet: sheet, Accept: accept, All: all})
	if err != nil {
		d.Fatal(d.told(err))
	}
	return edits
}

// Every line that differs is accepted or refused by itself.
func TestEditsLineByLine(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.drafting()
		if edits := d.imported(d.exported(), true); len(edits) > 0 {
			d.Errorf("an unchanged workbook differs: %s", dump(edits))
		}
		const listed = `1 added A; code: "" > "A"; title: "" > "A"; funding: "" > "regular"; 2013 proposed: "" > "1.00"
2 changed B1; 2013 proposed: "116667.00" > "120000.00" computed
3 changed B2; title: "Meetings" > "Meetings of experts"
4 added Z; code: "" > "Z"; title: "" > "Z"; funding: "" > "regular"; 2013 proposed: "" > "1.00"`
		if diff := cmp.Diff(listed, dump(d.imported(d.edited(), false))); diff != "" {
			d.Error(diff)
		}
		d.says(sixthBudget, drafted)
		if edits := d.imported(d.edited(), false, 3, 1); !edits[0].Accepted || edits[1].Accepted || !edits[2].Accepted || edits[3].Accepted {
			d.Error(dump(edits))
		}
		d.says(sixthBudget, "A|A||regular|1.00|-\nB1|Experts|Staff|special_purpose|116667.00*|50000.00\nB2|Meetings of experts||regular|-|84000.00*")
		// What was computed stays so unless its amount is changed.
		sheet := d.exported()
		sheet.Rows[1].Amounts[0], sheet.Rows[2].Texts = "7.00", map[string]budget.LineText{"fr": {Title: "Réunions"}}
		d.imported(sheet, true)
		d.says(sixthBudget, "A|A||regular|1.00|-\nB1|Experts|Staff|special_purpose|7.00|50000.00\nB2|Meetings of experts||regular|-|84000.00*")
		// A row that is missing is a line left out.
		sheet = d.exported()
		sheet.Rows = sheet.Rows[:1]
		d.imported(sheet, false, 2)
		d.says(sixthBudget, "A|A||regular|1.00|-\nB1|Experts|Staff|special_purpose|7.00|50000.00")
		d.verified()
		records, err := d.journal.List(d.ctx, journal.Filter{Object: "budget_version", Limit: 100})
		records = slices.DeleteFunc(records, func(r journal.Record) bool { return r.Action != "version.import" })
		if err != nil || len(records) != 3 || !strings.Contains(string(records[0].After), `"accepted":[1,3],"refused":[2,4]`) {
			d.Errorf("%+v, %v", records, err)
		}
	})
}

// The words beside the lines are accepted or refused by themselves; a section
// that the edited lines name can be named in other languages with them.
func TestEditsOfWords(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.drafting()
		sheet := d.exported()
		sheet.Rows[1].Section = "Meetings"
		var rows []string
		for i, row := range sheet.Texts {
			sheet.Texts[i].Row = i + 3
			rows = append(rows, row.Text)
		}
		if got := strings.Join(rows, ","); got != "title,narrative,section Staff" {
			d.Errorf("the rows are %s", got)
		}
		sheet.Texts[0].In["fr"] = "Un autre budget"
		sheet.Texts[1].In["en"] = "It pays for courses."
		sheet.Texts[2].In["ru"] = "Сотрудники"
		sheet.Texts = append(sheet.Texts, budget.EditedText{Row: 6, Text: "section Meetings", In: map[conference.Language]string{"es": "Reuniones"}})
		const listed = `1 changed B2; section: "" > "Meetings"
2 changed title; fr: "" > "Un autre budget"
3 changed narrative; en: "" > "It pays for courses."
4 changed section Staff; ru: "" > "Сотрудники"
5 added section Meetings; es: "" > "Reuniones"`
		if diff := cmp.Diff(listed, dump(d.imported(sheet, false))); diff != "" {
			d.Error(diff)
		}
		if _, err := d.ImportEdits(d.ctx, officer, budget.ImportEditsIn{Sheet: sheet, Accept: []int{5}}); !strings.Contains(fmt.Sprint(d.told(err).Fields), "budget.no_section") {
			d.Errorf("a section that no line has was named: %v", d.told(err))
		}
		d.imported(sheet, false, 1, 2, 3, 4, 5)
		b, err := d.Budget(d.ctx, sixthBudget)
		if err != nil {
			d.Fatal(err)
		}
		v, _ := b.Version(sixthBudget)
		for got, want := range map[string]string{
			b.TitleIn(v, "fr"): "Un autre budget", v.NarrativeIn("ar"): "It pays for courses.",
			v.SectionIn("Staff", "ru"): "Сотрудники", v.SectionIn("Meetings", "es"): "Reuniones",
		} {
			if got != want {
				d.Errorf("%s, want %s", got, want)
			}
		}
		// A row that is missing is words left out.
		sheet = d.exported()
		sheet.Texts = sheet.Texts[1:]
		if got := dump(d.imported(sheet, true)); got != `1 removed title; fr: "Un autre budget" > "" +` {
			d.Error(got)
		}
		for code, change := range map[string]func(*budget.EditedSheet){
			"workbook.unknown_text": func(s *budget.EditedSheet) { s.Texts[0].Text = "heading" },
			"workbook.text_twice":   func(s *budget.EditedSheet) { s.Texts[0].Text = "narrative" },
			"budget.english_twice":  func(s *budget.EditedSheet) { s.Texts[0].In["en"] = "Another" },
		} {
			sheet := d.exported()
			change(&sheet)
			if _, err := d.ImportEdits(d.ctx, officer, budget.ImportEditsIn{Sheet: sheet, All: true}); !problem.Is(err, code) {
				d.Errorf("%v, want %s", d.told(err), code)
			}
		}
		d.verified()
	})
}

// A workbook is of one version and of one state of it; nothing of one is
// written when a line of it cannot be.
func TestEditsRefused(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.drafting()
		old := d.edited()
		refused := func(code string, change func(*budget.EditedSheet), accept ...int) {
			d.Helper()
			sheet := d.edited()
			change(&sheet)
			before := d.text(sixthBudget)
			_, err := d.ImportEdits(d.ctx, officer, budget.ImportEditsIn{Sheet: sheet, All: accept == nil, Accept: accept})
			if !problem.Is(err, code) {
				d.Errorf("%v, want %s", err, code)
			}
			d.told(err)
			d.says(sixthBudget, before)
		}
		refused("workbook.unknown_line", func(s *budget.EditedSheet) { s.Rows[1].Number = 9 })
		refused("workbook.line_twice", func(s *budget.EditedSheet) { s.Rows[1].Number = 2 })
		refused("workbook.no_edit", func(*budget.EditedSheet) {}, 1, 5)
		refused("budget.not_found", func(s *budget.EditedSheet) { s.Symbol = "CTOC/9" })
		refused("budget.invalid", func(s *budget.EditedSheet) { s.Rows[3].Funding = "" })
		refused("budget.invalid", func(s *budget.EditedSheet) { s.Rows[2].Amounts[0] = "1.50" }) // finer than the unit
		refused("budget.invalid", func(s *budget.EditedSheet) { s.Rows[3].Code = "A" })          // the line twice
		refused("workbook.stale", func(s *budget.EditedSheet) { s.Digest = "0" })
		d.imported(d.edited(), false, 3)
		if _, err := d.ImportEdits(d.ctx, officer, budget.ImportEditsIn{Sheet: old, All: true}); !problem.Is(err, "workbook.stale") {
			d.Errorf("an export of an older state: %v", err)
		}
		d.sent(send(sixthBudget, "2012-07-20"))
		refused("version.frozen", func(*budget.EditedSheet) {})
		d.verified()
	})
}

// Of two who bring the same workbook back at once, one is told that the draft
// has changed.
func TestOneOfTwoWorkbooksIsStale(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.drafting()
		sheet := d.edited()
		results := make(chan error, 4)
		for range cap(results) {
			go func() {
				_, err := d.ImportEdits(d.ctx, officer, budget.ImportEditsIn{Sheet: sheet, All: true})
				results <- err
			}()
		}
		written, stale := 0, 0
		for range cap(results) {
			switch err := <-results; {
			case err == nil:
				written++
			case problem.Is(err, "workbook.stale"):
				stale++
			default:
				d.Error(err)
			}
		}
		if written != 1 || stale != cap(results)-1 {
			d.Errorf("%d written, %d stale", written, stale)
		}
		d.verified()
	})
}
