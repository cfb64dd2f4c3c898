package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/api/auth"
	"article30/internal/dbtest"
)

const aid = "/api/v1/technical-assistance"

// officers are those who have a part in technical assistance.
type officers struct {
	*client
	sara, anton, alice, frank, kenya, france *client // two of the secretariat, approver, finance, two delegates
	allotment                                json.Number
}

// withOfficers has 100,000.00 of cash for article 29 of the Convention, and
// 200,000.00 allotted.
func withOfficers(c *client) *officers {
	c.t.Helper()
	roles := func(roles ...string) auth.RolesIn { return auth.RolesIn{Roles: roles} }
	o := &officers{
		client: c, sara: c.user("sara", roles("secretariat")), anton: c.user("anton", roles("secretariat")),
		alice: c.user("alice", roles("approver")), frank: c.user("frank", roles("finance_officer")),
		kenya:  c.user("kenya", auth.RolesIn{Roles: []string{"delegate"}, State: "KEN"}),
		france: c.user("france", auth.RolesIn{Roles: []string{"delegate"}, State: "FRA"}),
	}
	path := c.contribution("FRA", "USD")
	c.post(path+"/earmark", fields{"earmark": "convention-29", "on": "2012-01-02", "reference": "FRA/1"}).want(201)
	c.post(path+"/receipts", fields{"on": "2012-01-10", "amount": "100000.00"}).want(201)
	query := url.Values{"file": {"budget.csv"}, "session": {"6"}, "symbol": {symbol}, "title": {"Technical cooperation"}}
	c.do("POST", "/api/v1/imports/budget?"+query.Encode(),
		"code,title,funding,proposed_2012\n1100,Grants,special_purpose,200000\n2100,Posts,regular,200000\n", "Content-Type", "text/csv").want(200)
	c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en"}, "sent_on": "2012-07-19", "reference": "NV 1"}).want(201)
	allot := func(line string) json.Number {
		made := c.post("/api/v1/budget/allotments", fields{
			"symbol": symbol, "line": line, "year": 2012, "amount": "200000.00", "on": "2012-01-02", "advice": "AA/" + line, "override": "test",
		}).want(201)
		return json.Number(made.at("allotment").(string))
	}
	o.allotment = allot("1100")
	allot("2100")
	return o
}

// appraised registers a request of those States and has it appraised.
func (o *officers) appraised(recommended bool, states ...string) string {
	o.t.Helper()
	made := o.sara.post(aid+"/requests", fields{
		"on": "2012-02-01", "states": states, "instrument": "convention", "article": "29", "language": "en",
		"summary": "Training of investigators", "amount": "60000.00", "contact": "NV/1",
	}).want(201)
	path := made.header.Get("Location")
	o.anton.post(path+"/appraisal-opening", fields{"on": "2012-02-02"}).want(201)
	o.anton.post(path+"/appraisals", fields{"on": "2012-02-20", "recommended": recommended, "criteria": "Answers the review", "score": "17 of 20"}).want(201)
	return path
}

func projectApproval(amount string) fields {
	return fields{
		"on": "2012-03-01", "title": "Training", "start": "2012-04-01", "end": "2012-12-31",
		"budget": []fields{{"object": "grants_contributions", "amount": amount}},
	}
}

// approved makes a project of 50,000.00 for Kenya.
func (o *officers) approved() string {
	o.t.Helper()
	return o.alice.post(o.appraised(true, "KEN")+"/approval", projectApproval("50000.00")).want(201).header.Get("Location")
}

func (o *officers) agreement() fields {
	return fields{
		"on": "2012-03-10", "name": "School of Government", "kind": "government", "agreement": "GA/1", "allotment": o.allotment,
		"instalments": []fields{{"due": "2012-04-01", "amount": "30000.00"}, {"after_report": 1, "amount": "15000.00"}},
		"reports":     []fields{{"kind": "financial", "what": "Interim report", "due": "2012-06-30"}},
	}
}

func TestRequestForAssistance(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		o := withOfficers(c)
		wrong := o.sara.post(aid+"/requests", fields{
			"on": "2012-07-21", "states": []string{"EUE", "KEN", "KEN"}, "instrument": "firearms", "article": "22", "language": "en",
			"summary": "x", "amount": "0", "contact": "NV",
		}).problem(422, "assistance.invalid")
		if wrong["on"] != "date.future" {
			t.Errorf("%v", wrong)
		}
		wrong = o.sara.post(aid+"/requests", fields{
			"on": "2012-07-01", "states": []string{"EUE", "KEN", "KEN"}, "instrument": "firearms", "article": "22", "language": "en",
			"summary": "x", "amount": "0", "contact": "NV",
		}).problem(422, "assistance.invalid")
		if wrong["states[0]"] != "assistance.not_a_state" || wrong["states[2]"] != "assistance.state_twice" || wrong["article"] != "assistance.article" || wrong["amount"] != "assistance.not_positive" {
			t.Errorf("%v", wrong)
		}
		path := o.appraised(false, "KEN", "TZA")
		got := o.kenya.get(path + "?lang=fr").want(200)
		for at, want := range map[string]any{
			"number": "REQ-2012-0001", "state": "not_recommended", "region": "african", "states.1.id": "TZA", "states.0.party": true,
			"appraisal.score": "17 of 20", "appraisal.by": "anton", "history.1.kind": "appraised",
		} {
			if got.at(at) != want {
				t.Errorf("%s is %v, want %v", at, got.at(at), want)
			}
		}
		// 23: another State's request is not there.
		o.france.get(path).problem(404, "assistance.no_request")
		if n := o.france.get(aid + "/requests").want(200).at("items.0"); n != nil {
			t.Errorf("France sees %v", n)
		}
		if n := o.kenya.get(aid + "/requests?state=not_recommended&country=TZA&year=2012").want(200).at("items.0.number"); n != "REQ-2012-0001" {
			t.Errorf("Kenya sees %v", n)
		}
		if n := o.sara.get(aid + "/requests?on=2012-02-10").want(200).at("items.0.state"); n != "under_appraisal" {
			t.Errorf("on 10 February it was %v", n)
		}
		if n := o.sara.get(aid + "/requests?on=2012-01-31").want(200).at("items.0"); n != nil {
			t.Errorf("on 31 January there was %v", n)
		}
		// Against the appraisal only with a reason.
		if p := o.alice.post(path+"/approval", projectApproval("50000.00")).problem(422, "assistance.invalid"); p["override"] != "assistance.not_recommended" {
			t.Errorf("%v", p)
		}
		o.sara.post(path+"/approval", projectApproval("50000.00")).problem(403, "access.denied")
		o.alice.post(path+"/refusal", fields{"on": "2012-03-01", "reason": ""}).problem(422, "assistance.invalid")
		if s := o.alice.post(path+"/refusal", fields{"on": "2012-03-01", "reason": "no"}).want(201).at("state"); s != "declined" {
			t.Errorf("%v", s)
		}
		o.sara.post(path+"/withdrawal", fields{"on": "2012-03-02", "reason": "no"}).problem(409, "assistance.decided")

		second := o.appraised(true, "UZB")
		if !strings.HasSuffix(second, "REQ-2012-0002") {
			t.Errorf("the second is %s", second)
		}
		o.sara.post(second+"/withdrawal", fields{"on": "2012-03-02", "reason": "no longer needed"}).want(201)
		o.alice.post(second+"/approval", projectApproval("1.00")).problem(409, "assistance.decided")
		o.sound()
	})
}

// sound runs verify.
func (o *officers) sound() {
	o.t.Helper()
	if got := o.get("/api/v1/verify").want(200); got.at("ok") != true {
		o.t.Errorf("verify: %s", got.body)
	}
}

// 24: nobody approves what they entered, whatever their roles are.
func TestNobodyApprovesTheirOwnRequest(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		o := withOfficers(c)
		both := c.user("both", auth.RolesIn{Roles: []string{"secretariat", "approver"}})
		mine := *o
		mine.sara = both
		mine.sara, mine.anton = both, o.anton
		both.post(mine.appraised(true, "KEN")+"/approval", projectApproval("100.00")).problem(403, "assistance.own")
		mine.sara, mine.anton = o.sara, both
		both.post(mine.appraised(true, "KEN")+"/approval", projectApproval("100.00")).problem(403, "assistance.own")

		// Nor does the database let them.
		err := c.s.db.Update(t.Context(), func(ctx context.Context) error {
			_, err := c.s.db.Conn(ctx).ExecContext(ctx, `INSERT INTO assistance_event
				(request_id, seq, kind, on_date, partner, instalment, report, usd, recommended, score, words, sort, reference, start_on, end_on, reason, override,
				code_year, code_seq, appraisal_seq, appraised_by, requested_by, entered_by, recorded_at)
				VALUES (1, 3, 'approved', '2012-03-01', 0, 0, 0, 10000, FALSE, '', 'x', '', '', '2012-04-01', '2012-05-01', '', '',
				2012, 1, 2, 'anton', 'both', 'both', '2012-07-20T10:00:00Z')`)
			return err
		})
		if err == nil {
			t.Error("the database took an approval by whoever entered the request")
		}
	})
}

// The life of a project: approved against the money, spent on a partner who
// reports, closed.
func TestLifeOfAProject(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		o := withOfficers(c)
		request := o.appraised(true, "KEN")
		// 100,000.00 of cash bears 88,495.58 of direct cost.
		if p := o.alice.post(request+"/approval", projectApproval("88495.60")).problem(422, "assistance.invalid"); p["budget"] != "assistance.no_money" {
			t.Errorf("%v", p)
		}
		project := o.alice.post(request+"/approval", projectApproval("50000.00")).want(201).header.Get("Location")
		if !strings.HasSuffix(project, "/projects/TA-2012-01") {
			t.Fatalf("the project is %s", project)
		}
		// What it has not used is not there for another, unless somebody says why.
		other := o.appraised(true, "UGA")
		o.alice.post(other+"/approval", projectApproval("40000.00")).problem(422, "assistance.invalid")
		over := projectApproval("40000.00")
		over["override"] = "a pledge of 30,000.00 is due in May"
		if got := o.alice.post(other+"/approval", over).want(201); got.at("project.code") != "TA-2012-02" || got.at("history.2.against.0") != "no_money" {
			t.Errorf("%s", got.body)
		}

		o.frank.post(project+"/partners", fields{"on": "2012-03-10", "name": "A", "kind": "firm", "agreement": "", "allotment": 2, "instalments": []fields{{"amount": "1"}}}).
			problem(422, "assistance.invalid")
		regular := o.agreement()
		regular["allotment"] = 2
		if p := o.frank.post(project+"/partners", regular).problem(422, "assistance.invalid"); p["allotment"] != "assistance.regular_budget" {
			t.Errorf("%v", p)
		}
		engaged := o.frank.post(project+"/partners", o.agreement()).want(201)
		if engaged.at("project.committed.amount") != "45000.00" || engaged.at("project.left.amount") != "5000.00" || engaged.at("project.partners.0.instalments.1.after_report") != "1" {
			t.Errorf("%s", engaged.body)
		}
		again := o.agreement()
		o.frank.post(project+"/partners", again).problem(409, "assistance.agreement_taken")
		again["agreement"] = "GA/2"
		if p := o.frank.post(project+"/partners", again).problem(422, "assistance.invalid"); p["instalments"] != "assistance.over_budget" {
			t.Errorf("%v", p)
		}

		// What is spent on the project beside its partners is within its budget too.
		spend := func(project, amount string) answered {
			return o.frank.post("/api/v1/allotments/"+string(o.allotment)+"/expenses", fields{"amount": amount, "on": "2012-04-01", "payee": "Airline", "project": project})
		}
		if p := spend("TA-2012-01", "5000.01").problem(422, "assistance.invalid"); p["amount"] != "assistance.over_budget" {
			t.Errorf("%v", p)
		}
		if p := spend("TA-2012-07", "1.00").problem(422, "execution.invalid"); p["project"] != "assistance.no_project" {
			t.Errorf("%v", p)
		}

		release := func(on string) fields { return fields{"on": on, "reference": "P/" + on} }
		o.sara.post(project+"/partners/1/releases", release("2012-04-02")).problem(403, "access.denied")
		if p := o.frank.post(project+"/partners/1/releases", release("2012-03-20")).problem(422, "assistance.invalid"); p["override"] != "assistance.before_due" {
			t.Errorf("%v", p)
		}
		paid := o.frank.post(project+"/partners/1/releases", release("2012-04-02")).want(201)
		if paid.at("project.spent.amount") != "30000.00" || paid.at("project.unpaid.amount") != "0.00" || paid.at("project.partners.0.released.amount") != "30000.00" {
			t.Errorf("%s", paid.body)
		}
		o.frank.post(project+"/partners/2/releases", release("2012-04-02")).problem(404, "assistance.no_partner")
		if p := o.frank.post(project+"/partners/1/releases", release("2012-07-02")).problem(422, "assistance.invalid"); p["override"] != "assistance.condition_missing" {
			t.Errorf("%v", p)
		}
		overdue := o.kenya.get(aid + "/overdue-reports?on=2012-07-10").want(200)
		if overdue.at("items.0.days") != "10" || overdue.at("items.0.project") != "TA-2012-01" || overdue.at("items.0.from") != "School of Government" {
			t.Errorf("%s", overdue.body)
		}
		report := project + "/reports/1"
		o.sara.post(report+"/acceptance", fields{"on": "2012-07-11"}).problem(409, "assistance.report_not_here")
		o.sara.post(report+"/receipt", fields{"on": "2012-07-11", "reference": "SG/1"}).want(201)
		o.sara.post(report+"/return", fields{"on": "2012-07-12", "reason": "no bank statement"}).want(201)
		o.sara.post(report+"/acceptance", fields{"on": "2012-07-12"}).problem(409, "assistance.report_not_here")
		o.sara.post(report+"/receipt", fields{"on": "2012-07-13", "reference": "SG/2"}).want(201)
		o.frank.post(project+"/closure", fields{"on": "2012-07-14", "note": "x"}).problem(409, "assistance.reports_missing")
		o.sara.post(report+"/acceptance", fields{"on": "2012-07-14"}).want(201)
		o.sara.post(report+"/receipt", fields{"on": "2012-07-14", "reference": "SG/3"}).problem(409, "assistance.report_accepted")
		o.frank.post(project+"/closure", fields{"on": "2012-07-14", "note": "x"}).problem(409, "assistance.not_settled")

		// A release that was a mistake is taken back in the execution, and paid again.
		expense := paid.at("project.partners.0.instalments.0.expense").(string)
		var payment json.Number
		for _, e := range o.entries() {
			if e.Kind == "payment" {
				payment = e.ID
			}
		}
		o.frank.post("/api/v1/execution-entries/"+string(payment)+"/reversal", fields{"reason": "wrong account"}).want(201)
		o.frank.post("/api/v1/execution-entries/"+expense+"/reversal", fields{"reason": "wrong account"}).want(201)
		back := o.frank.get(project).want(200)
		if back.at("project.spent.amount") != "0.00" || back.at("project.committed.amount") != "45000.00" || back.at("project.partners.0.instalments.0.released") != nil {
			t.Errorf("%s", back.body)
		}
		o.frank.post(project+"/partners/1/releases", release("2012-07-20")).want(201)

		o.frank.post(project+"/partners/1/end", fields{"on": "2012-07-20", "reason": "one course is enough"}).want(201)
		o.frank.post(project+"/partners/1/releases", release("2012-07-20")).problem(409, "assistance.partner_done")
		revised := fields{"on": "2012-07-20", "reason": "less is needed", "budget": []fields{{"object": "grants_contributions", "amount": "29999.99"}}}
		if p := o.alice.post(project+"/revisions", revised).problem(422, "assistance.invalid"); p["budget"] != "assistance.below_used" {
			t.Errorf("%v", p)
		}
		revised["budget"] = []fields{{"object": "grants_contributions", "amount": "30000.00"}, {"object": "travel_staff", "amount": "500.00"}}
		o.alice.post(project+"/revisions", revised).want(201)
		closed := o.frank.post(project+"/closure", fields{"on": "2012-07-20", "note": "final report accepted"}).want(201)
		if closed.at("project.closure.unspent.amount") != "500.00" || closed.at("project.closure.returned_to") != "earmark" || closed.at("project.state") != "closed" {
			t.Errorf("%s", closed.body)
		}
		o.alice.post(project+"/revisions", revised).problem(409, "assistance.closed")
		spend("TA-2012-01", "1.00").problem(409, "assistance.closed")
		o.sound()
	})
}

type entry struct {
	ID   json.Number
	Kind string
}

// entries are what the allotment of the projects has.
func (o *officers) entries() []entry {
	o.t.Helper()
	var h struct{ Entries []entry }
	got := o.get("/api/v1/allotments/" + string(o.allotment)).want(200)
	if err := json.Unmarshal([]byte(got.body), &h); err != nil {
		o.t.Fatal(err)
	}
	return h.Entries
}

// What is unspent can go back to the donor; the closing names the refund.
func TestUnspentBalanceGoesBackToTheDonor(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		o := withOfficers(c)
		project := o.approved()
		refund := c.post("/api/v1/contributions/1/refunds", fields{"on": "2012-07-10", "amount": "50000.00"}).want(201)
		entry := json.Number(refund.at("id").(string))
		ask := fields{"on": "2012-07-20", "note": "nothing came of it", "donor_refund": 1}
		o.frank.post(project+"/closure", ask).problem(404, "assistance.no_donor_refund")
		// Money for the Firearms Protocol is not given back by a project about the Convention.
		firearms := c.contribution("AUT", "USD")
		c.post(firearms+"/earmark", fields{"earmark": "firearms", "on": "2012-01-02", "reference": "AUT/1"}).want(201)
		c.post(firearms+"/receipts", fields{"on": "2012-07-10", "amount": "200.00"}).want(201)
		wrong := c.post(firearms+"/refunds", fields{"on": "2012-07-10", "amount": "100.00"}).want(201)
		ask["donor_refund"] = json.Number(wrong.at("id").(string))
		if p := o.frank.post(project+"/closure", ask).problem(422, "assistance.invalid"); p["donor_refund"] != "assistance.refund_other_purpose" {
			t.Errorf("%v", p)
		}
		ask["donor_refund"] = 99
		o.frank.post(project+"/closure", ask).problem(404, "assistance.no_donor_refund")
		ask["donor_refund"] = entry
		closed := o.frank.post(project+"/closure", ask).want(201)
		if closed.at("project.closure.returned_to") != "donor" || closed.at("project.closure.contribution") != "1" || closed.at("project.closure.unspent.amount") != "50000.00" {
			t.Errorf("%s", closed.body)
		}
		// 50,000.00 are left, and free.
		second := o.alice.post(o.appraised(true, "KEN")+"/approval", projectApproval("40000.00")).want(201).header.Get("Location")
		ask["donor_refund"] = entry
		o.frank.post(second+"/closure", ask).problem(409, "assistance.donor_refund_taken")
		o.sound()
	})
}

// 26: two approvals for the same money at once: one is given.
func TestTwoApprovalsForTheSameMoney(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		o := withOfficers(c)
		for range 3 {
			requests := []string{o.appraised(true, "KEN"), o.appraised(true, "UGA"), o.appraised(true, "TZA")}
			got := make([]answered, len(requests))
			var wait sync.WaitGroup
			for i, path := range requests {
				wait.Go(func() { got[i] = o.alice.post(path+"/approval", projectApproval("60000.00")) })
			}
			wait.Wait()
			given := 0
			for _, a := range got {
				switch a.status {
				case http.StatusCreated:
					given++
					o.frank.post(aid+"/projects/"+a.at("project.code").(string)+"/closure", fields{"on": "2012-07-20", "note": "test"}).want(201)
				default:
					a.problem(422, "assistance.invalid")
				}
			}
			if given != 1 {
				t.Errorf("%d approvals were given", given)
			}
		}
		o.sound()
	})
}

// 33: verify names what was changed behind the program's back.
func TestVerifyFindsChangedAssistance(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		o := withOfficers(c)
		project := o.approved()
		o.frank.post(project+"/partners", o.agreement()).want(201)
		o.sound()
		for _, tamper := range []struct{ name, table, statement, want string }{
			{"a request", "assistance_request", "UPDATE assistance_request SET usd = usd + 10000", "assistance_request 1: verify.not_as_recorded"},
			{"its number", "assistance_request", "UPDATE assistance_request SET seq = 2", "assistance REQ-2012-0002: verify.assistance_gap"},
			{"who asks", "assistance_state", "UPDATE assistance_state SET party_id = 'UGA'", "assistance_request 1: verify.not_as_recorded"},
			{"an appraisal", "assistance_event", "UPDATE assistance_event SET recommended = FALSE WHERE seq = 2", "assistance_event 3: verify.assistance_event"},
			{"a budget", "assistance_share", "UPDATE assistance_share SET usd = usd + 10000", "assistance_event 3: verify.not_as_recorded"},
			{"a code", "assistance_event", "UPDATE assistance_event SET code_seq = 3 WHERE code_seq = 1", "assistance TA-2012-03: verify.assistance_gap"},
			{"an instalment", "assistance_instalment", "UPDATE assistance_instalment SET usd = 10000 WHERE no = 2", "assistance_event 4: verify.not_as_recorded"},
			{"a report", "assistance_event", "DELETE FROM assistance_event WHERE kind = 'report_due'", "assistance_event 5: verify.missing"},
			{"an override", "assistance_override", "INSERT INTO assistance_override VALUES (3, 'no_money')", "assistance_event 3: verify.not_as_recorded"},
			{"the total", "assistance_event", "UPDATE assistance_event SET usd = 10000 WHERE kind = 'approved'", "project TA-2012-01: verify.assistance_over_budget"},
		} {
			var found strings.Builder
			restore := context.Canceled
			err := c.s.db.Update(t.Context(), func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, c.s.db, tamper.table, tamper.statement)
				findings, err := c.s.projects.Verify(ctx)
				for _, f := range findings {
					found.WriteString(f.Place + ": " + f.Code + "; ")
				}
				if err != nil {
					t.Errorf("%s: %v", tamper.name, err)
				}
				return restore
			})
			if err != restore || !strings.Contains(found.String(), tamper.want) {
				t.Errorf("%s: found %q, want %q (%v)", tamper.name, found.String(), tamper.want, err)
			}
		}
		o.sound()
	})
}

// The statement that the Conference receives: by State, by article, and every
// project once.
func TestStatementOfTechnicalAssistance(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		o := withOfficers(c)
		project := o.approved()
		o.frank.post(project+"/partners", o.agreement()).want(201)
		o.frank.post(project+"/partners/1/releases", fields{"on": "2012-04-02", "reference": "P/1"}).want(201)
		o.alice.post(o.appraised(true, "UGA", "KEN")+"/approval", projectApproval("10000.00")).want(201)
		o.alice.post(o.appraised(true, "KEN", "UZB")+"/refusal", fields{"on": "2012-05-02", "reason": "no"}).want(201)
		o.sara.post(aid+"/requests", fields{
			"on": "2011-07-01", "states": []string{"KEN"}, "instrument": "firearms", "article": "14", "language": "fr",
			"summary": "Marquage", "amount": "1000.00", "contact": "NV/2",
		}).want(201)
		report := func(who *client, query, table string) string {
			t.Helper()
			return who.get("/api/v1/reports/technical-assistance?format=csv&table=" + table + query).want(200).body
		}
		const african, mixed = "African States,", "States of several regions together,"
		want := "\ufeffsection,row,State,Instrument,Article,Year,Requests received,Approved,Declined,Withdrawn,Pending,Amount sought,Amount approved,Committed,Spent\r\n" +
			african + "line,Kenya,Firearms,14,2011,1,,,,1,1000.00,,,\r\n" +
			african + "line,Kenya,Convention,29,2012,1,1,,,,60000.00,50000.00,15000.00,30000.00\r\n" +
			african + "line,Several States: Kenya and Uganda,Convention,29,2012,1,1,,,,60000.00,10000.00,,\r\n" +
			african + "subtotal,Subtotal,,,,3,2,0,0,1,121000.00,60000.00,15000.00,30000.00\r\n" +
			mixed + "line,Several States: Kenya and Uzbekistan,Convention,29,2012,1,,1,,,60000.00,,,\r\n" +
			mixed + "subtotal,Subtotal,,,,1,0,1,0,0,60000.00,0.00,0.00,0.00\r\n" +
			",total,Total,,,,4,2,1,0,1,181000.00,60000.00,15000.00,30000.00\r\n"
		if diff := cmp.Diff(want, report(o.france, "", "states")); diff != "" {
			t.Errorf("by State (- want, + got):\n%s", diff)
		}
		if got := report(o.kenya, "&on=2012-04-01", "projects"); !strings.Contains(got, "TA-2012-01,Training,Kenya,\"Convention, art. 29\",REQ-2012-0001,2012-04-01,2012-12-31,ongoing,50000.00,45000.00,0.00,5000.00") || strings.Contains(got, "30000.00") {
			t.Errorf("projects on 1 April:\n%s", got)
		}
		if got := report(o.alice, "&year=2011", "articles"); !strings.Contains(got, "Firearms Protocol") || strings.Contains(got, "60000.00") {
			t.Errorf("requests of 2011:\n%s", got)
		}
	})
}

// What a partner returns was not spent after all: it can be spent again, with
// the support cost on it, from where it came.
func TestRefundByAPartner(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		o := withOfficers(c)
		project := o.approved()
		o.frank.post(project+"/partners", o.agreement()).want(201)
		o.frank.post(project+"/partners/1/releases", fields{"on": "2012-04-02", "reference": "P/1"}).want(201)
		o.frank.post(project+"/partners/1/releases", fields{"on": "2012-04-03", "reference": "P/2", "override": "told to"}).want(201)
		free := func() any { return o.get("/api/v1/fund/cash").want(200).at("free.amount") }
		before := free()
		refund := func(amount, on string) answered {
			return o.frank.post(project+"/partners/1/refunds", fields{"amount": amount, "on": on, "reference": "MT103/7", "reason": "unspent"})
		}
		if p := refund("45000.01", "2012-06-01").problem(422, "assistance.invalid"); p["amount"] != "assistance.refund_too_large" {
			t.Errorf("%v", p)
		}
		refund("100.00", "2012-04-02").problem(422, "assistance.invalid") // before the second was paid
		o.sara.post(project+"/partners/1/refunds", fields{"amount": "1", "on": "2012-06-01", "reference": "x", "reason": "x"}).problem(403, "access.denied")
		// 15,000.00 of the second instalment and 3,333.33 of the first.
		got := refund("18333.33", "2012-06-01").want(201)
		for at, want := range map[string]any{
			"project.spent.amount": "26666.67", "project.committed.amount": "0.00", "project.left.amount": "23333.33", "project.unpaid.amount": "0.00",
			"project.partners.0.refunded.amount": "18333.33", "project.partners.0.instalments.0.refunded.amount": "3333.33",
		} {
			if got.at(at) != want {
				t.Errorf("%s is %v, want %v", at, got.at(at), want)
			}
		}
		// 18,333.33 and 13 per cent of each part: 1,950.00 and 433.33.
		if after := free(); before != "49150.00" || after != "69866.66" {
			t.Errorf("free before %v, after %v", before, after)
		}
		o.sound()
		var last json.Number
		for _, e := range o.entries() {
			last = e.ID
		}
		o.frank.post("/api/v1/execution-entries/"+string(last)+"/reversal", fields{"reason": "of another project"}).want(201)
		if spent := o.frank.get(project).want(200).at("project.spent.amount"); spent != "30000.00" {
			t.Errorf("spent %v when a refund is taken back", spent)
		}
		refund("30000.01", "2012-07-20").problem(422, "assistance.invalid")
		if got := refund("30000.00", "2012-07-20").want(201); got.at("project.spent.amount") != "0.00" {
			t.Errorf("%s", got.body)
		}
		if after := free(); after != "100000.00" {
			t.Errorf("all came back, and %v are free", after)
		}
		o.sound()
	})
}
