package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/proof"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/problem"
)

// circulated is a client whose budget went out: English, French and Russian to
// everybody, Spanish to nobody; with a checkpoint before it, one after it, and
// the proof.
type circulatedBudget struct {
	*client
	key           journal.Key
	before, after string // checkpoints
	proof         []byte
	sheets        map[conference.Language][]byte
}

func (c *client) checkpoint() string {
	c.t.Helper()
	return c.do("POST", "/api/v1/checkpoints", "").want(201).at("note").(string)
}

func (c *client) circulatedBudget() circulatedBudget {
	c.t.Helper()
	b := circulatedBudget{client: c, sheets: map[conference.Language][]byte{}}
	signer, err := signerOf(c.s.checkpointKey)
	if err != nil {
		c.t.Fatal(err)
	}
	b.key = signer.Key
	c.sixthBudget()
	b.before = c.checkpoint()
	c.get(bySymbol("/api/v1/budget/proof")).problem(409, "proof.not_covered")
	c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en", "fr"}, "sent_on": "2012-07-20", "reference": "NV/2012/30"}).want(201)
	c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"ru"}, "parties": []string{"ITA"}, "sent_on": "2012-07-19", "reference": "NV/2012/29"}).want(201)
	c.get(bySymbol("/api/v1/budget/proof")).problem(409, "proof.not_covered")
	b.after = c.checkpoint()
	b.proof = []byte(c.get(bySymbol("/api/v1/budget/proof")).want(200).body)
	sheets, err := c.s.budget.Sheets(c.t.Context(), symbol)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, s := range sheets {
		b.sheets[s.Language] = s.File
	}
	return b
}

func (b circulatedBudget) ask(l conference.Language) proof.Question {
	return proof.Question{File: b.sheets[l], Bundle: b.proof, Key: b.key, Rule: conference.Rule72(), Today: date.MustParse("2012-08-20")}
}

// What a State party learns from a file, a proof and a key.
func TestProof(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		b := c.circulatedBudget()
		q := b.ask("fr")
		q.Since = b.before
		got, err := proof.Check(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		parties := len(got.Copies)
		if got.Symbol != symbol || got.Language != "fr" || got.Progress.Sent != parties || got.Progress.Total != parties || parties < 150 ||
			got.Progress.Late || got.Progress.Last != date.MustParse("2012-07-20") || *got.Copies[0].Margin != 87 || got.Copies[0].Reference != "NV/2012/30" {
			t.Errorf("got %+v, %d copies", got.Progress, parties)
		}
		// Italy has Russian and nobody else has; Arabic, Chinese and Spanish
		// went to nobody.
		if got.Circulation.Status != budget.Incomplete || got.Since == nil || got.Log != "example.org/article30" {
			t.Errorf("got %s since %v in %s", got.Circulation.Status, got.Since, got.Log)
		}
		record := c.record(got.FrozenSeq)
		if record.Action != "version.freeze" || record.ID != symbol {
			t.Errorf("entry %d is %+v", got.FrozenSeq, record)
		}
		russian, err := proof.Check(t.Context(), b.ask("ru"))
		if err != nil || russian.Progress.Sent != 1 || len(russian.Copies) != 1 || russian.Copies[0].Party != "ITA" || russian.Since != nil {
			t.Errorf("Russian: %+v, %v", russian.Progress, err)
		}

		// The same, after more was entered and signed.
		c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"ru", "es", "ar", "zh"}, "sent_on": "2012-07-20"}).want(201)
		again, err := proof.Check(t.Context(), q)
		if err != nil || again.Head != got.Head {
			t.Errorf("an old proof: %v, %v", again.Head, err)
		}
		newest := c.checkpoint()
		q.Bundle, q.Since = []byte(c.get(bySymbol("/api/v1/budget/proof")).want(200).body), b.after
		later, err := proof.Check(t.Context(), q)
		if err != nil || later.Circulation.Status != budget.Timely || later.Since.Size != got.Head.Size || later.FrozenSeq != got.FrozenSeq {
			t.Errorf("a new proof: %+v, %v", later.Circulation.Causes, err)
		}
		q.Since = newest
		if same, err := proof.Check(t.Context(), q); err != nil || *same.Since != same.Head {
			t.Errorf("since the proof's own checkpoint: %v", err)
		}
		c.get(bySymbol("/api/v1/budget/proof")+"&since=1").problem(404, "checkpoint.not_found")
		c.get("/api/v1/budget/proof?symbol=CTOC/1").problem(404, "budget.not_found")
	})
}

func (c *client) record(seq int64) journal.Record {
	c.t.Helper()
	records, err := c.s.audit.Journal.List(c.t.Context(), journal.Filter{AfterSeq: seq - 1, Limit: 1})
	if err != nil || len(records) != 1 {
		c.t.Fatal(records, err)
	}
	return records[0]
}

// ATTACKS 30: every way in which a file, a proof, a key or a history can be
// another than it says has its own refusal, in six languages.
func TestProofRefused(t *testing.T) {
	c := newClient(t, openSQLite(t))
	b := c.circulatedBudget()
	other := otherHistory(t)
	signed := func(q proof.Question, change func(*proof.Bundle)) proof.Question {
		bundle, err := proof.Parse(q.Bundle)
		if err != nil {
			t.Fatal(err)
		}
		change(&bundle)
		if q.Bundle, err = bundle.Encode(); err != nil {
			t.Fatal(err)
		}
		return q
	}
	_, stranger, err := journal.NewKey("example.org/article30")
	if err != nil {
		t.Fatal(err)
	}
	altered := bytes.Clone(b.sheets["en"])
	altered[len(altered)/2] ^= 1
	french := b.ask("fr")
	seen := map[string]bool{}
	for what, tt := range map[string]struct {
		change func(q *proof.Question)
		code   string
	}{
		"one byte of the file":       {func(q *proof.Question) { q.File = altered }, "proof.file_altered"},
		"one byte more":              {func(q *proof.Question) { q.File = append(bytes.Clone(q.File), 0) }, "proof.file_altered"},
		"no file":                    {func(q *proof.Question) { q.File = nil }, "proof.file_altered"},
		"a sheet of another budget":  {func(q *proof.Question) { q.File = other.sheets["en"] }, "proof.other_budget"},
		"another language's sheet":   {func(q *proof.Question) { q.File, q.Language = french.File, "en" }, "proof.other_language"},
		"a sheet that was not sent":  {func(q *proof.Question) { q.File = b.sheets["es"] }, "proof.not_sent"},
		"a proof of another budget":  {func(q *proof.Question) { q.Bundle = other.proof }, "proof.other_budget"},
		"another log's key":          {func(q *proof.Question) { q.Key = stranger.Key }, "checkpoint.other_key"},
		"a cut proof":                {func(q *proof.Question) { q.Bundle = q.Bundle[:len(q.Bundle)/2] }, "proof.truncated"},
		"an empty proof":             {func(q *proof.Question) { q.Bundle = nil }, "proof.truncated"},
		"more than a proof":          {func(q *proof.Question) { q.Bundle = append(bytes.Clone(q.Bundle), '{', '}') }, "proof.malformed"},
		"a proof with another space": {func(q *proof.Question) { q.Bundle = append(bytes.Clone(q.Bundle), ' ') }, "proof.malformed"},
		"a key given twice": {func(q *proof.Question) {
			q.Bundle = bytes.Replace(q.Bundle, []byte(`"symbol"`), []byte(`"symbol": "x", "symbol"`), 1)
		}, "proof.malformed"},
		"no proof at all":             {func(q *proof.Question) { q.Bundle = []byte(`{"format":"x"}`) }, "proof.malformed"},
		"too large a proof":           {func(q *proof.Question) { q.Bundle = bytes.Repeat([]byte(" "), proof.MaxBytes+1) }, "proof.too_large"},
		"an entry with another party": {func(q *proof.Question) { *q = signed(*q, func(b *proof.Bundle) { forge(b, `"FRA"`, `"XXX"`) }) }, "proof.not_in_log"},
		"an entry of another day": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) { forge(b, "2012-07-19", "2012-06-19") })
		}, "proof.not_in_log"},
		"an entry that is renumbered": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) { b.Entries[len(b.Entries)-1].Seq++ })
		}, "proof.not_in_log"},
		"a path from elsewhere": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) { b.Entries[0].Path[0] = b.Entries[1].Path[1] })
		}, "proof.not_in_log"},
		"an entry of another log": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) {
				last := &b.Entries[len(b.Entries)-1]
				seq := last.Seq
				*last = other.last(t)
				last.Seq = seq
			})
		}, "proof.not_in_log"},
		"an entry about something else": {func(q *proof.Question) {
			q.Bundle = c.withAnother(t, q.Bundle)
		}, "proof.other_entry"},
		"no freezing": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) {
				kept := b.Entries[:0]
				for _, e := range b.Entries {
					if !strings.Contains(e.Text, `"action":"version.freeze"`) {
						kept = append(kept, e)
					}
				}
				b.Entries = kept
			})
		}, "proof.not_frozen"},
		"no dispatch": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) {
				kept := b.Entries[:0]
				for _, e := range b.Entries {
					if !strings.Contains(e.Text, `"action":"version.dispatch"`) {
						kept = append(kept, e)
					}
				}
				b.Entries = kept
			})
		}, "proof.not_sent"},
		"another symbol": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) { b.Symbol = "CTOC/COP/2012/8" })
		}, "proof.other_entry"},
		"a changed checkpoint": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) { b.Checkpoint = strings.Replace(b.Checkpoint, "\n8", "\n7", 1) })
		}, "checkpoint.bad_signature"},
		"no checkpoint":             {func(q *proof.Question) { *q = signed(*q, func(b *proof.Bundle) { b.Checkpoint = "" }) }, "checkpoint.malformed"},
		"a history rewritten since": {func(q *proof.Question) { q.Since = other.rewritten(t, b.before) }, "proof.rewritten"},
		"a history rewritten before": {func(q *proof.Question) {
			q.Bundle, q.File, q.Since = other.proof, other.sheets["en"], b.before
		}, "proof.rewritten"},
		"a way that leads elsewhere": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) { b.Earlier[0].Path[0][0] ^= 1 })
		}, "proof.rewritten"},
		"no way from what was kept": {func(q *proof.Question) {
			*q = signed(*q, func(b *proof.Bundle) { b.Earlier = b.Earlier[:0] })
			q.Since = b.before
		}, "proof.not_continued"},
		"a checkpoint that is newer":  {func(q *proof.Question) { q.Since = c.later(t) }, "proof.since_later"},
		"no checkpoint that was kept": {func(q *proof.Question) { q.Since = "x" }, "checkpoint.malformed"},
	} {
		q := b.ask("en")
		tt.change(&q)
		_, err := proof.Check(t.Context(), q)
		if !problem.Is(err, tt.code) {
			t.Errorf("%s: %v, want %s", what, err, tt.code)
			continue
		}
		seen[tt.code] = true
		said := map[string]bool{}
		for _, lang := range locale.Languages() {
			p, err2 := locale.For(lang)
			if err2 != nil {
				t.Fatal(err2)
			}
			_, detail := p.Problem(err)
			said[detail] = true
		}
		if len(said) != 6 {
			t.Errorf("%s is said in %d ways", what, len(said))
		}
	}
	if len(seen) < 16 {
		t.Errorf("only %d refusals were seen", len(seen))
	}
}

func forge(b *proof.Bundle, old, by string) {
	for i := range b.Entries {
		b.Entries[i].Text = strings.ReplaceAll(b.Entries[i].Text, old, by)
	}
}

// withAnother is the bundle with one entry more that is in the log.
func (c *client) withAnother(t *testing.T, text []byte) []byte {
	t.Helper()
	b, err := proof.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := signerOf(c.s.checkpointKey)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := journal.OpenCheckpoint(b.Checkpoint, signer.Key)
	if err != nil {
		t.Fatal(err)
	}
	leaves, err := c.s.audit.Journal.Leaves(t.Context(), signed.Size, func(r journal.Record) bool { return r.ID == "FRA" }, "participant")
	if err != nil || len(leaves) == 0 {
		t.Fatal(leaves, err)
	}
	b.Entries = append(leaves[:1:1], b.Entries...)
	out, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// later is a checkpoint of more than the proof has.
func (c *client) later(t *testing.T) string {
	t.Helper()
	c.post("/api/v1/donors", fields{"party": "FRA"}).want(201)
	return c.checkpoint()
}

// history is another log with the same name and key: the secretariat's, had it
// written its history anew.
type history struct {
	circulatedBudget
}

func otherHistory(t *testing.T) history {
	t.Helper()
	c := newClient(t, openSQLite(t))
	c.post("/api/v1/donors", fields{"party": "JPN"}).want(201)
	before := c.checkpoint() // of as many entries as the other's first
	c.post("/api/v1/budgets", fields{"symbol": "CTOC/COP/2012/9", "title": "Another", "session": "6",
		"unit": "1", "columns": []fields{{"year": 2013}}, "lines": []fields{{"code": "A", "title": "Posts", "section": "A", "funding": "special_purpose", "amounts": []string{"100"}}}}).want(201)
	h := history{circulatedBudget{client: c, before: before, sheets: map[conference.Language][]byte{}}}
	c.post("/api/v1/budget/dispatches", fields{"symbol": "CTOC/COP/2012/9", "languages": []string{"en"}, "sent_on": "2012-07-20"}).want(201)
	h.after = c.checkpoint()
	h.proof = []byte(c.get("/api/v1/budget/proof?symbol=CTOC/COP/2012/9").want(200).body)
	sheets, err := c.s.budget.Sheets(t.Context(), "CTOC/COP/2012/9")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sheets {
		h.sheets[s.Language] = s.File
	}
	return h
}

// rewritten is the other history's head of as many entries as the checkpoint,
// signed.
func (h history) rewritten(t *testing.T, checkpoint string) string {
	t.Helper()
	signer, err := signerOf(h.s.checkpointKey)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := journal.OpenCheckpoint(checkpoint, signer.Key)
	if err != nil {
		t.Fatal(err)
	}
	head, err := h.s.audit.Journal.HeadAt(t.Context(), kept.Size)
	if err != nil {
		t.Fatal(err)
	}
	note, err := signer.Sign(head)
	if err != nil {
		t.Fatal(err)
	}
	return note
}

// last is the last entry of the other history's proof.
func (h history) last(t *testing.T) journal.Leaf {
	t.Helper()
	b, err := proof.Parse(h.proof)
	if err != nil {
		t.Fatal(err)
	}
	return b.Entries[len(b.Entries)-1]
}

// No change of a byte of the proof lets it show something else.
func TestNoByteOfAProofMatters(t *testing.T) {
	c := newClient(t, openSQLite(t))
	b := c.circulatedBudget()
	q := b.ask("en")
	q.Since = b.before
	is := func(a proof.Answer) string {
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	whole, err := proof.Check(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	want := is(whole)
	rapid.Check(t, func(t *rapid.T) {
		q := q
		q.Bundle = bytes.Clone(b.proof)
		q.Bundle[rapid.IntRange(0, len(q.Bundle)-1).Draw(t, "place")] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		got, err := proof.Check(c.t.Context(), q)
		if _, ok := problem.As(err); err != nil && !ok {
			t.Fatalf("%v has no code", err)
		}
		if err == nil && is(got) != want {
			t.Fatalf("it shows %s", is(got))
		}
	})
}

// A State party's machine: no database, three files and a key.
func TestProofCommand(t *testing.T) {
	c := newClient(t, openSQLite(t))
	b := c.circulatedBudget()
	w := newTerminal(t)
	for name, content := range map[string][]byte{
		"CTOC-COP-2012-7_en.xlsx": b.sheets["en"], "CTOC-COP-2012-7_es.xlsx": b.sheets["es"], "CTOC-COP-2012-7.proof": b.proof,
		"kept": []byte(b.before), "key": []byte(b.key.String() + "\n"),
	} {
		w.file(name, string(content))
	}
	code, out, said := w.run("proof", "CTOC-COP-2012-7_en.xlsx", "--key", "key", "--since", "kept")
	for _, want := range []string{
		"This is the sheet of CTOC/COP/2012/7 in English, byte for byte as it was frozen at 2012-07-20T07:00:00Z: entry 840",
		"State parties, on 20 July 2012.", "The last was sent 87 days before the session opened on 15 October 2012. The last day in time was 16 August 2012: it was in time.",
		"These dispatches were entered in the journal on 20 July 2012", "journal of example.org/article30", "history was not rewritten since.",
	} {
		if code != 0 || said != "" || !strings.Contains(out, want) {
			t.Errorf("exit %d %s\n%s\nwant %s", code, said, out, want)
		}
	}
	for _, lang := range locale.Languages() {
		if code, out, said := w.run("proof", "check", "CTOC-COP-2012-7_en.xlsx", "CTOC-COP-2012-7.proof", "--key", b.key.String(), "--lang", lang, "--parties"); code != 0 || !strings.Contains(out, "CTOC/COP/2012/7") || !strings.Contains(out, "NV/2012/30") {
			t.Errorf("%s: %d %s%s", lang, code, out, said)
		}
	}
	if code, out, _ := w.run("proof", "CTOC-COP-2012-7_en.xlsx", "--key", "key", "--json"); code != 0 || !strings.Contains(out, `"margin": 87`) {
		t.Errorf("%d %s", code, out)
	}
	w.refuses(1, "article30: This is the frozen sheet of CTOC/COP/2012/7 in Spanish, but by the entries of the proof nobody was sent it in that language.\n",
		"proof", "CTOC-COP-2012-7_es.xlsx", "--key", "key")
	w.refuses(1, "article30: This is the sheet in Spanish, not the one in English.\n", "proof", "CTOC-COP-2012-7_es.xlsx", "--key", "key", "--language", "en")
	w.refuses(1, "article30: There is no file missing.proof that could be read.\n", "proof", "key", "missing.proof", "--key", "key")
	if left, err := os.ReadDir("."); err != nil || len(left) != 5 {
		t.Errorf("checking left %v, %v", left, err)
	}
}
