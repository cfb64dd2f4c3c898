package cli

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"article30/api/statements"
	"article30/api/wire"
	"article30/budget/conference"
	"article30/budget/proof"
	"article30/internal/journal"
	"article30/internal/problem"
	"article30/internal/sheet"
)

type proofCmd struct {
	Make  proofMakeCmd  `cmd:"" help:"Bundle what shows that a version was frozen and sent out."`
	Check proofCheckCmd `cmd:"" default:"withargs" help:"Show from a proof that a file is a sheet that was sent out, without a database."`
}

type proofMakeCmd struct {
	Symbol string  `arg:"" help:"Symbol of the version."`
	Since  []int64 `placeholder:"SIZE" help:"Show also that the history continues the checkpoint of so many entries; the last hundred are shown without it."`
	Out    string  `placeholder:"FILE" help:"Write it there (default: what the symbol says, with .proof)."`
}

func (c *proofMakeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		b, err := s.proofs.Make(a.ctx, c.Symbol, c.Since...)
		if err != nil {
			return err
		}
		text, err := b.Encode()
		if err != nil {
			return err
		}
		out := c.Out
		if out == "" {
			out = statements.ProofName(b.Symbol)
		}
		if err := os.WriteFile(out, text, 0o644); err != nil {
			return err
		}
		a.println(a.printer.Text("cli.proof_made", "symbol", b.Symbol, "count", len(b.Entries), "file", out))
		return nil
	})
}

type proofCheckCmd struct {
	File     string `arg:"" help:"The sheet, as it was received."`
	Proof    string `arg:"" optional:"" help:"The proof (default: the one beside the sheet, whose name ends in .proof)."`
	Key      string `required:"" env:"ARTICLE30_PROOF_KEY" help:"Public key of the log, or a file with it. Get it otherwise than the proof."`
	Since    string `placeholder:"FILE" help:"A checkpoint that you kept: was the history rewritten since?"`
	Language string `placeholder:"LANGUAGE" help:"In which the sheet must be: ar, zh, en, fr, ru or es (default: any)."`
	Parties  bool   `help:"List every addressee with its dispatch."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *proofCheckCmd) Run(a *app) error {
	q := proof.Question{Rule: a.set.rule, Today: conference.DispatchDate(a.clock.Now()), Language: conference.Language(c.Language)}
	var err error
	if c.Language != "" {
		if q.Language, err = conference.ParseLanguage(c.Language); err != nil {
			return err
		}
	}
	if q.Key, err = publicKey(c.Key); err != nil {
		return err
	}
	if q.File, err = readUpTo(c.File, sheet.MaxFile); err != nil {
		return err
	}
	name := c.Proof
	if name == "" {
		name = besides(c.File)
	}
	if q.Bundle, err = readUpTo(name, proof.MaxBytes); err != nil {
		return err
	}
	if c.Since != "" {
		since, err := readUpTo(c.Since, proof.MaxBytes)
		if err != nil {
			return err
		}
		q.Since = string(since)
	}
	shown, err := proof.Check(a.ctx, q)
	if err != nil {
		return err
	}
	w := wire.NewProven(a.printer, shown)
	if c.JSON {
		return a.json(w)
	}
	for _, sentence := range w.Sentences {
		a.println(sentence)
	}
	if !c.Parties {
		return nil
	}
	t := a.table("party", "name", "sent_on", "margin", "reference", "entered")
	t.right(3)
	for _, one := range w.Copies {
		margin := "–"
		if one.Margin != nil {
			margin = strconv.Itoa(*one.Margin)
		}
		t.row(one.Party, one.Name, one.SentOn, margin, one.Reference, one.Entered)
	}
	return t.print()
}

// publicKey is a key, or what a file of that name has.
func publicKey(key string) (journal.Key, error) {
	if _, err := os.Stat(key); err == nil {
		text, err := readUpTo(key, 1<<10)
		if err != nil {
			return journal.Key{}, err
		}
		key = strings.TrimSpace(string(text))
	}
	return journal.ParseKey(key)
}

// readUpTo reads a file of not more than so many bytes.
//
// Errors: proof.no_file, proof.too_large.
func readUpTo(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, problem.New(problem.NotFound, "proof.no_file", "file", name).With(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, problem.New(problem.NotFound, "proof.no_file", "file", name).With(err)
	}
	if int64(len(text)) > most {
		return nil, problem.New(problem.TooLarge, "proof.too_large", "limit_mib", int(most>>20))
	}
	return text, nil
}

// besides is the proof that lies beside a sheet: of its name, or of its name
// without the language. Where none lies there it is the first that could.
func besides(file string) string {
	name := strings.TrimSuffix(file, filepath.Ext(file))
	names := []string{name + statements.ProofEnding, file + statements.ProofEnding}
	for _, l := range conference.Languages() {
		if short, ok := strings.CutSuffix(name, "_"+string(l)); ok {
			names = append(names, short+statements.ProofEnding)
		}
	}
	for _, one := range names {
		if _, err := os.Stat(one); err == nil {
			return one
		}
	}
	return names[0]
}
