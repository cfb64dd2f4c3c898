package wire

import (
	"article30/api/approval"
	"article30/budget/execution"
	"article30/internal/locale"
)

// Allotment is authority to spend on one line in one year.
type Allotment struct {
	ID         int64  `json:"id"`
	Symbol     string `json:"symbol" example:"CTOC/COP/2012/7" doc:"Of the text on whose line it was issued."`
	Line       string `json:"line" doc:"The line's code, or its title when it has none."`
	Title      string `json:"title"`
	Funding    string `json:"funding" enum:"regular,general_purpose,special_purpose"`
	Year       int    `json:"year"`
	PSCPercent string `json:"psc_percent" doc:"Programme support cost, per cent of what is spent."`
	PSCReason  string `json:"psc_reason,omitempty" doc:"Why it is not the text's percentage."`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewAllotment is a on the wire.
func NewAllotment(a execution.Allotment) Allotment {
	return Allotment{
		a.ID, a.Symbol, a.Line.Name(), a.Line.Title, string(a.Line.Funding), a.Year, a.PSCPercent.String(), a.PSCReason,
		a.EnteredBy, instant(a.RecordedAt),
	}
}

// ExecutionEntry is one thing that happened to an allotment.
type ExecutionEntry struct {
	ID         int64              `json:"id"`
	Allotment  int64              `json:"allotment"`
	Seq        int                `json:"seq"`
	Kind       string             `json:"kind" enum:"allotment,allotment_change,commitment,commitment_change,expense,payment,reversal"`
	On         string             `json:"on" format:"date"`
	Amount     Money              `json:"amount" doc:"Of a change, the change; of an expense and its payments, in the currency in which it arose."`
	USD        Money              `json:"usd" doc:"Its value in the books."`
	Rate       string             `json:"rate" doc:"Units of the currency for one US dollar."`
	RateBasis  string             `json:"rate_basis" enum:"par,unore"`
	RateDate   string             `json:"rate_date,omitempty" format:"date"`
	PSC        Money              `json:"psc" doc:"Programme support cost charged with it."`
	Of         int64              `json:"of,omitempty" doc:"The commitment that is changed or spent, or the expense that is paid."`
	Refunds    int64              `json:"refunds,omitempty" doc:"The expense of which the payee returned something; the amount is less than nothing."`
	Adjusts    int64              `json:"adjusts,omitempty" doc:"The expense or payment whose rate of exchange was corrected, or became known later, and that this entry brings to it; it has no amount of its own."`
	Payee      string             `json:"payee,omitempty"`
	Reference  string             `json:"reference,omitempty"`
	Advice     string             `json:"advice,omitempty" doc:"Number of the allotment advice."`
	Reason     string             `json:"reason,omitempty"`
	Overrides  []Override         `json:"overrides" doc:"The rules that it was made against."`
	Reverses   int64              `json:"reverses,omitempty" doc:"The entry that this one takes back."`
	Restores   int64              `json:"restores,omitempty" doc:"The entry that this one puts back."`
	Undoes     int64              `json:"undoes,omitempty" doc:"The reversal that was the mistake."`
	External   string             `json:"external,omitempty"`
	EnteredBy  string             `json:"entered_by"`
	RecordedAt string             `json:"recorded_at" format:"date-time"`
	Purpose    Purpose            `json:"purpose" doc:"What it is for, as far as it is for something."`
	Draws      []Draw             `json:"draws" doc:"What it changes of the money that is held and drawn: the most restricted that fits its purpose first; tightly earmarked, earmarked, softly earmarked, unearmarked, of one degree the oldest."`
	Postings   []ExecutionPosting `json:"postings"`
	Approved
}

// Purpose is what a spending is for, as far as it is for something.
type Purpose struct {
	Instrument string `json:"instrument,omitempty" enum:"convention,trafficking,migrants,firearms"`
	Article    string `json:"article,omitempty" example:"29"`
	Region     string `json:"region,omitempty" example:"african"`
	Country    string `json:"country,omitempty" example:"KEN"`
	Project    string `json:"project,omitempty" example:"KEN/1"`
}

// NewPurpose is p on the wire.
func NewPurpose(p execution.Purpose) Purpose {
	return Purpose{string(p.Instrument), p.Article, string(p.Region), string(p.Country), p.Project}
}

// Draw is what an entry changes of the money of one contribution under one
// earmark.
type Draw struct {
	Contribution int64  `json:"contribution,omitempty" doc:"Absent for what was recorded when it was not kept what spending draws on."`
	Earmark      string `json:"earmark,omitempty" example:"convention-29"`
	Received     string `json:"received,omitempty" format:"date" doc:"When the oldest of the money came."`
	Rule         string `json:"rule" enum:"tightly,earmarked,softly,unearmarked,overridden,unrecorded"`
	Reason       string `json:"reason,omitempty" doc:"Why the rule was overridden."`
	PSCPercent   string `json:"psc_percent" example:"13" doc:"Programme support cost: that of the agreement, or of the allotment."`
	Held         Money  `json:"held" doc:"By a commitment, for direct cost; negative when it is given back or spent."`
	HeldPSC      Money  `json:"held_psc" doc:"By a commitment, for programme support cost."`
	Direct       Money  `json:"direct" doc:"Drawn for direct cost."`
	PSC          Money  `json:"psc" doc:"Drawn for programme support cost."`
}

// NewDraws are draws on the wire.
func NewDraws(draws []execution.Draw) []Draw {
	list := []Draw{}
	for _, d := range draws {
		list = append(list, Draw{
			d.Contribution, d.Code, day(d.Received), string(d.Rule), d.Reason, d.Percent.String(),
			NewMoney(d.Held), NewMoney(d.HeldPSC), NewMoney(d.Direct), NewMoney(d.PSC),
		})
	}
	return list
}

// Override is a rule that an allotment was issued against, and why.
type Override struct {
	Rule   string `json:"rule" enum:"not_adopted,not_approved,above_budget" doc:"not_approved: an unverified rule."`
	Text   string `json:"text" doc:"In the reader's language."`
	Reason string `json:"reason"`
}

// ExecutionPosting is one line of an entry in the books; debit is positive.
type ExecutionPosting struct {
	Fund    string `json:"fund" enum:"regular,general_purpose,special_purpose,psc"`
	Account string `json:"account" example:"memo:allotted"`
	Amount  Money  `json:"amount"`
	USD     Money  `json:"usd"`
}

func newOverride(p *locale.Printer, o execution.Override) Override {
	return Override{string(o.Rule), p.Text("override_rule." + string(o.Rule)), o.Reason}
}

// NewExecutionEntry is e on the wire.
func NewExecutionEntry(p *locale.Printer, e execution.Entry) ExecutionEntry {
	w := ExecutionEntry{
		ID: e.ID, Allotment: e.Allotment, Seq: e.Seq, Kind: string(e.Kind), On: day(e.On),
		Amount: NewMoney(e.Amount), USD: NewMoney(e.USD), Rate: e.Rate.String(), RateBasis: string(e.Basis), RateDate: day(e.RateDate),
		PSC: NewMoney(e.PSC), Of: e.Of, Refunds: e.Refunds, Adjusts: e.Adjusts, Payee: e.Payee, Reference: e.Reference, Advice: e.Advice, Reason: e.Reason,
		Overrides: []Override{}, Reverses: e.Reverses, Restores: e.Restores.Original, Undoes: e.Restores.Reversal, External: e.External,
		EnteredBy: e.EnteredBy, RecordedAt: instant(e.RecordedAt), Postings: []ExecutionPosting{},
		Purpose: NewPurpose(e.Purpose), Draws: NewDraws(e.Draws),
	}
	for _, o := range e.Overrides {
		w.Overrides = append(w.Overrides, newOverride(p, o))
	}
	for _, posting := range e.Postings {
		w.Postings = append(w.Postings, ExecutionPosting{
			string(posting.Fund), string(posting.Account), NewMoney(posting.Amount), NewMoney(posting.USD),
		})
	}
	return w
}

// AllotmentHistory is an allotment with everything that happened to it.
type AllotmentHistory struct {
	Allotment Allotment        `json:"allotment"`
	Entries   []ExecutionEntry `json:"entries"`
	Revision  int64            `json:"revision,omitempty" doc:"Of everything about it; a write may expect it."`
}

// NewAllotmentHistory is h, with the approvals of its entries, on the wire.
func NewAllotmentHistory(p *locale.Printer, h execution.History, given map[int64]approval.Given) AllotmentHistory {
	w := AllotmentHistory{Allotment: NewAllotment(h.Allotment), Entries: []ExecutionEntry{}}
	for _, e := range h.Entries {
		entry := NewExecutionEntry(p, e)
		entry.Approved = newApproved(given, e.ID)
		w.Entries = append(w.Entries, entry)
	}
	return w
}

// FundApproval is the recorded fact that the Crime Commission approved the
// Fund's budget.
type FundApproval struct {
	ID         int64  `json:"id"`
	Symbol     string `json:"symbol"`
	On         string `json:"on" format:"date"`
	Reference  string `json:"reference,omitempty"`
	Withdraws  int64  `json:"withdraws,omitempty" doc:"The approval that this record takes back as a mistake."`
	Reason     string `json:"reason,omitempty"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewFundApproval is a on the wire.
func NewFundApproval(a execution.FundApproval) FundApproval {
	return FundApproval{a.ID, a.Symbol, day(a.On), a.Reference, a.Reverses, a.Reason, a.EnteredBy, instant(a.RecordedAt)}
}

// ExecutionFigures of a line and year or of a source of funding, in US dollars:
// allotted is left, committed and spent; spent is paid, exchange and unpaid.
type ExecutionFigures struct {
	Approved  Money `json:"approved" doc:"Direct cost, as adopted."`
	Allotted  Money `json:"allotted"`
	Committed Money `json:"committed" doc:"And not spent yet."`
	Spent     Money `json:"spent"`
	Paid      Money `json:"paid"`
	Exchange  Money `json:"exchange" doc:"What payments cost less than what they settled; a loss is negative."`
	Unpaid    Money `json:"unpaid"`
	PSC       Money `json:"psc" doc:"Programme support cost charged on what is spent."`
	Left      Money `json:"left" doc:"Of what is allotted."`
}

func newExecutionFigures(f execution.Figures) ExecutionFigures {
	return ExecutionFigures{
		NewMoney(f.Approved), NewMoney(f.Allotted), NewMoney(f.Committed), NewMoney(f.Spent), NewMoney(f.Paid),
		NewMoney(f.Exchange), NewMoney(f.Unpaid), NewMoney(f.PSC), NewMoney(f.Left),
	}
}

// LineExecution is how one line was carried out in one year.
type LineExecution struct {
	Line       string  `json:"line"`
	Title      string  `json:"title"`
	Section    string  `json:"section,omitempty"`
	Funding    string  `json:"funding" enum:"regular,general_purpose,special_purpose"`
	Year       int     `json:"year"`
	Allotments []int64 `json:"allotments"`
	ExecutionFigures
	Available Money `json:"available" doc:"Left of the allotments, as far as the fund's free cash bears it with its programme support cost. The free cash is there once for all lines."`
}

// NewLineExecution is l on the wire.
func NewLineExecution(l execution.LineExecution) LineExecution {
	return LineExecution{
		l.Line.Name(), l.Line.Title, l.Line.Section, string(l.Line.Funding), l.Year, append([]int64{}, l.Allotments...),
		newExecutionFigures(l.Figures), NewMoney(l.Available),
	}
}

// BlockExecution is the sum of one source of funding.
type BlockExecution struct {
	Funding string `json:"funding" enum:"regular,general_purpose,special_purpose,extrabudgetary" doc:"The regular budget is never added to the rest."`
	ExecutionFigures
}

// Overridden is a rule that an allotment was issued or increased against.
type Overridden struct {
	Override
	Allotment int64  `json:"allotment"`
	Line      string `json:"line"`
	Year      int    `json:"year"`
	On        string `json:"on" format:"date"`
	Amount    Money  `json:"amount"`
	EnteredBy string `json:"entered_by"`
}

// FundCash is the cash of the fund: received less paid; and what it is there
// for, unidentified, psc, unpaid, committed, held and free.
type FundCash struct {
	On           string `json:"on" format:"date"`
	Received     Money  `json:"received" doc:"Cash in the books of contributions, less refunds."`
	Paid         Money  `json:"paid" doc:"For expenses; the regular budget is no part of it."`
	Total        Money  `json:"total"`
	Unidentified Money  `json:"unidentified" doc:"Came from nobody knows whom yet, and cannot be spent."`
	PSC          Money  `json:"psc" doc:"In the fund of programme support cost."`
	Unpaid       Money  `json:"unpaid"`
	Committed    Money  `json:"committed"`
	Held         Money  `json:"held" doc:"Programme support cost that open commitments will bear."`
	Free         Money  `json:"free"`
}

// NewFundCash is c on the wire.
func NewFundCash(c execution.FundCash) FundCash {
	return FundCash{
		day(c.AsOf), NewMoney(c.Received), NewMoney(c.Paid), NewMoney(c.Total), NewMoney(c.Unidentified), NewMoney(c.PSC),
		NewMoney(c.Unpaid), NewMoney(c.Committed), NewMoney(c.Held), NewMoney(c.Free),
	}
}

// Execution is how a document was carried out by the end of a day.
type Execution struct {
	Symbol    string           `json:"symbol"`
	Title     string           `json:"title"`
	On        string           `json:"on" format:"date"`
	Adopted   *Decision        `json:"adopted,omitempty" doc:"The Conference's decision; absent when nothing is adopted."`
	Revised   *RevisedBudget   `json:"revised,omitempty" doc:"The revised budget approved since then between sessions, if any."`
	Texts     []string         `json:"texts" doc:"What is adopted, or the text asked for when nothing is."`
	Approvals []FundApproval   `json:"approvals" doc:"Of these texts, the Fund's budget approved by the Crime Commission: an unverified rule."`
	Lines     []LineExecution  `json:"lines"`
	Blocks    []BlockExecution `json:"blocks"`
	Overrides []Overridden     `json:"overrides"`
	Cash      FundCash         `json:"cash"`
}

// NewExecution is x on the wire.
func NewExecution(p *locale.Printer, x execution.Execution) Execution {
	w := Execution{
		Symbol: x.Budget, Title: x.Title, On: day(x.AsOf), Texts: x.Texts, Approvals: []FundApproval{},
		Lines: []LineExecution{}, Blocks: []BlockExecution{}, Overrides: []Overridden{}, Cash: NewFundCash(x.Cash),
	}
	if x.Decision != nil {
		d := NewDecision(*x.Decision)
		w.Adopted = &d
	}
	if x.Revised != nil {
		r := NewRevisedBudget(*x.Revised)
		w.Revised = &r
	}
	for _, a := range x.Approvals {
		w.Approvals = append(w.Approvals, NewFundApproval(a))
	}
	for _, l := range x.Lines {
		w.Lines = append(w.Lines, NewLineExecution(l))
	}
	for _, b := range x.Blocks {
		funding := string(b.Funding)
		if funding == "" {
			funding = "extrabudgetary"
		}
		w.Blocks = append(w.Blocks, BlockExecution{funding, newExecutionFigures(b.Figures)})
	}
	for _, o := range x.Overrides {
		w.Overrides = append(w.Overrides, Overridden{
			newOverride(p, o.Override), o.Allotment, o.Line.Name(), o.Year, day(o.On), NewMoney(o.Amount), o.EnteredBy,
		})
	}
	return w
}
