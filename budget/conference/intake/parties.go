package intake

import (
	"context"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// The columns of a table of signatures and consents: the participant, and for
// each instrument the days of signature and of deposit and the kind of the
// consent.
const participantColumn = "participant"

type consentColumns struct{ signed, deposited, kind string }

var columnsOf = map[conference.Instrument]consentColumns{
	conference.Convention:  prefixed("UNTOC"),
	conference.Trafficking: prefixed("Trafficking in Persons Protocol"),
	conference.Migrants:    prefixed("Migrants Protocol"),
	conference.Firearms:    prefixed("Firearms Protocol"),
}

func prefixed(name string) consentColumns {
	return consentColumns{name + " signature", name + " consent", name + " consent_type"}
}

var partiesLayout = func() layout {
	l := layout{kind: "parties", required: []string{participantColumn}}
	for _, i := range conference.Instruments() {
		c := columnsOf[i]
		l.optional = append(l.optional, c.signed, c.deposited, c.kind)
	}
	return l
}()

// ImportParties loads who has signed and deposited what, one row for each
// participant. A file may be about some of the instruments only. An empty cell
// takes nothing away. A row counts as added when the participant had signed
// and deposited nothing before.
//
// Errors: those of reading the file; sheet.bad_mapping,
// conference.unknown_mapping_column. A wrong row is no error but a refusal in
// the report.
func ImportParties(ctx context.Context, service *conference.Service, actor access.Actor, src *sheet.Source, opts Options) (*sheet.Report, error) {
	return run(ctx, service, actor, src, opts, partiesLayout, checkParties)
}

// partyRow is a row that was found good.
type partyRow struct {
	row  sheet.Row
	told []conference.Consent
	new  bool // nothing was known of this participant
}

func checkParties(ctx context.Context, l *load) (func(context.Context) error, error) {
	participants, err := l.service.Participants(ctx)
	if err != nil {
		return nil, err
	}
	names := conference.NewNames(participants)
	byID := map[conference.ParticipantID]conference.Participant{}
	for _, p := range participants {
		byID[p.ID] = p
	}
	instruments := l.instruments()
	if len(instruments) == 0 {
		var needed []string
		for _, i := range conference.Instruments() {
			needed = append(needed, l.header(columnsOf[i].deposited))
		}
		return nil, l.table.Require(needed...)
	}

	var rows []partyRow
	first := map[conference.ParticipantID]int{} // the line of each participant
	for _, row := range l.table.Rows {
		id, err := names.Find(l.cell(row, participantColumn))
		if err == nil && first[id] != 0 {
			err = problem.New(problem.Invalid, "conference.given_twice", "participant", string(id), "line", first[id])
		}
		if err != nil {
			if err := l.refuse(row, participantColumn, err); err != nil {
				return nil, err
			}
			continue
		}
		first[id] = row.Line
		refused := len(l.report.Refused)
		told, err := l.consents(row, byID[id], instruments)
		if err != nil {
			return nil, err
		}
		if len(l.report.Refused) == refused {
			l.remark(row, byID[id], told)
			rows = append(rows, partyRow{row, told, len(byID[id].Consents) == 0})
		}
	}
	return func(ctx context.Context) error { return l.saveParties(ctx, rows) }, nil
}

// instruments are those about which the file has a column of deposits.
func (l *load) instruments() []conference.Instrument {
	var list []conference.Instrument
	for _, i := range conference.Instruments() {
		if l.has(columnsOf[i].deposited) {
			list = append(list, i)
		}
	}
	return list
}

// consents reads what the row tells about each instrument; what is wrong is
// refused in the report.
func (l *load) consents(row sheet.Row, p conference.Participant, instruments []conference.Instrument) ([]conference.Consent, error) {
	var told []conference.Consent
	for _, i := range instruments {
		columns := columnsOf[i]
		c := conference.Consent{Participant: p.ID, Instrument: i, Source: l.opts.Source, SourceDate: l.opts.SourceDate}
		var f problem.Fields
		var err error
		c.Signed, err = l.date(row, columns.signed)
		f.AddErr("signed", err)
		c.Deposited, err = l.date(row, columns.deposited)
		f.AddErr("deposited", err)
		c.Kind, err = conference.ParseConsentKind(l.cell(row, columns.kind))
		f.AddErr("kind", err)
		err = f.Err("conference.consent_invalid")
		if err == nil {
			err = c.Check()
		}
		if known, ok := p.Consent(i); ok && err == nil {
			err = known.Amended(c).Check()
		}
		if err != nil {
			paths := map[string]string{"signed": columns.signed, "deposited": columns.deposited, "kind": columns.kind}
			if err := l.refuseFields(row, paths, err); err != nil {
				return nil, err
			}
			continue
		}
		if !c.Signed.IsZero() || !c.Deposited.IsZero() {
			told = append(told, c)
		}
	}
	return told, nil
}

// remark notes what is odd about a good row.
func (l *load) remark(row sheet.Row, p conference.Participant, told []conference.Consent) {
	if name := l.cell(row, participantColumn); name != p.Name && name != string(p.ID) {
		l.note(row, participantColumn, "conference.known_as", "participant", string(p.ID))
	}
	after := p
	for _, c := range told {
		after = after.With(c)
	}
	convention, _ := after.Consent(conference.Convention)
	today := l.service.Today()
	for _, c := range told {
		columns := columnsOf[c.Instrument]
		if c.Kind == conference.Ratification && c.Signed.IsZero() {
			l.note(row, columns.kind, "conference.ratified_unsigned")
		}
		if c.Deposited.After(today) {
			l.note(row, columns.deposited, "conference.deposited_after_today", "today", today)
		}
		if !c.Deposited.IsZero() && convention.Deposited.IsZero() {
			l.note(row, columns.deposited, "conference.protocol_alone")
		}
	}
}

// saveParties saves the good rows and counts each of them once.
func (l *load) saveParties(ctx context.Context, rows []partyRow) error {
	var told []conference.Consent
	for _, r := range rows {
		told = append(told, r.told...)
	}
	changes, err := l.service.SaveConsents(ctx, l.actor, told, l.reason)
	if err != nil {
		return err
	}
	for _, r := range rows {
		outcome := conference.Unchanged
		for _, c := range changes[:len(r.told)] {
			if c.Outcome != conference.Unchanged {
				outcome = conference.Updated
			}
			if c.Outcome == conference.Updated {
				columns := columnsOf[c.After.Instrument]
				l.corrected(r.row, columns.signed, c.Before.Signed.String(), c.After.Signed.String())
				l.corrected(r.row, columns.deposited, c.Before.Deposited.String(), c.After.Deposited.String())
				l.corrected(r.row, columns.kind, string(c.Before.Kind), string(c.After.Kind))
			}
		}
		changes = changes[len(r.told):]
		if outcome == conference.Updated && r.new {
			outcome = conference.Added
		}
		l.count(outcome)
	}
	return nil
}
