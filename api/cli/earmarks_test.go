package cli

import (
	"net/http"
	"strings"
	"testing"
)

func TestRESTEarmarks(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		tree := c.get("/api/v1/earmarks?lang=fr").want(http.StatusOK)
		for at, want := range map[string]any{
			"items.0.code": "unearmarked", "items.1.above": "unearmarked", "items.2.code": "convention-29", "items.2.depth": "2",
			"items.2.degree": "3", "items.2.title": "Article 29\u00a0: Formation et assistance technique",
		} {
			if got := tree.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		africa := fields{"above": "convention-29", "code": "training-africa", "kind": "region", "value": "african", "title_en": "Africa", "title_fr": "Afrique", "title_zh": "非洲"}
		made := c.post("/api/v1/earmarks", africa).want(http.StatusCreated)
		if made.at("degree") != "3" || made.at("above") != "convention-29" {
			t.Errorf("made %s", made.body)
		}
		for lang, want := range map[string]string{"en": "Africa", "fr": "Afrique", "zh": "非洲", "es": "Africa"} {
			if list := c.get("/api/v1/earmarks?lang=" + lang).want(http.StatusOK); !strings.Contains(list.body, `"title":"`+want+`"`) {
				t.Errorf("%s: no title %q in %s", lang, want, list.body)
			}
		}
		c.post("/api/v1/earmarks", africa).problem(http.StatusConflict, "earmark.exists")
		got := c.post("/api/v1/earmarks", fields{"code": "Africa", "kind": "region", "value": "africa", "title_en": "A", "title_fr": ""}).
			problem(http.StatusUnprocessableEntity, "earmark.invalid")
		if got["code"] != "earmark.code" || got["value"] != "conference.unknown_group" || got["title_fr"] != "earmark.no_title" {
			t.Errorf("wrong values: %v", got)
		}
		c.post("/api/v1/earmarks/convention/closure", fields{"reason": "over"}).problem(http.StatusConflict, "earmark.open_below")
		c.post("/api/v1/earmarks/nothing/closure", fields{"reason": "over"}).problem(http.StatusNotFound, "earmark.not_found")
		closed := c.post("/api/v1/earmarks/training-africa/closure", fields{"reason": "over"}).want(http.StatusCreated)
		if closed.at("closed") != "2012-07-20" {
			t.Errorf("closed %s", closed.body)
		}

		path := c.contribution("FRA", "USD")
		assign := fields{"earmark": "convention-29", "on": "2012-06-15", "reference": "FRA/1"}
		c.post(path+"/earmark", fields{"earmark": "training-africa", "on": "2012-07-20", "reference": "FRA/1"}).problem(422, "earmark.invalid")
		if given := c.post(path+"/earmark", assign).want(http.StatusCreated); given.at("earmark") != "convention-29" || given.at("reference") != "FRA/1" {
			t.Errorf("given %s", given.body)
		}
		c.post(path+"/earmark", assign).problem(http.StatusConflict, "earmark.assigned")
		c.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "700", "charges": "10"}).want(http.StatusCreated)
		move := fields{
			"from": "convention-29", "to": "firearms", "amount": "600.00", "on": "2012-07-10",
			"consent_on": "2012-07-09", "consent_reference": "Note 1", "reason": "asked",
		}
		moved := c.post(path+"/earmark-transfers", move).want(http.StatusCreated)
		if moved.at("transfers.0.usd.amount") != "600.00" || moved.at("transfers.0.to") != "firearms" || moved.at("earmark") != "convention-29" {
			t.Errorf("moved %s", moved.body)
		}
		c.post(path+"/earmark-transfers", move).problem(http.StatusConflict, "earmark.not_enough")
		if before := c.get(path + "/earmark?on=2012-07-09").want(http.StatusOK); before.at("cash.0.usd.amount") != "690.00" || before.at("cash.0.earmark") != "convention-29" {
			t.Errorf("before %s", before.body)
		}
		cash := c.get("/api/v1/earmarks/cash").want(http.StatusOK)
		if cash.at("total.left.amount") != "690.00" || cash.at("on") != "2012-07-20" || cash.at("contributions.1.earmark") != "firearms" {
			t.Errorf("cash %s", cash.body)
		}
		c.get("/api/v1/contributions/99/earmark").problem(http.StatusNotFound, "contribution.not_found")
		if v := c.get("/api/v1/verify").want(http.StatusOK); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
		if log := c.get("/api/v1/journal?object=earmark_transfer").want(http.StatusOK); log.at("items.0.action") != "earmark.transfer" {
			t.Errorf("journal: %s", log.body)
		}
	})
}

func TestEarmarksOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	say := func(args ...string) string {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != 0 {
			t.Fatalf("%q: %d %s", args, code, complaint)
		}
		return strings.ReplaceAll(out, "\u00a0", " ")
	}
	has := func(out string, lines ...string) {
		t.Helper()
		for line := range strings.SplitSeq(out, "\n") {
			if len(lines) > 0 && strings.Join(strings.Fields(line), " ") == lines[0] {
				lines = lines[1:]
			}
		}
		if len(lines) > 0 {
			t.Errorf("no %q in\n%s", lines[0], out)
		}
	}
	say("donors", "add", "--party", "USA")
	say("contributions", "open", "--reference", "R1", "--donor", "1", "--year", "2012", "--currency", "USD")
	has(say("earmark", "add", "glo-t63", "project", "GLO/T63", "--above", "trafficking-10", "--title-en", "Training", "--title-fr", "Formation", "--title-ru", "Обучение"),
		"Earmark glo-t63 (tightly earmarked) under trafficking-10")
	for lang, want := range map[string]string{"ru": "Обучение", "es": "Training", "ar": "بروتوكول الأسلحة النارية"} {
		if list := say("earmark", "list", "--lang", lang); !strings.Contains(list, want) {
			t.Errorf("%s: no %q in\n%s", lang, want, list)
		}
	}
	has(say("earmark", "assign", "1", "glo-t63", "--on", "2012-06-15", "--reference", "USA/1"), "Contribution 1 is for glo-t63")
	say("receipt", "1", "500", "--on", "2012-07-02")
	has(say("earmark", "transfer", "1", "glo-t63", "trafficking", "--amount", "120.50", "--on", "2012-07-03",
		"--consent-on", "2012-07-03", "--consent-reference", "Note 1", "--reason", "asked"),
		"Transfer 1 of contribution 1: USD 120.50 from glo-t63 to trafficking")
	has(say("earmark", "cash"), "trafficking softly earmarked USD 120.50 USD 0.00 USD 0.00 USD 120.50", "glo-t63 tightly earmarked USD 379.50 USD 0.00 USD 0.00 USD 379.50")
	has(say("earmark", "cash", "1", "--on", "2012-07-02"), "glo-t63 2012-07-02 USD 500.00")
	has(say("earmark", "transfer", "1", "glo-t63", "unearmarked", "--on", "2012-07-04", "--lang", "fr",
		"--consent-on", "2012-07-03", "--consent-reference", "Note 2", "--reason", "asked"),
		"Transfert 2 de la contribution 1 : tout, de glo-t63 à unearmarked")
	has(say("earmark", "cash", "1"), "1 2012-07-03 glo-t63 trafficking USD 120.50 Note 1 asked", "2 2012-07-04 glo-t63 unearmarked all Note 2 asked")
	has(say("earmark", "close", "glo-t63", "--reason", "over"), "Earmark glo-t63 is closed from "+strings.ReplaceAll(today(t), "\u00a0", " "))
	has(say("earmark", "--lang", "fr"), "unearmarked sans affectation Sans affectation")
	say("verify")
}
