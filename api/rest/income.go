package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/contributions"
)

func (s *server) income(api huma.API) {
	const tag = "contributions"
	get(api, "/api/v1/income", "income", tag, "Income of the fund that is no contribution", s.listIncome)
	post(api, "/api/v1/income", "record-income", tag, "Record income that is no contribution", s.recordIncome)
}

type incomeIn struct {
	InLanguage
	Year int `query:"year" minimum:"1900" maximum:"2199" doc:"Only of this calendar year."`
}

type incomeOut struct {
	Items []wire.Income `json:"items"`
	Total wire.Money    `json:"total" doc:"US dollars, without what was taken back."`
}

func (s *server) listIncome(ctx context.Context, in *incomeIn) (*body[incomeOut], error) {
	all, err := s.Contributions.IncomeOf(ctx, in.Year)
	if err != nil {
		return nil, err
	}
	total, err := contributions.IncomeTotal(all)
	if err != nil {
		return nil, err
	}
	out := incomeOut{[]wire.Income{}, wire.NewMoney(total)}
	for _, i := range all {
		out.Items = append(out.Items, wire.NewIncome(i))
	}
	return answered(out), nil
}

type recordIncomeIn struct {
	InLanguage
	Body struct {
		Kind          string `json:"kind" example:"interest" doc:"interest, investment, prior_year_refund or miscellaneous."`
		On            string `json:"on" example:"2012-06-30" doc:"Value date."`
		Amount        string `json:"amount" example:"1234.50" doc:"A decimal text such as 1234.50."`
		Currency      string `json:"currency" example:"USD"`
		Payer         string `json:"payer" example:"The bank, second quarter" doc:"Who paid it, and for what."`
		BankReference string `json:"bank_reference,omitempty" example:"MT103/20120630-2"`
		Charges       string `json:"charges,omitempty" doc:"What banks took, in the currency of the payment: amount is gross."`
		BankRate      string `json:"bank_rate,omitempty" doc:"Units of the currency for one US dollar, in place of the operational rate; wants a reason."`
		Reason        string `json:"reason,omitempty"`
	}
}

func (s *server) recordIncome(ctx context.Context, in *recordIncomeIn) (*entryOut, error) {
	return newEntryOut(s.Cases.Income.Do(ctx, actor(ctx), contributions.IncomeIn(in.Body)))
}
