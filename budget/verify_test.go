package budget_test

import (
	"context"
	"errors"
	"testing"

	"article30/budget"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// Whoever gets past the triggers, or changes what none of them guards, is
// found out.
func TestVerifyFindsTampering(t *testing.T) {
	cases := []struct{ table, statement, code string }{
		{"budget_amount", "UPDATE budget_amount SET amount = amount + 10000", "budget.not_as_recorded"},
		{"budget_line", "UPDATE budget_line SET title = 'Another'", "budget.not_as_recorded"},
		{"budget_line_text", "INSERT INTO budget_line_text VALUES (1, 1, 'fr', 'Ligne', '')", "budget.not_as_recorded"},
		{"budget_text", "INSERT INTO budget_text VALUES (1, 'fr', 'Budget', '')", "budget.not_as_recorded"},
		{"budget_section_text", "INSERT INTO budget_section_text VALUES (1, 'A', 'fr', 'B')", "budget.not_as_recorded"},
		{"budget_amount", "UPDATE budget_amount SET amount = amount + 1", "budget.not_whole_units"},
		{"budget_version", "UPDATE budget_version SET sha256 = '0000000000000000000000000000000000000000000000000000000000000000'", "budget.not_as_recorded"},
		{"budget_version", "UPDATE budget_version SET distr_on = '2012-07-01'", "budget.not_as_registered"},
		{"budget_version", "UPDATE budget_version SET entered_by = 'mallory'", "budget.not_as_registered"},
		{"budget_version", "UPDATE budget_version SET recorded_at = '2012-01-01T10:00:00Z'", "budget.not_as_registered"},
		{"budget", "UPDATE budget SET title = 'Another'", "budget.not_as_registered"},
		{"budget", "UPDATE budget SET session_id = '7'", "budget.not_as_registered"},
		{"budget", "UPDATE budget SET kind = 'note'", "budget.not_as_registered"},
		{"journal", "DELETE FROM journal WHERE record LIKE '%version.register%'", "budget.not_recorded"},
		{"addressee", "DELETE FROM addressee WHERE party_id = 'KEN'", "circulation.stray"},
		{"addressee", "DELETE FROM addressee WHERE party_id = 'KEN'", "circulation.addressees_gone"},
		{"addressee", "UPDATE addressee SET role = 'courtesy' WHERE party_id = 'KEN'", "circulation.addressees_changed"},
		{"addressee", "UPDATE addressee SET as_of = '2012-07-01'", "circulation.addressees_changed"},
		{"addressee", "INSERT INTO addressee SELECT version_id, 'IRN', 'party', as_of FROM addressee WHERE party_id = 'KEN'", "circulation.addressees_not_recorded"},
		{"dispatch", "UPDATE dispatch SET sent_on = '2012-08-20', recorded_late = FALSE", "circulation.sent_after_entry"},
		{"dispatch", "UPDATE dispatch SET sent_on = '2012-07-19' WHERE party_id = 'KEN'", "circulation.dispatches_changed"},
		{"dispatch", "UPDATE dispatch SET reference = 'another note'", "circulation.dispatches_changed"},
		{"dispatch", "UPDATE dispatch SET recorded_late = TRUE", "circulation.dispatches_changed"},
		{"dispatch", "UPDATE dispatch SET recorded_at = '2012-07-24T10:00:00Z'", "circulation.dispatches_changed"},
		{"dispatch", "DELETE FROM dispatch WHERE party_id = 'KEN'", "circulation.dispatches_gone"},
		{"dispatch", "UPDATE dispatch SET language = 'zh' WHERE party_id = 'KEN' AND language = 'en'", "circulation.dispatches_not_recorded"},
		{"decision", "UPDATE decision SET outcome = 'deferred'", "decision.not_as_recorded"},
		{"decision", "UPDATE decision SET votes_for = 120", "decision.not_as_recorded"},
		{"decision", "UPDATE decision SET basis = 'other'", "decision.not_as_recorded"},
		{"decision", "UPDATE decision SET decided_on = '2012-10-16'", "decision.not_as_recorded"},
		{"decision", "DELETE FROM decision", "decision.gone"},
		{"journal", "DELETE FROM journal WHERE record LIKE '%version.decide%'", "decision.not_recorded"},
		{"journal", "DELETE FROM journal WHERE record LIKE '%version.freeze%'", "budget.freeze_unrecorded"},
	}
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.adoptedLate()
		d.verified()
		for _, c := range cases {
			undo := errors.New("undo")
			err := d.db.Update(d.ctx, func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d.db, c.table, c.statement)
				d.finds(ctx, c.statement, c.code)
				return undo
			})
			if err != undo {
				t.Errorf("%s: %v", c.statement, err)
			}
		}
		d.verified()
	})
	t.Run("content and its digest both rewritten", func(t *testing.T) {
		each(t, "2012-07-20 10:00:00", func(d *desk) {
			d.adoptedLate()
			dbtest.Tamper(d.ctx, t, d.db, "budget_amount", "UPDATE budget_amount SET amount = amount + 10000")
			v, err := d.Version(d.ctx, sixthBudget)
			if err != nil {
				d.Fatal(err)
			}
			dbtest.Tamper(d.ctx, t, d.db, "budget_version", "UPDATE budget_version SET sha256 = '"+v.Digest()+"'")
			d.finds(d.ctx, "", "budget.not_as_recorded")
			d.finds(d.ctx, "", "budget.not_as_frozen")
		})
	})
	t.Run("a draft and its digest both rewritten", func(t *testing.T) {
		each(t, "2012-07-20 10:00:00", func(d *desk) {
			d.register(sixthBudget, "", figures("100"))
			d.verified()
			dbtest.Tamper(d.ctx, t, d.db, "budget_amount", "UPDATE budget_amount SET amount = amount + 10000")
			v, err := d.Version(d.ctx, sixthBudget)
			if err != nil {
				d.Fatal(err)
			}
			dbtest.Tamper(d.ctx, t, d.db, "budget_version", "UPDATE budget_version SET sha256 = '"+v.Digest()+"'")
			d.finds(d.ctx, "", "budget.not_as_recorded")
		})
	})
	t.Run("a draft removed", func(t *testing.T) {
		each(t, "2012-07-20 10:00:00", func(d *desk) {
			d.register(sixthBudget, "", figures("100"))
			for _, table := range []string{"budget_amount", "budget_line", "budget_column", "budget_version", "budget"} {
				dbtest.Tamper(d.ctx, t, d.db, table, "DELETE FROM "+table)
			}
			d.finds(d.ctx, "", "budget.gone")
		})
	})
}

// adoptedLate registers the budget, sends it in English in time and in French
// late, with a copy to an observer, and has it adopted by a vote.
func (d *desk) adoptedLate() {
	d.Helper()
	d.register(sixthBudget, "", figures("100"))
	d.sent(send(sixthBudget, "2012-07-20", "en"))
	d.today("2012-08-20")
	late := send(sixthBudget, "2012-08-20", "fr")
	late.RecordAsLate, late.Reason = true, "translation"
	d.sent(late)
	copied := send(sixthBudget, "2012-08-20", "en", "fr")
	copied.Parties = []string{"Japan"}
	copied.RecordAsLate, copied.Reason = true, "a copy"
	d.sent(copied)
	d.today("2012-10-17")
	votes := func(n int) *int { return &n }
	_, err := d.Decide(d.ctx, officer, budget.DecideIn{
		Symbol: sixthBudget, Outcome: "adopted", DecidedOn: "2012-10-17", Method: "vote",
		For: votes(100), Against: votes(20), Abstentions: votes(3),
		Basis: "rule_80", BasisReference: "CTOC/COP/2012/15, para. 12",
	})
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) finds(ctx context.Context, after, code string) {
	d.Helper()
	findings, err := d.Verify(ctx)
	if err != nil {
		d.Fatal(err)
	}
	for _, f := range findings {
		d.told(&problem.Error{Kind: problem.Conflict, Code: f.Code, Args: f.Args})
		if f.Code == code && f.Place == sixthBudget {
			return
		}
	}
	d.Errorf("%s: %s was not found: %+v", after, code, findings)
}
