package approval

import (
	"testing"
	"time"

	"article30/internal/access"
	"article30/internal/money"
	"article30/internal/problem"
)

func usd(n int64) money.Money { return money.FromUnits(n*10_000, money.USD) }

// Who enters does not approve, and nobody decides twice.
func TestDecide(t *testing.T) {
	decided := &Decision{Verdict: Approved, DecidedBy: "berta"}
	any50 := ApproverLimit{UpTo: usd(50)}
	for _, tt := range []struct {
		name    string
		s       Submission
		v       Verdict
		by      string
		with    ApproverLimit
		reason  string
		refused string
	}{
		{"another approves", Submission{EnteredBy: "anna", USD: usd(60)}, Approved, "berta", ApproverLimit{}, "", ""},
		{"another refuses", Submission{EnteredBy: "anna"}, Refused, "berta", ApproverLimit{}, "why", ""},
		{"another refuses without a reason", Submission{EnteredBy: "anna"}, Refused, "berta", ApproverLimit{}, "", "approval.invalid"},
		{"the submitter approves", Submission{EnteredBy: "anna"}, Approved, "anna", ApproverLimit{}, "", "approval.own"},
		{"the submitter refuses", Submission{EnteredBy: "anna"}, Refused, "anna", ApproverLimit{}, "why", "approval.own"},
		{"names compare letter by letter", Submission{EnteredBy: "anna"}, Approved, "Anna", ApproverLimit{}, "", ""},
		{"the submitter withdraws", Submission{EnteredBy: "anna"}, Withdrawn, "anna", ApproverLimit{}, "", ""},
		{"another withdraws", Submission{EnteredBy: "anna"}, Withdrawn, "berta", ApproverLimit{}, "why", "approval.not_own"},
		{"as much as the approver may", Submission{EnteredBy: "anna", USD: usd(50)}, Approved, "berta", any50, "", ""},
		{"more than the approver may", Submission{EnteredBy: "anna", USD: usd(51)}, Approved, "berta", any50, "", "approval.above_limit"},
		{"any amount can be refused", Submission{EnteredBy: "anna", USD: usd(51)}, Refused, "berta", any50, "why", ""},
		{"decided already", Submission{EnteredBy: "anna", Decision: decided}, Approved, "carl", ApproverLimit{}, "", "approval.decided"},
		{"withdrawn too late", Submission{EnteredBy: "anna", Decision: decided}, Withdrawn, "anna", ApproverLimit{}, "", "approval.decided"},
	} {
		d, err := Decide(tt.s, tt.v, tt.by, tt.with, tt.reason, time.Time{})
		switch {
		case tt.refused != "" && !problem.Is(err, tt.refused):
			t.Errorf("%s: %v, want %s", tt.name, err, tt.refused)
		case tt.refused == "" && (err != nil || d.DecidedBy != tt.by || d.EnteredBy != tt.s.EnteredBy || d.Verdict != tt.v):
			t.Errorf("%s: %+v, %v", tt.name, d, err)
		}
	}
}

// The limit that counts is the one of the time; in the second in which it
// changes the more generous one.
func TestLimitOfItsTime(t *testing.T) {
	at := func(second int) time.Time { return time.Date(2012, 7, 20, 9, 0, second, 0, time.UTC) }
	limits := []Limit{
		{Kind: access.Receiving, Above: usd(100), RecordedAt: at(10)},
		{Kind: access.Refunding, Above: usd(1), RecordedAt: at(10)},
		{Kind: access.Receiving, Above: usd(50), RecordedAt: at(20)},
		{Kind: access.Receiving, RecordedAt: at(30)},
	}
	for _, tt := range []struct {
		second int
		want   money.Money
		ok     bool
	}{
		{9, money.Money{}, false}, {10, money.Money{}, false}, {11, usd(100), true}, {20, usd(100), true},
		{21, usd(50), true}, {30, money.Money{}, false}, {31, money.Money{}, false},
	} {
		if l, ok := inForceAt(limits, access.Receiving, at(tt.second)); ok != tt.ok || ok && l.Above != tt.want {
			t.Errorf("second %d: %v %v, want %v %v", tt.second, l.Above, ok, tt.want, tt.ok)
		}
	}
	if l := limits[0]; l.holds(usd(100)) || !l.holds(usd(101)) || limits[3].holds(usd(1000)) {
		t.Error("a limit holds what is above it, and no more")
	}
}

func TestSpans(t *testing.T) {
	got := Spans([]Posted{{Contributions, 7}, {Contributions, 5}, {Execution, 6}, {Contributions, 6}, {Contributions, 9}})
	want := []Span{{Contributions, 5, 7}, {Contributions, 9, 9}, {Execution, 6, 6}}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("got %v, want %v", got, want)
	}
}
