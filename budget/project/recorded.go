package project

import (
	"context"
	"strconv"

	"article30/internal/journal"
)

// What the journal calls requests and their events.
const (
	requestObject = "assistance_request"
	eventObject   = "assistance_event"
)

// The journal keeps everything that counts of a request and of an event, so
// that Verify can compare what is kept with it.
type (
	requestFacts struct {
		Number      string   `json:"number"`
		On          string   `json:"on"`
		States      []string `json:"states"`
		Instrument  string   `json:"instrument"`
		Article     string   `json:"article"`
		Observation string   `json:"observation,omitempty"`
		Language    string   `json:"language"`
		Summary     string   `json:"summary"`
		Sought      string   `json:"sought"`
		Contact     string   `json:"contact"`
	}
	eventFacts struct {
		Request     string           `json:"request"`
		Seq         int              `json:"seq"`
		Kind        Kind             `json:"kind"`
		On          string           `json:"on"`
		Project     string           `json:"project,omitempty"`
		Partner     int              `json:"partner,omitempty"`
		Instalment  int              `json:"instalment,omitempty"`
		Report      int              `json:"report,omitempty"`
		USD         string           `json:"usd,omitempty"`
		Recommended bool             `json:"recommended,omitempty"`
		Score       string           `json:"score,omitempty"`
		Text        string           `json:"text,omitempty"`
		Type        string           `json:"type,omitempty"`
		Reference   string           `json:"reference,omitempty"`
		Due         string           `json:"due,omitempty"`
		Start       string           `json:"start,omitempty"`
		End         string           `json:"end,omitempty"`
		Overrides   []Rule           `json:"overrides,omitempty"`
		Override    string           `json:"override,omitempty"`
		Allotment   int64            `json:"allotment,omitempty"`
		Entry       int64            `json:"entry,omitempty"`
		DonorEntry  int64            `json:"donor_entry,omitempty"`
		Appraisal   int              `json:"appraisal,omitempty"`
		AppraisedBy string           `json:"appraised_by,omitempty"`
		RequestedBy string           `json:"requested_by,omitempty"`
		Budget      []shareFacts     `json:"budget,omitempty"`
		Plan        []instalmentFact `json:"plan,omitempty"`
	}
	shareFacts struct {
		Object string `json:"object"`
		USD    string `json:"usd"`
	}
	instalmentFact struct {
		No    int    `json:"no"`
		Due   string `json:"due,omitempty"`
		After int    `json:"after,omitempty"`
		USD   string `json:"usd"`
	}
)

func factsOfRequest(r Request) requestFacts {
	facts := requestFacts{
		Number: r.Number.String(), On: r.On.String(), Instrument: string(r.Instrument), Article: r.Article,
		Observation: r.Observation, Language: string(r.Language), Summary: r.Summary, Sought: r.Sought.String(), Contact: r.Contact,
	}
	for _, id := range r.States {
		facts.States = append(facts.States, string(id))
	}
	return facts
}

func factsOfEvent(r Request, e Event) eventFacts {
	facts := eventFacts{
		Request: r.Number.String(), Seq: e.Seq, Kind: e.Kind, On: e.On.String(), Project: e.Code.String(),
		Partner: e.Partner, Instalment: e.Instalment, Report: e.Report, USD: e.USD.String(), Recommended: e.Recommended,
		Score: e.Score, Text: e.Text, Type: e.Type, Reference: e.Reference, Due: e.Due.String(), Start: e.Start.String(),
		End: e.End.String(), Overrides: e.Overrides, Override: e.Override, Allotment: e.Allotment, Entry: e.Entry,
		DonorEntry: e.DonorEntry, Appraisal: e.Appraisal, AppraisedBy: e.AppraisedBy, RequestedBy: e.RequestedBy,
	}
	for _, s := range e.Budget {
		facts.Budget = append(facts.Budget, shareFacts{string(s.Object), s.USD.String()})
	}
	for _, i := range e.Plan {
		facts.Plan = append(facts.Plan, instalmentFact{i.No, i.Due.String(), i.After, i.USD.String()})
	}
	return facts
}

func requestRecord(r Request) journal.Entry {
	return journal.Entry{
		Actor: r.EnteredBy, Action: "assistance.request", Object: requestObject, ID: strconv.FormatInt(r.ID, 10), After: factsOfRequest(r),
	}
}

func eventRecord(r Request, e Event) journal.Entry {
	return journal.Entry{
		Actor: e.EnteredBy, Action: "assistance." + string(e.Kind), Object: eventObject, ID: strconv.FormatInt(e.ID, 10),
		Reason: e.Reason, After: factsOfEvent(r, e),
	}
}

// tell takes what the journal says of all requests and events.
func (s *Service) tell(ctx context.Context, c *journal.Comparison[string]) error {
	err := journal.Each(ctx, s.journal, requestObject, func(r journal.Record, facts requestFacts) error {
		c.Tell(requestObject+" "+r.ID, r.At, r.Actor, r.Reason, facts)
		return nil
	})
	if err != nil {
		return err
	}
	return journal.Each(ctx, s.journal, eventObject, func(r journal.Record, facts eventFacts) error {
		c.Tell(eventObject+" "+r.ID, r.At, r.Actor, r.Reason, facts)
		return nil
	})
}
