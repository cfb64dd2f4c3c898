package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"article30/api/mail"
	"article30/api/mail/mailtest"
	"article30/budget"
	"article30/budget/outbox"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
	"article30/internal/published"
)

// instant is a clock that a test sets to the second.
type instant struct{ time.Time }

func (i *instant) Now() time.Time { return i.Time }

// by is the server as the program is set to use it.
func by(s *mailtest.Server) settings {
	return settings{mail: mail.Config{Server: s.Address, Security: mail.Plain, From: "Secretariat <secretariat@example.org>"}}
}

// write gives parties an address each, in the order party, address, language.
func (c *client) write(contacts ...string) {
	c.t.Helper()
	for one := range slices.Chunk(contacts, 3) {
		c.post("/api/v1/contacts", fields{"party": one[0], "address": one[1], "language": one[2], "since": "2012-01-01"}).want(201)
	}
}

// states are the messages of the outbox by their addressees.
func (c *client) states() map[string]string {
	c.t.Helper()
	list, err := c.s.outbox.Messages(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	states := map[string]string{}
	for _, m := range list {
		states[string(m.Party)] = string(m.State)
	}
	return states
}

func (c *client) stand(want map[string]string) {
	c.t.Helper()
	if got := c.states(); fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Errorf("the messages stand %v, want %v", got, want)
	}
}

// send is a run of the sender; it returns what became of the messages, by
// addressee.
func (c *client) send() map[string]string {
	c.t.Helper()
	run, err := c.s.outbox.Send(c.t.Context(), secretariat, 1000)
	if err != nil {
		c.t.Fatal(err)
	}
	events := map[string]string{}
	for _, a := range run.Attempts {
		events[string(a.Message.Party)] = string(a.Event)
	}
	return events
}

// registered are the dispatches of the budget: on which day and how many
// languages each party got.
func (c *client) registered() map[string]string {
	c.t.Helper()
	list, err := c.s.budget.Dispatches(c.t.Context(), symbol)
	if err != nil {
		c.t.Fatal(err)
	}
	count, days := map[string]int{}, map[string]string{}
	for _, d := range list {
		if d.Channel != budget.Email {
			c.t.Errorf("%+v", d)
		}
		count[string(d.Party)]++
		days[string(d.Party)] = d.SentOn.String()
	}
	all := map[string]string{}
	for p, n := range count {
		all[p] = fmt.Sprintf("%s %d", days[p], n)
	}
	return all
}

func (c *client) well() {
	c.t.Helper()
	if findings, err := c.s.verifyOutbox(c.t.Context()); err != nil || len(findings) > 0 {
		c.t.Errorf("%+v, %v", findings, err)
	}
	if findings, err := c.s.verifyBudgets(c.t.Context()); err != nil || len(findings) > 0 {
		c.t.Errorf("%+v, %v", findings, err)
	}
}

// A budget goes out by mail: to each addressee with an address in the language
// of correspondence, the frozen sheets byte for byte, registered on the day on
// which the server took it.
func TestDispatchByMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := mailtest.Start(t, "--sender", "secretariat@example.org")
		clock := &instant{testClock.Now()}
		c := newClientWith(t, d, clock, by(server))
		c.sixthBudget()
		c.write("FRA", "mission@fr.example.org", "fr", "EGY", "mission@eg.example.org", "ar", "AUT", "later@at.example.org", "en",
			"BEL", "never@be.example.org", "fr", "DEU", "spam@de.example.org", "en")
		c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol}).problem(409, "outbox.no_contact")
		if v, err := c.s.budget.Version(t.Context(), symbol); err != nil || v.Frozen {
			t.Errorf("what was refused froze the version (%v)", err)
		}
		queued := c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "leave_out": true, "reference": "NV/2012/30"}).want(201)
		if queued.at("queued.4.party") == nil || queued.at("queued.5.party") != nil || queued.at("without_contact.162") == nil || queued.at("without_contact.163") != nil {
			t.Errorf("queued %s", queued.body)
		}
		c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "leave_out": true}).problem(409, "outbox.nothing_to_send")
		c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": []string{"FRA"}}).problem(409, "outbox.nothing_to_send")
		if got := c.registered(); len(got) != 0 || len(server.Taken()) != 0 {
			t.Errorf("registered before anything was sent: %v", got)
		}

		run := c.post("/api/v1/outbox/runs", fields{"limit": 20}).want(201)
		if run.at("attempts.4.event") == nil || run.at("attempts.5.event") != nil || run.at("left") != "0" {
			t.Errorf("the run: %s", run.body)
		}
		c.stand(map[string]string{"FRA": "sent", "EGY": "sent", "AUT": "waiting", "BEL": "bounced", "DEU": "bounced"})
		if got := c.registered(); fmt.Sprint(got) != "map[EGY:2012-07-20 6 FRA:2012-07-20 6]" {
			t.Errorf("registered: %v", got)
		}
		c.readable(server)

		// Four minutes later it is too early to try again; a minute later it is not.
		clock.Time = clock.Add(4 * time.Minute)
		if got := c.send(); len(got) != 0 {
			t.Errorf("tried again too early: %v", got)
		}
		clock.Time = clock.Add(time.Minute)
		if got := c.send(); fmt.Sprint(got) != "map[AUT:sent]" {
			t.Errorf("after five minutes: %v", got)
		}
		c.well()

		// An address that was wrong is corrected, and the dispatch asked for again.
		c.post("/api/v1/contacts", fields{"party": "BEL", "address": "mission@be.example.org", "language": "fr", "since": "2012-01-01", "reason": "misprint"}).want(201)
		again := c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": []string{"BEL"}}).want(201)
		if again.at("queued.0.address") != "mission@be.example.org" {
			t.Errorf("%s", again.body)
		}
		// Meanwhile it goes by note verbale: what is there already is not mailed.
		c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"ar", "zh", "en", "fr", "ru", "es"}, "parties": []string{"BEL"}, "sent_on": "2012-07-20", "channel": "email", "reference": "NV/2012/31"}).want(201)
		if got := c.send(); fmt.Sprint(got) != "map[BEL:not_needed]" {
			t.Errorf("what went by note verbale: %v", got)
		}
		if got := server.To(); fmt.Sprint(got) != "[later@at.example.org mission@eg.example.org mission@fr.example.org]" {
			t.Errorf("the server has %v", got)
		}
		c.cameBack(server)
		c.well()
		c.tampered()
	})
}

// cameBack has a message come back and sends it again: the dispatch keeps its
// day, and each is a fact of its own.
func (c *client) cameBack(server *mailtest.Server) {
	c.t.Helper()
	bounced := func(want string) {
		c.t.Helper()
		stands, err := c.s.budget.Circulation(c.t.Context(), symbol)
		if err != nil {
			c.t.Fatal(err)
		}
		if p, _ := stands.DispatchedTo("EGY"); fmt.Sprint(p.Bounced) != want || len(p.Missing) > 0 {
			c.t.Errorf("Egypt stands %+v, want %s", p, want)
		}
	}
	c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": []string{"EGY"}, "again": true}).problem(422, "circulation.invalid")
	c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "again": true}).problem(409, "outbox.nothing_to_send")
	c.post(c.find("DEU")+"/bounce", fields{}).problem(409, "outbox.not_sent")
	c.post(c.find("EGY")+"/bounce", fields{"on": "2012-07-19"}).problem(422, "fact.invalid")
	c.post(c.find("EGY")+"/bounce", fields{"reference": "mailbox closed"}).want(201)
	bounced("[ar zh en fr ru es]")
	c.post("/api/v1/contacts", fields{"party": "EGY", "address": "embassy@eg.example.org", "language": "ar", "since": "2012-07-20"}).want(201)
	c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": []string{"Egypt"}, "again": true}).want(201)
	if got := c.send(); fmt.Sprint(got) != "map[EGY:sent]" {
		c.t.Errorf("what came back was not sent again: %v", got)
	}
	bounced("[]")
	if got := c.registered()["EGY"]; got != "2012-07-20 6" {
		c.t.Errorf("Egypt is registered %s", got)
	}
	if to := server.To(); !slices.Contains(to, "embassy@eg.example.org") {
		c.t.Errorf("the server has %v", to)
	}
}

// readable looks at what the server took, as Python reads it.
func (c *client) readable(server *mailtest.Server) {
	c.t.Helper()
	sheets, err := c.s.budget.Sheets(c.t.Context(), symbol)
	if err != nil || len(sheets) != 6 {
		c.t.Fatal(len(sheets), err)
	}
	for _, m := range server.Taken() {
		if len(m.Defects) > 0 || len(m.Files) != 6 {
			c.t.Errorf("%s: %d files, %q", m.To, len(m.Files), m.Defects)
			continue
		}
		for i, s := range sheets {
			if m.Files[i].SHA256 != s.SHA256 || !strings.Contains(m.Text, s.SHA256) || !strings.Contains(m.Text, m.Files[i].Name) {
				c.t.Errorf("%s: the sheet in %s is not what was frozen: %+v\n%s", m.To, s.Language, m.Files[i], m.Text)
			}
		}
		want := []string{"France", "La session 6 de la Conférence s’ouvre le 15 octobre 2012.", "article 72", "NV/2012/30"}
		if m.To[0][1] == "mission@eg.example.org" {
			want = []string{"مصر", "المادة 72", "NV/2012/30"}
			if !strings.HasSuffix(m.Files[0].Name, " العربية.xlsx") {
				c.t.Errorf("the Arabic sheet is called %q", m.Files[0].Name)
			}
		}
		for _, text := range want {
			if !strings.Contains(strings.ReplaceAll(m.Text, "\u00a0", " "), text) {
				c.t.Errorf("%s: %q is not in\n%s", m.To, text, m.Text)
			}
		}
	}
}

// tampered changes what is kept of the outbox behind the program's back, and
// has verify find each change.
func (c *client) tampered() {
	c.t.Helper()
	for _, tt := range [][2]string{
		{"mail_message", "UPDATE mail_message SET address = 'mallory@example.org' WHERE id = 1"},
		{"mail_message", "UPDATE mail_message SET subject = 'x' WHERE id = 1"},
		{"mail_message", "UPDATE mail_message SET body = 'x' WHERE id = 1"},
		{"mail_message", "UPDATE mail_message SET entered_by = 'mallory' WHERE id = 1"},
		{"mail_attachment", "DELETE FROM mail_attachment WHERE message_id = 1 AND language = 'fr'"},
		{"mail_attachment", "UPDATE mail_attachment SET name = 'x.xlsx' WHERE message_id = 1 AND language = 'fr'"},
		{"mail_event", "DELETE FROM mail_event WHERE message_id = 1 AND seq = 3"},
		{"mail_event", "UPDATE mail_event SET reply = '550' WHERE message_id = 1 AND seq = 3"},
		{"mail_event", "UPDATE mail_event SET recorded_at = '2012-07-19T07:00:00Z' WHERE message_id = 1 AND seq = 3"},
		{"mail_event", "UPDATE mail_event SET entered_by = 'mallory' WHERE message_id = 1 AND seq = 3"},
		{"mail_event", "INSERT INTO mail_event VALUES (1, 9, 'settled_again', NULL, NULL, '', 'x', '', 'sara', '2012-07-20T07:05:00Z')"},
	} {
		undone := errors.New("undone")
		err := c.s.db.Update(c.t.Context(), func(ctx context.Context) error {
			dbtest.Tamper(ctx, c.t, c.s.db, tt[0], tt[1])
			if findings, err := c.s.verifyOutbox(ctx); err != nil || len(findings) == 0 {
				c.t.Errorf("%s: %v, %v", tt[1], findings, err)
			}
			return undone
		})
		if !errors.Is(err, undone) {
			c.t.Fatal(err)
		}
	}
}

// What counts is the calendar in Vienna at the instant of acceptance: queued
// ten minutes before midnight of the last day in time and taken ten minutes
// after it is late, and recorded as what it is.
func TestMailAtMidnight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := mailtest.Start(t)
		clock := &instant{time.Date(2012, 8, 16, 21, 50, 0, 0, time.UTC)}
		c := newClientWith(t, d, clock, by(server))
		c.sixthBudget()
		c.write("FRA", "mission@fr.example.org", "fr", "EGY", "mission@eg.example.org", "ar")
		c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": []string{"FRA", "EGY"}}).want(201)
		run, err := c.s.outbox.Send(t.Context(), secretariat, 1)
		if err != nil || run.Left != 1 {
			t.Fatalf("%+v, %v", run, err)
		}
		clock.Time = clock.Add(20 * time.Minute)
		c.send()
		if got := c.registered(); fmt.Sprint(got) != "map[EGY:2012-08-17 6 FRA:2012-08-16 6]" {
			t.Errorf("registered: %v", got)
		}
		list, err := c.s.budget.Dispatches(t.Context(), symbol)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list {
			if d.RecordedLate != (d.Party == "EGY") {
				t.Errorf("%+v", d)
			}
		}
		c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": []string{"AUT"}}).problem(422, "circulation.late")
		c.well()
	})
}

// A server that dies leaves nothing lost and nothing sent twice.
func TestServerDies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := mailtest.Start(t)
		clock := &instant{testClock.Now()}
		c := newClientWith(t, d, clock, by(server))
		c.sixthBudget()
		c.write("FRA", "mission@fr.example.org", "fr", "EGY", "gone@eg.example.org", "ar", "AUT", "mission@at.example.org", "en")
		c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": []string{"EGY", "FRA", "AUT"}}).want(201)
		run := c.post("/api/v1/outbox/runs", fields{"limit": 20}).want(201)
		if run.at("attempts.0.event") != "uncertain" || run.at("attempts.1.event") != nil || run.at("stopped.code") != "outbox.unreachable" {
			t.Errorf("%s", run.body)
		}
		stands := c.states()
		if stands["EGY"] != "uncertain" || stands["FRA"] == "uncertain" || stands["AUT"] == "uncertain" {
			t.Errorf("the messages stand %v", stands)
		}
		c.post("/api/v1/outbox/runs", fields{}).problem(409, "outbox.unreachable")
		server.Again()
		clock.Time = clock.Add(24 * time.Hour)
		c.send()
		c.stand(map[string]string{"AUT": "sent", "EGY": "uncertain", "FRA": "sent"})
		if got := server.To(); fmt.Sprint(got) != "[gone@eg.example.org mission@at.example.org mission@fr.example.org]" {
			t.Errorf("the server has %v", got)
		}
		if _, ok := c.registered()["EGY"]; ok {
			t.Error("what is uncertain is registered")
		}

		id := c.find("EGY")
		c.post(id+"/settlement", fields{"as": "lost", "reason": ""}).problem(422, "outbox.invalid")
		c.post(id+"/settlement", fields{"as": "sent", "reason": "it stands in the server's log"}).want(201)
		c.post(id+"/settlement", fields{"as": "again", "reason": "it does not"}).problem(409, "outbox.not_now")
		if got := c.registered()["EGY"]; got != "2012-07-20 6" {
			t.Errorf("registered: %v", got)
		}
		c.post("/api/v1/outbox/999/settlement", fields{"as": "again", "reason": "x"}).problem(404, "outbox.not_found")
		c.well()
	})
}

// find is the path of the message to a party.
func (c *client) find(party string) string {
	c.t.Helper()
	list, err := c.s.outbox.Messages(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, m := range list {
		if string(m.Party) == party {
			return fmt.Sprintf("/api/v1/outbox/%d", m.ID)
		}
	}
	c.t.Fatalf("no message to %s", party)
	return ""
}

// TestRunAsProgram is the program itself in a process of its own, which another
// test kills.
func TestRunAsProgram(t *testing.T) {
	if os.Getenv("ARTICLE30_TEST_AS_PROGRAM") == "" {
		t.Skip("only for the process that another test starts")
	}
	args := os.Args[slices.Index(os.Args, "--")+1:]
	os.Exit(Run(context.Background(), args, os.Stdout, os.Stderr))
}

// program starts the program in a process of its own.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], append([]string{"-test.run=^TestRunAsProgram$", "--"}, args...)...)
	c.Env = append(os.Environ(), "ARTICLE30_TEST_AS_PROGRAM=1")
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill() // it may have ended
		_ = c.Wait()
	})
	return c
}

// A sender that is killed before the mark has sent nothing, and its message
// goes out once the lease is over; one that is killed after it leaves a message
// that nobody sends again until a person has settled it.
func TestKilledSender(t *testing.T) {
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			server := mailtest.Start(t)
			url := dbtest.URL(t, engine)
			d, err := db.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			clock := &instant{time.Now()}
			c := newClientWith(t, d, clock, by(server))
			c.sixthBudget()
			c.write("FRA", "hold@fr.example.org", "fr", "EGY", "silent@eg.example.org", "ar")
			late := fields{"symbol": symbol, "parties": []string{"FRA"}, "record_as_late": true, "reason": "a test of our own day"}
			kill := func(party, heard string) {
				t.Helper()
				late["parties"] = []string{party}
				c.post("/api/v1/outbox/dispatches", late).want(201)
				sender := program(t, "outbox", "send", "--db", url, "--smtp", server.Address, "--smtp-security", "none", "--mail-from", "secretariat@example.org")
				server.Hears(heard)
				if err := sender.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				_ = sender.Wait() // it was killed
			}
			kill("FRA", "RCPT hold@fr.example.org")
			c.stand(map[string]string{"FRA": "claimed"})
			if got := c.send(); len(got) != 0 || len(server.Taken()) != 0 {
				t.Errorf("sent within the lease: %v", got)
			}
			clock.Time = time.Now().Add(outbox.Lease)
			if got := c.send(); fmt.Sprint(got) != "map[FRA:sent]" {
				t.Errorf("after the lease: %v", got)
			}
			kill("EGY", "DATA silent@eg.example.org")
			clock.Time = time.Now()
			c.stand(map[string]string{"FRA": "sent", "EGY": "handing_over"})
			clock.Time = time.Now().Add(2 * outbox.Lease)
			c.stand(map[string]string{"FRA": "sent", "EGY": "uncertain"})
			if got := c.send(); len(got) != 0 {
				t.Errorf("what is uncertain was sent: %v", got)
			}
			c.post("/api/v1/outbox/dispatches", late).problem(409, "outbox.nothing_to_send")
			c.post(c.find("EGY")+"/settlement", fields{"as": "again", "reason": "it is not in the server's log"}).want(201)
			if got := c.send(); fmt.Sprint(got) != "map[EGY:sent]" {
				t.Errorf("again: %v", got)
			}
			// The two copies that the server has of it are known as one message.
			got := server.Taken()
			if len(got) != 3 || got[1].ID != got[2].ID || got[0].ID == got[1].ID {
				t.Errorf("%d messages were taken", len(got))
			}
			c.well()
		})
	}
}

// Two senders at once send every message once.
func TestTwoSenders(t *testing.T) {
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			server := mailtest.Start(t)
			url := dbtest.URL(t, engine)
			var senders []*services
			var c *client
			for range 2 {
				d, err := db.Open(t.Context(), url)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { d.Close() })
				if c == nil {
					c = newClientWith(t, d, testClock, by(server))
				}
				senders = append(senders, compose(d, testClock, by(server)))
			}
			c.sixthBudget()
			parties := []string{"FRA", "EGY", "AUT", "BEL", "DEU", "ITA", "ESP", "PRT", "NOR", "SWE"}
			for _, p := range parties {
				c.write(p, "mission@"+strings.ToLower(p)+".example.org", "en")
			}
			c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": parties, "languages": []string{"en"}}).want(201)
			var all sync.WaitGroup
			runs := make([]outbox.Run, len(senders))
			for i, s := range senders {
				all.Go(func() {
					var err error
					if runs[i], err = s.outbox.Send(context.Background(), secretariat, 1000); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if n := len(runs[0].Attempts) + len(runs[1].Attempts); n != len(parties) {
				t.Errorf("%d attempts at %d messages", n, len(parties))
			}
			to := server.To()
			if len(to) != len(parties) || len(slices.Compact(slices.Clone(to))) != len(parties) {
				t.Errorf("the server has %v", to)
			}
			if got := c.registered(); len(got) != len(parties) {
				t.Errorf("registered: %v", got)
			}
			c.well()
		})
	}
}

// talk is a server of mail in which something else happens before the mark.
type talk struct {
	everReady
	before func(mark func(string) error)
}

func (t talk) Connect(context.Context) (outbox.Connection, error) { return t, nil }

func (t talk) Send(ctx context.Context, l outbox.Letter, mark func(string) error) (string, error) {
	t.before(mark)
	return t.everReady.Send(ctx, l, mark)
}

// A sender that comes back after its lease, when another has taken the message
// up, does not hand it over.
func TestClaimIsLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := &instant{testClock.Now()}
		c := newClientOn(t, d, clock)
		c.sixthBudget()
		c.write("FRA", "mission@fr.example.org", "fr")
		c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": []string{"FRA"}}).want(201)
		slow, quick := compose(d, clock, settings{}), compose(d, clock, settings{})
		var late error
		slow.outbox.Transport = talk{before: func(mark func(string) error) {
			clock.Time = clock.Add(outbox.Lease)
			quick.outbox.Transport = talk{before: func(func(string) error) { late = mark("<slow@example.org>") }}
			if run, err := quick.outbox.Send(t.Context(), secretariat, 1); err != nil || len(run.Attempts) != 1 || run.Attempts[0].Event != outbox.Accept {
				t.Errorf("%+v, %v", run, err)
			}
		}}
		if run, err := slow.outbox.Send(t.Context(), secretariat, 1); !problem.Is(err, "outbox.claim_lost") || len(run.Attempts) != 0 {
			t.Errorf("%+v, %v", run, err)
		}
		if !problem.Is(late, "outbox.claim_lost") {
			t.Errorf("the slow one marked what the quick one had claimed: %v", late)
		}
		c.stand(map[string]string{"FRA": "sent"})
		c.well()
	})
}

// Nothing is sent anywhere where no server is set, and a server that does not
// let our sender write says nothing of the addressees.
func TestSenderIsNotLetIn(t *testing.T) {
	d := openSQLite(t)
	c := newClientOn(t, d, testClock)
	c.sixthBudget()
	c.write("FRA", "mission@fr.example.org", "fr")
	c.post("/api/v1/outbox/runs", fields{}).want(201)
	c.post("/api/v1/outbox/dispatches", fields{"symbol": symbol, "parties": []string{"FRA"}}).want(201)
	c.post("/api/v1/outbox/runs", fields{}).problem(409, "outbox.not_configured")
	server := mailtest.Start(t, "--sender", "another@example.org")
	other := compose(d, testClock, by(server))
	if _, err := other.outbox.Send(t.Context(), secretariat, 10); !problem.Is(err, "outbox.sender_refused") {
		t.Errorf("%v", err)
	}
	c.stand(map[string]string{"FRA": "waiting"})
	if len(server.Taken()) != 0 {
		t.Error("something was taken")
	}
}

// Reminders that are mailed count as told when they wait in the outbox.
func TestRemindersByMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := mailtest.Start(t)
		c := newClientWith(t, d, testClock, by(server))
		c.post("/api/v1/reminders", fields{"within": 90, "mail_to": []string{"chief"}}).problem(422, "outbox.invalid")
		given := c.post("/api/v1/reminders?lang=fr", fields{"within": 90, "mail_to": []string{"chief@example.org", "chief@example.org", "desk@example.org"}}).want(201)
		if given.at("items.0.reminder") == nil {
			t.Fatalf("%s", given.body)
		}
		if again := c.post("/api/v1/reminders", fields{"within": 90, "mail_to": []string{"chief@example.org"}}).want(201); again.at("items.0") != nil {
			t.Errorf("told twice: %s", again.body)
		}
		c.send()
		if got := server.To(); fmt.Sprint(got) != "[chief@example.org desk@example.org]" {
			t.Errorf("the server has %v", got)
		}
		m := server.Taken()[0]
		if len(m.Files) != 0 || !strings.Contains(m.Text, given.at("items.0.reminder").(string)) || !strings.Contains(m.Subject, "Conférence") {
			t.Errorf("%+v", m)
		}
		c.well()
	})
}

// On the command line it is the same.
func TestOutboxOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	server := mailtest.Start(t)
	t.Setenv("ARTICLE30_SMTP", server.Address)
	t.Setenv("ARTICLE30_SMTP_SECURITY", "none")
	t.Setenv("ARTICLE30_MAIL_FROM", "Secretariat <secretariat@example.org>")
	says := func(code int, want string, args ...string) {
		t.Helper()
		var out bytes.Buffer
		got := run(t.Context(), testClock, args, &out, &out)
		if got != code || want == "" && out.Len() > 0 || !strings.Contains(out.String(), want) {
			t.Errorf("article30 %s: exit %d\n%s\nwant %d\n%s", strings.Join(args, " "), got, out.String(), code, want)
		}
	}
	says(0, "17 added", "import", "budget", w.file("budget.csv", string(published.Bytes(published.Vienna))), "--session", "6", "--symbol", symbol, "--title", "Budget")
	says(0, "France", "contact", "set", "France", "mission@fr.example.org", "--language", "fr", "--since", "2012-01-01")
	says(0, "1 message waits in the outbox", "budget", "dispatch", symbol, "--by-mail", "--parties", "FRA")
	says(1, "Everybody who lacks a language", "budget", "dispatch", symbol, "--by-mail", "--parties", "FRA")
	says(0, "waiting", "outbox", "list")
	says(0, "SHA-256", "outbox", "show", "1")
	says(0, "1, mission@fr.example.org: sent\n  250 2.0.0 taken as 1\n", "outbox", "send")
	says(0, "", "outbox", "send")
	says(0, "mission@fr.example.org", "outbox", "list", "--state", "sent")
	says(1, "Message 1 is sent; this cannot be said of it now.", "outbox", "settle", "1", "--again", "--reason", "x")
	says(1, "is not what can be said of a message", "outbox", "settle", "1", "--reason", "x")
	says(0, "2012-07-20", "budget", "status", symbol)
	says(0, "CTOC/COP/2012/7 came back from France.", "outbox", "bounce", "1", "--reference", "mailbox closed")
	says(0, "1 message waits in the outbox", "budget", "dispatch", symbol, "--by-mail", "--again")
	says(0, "withdrawn", "outbox", "settle", "2", "--withdrawn", "--reason", "by courier")
	says(0, "All is well", "verify")
	says(2, "A password is not sent over a conversation that is not encrypted.", "outbox", "list", "--smtp-user", "a", "--smtp-password-file", "b")
	if len(server.Taken()) != 1 {
		t.Errorf("%d messages", len(server.Taken()))
	}
}
