package contributions

import (
	"context"
	"slices"
	"strconv"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
)

// DonorIn is a donor as it comes in. A State or a regional economic integration
// organization must be a participant of the Conference: Party is its ISO code
// or one of its names, or Name is when Party is empty. Its name and kind are
// then the Conference's. CEBCode is the kind's own when empty; see
// ContributorCodes.
type DonorIn struct {
	Name    string
	Kind    string
	Party   string
	CEBCode string
	Region  string
}

// AddDonor enters a donor.
//
// Errors: donor.exists; donor.invalid with the fields that are wrong
// (donor.no_name, donor.unidentified, donor.unknown_kind,
// donor.code_of_another_kind, text.too_long and, of a State,
// conference.unknown_name and conference.ambiguous_name).
func (s *Service) AddDonor(ctx context.Context, actor access.Actor, in DonorIn) (d Donor, err error) {
	if err := actor.Require(access.RecordDonors); err != nil {
		return Donor{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		participants, err := s.participants.Participants(ctx)
		if err != nil {
			return err
		}
		if d, err = newDonor(in, known(participants)); err != nil {
			return err
		}
		d.Source = registerSource
		present, err := s.store.Donors(ctx)
		if err != nil {
			return err
		}
		for _, p := range present {
			if p.Name == d.Name || p.Party != "" && p.Party == d.Party {
				return problem.New(problem.Conflict, "donor.exists", "name", p.called())
			}
		}
		if err := s.store.AddDonors(ctx, []*Donor{&d}); err != nil {
			return err
		}
		return s.journal.Append(ctx, donorRecord(actor, d))
	})
	if err != nil {
		return Donor{}, err
	}
	return d, nil
}

// participants are those of the Conference, by ID and by name.
type participants struct {
	byID  map[conference.ParticipantID]conference.Participant
	names *conference.Names
}

func known(list []conference.Participant) participants {
	p := participants{map[conference.ParticipantID]conference.Participant{}, conference.NewNames(list)}
	for _, one := range list {
		p.byID[one.ID] = one
	}
	return p
}

func newDonor(in DonorIn, known participants) (Donor, error) {
	var fields problem.Fields
	d := Donor{
		Name:    fields.Line("name", in.Name, maxName),
		Kind:    DonorKind(in.Kind),
		CEBCode: fields.Line("ceb_code", in.CEBCode, maxName),
		Region:  fields.Line("region", in.Region, maxName),
	}
	path, name := "party", in.Party
	if name == "" {
		path, name = "name", d.Name
	}
	switch {
	case name == "":
		fields.Add("name", "donor.no_name")
	case in.Party != "" || d.Kind == State || d.Kind == REIO:
		id, err := known.names.Find(name)
		fields.AddErr(path, err)
		p := known.byID[id]
		d.Party, d.Name, d.Kind = p.ID, p.Name, DonorKind(p.Kind)
	case !slices.Contains(DonorKinds, d.Kind):
		fields.Add("kind", "donor.unknown_kind", "value", in.Kind)
	}
	if d.standsIn() {
		fields.Add("name", "donor.unidentified")
	}
	d.CEBCode = contributorCode(&fields, d.Kind, d.CEBCode)
	return d, fields.Err("donor.invalid")
}

// ContributionIn is a contribution as it comes in.
type ContributionIn struct {
	Reference string
	Donor     int64
	Year      int
	Currency  string
	Mode      string // cash when empty
	Comment   string
}

// The years for which a contribution can be meant.
const (
	firstYear = 2000 // the Convention was adopted
	lastYear  = 2199
)

// Open enters a contribution, of which nothing is pledged or paid yet. Its
// source is "register".
//
// Errors: contribution.exists; contribution.invalid with the fields that are
// wrong (contribution.no_reference, donor.not_found, donor.unidentified,
// contribution.bad_year, money.unknown_currency, contribution.unknown_mode, text.too_long).
func (s *Service) Open(ctx context.Context, actor access.Actor, in ContributionIn) (c Contribution, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Contribution{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		if c, err = newContribution(in); err != nil {
			return err
		}
		var fields problem.Fields
		donor, err := s.donor(ctx, in.Donor)
		if err == nil && donor.standsIn() {
			err = problem.New(problem.Conflict, "donor.unidentified")
		}
		if err != nil {
			fields.AddErr("donor", err)
			return fields.Err("contribution.invalid")
		}
		c.Donor = donor.ID
		c.Source, c.EnteredBy, c.RecordedAt = registerSource, actor.Name, s.now()
		err = s.store.AddContributions(ctx, []*Contribution{&c})
		if err != nil {
			return err
		}
		return s.journal.Append(ctx, contributionRecord(actor, c))
	})
	if problem.Is(err, "db.duplicate") {
		err = problem.New(problem.Conflict, "contribution.exists", "reference", c.Reference).With(err)
	}
	if err != nil {
		return Contribution{}, err
	}
	return c, nil
}

func newContribution(in ContributionIn) (Contribution, error) {
	var fields problem.Fields
	c := Contribution{
		Reference: fields.Line("reference", in.Reference, maxReference),
		Donor:     in.Donor,
		Year:      in.Year,
		Currency:  currency(&fields, "currency", in.Currency, ""),
		Mode:      Mode(in.Mode),
		Comment:   fields.Text("comment", in.Comment, maxComment),
	}
	if c.Reference == "" {
		fields.Add("reference", "contribution.no_reference")
	}
	if c.Year < firstYear || c.Year > lastYear {
		fields.Add("year", "contribution.bad_year", "value", strconv.Itoa(c.Year))
	}
	if in.Currency == "" {
		fields.Add("currency", "money.unknown_currency", "value", "")
	}
	if c.Mode == "" {
		c.Mode = InCash
	}
	if !slices.Contains(Modes, c.Mode) {
		fields.Add("mode", "contribution.unknown_mode", "value", in.Mode)
	}
	return c, fields.Err("contribution.invalid")
}
