package cli

import (
	"net/http"
	"strings"
	"testing"

	"article30/internal/date"
	"article30/internal/locale"
)

func TestRateCorrectOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	w.run("import", "rates", w.file("rates.csv", rates))
	w.run("donors", "add", "--party", "FRA")
	w.run("contributions", "open", "--reference", "FR-1", "--donor", "1", "--year", "2012", "--currency", "EUR")
	w.run("pledge", "1", "1000", "--on", "2012-06-15")
	const listed = "Id  Entry   Date        Reference        Amount            At  Corrected to  Difference  Adjusted by\n" +
		"1   Pledge  2012-06-15  FR-1       EUR\u00a01,000.00  USD\u00a01,240.69  USD\u00a01,250.00    USD\u00a09.31"
	en, err := locale.For("en")
	if err != nil {
		t.Fatal(err)
	}
	adjusted := "The adjusting entries are dated " + en.Date(date.Today(date.System(), date.Vienna())) + ", in a month that is open.\n"
	w.prints("EUR from 1 June 2012: 0.806, corrected to 0.8. 1 entry was valued at it.\nNothing was changed.\n"+adjusted+listed+"\n",
		"rate", "correct", "EUR", "2012-06-01", "0.8", "--dry-run")
	w.refuses(1, "article30: The rate cannot be entered so.\n  reason: Say why.\n", "rate", "correct", "EUR", "2012-06-01", "0.8")
	w.prints("0.806 EUR for one US dollar, since 1 June 2012\n", "rate", "EUR", "--on", "2012-06-30")
	w.prints("EUR from 1 June 2012: 0.806, corrected to 0.8. 1 entry was valued at it.\n"+adjusted+listed+"            2\n",
		"rate", "correct", "EUR", "2012-06-01", "0.8", "--reason", "printed wrongly")
	w.prints("0.8 EUR for one US dollar, since 1 June 2012\n", "rate", "EUR", "--on", "2012-06-30")
	if code, out, _ := w.run("rate", "history", "EUR", "2012-06-01"); code != 0 || !strings.Contains(out, "\n0.806\n0.8    20") || !strings.HasSuffix(out, "  printed wrongly\n") {
		t.Errorf("exit %d\n%s", code, out)
	}
	w.refuses(1, "article30: No rate of EUR took effect on 2 June 2012.\n", "rate", "history", "EUR", "2012-06-02")
	if code, out, _ := w.run("verify"); code != 0 || !strings.HasPrefix(out, "All is well: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func TestRESTRateCorrected(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		path := c.contribution("FRA", "EUR")
		c.post(path+"/pledges", fields{"on": "2012-06-15", "amount": "1000.00"}).want(http.StatusCreated)
		const rate = "/api/v1/rates/EUR/2012-06-01"
		preview := c.get(rate + "/correction?per_usd=0.8").want(http.StatusOK)
		done := c.post(rate+"/corrections", fields{"per_usd": "0.8", "reason": "printed wrongly"}).want(http.StatusCreated)
		for at, want := range map[string]any{
			"before.per_usd": "0.806", "after.per_usd": "0.8", "touched.0.kind": "pledge",
			"touched.0.before.amount": "1240.69", "touched.0.after.amount": "1250.00", "touched.0.difference.amount": "9.31",
		} {
			if got := preview.at(at); got != want {
				t.Errorf("preview: %s is %v, want %v", at, got, want)
			}
			if got := done.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		history := c.get(path).want(http.StatusOK)
		if got := history.at("entries.1.adjusts"); got != done.at("touched.0.entry") || history.at("entries.1.id") != done.at("touched.0.adjustment") {
			t.Errorf("the adjustment names %v", got)
		}
		versions := c.get(rate).want(http.StatusOK)
		if versions.at("versions.0.per_usd") != "0.806" || versions.at("versions.1.reason") != "printed wrongly" {
			t.Errorf("versions: %s", versions.body)
		}
		for _, tt := range []struct {
			path   string
			status int
			code   string
		}{
			{"/api/v1/rates/EUR/2012-06-02", 404, "rate.not_found"},
			{"/api/v1/rates/XXX/2012-06-01", 422, "request.invalid"},
			{rate + "/correction?per_usd=0.8", 422, "rate.invalid"},
			{rate + "/correction?per_usd=x", 422, "rate.invalid"},
		} {
			c.get(tt.path).problem(tt.status, tt.code)
		}
	})
}

func TestRevalueOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	w.run("import", "rates", w.file("rates.csv", rates))
	w.run("donors", "add", "--party", "FRA")
	w.run("contributions", "open", "--reference", "FR-1", "--donor", "1", "--year", "2012", "--currency", "EUR")
	w.run("pledge", "1", "1000", "--on", "2012-06-15")
	w.refuses(1, "article30: Nothing is to be revalued as of 15 June 2012: everything that is open stands at the rate of that day.\n", "revalue", "run", "2012-06-15")
	const items = "Id  Reference  Entry          Open   Rate  In the books  Difference\n" +
		"1   FR-1       2      EUR\u00a01,000.00  0.794      1,259.45       18.76\n" +
		"    Together                                                  18.76\n"
	w.prints("Revaluation 1 as of 2 July 2012: 1 entry.\n"+items, "revalue", "run", "2012-07-02")
	w.prints("Revaluation 1 as of 2 July 2012: 1 entry.\n"+items, "revalue", "run", "2012-07-02")
	w.refuses(1, "article30: Open items were revalued as of 2 July 2012, by revaluation 1. Take that back first.\n", "revalue", "run", "2012-07-01")
	w.prints("Réévaluation 1 au 2 juillet 2012 annulée par 2\u00a0: 1 écriture.\n"+
		"N°  Référence  Écriture         Ouvert   Taux  Dans les livres  Différence\n"+
		"1   FR-1       3         -1\u202f000,00\u00a0EUR  0,794        -1\u202f259,45      -18,76\n"+
		"    Ensemble                                                        -18,76\n", "revalue", "reverse", "1", "--reason", "too early", "--lang", "fr")
	w.refuses(1, "article30: Revaluation 1 has been taken back already.\n", "revalue", "reverse", "1", "--reason", "again")
	if code, out, _ := w.run("revalue"); code != 0 || strings.Count(out, "\n") != 3 || !strings.HasSuffix(out, "  too early\n") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out, _ := w.run("verify"); code != 0 || !strings.HasPrefix(out, "All is well: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// A receipt says the rate that was used, whoever's it is.
func TestAReceiptSaysItsRate(t *testing.T) {
	w := newTerminal(t)
	w.run("import", "rates", w.file("rates.csv", rates))
	w.run("donors", "add", "--party", "FRA")
	w.run("contributions", "open", "--reference", "FR-1", "--donor", "1", "--year", "2012", "--currency", "EUR")
	says := func(want string, args ...string) {
		t.Helper()
		if code, out, errs := w.run(args...); code != 0 || !strings.Contains(out, want+"\n") {
			t.Errorf("exit %d\n%s%s\nwant %s", code, out, errs, want)
		}
	}
	says(" at 0.806, the operational rate since 1 June 2012", "receipt", "1", "10", "--on", "2012-06-15")
	says(" at 0.79, the rate of the bank", "receipt", "1", "20", "--on", "2012-06-15", "--bank-rate", "0.79", "--bank-document", "ST-1")
	w.run("rate", "fix", "EUR", "0.8", "--from", "2012-01-01", "--to", "2012-12-31", "--reference", "Decision 5/1")
	w.run("rate", "policy", "1", "fixed", "--reason", "the agreement")
	says(" at 0.8, the rate fixed for the period", "receipt", "1", "30", "--on", "2012-06-15")
	says(" au taux de 0,8, taux fixé pour la période", "receipt", "1", "40", "--on", "2012-06-15", "--lang", "fr")
}

func TestRESTRevaluation(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		path := c.contribution("FRA", "EUR")
		c.post(path+"/pledges", fields{"on": "2012-06-15", "amount": "1000.00"}).want(http.StatusCreated)
		run := c.post("/api/v1/revaluations", fields{"on": "2012-07-02"}).want(http.StatusCreated)
		if run.at("items.0.difference.amount") != "18.76" || run.at("items.0.open.amount") != "1000.00" || run.at("difference.amount") != "18.76" {
			t.Errorf("%s", run.body)
		}
		c.post("/api/v1/revaluations", fields{"on": "2012-07-03"}).problem(http.StatusConflict, "revaluation.nothing")
		history := c.get(path).want(http.StatusOK)
		for at, want := range map[string]any{
			"entries.1.kind": "revaluation", "entries.1.id": run.at("entries.0"),
			"entries.1.amount.amount": "1000.00", "entries.1.usd.amount": "1259.45", // 1000 / 0.794
		} {
			if got := history.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		c.post("/api/v1/revaluations/1/reversal", fields{"reason": "too early"}).want(http.StatusCreated)
		if got := c.get("/api/v1/revaluations").want(http.StatusOK); got.at("items.1.reverses") != run.at("id") {
			t.Errorf("%s", got.body)
		}
	})
}

func TestRatesCorrectedByImport(t *testing.T) {
	w := newTerminal(t)
	w.run("import", "rates", w.file("rates.csv", rates))
	w.run("donors", "add", "--party", "FRA")
	w.run("contributions", "open", "--reference", "FR-1", "--donor", "1", "--year", "2012", "--currency", "EUR")
	w.run("pledge", "1", "1000", "--on", "2012-06-15")
	late := w.file("late.csv", "currency,effective,per_usd\nEUR,2012-06-10,0.8\n")
	code, out, _ := w.run("import", "rates", late)
	if code != 1 || !strings.Contains(out, "EUR 0.8 from 10 June 2012 comes late: 1 entry of its days stands at 0.806.") {
		t.Errorf("exit %d\n%s", code, out)
	}
	w.refuses(1, "article30: The import was not started.\n  reason: Say why.\n", "import", "rates", late, "--correct")
	const touched = "Entry 1 of 15 June 2012, FR-1, EUR\u00a01,000.00: USD\u00a01,240.69, now USD\u00a01,250.00; difference USD\u00a09.31."
	for _, args := range [][]string{{"--dry-run"}, nil} {
		code, out, _ := w.run(append([]string{"import", "rates", late, "--correct", "--reason", "late bulletin"}, args...)...)
		if code != 0 || !strings.Contains(out, touched) {
			t.Errorf("exit %d\n%s", code, out)
		}
	}
	if code, out, _ := w.run("verify"); code != 0 || !strings.HasPrefix(out, "All is well: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
	w.refuses(1, "article30: The import was not started.\n  correct: This option has no meaning for this kind of file.\n", "import", "contributions", late, "--correct")
}

func TestRESTRatesCorrectedByImport(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		path := c.contribution("FRA", "EUR")
		c.post(path+"/pledges", fields{"on": "2012-06-15", "amount": "1000.00"}).want(http.StatusCreated)
		late := []byte("currency,effective,per_usd\nEUR,2012-06-10,0.8\n")
		refused := c.do("POST", "/api/v1/imports/rates", string(late), "Content-Type", "text/csv").want(http.StatusUnprocessableEntity)
		if got := refused.at("refused.0.code"); got != "rate.late" {
			t.Errorf("refused as %v", got)
		}
		done := c.do("POST", "/api/v1/imports/rates?correct=true&reason=bulletin", string(late), "Content-Type", "text/csv").want(http.StatusOK)
		if got := done.at("notices.1.code"); got != "intake.rate_touches" {
			t.Errorf("%s", done.body)
		}
		if got := c.get(path).want(http.StatusOK).at("entries.1.usd.amount"); got != "9.31" {
			t.Errorf("adjusted by %v", got)
		}
	})
}

// What is outstanding is told apart over REST and on the command line.
func TestOutstandingSplit(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		path := c.contribution("FRA", "EUR")
		c.post(path+"/agreements", fields{"on": "2012-06-15", "amount": "1000.00"}).want(http.StatusCreated)
		c.post(path+"/receipts", fields{"on": "2012-07-05", "amount": "600.00"}).want(http.StatusCreated)
		c.post("/api/v1/revaluations", fields{"on": "2012-07-10"}).want(http.StatusCreated)
		for on, want := range map[string]string{ // 1,000 / 0.806 = 1,240.69; 600 / 0.794 = 755.67 for 744.41; 400 / 0.794 = 503.78
			"2012-07-09": "0.794,400.00,496.28,0.00,496.28,11.26,503.78",
			"2012-07-10": "0.794,400.00,496.28,7.50,503.78,11.26,503.78",
		} {
			got := c.get("/api/v1/reports/outstanding?format=csv&on=" + on).want(http.StatusOK)
			if !strings.Contains(got.body, want) {
				t.Errorf("on %s:\n%s\nhas no\n%s", on, got.body, want)
			}
		}
	})
}
