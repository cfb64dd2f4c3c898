package budget

import (
	"maps"
	"slices"
	"time"

	"article30/budget/conference"
	"article30/internal/journal"
	"article30/internal/problem"
)

// registered compares the version, and with an original the document, with
// what the journal says was registered.
func (i *inspection) registered() {
	r := i.told.registered
	same := i.version.EnteredBy == r.Actor && r.WrittenAt(i.version.RecordedAt)
	facts := factsOfVersion(i.version)
	facts.SHA256 = i.told.version.SHA256 // has a finding of its own
	same = same && facts == i.told.version
	if i.version.Kind == Original {
		same = same && i.budget.Symbol == i.version.Symbol && i.budget.EnteredBy == r.Actor &&
			r.WrittenAt(i.budget.RecordedAt) && factsOfDocument(i.budget) == i.told.document
	}
	if !same {
		i.find("budget.not_as_registered")
	}
}

func (i *inspection) addresseesAsTold(list []Addressee) {
	var d differences[conference.ParticipantID]
	left := maps.Clone(i.told.addressees)
	for _, a := range list {
		told, ok := left[a.Party]
		d.add(a.Party, ok, a == told)
		delete(left, a.Party)
	}
	d.gone = slices.Sorted(maps.Keys(left))
	i.findParties("circulation.addressees_not_recorded", d.unrecorded)
	i.findParties("circulation.addressees_changed", d.changed)
	i.findParties("circulation.addressees_gone", d.gone)
}

func (i *inspection) dispatchesAsTold(list []Dispatch) {
	var d differences[copyTo]
	left := maps.Clone(i.told.dispatches)
	for _, is := range list {
		to := copyTo{is.Party, is.Language}
		was, ok := left[to]
		entered := recordedBy(was.record, is)
		is.RecordedOn = was.RecordedOn
		d.add(to, ok, entered && is == was.Dispatch)
		delete(left, to)
	}
	d.gone = slices.Collect(maps.Keys(left))
	for _, l := range conference.Languages() {
		i.findParties("circulation.dispatches_not_recorded", partiesIn(l, d.unrecorded), "language", string(l))
		i.findParties("circulation.dispatches_changed", partiesIn(l, d.changed), "language", string(l))
		i.findParties("circulation.dispatches_gone", partiesIn(l, d.gone), "language", string(l))
	}
}

// recordedBy reports whether the dispatch was entered on the day of the
// record. The two were written in one transaction, which may have spanned
// midnight.
func recordedBy(r journal.Record, d Dispatch) bool {
	return d.RecordedOn == recordedOn(r.At) || d.RecordedOn == recordedOn(r.At.Add(-time.Hour))
}

func partiesIn(l conference.Language, copies []copyTo) (parties []conference.ParticipantID) {
	for _, c := range copies {
		if c.language == l {
			parties = append(parties, c.party)
		}
	}
	slices.Sort(parties)
	return parties
}

func (i *inspection) find(code string, args ...any) {
	i.findings = append(i.findings, Finding{i.version.Symbol, code, problem.New(problem.Conflict, code, args...).Args})
}

// findParties adds one finding for all the parties; none for no party.
func (i *inspection) findParties(code string, parties []conference.ParticipantID, args ...any) {
	if len(parties) == 0 {
		return
	}
	names := make([]string, len(parties))
	for n, p := range parties {
		names[n] = string(p)
	}
	i.find(code, append(args, "parties", names, "count", len(names))...)
}

// differences are the keys of what is not as the journal tells it.
type differences[K any] struct{ unrecorded, changed, gone []K }

func (d *differences[K]) add(k K, told, same bool) {
	switch {
	case !told:
		d.unrecorded = append(d.unrecorded, k)
	case !same:
		d.changed = append(d.changed, k)
	}
}

// decisionsAsTold compares the version's decisions with those of the journal,
// in the order in which they were entered.
func (i *inspection) decisionsAsTold(all []Decision) {
	var is []Decision
	for _, d := range all {
		if d.VersionID == i.version.ID {
			is = append(is, d)
		}
	}
	for n := range max(len(is), len(i.told.decisions)) {
		switch {
		case n >= len(is):
			i.find("decision.gone", "date", i.told.decisions[n].DecidedOn)
		case n >= len(i.told.decisions):
			i.find("decision.not_recorded", "date", is[n].DecidedOn)
		case !is[n].same(i.told.decisions[n]):
			i.find("decision.not_as_recorded", "date", i.told.decisions[n].DecidedOn)
		}
	}
}

// same reports whether two decisions say the same.
func (d Decision) same(e Decision) bool {
	votes := func(x, y *int) bool {
		return (x == nil) == (y == nil) && (x == nil || *x == *y)
	}
	counted := votes(d.For, e.For) && votes(d.Against, e.Against) && votes(d.Abstentions, e.Abstentions)
	for _, one := range []*Decision{&d, &e} {
		one.ID, one.VersionID, one.For, one.Against, one.Abstentions = 0, 0, nil, nil, nil
	}
	return counted && d == e
}
