package cli

import (
	"strings"
	"testing"
)

// A negative amount is refused by the rule about amounts, wherever it stands,
// and not as a flag that there is not.
func TestNegativeAmounts(t *testing.T) {
	w := newTerminal(t)
	for _, args := range [][]string{
		{"donors", "add", "--party", "AUT"},
		{"contributions", "open", "--reference", "1", "--donor", "1", "--year", "2012", "--currency", "USD"},
	} {
		if code, _, complaint := w.run(args...); code != 0 {
			t.Fatalf("%q: %s", args, complaint)
		}
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"receipt", "1", "-5", "--on", "2012-07-02"}, "amount: The amount must be more than zero."},
		{[]string{"receipt", "1", "--on", "2012-07-02", "-.5"}, "amount:"},
		{[]string{"receipt", "1", "5", "--on", "2012-07-02", "--charges", "-1.00"}, "charges: The amount must be more than zero."},
		{[]string{"receipt", "1", "5", "--on", "2012-07-02", "--charges=-1.00"}, "charges: The amount must be more than zero."},
		{[]string{"pledge", "1", "-5.00", "--on", "2012-07-02"}, "amount: The amount must be more than zero."},
		{[]string{"write-down", "1", "-5.00", "--on", "2012-07-02", "--reason", "x"}, "amount: The amount must be more than zero."},
		{[]string{"suspense", "record", "-5.00", "USD", "--on", "2012-07-02", "--payer", "x"}, "amount: The amount must be more than zero."},
	} {
		if code, _, complaint := w.run(tt.args...); code != exitRefused || !strings.Contains(complaint, tt.want) {
			t.Errorf("%q: %d %s", tt.args, code, complaint)
		}
	}
	for _, args := range [][]string{{"receipt", "-7", "5", "--on", "2012-07-02"}, {"receipt", "1", "-x", "--on", "2012-07-02"}, {"config", "-5"}} {
		code, _, complaint := w.run(args...)
		if code != exitUsage || strings.ContainsAny(complaint, "\x00\\") || !strings.Contains(complaint, "-") {
			t.Errorf("%q: %d %q", args, code, complaint)
		}
	}
}
