package budget_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/problem"
)

func fact(kind, on string, languages ...string) budget.FactIn {
	return budget.FactIn{Symbol: sixthBudget, Kind: kind, Parties: []string{"KEN"}, Languages: languages, On: on}
}

func (d *desk) became(in budget.FactIn) budget.Circulation {
	d.Helper()
	c, err := d.RecordFact(d.ctx, officer, in)
	if err != nil {
		d.Fatal(err)
	}
	return c
}

// bounced are the languages that came back from Kenya, and whether the reader
// is told.
func bounced(c budget.Circulation) (string, bool) {
	p, _ := c.DispatchedTo("KEN")
	var list []string
	for _, l := range p.Bounced {
		list = append(list, string(l))
	}
	return strings.Join(list, " "), has(c, "circulation.bounced")
}

// Rule 72 counts the dispatch: what becomes of the copies is kept beside it.
func TestFacts(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("1000"))
		d.sent(send(sixthBudget, "2012-07-20"))
		d.today("2012-08-20")
		for _, step := range []struct {
			what string
			in   budget.FactIn
			open string // what came back and is neither there nor on its way
		}{
			{"all came back", fact("bounced", "2012-07-23"), "ar zh en fr ru es"},
			{"one is there after all", fact("acknowledged", "2012-07-24", "en"), "ar zh fr ru es"},
			{"four are sent again, after the deadline", fact("sent_again", "2012-08-17", "ar", "fr", "ru", "es"), "zh"},
			{"one of them comes back again", fact("bounced", "2012-08-18", "fr"), "zh fr"},
			{"and is acknowledged on the same day", fact("acknowledged", "2012-08-18", "fr"), "zh"},
			{"an acknowledgement from before it came back", fact("acknowledged", "2012-07-22", "zh"), "zh"},
			{"the last is sent again", fact("sent_again", "2012-08-19", "zh"), ""},
		} {
			c := d.became(step.in)
			if open, told := bounced(c); open != step.open || told != (step.open != "") || c.Status != budget.Timely || c.SentOn != day("2012-07-20") {
				d.Errorf("%s: open %q, told %t, %s of %s", step.what, open, told, c.Status, c.SentOn)
			}
			if _, told := bounced(d.stands(sixthBudget, budget.Timely)); told != (step.open != "") {
				d.Errorf("%s: told when asked again: %t", step.what, told)
			}
		}
		facts, err := d.Facts(d.ctx, sixthBudget)
		if err != nil || len(facts) != 15 {
			d.Fatalf("%d facts, %v", len(facts), err)
		}
		again := facts[7]
		if again.Kind != budget.SentAgain || again.Channel != budget.NoteVerbale || again.Language != "ar" || again.EnteredBy != officer.Name || again.RecordedOn != day("2012-08-20") {
			d.Errorf("sent again: %+v", again)
		}
		d.verified()
	})
}

// Without languages a fact is about those that had gone out by its day.
func TestFactOfWhatWasSentByThen(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("1000"))
		d.sent(send(sixthBudget, "2012-07-20", "en", "fr"))
		d.today("2012-08-10")
		d.sent(send(sixthBudget, "2012-08-10", "ru"))
		if open, _ := bounced(d.became(fact("bounced", "2012-07-25"))); open != "en fr" {
			d.Errorf("came back on 25 July: %s", open)
		}
		if open, _ := bounced(d.became(fact("bounced", "2012-08-10"))); open != "en fr ru" {
			d.Errorf("came back on 10 August: %s", open)
		}
	})
}

func TestFactsRefused(t *testing.T) {
	with := func(change func(*budget.FactIn)) budget.FactIn {
		in := fact("bounced", "2012-07-21", "en")
		change(&in)
		return in
	}
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("1000"))
		d.register("CTOC/COP/2012/8", "", figures("1000"))
		d.sent(send(sixthBudget, "2012-07-20", "en", "fr"))
		d.today("2012-07-22")
		d.became(fact("bounced", "2012-07-21", "fr"))
		for _, test := range []struct {
			in         budget.FactIn
			path, code string
		}{
			{with(func(in *budget.FactIn) { in.Kind = "lost" }), "kind", "fact.unknown_kind"},
			{with(func(in *budget.FactIn) { in.Kind = "downloaded" }), "kind", "fact.downloads_are_seen"},
			{with(func(in *budget.FactIn) { in.On = "21 July" }), "on", "date.grammar"},
			{with(func(in *budget.FactIn) { in.On = "2012-07-23" }), "on", "fact.in_future"},
			{with(func(in *budget.FactIn) { in.On = "2012-07-19" }), "parties[0]", "fact.before_dispatch"},
			{with(func(in *budget.FactIn) { in.Channel = "post" }), "channel", "fact.no_channel"},
			{with(func(in *budget.FactIn) { in.Kind, in.Channel = "sent_again", "pigeon" }), "channel", "circulation.unknown_channel"},
			{with(func(in *budget.FactIn) { in.Parties = nil }), "parties", "fact.of_whom"},
			{with(func(in *budget.FactIn) { in.Parties = []string{"KEN", "Atlantis"} }), "parties[1]", "conference.unknown_name"},
			{with(func(in *budget.FactIn) { in.Parties = []string{"KEN", "Kenya"} }), "parties[1]", "fact.twice"},
			{with(func(in *budget.FactIn) { in.Languages = []string{"de"} }), "languages[0]", "conference.unknown_language"},
			{with(func(in *budget.FactIn) { in.Languages = []string{"ar"} }), "parties[0]", "fact.not_dispatched"},
			{with(func(in *budget.FactIn) { in.Languages = []string{"fr"} }), "parties[0]", "fact.twice"},
			{with(func(in *budget.FactIn) { in.Languages, in.Symbol = nil, "CTOC/COP/2012/8" }), "parties[0]", "fact.nothing_dispatched"},
			{with(func(in *budget.FactIn) { in.Reference = "a\x00b" }), "reference", "budget.text_unprintable"},
			{with(func(in *budget.FactIn) { in.Symbol = "CTOC/COP/2012/9" }), "", "budget.not_found"},
			{with(func(in *budget.FactIn) { in.Evidence = strings.Repeat("0", 64) }), "", "evidence.unknown"},
		} {
			_, err := d.RecordFact(d.ctx, officer, test.in)
			if err == nil {
				d.Errorf("%+v was recorded", test.in)
				continue
			}
			e := d.told(err)
			got, path := e.Code, ""
			if len(e.Fields) > 0 {
				got, path = e.Fields[0].Code, e.Fields[0].Path
			}
			if got != test.code || path != test.path || len(e.Fields) > 1 {
				d.Errorf("%+v: %s at %q of %d, want %s at %q", test.in, got, path, len(e.Fields), test.code, test.path)
			}
		}
		if facts, err := d.Facts(d.ctx, sixthBudget); err != nil || len(facts) != 1 {
			d.Errorf("a refused fact was recorded: %+v, %v", facts, err)
		}
		if _, err := d.Facts(d.ctx, "CTOC/COP/2012/9"); !problem.Is(err, "budget.not_found") {
			d.Error(err)
		}
		d.verified()
	})
}

// A file of evidence is kept once, under its digest, and shown to those only
// who follow the dispatches.
func TestEvidence(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("1000"))
		note := []byte("note verbale NV 2012/31")
		e, err := d.AddEvidence(d.ctx, officer, "note.pdf", note)
		if err != nil || e.Bytes != len(note) || e.SHA256 != "806caac8795b3df17eba95548ed571893b8f005a41a278bcb2b9890ca2142453" {
			d.Fatalf("%+v, %v", e, err)
		}
		if again, err := d.AddEvidence(d.ctx, access.Operator("another"), "copy.pdf", note); err != nil || again.Name != "note.pdf" || again.EnteredBy != officer.Name {
			d.Errorf("the same file again: %+v, %v", again, err)
		}
		for name, code := range map[string]string{"note.pdf": "evidence.empty", "": "evidence.invalid"} {
			if _, err := d.AddEvidence(d.ctx, officer, name, nil); !problem.Is(err, code) {
				d.Errorf("%q: %v, want %s", name, err, code)
			} else {
				d.told(err)
			}
		}
		if _, err := d.AddEvidence(d.ctx, officer, "film", make([]byte, budget.MaxEvidence+1)); !problem.Is(err, "evidence.too_large") {
			d.Error(err)
		} else {
			d.told(err)
		}
		in := send(sixthBudget, "2012-07-20")
		in.Evidence = strings.Repeat("0", 64)
		d.refused("evidence.unknown", in)
		in.Evidence = e.SHA256
		d.sent(in)
		back := fact("bounced", "2012-07-20", "en")
		back.Evidence = e.SHA256
		d.became(back)
		dispatches, err := d.Dispatches(d.ctx, sixthBudget)
		if err != nil || slices.ContainsFunc(dispatches, func(s budget.Dispatch) bool { return s.Evidence != e.SHA256 }) {
			d.Errorf("dispatches: %v", err)
		}
		if facts, err := d.Facts(d.ctx, sixthBudget); err != nil || facts[0].Evidence != e.SHA256 {
			d.Errorf("facts: %+v, %v", facts, err)
		}
		if kept, err := d.Evidence(d.ctx, officer, e.SHA256); err != nil || !bytes.Equal(kept.Content, note) {
			d.Errorf("kept: %+v, %v", kept, err)
		}
		if _, err := d.Evidence(d.ctx, officer, strings.Repeat("0", 64)); !problem.Is(err, "evidence.not_found") {
			d.Error(err)
		}
		delegate := access.Actor{Name: "ken", Roles: []access.Role{access.Delegate}, State: "KEN"}
		if _, err := d.Evidence(d.ctx, delegate, e.SHA256); err == nil {
			d.Error("a delegate reads the notes to others")
		}
		if _, err := d.RecordFact(d.ctx, delegate, fact("acknowledged", "2012-07-20")); err == nil {
			d.Error("a delegate writes the register")
		}
		if _, err := d.AddEvidence(d.ctx, delegate, "note.pdf", note); err == nil {
			d.Error("a delegate keeps files")
		}
		d.verified()
	})
}

// Whoever changes what became of the copies, or what shows it, is found out.
func TestVerifyFindsTamperedFacts(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("1000"))
		e, err := d.AddEvidence(d.ctx, officer, "note.pdf", []byte("note"))
		if err != nil {
			d.Fatal(err)
		}
		if _, err := d.AddEvidence(d.ctx, officer, "list.pdf", []byte("list of couriers")); err != nil {
			d.Fatal(err)
		}
		in := send(sixthBudget, "2012-07-20")
		in.Evidence = e.SHA256
		d.sent(in)
		d.became(fact("bounced", "2012-07-20", "en", "fr"))
		for _, statement := range []string{
			"UPDATE dispatch_fact SET reference = 'NV/9' WHERE language = 'en'",
			"UPDATE dispatch_fact SET entered_by = 'nobody' WHERE language = 'en'",
			"UPDATE dispatch_fact SET recorded_at = '2012-07-19T08:00:00Z' WHERE language = 'en'",
			"UPDATE dispatch_fact SET evidence = '" + e.SHA256 + "' WHERE language = 'en'",
		} {
			d.tampered("dispatch_fact", statement, "fact.not_as_recorded")
		}
		for _, statement := range []string{
			"DELETE FROM dispatch_fact WHERE language = 'fr'",
			"UPDATE dispatch_fact SET kind = 'acknowledged' WHERE language = 'en'",
			"UPDATE dispatch_fact SET happened_on = '2012-07-21' WHERE language = 'en'",
			"UPDATE dispatch_fact SET party_id = 'FRA' WHERE language = 'en'",
		} {
			d.tampered("dispatch_fact", statement, "fact.gone")
		}
		d.tampered("dispatch_fact", `INSERT INTO dispatch_fact (id, version_id, party_id, language, kind, happened_on, reference, entered_by, recorded_at)
			SELECT 99, version_id, 'FRA', language, kind, happened_on, reference, entered_by, recorded_at FROM dispatch_fact WHERE language = 'en'`, "fact.not_recorded")
		d.tampered("dispatch", "UPDATE dispatch SET evidence = NULL WHERE party_id = 'KEN' AND language = 'en'", "circulation.dispatches_changed")
		d.tampered("evidence", "UPDATE evidence SET content = (SELECT o.content FROM evidence o WHERE o.name = 'list.pdf') WHERE name = 'note.pdf'", "evidence.changed")
		d.tampered("evidence", "UPDATE evidence SET name = 'other.pdf' WHERE name = 'note.pdf'", "verify.not_as_recorded")
		d.tampered("evidence", "DELETE FROM evidence WHERE name = 'list.pdf'", "verify.missing")
		d.tampered("evidence", "UPDATE evidence SET recorded_at = '2012-07-19T08:00:00Z'", "verify.not_as_recorded")
		d.verified()
	})
}
