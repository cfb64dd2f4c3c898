package wire

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
	"unicode"

	"article30/api/approval"
	"article30/internal/locale"
	"article30/internal/sheet"
)

// Submission is what somebody entered that waits for a second person, or did.
type Submission struct {
	ID         int64           `json:"id"`
	State      string          `json:"state" enum:"pending,approved,refused,withdrawn"`
	UseCase    string          `json:"use_case" example:"refund"`
	Operation  string          `json:"operation" example:"refund" doc:"The kind of what would be posted, to which the limit belongs."`
	USD        Money           `json:"usd" doc:"How much it would post, as it was valued when it was submitted."`
	Limit      Money           `json:"limit" doc:"The limit that it, or a part of it, is above."`
	Concerns   string          `json:"concerns" example:"contribution 4"`
	Seq        int             `json:"seq,omitempty" doc:"The place that its entry would have had there: on which state of the record it was decided."`
	Since      int             `json:"since,omitempty" doc:"How many entries were posted there after it was submitted, while it waits."`
	Input      json.RawMessage `json:"input" doc:"What was entered."`
	FileName   string          `json:"file_name,omitempty"`
	FileSHA256 string          `json:"file_sha256,omitempty"`
	EnteredBy  string          `json:"entered_by"`
	RecordedAt string          `json:"recorded_at" format:"date-time"`
	DecidedBy  string          `json:"decided_by,omitempty"`
	DecidedAt  string          `json:"decided_at,omitempty" format:"date-time"`
	Reason     string          `json:"reason,omitempty" doc:"Of a refusal or a withdrawal."`
	Posted     []approval.Span `json:"posted,omitempty" doc:"What was posted under the approval."`
	Report     *Report         `json:"report,omitempty" doc:"Of an import, when it is submitted: what it would do."`
}

// NewSubmission is s on the wire.
func NewSubmission(s approval.Submission, since int) Submission {
	w := Submission{
		ID: s.ID, State: "pending", UseCase: s.Case, Operation: string(s.Kind), USD: NewMoney(s.USD), Limit: NewMoney(s.Limit), Concerns: s.Of,
		Seq: s.Seq, Since: since, Input: spelled(s.Input), FileName: s.FileName, FileSHA256: s.FileSHA256,
		EnteredBy: s.EnteredBy, RecordedAt: s.RecordedAt.Format(time.RFC3339), Posted: approval.Spans(s.Posted),
	}
	if d := s.Decision; d != nil {
		w.State, w.DecidedBy, w.DecidedAt, w.Reason = string(d.Verdict), d.DecidedBy, d.RecordedAt.Format(time.RFC3339), d.Reason
	}
	return w
}

// NewPending is what an edge answers with in place of a result.
func NewPending(p *locale.Printer, kept *approval.Pending) Submission {
	w := NewSubmission(kept.Submission, 0)
	if r, ok := kept.Preview.(*sheet.Report); ok {
		report := NewReport(p, r)
		w.Report = &report
	}
	return w
}

// Approved says who approved what was posted, where the limits asked for it.
type Approved struct {
	ApprovedBy string `json:"approved_by,omitempty" doc:"Who approved it, where the limits asked for it."`
	ApprovedAt string `json:"approved_at,omitempty" format:"date-time"`
	Submission int64  `json:"submission,omitempty" doc:"Under which it was approved."`
}

func newApproved(all map[int64]approval.Given, id int64) (w Approved) {
	if g, ok := all[id]; ok {
		w = Approved{g.By, instant(g.At), g.Submission}
	}
	return w
}

// spelled is an input with its names as the rest of the interface has them, and
// without what was left empty.
func spelled(input json.RawMessage) json.RawMessage {
	dec := json.NewDecoder(bytes.NewReader(input))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return input
	}
	text, err := json.Marshal(respell(v))
	if err != nil {
		return input
	}
	return text
}

func respell(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			switch value = respell(value); {
			case value == nil, value == "", value == false, value == json.Number("0"):
			default:
				out[snake(name)] = value
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case []any:
		for i := range v {
			v[i] = respell(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	}
	return v
}

// snake is a name of the program's as JSON has it: BankReference is
// bank_reference, PerUSD is per_usd.
func snake(name string) string {
	var b strings.Builder
	letters := []rune(name)
	for i, r := range letters {
		begins := i > 0 && unicode.IsUpper(r) && (unicode.IsLower(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if begins {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// ApprovalLimit is the amount above which a kind of operation needs an approval.
type ApprovalLimit struct {
	Operation  string `json:"operation" example:"receipt"`
	Above      *Money `json:"above,omitempty" doc:"US dollars; absent where the limit was lifted."`
	Reason     string `json:"reason"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewApprovalLimit is l on the wire.
func NewApprovalLimit(l approval.Limit) ApprovalLimit {
	return ApprovalLimit{string(l.Kind), optionalMoney(l.Above), l.Reason, l.EnteredBy, l.RecordedAt.Format(time.RFC3339)}
}

// ApproverLimit is up to how much a user may approve.
type ApproverLimit struct {
	User       string `json:"user"`
	UpTo       *Money `json:"up_to,omitempty" doc:"US dollars; absent for any amount."`
	Reason     string `json:"reason"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewApproverLimit is l on the wire.
func NewApproverLimit(l approval.ApproverLimit) ApproverLimit {
	return ApproverLimit{l.User, optionalMoney(l.UpTo), l.Reason, l.EnteredBy, l.RecordedAt.Format(time.RFC3339)}
}

// Limits are the limits in force, of operations and of approvers.
type Limits struct {
	Operations []ApprovalLimit `json:"operations" doc:"What is in none of them is posted at once."`
	Approvers  []ApproverLimit `json:"approvers" doc:"Who is not among them approves any amount."`
	History    []ApprovalLimit `json:"history" doc:"Every limit of an operation that was ever set, in that order."`
}

// NewLimits are the limits on the wire.
func NewLimits(limits []approval.Limit, approvers []approval.ApproverLimit, history []approval.Limit) Limits {
	w := Limits{[]ApprovalLimit{}, []ApproverLimit{}, []ApprovalLimit{}}
	for _, l := range limits {
		w.Operations = append(w.Operations, NewApprovalLimit(l))
	}
	for _, l := range approvers {
		w.Approvers = append(w.Approvers, NewApproverLimit(l))
	}
	for _, l := range history {
		w.History = append(w.History, NewApprovalLimit(l))
	}
	return w
}
