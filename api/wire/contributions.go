package wire

import (
	"encoding/json"

	"article30/api/approval"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/locale"
)

// Balance is what stands in an account for a donor.
type Balance struct {
	Account string `json:"account" example:"receivable"`
	Amount  Money  `json:"amount"`
	USD     Money  `json:"usd" doc:"Its value in the books."`
}

// DonorBalances is a donor with what stands in the books for it.
type DonorBalances struct {
	Donor    Donor     `json:"donor"`
	Balances []Balance `json:"balances"`
	Revision int64     `json:"revision,omitempty" doc:"Of the record and the merges that it is in; a write may expect it."`
}

// NewDonorBalances is the donor and its balances on the wire.
func NewDonorBalances(p *locale.Printer, d contributions.Donor, balances []contributions.Balance) DonorBalances {
	w := DonorBalances{Donor: NewDonor(p, d), Balances: []Balance{}}
	for _, b := range balances {
		w.Balances = append(w.Balances, Balance{string(b.Account), NewMoney(b.Amount), NewMoney(b.USD)})
	}
	return w
}

// Contribution is one contribution of one donor for one year.
type Contribution struct {
	ID         int64  `json:"id"`
	Source     string `json:"source"`
	Reference  string `json:"reference"`
	Donor      int64  `json:"donor"`
	DonorName  string `json:"donor_name" doc:"A participant's name is in the reader's language."`
	Record     int64  `json:"donor_record,omitempty" doc:"The record of the donor under which it was entered, where that was merged since."`
	Year       int    `json:"year"`
	Currency   string `json:"currency"`
	Mode       string `json:"mode"`
	Comment    string `json:"comment,omitempty"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewContribution is c of donor d on the wire.
func NewContribution(p *locale.Printer, c contributions.Contribution, d contributions.Donor) Contribution {
	return Contribution{c.ID, c.Source, c.Reference, c.Donor, DonorName(p, d), c.Record, c.Year, string(c.Currency), string(c.Mode), c.Comment, c.EnteredBy, instant(c.RecordedAt)}
}

// Entry is one thing that happened to a contribution.
type Entry struct {
	ID         int64           `json:"id"`
	Seq        int             `json:"seq"`
	Kind       string          `json:"kind"`
	On         string          `json:"on" format:"date"`
	DateKnown  bool            `json:"date_known"`
	Amount     Money           `json:"amount" doc:"In the currency in which it happened."`
	Settles    Money           `json:"settles" doc:"The same in the contribution's currency."`
	USD        Money           `json:"usd" doc:"Its value in the books."`
	Rate       string          `json:"rate,omitempty" doc:"Units of the currency for one US dollar."`
	RateBasis  string          `json:"rate_basis" doc:"par, unore, bank, fixed, source or book."`
	RateDate   string          `json:"rate_date,omitempty" format:"date" doc:"From which an operational rate was in effect."`
	RateAge    *int            `json:"rate_age_days,omitempty" doc:"How old it was on the day of the entry."`
	Document   string          `json:"bank_document,omitempty" doc:"Of the bank that gave its rate."`
	FixedRate  int64           `json:"fixed_rate,omitempty" doc:"The rate of the period."`
	USDUnore   *Money          `json:"usd_unore,omitempty" doc:"What the operational rate gives, where the recorded value is not from it."`
	Reason     string          `json:"reason,omitempty"`
	Reverses   int64           `json:"reverses,omitempty" doc:"The entry that this one takes back."`
	Adjusts    int64           `json:"adjusts,omitempty" doc:"The entry that this one brings to a corrected rate."`
	External   string          `json:"external,omitempty"`
	Printed    json.RawMessage `json:"printed,omitempty" doc:"What the source printed, word for word."`
	EnteredBy  string          `json:"entered_by"`
	RecordedAt string          `json:"recorded_at" format:"date-time"`
	Postings   []Posting       `json:"postings"`
	Delivery   *Delivery       `json:"delivery,omitempty" doc:"What came in kind."`
	Restores   int64           `json:"restores,omitempty" doc:"The entry that this one puts back."`
	Undoes     int64           `json:"undoes,omitempty" doc:"The reversal that was the mistake."`
	Beyond     *Money          `json:"beyond_share,omitempty" doc:"Of a receipt that was just recorded: by how much more than the share of the proceeds has come with it."`
	Expired    string          `json:"agreement_expired,omitempty" format:"date" doc:"Of a receipt: the day on which its agreement had expired before it came."`
	Approved
	Payment
}

// Delivery is what came of a contribution in kind, and who says what it is
// worth.
type Delivery struct {
	Nature      string `json:"nature" example:"goods"`
	Use         string `json:"use" doc:"expense, asset, or disclosure of services."`
	Description string `json:"description"`
	Basis       string `json:"basis" example:"market_price"`
	Valuer      string `json:"valuer"`
	ValuedOn    string `json:"valued_on" format:"date"`
	Document    string `json:"document"`
}

// Posting is one line of an entry in the books; debit is positive.
type Posting struct {
	Account string `json:"account"`
	On      string `json:"on" format:"date"`
	Amount  Money  `json:"amount"`
	USD     Money  `json:"usd"`
}

// NewEntry is e on the wire.
func NewEntry(e contributions.Entry) Entry {
	w := Entry{
		ID: e.ID, Seq: e.Seq, Kind: string(e.Kind), On: day(e.On), DateKnown: e.DateKnown,
		Amount: NewMoney(e.Amount), Settles: NewMoney(e.Settles), USD: NewMoney(e.USD),
		RateBasis: string(e.Basis), RateDate: day(e.RateDate), USDUnore: optionalMoney(e.USDUnore),
		Reason: e.Reason, Reverses: e.Reverses, Adjusts: e.Adjusts, External: e.External, Printed: e.Printed,
		EnteredBy: e.EnteredBy, RecordedAt: instant(e.RecordedAt), Postings: []Posting{}, Payment: newPayment(e.Payment),
		Restores: e.Restores.Original, Undoes: e.Restores.Reversal, Expired: day(e.Expired), Beyond: optionalMoney(e.Beyond),
	}
	if d := e.Delivery; d != (contributions.Delivery{}) {
		w.Delivery = &Delivery{string(d.Nature), string(d.Use), d.Description, string(d.Basis), d.Valuer, day(d.ValuedOn), d.Document}
	}
	if !e.Rate.IsZero() {
		w.Rate = e.Rate.String()
	}
	if !e.RateDate.IsZero() {
		age := e.On.Sub(e.RateDate)
		w.RateAge = &age
	}
	w.Document, w.FixedRate = e.Document, e.FixedRate
	for _, p := range e.Postings {
		w.Postings = append(w.Postings, Posting{string(p.Account), day(p.On), NewMoney(p.Amount), NewMoney(p.USD)})
	}
	return w
}

// History is a contribution with everything that happened to it.
type History struct {
	Contribution Contribution `json:"contribution"`
	Proceeds     *Proceeds    `json:"proceeds,omitempty" doc:"Of what confiscated proceeds it is a share, as said last."`
	Entries      []Entry      `json:"entries"`
	Revision     int64        `json:"revision,omitempty" doc:"Of everything about it; a write may expect it."`
}

// NewHistory is h of donor d, with all revisions of its proceeds and the
// approvals of its entries, on the wire.
func NewHistory(p *locale.Printer, h contributions.History, d contributions.Donor, proceeds []contributions.Proceeds, given map[int64]approval.Given) History {
	w := History{Contribution: NewContribution(p, h.Contribution, d), Entries: []Entry{}}
	if n := len(proceeds); n > 0 {
		last := NewProceeds(proceeds[n-1])
		w.Proceeds = &last
	}
	for _, e := range h.Entries {
		entry := NewEntry(e)
		entry.Approved = newApproved(given, e.ID)
		w.Entries = append(w.Entries, entry)
	}
	return w
}

// Rate is the operational rate of a currency on a day.
type Rate struct {
	Currency  string `json:"currency"`
	On        string `json:"on" format:"date"`
	PerUSD    string `json:"per_usd" doc:"Units of the currency for one US dollar."`
	Effective string `json:"effective" format:"date" doc:"From when it has been in effect."`
	Age       int    `json:"age_days" doc:"How old it is on the day."`
	Source    string `json:"source"`
}

// StatusRow is the status of what one donor contributed for one year, in US
// dollars.
type StatusRow struct {
	Donor         Donor `json:"donor"`
	StateParty    bool  `json:"state_party" doc:"Whether the donor is a party to the Convention in force on the day."`
	Year          int   `json:"year"`
	Contributions int   `json:"contributions"`
	Figures
}

// Figures of a status, in US dollars. Pledged and agreed stand side by side and
// are never added.
type Figures struct {
	Pledged     Money `json:"pledged"`
	Agreed      Money `json:"agreed"`
	Expected    Money `json:"expected"`
	Received    Money `json:"received"`
	Refunded    Money `json:"refunded"`
	WrittenDown Money `json:"written_down"`
	Exchange    Money `json:"exchange"`
	Overpaid    Money `json:"overpaid"`
	Outstanding Money `json:"outstanding"`
	InKind      Money `json:"in_kind" doc:"Apart from cash, and in no other figure."`
	Goods       Money `json:"in_kind_goods" doc:"Of what is in kind, delivered in goods."`
	Services    Money `json:"in_kind_services" doc:"Of what is in kind, delivered in services, which are disclosed only."`
}

// NewFigures are r's figures on the wire.
func NewFigures(r contributions.StatusRow) Figures {
	return Figures{
		NewMoney(r.Pledged), NewMoney(r.Agreed), NewMoney(r.Expected), NewMoney(r.Received), NewMoney(r.Refunded),
		NewMoney(r.WrittenDown), NewMoney(r.Exchange), NewMoney(r.Overpaid), NewMoney(r.Outstanding), NewMoney(r.InKind),
		NewMoney(r.Goods), NewMoney(r.Services),
	}
}

// NewStatusRow is r on the wire.
func NewStatusRow(p *locale.Printer, r contributions.StatusRow) StatusRow {
	return StatusRow{NewDonor(p, r.Donor), r.StateParty, r.Year, r.Contributions, NewFigures(r)}
}

// NewRate is r on the wire.
func NewRate(r contributions.Rate, on date.Date) Rate {
	return Rate{string(r.Currency), day(on), r.PerUSD.String(), day(r.Effective), on.Sub(r.Effective), r.Source}
}
