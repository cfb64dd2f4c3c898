package reports_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/reports"
	"article30/reports/csv"
)

// sentTo is the desk's document on its way: to France in time and late, not at
// all to Kenya, and to Ghana, which becomes a party afterwards.
func sentTo(t *testing.T) desk {
	t.Helper()
	d, _ := vienna(t)
	day := date.MustParse
	f := budget.CirculationFacts{
		Registered: true, Kind: budget.KindBudget, Symbol: "CTOC/COP/2012/30", ClockOf: "CTOC/COP/2012/30", Session: "6", UnderRule72: true,
		Opening: day("2012-10-15"), Rule: conference.Rule72(), Today: day("2012-08-20"),
		Addressees: []budget.Addressee{
			{Party: "KEN", Role: budget.Party, AsOf: day("2012-08-10")}, {Party: "FRA", Role: budget.Party, AsOf: day("2012-08-10")},
			{Party: "GHA", Role: budget.Supplementary, AsOf: day("2012-09-20")}, {Party: "JPN", Role: budget.Courtesy, AsOf: day("2012-08-10")},
		},
	}
	send := func(party conference.ParticipantID, on string, c budget.Channel, reference string, languages ...conference.Language) {
		for _, l := range languages {
			f.Dispatches = append(f.Dispatches, budget.Dispatch{Party: party, Language: l, SentOn: day(on), Channel: c, Reference: reference, RecordedOn: day("2012-08-20")})
		}
	}
	send("FRA", "2012-08-10", budget.NoteVerbale, "NV/1", "ar", "zh", "en", "fr", "es")
	send("KEN", "2012-08-16", budget.Hand, "NV/2", "ar", "zh", "en", "fr", "es")
	send("FRA", "2012-08-20", budget.Email, "=NV/3", "ru")
	send("JPN", "2012-08-20", budget.Post, "", "en")
	f.Facts = []budget.Fact{
		{Party: "KEN", Language: "en", Kind: budget.Bounced, On: day("2012-08-17")}, {Party: "KEN", Language: "en", Kind: budget.SentAgain, On: day("2012-08-18")},
		{Party: "FRA", Language: "ru", Kind: budget.Acknowledged, On: day("2012-08-20")}, {Party: "FRA", Language: "fr", Kind: budget.Downloaded, On: day("2012-08-19")},
	}
	d.circulation, d.copies = budget.StatusOf(f), budget.CopiesOf(f)
	return d
}

func (d desk) circulationReport(t *testing.T, lang string) *reports.Checked {
	t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		t.Fatal(err)
	}
	c, err := reports.New(reports.Config{Store: d, Budgets: d, Conference: d}).
		Circulation(t.Context(), p, reports.CirculationIn{Symbol: d.budget.Versions[0].Symbol})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The register has every addressee and language with the days to spare and what
// became of it; a late dispatch has fewer than none.
func TestCirculation(t *testing.T) {
	c := sentTo(t).circulationReport(t, "en")
	table := func(key string) string {
		var b bytes.Buffer
		if err := csv.Render(&b, c, key, csv.Keys); err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(strings.TrimPrefix(b.String(), "\uFEFF"), "\r\n", "\n")
	}
	want := `section,row,language,sent,parties,first,last,before_opening,before_deadline
,line,Arabic,2,2,2012-08-10,2012-08-16,60,0
,line,Chinese,2,2,2012-08-10,2012-08-16,60,0
,line,English,2,2,2012-08-10,2012-08-16,60,0
,line,French,2,2,2012-08-10,2012-08-16,60,0
,line,Russian,1,2,2012-08-20,2012-08-20,,
,line,Spanish,2,2,2012-08-10,2012-08-16,60,0
`
	if diff := cmp.Diff(want, table("languages")); diff != "" {
		t.Error(diff)
	}
	want = `section,row,addressee,role,language,sent_on,channel,reference,before_opening,before_deadline,bounced,sent_again,acknowledged,downloaded,entered_on
,line,France,State party,Arabic,2012-08-10,note verbale,NV/1,66,6,,,,,2012-08-20
,line,France,State party,Chinese,2012-08-10,note verbale,NV/1,66,6,,,,,2012-08-20
,line,France,State party,English,2012-08-10,note verbale,NV/1,66,6,,,,,2012-08-20
,line,France,State party,French,2012-08-10,note verbale,NV/1,66,6,,,,2012-08-19,2012-08-20
,line,France,State party,Russian,2012-08-20,electronic mail,'=NV/3,56,-4,,,2012-08-20,,2012-08-20
,line,France,State party,Spanish,2012-08-10,note verbale,NV/1,66,6,,,,,2012-08-20
,line,Kenya,State party,Arabic,2012-08-16,by hand,NV/2,60,0,,,,,2012-08-20
,line,Kenya,State party,Chinese,2012-08-16,by hand,NV/2,60,0,,,,,2012-08-20
,line,Kenya,State party,English,2012-08-16,by hand,NV/2,60,0,2012-08-17,2012-08-18,,,2012-08-20
,line,Kenya,State party,French,2012-08-16,by hand,NV/2,60,0,,,,,2012-08-20
,line,Kenya,State party,Russian,,,,,,,,,,
,line,Kenya,State party,Spanish,2012-08-16,by hand,NV/2,60,0,,,,,2012-08-20
,line,Ghana,supplementary addressee,Arabic,,,,,,,,,,
,line,Ghana,supplementary addressee,Chinese,,,,,,,,,,
,line,Ghana,supplementary addressee,English,,,,,,,,,,
,line,Ghana,supplementary addressee,French,,,,,,,,,,
,line,Ghana,supplementary addressee,Russian,,,,,,,,,,
,line,Ghana,supplementary addressee,Spanish,,,,,,,,,,
,line,Japan,courtesy copy,English,2012-08-20,post,,56,,,,,,2012-08-20
`
	if diff := cmp.Diff(want, table("register")); diff != "" {
		t.Error(diff)
	}
}

// The title and the basis name the status and everything that causes it, in
// every language.
func TestCirculationSaysWhy(t *testing.T) {
	d := sentTo(t)
	for _, lang := range locale.Languages() {
		p, err := locale.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		c := d.circulationReport(t, lang)
		var said []string
		for _, pair := range c.Statement().Basis.Pairs {
			said = append(said, pair.Value.Text())
		}
		title := strings.Join(c.Tables()[0].Title(), "\n")
		if kenya := p.Party("KEN"); !strings.Contains(strings.Join(said, "\n"), kenya) {
			t.Errorf("%s: nobody says that %s lacks Russian: %v", lang, kenya, said)
		}
		if status := p.Text("budget_sheet.status.incomplete", "deadline", date.MustParse("2012-08-16")); !strings.Contains(title, status) {
			t.Errorf("%s: got %s", lang, title)
		}
		if len(d.circulation.Causes) < 2 {
			t.Errorf("causes: %v", d.circulation.Causes)
		}
		for _, cause := range d.circulation.Causes {
			if text := p.Text(cause.Key(), cause.Pairs()...); !strings.Contains(strings.Join(said, "\n"), text) {
				t.Errorf("%s: the basis does not say %q", lang, text)
			}
		}
	}
}
