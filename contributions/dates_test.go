package contributions_test

import (
	"strconv"
	"strings"
	"testing"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/problem"
)

// What is recorded later may be dated earlier where life is so, and nowhere
// else. In each row the last step is recorded after the others.
func TestWhichDateMayComeBeforeWhich(t *testing.T) {
	for _, tt := range []struct{ rule, steps, code string }{
		{"money may come before its pledge", "receipt 02-01 40, pledge 03-01 100", ""},
		{"a pledge may be entered after the money that came later", "receipt 03-01 40, pledge 02-01 100", ""},
		{"money found late may be dated before the pledge", "pledge 03-01 100, receipt 02-01 40", ""},
		{"and before the agreement", "agreement 03-01 100, receipt 02-01 40", ""},
		{"money may come before its agreement", "receipt 02-01 40, agreement 03-01 100", ""},
		{"an agreement may be entered after the money that came later", "receipt 03-01 40, agreement 02-01 100", ""},
		{"an agreement may have been signed before what was announced", "pledge 03-01 100, agreement 02-01 100", ""},
		{"a pledge is not changed before it is made", "pledge 03-01 100, pledge_revision 02-29 120", "entry.before_earlier"},
		{"nor made less", "pledge 03-01 100, pledge_revision 02-29 80", "entry.before_earlier"},
		{"it may be on its day", "pledge 03-01 100, pledge_revision 03-01 120", ""},
		{"nor before its last change, which gave a new total", "pledge 03-01 100, pledge_revision 05-01 120, pledge_revision 04-01 150", "entry.before_earlier"},
		{"before money that came it may be made more", "pledge 03-01 100, receipt 05-01 40, pledge_revision 04-01 150", ""},
		{"but not less, for what is settled is not given up", "pledge 03-01 100, receipt 05-01 40, pledge_revision 04-01 80", "entry.before_earlier"},
		{"a change that was a mistake counted until it was reversed", "pledge 03-01 100, pledge_revision 04-01 120, reversal 06-01 2, pledge_revision 05-01 130", "entry.before_earlier"},
		{"so from then on", "pledge 03-01 100, pledge_revision 04-01 120, reversal 06-01 2, pledge_revision 06-01 130", ""},
		{"a pledge that was a mistake counted until it was reversed", "pledge 03-01 100, reversal 06-01 1, pledge 03-01 120", "entry.before_earlier"},
		{"so it is pledged anew from then on", "pledge 03-01 100, reversal 06-01 1, pledge 06-01 120", ""},
		{"an agreement that was a mistake counted until it was reversed", "agreement 03-01 100, reversal 06-01 1, agreement 03-01 120", "entry.before_earlier"},
		{"and no pledge stands beside it", "agreement 03-01 100, reversal 06-01 1, pledge 03-01 120", "entry.before_earlier"},
		{"no money goes back before it came", "receipt 03-01 40, refund 02-29 10", "entry.before_earlier"},
		{"nor before what the refund is decided on", "agreement 03-01 100, receipt 04-01 120, refund 03-15 10", "entry.before_earlier"},
		{"it may on the day", "receipt 03-01 40, refund 03-01 10", ""},
		{"money found late may be dated before a refund", "receipt 03-01 40, refund 04-01 10, receipt 02-01 5", ""},
		{"nothing is given up before it is promised", "pledge 03-01 100, write_down 02-29 10", "entry.before_earlier"},
		{"nor before the money that settled some of it", "pledge 03-01 100, receipt 04-01 40, write_down 03-15 10", "entry.before_earlier"},
		{"money found late may be dated before it was given up", "pledge 03-01 100, write_down 04-01 10, receipt 03-15 90", ""},
		{"no condition is met before it is agreed", "conditional 03-01 100, condition_met 02-29 10", "entry.before_earlier"},
		{"nothing is taken back before it is there", "pledge 03-01 100, reversal 02-29 1", "entry.before_earlier"},
		{"nor before what came after it", "pledge 03-01 100, receipt 04-01 40, reversal 03-15 2", "entry.before_earlier"},
	} {
		l := contribution(t, "EUR")
		var err error
		steps := strings.Split(tt.steps, ", ")
		for i, step := range steps {
			if err = l.step(step); err != nil && i < len(steps)-1 {
				t.Fatalf("%s: %s: %v", tt.rule, step, err)
			}
		}
		if got := firstCode(err); got != tt.code {
			t.Errorf("%s: %q, want %q", tt.rule, got, tt.code)
		}
		l.soundEveryDay(tt.rule)
	}
}

// step records "receipt 02-01 40", an amount in euros, or "reversal 06-01 2", of
// an entry.
func (l *life) step(text string) error {
	words := strings.Fields(text)
	kind, on := contributions.Kind(words[0]), "2012-"+words[1]
	if kind == contributions.Reversal {
		id, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			return err
		}
		_, err = l.reverse(id, on)
		return err
	}
	f := fact(on, words[2]+".00 EUR", "0.80")
	if kind == "conditional" {
		kind, f.Conditional = contributions.Agreement, true
	}
	_, err := l.try(kind, f)
	return err
}

// soundEveryDay holds on every day what holds at the end: the identity, and no
// promise that counts twice.
func (l *life) soundEveryDay(what string) {
	l.t.Helper()
	for day := range 200 {
		on := date.MustParse("2012-01-15").AddDays(day)
		p, err := l.Position(on)
		if err != nil {
			l.t.Fatal(err)
		}
		if !p.Identity() || p.Pledged.Amount.Units() > 150*10000 || p.Agreed.Amount.Units() > 150*10000 || p.Received.Amount.Sign() < 0 {
			l.t.Errorf("%s: on %s it stands at %+v", what, on, p)
			return
		}
	}
}

// firstCode is the code of the first field, or else of the error.
func firstCode(err error) string {
	e, ok := problem.As(err)
	switch {
	case err == nil:
		return ""
	case !ok:
		return err.Error()
	case len(e.Fields) > 0:
		return e.Fields[0].Code
	}
	return e.Code
}

// An agreement of less than has come is a slip until it is said to be none.
func TestAgreementBelowWhatHasCome(t *testing.T) {
	for _, tt := range []struct {
		rule, steps string
		overpaid    bool
		code, stand string
	}{
		{"less than has come is refused", "receipt 02-01 100", false, "agreement.below_paid", ""},
		{"after a pledge too", "pledge 01-20 100, receipt 02-01 60, receipt 02-02 40", false, "agreement.below_paid", ""},
		{"as much as has come is not", "receipt 02-01 80", false, "", "80.00 EUR of 80.00 EUR, nothing in advance"},
		{"money that was a mistake does not count", "receipt 02-01 100, reversal 02-02 1", false, "", "0.00 EUR of 80.00 EUR, nothing in advance"},
		{"with the word of the officer the rest is held", "receipt 02-01 100", true, "", "100.00 EUR of 80.00 EUR, 20.00 EUR in advance"},
		{"and the word changes nothing where nothing is over-paid", "receipt 02-01 40", true, "", "40.00 EUR of 80.00 EUR, nothing in advance"},
	} {
		l := contribution(t, "EUR")
		for step := range strings.SplitSeq(tt.steps, ", ") {
			if err := l.step(step); err != nil {
				t.Fatal(err)
			}
		}
		f := fact("2012-03-01", "80.00 EUR", "0.80")
		f.Overpaid = tt.overpaid
		_, err := l.try(contributions.Agreement, f)
		if got := firstCode(err); got != tt.code {
			t.Errorf("%s: %q, want %q", tt.rule, got, tt.code)
			continue
		}
		if err != nil {
			continue
		}
		p, err := l.Position(date.Date{})
		if err != nil {
			t.Fatal(err)
		}
		advance := "nothing"
		if !p.Advance.Amount.IsZero() {
			advance = p.Advance.Amount.String()
		}
		if got := p.Received.Amount.String() + " of " + p.Agreed.Amount.String() + ", " + advance + " in advance"; got != tt.stand {
			t.Errorf("%s: it stands at %s, want %s", tt.rule, got, tt.stand)
		}
	}
}
