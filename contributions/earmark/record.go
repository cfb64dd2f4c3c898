package earmark

import (
	"strconv"

	"article30/contributions"
	"article30/internal/journal"
)

// The journal keeps everything that counts, under these names of objects, so
// that Verify can compare the books with it.
const (
	earmarkObject    = "earmark"
	closureObject    = "earmark_closure"
	assignmentObject = "earmark_assignment"
	transferObject   = "earmark_transfer"
)

type (
	earmarkFacts struct {
		Above   int64  `json:"above"`
		Code    string `json:"code"`
		Kind    Kind   `json:"kind"`
		Value   string `json:"value"`
		Degree  Degree `json:"degree"`
		English string `json:"title_en"`
		French  string `json:"title_fr"`
		Titles  Titles `json:"titles,omitzero"`
	}
	closureFacts struct {
		On string `json:"on"`
	}
	assignmentFacts struct {
		Earmark   int64  `json:"earmark"`
		On        string `json:"on"`
		Reference string `json:"reference"`
	}
	transferFacts struct {
		Contribution     int64  `json:"contribution"`
		Seq              int    `json:"seq"`
		From             int64  `json:"from"`
		To               int64  `json:"to"`
		USD              string `json:"usd,omitempty"` // none for all
		On               string `json:"on"`
		ConsentOn        string `json:"consent_on"`
		ConsentReference string `json:"consent_reference"`
	}
)

func number(id int64) string { return strconv.FormatInt(id, 10) }

func addRecord(e Earmark) journal.Entry {
	return journal.Entry{
		Actor: e.EnteredBy, Action: "earmark.add", Object: earmarkObject, ID: number(e.ID),
		After: earmarkFacts{e.Parent, e.Code, e.Kind, e.Value, e.Degree, e.English, e.French, e.Titles},
	}
}

func closeRecord(c Closure) journal.Entry {
	return journal.Entry{
		Actor: c.EnteredBy, Action: "earmark.close", Object: closureObject, ID: number(c.Earmark),
		Reason: c.Reason, After: closureFacts{c.On.String()},
	}
}

func assignRecord(a Assignment) journal.Entry {
	return journal.Entry{
		Actor: a.EnteredBy, Action: "earmark.assign", Object: assignmentObject, ID: number(a.Contribution),
		After: assignmentFacts{a.Earmark, a.On.String(), a.Reference},
	}
}

func transferRecord(t Transfer) journal.Entry {
	facts := transferFacts{
		Contribution: t.Contribution, Seq: t.Seq, From: t.From, To: t.To, On: t.On.String(),
		ConsentOn: t.ConsentOn.String(), ConsentReference: t.ConsentReference,
	}
	if !t.all() {
		facts.USD = t.USD.String()
	}
	return journal.Entry{
		Actor: t.EnteredBy, Action: "earmark.transfer", Object: transferObject, ID: number(t.ID),
		Reason: t.Reason, After: facts,
	}
}

// recorded is under what names the journal keeps a contribution and its
// earmarks.
func (r Record) recorded() []journal.Ref {
	refs := contributions.Recorded(r.Contribution)
	for _, t := range r.Transfers {
		refs = append(refs, journal.Ref{Object: transferObject, ID: number(t.ID)})
	}
	return refs
}
