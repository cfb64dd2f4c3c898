package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"article30/internal/date"
)

// The room on the command line, from the opening of the meeting to the text
// that is adopted as amended, and what is printed of it.
func TestRoomOnTheCommandLine(t *testing.T) {
	newTerminal(t)
	folder := t.TempDir()
	at := func(day string) func(code int, want string, args ...string) string {
		on := morning(date.MustParse(day))
		return func(code int, want string, args ...string) string {
			t.Helper()
			var out bytes.Buffer
			got := run(t.Context(), date.Fixed(on), args, &out, &out)
			if got != code || !strings.Contains(out.String(), want) {
				t.Errorf("article30 %s: exit %d\n%s\nwant %d\n%s", strings.Join(args, " "), got, out.String(), code, want)
			}
			return out.String()
		}
	}
	file := filepath.Join(folder, "budget.csv")
	if err := os.WriteFile(file, []byte(`code,title,section,mandate,funding,2013,2014
R1,Documents,,convention_32,regular,20000,20000
B1,Experts,Advice,convention_29,general_purpose,100000,90000
B2,Training,Advice,convention_29,special_purpose,50000,
T1,Victims,Protocols,trafficking_10,special_purpose,30000,30000
`), 0o644); err != nil {
		t.Fatal(err)
	}
	const base = "CTOC/COP/2012/7"
	at("2012-07-20")(0, "", "import", "budget", file, "--session", "6", "--symbol", base, "--title", "Budget", "--unit", "1")
	at("2012-08-01")(0, "", "budget", "circulate", base, "--languages", "ar,zh,en,fr,ru,es", "--on", "2012-08-01", "--reference", "NV/1")
	says := at("2012-10-17")
	says(0, "1        2012-10-17  169 of 170, 57 needed  169 of 170, 86 needed", "room", "open", "6", "--on", "2012-10-17", "--absent", "Kenya")
	says(0, "169 of 170", "room", "meetings", "6")
	propose := func(number, title string, flags ...string) []string {
		return append([]string{"room", "propose", base, "CTOC/COP/2012/L." + number, "--title", title, "--sponsor", "MEX,Italy", "--on", "2012-10-17"}, flags...)
	}
	says(0, "CTOC/COP/2012/L.1  general-purpose funds         -22,600               0", propose("1", "Fewer experts", "--change", "B1 2013=80000")...)
	says(0, "CTOC/COP/2012/L.2  general-purpose funds               0          11,300", propose("2", "Travel", "--add", "B3 general_purpose 2014=10000 section=Advice mandate=convention_29 Travel of experts")...)
	says(0, "regular budget                 50,000               0", propose("3", "Regular training", "--move", "B2 regular")...)
	says(0, "CTOC/COP/2012/L.4: open.", propose("4", "Experts again", "--change", "B1 2013=90000")...)
	says(1, "“B1” is not an amendment.", propose("5", "Nothing", "--change", "B1")...)
	amendments := filepath.Join(folder, "amendments.json")
	if err := os.WriteFile(amendments, []byte(`[{"action": "change", "line": "T1", "title": "Protection of victims", "texts": {"fr": {"title": "Protection des victimes"}}}]`), 0o644); err != nil {
		t.Fatal(err)
	}
	says(0, "open", propose("6", "Words", "--file", amendments)...)
	says(1, "could not be read", propose("7", "Words", "--file", file)...)
	compared := says(0, "CTOC/COP/2012/L.1 and CTOC/COP/2012/L.4 cannot both be accepted: B1 Experts.", "room", "compare", base, "1,2", "3", "1,4", "")
	for _, want := range []string{
		"CTOC/COP/2012/L.1, CTOC/COP/2012/L.2  general-purpose funds  2013, proposed       80,000         10,400   90,400  -22,600",
		"CTOC/COP/2012/L.3                     regular budget         2013, proposed       70,000              0   70,000   50,000",
		"as it is                              special-purpose funds  2013, proposed       80,000         10,400   90,400        0",
	} {
		if !strings.Contains(compared, want) {
			t.Errorf("compared:\n%s\nwant %s", compared, want)
		}
	}
	says(1, "CTOC/COP/2012/L.2 costs money, and no statement of its financial implications has been recorded (rule 75).", "room", "accept", "CTOC/COP/2012/L.2")
	says(0, "open", "room", "imply", "CTOC/COP/2012/L.2", "It costs 11,300 dollars.", "--on", "2012-10-17", "--reference", "CTOC/COP/2012/L.2/Add.1")
	says(0, "CTOC/COP/2012/L.2: accepted.", "room", "vote", "CTOC/COP/2012/L.2", "--yes", "rest", "--no", "FRA,DEU", "--abstain", "NOR")
	says(1, "European Union cannot vote when its member States do: France", "room", "vote", "CTOC/COP/2012/L.1", "--yes", "FRA,EUE")
	says(0, "CTOC/COP/2012/L.1: accepted.", "room", "accept", "CTOC/COP/2012/L.1")
	says(1, "CTOC/COP/2012/L.1 is settled (accepted): recorded by", "--as", "me", "room", "reject", "CTOC/COP/2012/L.1")
	says(1, "cannot both be accepted", "room", "accept", "CTOC/COP/2012/L.4")
	says(0, "withdrawn", "room", "withdraw", "CTOC/COP/2012/L.4", "--on", "2012-10-17")
	says(0, "rejected", "room", "reject", "CTOC/COP/2012/L.3", "--override", "the Secretariat explained it")
	says(0, "CTOC/COP/2012/L.3 is not reconsidered", "room", "reconsider", "CTOC/COP/2012/L.3", "--reason", "new facts", "--yes", "MEX", "--no", "rest")
	says(1, "Proposals are still open: CTOC/COP/2012/L.6.", "budget", "decide", base, "adopted", "--on", "2012-10-17")
	says(1, "Proposals are still open: CTOC/COP/2012/L.6.", "room", "decide", base, "adopted_as_amended")
	says(0, "accepted", "room", "accept", "CTOC/COP/2012/L.6")
	says(1, "the text is adopted as amended", "budget", "decide", base, "adopted", "--on", "2012-10-17")
	says(1, "Record the decision in the room", "budget", "decide", base, "adopted_as_amended", "--on", "2012-10-17")
	shown := says(0, "Roll call 1: CTOC/COP/2012/L.2, proposal: 166 for, 2 against; abstentions: 1.", "room", "show", base)
	for _, want := range []string{
		"2   CTOC/COP/2012/L.2  accepted   stated", "3   CTOC/COP/2012/L.3  rejected   overridden: the Secretariat explained it",
		"Accepted proposals together  general-purpose funds         -22,600          11,300",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("shown:\n%s\nwant %s", shown, want)
		}
	}
	says(0, "CTOC/COP/2012/7/Rev.1 was adopted as amended on 17 October 2012\nCTOC/COP/2012/7/Rev.1 was made of CTOC/COP/2012/7.\n168 for, 1 against; abstentions: 0.",
		"room", "decide", base, "adopted_as_amended", "--yes", "rest", "--no", "FRA", "--reference", "Decision 6/5")
	says(1, "recorded at 2012-10-17T", "room", "decide", base, "not_adopted")
	says(0, "Protection of victims", "budget", "show", base+"/Rev.1")
	if sheets := says(0, "French", "budget", "sheets", base+"/Rev.1"); strings.Count(sheets, "\n") < 7 {
		t.Errorf("the adopted text has its six sheets at once:\n%s", sheets)
	}
	says(0, "is open again (rule 55)", "room", "reconsider", base, "--reason", "new facts")
	for _, lang := range []string{"ar", "zh", "en", "fr", "ru", "es"} {
		out := filepath.Join(folder, lang+".xlsx")
		says(0, "", "--lang", lang, "report", "proceedings", "--symbol", base, "--out", out)
		says(0, "", "--lang", lang, "report", "budget-sheet", "--symbol", base+"/Rev.1", "--out", filepath.Join(folder, lang+"-sheet.xlsx"))
	}
	for table, want := range map[string]string{
		"proposals":    `Mexico and Italy,Convention,B1 Experts: changed`,
		"consequences": "CTOC/COP/2012/L.3,regular budget",
		"votes":        "Norway,abstention",
		"decisions":    "CTOC/COP/2012/7/Rev.1,adopted as amended,2012-10-17,vote,168,1,0,1,169,170",
	} {
		out := filepath.Join(folder, table+".csv")
		says(0, "", "report", "proceedings", "--symbol", base, "--format", "csv", "--table", table, "--out", out)
		text, err := os.ReadFile(out)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v\n%s\nwant %s", table, err, text, want)
		}
	}
	says(0, "", "verify")
}
