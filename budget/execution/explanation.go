package execution

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Difference is what of a comparison of budget and actual amounts is explained
// (IPSAS 24, paragraphs 14 and 29).
type Difference string

const (
	OfBudgets Difference = "original_final" // the final budget from the original one
	OfActual  Difference = "final_actual"   // actual amounts from the final budget
)

// Differences lists both in the order of the statement.
func Differences() []Difference { return []Difference{OfBudgets, OfActual} }

// Explanation says why the amounts of a line differ. It is never changed: of a
// line, year and difference the one recorded last counts, and one without a text
// takes back what was said.
type Explanation struct {
	ID         int64
	Document   int64
	Budget     string // symbol of the document
	Line       Line   // without code and title the programme support cost of its funding
	Year       int    // of the budget; 0 for all of them together
	Difference Difference
	Text       string
	EnteredBy  string
	RecordedAt time.Time
}

// Of reports whether the explanation is of that line.
func (x Explanation) Of(l Line) bool { return x.Line.key() == l.key() }

func (x Explanation) about(y Explanation) bool {
	return x.Document == y.Document && x.Of(y.Line) && x.Year == y.Year && x.Difference == y.Difference
}

// inForce are the explanations that count, of those recorded, by ID.
func inForce(recorded []Explanation) (list []Explanation) {
	for _, x := range recorded {
		list = slices.DeleteFunc(list, x.about)
		if x.Text != "" {
			list = append(list, x)
		}
	}
	return list
}

// ExplanationIn is an explanation as it comes in. Without a line it is of the
// programme support cost of the Funding. Withdraw takes back what was said and
// wants no Text.
type ExplanationIn struct {
	Symbol string
	LineIn
	Year       int // 0 for all years
	Difference string
	Text       string
	Withdraw   bool
}

// Explain records why the amounts of a line differ, in place of what was said
// before.
//
// Errors: budget.not_found; execution.not_a_budget; execution.nothing_adopted;
// explanation.none for what is withdrawn and was never said; execution.invalid
// with explanation.unknown_difference, explanation.no_year,
// explanation.unchanged, explanation.two_things, execution.text_missing,
// allotment.no_line, allotment.ambiguous_line.
func (s *Service) Explain(ctx context.Context, actor access.Actor, in ExplanationIn) (x Explanation, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Explanation{}, err
	}
	var fields problem.Fields
	x = Explanation{Year: in.Year, Difference: Difference(in.Difference)}
	if !slices.Contains(Differences(), x.Difference) {
		fields.Add("difference", "explanation.unknown_difference", "value", in.Difference)
	}
	switch {
	case !in.Withdraw:
		x.Text = required(&fields, "text", in.Text, maxReason)
	case strings.TrimSpace(in.Text) != "":
		fields.Add("text", "explanation.two_things")
	}
	if err := fields.Err("execution.invalid"); err != nil {
		return Explanation{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		c, err := s.Comparison(ctx, in.Symbol, s.Today())
		if err != nil {
			return err
		}
		x.Document, x.Budget = c.Document, c.Budget
		if x.Line, err = c.find(in.LineIn); err != nil {
			return err
		}
		if x.Year != 0 && !slices.Contains(c.Years, x.Year) {
			return refuse("year", "explanation.no_year", "symbol", c.Budget, "year", x.Year)
		}
		i := slices.IndexFunc(c.Explanations, x.about)
		switch {
		case i < 0 && in.Withdraw:
			return problem.New(problem.Conflict, "explanation.none", "line", in.Line)
		case i >= 0 && c.Explanations[i].Text == x.Text:
			return refuse("text", "explanation.unchanged")
		}
		x.EnteredBy, x.RecordedAt = actor.Name, s.now()
		if err := s.store.AddExplanation(ctx, &x); err != nil {
			return err
		}
		return s.journal.Append(ctx, explanationRecord(x))
	})
	if err != nil {
		return Explanation{}, err
	}
	return x, nil
}

// find is the line that is named, or the one that stands for the programme
// support cost of a source of funding.
//
// Errors: allotment.no_line, allotment.ambiguous_line.
func (c Comparison) find(in LineIn) (Line, error) {
	if in.Line == "" && in.Funding != "" {
		funding := budget.Funding(in.Funding)
		if slices.ContainsFunc(c.Support, func(s ComparedSupport) bool { return s.Funding == funding }) {
			return Line{Funding: funding}, nil
		}
	}
	var lines []plannedLine
	for _, l := range c.Lines {
		if !slices.ContainsFunc(lines, func(p plannedLine) bool { return p.Line.key() == l.Line.key() }) {
			lines = append(lines, plannedLine{Line: l.Line})
		}
	}
	l, err := in.find(lines)
	return l.Line, err
}

// Explanations are what is said of the document's differences, by ID.
//
// Error: budget.not_found.
func (s *Service) Explanations(ctx context.Context, symbol string) (list []Explanation, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		d, err := s.document(ctx, symbol)
		if err != nil {
			return err
		}
		recorded, err := s.store.Explanations(ctx, d.ID)
		list = inForce(recorded)
		return err
	})
	return list, err
}

// explanationObject is what the journal calls an explanation.
const explanationObject = "budget_explanation"

// explanationFacts are what the journal keeps of an explanation.
type explanationFacts struct {
	Symbol     string `json:"symbol"`
	Code       string `json:"code"`
	Title      string `json:"title"`
	Section    string `json:"section"`
	Mandate    string `json:"mandate"`
	Funding    string `json:"funding"`
	Year       int    `json:"year"`
	Difference string `json:"difference"`
	Text       string `json:"text"`
}

func factsOfExplanation(x Explanation) explanationFacts {
	return explanationFacts{
		x.Budget, x.Line.Code, x.Line.Title, x.Line.Section, string(x.Line.Mandate), string(x.Line.Funding),
		x.Year, string(x.Difference), x.Text,
	}
}

func explanationRecord(x Explanation) journal.Entry {
	action := "explanation.record"
	if x.Text == "" {
		action = "explanation.withdraw"
	}
	return journal.Entry{
		Actor: x.EnteredBy, Action: action, Object: explanationObject, ID: strconv.FormatInt(x.ID, 10), After: factsOfExplanation(x),
	}
}

// compareExplanations sets the explanations against the journal.
func (s *Service) compareExplanations(ctx context.Context, c *journal.Comparison[string]) error {
	err := journal.Each(ctx, s.journal, explanationObject, func(r journal.Record, facts explanationFacts) error {
		c.Tell("explanation "+r.ID, r.At, r.Actor, facts)
		return nil
	})
	if err != nil {
		return err
	}
	recorded, err := s.store.Explanations(ctx, 0)
	for _, x := range recorded {
		c.Keep(at("explanation", x.ID), x.RecordedAt, x.EnteredBy, factsOfExplanation(x))
	}
	return err
}
