package contributions

import (
	"slices"
	"time"

	"article30/internal/problem"
)

// Merge says that one record of a donor is the same donor as another, since
// somebody found out. Nothing is moved: what was posted under the one record
// stays there, and every reading by donor goes through Identities. It is what is
// known today, also in a statement of an earlier day.
type Merge struct {
	ID         int64
	From, Into int64
	Reason     string
	EnteredBy  string
	RecordedAt time.Time
	Back       Unmerge // that takes it back; zero while it is in force
}

// Unmerge takes a merge back: the two records are different donors after all.
type Unmerge struct {
	Merge      int64
	Reason     string
	EnteredBy  string
	RecordedAt time.Time
}

func (m Merge) inForce() bool { return m.Back.Merge == 0 }

// Identities say which donor each record is now.
type Identities struct {
	into map[int64]int64 // of each merged record the one that it was merged into
}

// NewIdentities are those of all merges that are in force.
func NewIdentities(merges []Merge) Identities {
	i := Identities{map[int64]int64{}}
	for _, m := range merges {
		if m.inForce() {
			i.into[m.From] = m.Into
		}
	}
	return i
}

// Now is the donor that the record is, through however many merges: the record
// itself where it was not merged. It ends even in books where somebody made a
// circle of records.
func (i Identities) Now(record int64) int64 {
	for range len(i.into) {
		into, merged := i.into[record]
		if !merged {
			break
		}
		record = into
	}
	return record
}

// Records are those that are the donor, itself the first, the others by ID.
func (i Identities) Records(donor int64) []int64 {
	records := []int64{donor}
	for from := range i.into {
		if from != donor && i.Now(from) == donor {
			records = append(records, from)
		}
	}
	slices.Sort(records[1:])
	return records
}

// people puts records together: each donor once, in the order of the records,
// with the others as aliases.
func (i Identities) people(records []Donor) []Donor {
	aliases := map[int64][]Alias{}
	for _, d := range records {
		if now := i.Now(d.ID); now != d.ID {
			aliases[now] = append(aliases[now], Alias{d.ID, d.Name})
		}
	}
	var donors []Donor
	for _, d := range records {
		if i.Now(d.ID) == d.ID {
			d.Aliases = aliases[d.ID]
			donors = append(donors, d)
		}
	}
	return donors
}

// DecideMerge checks that one record can be read as another. Into is followed
// to the donor that it is now, so that what is merged already can be merged
// once more.
//
// Errors: donor.same_already; donor.merged_already when the record is merged
// into another; donor.two_participants when both are participants of the
// Conference, donor.participant_into_other when only the first is;
// donor.unidentified of a record that stands for all who are not told apart.
func DecideMerge(i Identities, from, into Donor) error {
	switch {
	case i.Now(from.ID) == i.Now(into.ID):
		return problem.New(problem.Conflict, "donor.same_already", "from", from.called(), "into", into.called())
	case i.Now(from.ID) != from.ID:
		return problem.New(problem.Conflict, "donor.merged_already", "donor", from.ID, "name", from.called(), "now", i.Now(from.ID))
	case from.standsIn() || into.standsIn():
		return problem.New(problem.Conflict, "donor.unidentified")
	case from.Party != "" && into.Party != "":
		return problem.New(problem.Conflict, "donor.two_participants", "from", from.called(), "into", into.called())
	case from.Party != "":
		return problem.New(problem.Conflict, "donor.participant_into_other", "from", from.called(), "into", into.called())
	}
	return nil
}
