package approval

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Submission is what somebody entered that waits for a second person, or did.
// It is never changed: another amount is another submission.
type Submission struct {
	ID         int64
	Case       string // the use case
	Kind       access.OperationKind
	USD        money.Money // what it would post, as it was valued when it was submitted
	Limit      money.Money // the limit that it is above, or a part of it
	Of         string      // what it concerns: "contribution 4"
	Seq        int         // the place of its entry there: on which state it was decided; 0 where there is none
	Input      json.RawMessage
	FileName   string // of an import
	FileSHA256 string
	EnteredBy  string
	RecordedAt time.Time

	Decision *Decision // nil while it waits
	Posted   []Posted  // what was posted when it was approved
}

// Verdict is what was decided on a submission.
type Verdict string

const (
	Approved  Verdict = "approved"
	Refused   Verdict = "refused"
	Withdrawn Verdict = "withdrawn" // by who submitted it
)

// Decision ends a submission. EnteredBy is the submission's: the database
// refuses a decision of theirs, and of anybody else a withdrawal.
type Decision struct {
	Submission int64
	EnteredBy  string
	Verdict    Verdict
	DecidedBy  string
	Reason     string
	RecordedAt time.Time
}

// Book is where a posted entry stands.
type Book string

const (
	Contributions    Book = "entry"
	Execution        Book = "execution_entry"
	EarmarkTransfers Book = "earmark_transfer"
	AssistanceEvents Book = "assistance_event" // which posts in the execution
	Dispatches       Book = "dispatch"         // by the last copy of the shipment
)

// Posted is an entry that was posted under an approval.
type Posted struct {
	Book Book
	ID   int64
}

// Span is entries of one book whose numbers follow each other.
type Span struct {
	Book  Book  `json:"book"`
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

// Spans is what was posted, by book and number, in as few words as there can
// be: an import posts many thousands.
func Spans(posted []Posted) (spans []Span) {
	posted = slices.SortedFunc(slices.Values(posted), func(a, b Posted) int {
		return cmp.Or(cmp.Compare(a.Book, b.Book), cmp.Compare(a.ID, b.ID))
	})
	for _, p := range posted {
		if last := len(spans) - 1; last >= 0 && spans[last].Book == p.Book && spans[last].Last == p.ID-1 {
			spans[last].Last = p.ID
			continue
		}
		spans = append(spans, Span{p.Book, p.ID, p.ID})
	}
	return spans
}

// bookOf is where the entries of a kind of operation stand.
func bookOf(kind access.OperationKind) Book {
	switch kind {
	case access.TransferringEarmark:
		return EarmarkTransfers
	case access.BackDating:
		return Dispatches
	case access.Allotting, access.ChangingAllotment, access.Committing, access.ChangingCommitment, access.Spending,
		access.Paying, access.ReversingSpending, access.ImportingExpenses, access.CorrectingSpending:
		return Execution
	}
	return Contributions
}

// Filter chooses submissions; a zero field chooses all. After and Limit page
// through them in the order of their IDs.
type Filter struct {
	Pending   bool
	Kind      access.OperationKind
	EnteredBy string
	Case      string
	After     int64
	Limit     int
}

// Pending is what an edge gets in place of a result: what was asked is kept
// until a second person approves it. It is no failure.
type Pending struct {
	Submission Submission
	Preview    any // what carrying it out would say, where the use case can be tried
}

func (p *Pending) Error() string { return "kept for approval" }

// filed is an input with a file, which is kept beside it.
type filed interface {
	attachment() (name string, content []byte)
}

// submit keeps what the gate refused.
//
// Error: approval.waiting when the same is waiting already.
func (s *Service) submit(ctx context.Context, actor access.Actor, name string, in any, why *needed) (made Submission, err error) {
	input, err := json.Marshal(in)
	if err != nil {
		return Submission{}, err
	}
	made = Submission{
		Case: name, Kind: why.op.Kind, USD: why.op.USD, Limit: why.limit, Of: why.op.Of, Seq: why.op.Seq,
		Input: input, EnteredBy: actor.Name, RecordedAt: s.now(),
	}
	var content []byte
	if f, ok := in.(filed); ok {
		made.FileName, content = f.attachment()
		made.FileSHA256 = digest(content)
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		waiting, err := s.store.Submissions(ctx, Filter{Pending: true, Case: name, EnteredBy: actor.Name})
		if err != nil {
			return err
		}
		for _, w := range waiting {
			if string(w.Input) == string(made.Input) && w.FileSHA256 == made.FileSHA256 {
				return problem.New(problem.Conflict, "approval.waiting", "submission", w.ID)
			}
		}
		made.ID = 0
		if err := s.store.AddSubmission(ctx, &made, content); err != nil {
			return err
		}
		return s.journal.AppendAll(ctx, []journal.Entry{submitRecord(made)})
	})
	if err != nil {
		return Submission{}, err
	}
	return made, nil
}

// Submissions lists submissions by ID, with what was decided.
func (s *Service) Submissions(ctx context.Context, f Filter) (list []Submission, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		list, err = s.store.Submissions(ctx, f)
		return err
	})
	return list, err
}

// Submission is one of them. Since is how many entries its record got after it
// was submitted: what was posted in the meantime.
//
// Error: approval.not_found.
func (s *Service) Submission(ctx context.Context, id int64) (one Submission, since int, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		if one, err = s.store.Submission(ctx, id); err != nil || one.Seq == 0 || one.Decision != nil {
			return err
		}
		seq, err := s.store.Seq(ctx, one.Of)
		since = max(0, seq+1-one.Seq)
		return err
	})
	return one, since, err
}

// maxReason is the length of a reason in characters.
const maxReason = 1000

// reason reads a reason, which must be given.
func reason(fields *problem.Fields, value string) string {
	value = fields.Line("reason", value, maxReason)
	if value == "" {
		fields.Add("reason", "approval.no_reason")
	}
	return value
}
