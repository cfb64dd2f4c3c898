package conference

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"sync"

	"article30/internal/date"
)

// unionCSV is who is a member State of the European Union from which day on, up
// to the end of which day, and by which treaty.
//
//go:embed union.csv
var unionCSV []byte

type membership struct {
	state       ParticipantID
	from, until date.Date // until is none for a member that has not left
}

var memberships = sync.OnceValue(func() []membership {
	rows, err := csv.NewReader(bytes.NewReader(unionCSV)).ReadAll()
	if err != nil {
		panic("conference: union.csv: " + err.Error())
	}
	var list []membership
	for _, row := range rows[1:] {
		m := membership{state: ParticipantID(row[0]), from: date.MustParse(row[1])}
		if row[2] != "" {
			m.until = date.MustParse(row[2])
		}
		list = append(list, m)
	}
	return list
})

// MemberStates are the member States of a regional economic integration
// organization on that day, in the order in which they joined; nobody's for a
// State.
func MemberStates(organization ParticipantID, on date.Date) []ParticipantID {
	if organization != EuropeanUnion {
		return nil
	}
	var list []ParticipantID
	for _, m := range memberships() {
		if !on.Before(m.from) && (m.until.IsZero() || !on.After(m.until)) {
			list = append(list, m.state)
		}
	}
	return list
}
