package rest

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/contributions/earmark"
	"article30/internal/date"
)

func (s *server) earmarks(api huma.API) {
	const tag = "earmarks"
	get(api, "/api/v1/earmarks", "earmarks", tag, "The earmarks as a tree", s.listEarmarks)
	post(api, "/api/v1/earmarks", "add-earmark", tag, "Add an earmark to the tree", s.addEarmark)
	post(api, "/api/v1/earmarks/{code}/closure", "close-earmark", tag, "Close an earmark as of today: nothing more is given for it", s.closeEarmark)
	get(api, "/api/v1/earmarks/cash", "earmarked-cash", tag, "The money of the fund by earmark on a day: received, held, drawn and left", s.earmarkedCash)
	get(api, "/api/v1/contributions/{id}/earmark", "contribution-earmark", tag, "What a contribution is given for, and its cash by earmark on a day", s.earmarkOf)
	get(api, "/api/v1/contributions/{id}/spending", "contribution-spending", tag, "What a contribution's money was spent on by the end of a day", s.spending)
	post(api, "/api/v1/contributions/{id}/earmark", "assign-earmark", tag, "Say what a contribution is given for, before its money comes", s.assignEarmark)
	post(api, "/api/v1/contributions/{id}/earmark-transfers", "transfer-earmark", tag, "Move money to another earmark, with the donor's consent", s.transferEarmark)
}

type earmarksOut struct {
	Items []wire.Earmark `json:"items"`
}

func (s *server) listEarmarks(ctx context.Context, _ *InLanguage) (*body[earmarksOut], error) {
	tree, err := s.Earmarks.Tree(ctx)
	if err != nil {
		return nil, err
	}
	out := earmarksOut{[]wire.Earmark{}}
	for _, e := range tree {
		out.Items = append(out.Items, wire.NewEarmark(printer(ctx), tree, e))
	}
	return answered(out), nil
}

type addEarmarkIn struct {
	InLanguage
	Body struct {
		Above   string `json:"above,omitempty" example:"convention-29" doc:"Code of the earmark that it stands under; the root when absent."`
		Code    string `json:"code" example:"training-africa"`
		Kind    string `json:"kind" example:"region" doc:"instrument, article, region, country or project."`
		Value   string `json:"value" example:"african" doc:"What it restricts to: instrument, number of an article, regional group, ISO code or project."`
		Degree  int    `json:"degree,omitempty" example:"3" doc:"IATI: 2 softly earmarked, 3 earmarked, 4 tightly earmarked; the usual one of the kind when absent."`
		English string `json:"title_en" example:"Training in Africa"`
		French  string `json:"title_fr" example:"Formation en Afrique"`
		Arabic  string `json:"title_ar,omitempty" example:"التدريب في أفريقيا" doc:"Without it readers of Arabic are shown the English title; so in the other three."`
		Chinese string `json:"title_zh,omitempty" example:"非洲培训"`
		Russian string `json:"title_ru,omitempty" example:"Подготовка кадров в Африке"`
		Spanish string `json:"title_es,omitempty" example:"Capacitación en África"`
	}
}

func (s *server) addEarmark(ctx context.Context, in *addEarmarkIn) (*created[wire.Earmark], error) {
	e, err := s.Earmarks.Add(ctx, actor(ctx), earmark.AddIn{
		Above: in.Body.Above, Code: in.Body.Code, Kind: in.Body.Kind, Value: in.Body.Value, Degree: in.Body.Degree,
		Title: earmark.TitleIn{English: in.Body.English, French: in.Body.French, Others: earmark.Titles{
			Arabic: in.Body.Arabic, Chinese: in.Body.Chinese, Russian: in.Body.Russian, Spanish: in.Body.Spanish,
		}},
	})
	return s.newEarmarkOut(ctx, e, err)
}

func (s *server) newEarmarkOut(ctx context.Context, e earmark.Earmark, err error) (*created[wire.Earmark], error) {
	if err != nil {
		return nil, err
	}
	tree, err := s.Earmarks.Tree(ctx)
	if err != nil {
		return nil, err
	}
	return &created[wire.Earmark]{"/api/v1/earmarks", wire.NewEarmark(printer(ctx), tree, e)}, nil
}

type closeEarmarkIn struct {
	InLanguage
	Code string `path:"code" maxLength:"60"`
	Body struct {
		Reason string `json:"reason"`
	}
}

func (s *server) closeEarmark(ctx context.Context, in *closeEarmarkIn) (*created[wire.Earmark], error) {
	e, err := s.Earmarks.Close(ctx, actor(ctx), in.Code, in.Body.Reason)
	return s.newEarmarkOut(ctx, e, err)
}

func (s *server) earmarkedCash(ctx context.Context, in *OnDay) (*body[wire.EarmarkTotals], error) {
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	tree, positions, err := s.Earmarks.Positions(ctx, on)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewEarmarkTotals(printer(ctx), on.String(), tree, positions)), nil
}

type earmarkOnIn struct {
	OnDay
	ID int64 `path:"id" minimum:"1"`
}

func (s *server) earmarkOf(ctx context.Context, in *earmarkOnIn) (*versioned[wire.ContributionEarmarks], error) {
	if err := s.covered(ctx, in.ID); err != nil {
		return nil, err
	}
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	h, err := s.Earmarks.Of(ctx, in.ID, on)
	if err != nil {
		return nil, err
	}
	given, err := s.Approvals.GivenToTransfers(ctx, h.Record.Transfers)
	return &versioned[wire.ContributionEarmarks]{etag(h.Revision), wire.NewContributionEarmarks(h, given)}, err
}

type assignEarmarkIn struct {
	ByID
	IfMatch
	Body struct {
		Earmark   string `json:"earmark" example:"convention-29" doc:"Code of what it is given for."`
		On        string `json:"on" example:"2012-07-02" doc:"Date of the pledge or agreement that says so."`
		Reference string `json:"reference" example:"Agreement AUT/2012/1"`
	}
}

func (s *server) assignEarmark(ctx context.Context, in *assignEarmarkIn) (*created[wire.ContributionEarmarks], error) {
	_, err := s.Earmarks.Assign(ctx, actor(ctx), earmark.AssignIn{
		Contribution: in.ID, Expect: in.expect, Earmark: in.Body.Earmark, On: in.Body.On, Reference: in.Body.Reference,
	})
	return s.newContributionEarmarksOut(ctx, in.ID, err)
}

func (s *server) newContributionEarmarksOut(ctx context.Context, id int64, err error) (*created[wire.ContributionEarmarks], error) {
	if err != nil {
		return nil, err
	}
	h, err := s.Earmarks.Of(ctx, id, date.Date{})
	if err != nil {
		return nil, err
	}
	given, err := s.Approvals.GivenToTransfers(ctx, h.Record.Transfers)
	return &created[wire.ContributionEarmarks]{fmt.Sprintf("/api/v1/contributions/%d/earmark", id), wire.NewContributionEarmarks(h, given)}, err
}

type transferEarmarkIn struct {
	ByID
	IfMatch
	Body struct {
		From             string `json:"from" example:"unearmarked"`
		To               string `json:"to" example:"convention-29"`
		Amount           string `json:"amount,omitempty" example:"1234.50" doc:"In US dollars at the value of the books; all there is, and what is still to come, when absent."`
		On               string `json:"on" example:"2012-07-02" doc:"From when it counts."`
		ConsentOn        string `json:"consent_on" example:"2012-06-28"`
		ConsentReference string `json:"consent_reference" example:"Note verbale 17/2012"`
		Reason           string `json:"reason"`
	}
}

func (s *server) transferEarmark(ctx context.Context, in *transferEarmarkIn) (*created[wire.ContributionEarmarks], error) {
	_, err := s.Cases.TransferEarmark.Do(ctx, actor(ctx), earmark.TransferIn{
		Contribution: in.ID, Expect: in.expect, From: in.Body.From, To: in.Body.To, Amount: in.Body.Amount, On: in.Body.On,
		ConsentOn: in.Body.ConsentOn, ConsentReference: in.Body.ConsentReference, Reason: in.Body.Reason,
	})
	return s.newContributionEarmarksOut(ctx, in.ID, err)
}
