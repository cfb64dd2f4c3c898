package outbox

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"article30/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var noon = time.Date(2012, 8, 16, 12, 0, 0, 0, time.UTC)

// shortest are the events that lead to each state.
var shortest = map[State][]EventKind{
	Waiting: nil, Claimed: {Claim}, HandingOver: {Claim, HandOver}, Sent: {Claim, HandOver, Accept}, Uncertain: {Claim, HandOver, Doubt},
	Bounced: {Claim, Refuse}, Withdrawn: {Withdraw},
}

func caseOf(kinds ...EventKind) Case {
	c := Case{Message: Message{ID: 7}}
	for i, k := range kinds {
		e := Event{MessageID: 7, Seq: i + 1, Kind: k, At: noon}
		switch k {
		case Claim, HandOver:
			e.Lease = noon.Add(Lease)
		case Defer:
			e.Next = noon.Add(firstPause)
		}
		c.Events = append(c.Events, e)
	}
	return c
}

// The whole machine: what may happen in which state, and where it leads; what
// time does to it stands in the last two columns.
func TestEveryPairOfStateAndEvent(t *testing.T) {
	var b strings.Builder
	for _, s := range States() {
		c := caseOf(shortest[s]...)
		if got := c.StateAt(noon); got != s {
			t.Fatalf("%v leads to %s, want %s", shortest[s], got, s)
		}
		for _, e := range EventKinds() {
			if err := c.May(e, noon); err == nil {
				after := caseOf(append(shortest[s], e)...)
				b.WriteString(string(s) + " + " + string(e) + " = " + string(after.StateAt(noon)) + "\n")
			} else if !problem.Is(err, "outbox.not_now") {
				t.Errorf("%s + %s: %v", s, e, err)
			}
		}
		if later := c.StateAt(noon.Add(Lease)); later != s {
			b.WriteString(string(s) + " + time = " + string(later) + "\n")
		}
		if before := c.StateAt(noon.Add(Lease - time.Second)); before != s {
			t.Errorf("%s is %s before its lease has run out", s, before)
		}
	}
	golden := filepath.Join("testdata", "states.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

// Whatever happens in whatever order, a message that may have been taken is
// never sent again unless a person says so: from the mark on, no way leads to a
// claim but through the server's own word or a settlement.
func TestNothingGoesTwiceByItself(t *testing.T) {
	ways := 0
	var walk func(c Case, now time.Time, depth int)
	walk = func(c Case, now time.Time, depth int) {
		ways++
		if c.May(Claim, now) == nil {
			said := true
			for _, e := range c.Events {
				said = e.Kind != HandOver && (said || e.Kind == Defer || e.Kind == SettleAgain)
			}
			if !said {
				t.Fatalf("%+v can be claimed at %s", c.Events, now)
			}
		}
		if c.StateAt(now) == "" {
			t.Fatalf("%+v lead nowhere", c.Events)
		}
		if depth == 0 {
			return
		}
		for _, k := range EventKinds() {
			if c.May(k, now) != nil {
				continue
			}
			e := Event{Kind: k, At: now}
			if k == Claim || k == HandOver {
				e.Lease = now.Add(Lease)
			}
			next := Case{c.Message, append(append([]Event{}, c.Events...), e)}
			walk(next, now, depth-1)
			walk(next, now.Add(Lease), depth-1)
		}
	}
	walk(Case{}, noon, 6)
	if ways < 1000 {
		t.Errorf("only %d ways were walked", ways)
	}
}

func TestPauses(t *testing.T) {
	for attempts, want := range map[int]time.Duration{
		1: 5 * time.Minute, 2: 10 * time.Minute, 3: 20 * time.Minute, 6: 160 * time.Minute, 7: 4 * time.Hour, 8: 4 * time.Hour, 1000: 4 * time.Hour,
	} {
		if got := Pause(attempts); got != want {
			t.Errorf("after %d attempts: %s, want %s", attempts, got, want)
		}
	}
	if c := caseOf(Claim, Defer, Claim, Defer); c.attempts() != 2 || c.DueAt(noon) || !c.DueAt(noon.Add(firstPause)) {
		t.Errorf("%d attempts", c.attempts())
	}
	if c := caseOf(Claim, Refuse, SettleAgain, Claim); c.attempts() != 1 {
		t.Errorf("%d attempts since a person said again", c.attempts())
	}
	if Conversation >= Lease {
		t.Error("a conversation outlives its lease")
	}
}

func TestJudge(t *testing.T) {
	broken := errors.New("EOF")
	no := func(stage Stage, code int) error { return &Refusal{Stage: stage, Code: code, Reply: "no"} }
	for _, tt := range []struct {
		name   string
		err    error
		marked bool
		want   judgement
	}{
		{"taken", nil, true, judgement{event: Accept, reply: "250 ok"}},
		{"lost before the mark", broken, false, judgement{event: Defer, reply: "EOF", ended: true}},
		{"lost after the mark", broken, true, judgement{event: Doubt, reply: "EOF", ended: true}},
		{"addressee later", no(Recipient, 451), false, judgement{event: Defer, reply: "451 no"}},
		{"addressee never", no(Recipient, 550), false, judgement{event: Refuse, reply: "550 no"}},
		{"whole letter later", no(Content, 452), true, judgement{event: Defer, reply: "452 no"}},
		{"whole letter never", no(Content, 554), true, judgement{event: Refuse, reply: "554 no"}},
		{"sender later", no(Sender, 451), false, judgement{event: Defer, reply: "451 no", ended: true}},
		{"sender never", no(Sender, 550), false, judgement{event: Defer, reply: "550 no", ended: true, stop: true}},
		{"server closing", &Refusal{Stage: Content, Code: 421, Reply: "bye", Ended: true}, true, judgement{event: Defer, reply: "421 bye", ended: true}},
	} {
		if got := judge("250 ok", tt.err, tt.marked); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// A message has the same identification every time, and no other has it.
func TestIdentification(t *testing.T) {
	m := Message{ID: 7, Kind: Dispatch, Symbol: "CTOC/COP/2012/7", Party: "FRA", Address: "a@example.org", RecordedAt: noon}
	first := m.MessageID("Example.org")
	if first != m.MessageID("example.org") || !strings.HasPrefix(first, "<7.") || !strings.HasSuffix(first, "@example.org>") {
		t.Error(first)
	}
	for _, change := range []func(*Message){
		func(m *Message) { m.ID++ }, func(m *Message) { m.Symbol += "/Rev.1" }, func(m *Message) { m.Party = "AUT" },
		func(m *Message) { m.Address = "b@example.org" }, func(m *Message) { m.RecordedAt = noon.Add(time.Second) },
	} {
		other := m
		change(&other)
		if other.MessageID("example.org") == first {
			t.Errorf("%+v has the same identification", other)
		}
	}
}
