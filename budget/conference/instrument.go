// Package conference is the body that decides about the budget: the Conference
// of the Parties to the United Nations Convention against Transnational
// Organized Crime. It knows who takes part, what each is bound by and since
// when, when the Conference meets, and by what day a budget must have been
// sent (rule 72).
package conference

import (
	"article30/internal/date"
	"article30/internal/problem"
)

// Instrument is a treaty of which the Conference is the conference of parties.
type Instrument string

const (
	Convention  Instrument = "convention"  // against Transnational Organized Crime
	Trafficking Instrument = "trafficking" // Trafficking in Persons Protocol
	Migrants    Instrument = "migrants"    // Smuggling of Migrants Protocol
	Firearms    Instrument = "firearms"    // Firearms Protocol
)

// Instruments are the Convention and its Protocols in the order in which they
// are listed.
func Instruments() []Instrument {
	return []Instrument{Convention, Trafficking, Migrants, Firearms}
}

// ParseInstrument reads one of the names above.
//
// Errors: conference.unknown_instrument.
func ParseInstrument(s string) (Instrument, error) {
	for _, i := range Instruments() {
		if s == string(i) {
			return i, nil
		}
	}
	return "", problem.New(problem.Invalid, "conference.unknown_instrument", "value", s)
}

type treaty struct{ adopted, inForce date.Date }

// The dates of adoption are those of General Assembly resolutions 55/25 and
// 55/255; those of entry into force follow the fortieth deposit by ninety days.
var treaties = map[Instrument]treaty{
	Convention:  {date.MustParse("2000-11-15"), date.MustParse("2003-09-29")},
	Trafficking: {date.MustParse("2000-11-15"), date.MustParse("2003-12-25")},
	Migrants:    {date.MustParse("2000-11-15"), date.MustParse("2004-01-28")},
	Firearms:    {date.MustParse("2001-05-31"), date.MustParse("2005-07-03")},
}

// Adopted is the day on which the text was adopted: nothing can have been
// signed or deposited before.
func (i Instrument) Adopted() date.Date { return treaties[i].adopted }

// InForce is the day on which the instrument itself entered into force.
func (i Instrument) InForce() date.Date { return treaties[i].inForce }

// rank is the instrument's place in the list.
func (i Instrument) rank() int {
	for n, j := range Instruments() {
		if i == j {
			return n
		}
	}
	return len(treaties)
}
