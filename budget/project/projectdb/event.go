package projectdb

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/project"
	"article30/internal/date"
	"article30/internal/money"
)

type eventRow struct {
	bun.BaseModel `bun:"table:assistance_event,alias:assistance_event"`

	ID           int64     `bun:"id,pk,autoincrement"`
	RequestID    int64     `bun:"request_id"`
	Seq          int       `bun:"seq"`
	Kind         string    `bun:"kind"`
	OnDate       date.Date `bun:"on_date"`
	Partner      int       `bun:"partner"`
	Instalment   int       `bun:"instalment"`
	Report       int       `bun:"report"`
	USD          *int64    `bun:"usd"`
	Recommended  bool      `bun:"recommended"`
	Score        string    `bun:"score"`
	Words        string    `bun:"words"`
	Sort         string    `bun:"sort"`
	Reference    string    `bun:"reference"`
	Due          date.Date `bun:"due,nullzero"`
	StartOn      date.Date `bun:"start_on,nullzero"`
	EndOn        date.Date `bun:"end_on,nullzero"`
	Reason       string    `bun:"reason"`
	Override     string    `bun:"override"`
	CodeYear     int       `bun:"code_year,nullzero"`
	CodeSeq      int       `bun:"code_seq,nullzero"`
	AllotmentID  int64     `bun:"allotment_id,nullzero"`
	EntryID      int64     `bun:"entry_id,nullzero"`
	DonorEntryID int64     `bun:"donor_entry_id,nullzero"`
	Contribution int64     `bun:"contribution_id,scanonly"` // of the donor's entry
	AppraisalSeq int       `bun:"appraisal_seq,nullzero"`
	AppraisedBy  string    `bun:"appraised_by,nullzero"`
	RequestedBy  string    `bun:"requested_by,nullzero"`
	EnteredBy    string    `bun:"entered_by"`
	RecordedAt   string    `bun:"recorded_at"`
}

type overrideRow struct {
	bun.BaseModel `bun:"table:assistance_override,alias:assistance_override"`

	EventID int64  `bun:"event_id,pk"`
	Rule    string `bun:"rule,pk"`
}

type shareRow struct {
	bun.BaseModel `bun:"table:assistance_share,alias:assistance_share"`

	EventID int64  `bun:"event_id,pk"`
	Object  string `bun:"object,pk"`
	USD     int64  `bun:"usd"`
}

type instalmentRow struct {
	bun.BaseModel `bun:"table:assistance_instalment,alias:assistance_instalment"`

	EventID int64     `bun:"event_id,pk"`
	No      int       `bun:"no,pk"`
	Due     date.Date `bun:"due,nullzero"`
	After   int       `bun:"after"`
	USD     int64     `bun:"usd"`
}

// Events are all events by request and Seq.
func (s *Store) Events(ctx context.Context) ([]project.Event, error) { return s.events(ctx, 0) }

// Project is the request of which the project came, with its events.
func (s *Store) Project(ctx context.Context, code project.Code) (r project.Request, events []project.Event, err error) {
	var id int64
	err = s.conn(ctx).NewSelect().Table("assistance_event").ColumnExpr("COALESCE(MAX(request_id), 0)").
		Where("code_year = ? AND code_seq = ?", code.Year, code.Seq).Scan(ctx, &id)
	if err != nil || id == 0 {
		return r, nil, err
	}
	list, err := s.requests(ctx, id)
	if err != nil || len(list) == 0 {
		return r, nil, err
	}
	events, err = s.events(ctx, id)
	return list[0], events, err
}

// events are those of a request, of all for 0.
func (s *Store) events(ctx context.Context, request int64) ([]project.Event, error) {
	var rows []eventRow
	err := s.conn(ctx).NewSelect().Model(&rows).ColumnExpr("assistance_event.*").
		ColumnExpr("COALESCE(entry.contribution_id, 0) AS contribution_id").
		Join("LEFT JOIN entry ON entry.id = assistance_event.donor_entry_id").
		Where("? = 0 OR assistance_event.request_id = ?", request, request).
		Order("assistance_event.request_id", "assistance_event.seq").Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]project.Event, len(rows))
	at := map[int64]*project.Event{}
	for i, r := range rows {
		e, err := r.event()
		if err != nil {
			return nil, err
		}
		list[i] = e
		at[e.ID] = &list[i]
	}
	return list, s.parts(ctx, request, at)
}

func (r eventRow) event() (project.Event, error) {
	at, err := time.Parse(time.RFC3339, r.RecordedAt)
	e := project.Event{
		ID: r.ID, Request: r.RequestID, Seq: r.Seq, Kind: project.Kind(r.Kind), On: r.OnDate,
		Partner: r.Partner, Instalment: r.Instalment, Report: r.Report,
		Recommended: r.Recommended, Score: r.Score, Text: r.Words, Type: r.Sort, Reference: r.Reference,
		Due: r.Due, Start: r.StartOn, End: r.EndOn, Reason: r.Reason, Override: r.Override,
		Code: project.Code{Year: r.CodeYear, Seq: r.CodeSeq}, Allotment: r.AllotmentID, Entry: r.EntryID,
		DonorEntry: r.DonorEntryID, Contribution: r.Contribution,
		Appraisal: r.AppraisalSeq, AppraisedBy: r.AppraisedBy, RequestedBy: r.RequestedBy,
		EnteredBy: r.EnteredBy, RecordedAt: at,
	}
	if r.USD != nil {
		e.USD = dollars(*r.USD)
	}
	return e, err
}

// parts fills in what events of a request, of all for 0, have several of.
func (s *Store) parts(ctx context.Context, request int64, at map[int64]*project.Event) error {
	const of = "? = 0 OR event_id IN (SELECT id FROM assistance_event WHERE request_id = ?)"
	var overrides []overrideRow
	if err := s.conn(ctx).NewSelect().Model(&overrides).Where(of, request, request).Scan(ctx); err != nil {
		return err
	}
	for _, r := range overrides {
		at[r.EventID].Overrides = append(at[r.EventID].Overrides, project.Rule(r.Rule))
	}
	var shares []shareRow
	if err := s.conn(ctx).NewSelect().Model(&shares).Where(of, request, request).Scan(ctx); err != nil {
		return err
	}
	for _, r := range shares {
		at[r.EventID].Budget = append(at[r.EventID].Budget, project.Share{Object: budget.Object(r.Object), USD: dollars(r.USD)})
	}
	rank := func(x project.Share) int { return slices.Index(budget.Objects(), x.Object) }
	for _, e := range at {
		slices.SortFunc(e.Overrides, func(a, b project.Rule) int {
			return slices.Index(project.Rules(), a) - slices.Index(project.Rules(), b)
		})
		slices.SortFunc(e.Budget, func(a, b project.Share) int { return rank(a) - rank(b) })
	}
	var instalments []instalmentRow
	if err := s.conn(ctx).NewSelect().Model(&instalments).Where(of, request, request).Order("event_id", "no").Scan(ctx); err != nil {
		return err
	}
	for _, r := range instalments {
		at[r.EventID].Plan = append(at[r.EventID].Plan, project.Instalment{No: r.No, Due: r.Due, After: r.After, USD: dollars(r.USD)})
	}
	return nil
}

// AddEvent inserts an event and fills the ID in.
func (s *Store) AddEvent(ctx context.Context, e *project.Event) error {
	row := eventRow{
		RequestID: e.Request, Seq: e.Seq, Kind: string(e.Kind), OnDate: e.On,
		Partner: e.Partner, Instalment: e.Instalment, Report: e.Report,
		Recommended: e.Recommended, Score: e.Score, Words: e.Text, Sort: e.Type, Reference: e.Reference,
		Due: e.Due, StartOn: e.Start, EndOn: e.End, Reason: e.Reason, Override: e.Override,
		CodeYear: e.Code.Year, CodeSeq: e.Code.Seq, AllotmentID: e.Allotment, EntryID: e.Entry, DonorEntryID: e.DonorEntry,
		AppraisalSeq: e.Appraisal, AppraisedBy: e.AppraisedBy, RequestedBy: e.RequestedBy,
		EnteredBy: e.EnteredBy, RecordedAt: instant(e.RecordedAt),
	}
	if e.USD != (money.Money{}) {
		units := e.USD.Units()
		row.USD = &units
	}
	id, err := inserted(ctx, s.conn(ctx), &row)
	if err != nil {
		return err
	}
	e.ID = id
	var overrides []overrideRow
	for _, rule := range e.Overrides {
		overrides = append(overrides, overrideRow{EventID: id, Rule: string(rule)})
	}
	var shares []shareRow
	for _, share := range e.Budget {
		shares = append(shares, shareRow{EventID: id, Object: string(share.Object), USD: share.USD.Units()})
	}
	var instalments []instalmentRow
	for _, i := range e.Plan {
		instalments = append(instalments, instalmentRow{EventID: id, No: i.No, Due: i.Due, After: i.After, USD: i.USD.Units()})
	}
	if err := insert(ctx, s.conn(ctx), overrides); err != nil {
		return err
	}
	if err := insert(ctx, s.conn(ctx), shares); err != nil {
		return err
	}
	return insert(ctx, s.conn(ctx), instalments)
}
