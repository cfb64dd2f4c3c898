package intake

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"strings"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
	"article30/internal/sheet"
)

const (
	idColumn     = "iso3"
	m49Column    = "m49_numeric"
	nameColumn   = "name_common"
	memberColumn = "un_member"
	groupColumn  = "un_regional_group_as_given"
	kindColumn   = "kind"
)

var groupsLayout = layout{
	kind:     "groups",
	required: []string{idColumn, nameColumn, memberColumn, groupColumn},
	optional: []string{m49Column, kindColumn},
}

// beyondCSV holds the participants that are not Member States, in the layout
// of the list of Member States, each with the reason for which it is here. It
// is the one place that decides about them: whatever a list says otherwise is
// overruled and noted.
//
//go:embed beyond.csv
var beyondCSV []byte

// beyond maps the ids in beyond.csv to their kinds.
func beyond() (map[conference.ParticipantID]conference.ParticipantKind, error) {
	rows, err := csv.NewReader(bytes.NewReader(beyondCSV)).ReadAll()
	if err != nil {
		return nil, err
	}
	kinds := map[conference.ParticipantID]conference.ParticipantKind{}
	for _, row := range rows[1:] {
		kinds[conference.ParticipantID(row[0])] = conference.ParticipantKind(row[3])
	}
	return kinds, nil
}

// ImportGroups loads participants with their codes and regional groups, one
// row for each. A participant is kept under its United Nations short name.
//
// Errors: those of reading the file; sheet.bad_mapping,
// conference.unknown_mapping_column. A wrong row is no error but a refusal in
// the report.
func ImportGroups(ctx context.Context, service *conference.Service, actor access.Actor, src *sheet.Source, opts Options) (*sheet.Report, error) {
	return run(ctx, service, actor, src, opts, groupsLayout, checkGroups)
}

func checkGroups(ctx context.Context, l *load) (func(context.Context) error, error) {
	kinds, err := beyond()
	if err != nil {
		return nil, err
	}
	var rows []sheet.Row
	var list []conference.Participant
	first := map[conference.ParticipantID]int{}
	for _, row := range l.table.Rows {
		p, err := l.participant(row)
		if kind, ok := kinds[p.ID]; ok && err == nil {
			l.overrule(row, &p, kind)
		}
		if err == nil {
			err = p.Check()
		}
		if err == nil && first[p.ID] != 0 {
			err = problem.New(problem.Invalid, "conference.given_twice", "participant", string(p.ID), "line", first[p.ID])
		}
		if err != nil {
			paths := map[string]string{"": idColumn, "id": idColumn, "name": nameColumn, "kind": kindColumn, "m49": m49Column, "member": memberColumn, "group": groupColumn}
			if err := l.refuseFields(row, paths, err); err != nil {
				return nil, err
			}
			continue
		}
		first[p.ID] = row.Line
		if p.UNMember && p.Group == conference.None {
			l.note(row, groupColumn, "conference.member_without_group", "participant", string(p.ID))
		}
		rows, list = append(rows, row), append(list, p)
	}
	return func(ctx context.Context) error {
		changes, err := l.service.SaveParticipants(ctx, l.actor, list, l.reason)
		if err != nil {
			return err
		}
		for i, c := range changes {
			l.count(c.Outcome)
			if c.Outcome == conference.Updated {
				l.corrected(rows[i], nameColumn, c.Before.Name, c.After.Name)
				l.corrected(rows[i], m49Column, c.Before.M49, c.After.M49)
				l.corrected(rows[i], groupColumn, string(c.Before.Group), string(c.After.Group))
			}
		}
		return nil
	}, nil
}

// participant reads a row.
func (l *load) participant(row sheet.Row) (conference.Participant, error) {
	var f problem.Fields
	p := conference.Participant{
		ID:     conference.ParticipantID(l.cell(row, idColumn)),
		Kind:   conference.State,
		M49:    l.cell(row, m49Column),
		Source: l.opts.Source, SourceDate: l.opts.SourceDate,
	}
	p.Name = conference.ShortName(p.ID, l.cell(row, nameColumn))
	if kind := l.cell(row, kindColumn); kind != "" {
		p.Kind = conference.ParticipantKind(kind)
	}
	if n := len(p.M49); n > 0 && n < 3 {
		p.M49 = strings.Repeat("0", 3-n) + p.M49 // a worksheet keeps 004 as the number 4
	}
	switch strings.ToLower(l.cell(row, memberColumn)) {
	case "true", "yes", "1":
		p.UNMember = true
	case "false", "no", "0", "":
	default:
		f.Add("member", "conference.neither_yes_nor_no")
	}
	var err error
	p.Group, err = parseGroup(l.cell(row, groupColumn))
	f.AddErr("group", err)
	return p, f.Err("conference.participant_invalid")
}

// overrule puts right what a list says about a participant that is not a
// Member State.
func (l *load) overrule(row sheet.Row, p *conference.Participant, kind conference.ParticipantKind) {
	if p.UNMember {
		l.note(row, memberColumn, "conference.not_a_member", "participant", string(p.ID))
	}
	if p.Group != conference.None {
		l.note(row, groupColumn, "conference.in_no_group", "participant", string(p.ID))
	}
	p.UNMember, p.Group, p.Kind = false, conference.None, kind
}

// groupNames are the names of the groups in the published list and in United
// Nations documents, in lower case.
var groupNames = map[string]conference.Group{
	"":              conference.None,
	"african group": conference.African, "african states": conference.African,
	"asia and the pacific group": conference.AsiaPacific, "asia-pacific group": conference.AsiaPacific, "asia-pacific states": conference.AsiaPacific,
	"eastern european group": conference.EasternEuropean, "eastern european states": conference.EasternEuropean,
	"latin american and caribbean group": conference.LatinAmericanCaribbean, "latin american and caribbean states": conference.LatinAmericanCaribbean,
	"western european and others group": conference.WesternEuropeanOther, "western european and other states": conference.WesternEuropeanOther,
}

// parseGroup reads the name of a group, or its code. Errors:
// conference.unknown_group.
func parseGroup(text string) (conference.Group, error) {
	if g, ok := groupNames[strings.ToLower(strings.Join(strings.Fields(text), " "))]; ok {
		return g, nil
	}
	return conference.ParseGroup(text)
}
