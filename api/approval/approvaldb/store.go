// Package approvaldb keeps limits, submissions and decisions in the database.
package approvaldb

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"article30/api/approval"
	"article30/internal/access"
	"article30/internal/db"
	"article30/internal/money"
	"article30/internal/problem"
)

// Store implements approval.Store.
type Store struct{ *db.DB }

var _ approval.Store = (*Store)(nil)

// New is the store in d.
func New(d *db.DB) *Store { return &Store{d} }

type limitRow struct {
	bun.BaseModel `bun:"table:approval_limit,alias:approval_limit"`

	ID         int64 `bun:"id,pk,autoincrement"`
	Operation  string
	Above      *int64
	Reason     string
	EnteredBy  string
	RecordedAt string
}

type approverRow struct {
	bun.BaseModel `bun:"table:approver_limit,alias:approver_limit"`

	ID         int64 `bun:"id,pk,autoincrement"`
	Approver   string
	UpTo       *int64
	Reason     string
	EnteredBy  string
	RecordedAt string
}

// Limits are those of the kind as they were set; of all kinds for "".
func (s *Store) Limits(ctx context.Context, kind access.OperationKind) ([]approval.Limit, error) {
	var rows []limitRow
	q := s.Conn(ctx).NewSelect().Model(&rows).Order("id")
	if kind != "" {
		q.Where("operation = ?", string(kind))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]approval.Limit, len(rows))
	for i, r := range rows {
		at, err := instant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = approval.Limit{
			ID: r.ID, Kind: access.OperationKind(r.Operation), Above: dollars(r.Above),
			Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

func (s *Store) AddLimit(ctx context.Context, l *approval.Limit) error {
	row := limitRow{
		Operation: string(l.Kind), Above: units(l.Above), Reason: l.Reason, EnteredBy: l.EnteredBy, RecordedAt: text(l.RecordedAt),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	l.ID = row.ID
	return err
}

// ApproverLimits are those of the user as they were set; of everybody for "".
func (s *Store) ApproverLimits(ctx context.Context, user string) ([]approval.ApproverLimit, error) {
	var rows []approverRow
	q := s.Conn(ctx).NewSelect().Model(&rows).Order("id")
	if user != "" {
		q.Where("approver = ?", user)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]approval.ApproverLimit, len(rows))
	for i, r := range rows {
		at, err := instant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = approval.ApproverLimit{
			ID: r.ID, User: r.Approver, UpTo: dollars(r.UpTo), Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

func (s *Store) AddApproverLimit(ctx context.Context, l *approval.ApproverLimit) error {
	row := approverRow{
		Approver: l.User, UpTo: units(l.UpTo), Reason: l.Reason, EnteredBy: l.EnteredBy, RecordedAt: text(l.RecordedAt),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	l.ID = row.ID
	return err
}

type submissionRow struct {
	bun.BaseModel `bun:"table:submission,alias:submission"`

	ID         int64 `bun:"id,pk,autoincrement"`
	UseCase    string
	Operation  string
	USD        int64 `bun:"usd"`
	Above      int64
	Concerns   string
	Seq        int
	Input      string
	FileName   string
	FileSHA256 string `bun:"file_sha256"`
	EnteredBy  string
	RecordedAt string
}

type fileRow struct {
	bun.BaseModel `bun:"table:submission_file,alias:submission_file"`

	SubmissionID int64 `bun:",pk"`
	Content      []byte
}

type decisionRow struct {
	bun.BaseModel `bun:"table:submission_decision,alias:submission_decision"`

	SubmissionID int64 `bun:",pk"`
	EnteredBy    string
	Verdict      string
	DecidedBy    string
	Reason       string
	RecordedAt   string
}

// Submissions are those that the filter chooses, by ID.
func (s *Store) Submissions(ctx context.Context, f approval.Filter) ([]approval.Submission, error) {
	var rows []submissionRow
	q := s.Conn(ctx).NewSelect().Model(&rows).Where("id > ?", f.After).Order("id")
	if f.Pending {
		q.Where("NOT EXISTS (SELECT 1 FROM submission_decision d WHERE d.submission_id = submission.id)")
	}
	for column, value := range map[string]string{"operation": string(f.Kind), "entered_by": f.EnteredBy, "use_case": f.Case} {
		if value != "" {
			q.Where("? = ?", bun.Ident(column), value)
		}
	}
	if f.Limit > 0 {
		q.Limit(int64(f.Limit))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	return s.submissions(ctx, rows)
}

// Submission is one of them. Error: approval.not_found.
func (s *Store) Submission(ctx context.Context, id int64) (approval.Submission, error) {
	var rows []submissionRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Where("id = ?", id).Scan(ctx); err != nil {
		return approval.Submission{}, err
	}
	list, err := s.submissions(ctx, rows)
	if err != nil {
		return approval.Submission{}, err
	}
	if len(list) == 0 {
		return approval.Submission{}, problem.New(problem.NotFound, "approval.not_found", "submission", id)
	}
	return list[0], nil
}

type bookTable struct {
	book          approval.Book
	table, column string
}

// books are the tables that link what was posted with its approval.
var books = []bookTable{
	{approval.Contributions, "entry_approval", "entry_id"},
	{approval.Execution, "execution_approval", "entry_id"},
	{approval.EarmarkTransfers, "earmark_transfer_approval", "transfer_id"},
	{approval.AssistanceEvents, "assistance_approval", "event_id"},
	{approval.Dispatches, "dispatch_approval", "dispatch_id"},
}

// Given are the approvals of those of the entries that have one, by entry.
func (s *Store) Given(ctx context.Context, book approval.Book, entries []int64) (map[int64]approval.Given, error) {
	given := map[int64]approval.Given{}
	i := slices.IndexFunc(books, func(b bookTable) bool { return b.book == book })
	if i < 0 {
		return given, nil
	}
	for chunk := range slices.Chunk(entries, batch) {
		var rows []struct {
			ID           int64 `bun:"id"`
			SubmissionID int64 `bun:"submission_id"`
			DecidedBy    string
			RecordedAt   string
		}
		err := s.Conn(ctx).NewSelect().TableExpr("? AS link", bun.Ident(books[i].table)).
			ColumnExpr("link.? AS id", bun.Ident(books[i].column)).ColumnExpr("d.submission_id, d.decided_by, d.recorded_at").
			Join("JOIN submission_decision AS d ON d.submission_id = link.submission_id").
			Where("link.? IN (?)", bun.Ident(books[i].column), bun.List(chunk)).Scan(ctx, &rows)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			at, err := instant(r.RecordedAt)
			if err != nil {
				return nil, err
			}
			given[r.ID] = approval.Given{Submission: r.SubmissionID, By: r.DecidedBy, At: at}
		}
	}
	return given, nil
}

func (s *Store) submissions(ctx context.Context, rows []submissionRow) ([]approval.Submission, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	list := make([]approval.Submission, len(rows))
	ids, place := make([]int64, len(rows)), map[int64]int{}
	for i, r := range rows {
		at, err := instant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		ids[i], place[r.ID] = r.ID, i
		list[i] = approval.Submission{
			ID: r.ID, Case: r.UseCase, Kind: access.OperationKind(r.Operation), USD: dollars(&r.USD), Limit: dollars(&r.Above),
			Of: r.Concerns, Seq: r.Seq, Input: []byte(r.Input), FileName: r.FileName, FileSHA256: r.FileSHA256,
			EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	var decisions []decisionRow
	if err := s.Conn(ctx).NewSelect().Model(&decisions).Where("submission_id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, err
	}
	for _, d := range decisions {
		at, err := instant(d.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[place[d.SubmissionID]].Decision = &approval.Decision{
			Submission: d.SubmissionID, EnteredBy: d.EnteredBy, Verdict: approval.Verdict(d.Verdict),
			DecidedBy: d.DecidedBy, Reason: d.Reason, RecordedAt: at,
		}
	}
	for _, b := range books {
		var links []struct {
			ID           int64 `bun:"id"`
			SubmissionID int64 `bun:"submission_id"`
		}
		err := s.Conn(ctx).NewSelect().TableExpr("?", bun.Ident(b.table)).ColumnExpr("? AS id", bun.Ident(b.column)).Column("submission_id").
			Where("submission_id IN (?)", bun.List(ids)).Order(b.column).Scan(ctx, &links)
		if err != nil {
			return nil, err
		}
		for _, l := range links {
			one := &list[place[l.SubmissionID]]
			one.Posted = append(one.Posted, approval.Posted{Book: b.book, ID: l.ID})
		}
	}
	return list, nil
}

// File is the file of a submission; nil where there is none.
func (s *Store) File(ctx context.Context, id int64) ([]byte, error) {
	var row fileRow
	err := s.Conn(ctx).NewSelect().Model(&row).Where("submission_id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return row.Content, err
}

func (s *Store) AddSubmission(ctx context.Context, one *approval.Submission, file []byte) error {
	row := submissionRow{
		UseCase: one.Case, Operation: string(one.Kind), USD: one.USD.Units(), Above: one.Limit.Units(), Concerns: one.Of, Seq: one.Seq,
		Input: string(one.Input), FileName: one.FileName, FileSHA256: one.FileSHA256,
		EnteredBy: one.EnteredBy, RecordedAt: text(one.RecordedAt),
	}
	if _, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
		return err
	}
	one.ID = row.ID
	if one.FileName == "" {
		return nil
	}
	_, err := s.Conn(ctx).NewInsert().Model(&fileRow{SubmissionID: row.ID, Content: file}).Exec(ctx)
	return err
}

func (s *Store) AddDecision(ctx context.Context, d approval.Decision) error {
	_, err := s.Conn(ctx).NewInsert().Model(&decisionRow{
		SubmissionID: d.Submission, EnteredBy: d.EnteredBy, Verdict: string(d.Verdict),
		DecidedBy: d.DecidedBy, Reason: d.Reason, RecordedAt: text(d.RecordedAt),
	}).Exec(ctx)
	return err
}

// batch is how many rows one statement writes.
const batch = 500

func (s *Store) AddPosted(ctx context.Context, submission int64, list []approval.Posted) error {
	for _, b := range books {
		of := slices.DeleteFunc(slices.Clone(list), func(p approval.Posted) bool { return p.Book != b.book })
		for chunk := range slices.Chunk(of, batch) {
			values := strings.TrimSuffix(strings.Repeat("(?, ?), ", len(chunk)), ", ")
			args := []any{bun.Ident(b.table), bun.Ident(b.column)}
			for _, p := range chunk {
				args = append(args, p.ID, submission)
			}
			if _, err := s.Conn(ctx).NewRaw("INSERT INTO ? (?, submission_id) VALUES "+values, args...).Exec(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// Seq is how many entries a contribution or an allotment has, or how many
// transfers; 0 for anything else.
func (s *Store) Seq(ctx context.Context, of string) (int, error) {
	what, number, _ := strings.Cut(of, " ")
	id, err := strconv.ParseInt(number, 10, 64)
	tables := map[string][2]string{"contribution": {"entry", "contribution_id"}, "allotment": {"execution_entry", "allotment_id"}}
	table, ok := tables[what]
	if err != nil || !ok {
		return 0, nil
	}
	var n sql.NullInt64
	err = s.Conn(ctx).NewRaw("SELECT max(seq) FROM ? WHERE ? = ?", bun.Ident(table[0]), bun.Ident(table[1]), id).Scan(ctx, &n)
	return int(n.Int64), err
}

func dollars(units *int64) money.Money {
	if units == nil {
		return money.Money{}
	}
	return money.FromUnits(*units, money.USD)
}

func units(m money.Money) *int64 {
	if m == (money.Money{}) {
		return nil
	}
	n := m.Units()
	return &n
}

func text(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func instant(text string) (time.Time, error) { return time.Parse(time.RFC3339, text) }
