package budget

import (
	"context"
	"encoding/json"
	"strconv"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/journal"
)

// What the journal calls the changes to a version.
const (
	actionRegister = "version.register"
	actionReplace  = "version.replace"
	actionImport   = "version.import"
	actionAssign   = "budget.assign"
	actionDispatch = "version.dispatch"
	actionFreeze   = "version.freeze"
	actionFact     = "version.fact"
	actionSheet    = "version.sheet"
	actionDecide   = "version.decide"
	actionRevise   = "version.revise"
)

// What the journal keeps of the changes, and Verify finds again. The digest of
// a version stands for its figures.
type (
	documentRecord struct {
		Session string `json:"session"`
		Kind    Kind   `json:"document"`
		Title   string `json:"title"`
	}
	versionRecord struct {
		Kind           VersionKind `json:"kind"`
		SHA256         string      `json:"sha256"`
		ChangesAmounts bool        `json:"changes_amounts"`
		Amends         string      `json:"amends,omitempty"`
		Source         string      `json:"source"`
		DistrOn        date.Date   `json:"distr_on"`
		UploadedOn     date.Date   `json:"uploaded_on"`
	}
	registerRecord struct {
		documentRecord
		versionRecord
	}
	assignRecord struct {
		Session string `json:"session"`
	}
	// freezeRecord has the digest of every sheet besides that of the figures.
	freezeRecord struct {
		SHA256 string                         `json:"sha256"`
		Sheets map[conference.Language]string `json:"sheets,omitempty"`
	}
	// dispatchRecord is a shipment: the languages went to each of the parties
	// that did not have them yet.
	dispatchRecord struct {
		SentOn       date.Date                           `json:"sent_on"`
		Channel      Channel                             `json:"channel"`
		Reference    string                              `json:"reference"`
		Evidence     string                              `json:"evidence,omitempty"`
		Languages    []conference.Language               `json:"languages"`
		Parties      []conference.ParticipantID          `json:"parties"`
		RecordedLate bool                                `json:"recorded_late"`
		New          map[Role][]conference.ParticipantID `json:"new_addressees"`
		Count        int                                 `json:"count"`
		BackDated    int64                               `json:"back_dated,omitempty"` // its last copy, of a shipment that wanted a second person
	}
	// factRecord is one fact about copies of a version.
	factRecord struct {
		Kind      FactKind                                           `json:"kind"`
		On        date.Date                                          `json:"on"`
		Channel   Channel                                            `json:"channel,omitempty"`
		Reference string                                             `json:"reference,omitempty"`
		Evidence  string                                             `json:"evidence,omitempty"`
		Copies    map[conference.ParticipantID][]conference.Language `json:"copies"`
	}
	// decisionRecord has, with the decision, how the circulation stood.
	decisionRecord struct {
		Decision
		Status Status `json:"status"`
	}
)

func factsOfDocument(b Budget) documentRecord { return documentRecord{b.Session, b.Kind, b.Title} }

func factsOfVersion(v Version) versionRecord {
	return versionRecord{v.Kind, v.SHA256, v.ChangesAmounts, v.Amends, v.Source, v.DistrOn, v.UploadedOn}
}

// remembered is what the journal says of a version.
type remembered struct {
	registered journal.Record
	document   documentRecord // of an original: of the document
	version    versionRecord
	frozen     string // the digest that was frozen; "" for none
	freeze     journal.Record
	sheets     map[conference.Language]string
	addressees map[conference.ParticipantID]Addressee
	dispatches map[copyTo]dispatched
	facts      []factTold
	brought    []translationTold
	decisions  []Decision
	revised    []RevisedBudget
}

// factTold is a fact with the record that tells of it.
type factTold struct {
	Fact
	record journal.Record
}

// translationTold is a translator's workbook with the record that tells of it.
type translationTold struct {
	translationRecord
	record journal.Record
}

// copyTo is one version in one language for one addressee.
type copyTo struct {
	party    conference.ParticipantID
	language conference.Language
}

// dispatched is a dispatch with the record that tells of it.
type dispatched struct {
	Dispatch
	record journal.Record
}

// chronicle is what the journal says of every version, by its symbol.
func (s *Service) chronicle(ctx context.Context) (map[string]*remembered, error) {
	all := map[string]*remembered{}
	err := journal.Each(ctx, s.journal, journalObject, func(r journal.Record, _ json.RawMessage) error {
		if all[r.ID] == nil {
			all[r.ID] = &remembered{
				addressees: map[conference.ParticipantID]Addressee{}, dispatches: map[copyTo]dispatched{},
			}
		}
		return all[r.ID].take(r)
	})
	return all, err
}

func (m *remembered) take(r journal.Record) error {
	switch r.Action {
	case actionRegister:
		var after registerRecord
		err := json.Unmarshal(r.After, &after)
		m.registered, m.document, m.version = r, after.documentRecord, after.versionRecord
		return err
	case actionReplace:
		return json.Unmarshal(r.After, &m.version)
	case actionAssign:
		var after assignRecord
		err := json.Unmarshal(r.After, &after)
		m.document.Session = after.Session
		return err
	case actionFreeze:
		var after freezeRecord
		err := json.Unmarshal(r.After, &after)
		m.frozen, m.sheets, m.freeze = after.SHA256, after.Sheets, r
		return err
	case actionDispatch:
		var after dispatchRecord
		err := json.Unmarshal(r.After, &after)
		m.send(r, after)
		return err
	case actionFact:
		var after factRecord
		err := json.Unmarshal(r.After, &after)
		for party, languages := range after.Copies {
			for _, l := range languages {
				m.facts = append(m.facts, factTold{Fact{
					Party: party, Language: l, Kind: after.Kind, On: after.On, Channel: after.Channel,
					Reference: after.Reference, Evidence: after.Evidence, EnteredBy: r.Actor,
				}, r})
			}
		}
		return err
	case actionSheet:
		var after translationRecord
		err := json.Unmarshal(r.After, &after)
		m.brought = append(m.brought, translationTold{after, r})
		return err
	case actionDecide:
		var after decisionRecord
		err := json.Unmarshal(r.After, &after)
		m.decisions = append(m.decisions, after.Decision)
		return err
	case actionRevise:
		var after RevisedBudget
		err := json.Unmarshal(r.After, &after)
		m.revised = append(m.revised, after)
		return err
	}
	return nil
}

// send adds the addressees and copies of a shipment.
func (m *remembered) send(r journal.Record, s dispatchRecord) {
	for role, parties := range s.New {
		for _, p := range parties {
			m.addressees[p] = Addressee{Party: p, Role: role, AsOf: s.SentOn}
		}
	}
	for _, p := range s.Parties {
		for _, l := range s.Languages {
			to := copyTo{p, l}
			if _, ok := m.dispatches[to]; ok {
				continue
			}
			m.dispatches[to] = dispatched{Dispatch{
				Party: p, Language: l, SentOn: s.SentOn, Channel: s.Channel, Reference: s.Reference, Evidence: s.Evidence,
				RecordedLate: s.RecordedLate && m.addressees[p].Role == Party, EnteredBy: r.Actor,
			}, r}
		}
	}
}

// reminderObject is what the journal calls a reminder.
const reminderObject = "reminder"

func reminderID(id int64) string { return strconv.FormatInt(id, 10) }

// reminderRecord is a reminder as the journal keeps it, apart from who gave it.
type reminderRecord struct {
	Session   string                   `json:"session"`
	Symbol    string                   `json:"symbol"`
	Milestone conference.MilestoneKind `json:"milestone"`
	On        date.Date                `json:"on"`
	Urgency   Urgency                  `json:"urgency"`
}

func factsOfReminder(r Reminder) reminderRecord {
	return reminderRecord{r.Session, r.Symbol, r.Milestone, r.On, r.Urgency}
}

// compareReminders compares the reminders that are kept with the journal.
func (s *Service) compareReminders(ctx context.Context) ([]Finding, error) {
	var c journal.Comparison[string]
	err := journal.Each(ctx, s.journal, reminderObject, func(r journal.Record, facts reminderRecord) error {
		c.Tell("reminder "+r.ID, r.At, facts, r.Actor)
		return nil
	})
	if err != nil {
		return nil, err
	}
	kept, err := s.store.Reminders(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range kept {
		c.Keep("reminder "+reminderID(r.ID), r.RecordedAt, factsOfReminder(r), r.EnteredBy)
	}
	differences, err := c.Differences()
	var findings []Finding
	for _, d := range differences {
		findings = append(findings, Finding{Place: d.Place, Code: d.Err().Code})
	}
	return findings, err
}
