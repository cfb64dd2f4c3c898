package wire

import (
	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/costing"
	"article30/budget/intake"
	"article30/internal/locale"
)

// StandardCost is what is planned by from a day on.
type StandardCost struct {
	Class      string `json:"class" enum:"staff,fare,allowance,meetings,documents"`
	Item       string `json:"item" doc:"The grade, the city; page or word of documents."`
	Per        string `json:"per" enum:"year,month,trip,day,page,word"`
	Amount     string `json:"amount" doc:"US dollars."`
	ValidFrom  string `json:"valid_from" format:"date"`
	Seq        int    `json:"seq" doc:"More than 1 where it corrects another of the same day."`
	Source     string `json:"source"`
	Reason     string `json:"reason,omitempty"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewStandardCost is c on the wire.
func NewStandardCost(c costing.StandardCost) StandardCost {
	return StandardCost{
		string(c.Class), c.Item, string(c.Per), c.Amount.String(), day(c.From), c.Seq, c.Source, c.Reason, c.EnteredBy, instant(c.RecordedAt),
	}
}

// ComputedAmount is an amount of a line with what it is computed from.
type ComputedAmount struct {
	Code    string `json:"code,omitempty"`
	Title   string `json:"title"`
	Funding string `json:"funding" enum:"regular,general_purpose,special_purpose"`
	Year    int    `json:"year"`
	Stage   string `json:"stage"`
	Amount  *Money `json:"amount"`
	Terms   []Term `json:"terms" doc:"Their products are added, and the sum is rounded once, half away from zero, to the version's unit."`
}

// Term is one product of what an amount is computed from.
type Term struct {
	Class     string `json:"class" enum:"staff,fare,allowance,meetings,documents,other"`
	Item      string `json:"item,omitempty"`
	Quantity  string `json:"quantity" doc:"Posts, travellers, days of a meeting, pages or words, units."`
	Times     string `json:"times" doc:"Months of a post, trips of a traveller, languages; otherwise 1."`
	Days      string `json:"days" doc:"Of daily allowance on each trip; otherwise 1."`
	Percent   string `json:"percent" doc:"Of the cost."`
	Vacancy   string `json:"vacancy" doc:"Per cent of the time in which a post is not filled."`
	Cost      string `json:"cost" doc:"US dollars."`
	Per       string `json:"per" enum:"year,month,trip,day,page,word,unit"`
	ValidFrom string `json:"valid_from,omitempty" format:"date" doc:"From when that is the standard cost; absent where the line states its own."`
	Source    string `json:"source"`
}

// ComputedAmounts are the computed amounts of a version, of the line that is
// called so, or of all for "".
func ComputedAmounts(v budget.Version, line string) []ComputedAmount {
	w := []ComputedAmount{}
	for _, l := range v.Lines {
		if line != "" && line != l.Code && (l.Code != "" || line != l.Title) {
			continue
		}
		for i, c := range v.Columns {
			terms := []Term{}
			for _, t := range l.BasisOf(i) {
				terms = append(terms, Term{
					string(t.Class), t.Item, t.Quantity.String(), t.Times.String(), t.Days.String(), t.Percent.String(), t.Vacancy.String(),
					t.Cost.String(), string(t.Per), day(t.From), t.Source,
				})
			}
			if len(terms) > 0 {
				w = append(w, ComputedAmount{l.Code, l.Title, string(l.Funding), c.Year, string(c.Stage), optionalMoney(l.Amounts[i]), terms})
			}
		}
	}
	return w
}

// Comparison is a budget beside the one before it.
type Comparison struct {
	Proposed ComparedText    `json:"proposed"`
	Approved *ComparedText   `json:"approved,omitempty" doc:"Absent when no earlier budget was approved."`
	Revised  *ComparedText   `json:"revised,omitempty" doc:"Absent when that was not revised."`
	Lines    []ComparedLine  `json:"lines"`
	Blocks   []ComparedBlock `json:"blocks" doc:"By source of funding; they are never added."`
}

// ComparedText is a text and the years over which its figures are added.
type ComparedText struct {
	Symbol string `json:"symbol"`
	Years  []int  `json:"years"`
}

// ComparedLine is one line of the texts.
type ComparedLine struct {
	Code    string          `json:"code,omitempty"`
	Title   string          `json:"title"`
	Section string          `json:"section,omitempty"`
	Funding string          `json:"funding" enum:"regular,general_purpose,special_purpose"`
	Figures ComparedFigures `json:"figures"`
}

// ComparedBlock is one source of funding.
type ComparedBlock struct {
	Funding string          `json:"funding" enum:"regular,general_purpose,special_purpose"`
	Direct  ComparedFigures `json:"direct"`
	PSC     ComparedFigures `json:"psc"`
	Total   ComparedFigures `json:"total"`
}

// ComparedFigures are an amount in each of the texts, null where it has none,
// and how the proposed one differs.
type ComparedFigures struct {
	Approved          *Money  `json:"approved"`
	Revised           *Money  `json:"revised"`
	Proposed          *Money  `json:"proposed"`
	OnApproved        *Money  `json:"on_approved"`
	OnApprovedPercent *string `json:"on_approved_percent" doc:"Null where what was approved is zero."`
	OnRevised         *Money  `json:"on_revised"`
	OnRevisedPercent  *string `json:"on_revised_percent" doc:"Null where what it was revised to is zero."`
}

// NewComparison is c on the wire, titles in the reader's language.
func NewComparison(p *locale.Printer, c budget.Comparison) Comparison {
	w := Comparison{
		Proposed: ComparedText(c.Proposed), Approved: comparedText(c.Approved), Revised: comparedText(c.Revised),
		Lines: []ComparedLine{}, Blocks: []ComparedBlock{},
	}
	for _, l := range c.Lines {
		w.Lines = append(w.Lines, ComparedLine{
			l.Line.Code, l.Line.TitleIn(conference.Language(p.Lang())), l.Line.Section, string(l.Line.Funding), comparedFigures(l.Figures),
		})
	}
	for _, b := range c.Blocks {
		w.Blocks = append(w.Blocks, ComparedBlock{string(b.Funding), comparedFigures(b.Direct), comparedFigures(b.PSC), comparedFigures(b.Total)})
	}
	return w
}

func comparedText(r *budget.Reference) *ComparedText {
	if r == nil {
		return nil
	}
	w := ComparedText(*r)
	return &w
}

func comparedFigures(f budget.Figures) ComparedFigures {
	return ComparedFigures{
		optionalMoney(f.Approved), optionalMoney(f.Revised), optionalMoney(f.Proposed),
		optionalMoney(f.OnApproved.Change), percent(f.OnApproved.Percent),
		optionalMoney(f.OnRevised.Change), percent(f.OnRevised.Percent),
	}
}

func percent(d *decimal.Decimal) *string {
	if d == nil {
		return nil
	}
	s := d.StringFixed(1)
	return &s
}

// Edits is what a workbook changes in a draft.
type Edits struct {
	Symbol   string    `json:"symbol"`
	SHA256   string    `json:"sha256" doc:"Of the draft's content as it is now."`
	Accepted int       `json:"accepted" doc:"How many lines were written; with none nothing was."`
	Edits    []Edit    `json:"edits"`
	Refused  []Refusal `json:"refused" doc:"Cells that cannot be read; with any of them there are no edits."`
}

// Edit is one line, or one row of words, that differs.
type Edit struct {
	Number   int         `json:"number" doc:"By which it is accepted."`
	Sheet    string      `json:"sheet" enum:"Lines,Texts" doc:"Of the workbook: a line, or words beside the lines."`
	Kind     string      `json:"kind" enum:"added,removed,changed"`
	Row      int         `json:"row,omitempty" doc:"Of the sheet; absent for one that it leaves out."`
	Code     string      `json:"code,omitempty"`
	Title    string      `json:"title" doc:"Of the line; or which words: title, narrative or a section."`
	Fields   []FieldEdit `json:"fields"`
	Accepted bool        `json:"accepted"`
}

// FieldEdit is one cell that differs.
type FieldEdit struct {
	Field    string `json:"field"`
	Before   string `json:"before"`
	After    string `json:"after"`
	Computed bool   `json:"computed" doc:"The amount was computed; if the line is accepted, it is stated from then on."`
}

// NewEdits is e on the wire; sha256 is that of the draft's content as it is now.
func NewEdits(p *locale.Printer, e intake.Edited, sha256 string) Edits {
	w := Edits{Symbol: e.Symbol, SHA256: sha256, Edits: []Edit{}, Refused: NewReport(p, e.Report).Refused}
	for _, edit := range e.Edits {
		fields := []FieldEdit{}
		for _, f := range edit.Fields {
			fields = append(fields, FieldEdit(f))
		}
		w.Edits = append(w.Edits, Edit{edit.Number, edit.Sheet, string(edit.Kind), edit.Row, edit.Code, edit.Title, fields, edit.Accepted})
		if edit.Accepted {
			w.Accepted++
		}
	}
	return w
}
