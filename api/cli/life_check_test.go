package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/api/statements"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/reports/hledger"
)

// check is what holds after every step.
func (l *life) check() {
	l.t.Helper()
	l.balanced()
	l.lasting()
	l.stated()
	if last := l.outcomes[len(l.outcomes)-1]; len(l.told)%50 == 0 || last.deed == "approve" && !last.refused {
		l.verified()
	}
}

// balanced asks the database itself: the postings add to zero in every currency
// and in US dollars, those of spending in every fund, and the kept balances are
// their sums.
func (l *life) balanced() {
	l.t.Helper()
	for what, query := range map[string]string{
		"postings do not add to zero in": `SELECT currency FROM posting GROUP BY currency HAVING SUM(amount) <> 0
			UNION ALL SELECT 'dollars' FROM (SELECT SUM(usd) AS usd FROM posting) AS every WHERE usd <> 0`,
		"postings of spending do not add to zero in": `SELECT fund || ' ' || currency FROM execution_posting GROUP BY fund, currency HAVING SUM(amount) <> 0
			UNION ALL SELECT fund || ' dollars' FROM execution_posting GROUP BY fund HAVING SUM(usd) <> 0`,
		"an entry does not balance:": `SELECT CAST(entry_id AS TEXT) FROM posting GROUP BY entry_id, currency HAVING SUM(amount) <> 0
			UNION ALL SELECT CAST(entry_id AS TEXT) FROM posting GROUP BY entry_id HAVING SUM(usd) <> 0`,
		"a kept balance is not its postings:": `SELECT b.account || ' ' || b.currency FROM balance AS b
			WHERE b.amount <> (SELECT COALESCE(SUM(p.amount), 0) FROM posting AS p WHERE p.account = b.account AND p.donor_id = b.donor_id AND p.currency = b.currency)
			OR b.usd <> (SELECT COALESCE(SUM(p.usd), 0) FROM posting AS p WHERE p.account = b.account AND p.donor_id = b.donor_id AND p.currency = b.currency)`,
		"a kept balance of spending is not its postings:": `SELECT b.account || ' ' || b.fund FROM execution_balance AS b
			WHERE b.usd <> (SELECT COALESCE(SUM(p.usd), 0) FROM execution_posting AS p WHERE p.account = b.account AND p.fund = b.fund AND p.currency = b.currency)`,
	} {
		var wrong []string
		l.must(l.s.db.View(l.ctx, func(ctx context.Context) error { return l.s.db.Conn(ctx).NewRaw(query).Scan(ctx, &wrong) }))
		if len(wrong) > 0 {
			l.fail("%s %s", what, strings.Join(wrong, ", "))
		}
	}
}

// lasting sees to it that what is committed stays there on every day: only a
// rate may leave less, since it is corrected whatever that leaves.
func (l *life) lasting() {
	l.t.Helper()
	var least int64
	var on date.Date
	l.must(l.s.db.View(l.ctx, func(ctx context.Context) error {
		free, err := l.s.execution.Free(ctx, date.Date{})
		least, on = free.Least(date.Date{})
		return err
	}))
	last := l.outcomes[len(l.outcomes)-1].deed
	if least < min(l.least, 0) && last != "rate" && last != "correct rate" {
		l.fail("on %s the fund was short of %s", on, money.FromUnits(-least, money.USD))
	}
	l.least = least
}

// stated makes the statements, each of which is compared with the postings when
// it is made: those of today and, in turn, of an earlier day.
func (l *life) stated() {
	l.t.Helper()
	day := l.today
	if len(l.told)%3 == 0 {
		day = day.AddDays(-(len(l.told) % 40))
	}
	for _, in := range []statements.In{
		{Name: "status-of-contributions", AsOf: day}, {Name: "fund", To: day}, {Name: "ageing", AsOf: day}, {Name: "earmarks", AsOf: day},
		{Name: "donor-statement", To: day, Donor: fmt.Sprint(l.donors[len(l.told)%len(l.donors)])},
	} {
		in.Format = "json"
		if _, err := l.s.statements.Make(l.ctx, l.actor, l.printer, in); err != nil {
			l.fail("%s of %s: %v", in.Name, day, err)
		}
	}
}

func (l *life) verified() {
	l.t.Helper()
	findings, _, err := l.s.audit.Verify(l.ctx, nil)
	l.must(err)
	for _, f := range findings {
		if f.Notice {
			continue // lasting watches who brings it about
		}
		l.fail("verify: %s %s %s %v %v", f.Part, f.Place, f.Code, f.Args, f.Err)
	}
}

// end is the judgement of others, and what the life came to.
func (l *life) end() {
	l.t.Helper()
	l.verified()
	l.t.Log(l.tally())
	rows, err := l.s.contributions.Status(l.ctx, l.today, contributions.Filter{})
	l.must(err)
	for _, r := range rows {
		l.told = append(l.told, fmt.Sprintln("status", r.Donor.Name, r.Year, r.Pledged, r.Agreed, r.Received, r.Refunded, r.WrittenDown, r.Exchange, r.Overpaid, r.Outstanding))
	}
	cash, err := l.s.execution.FundCash(l.ctx, l.today)
	l.must(err)
	l.told = append(l.told, fmt.Sprintf("cash %+v", cash))
	l.judged()
}

// tally says what was done how often, and how often it was refused.
func (l *life) tally() string {
	done, refused := map[string]int{}, map[string]int{}
	for _, o := range l.outcomes {
		if o.refused {
			refused[o.deed]++
		} else {
			done[o.deed]++
		}
	}
	var text strings.Builder
	for _, d := range l.all() {
		fmt.Fprintf(&text, "%s %d (%d refused), ", d.name, done[d.name], refused[d.name])
	}
	fmt.Fprintf(&text, "adjustments of spending to a corrected rate %d", l.respent)
	return text.String()
}

// spentAccount is "usd:memo:spending:psc:committed:USD".
var spentAccount = regexp.MustCompile(`^(usd|original):(memo:)?spending:([a-z_]+):([a-z_]+)(?::([A-Z]{3}))?$`)

var ledgerAccount = regexp.MustCompile(`^(usd|original):(.+):[^:]*\([0-9]+\)(?::([A-Z0-9]+))?$`)

// judged has hledger add up the exported books, and compares what it finds in
// each account with the kept balances.
func (l *life) judged() {
	l.t.Helper()
	var text bytes.Buffer
	l.must(hledger.Write(l.ctx, &text, l.s.books()))
	cmd := exec.CommandContext(l.ctx, dbtest.Judge(l.t, "hledger"), "-f", "-", "balance", "--strict", "--flat", "--no-total", "--layout=bare", "--output-format=csv")
	cmd.Stdin = bytes.NewReader(text.Bytes())
	cmd.Env = append(cmd.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.Output()
	l.must(err)
	table, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	l.must(err)
	found := map[string]string{}
	add := func(into map[string]string, key string, d decimal.Decimal) {
		if before, ok := into[key]; ok {
			d = d.Add(decimal.RequireFromString(before))
		}
		if into[key] = d.String(); d.IsZero() {
			delete(into, key)
		}
	}
	for _, row := range table[1:] {
		account, side := "", ""
		if name := ledgerAccount.FindStringSubmatch(row[0]); name != nil {
			side, account = name[1], name[2]
		} else if name := spentAccount.FindStringSubmatch(row[0]); name != nil {
			side, account = name[1], "spending "+name[3]+" "+name[2]+name[4]
		} else {
			continue
		}
		currency := row[1]
		if side == "usd" {
			currency = "value"
		}
		add(found, account+" "+currency, decimal.RequireFromString(row[2]))
	}
	want := map[string]string{}
	var kept []struct {
		Account, Currency string
		Amount            int64
		USD               int64 `bun:"usd"`
	}
	spent := 0
	l.must(l.s.db.View(l.ctx, func(ctx context.Context) error {
		return l.s.db.Conn(ctx).NewRaw(`SELECT account, currency, amount, usd FROM balance
			UNION ALL SELECT 'spending ' || fund || ' ' || account, currency, amount, usd FROM execution_balance`).Scan(ctx, &kept)
	}))
	for _, k := range kept {
		if strings.HasPrefix(k.Account, "spending ") {
			spent++
		}
		add(want, k.Account+" "+k.Currency, money.FromUnits(k.Amount, money.Currency(k.Currency)).Amount())
		add(want, k.Account+" value", money.FromUnits(k.USD, money.USD).Amount())
	}
	if diff := cmp.Diff(want, found); diff != "" || len(want) < 5 || spent == 0 {
		l.fail("hledger (-kept +found), %s balances:\n%s", strconv.Itoa(len(want)), diff)
	}
}
