package execution

import (
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// The most characters of a text.
const (
	maxReference = 100
	maxPayee     = 200
	maxReason    = 1000
)

// bookable reads the date of an entry and judges it.
func (s *Service) bookable(fields *problem.Fields, path, value string) date.Date {
	on, err := date.Parse(value)
	if err != nil {
		fields.AddErr(path, err)
		return date.Date{}
	}
	s.judge(fields, path, on)
	return on
}

// judge is the one place where it is judged whether anything may be entered for
// a date: not for one after today.
func (s *Service) judge(fields *problem.Fields, path string, on date.Date) {
	if today := s.Today(); on.After(today) {
		fields.Add(path, "date.future", "date", on, "today", today)
	}
}

func amount(fields *problem.Fields, path, value string, c money.Currency) money.Money {
	m, err := money.Parse(value, c)
	fields.AddErr(path, err)
	return m
}

func currency(fields *problem.Fields, path, value string) money.Currency {
	if value == "" {
		return money.USD
	}
	c, err := money.ParseCurrency(value)
	if err != nil {
		fields.AddErr(path, err)
		return money.USD
	}
	return c
}

func required(fields *problem.Fields, path, value string, most int) string {
	value = fields.Line(path, value, most)
	if value == "" {
		fields.Add(path, "execution.text_missing")
	}
	return value
}
