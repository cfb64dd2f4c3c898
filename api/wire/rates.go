package wire

import (
	"time"

	"article30/contributions"
)

// RateVersion is what a rate was said to be at one time.
type RateVersion struct {
	PerUSD     string `json:"per_usd" doc:"Units of the currency for one US dollar."`
	Source     string `json:"source"`
	Reason     string `json:"reason,omitempty" doc:"Why it was corrected to this; absent of what was loaded first."`
	EnteredBy  string `json:"entered_by,omitempty"`
	RecordedAt string `json:"recorded_at,omitempty" format:"date-time"`
}

// RateVersions is everything that a rate was ever said to be.
type RateVersions struct {
	Currency  string        `json:"currency"`
	Effective string        `json:"effective" format:"date"`
	Versions  []RateVersion `json:"versions" doc:"The last one is in force."`
}

// RateCorrected is what the correction of a rate does.
type RateCorrected struct {
	Currency  string      `json:"currency"`
	Effective string      `json:"effective" format:"date"`
	Before    RateVersion `json:"before"`
	After     RateVersion `json:"after"`
	On        string      `json:"on,omitempty" format:"date" doc:"The day of the adjusting entries, in a month that is open; absent when nothing is adjusted."`
	Touched   []Touched   `json:"touched" doc:"Every entry of contributions that was valued at the rate and counts."`

	Spending []TouchedSpending `json:"spending" doc:"Every expense and payment that was valued at the rate and counts."`
}

// TouchedSpending is an expense or a payment that was valued at a corrected
// rate.
type TouchedSpending struct {
	Entry      int64  `json:"entry"`
	Allotment  int64  `json:"allotment"`
	Line       string `json:"line"`
	Kind       string `json:"kind" enum:"expense,payment"`
	Reference  string `json:"reference,omitempty"`
	On         string `json:"on" format:"date"`
	Amount     Money  `json:"amount"`
	Before     Money  `json:"before" doc:"What it stood at."`
	After      Money  `json:"after" doc:"What the corrected rate gives."`
	Difference Money  `json:"difference" doc:"Of direct cost: an expense moves its programme support cost too."`
	Adjustment int64  `json:"adjustment,omitempty" doc:"The entry that adjusts it; absent when nothing was written."`
}

// Touched is an entry that was valued at a corrected rate.
type Touched struct {
	Entry        int64  `json:"entry"`
	Contribution int64  `json:"contribution"`
	Reference    string `json:"reference"`
	Kind         string `json:"kind"`
	On           string `json:"on" format:"date"`
	Amount       Money  `json:"amount"`
	Before       Money  `json:"before" doc:"What it stood at."`
	After        Money  `json:"after" doc:"What the corrected rate gives."`
	Difference   Money  `json:"difference"`
	Adjustment   int64  `json:"adjustment,omitempty" doc:"The entry that adjusts it; absent when nothing was written."`
}

func newRateVersion(v contributions.RateVersion) RateVersion {
	w := RateVersion{PerUSD: v.PerUSD.String(), Source: v.Source, Reason: v.Reason, EnteredBy: v.EnteredBy}
	if v.Seq > 0 {
		w.RecordedAt = v.RecordedAt.Format(time.RFC3339)
	}
	return w
}

// NewRateVersions are versions of one rate on the wire; there is at least one.
func NewRateVersions(versions []contributions.RateVersion) RateVersions {
	w := RateVersions{Currency: string(versions[0].Currency), Effective: day(versions[0].Effective)}
	for _, v := range versions {
		w.Versions = append(w.Versions, newRateVersion(v))
	}
	return w
}

// NewRateCorrected is c on the wire.
func NewRateCorrected(c contributions.RateCorrected) RateCorrected {
	w := RateCorrected{
		Currency: string(c.After.Currency), Effective: day(c.After.Effective),
		Before: newRateVersion(c.Before), After: newRateVersion(c.After), On: day(c.On), Touched: []Touched{},
		Spending: []TouchedSpending{},
	}
	for _, t := range c.Touched {
		w.Touched = append(w.Touched, Touched{
			Entry: t.Entry.ID, Contribution: t.Contribution.ID, Reference: t.Contribution.Source + " " + t.Contribution.Reference,
			Kind: string(t.Entry.Kind), On: day(t.Entry.On), Amount: NewMoney(t.Entry.Amount),
			Before: NewMoney(t.Before), After: NewMoney(t.After), Difference: NewMoney(t.Difference()), Adjustment: t.Adjustment,
		})
	}
	for _, t := range c.Spent.Touched {
		w.Spending = append(w.Spending, TouchedSpending{
			Entry: t.Entry, Allotment: t.Allotment, Line: t.Line, Kind: string(t.Kind), Reference: t.Reference, On: day(t.On),
			Amount: NewMoney(t.Amount), Before: NewMoney(t.Before), After: NewMoney(t.After), Difference: NewMoney(t.Difference()),
			Adjustment: t.Adjustment,
		})
	}
	return w
}
