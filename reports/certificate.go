package reports

import (
	"context"
	"strings"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/proof"
	"article30/internal/locale"
)

// Proofs says what the journal has of a version up to the last checkpoint.
type Proofs interface {
	Certify(ctx context.Context, symbol string, rule conference.Rule) (proof.Certified, error)
}

// CertificateIn selects a version of a budget by its symbol.
type CertificateIn struct{ Symbol string }

// Certificate certifies the circulation of a version: its sheets with their
// SHA-256, every addressee in every language with the dispatch and the days to
// spare, the status under rule 72 with what causes it, and the signed head of
// the journal that it rests on. It says what the journal said at that
// checkpoint, as of its day: as long as no later one is made, the same
// certificate has the same bytes.
//
// The addressees are those of the entries: the States parties on the day of the
// first dispatch, and whoever was sent a copy besides.
//
// Errors: budget.not_found; checkpoint.none; proof.not_covered for a version
// that was frozen after the last checkpoint; those of Check.
func (s *Service) Certificate(ctx context.Context, p *locale.Printer, in CertificateIn) (*Checked, error) {
	var f certificateFacts
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		if f.sheetFacts, err = s.sheetFacts(ctx, in.Symbol); err != nil {
			return err
		}
		f.certified, err = s.proofs.Certify(ctx, in.Symbol, s.conference.Rule())
		return err
	})
	if err != nil {
		return nil, err
	}
	f.today, f.session, f.decisions = f.certified.On, f.certified.Session, nil
	f.circulation, f.copies = budget.StatusOf(f.certified.Facts), budget.CopiesOf(f.certified.Facts)
	r := readerOf(p)
	st := r.statement("certificate", f.today)
	st.Title = r.Text("certificate.title")
	st.Tables = []Table{f.sheets(r), f.certifiedRegister(r)}
	st.Basis = f.basis(r)
	return st.Check()
}

// certificateFacts are what a certificate is made of.
type certificateFacts struct {
	dispatchFacts
	certified proof.Certified
}

// sheets has the sheet of each language, and how far it has gone out.
func (f certificateFacts) sheets(r reader) Table {
	t := f.progress(r)
	t.Key, t.Title = "sheets", f.title(r, "certificate.title")
	t.Columns = append(t.Columns, TextOf("sha256", r.Text("certificate.sha256")))
	for i, l := range f.circulation.Languages {
		t.Rows[i].Cells = append(t.Rows[i].Cells, Text(f.certified.Sheets[l.Language]))
	}
	return t
}

// certifiedRegister is the register of dispatches.
func (f certificateFacts) certifiedRegister(r reader) Table {
	t := f.register(r)
	t.Title = f.title(r, "certificate.register_title")
	return t
}

// basis says on which entries and which head all of it rests.
func (f certificateFacts) basis(r reader) Basis {
	c := f.certified
	body, signature, _ := strings.Cut(c.Checkpoint.Note, "\n\n")
	log, _, _ := strings.Cut(body, "\n")
	pairs := append([]Pair{r.fact("as_of", On(f.today))}, f.document(r)...)
	pairs = append(pairs,
		r.fact("frozen_on", On(conference.DispatchDate(c.Frozen.At))), r.fact("frozen_entry", Count(c.Frozen.Seq)))
	pairs = append(pairs, f.underRule72(r)...)
	pairs = append(pairs, r.fact("dispatch_counts", Text(r.Text("basis.dispatch_counts.text"))))
	if d := c.Decision; d != nil {
		pairs = append(pairs, r.fact("decided", Text(f.decision(r, *d))))
	}
	pairs = append(pairs, r.fact("certified", Cell{}),
		r.fact("log", Text(log)), r.fact("log_size", Count(c.Head.Size)), r.fact("log_root", Text(c.Head.Root.String())),
		r.fact("log_signature", Text(strings.TrimSpace(signature))), r.fact("log_key", Text(c.Key.String())),
		r.fact("certificate", Text(r.Text("basis.certificate.text"))))
	return r.basis(pairs...)
}
