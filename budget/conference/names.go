package conference

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"article30/internal/problem"
)

// namesCSV is every name under which a participant is known beside the one in
// the published list of countries. Its column use says what the name is for:
//
//	short      the United Nations short name, by which we keep the participant
//	also       another name, an earlier or a foreign one, valid everywhere
//	ambiguous  a name of several participants, which is refused
//	SOURCE     any other word: a name that is clear in files of that source only
//
//go:embed names.csv
var namesCSV []byte

const (
	useShort     = "short"
	useAlso      = "also"
	useAmbiguous = "ambiguous"
)

type alias struct {
	name string
	id   ParticipantID
	use  string
}

var aliases = sync.OnceValue(func() []alias {
	rows, err := csv.NewReader(bytes.NewReader(namesCSV)).ReadAll()
	if err != nil {
		panic("conference: names.csv: " + err.Error())
	}
	var list []alias
	for _, row := range rows[1:] {
		list = append(list, alias{row[0], ParticipantID(row[1]), row[2]})
	}
	return list
})

// ShortName is the United Nations short name of the participant in English,
// where it differs from the common name that a list of countries gives;
// otherwise that name.
func ShortName(id ParticipantID, common string) string {
	for _, a := range aliases() {
		if a.id == id && a.use == useShort {
			return a.name
		}
	}
	return common
}

// Names finds participants by the names that sources give them. Case, accents,
// spaces, and the typographer's apostrophes and hyphens make no difference;
// nothing else is guessed.
type Names struct {
	byID    map[ParticipantID]bool
	byName  map[string][]ParticipantID
	special map[string]map[string]ParticipantID // by source, then by name
	source  string
}

// NewNames knows the participants by their own names, by their ids, and by
// the other names in the table.
func NewNames(participants []Participant) *Names {
	n := &Names{
		byID:    map[ParticipantID]bool{},
		byName:  map[string][]ParticipantID{},
		special: map[string]map[string]ParticipantID{},
	}
	for _, p := range participants {
		n.byID[p.ID] = true
		n.add(p.Name, p.ID)
	}
	for _, a := range aliases() {
		if !n.byID[a.id] {
			continue
		}
		switch a.use {
		case useShort, useAlso, useAmbiguous:
			n.add(a.name, a.id)
		default:
			if n.special[a.use] == nil {
				n.special[a.use] = map[string]ParticipantID{}
			}
			n.special[a.use][fold(a.name)] = a.id
		}
	}
	return n
}

func (n *Names) add(name string, id ParticipantID) {
	key := fold(name)
	if slices.Contains(n.byName[key], id) {
		return
	}
	n.byName[key] = append(n.byName[key], id)
}

// In is the same with the names that are clear in files of that source only,
// such as "Korea" in those of "cerf".
func (n *Names) In(source string) *Names {
	c := *n
	c.source = source
	return &c
}

// Resolve is the participant with that name or id; false for a name of nobody
// and for a name of several.
func (n *Names) Resolve(name string) (ParticipantID, bool) {
	id, err := n.Find(name)
	return id, err == nil
}

// Find is Resolve with the reason for which there is no participant.
//
// Errors: conference.unknown_name, conference.ambiguous_name.
func (n *Names) Find(name string) (ParticipantID, error) {
	if id := ParticipantID(strings.TrimSpace(name)); n.byID[id] {
		return id, nil
	}
	key := fold(name)
	if id, ok := n.special[n.source][key]; ok {
		return id, nil
	}
	switch ids := n.byName[key]; len(ids) {
	case 0:
		return "", problem.New(problem.Invalid, "conference.unknown_name", "name", name)
	case 1:
		return ids[0], nil
	default:
		return "", problem.New(problem.Invalid, "conference.ambiguous_name", "name", name,
			"first", string(ids[0]), "second", string(ids[1]))
	}
}

// fold writes names that are the same to a reader in the same way.
func fold(name string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(name) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		for _, r := range norm.NFD.String(word) {
			switch {
			case unicode.Is(unicode.Mn, r):
			case strings.ContainsRune("’‘ʼ`´′", r):
				b.WriteByte('\'')
			case strings.ContainsRune("‐‑–", r):
				b.WriteByte('-')
			default:
				b.WriteRune(unicode.ToLower(r))
			}
		}
	}
	return b.String()
}
