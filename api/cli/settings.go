package cli

import (
	"article30/budget"
	"article30/budget/conference"
	"article30/internal/money"
	"article30/internal/problem"
)

// settings are what the rules leave open or could not be checked against a
// text, as the operator has them. The zero value means the defaults.
type settings struct {
	rule            conference.Rule
	successionWaits bool
	budget          budget.Settings
	rateMaxAge      int
}

const afterThirtyDays = "after_30_days"

// unverified are the settings that stand for a text which was not at hand.
var unverified = []string{"majority", "succession", "rate_max_age"}

// settings reads what was set.
//
// Errors: config.invalid with the fields majority, psc_percent and rate_max_age.
func (f flags) settings() (settings, error) {
	s := settings{rule: conference.Rule72(), successionWaits: f.Succession == afterThirtyDays}
	s.rule.ClearDays, s.rateMaxAge = f.ClearDays, f.RateMaxAge
	var fields problem.Fields
	if f.RateMaxAge < 0 {
		fields.Add("rate_max_age", "config.below_zero", "value", f.RateMaxAge)
	}
	var err error
	s.budget.Majority, err = budget.ParseMajority(f.Majority)
	fields.AddErr("majority", err)
	s.budget.PSCPercent, err = money.ParsePercent(f.PSCPercent)
	fields.AddErr("psc_percent", err)
	return s, fields.Err("config.invalid")
}
