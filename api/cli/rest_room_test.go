package cli

import (
	"fmt"
	"testing"

	"article30/api/auth"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// The room over the interface for programs, on both engines: who may do what,
// what is refused and how, and the text that comes of it.
func TestRoomOverREST(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := &movable{date.MustParse("2012-08-01")}
		c := newClientOn(t, d, clock)
		type m = map[string]any
		c.post("/api/v1/budgets", m{
			"symbol": "CTOC/COP/2012/7", "title": "Budget", "session": "6", "columns": []m{{"year": 2013}},
			"lines": []m{
				{"code": "B1", "title": "Experts", "funding": "general_purpose", "amounts": []string{"1000.00"}},
				{"code": "T1", "title": "Victims", "funding": "special_purpose", "mandate": "trafficking_10", "amounts": []string{"500.00"}},
			},
		}).want(201)
		c.post("/api/v1/budget/dispatches", m{
			"symbol": "CTOC/COP/2012/7", "languages": []string{"ar", "zh", "en", "fr", "ru", "es"}, "sent_on": "2012-08-01", "reference": "NV",
		}).want(201)
		clock.day = date.MustParse("2012-10-17")
		chair := c.user("chair", auth.RolesIn{Roles: []string{"conference_officer"}})
		desk := c.user("desk", auth.RolesIn{Roles: []string{"secretariat"}})
		delegate := c.user("delegate", auth.RolesIn{Roles: []string{"delegate"}, State: "FRA"})

		proposal := func(symbol, line, amount string) any {
			return m{"version": "CTOC/COP/2012/7", "symbol": symbol, "title": "A proposal", "sponsors": []string{"MEX"}, "on": "2012-10-17",
				"amendments": []m{{"action": "change", "line": line, "amounts": []m{{"year": 2013, "amount": amount}}}}}
		}
		delegate.post("/api/v1/room/proposals", proposal("CTOC/COP/2012/L.1", "B1", "900.00")).problem(403, "access.denied")
		if codes := desk.post("/api/v1/room/proposals", proposal("CTOC/COP/2012/L.1", "B9", "900.00")).problem(422, "proposal.invalid"); codes["amendments[0].line"] != "proposal.no_such_line" {
			t.Errorf("fields: %v", codes)
		}
		desk.post("/api/v1/room/meetings", m{"session": "6", "on": "2012-10-17", "present": []string{"FRA"}}).problem(409, "meeting.no_quorum")
		desk.post("/api/v1/room/meetings", m{"session": "6", "on": "2012-10-17", "absent": []string{"Kenya"}}).want(201)
		more := desk.post("/api/v1/room/proposals", proposal("CTOC/COP/2012/L.1", "B1", "1100.00")).want(201)
		if more.at("consequence.costs") != true || more.at("consequence.extrabudgetary.total.0.amount") != "113.00" || more.at("consequence.regular.total.0.amount") != "0.00" {
			t.Errorf("the consequence: %s", more.body)
		}
		desk.post("/api/v1/room/proposals", proposal("CTOC/COP/2012/L.2", "T1", "400.00")).want(201)
		desk.post("/api/v1/room/settlements", m{"symbol": "CTOC/COP/2012/L.2", "outcome": "accepted"}).problem(403, "access.denied")
		chair.post("/api/v1/room/settlements", m{"symbol": "CTOC/COP/2012/L.1", "outcome": "accepted"}).problem(409, "proposal.no_statement")
		if codes := chair.post("/api/v1/room/settlements", m{"symbol": "CTOC/COP/2012/L.2", "roll_call": m{"yes": []string{"Bangladesh"}}}).problem(422, "vote.invalid"); codes["answers[0]"] != "vote.not_of_protocol" {
			t.Errorf("rule 76: %v", codes)
		}
		chair.post("/api/v1/room/settlements", m{"symbol": "CTOC/COP/2012/L.1", "outcome": "accepted", "override": "explained orally"}).want(201)
		chair.post("/api/v1/room/settlements", m{"symbol": "CTOC/COP/2012/L.1", "outcome": "rejected"}).problem(409, "proposal.settled")
		chair.post("/api/v1/room/decisions", m{"symbol": "CTOC/COP/2012/7", "outcome": "adopted_as_amended"}).problem(409, "proposal.undecided")
		chair.post("/api/v1/room/settlements", m{"symbol": "CTOC/COP/2012/L.2", "roll_call": m{"yes": []string{"rest"}}}).want(201)
		decided := chair.post("/api/v1/room/decisions", m{"symbol": "CTOC/COP/2012/7", "outcome": "adopted_as_amended", "roll_call": m{"yes": []string{"rest"}}}).want(201)
		if decided.at("symbol") != "CTOC/COP/2012/7/Rev.1" {
			t.Errorf("decided: %s", decided.body)
		}
		chair.post("/api/v1/room/decisions", m{"symbol": "CTOC/COP/2012/7", "outcome": "not_adopted"}).problem(409, "decision.already")
		chair.post("/api/v1/budget/decisions", m{"symbol": "CTOC/COP/2012/7", "outcome": "not_adopted", "decided_on": "2012-10-17", "method": "consensus"}).problem(409, "decision.already")
		room := delegate.get("/api/v1/room?symbol=CTOC/COP/2012/7").want(200)
		if room.at("proposals.0.events.0.override") != "explained orally" || fmt.Sprint(room.at("roll_calls.0.for")) != "150" || room.at("decisions.0.in_the_room") != true {
			t.Errorf("the room: %s", room.body)
		}
		delegate.get("/api/v1/room/alternatives?symbol=CTOC/COP/2012/7&sets=1:9").problem(404, "proposal.not_found")
		adopted := c.get("/api/v1/budget?symbol=CTOC/COP/2012/7/Rev.1").want(200)
		if adopted.at("versions.1.amends") != "CTOC/COP/2012/7" || adopted.at("versions.1.lines.0.amounts.0.amount") != "1100.00" || adopted.at("versions.1.frozen") != true {
			t.Errorf("the text: %s", adopted.body)
		}
		if report, err := c.s.proceedings.Verify(t.Context()); err != nil || len(report) > 0 {
			t.Errorf("verify: %+v, %v", report, err)
		}
	})
}
