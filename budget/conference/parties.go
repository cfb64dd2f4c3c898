package conference

import (
	"cmp"
	"slices"
	"strings"

	"article30/internal/date"
)

// InstrumentParties says how matters stand with one instrument on one day.
type InstrumentParties struct {
	Instrument Instrument
	On         date.Date
	Parties    []Participant // bound on that day
	Awaiting   []Participant // deposited on or before that day, not yet bound
}

// PartiesOn sorts the participants by what they are bound by on that day, one
// entry for each of Instruments, in the order of the list. The count by
// deposit date, which the depositary's tables give, is parties plus awaiting.
func PartiesOn(participants []Participant, on date.Date) []InstrumentParties {
	var all []InstrumentParties
	for _, i := range Instruments() {
		ip := InstrumentParties{Instrument: i, On: on}
		for _, p := range participants {
			c, ok := p.Consent(i)
			switch {
			case !ok || c.Deposited.IsZero() || c.Deposited.After(on):
			case c.InForce(on):
				ip.Parties = append(ip.Parties, p)
			default:
				ip.Awaiting = append(ip.Awaiting, p)
			}
		}
		all = append(all, ip)
	}
	return all
}

// BySuccession are those of whom it rests on the reading of a succession whether
// they are parties on that day: from the succession on, or thirty days later.
func BySuccession(participants []Participant, i Instrument, on date.Date) []Participant {
	var list []Participant
	for _, p := range participants {
		c, ok := p.Consent(i)
		at, later := c, c
		at.Waits, later.Waits = false, true
		if ok && at.InForce(on) != later.InForce(on) {
			list = append(list, p)
		}
	}
	return list
}

// BecomingParties are those for whom the instrument enters into force after
// the first day and not later than the second. Of a budget sent on the first
// they are the supplementary addressees.
func BecomingParties(participants []Participant, i Instrument, after, until date.Date) []Participant {
	var list []Participant
	for _, p := range participants {
		if p.PartyTo(i, until) && !p.PartyTo(i, after) {
			list = append(list, p)
		}
	}
	return list
}

// sortByName puts a list into the order of the English names, as in the lists
// of participants: letters without regard to case and accents.
func sortByName(list []Participant) {
	type named struct {
		name string
		Participant
	}
	folded := make([]named, len(list))
	for i, p := range list {
		folded[i] = named{fold(p.Name), p}
	}
	slices.SortFunc(folded, func(a, b named) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(string(a.ID), string(b.ID)))
	})
	for i, f := range folded {
		list[i] = f.Participant
	}
}
