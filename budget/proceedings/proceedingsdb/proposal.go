package proceedingsdb

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/proceedings"
	"article30/internal/date"
	"article30/internal/money"
)

type proposalRow struct {
	bun.BaseModel `bun:"table:proposal,alias:proposal"`

	ID          int64 `bun:"id,pk,autoincrement"`
	VersionID   int64
	Version     string `bun:"version,scanonly"`
	Columns     int    `bun:"columns,scanonly"` // of the version
	SessionID   string
	Number      int
	Symbol      string
	Title       string
	Instrument  conference.Instrument
	SubmittedOn date.Date
	EnteredBy   string
	RecordedAt  string
}

type sponsorRow struct {
	bun.BaseModel `bun:"table:proposal_sponsor"`

	ProposalID int64                    `bun:",pk"`
	Seq        int                      `bun:",pk"`
	PartyID    conference.ParticipantID `bun:"party_id"`
}

type amendmentRow struct {
	bun.BaseModel `bun:"table:amendment"`

	ProposalID int64 `bun:",pk"`
	Seq        int   `bun:",pk"`
	Action     proceedings.Action
	LineSeq    int            `bun:",nullzero"`
	MoveTo     budget.Funding `bun:",nullzero"`
	Code       string
	Title      string
	Section    string
	Mandate    budget.Mandate        `bun:",nullzero"`
	Instrument conference.Instrument `bun:",nullzero"`
	Object     budget.Object         `bun:",nullzero"`
	Funding    budget.Funding        `bun:",nullzero"`
}

type textRow struct {
	bun.BaseModel `bun:"table:amendment_text"`

	ProposalID   int64               `bun:",pk"`
	AmendmentSeq int                 `bun:",pk"`
	Language     conference.Language `bun:",pk"`
	Title        string
	Narrative    string
}

// amountRow is a figure in ten-thousandths of a US dollar.
type amountRow struct {
	bun.BaseModel `bun:"table:amendment_amount"`

	ProposalID   int64 `bun:",pk"`
	AmendmentSeq int   `bun:",pk"`
	ColumnSeq    int   `bun:",pk"`
	Amount       int64
}

func (s *Store) Proposals(ctx context.Context) ([]proceedings.Proposal, error) {
	var rows []proposalRow
	err := s.Conn(ctx).NewSelect().Model(&rows).ColumnExpr("proposal.*").ColumnExpr("v.symbol AS version").
		ColumnExpr("(SELECT count(*) FROM budget_column AS c WHERE c.version_id = v.id) AS columns").
		Join("JOIN budget_version AS v ON v.id = proposal.version_id").Order("proposal.version_id", "proposal.number").Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]proceedings.Proposal, len(rows))
	columns := map[int64]int{}
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		columns[r.ID] = r.Columns
		list[i] = proceedings.Proposal{
			ID: r.ID, VersionID: r.VersionID, Version: r.Version, Session: r.SessionID, Number: r.Number, Symbol: r.Symbol,
			Title: r.Title, Instrument: r.Instrument, On: r.SubmittedOn, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, s.parts(ctx, list, columns)
}

// parts fills in sponsors and amendments.
func (s *Store) parts(ctx context.Context, list []proceedings.Proposal, columns map[int64]int) error {
	var sponsors []sponsorRow
	if err := s.Conn(ctx).NewSelect().Model(&sponsors).Order("proposal_id", "seq").Scan(ctx); err != nil {
		return err
	}
	var rows []amendmentRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Order("proposal_id", "seq").Scan(ctx); err != nil {
		return err
	}
	var amounts []amountRow
	if err := s.Conn(ctx).NewSelect().Model(&amounts).Scan(ctx); err != nil {
		return err
	}
	var texts []textRow
	if err := s.Conn(ctx).NewSelect().Model(&texts).Scan(ctx); err != nil {
		return err
	}
	at := func(id int64) *proceedings.Proposal {
		return &list[slices.IndexFunc(list, func(p proceedings.Proposal) bool { return p.ID == id })]
	}
	for _, r := range sponsors {
		p := at(r.ProposalID)
		p.Sponsors = append(p.Sponsors, r.PartyID)
	}
	for _, r := range rows {
		a := proceedings.Amendment{Action: r.Action, At: r.LineSeq, To: r.MoveTo, Amounts: make([]money.Money, columns[r.ProposalID])}
		a.Line = budget.Line{
			Code: r.Code, Title: r.Title, Section: r.Section, Mandate: r.Mandate, Instrument: r.Instrument, Object: r.Object, Funding: r.Funding,
		}
		for _, m := range amounts {
			if m.ProposalID == r.ProposalID && m.AmendmentSeq == r.Seq && m.ColumnSeq <= len(a.Amounts) {
				a.Amounts[m.ColumnSeq-1] = money.FromUnits(m.Amount, money.USD)
			}
		}
		for _, t := range texts {
			if t.ProposalID != r.ProposalID || t.AmendmentSeq != r.Seq {
				continue
			}
			if a.Line.Texts == nil {
				a.Line.Texts = budget.Texts{}
			}
			a.Line.Texts[t.Language] = budget.LineText{Title: t.Title, Narrative: t.Narrative}
		}
		if a.Action == proceedings.Add {
			a.Line.Amounts, a.Amounts = a.Amounts, make([]money.Money, len(a.Amounts))
		}
		p := at(r.ProposalID)
		p.Amendments = append(p.Amendments, a)
	}
	return nil
}

func (s *Store) AddProposal(ctx context.Context, p *proceedings.Proposal) error {
	row := proposalRow{
		VersionID: p.VersionID, SessionID: p.Session, Number: p.Number, Symbol: p.Symbol, Title: p.Title,
		Instrument: p.Instrument, SubmittedOn: p.On, EnteredBy: p.EnteredBy, RecordedAt: instant(p.RecordedAt),
	}
	if _, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
		return err
	}
	p.ID = row.ID
	var sponsors []sponsorRow
	for i, id := range p.Sponsors {
		sponsors = append(sponsors, sponsorRow{ProposalID: p.ID, Seq: i + 1, PartyID: id})
	}
	var rows []amendmentRow
	var amounts []amountRow
	var texts []textRow
	for i, a := range p.Amendments {
		l := a.Line
		rows = append(rows, amendmentRow{
			ProposalID: p.ID, Seq: i + 1, Action: a.Action, LineSeq: a.At, MoveTo: a.To, Code: l.Code, Title: l.Title,
			Section: l.Section, Mandate: l.Mandate, Instrument: l.Instrument, Object: l.Object, Funding: l.Funding,
		})
		for language, t := range l.Texts {
			texts = append(texts, textRow{ProposalID: p.ID, AmendmentSeq: i + 1, Language: language, Title: t.Title, Narrative: t.Narrative})
		}
		figures := a.Amounts
		if a.Action == proceedings.Add {
			figures = l.Amounts
		}
		for n, m := range figures {
			if m != (money.Money{}) {
				amounts = append(amounts, amountRow{ProposalID: p.ID, AmendmentSeq: i + 1, ColumnSeq: n + 1, Amount: m.Units()})
			}
		}
	}
	if err := insert(ctx, s, sponsors); err != nil {
		return err
	}
	if err := insert(ctx, s, rows); err != nil {
		return err
	}
	if err := insert(ctx, s, texts); err != nil {
		return err
	}
	return insert(ctx, s, amounts)
}

type eventRow struct {
	bun.BaseModel `bun:"table:proposal_event"`

	ID         int64 `bun:"id,pk,autoincrement"`
	ProposalID int64
	Seq        int
	Kind       proceedings.EventKind
	OnDate     date.Date
	MeetingID  int64         `bun:",nullzero"`
	Method     budget.Method `bun:",nullzero"`
	RollCallID int64         `bun:",nullzero"`
	Words      string
	Override   string
	Reference  string
	EnteredBy  string
	RecordedAt string
}

func (s *Store) Events(ctx context.Context) ([]proceedings.Event, error) {
	var rows []eventRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Order("proposal_id", "seq").Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]proceedings.Event, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = proceedings.Event{
			ID: r.ID, ProposalID: r.ProposalID, Seq: r.Seq, Kind: r.Kind, On: r.OnDate, Meeting: r.MeetingID, Method: r.Method,
			RollCall: r.RollCallID, Words: r.Words, Override: r.Override, Reference: r.Reference, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

func (s *Store) AddEvent(ctx context.Context, e *proceedings.Event) error {
	row := eventRow{
		ProposalID: e.ProposalID, Seq: e.Seq, Kind: e.Kind, OnDate: e.On, MeetingID: e.Meeting, Method: e.Method, RollCallID: e.RollCall,
		Words: e.Words, Override: e.Override, Reference: e.Reference, EnteredBy: e.EnteredBy, RecordedAt: instant(e.RecordedAt),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	e.ID = row.ID
	return err
}
