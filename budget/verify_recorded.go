package budget

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"article30/budget/conference"
	"article30/internal/date"
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

// sheetsAsTold compares the digests of the sheets that are kept with those that
// the journal says the version was frozen with.
func (i *inspection) sheetsAsTold(ctx context.Context) error {
	kept, err := i.store.Sheets(ctx, i.version.ID)
	if err != nil {
		return err
	}
	is := map[conference.Language]string{}
	for _, s := range kept {
		found := NewSheet(s.Language, s.File).SHA256
		if is[s.Language] = found; found != s.SHA256 {
			i.find("version.sheet_changed", "language", string(s.Language), "recorded", s.SHA256, "found", found)
		}
	}
	for _, l := range conference.Languages() {
		told, found := i.told.sheets[l], is[l]
		switch {
		case told == found:
		case found == "":
			i.find("version.sheet_gone", "language", string(l))
		case told == "":
			i.find("version.sheet_not_recorded", "language", string(l))
		default:
			i.find("version.sheet_changed", "language", string(l), "recorded", told, "found", found)
		}
	}
	return nil
}

func (i *inspection) addresseesAsTold(list []Addressee) {
	var c journal.Comparison[conference.ParticipantID]
	for _, p := range slices.Sorted(maps.Keys(i.told.addressees)) {
		c.Tell(p, time.Time{}, i.told.addressees[p])
	}
	for _, a := range list {
		c.Keep(a.Party, time.Time{}, a)
	}
	d := i.differences(c.Differences())
	i.findParties("circulation.addressees_not_recorded", d[journal.NotRecorded])
	i.findParties("circulation.addressees_changed", d[journal.NotAsRecorded])
	i.findParties("circulation.addressees_gone", d[journal.Missing])
}

func (i *inspection) dispatchesAsTold(list []Dispatch) {
	for _, l := range conference.Languages() {
		var c journal.Comparison[conference.ParticipantID]
		for to, told := range i.told.dispatches {
			if to.language == l {
				c.Tell(to.party, time.Time{}, told.Dispatch)
			}
		}
		for _, is := range list {
			if is.Language != l {
				continue
			}
			was := i.told.dispatches[copyTo{is.Party, l}]
			if recordedBy(was.record, is) {
				is.RecordedOn = was.RecordedOn
			}
			c.Keep(is.Party, time.Time{}, is)
		}
		d := i.differences(c.Differences())
		i.findParties("circulation.dispatches_not_recorded", d[journal.NotRecorded], "language", string(l))
		i.findParties("circulation.dispatches_changed", d[journal.NotAsRecorded], "language", string(l))
		i.findParties("circulation.dispatches_gone", d[journal.Missing], "language", string(l))
	}
}

// translationsAsTold compares the workbooks of translators with the journal, and
// each with its digest.
func (i *inspection) translationsAsTold(ctx context.Context) error {
	kept, err := i.store.Translations(ctx, i.version.ID)
	if err != nil {
		return err
	}
	var c journal.Comparison[int] // by the order in which they were brought
	for n, told := range i.told.brought {
		c.Tell(n, told.record.At, told.translationRecord, told.record.Actor)
	}
	for n, t := range kept {
		found := ""
		if !t.Withdrawn() {
			found = NewSheet(t.Language, t.File).SHA256
		}
		if found != t.SHA256 {
			i.find("version.translation_changed", "language", string(t.Language), "recorded", t.SHA256, "found", found)
		}
		c.Keep(n, t.RecordedAt, translationRecord{t.Language, t.SHA256}, t.EnteredBy)
	}
	differences, err := c.Differences()
	for _, d := range differences {
		switch d.What {
		case journal.NotRecorded:
			i.find("version.translation_not_recorded", "language", string(kept[d.Place].Language))
		case journal.NotAsRecorded:
			i.find("version.translation_not_as_recorded", "language", string(kept[d.Place].Language))
		case journal.Missing:
			i.find("version.translation_gone", "language", string(i.told.brought[d.Place].Language))
		}
	}
	return err
}

// factsAsTold compares what is kept of the copies with the journal.
func (i *inspection) factsAsTold(ctx context.Context) error {
	kept, err := i.store.Facts(ctx, i.version.ID)
	if err != nil {
		return err
	}
	type place struct {
		party    conference.ParticipantID
		language conference.Language
		kind     FactKind
		on       date.Date
	}
	at := func(f Fact) place { return place{f.Party, f.Language, f.Kind, f.On} }
	var c journal.Comparison[place]
	records := map[place]journal.Record{}
	for _, told := range i.told.facts {
		records[at(told.Fact)] = told.record
		c.Tell(at(told.Fact), time.Time{}, told.Fact)
	}
	for _, f := range kept {
		if r, ok := records[at(f)]; ok && onDayOf(r, f.RecordedOn) {
			f.RecordedOn = date.Date{}
		}
		c.Keep(at(f), time.Time{}, f)
	}
	differences, err := c.Differences()
	for _, d := range differences {
		args := []any{"party", string(d.Place.party), "language", string(d.Place.language), "kind", string(d.Place.kind), "date", d.Place.on}
		switch d.What {
		case journal.NotRecorded:
			i.find("fact.not_recorded", args...)
		case journal.NotAsRecorded:
			i.find("fact.not_as_recorded", args...)
		case journal.Missing:
			i.find("fact.gone", args...)
		}
	}
	return err
}

// differences are the parties, in order, by how what is kept of them differs.
func (i *inspection) differences(list []journal.Difference[conference.ParticipantID], err error) map[journal.What][]conference.ParticipantID {
	i.err = cmp.Or(i.err, err)
	parties := map[journal.What][]conference.ParticipantID{}
	for _, d := range list {
		parties[d.What] = append(parties[d.What], d.Place)
	}
	for _, p := range parties {
		slices.Sort(p)
	}
	return parties
}

// recordedBy reports whether the dispatch was entered on the day of the
// record. The two were written in one transaction, which may have spanned
// midnight.
func recordedBy(r journal.Record, d Dispatch) bool { return onDayOf(r, d.RecordedOn) }

// onDayOf reports whether the record was written on that day, or so soon after
// it that the transaction spanned midnight.
func onDayOf(r journal.Record, day date.Date) bool {
	return day == recordedOn(r.At) || day == recordedOn(r.At.Add(-time.Hour))
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

// decisionsAsTold compares the version's decisions with those of the journal,
// in the order in which they were entered.
func (i *inspection) decisionsAsTold(all []Decision) {
	var is []Decision
	for _, d := range all {
		if d.VersionID == i.version.ID {
			is = append(is, d)
		}
	}
	var c journal.Comparison[int]
	for n, d := range i.told.decisions {
		c.Tell(n, time.Time{}, d)
	}
	for n, d := range is {
		c.Keep(n, time.Time{}, d)
	}
	differences, err := c.Differences()
	i.err = cmp.Or(i.err, err)
	for _, d := range differences {
		switch d.What {
		case journal.NotRecorded:
			i.find("decision.not_recorded", "date", is[d.Place].DecidedOn)
		case journal.NotAsRecorded:
			i.find("decision.not_as_recorded", "date", i.told.decisions[d.Place].DecidedOn)
		case journal.Missing:
			i.find("decision.gone", "date", i.told.decisions[d.Place].DecidedOn)
		}
	}
}

// revised compares the approval of the version between sessions, of which there
// is one at most, with the journal.
func (i *inspection) revised(ctx context.Context) error {
	all, err := i.store.Revised(ctx, i.budget.ID)
	if err != nil {
		return err
	}
	var c journal.Comparison[string]
	for _, r := range i.told.revised {
		c.Tell(r.Symbol, time.Time{}, r)
	}
	for _, r := range all {
		if r.VersionID != i.version.ID {
			continue
		}
		if !i.version.Frozen {
			i.find("revision.unfrozen")
		}
		c.Keep(r.Symbol, time.Time{}, RevisedBudget{
			Symbol: r.Symbol, By: r.By, On: r.On, Reference: r.Reference, Authority: r.Authority, EnteredBy: r.EnteredBy, RecordedOn: r.RecordedOn,
		})
	}
	differences, err := c.Differences()
	for _, d := range differences {
		switch d.What {
		case journal.NotRecorded:
			i.find("revision.not_recorded")
		case journal.NotAsRecorded:
			i.find("revision.not_as_recorded")
		case journal.Missing:
			i.find("revision.gone")
		}
	}
	return err
}
