package budget_test

import (
	"testing"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/problem"
)

const revision = sixthBudget + "/Rev.1"

func revised(symbol, on string) budget.ReviseIn {
	return budget.ReviseIn{Symbol: symbol, By: "bureau", On: on, Reference: "Extended bureau, 4 March 2013", Authority: "Decision 6/5, paragraph 4"}
}

// Between two sessions a revised budget is approved by whom the Conference gave
// leave; no clock runs for it, and it never changes afterwards.
func TestRevisedBetweenSessions(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		refused := func(code string, in budget.ReviseIn) {
			d.Helper()
			_, err := d.Revise(d.ctx, officer, in)
			e := d.told(err)
			if e.Code != code && (len(e.Fields) == 0 || e.Fields[0].Code != code) {
				d.Errorf("%v, want %s", err, code)
			}
		}
		d.register(sixthBudget, "", figures("1000", "500"))
		d.sent(send(sixthBudget, "2012-07-20"))
		d.version(revision, figures("800", "700"))
		d.version(sixthBudget+"/Corr.1", budget.ContentIn{})
		d.today("2012-10-14")
		refused("revision.nothing_adopted", revised(revision, "2012-10-14"))
		d.today("2013-03-04")
		if _, err := d.Decide(d.ctx, officer, adopt(sixthBudget, "2012-10-17")); err != nil {
			d.Fatal(err)
		}
		d.stands(revision, budget.NotEstablished)
		refused("revision.nothing_adopted", revised(revision, "2012-10-17"))
		refused("revision.sitting", revised(revision, "2012-10-18"))
		refused("revision.in_future", revised(revision, "2013-03-05"))
		refused("revision.not_a_revision", revised(sixthBudget, "2013-03-04"))
		refused("revision.not_a_revision", revised(sixthBudget+"/Corr.1", "2013-03-04"))
		refused("budget.not_found", revised(sixthBudget+"/Rev.7", "2013-03-04"))
		for code, change := range map[string]func(*budget.ReviseIn){
			"revision.unknown_reviser": func(in *budget.ReviseIn) { in.By = "me" },
			"budget.text_missing":      func(in *budget.ReviseIn) { in.Authority = " " },
			"date.grammar":             func(in *budget.ReviseIn) { in.On = "4.3.2013" },
		} {
			in := revised(revision, "2013-03-04")
			change(&in)
			refused(code, in)
		}
		if _, err := d.Revise(d.ctx, access.Actor{Name: "x", Roles: []access.Role{access.Delegate}}, revised(revision, "2013-03-04")); !problem.Is(err, "access.denied") {
			d.Errorf("a delegate: %v", err)
		}

		r, err := d.Revise(d.ctx, officer, revised(revision, "2013-03-04"))
		if err != nil || r.Symbol != revision || r.By != budget.Bureau {
			d.Fatalf("%+v, %v", r, err)
		}
		c := d.stands(revision, budget.NoClock)
		if !has(c, "circulation.between_sessions") {
			d.Errorf("%+v", c.Causes)
		}
		d.sent(send(revision, "2013-03-04")) // never late
		refused("revision.already", revised(revision, "2013-03-04"))
		if _, err := d.Replace(d.ctx, officer, budget.VersionIn{Symbol: revision, ContentIn: figures("1", "1")}); !problem.Is(err, "version.frozen") {
			d.Errorf("changed afterwards: %v", err)
		}
		list, err := d.Revisions(d.ctx, sixthBudget)
		if err != nil || len(list) != 1 || list[0].Authority != r.Authority || list[0].On != r.On || list[0].EnteredBy != r.EnteredBy {
			d.Errorf("%+v, %v", list, err)
		}
		d.verified()
		for statement, code := range map[string]string{
			"UPDATE revised_budget SET approved_on = '2013-01-04'": "revision.not_as_recorded",
			"UPDATE revised_budget SET authority = 'none'":         "revision.not_as_recorded",
			"DELETE FROM revised_budget":                           "revision.gone",
			"INSERT INTO revised_budget SELECT id, 'other', '2013-01-04', 'x', 'x', 'me', '2013-01-04T10:00:00Z' FROM budget_version WHERE symbol = '" + sixthBudget + "'": "revision.not_recorded",
		} {
			d.tampered("revised_budget", statement, code)
		}

		// The Conference has the last word.
		d.today("2014-10-07")
		in := adopt(revision, "2014-10-07")
		in.Session, in.Outcome = "7", "not_adopted"
		if _, err := d.Decide(d.ctx, officer, in); err != nil {
			d.Fatal(err)
		}
		d.version(sixthBudget+"/Rev.2", figures("900", "700"))
		if _, err := d.Decide(d.ctx, officer, budget.DecideIn{Symbol: sixthBudget + "/Rev.2", Session: "7", Outcome: "adopted", DecidedOn: "2014-10-07", Method: "consensus",
			Basis: "no_objection", BasisReference: "SR.1", Reason: "reconsidered"}); err != nil {
			d.Fatal(err)
		}
		d.today("2014-12-01")
		refused("revision.decided", revised(sixthBudget+"/Rev.2", "2014-12-01"))
		d.verified()
	})
}
