package proof

import (
	"context"
	"time"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// Question is what somebody wants to know of a file that they hold.
type Question struct {
	File     []byte // the sheet
	Bundle   []byte
	Key      journal.Key
	Since    string              // a checkpoint that they kept; "" for none
	Language conference.Language // in which they expect the sheet; "" for any
	Rule     conference.Rule
	Today    date.Date // at the seat
}

// Answer is what the bundle shows of the file.
type Answer struct {
	Symbol   string
	Title    string
	Language conference.Language
	SHA256   string // of the file

	FrozenSeq int64 // the entry that names the file's digest
	FrozenAt  time.Time

	Progress     budget.LanguageProgress // how the file's language went out
	Copies       []Copy                  // in the file's language, as they were entered
	FirstEntered time.Time               // of those to the States parties that count
	LastEntered  time.Time
	Circulation  budget.Circulation // of all languages, as the entries of the bundle have it
	Decision     *budget.Decision   // the last one; nil for none

	Log     string       // the name of the log
	Head    journal.Head // in which the entries are
	Since   *journal.Head
	Entries int // how many the bundle has
}

// Copy is the file's dispatch to one addressee.
type Copy struct {
	budget.Dispatch
	Role    budget.Role
	Margin  *int // days to the opening; nil without an opening
	Entered time.Time
}

// Check shows what the bundle proves of the file, from both and the key alone.
//
// Errors, in the order in which they are looked for: those of Parse; those of
// journal.OpenCheckpoint; proof.not_in_log for an entry that is not in the log
// that was signed, proof.unreadable_entry, proof.other_entry for one that is
// about something else; proof.since_later, proof.not_continued and
// proof.rewritten for a checkpoint that was kept; proof.not_frozen and
// proof.no_sheets; proof.other_budget for a workbook that does not carry the
// symbol, proof.file_altered for one that does and is not what was frozen;
// proof.other_language; proof.not_sent for a sheet of a language in which
// nothing went out.
func Check(ctx context.Context, q Question) (Answer, error) {
	b, err := Parse(q.Bundle)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Symbol: b.Symbol, Log: q.Key.Log(), Entries: len(b.Entries)}
	if a.Head, err = journal.OpenCheckpoint(b.Checkpoint, q.Key); err != nil {
		return Answer{}, err
	}
	records, err := b.records(a.Head)
	if err != nil {
		return Answer{}, err
	}
	if a.Since, err = b.since(q, a.Head); err != nil {
		return Answer{}, err
	}
	account, err := budget.AccountOf(b.Symbol, records, q.Rule, q.Today)
	if err != nil {
		return Answer{}, problem.New(problem.Invalid, "proof.malformed").With(err)
	}
	if a.Language, a.SHA256, err = identify(ctx, q, account); err != nil {
		return Answer{}, err
	}
	a.Title, a.FrozenSeq, a.FrozenAt, a.Decision = account.Title, account.Frozen.Seq, account.Frozen.At, account.Decision
	return a, a.sent(account)
}

// records are what the entries say, each of which is in the log.
func (b Bundle) records(h journal.Head) ([]journal.Record, error) {
	records := make([]journal.Record, len(b.Entries))
	for i, leaf := range b.Entries {
		if err := leaf.In(h); err != nil {
			return nil, err
		}
		var err error
		if records[i], err = leaf.Record(); err != nil {
			return nil, err
		}
	}
	session, err := budget.SessionIn(b.Symbol, records)
	if err != nil {
		return nil, problem.New(problem.Invalid, "proof.malformed").With(err)
	}
	for _, r := range records {
		if !budget.ToldOf(b.Symbol, r) && !conference.ToldOf(session, r) {
			return nil, problem.New(problem.Invalid, "proof.other_entry", "seq", int(r.Seq), "object", r.Object, "id", r.ID, "symbol", b.Symbol)
		}
	}
	return records, nil
}

// since is the head that was kept, of which the bundle's is a continuation. All
// the checkpoints in the bundle that the key signed must be continued by it,
// whether or not somebody kept them.
func (b Bundle) since(q Question, h journal.Head) (*journal.Head, error) {
	continued := map[int64]journal.Head{h.Size: h}
	for _, c := range b.Earlier {
		earlier, err := journal.OpenCheckpoint(c.Checkpoint, q.Key)
		if err != nil {
			continue // signed with a key that they do not have
		}
		if !h.Continues(earlier, c.Path) {
			return nil, rewritten(earlier)
		}
		continued[earlier.Size] = earlier
	}
	if q.Since == "" {
		return nil, nil
	}
	kept, err := journal.OpenCheckpoint(q.Since, q.Key)
	if err != nil {
		return nil, err
	}
	if kept.Size > h.Size {
		return nil, problem.New(problem.Conflict, "proof.since_later", "size", int(h.Size), "earlier", int(kept.Size))
	}
	earlier, found := continued[kept.Size]
	switch {
	case !found:
		return nil, problem.New(problem.NotFound, "proof.not_continued", "earlier", int(kept.Size))
	case earlier != kept:
		return nil, rewritten(kept)
	}
	return &kept, nil
}

func rewritten(kept journal.Head) error {
	return problem.New(problem.Conflict, "proof.rewritten", "earlier", int(kept.Size))
}

// identify finds the file among the sheets that were frozen.
func identify(ctx context.Context, q Question, account budget.Account) (conference.Language, string, error) {
	if account.Frozen.Seq == 0 {
		return "", "", problem.New(problem.Conflict, "proof.not_frozen", "symbol", account.Symbol)
	}
	if len(account.Sheets) == 0 {
		return "", "", problem.New(problem.Conflict, "proof.no_sheets", "symbol", account.Symbol)
	}
	digest := budget.NewSheet("", q.File).SHA256
	for _, l := range conference.Languages() {
		if account.Sheets[l] != digest {
			continue
		}
		if q.Language != "" && q.Language != l {
			return "", "", problem.New(problem.Conflict, "proof.other_language", "language", string(q.Language), "found", string(l))
		}
		return l, digest, nil
	}
	if !carries(ctx, q.File, account.Symbol) {
		return "", "", problem.New(problem.Conflict, "proof.other_budget", "symbol", account.Symbol)
	}
	return "", "", problem.New(problem.Conflict, "proof.file_altered", "symbol", account.Symbol)
}

// carries reports whether a workbook has the symbol in a cell of its own; a file
// that cannot be read any more may have had it.
func carries(ctx context.Context, file []byte, symbol string) bool {
	source, err := sheet.FromBytes("sheet.xlsx", file)
	if err != nil {
		return true
	}
	worksheets, err := source.Worksheets(ctx)
	if err != nil {
		return true
	}
	for _, w := range worksheets {
		for _, row := range w.Rows {
			for _, cell := range row {
				if cell.Text == symbol {
					return true
				}
			}
		}
	}
	return false
}

// sent puts down how the file's language went out.
func (a *Answer) sent(account budget.Account) error {
	a.Circulation = budget.StatusOf(account.Facts)
	for _, p := range a.Circulation.Languages {
		if p.Language == a.Language {
			a.Progress = p
		}
	}
	roles := map[conference.ParticipantID]budget.Role{}
	for _, p := range account.Facts.Addressees {
		roles[p.Party] = p.Role
	}
	for i, d := range account.Facts.Dispatches {
		if d.Language != a.Language {
			continue
		}
		c := Copy{Dispatch: d, Role: roles[d.Party], Entered: account.Entered[i]}
		if opening := account.Facts.Opening; !opening.IsZero() {
			margin := conference.Margin(opening, d.SentOn)
			c.Margin = &margin
		}
		a.Copies = append(a.Copies, c)
		if c.Role != budget.Party {
			continue
		}
		if a.FirstEntered.IsZero() || c.Entered.Before(a.FirstEntered) {
			a.FirstEntered = c.Entered
		}
		if c.Entered.After(a.LastEntered) {
			a.LastEntered = c.Entered
		}
	}
	if a.Progress.Sent == 0 {
		return problem.New(problem.Conflict, "proof.not_sent", "symbol", a.Symbol, "language", string(a.Language))
	}
	return nil
}
