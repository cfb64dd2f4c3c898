package hledger_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/money"
)

// hostile are texts that would be something else in a journal if they were
// written as they are.
var hostile = []string{
	"Austria  999.00 USD",
	"Austria\n\n2012-01-01 forged\n    usd:cash:Austria (1):EUR  1.00 USD\n    usd:revenue",
	"Austria\r\naccount usd:forged",
	"Austria\u2028end aliases\u2029include /dev/null\u0085comment",
	"Austria\t;\u00a0date:2011-01-01, kind:refund",
	"Austria:cash",
	"; a comment",
	"# * ! = ~ % & @ @@ {1 USD} \"EUR\" 'x'",
	"[original:cash]",
	"(virtual)",
	"x] (13)",
	"payee | note | kind:refund",
	"2012-01-01=2013-01-01",
	"reason:, donor:7, [2011-01-01=2012], date:2011-01-01",
	"a, b，c",
	"= 0.00 USD",
	"\u202egro.live\u202c \u200bhidden\ufeff",
	"\x00\x1b[2J\x7f",
	"\xff\xfe broken \xc3",
	"",
	" \u3000\u2003 ",
	"Türkiye – Côte d’Ivoire – 日本国 – المملكة العربية السعودية – Việt Nam",
	"🇦🇹",
}

// receipts are books with one payment of 5 dollars for each text, which is
// name of the donor, reference and reason.
func receipts(t testing.TB, texts ...string) *memory {
	t.Helper()
	m := &memory{}
	for i, text := range texts {
		h := history(int64(i+1), money.USD)
		f := told("2012-07-04", "5.00 USD", "")
		f.Reason, h.Contribution.Reference = text, text
		e, err := contributions.Decide(*h, contributions.Receipt, f)
		must(t, record(h, e, err))
		one := booked(*h)
		for i := range one.lines {
			one.lines[i].DonorName = text
		}
		for i := range one.kept {
			one.kept[i].DonorName = text
		}
		m.lines, m.kept = append(m.lines, one.lines...), append(m.kept, one.kept...)
	}
	return m
}

// Whatever donors are called and people write, hledger reads one transaction
// for each payment and the accounts of each donor, and nothing more.
func TestHostileTexts(t *testing.T) {
	journal := written(t, receipts(t, hostile...))
	must(t, check(t, journal))

	found := balances(t, journal)
	want := table{}
	for i := range hostile {
		for account, sign := range map[contributions.Account]int64{
			contributions.Cash: 1, contributions.Revenue: -1, contributions.MemoAdvance: -1, contributions.MemoPledges: 1,
		} {
			five := money.FromUnits(sign*5_0000, money.USD)
			want.put(account, int64(i+1), contributions.Booked{Amount: five, USD: five})
		}
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("balances (-want +hledger):\n%s", diff)
	}
	count := func(want int, args ...string) {
		t.Helper()
		out, err := ask(t, journal, args...)
		must(t, err)
		if got := strings.Count(out, "\n"); got != want {
			t.Errorf("hledger %s: %d, want %d:\n%s", args, got, want, out)
		}
	}
	count(len(hostile)*8+2, "accounts", "--used") // four accounts twice, and the two roots
	count(5, "tags")                              // contribution, donor, kind, reason, and the accounts' type
	count(len(hostile), "tags", "--values", "donor")
	count(1, "tags", "--values", "kind")

	out, err := ask(t, journal, "stats")
	must(t, err)
	if want := regexp.MustCompile(fmt.Sprintf(`Transactions +: %d `, 2*len(hostile)+1)); !want.MatchString(out) {
		t.Errorf("not a payment and its balances for each:\n%s", out)
	}
	if out, err = ask(t, journal, "balance", "--real", "--end", "2012-07-04"); err != nil || strings.Contains(out, "USD") {
		t.Errorf("before any payment: %s %v", out, err)
	}
}

// What people wrote stays legible.
func TestLegibleTexts(t *testing.T) {
	for text, want := range map[string]string{
		"Korea, Republic of":     "contribution:register Korea， Republic of, donor:1,",
		"12:30; [a|b]":           "contribution:register 12：30； ［a｜b］, donor:1,",
		" two  \n lines ":        "contribution:register two lines, donor:1,",
		"a\u202eb":               "contribution:register ab, donor:1,",
		"Türkiye – 日本国 (l’État)": "contribution:register Türkiye – 日本国 (l’État), donor:1,",
	} {
		journal := written(t, receipts(t, text))
		if !strings.Contains(journal, want) {
			t.Errorf("%q is not in\n%s", want, journal)
		}
	}
	if journal := written(t, receipts(t, "Korea, Republic of")); !strings.Contains(journal, "    usd:cash:Korea, Republic of (1):USD  5.00 USD\n") {
		t.Errorf("the account is not legible:\n%s", journal)
	}
}

// Two donors whose names become the same keep their own accounts.
func TestNamesThatBecomeTheSame(t *testing.T) {
	found := balances(t, written(t, receipts(t, "A B", "A\tB")))
	for donor := range int64(2) {
		if got := found[place{"usd", "cash", donor + 1, "USD"}]; got != "5" {
			t.Errorf("donor %d has %q", donor+1, got)
		}
	}
}

// structure is what means something in a line.
var structure = regexp.MustCompile(`[:;|\[\],]| {2,}`)

// Texts of people change nothing of what a journal is made of: line by line it
// is the journal of books in which everybody writes "x".
func FuzzTexts(f *testing.F) {
	for _, text := range hostile {
		f.Add(text, text, text)
	}
	f.Fuzz(func(t *testing.T, donor, reference, reason string) {
		blank := func(s string) bool {
			return strings.IndexFunc(s, func(r rune) bool {
				return !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r)
			}) < 0
		}
		if blank(donor) {
			t.Skip("no name at all")
		}
		tame := "x"
		if blank(reason) {
			tame = ""
		}
		got, want := written(t, texts(t, donor, reference, reason)), written(t, texts(t, "x", "x", tame))
		if !utf8.ValidString(got) {
			t.Errorf("not UTF-8:\n%q", got)
		}
		if i := strings.IndexFunc(got, func(r rune) bool {
			return r != '\n' && r != ' ' && (unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
		}); i >= 0 {
			t.Errorf("%q at %d:\n%s", got[i:], i, got)
		}
		gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
		if len(gotLines) != len(wantLines) {
			t.Fatalf("%d lines, want %d:\n%s", len(gotLines), len(wantLines), got)
		}
		for i, line := range gotLines {
			if got, want := skeleton(line), skeleton(wantLines[i]); got != want {
				t.Errorf("line %d is %q, made like %q and not %q", i+1, line, got, want)
			}
		}
	})
}

// skeleton is the structure of a line. In accounts and descriptions commas mean
// nothing.
func skeleton(line string) string {
	tags := strings.HasPrefix(line, "    ;")
	var b strings.Builder
	for _, s := range structure.FindAllString(line, -1) {
		if s == "," && !tags {
			continue
		}
		b.WriteString(strconv.Quote(s))
	}
	return b.String()
}

// texts are books with one payment.
func texts(t testing.TB, donor, reference, reason string) *memory {
	t.Helper()
	m := receipts(t, donor)
	for i := range m.lines {
		m.lines[i].Reference, m.lines[i].Reason = reference, reason
	}
	return m
}
