package cli

import (
	"article30/api/mail"
	"article30/budget"
	"article30/budget/conference"
	"article30/budget/outbox"
	"article30/internal/money"
	"article30/internal/problem"
)

// settings are what the rules leave open or could not be checked against a
// text, as the operator has them. The zero value means the defaults.
type settings struct {
	rule            conference.Rule
	successionWaits bool
	quorumUnion     bool
	budget          budget.Settings
	rateMaxAge      int
	checkpointKey   string
	mail            mail.Config
}

// transport is the server of mail, nil where none is set.
func (s settings) transport() outbox.Transport {
	if !s.mail.Set() {
		return nil
	}
	return mail.Server{Config: s.mail}
}

const afterThirtyDays = "after_30_days"

// unverified are the settings that stand for a text which was not at hand.
var unverified = []string{"majority", "quorum_union", "succession", "rate_max_age", "translation_days", "freeze_days"}

// settings reads what was set.
//
// Errors: config.invalid with the fields majority, psc_percent, rate_max_age,
// translation_days, freeze_days and entry_days, and those of mail.Config.
func (f flags) settings() (settings, error) {
	s := settings{rule: conference.Rule72(), successionWaits: f.Succession == afterThirtyDays, quorumUnion: f.QuorumUnion}
	s.rule.ClearDays, s.rateMaxAge, s.checkpointKey = f.ClearDays, f.RateMaxAge, f.CheckpointKey
	var fields problem.Fields
	for _, days := range []struct {
		name  string
		value int
	}{{"rate_max_age", f.RateMaxAge}, {"translation_days", f.TranslationDays}, {"freeze_days", f.FreezeDays}, {"entry_days", f.EntryDays}} {
		if days.value < 0 {
			fields.Add(days.name, "config.below_zero", "value", days.value)
		}
	}
	s.budget.EntryDays = f.EntryDays
	s.budget.Lead = conference.Lead{Translation: f.TranslationDays, Freeze: f.FreezeDays}
	var err error
	s.budget.Majority, err = conference.ParseMajority(f.Majority)
	fields.AddErr("majority", err)
	s.mail = mail.Config{
		Server: f.SMTP, Security: mail.Security(f.SMTPSecurity), User: f.SMTPUser, PasswordFile: f.SMTPPasswordFile, CAFile: f.SMTPCAFile, From: f.MailFrom,
	}
	s.mail.Check(&fields)
	s.budget.PSCPercent, err = money.ParsePercent(f.PSCPercent)
	fields.AddErr("psc_percent", err)
	return s, fields.Err("config.invalid")
}
