package contributions

import (
	"strconv"

	"article30/internal/access"
	"article30/internal/journal"
)

// actions are the names under which the journal keeps the kinds of entry.
var actions = map[Kind]string{
	Pledge:         "pledge.record",
	PledgeRevision: "pledge.revise",
	Agreement:      "agreement.record",
	ConditionMet:   "condition.meet",
	Receipt:        "receipt.record",
	Refund:         "refund.record",
	WriteDown:      "write_down.record",
	InSuspense:     "suspense.record",
	Cleared:        "suspense.clear",
	Reversal:       "entry.reverse",
	RateCorrection: "entry.adjust",
	Revaluation:    "entry.revalue",
}

const openAction = "contribution.open"

// The journal keeps everything that counts of an entry, a contribution and a
// donor, so that Verify can compare the books with it.
type (
	entryFacts struct {
		Entry     int64    `json:"entry"`
		Kind      Kind     `json:"kind"`
		On        string   `json:"on"`
		DateKnown bool     `json:"date_known"`
		Amount    string   `json:"amount"`
		Settles   string   `json:"settles"`
		USD       string   `json:"usd"`
		Basis     Basis    `json:"basis"`
		Rate      string   `json:"rate,omitempty"`
		RateDate  string   `json:"rate_date,omitempty"`
		USDUnore  string   `json:"usd_unore,omitempty"`
		Reverses  int64    `json:"reverses,omitempty"`
		Adjusts   int64    `json:"adjusts,omitempty"`
		External  string   `json:"external,omitempty"`
		Printed   string   `json:"printed,omitempty"`
		Postings  []string `json:"postings"` // "2012-06-01 cash 100.00 EUR 133.33 USD"

		BankReference string `json:"bank_reference,omitempty"`
		Charges       string `json:"charges,omitempty"`
		ChargesUSD    string `json:"charges_usd,omitempty"`
		Instalment    string `json:"instalment,omitempty"`
		Official      string `json:"official_receipt,omitempty"`
		Cleared       int64  `json:"cleared,omitempty"`

		Nature      Nature     `json:"nature,omitempty"`
		Use         Use        `json:"use,omitempty"`
		Description string     `json:"description,omitempty"`
		ValueBasis  ValueBasis `json:"value_basis,omitempty"`
		Valuer      string     `json:"valuer,omitempty"`
		ValuedOn    string     `json:"valued_on,omitempty"`
		Document    string     `json:"document,omitempty"`

		Restores int64 `json:"restores,omitempty"`
		Undoes   int64 `json:"undoes,omitempty"`

		BankDocument string `json:"bank_document,omitempty"`
		FixedRate    int64  `json:"fixed_rate,omitempty"`
	}
	contributionFacts struct {
		Source    string `json:"source"`
		Reference string `json:"reference"`
		Donor     int64  `json:"donor"`
		Year      int    `json:"year"`
		Currency  string `json:"currency"`
		Mode      Mode   `json:"mode"`
		Comment   string `json:"comment,omitempty"`
	}
	donorFacts struct {
		Name    string    `json:"name"`
		Kind    DonorKind `json:"kind"`
		Party   string    `json:"party,omitempty"`
		CEBCode string    `json:"ceb_code,omitempty"`
		Region  string    `json:"region,omitempty"`
		Source  string    `json:"source"`
	}
)

func factsOf(e Entry) entryFacts {
	facts := entryFacts{
		Entry: e.ID, Kind: e.Kind, On: e.On.String(), DateKnown: e.DateKnown,
		Amount: e.Amount.String(), Settles: e.Settles.String(), USD: e.USD.String(),
		Basis: e.Basis, Rate: e.Rate.String(), RateDate: e.RateDate.String(), USDUnore: e.USDUnore.String(),
		Reverses: e.Reverses, Adjusts: e.Adjusts, External: e.External, Printed: string(e.Printed),
		BankReference: e.Payment.BankReference, Instalment: e.Payment.Instalment.String(),
		Charges: e.Payment.Charges.Amount.String(), ChargesUSD: e.Payment.Charges.USD.String(),
		Official: e.Payment.Official.String(), Cleared: e.Payment.Cleared,
		Nature: e.Delivery.Nature, Use: e.Delivery.Use, Description: e.Delivery.Description, ValueBasis: e.Delivery.Basis,
		Valuer: e.Delivery.Valuer, ValuedOn: e.Delivery.ValuedOn.String(), Document: e.Delivery.Document,
		Restores: e.Restores.Original, Undoes: e.Restores.Reversal,
		BankDocument: e.Document, FixedRate: e.FixedRate,
	}
	for _, p := range e.Postings {
		facts.Postings = append(facts.Postings,
			p.On.String()+" "+string(p.Account)+" "+p.Amount.String()+" "+p.USD.String())
	}
	return facts
}

func contributionFactsOf(c Contribution) contributionFacts {
	return contributionFacts{
		Source: c.Source, Reference: c.Reference, Donor: c.books(), Year: c.Year,
		Currency: string(c.Currency), Mode: c.Mode, Comment: c.Comment,
	}
}

func entryRecord(actor access.Actor, e Entry) journal.Entry {
	return journal.Entry{
		Actor: actor.Name, Action: actions[e.Kind],
		Object: "contribution", ID: strconv.FormatInt(e.Contribution, 10),
		Reason: e.Reason, After: factsOf(e),
	}
}

func contributionRecord(actor access.Actor, c Contribution) journal.Entry {
	return journal.Entry{
		Actor: actor.Name, Action: openAction,
		Object: "contribution", ID: strconv.FormatInt(c.ID, 10),
		After: contributionFactsOf(c),
	}
}

func donorRecord(actor access.Actor, d Donor) journal.Entry {
	return journal.Entry{
		Actor: actor.Name, Action: "donor.add",
		Object: "donor", ID: strconv.FormatInt(d.ID, 10),
		After: factsOfDonor(d),
	}
}
