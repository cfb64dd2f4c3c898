package rest

import (
	"context"
	"fmt"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/contributions"
	"article30/internal/problem"
)

func (s *server) donorRecords(api huma.API) {
	const tag = "contributions"
	get(api, "/api/v1/donors", "donors", tag, "Donors by name, each once", s.donors)
	get(api, "/api/v1/donors/{id}", "donor", tag, "A donor and what stands in the books for it", s.donor)
	post(api, "/api/v1/donors", "add-donor", tag, "Enter a donor", s.addDonor)
	get(api, "/api/v1/donor-codes", "donor-codes", tag, "The contributor codes of the United Nations system, by kind of donor", s.donorCodes)
	get(api, "/api/v1/donor-merges", "donor-merges", tag, "Which records were said to be the same donor, also where that was taken back", s.donorMerges)
	post(api, "/api/v1/donors/{id}/merge", "merge-donor", tag, "Say that this record is the same donor as another: it is read as that from now on", s.mergeDonor)
	post(api, "/api/v1/donors/{id}/unmerge", "unmerge-donor", tag, "Take the merge of this record back", s.unmergeDonor)
}

func (s *server) donors(ctx context.Context, in *pageIn) (*body[list[wire.Donor]], error) {
	all, err := s.Contributions.Donors(ctx)
	if err != nil {
		return nil, err
	}
	sees, err := s.sight(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(d contributions.Donor) bool { return !sees.Covers(d.ID) })
	if in.After != 0 {
		i := slices.IndexFunc(all, func(d contributions.Donor) bool { return d.ID == in.After })
		if i < 0 {
			return nil, problem.New(problem.BadRequest, "request.no_such_place", "after", in.After)
		}
		all = all[i+1:]
	}
	return answered(part(in.Paging, all,
		func(d contributions.Donor) int64 { return d.ID },
		func(d contributions.Donor) wire.Donor { return wire.NewDonor(printer(ctx), d) })), nil
}

func (s *server) donor(ctx context.Context, in *ByID) (*versioned[wire.DonorBalances], error) {
	sees, err := s.sight(ctx)
	if err != nil {
		return nil, err
	}
	if !sees.Covers(in.ID) {
		return nil, hidden(ctx, "donor", in.ID)
	}
	return atRevision(ctx, s.Contributions.DonorRevision, in.ID, func(revision int64) (wire.DonorBalances, error) {
		d, balances, err := s.Contributions.DonorBalance(ctx, in.ID)
		w := wire.NewDonorBalances(printer(ctx), d, balances)
		w.Revision = revision
		return w, err
	})
}

type addDonorIn struct {
	InLanguage
	Body struct {
		Name    string `json:"name,omitempty"`
		Kind    string `json:"kind,omitempty"`
		Party   string `json:"party,omitempty" doc:"ISO code of a participant; then name and kind are the Conference's."`
		CEBCode string `json:"ceb_code,omitempty" example:"C02" doc:"Contributor code of the United Nations system, of those that the kind can have; the kind's own when absent."`
		Region  string `json:"region,omitempty"`
	}
}

func (s *server) addDonor(ctx context.Context, in *addDonorIn) (*created[wire.Donor], error) {
	d, err := s.Contributions.AddDonor(ctx, actor(ctx), contributions.DonorIn(in.Body))
	if err != nil {
		return nil, err
	}
	return &created[wire.Donor]{fmt.Sprintf("/api/v1/donors/%d", d.ID), wire.NewDonor(printer(ctx), d)}, nil
}

type donorCodesOut struct {
	Items []wire.ContributorCode `json:"items"`
}

func (s *server) donorCodes(context.Context, *InLanguage) (*body[donorCodesOut], error) {
	return answered(donorCodesOut{wire.ContributorCodes()}), nil
}

type donorMergesOut struct {
	Items []wire.Merge `json:"items"`
}

func (s *server) donorMerges(ctx context.Context, _ *InLanguage) (*body[donorMergesOut], error) {
	all, err := s.Contributions.Merges(ctx)
	if err != nil {
		return nil, err
	}
	out := donorMergesOut{[]wire.Merge{}}
	for _, m := range all {
		out.Items = append(out.Items, wire.NewMerge(m))
	}
	return answered(out), nil
}

type mergeDonorIn struct {
	ByID
	IfMatch
	Body struct {
		Into   int64  `json:"into" doc:"The donor that it is."`
		Reason string `json:"reason" example:"Letter of 2 July: the ministry was entered twice."`
	}
}

func (s *server) mergeDonor(ctx context.Context, in *mergeDonorIn) (*created[wire.Merge], error) {
	return newMergeOut(s.Contributions.MergeDonors(ctx, actor(ctx), contributions.MergeIn{From: in.ID, Into: in.Body.Into, Reason: in.Body.Reason, Expect: in.expect}))
}

type unmergeDonorIn struct {
	ByID
	IfMatch
	Body struct {
		Reason string `json:"reason"`
	}
}

func (s *server) unmergeDonor(ctx context.Context, in *unmergeDonorIn) (*created[wire.Merge], error) {
	return newMergeOut(s.Contributions.UnmergeDonor(ctx, actor(ctx), in.ID, in.Body.Reason, in.expect))
}

func newMergeOut(m contributions.Merge, err error) (*created[wire.Merge], error) {
	if err != nil {
		return nil, err
	}
	return &created[wire.Merge]{fmt.Sprintf("/api/v1/donors/%d", m.From), wire.NewMerge(m)}, nil
}
