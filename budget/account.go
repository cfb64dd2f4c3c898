package budget

import (
	"cmp"
	"slices"
	"time"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/journal"
)

// Account is what records of the journal say of one version, and nothing else:
// it needs no database.
type Account struct {
	Symbol   string
	Title    string
	Kind     Kind
	Frozen   journal.Record // the zero Record for a version that is not frozen
	SHA256   string         // of the figures, as they were frozen
	Sheets   map[conference.Language]string
	Entered  []time.Time // when each dispatch was entered, in the order of Facts.Dispatches
	Facts    CirculationFacts
	Decision *Decision // the last one on this version
	Session  conference.Session
}

// AccountObjects is what the journal calls the things that an Account is about.
func AccountObjects() []string {
	return append([]string{journalObject}, conference.SessionObjects()...)
}

// ToldOf reports whether the record is about the version, or says to which
// session its document was given.
func ToldOf(symbol string, r journal.Record) bool {
	if r.Object != journalObject {
		return false
	}
	if r.ID == symbol {
		return true
	}
	s, err := ParseSymbol(symbol)
	return err == nil && r.Action == actionAssign && r.ID == s.Budget()
}

// SessionIn is the session to which the records say that the version's document
// was given; "" for none.
func SessionIn(symbol string, records []journal.Record) (string, error) {
	m, err := recollect(symbol, records)
	return m.document.Session, err
}

// AccountOf reads the records about the version and its session, in the order in
// which they were written. Rule and today are those of StatusOf, which judges
// the Facts.
func AccountOf(symbol string, records []journal.Record, rule conference.Rule, today date.Date) (Account, error) {
	m, err := recollect(symbol, records)
	if err != nil {
		return Account{}, err
	}
	v := Version{Symbol: symbol}
	a := Account{
		Symbol: symbol, Title: m.document.Title, Kind: m.document.Kind, SHA256: m.frozen, Sheets: m.sheets,
		Facts: CirculationFacts{
			Registered: true, Kind: m.document.Kind, Symbol: symbol, InSession: v.InSession(), ClockOf: symbol,
			Rule: rule, Today: today, DistrOn: m.version.DistrOn, UploadedOn: m.version.UploadedOn,
		},
	}
	for _, r := range records {
		if r.Action == actionFreeze && r.ID == symbol && r.Object == journalObject {
			a.Frozen = r
		}
	}
	if id := m.document.Session; id != "" {
		session, told, err := conference.SessionFrom(id, records)
		if err != nil {
			return a, err
		}
		if told {
			a.Session = session
			if err := a.Facts.setSession(session); err != nil {
				return a, err
			}
		}
	}
	for _, p := range m.addressees {
		a.Facts.Addressees = append(a.Facts.Addressees, p)
	}
	slices.SortFunc(a.Facts.Addressees, func(x, y Addressee) int { return cmp.Compare(x.Party, y.Party) })
	for _, d := range inOrderOfEntry(m.dispatches) {
		sent := d.Dispatch
		sent.RecordedOn = recordedOn(d.record.At)
		a.Facts.Dispatches = append(a.Facts.Dispatches, sent)
		a.Entered = append(a.Entered, d.record.At)
	}
	for _, one := range m.facts {
		a.Facts.Facts = append(a.Facts.Facts, one.Fact)
	}
	if n := len(m.decisions); n > 0 {
		a.Decision = &m.decisions[n-1]
	}
	return a, nil
}

// recollect is what the records say of the version.
func recollect(symbol string, records []journal.Record) (*remembered, error) {
	m := &remembered{addressees: map[conference.ParticipantID]Addressee{}, dispatches: map[copyTo]dispatched{}}
	for _, r := range records {
		if !ToldOf(symbol, r) {
			continue
		}
		if err := m.take(r); err != nil {
			return m, err
		}
	}
	return m, nil
}

// inOrderOfEntry are the dispatches as they were entered, those of one record by
// party and language.
func inOrderOfEntry(all map[copyTo]dispatched) []dispatched {
	list := make([]dispatched, 0, len(all))
	for _, d := range all {
		list = append(list, d)
	}
	slices.SortFunc(list, func(x, y dispatched) int {
		return cmp.Or(cmp.Compare(x.record.Seq, y.record.Seq), cmp.Compare(x.Party, y.Party),
			cmp.Compare(place(x.Language), place(y.Language)))
	})
	return list
}

func place(l conference.Language) int { return slices.Index(conference.Languages(), l) }
