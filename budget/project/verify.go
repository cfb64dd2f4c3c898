package project

import (
	"context"
	"slices"
	"strconv"

	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Finding is something in the technical assistance that cannot be. Place says
// where: "assistance_request 3", "assistance_event 14", "project TA-2012-01".
type Finding struct {
	Place string
	Code  string
	Args  problem.Args
}

func found(place string, err *problem.Error) Finding { return Finding{place, err.Code, err.Args} }

// Verify checks the technical assistance: requests and events are what the
// journal says was recorded, no more and no less; numbers and codes have no
// gaps; the events of every case follow from one another, and whoever approved
// had entered neither request nor appraisal; a budget adds up; no project has
// committed and spent more than its budget, and nothing after its closing; and
// what a closing says was unspent is so.
func (s *Service) Verify(ctx context.Context) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		if findings, err = s.verifyRecorded(ctx, w); err != nil {
			return err
		}
		findings = append(findings, verifyNumbers(w)...)
		for _, c := range w.cases {
			findings = append(findings, verifyCase(c)...)
			findings = append(findings, verifyBooks(w, c)...)
		}
		return nil
	})
	return findings, err
}

func (s *Service) verifyRecorded(ctx context.Context, w world) (findings []Finding, err error) {
	var comparison journal.Comparison[string]
	if err := s.tell(ctx, &comparison); err != nil {
		return nil, err
	}
	for _, c := range w.cases {
		r := c.Request
		comparison.Keep(requestObject+" "+strconv.FormatInt(r.ID, 10), r.RecordedAt, r.EnteredBy, "", factsOfRequest(r))
		for _, e := range c.Events {
			comparison.Keep(eventObject+" "+strconv.FormatInt(e.ID, 10), e.RecordedAt, e.EnteredBy, e.Reason, factsOfEvent(r, e))
		}
	}
	differences, err := comparison.Differences()
	for _, d := range differences {
		findings = append(findings, found(d.Place, d.Err()))
	}
	return findings, err
}

// verifyNumbers finds years in which a number or a code is missing.
func verifyNumbers(w world) (findings []Finding) {
	numbers, codes := map[int][]int{}, map[int][]int{}
	for _, c := range w.cases {
		n := c.Request.Number
		numbers[n.Year] = append(numbers[n.Year], n.Seq)
		if c.Project != nil {
			codes[c.Project.Code.Year] = append(codes[c.Project.Code.Year], c.Project.Code.Seq)
		}
	}
	gaps := func(all map[int][]int, name func(year, seq int) string) {
		var years []int
		for year := range all {
			years = append(years, year)
		}
		slices.Sort(years)
		for _, year := range years {
			slices.Sort(all[year])
			for i, seq := range all[year] {
				if seq != i+1 {
					findings = append(findings, found("assistance "+name(year, seq),
						problem.New(problem.Conflict, "verify.assistance_gap", "number", name(year, i+1))))
					break
				}
			}
		}
	}
	gaps(numbers, func(year, seq int) string { return Number{year, seq}.String() })
	gaps(codes, func(year, seq int) string { return Code{year, seq}.String() })
	return findings
}

// verifyCase decides every event again on what was before it.
func verifyCase(c Case) (findings []Finding) {
	before := Case{Request: c.Request, State: Received}
	for i := range c.Events {
		e := c.Events[i]
		place := eventObject + " " + strconv.FormatInt(e.ID, 10)
		ok := e.Seq == i+1
		switch e.Kind {
		case Approved, Revised:
			sum := int64(0)
			for _, share := range e.Budget {
				sum += share.USD.Units()
			}
			ok = ok && sum == e.USD.Units() && before.another(&e) == nil && before.Appraisal != nil &&
				e.Appraisal == before.Appraisal.Seq && e.AppraisedBy == before.Appraisal.EnteredBy && e.RequestedBy == c.Request.EnteredBy
			if before.Appraisal != nil && e.Kind == Approved {
				ok = ok && before.pending() == nil && (before.Appraisal.Recommended || slices.Contains(e.Overrides, NotRecommended))
			}
		case AppraisalOpened, Appraised, Declined, Withdrawn:
			_, err := Decide(before, Outlook{}, e)
			ok = ok && err == nil
		default:
			ok = ok && before.Project != nil && before.Project.Closure == nil
		}
		if !ok {
			findings = append(findings, found(place, problem.New(problem.Conflict, "verify.assistance_event")))
		}
		before.Events = append(before.Events, e)
		before.apply(&c.Events[i], nil)
	}
	return findings
}

// verifyBooks compares a project with the books of spending.
func verifyBooks(w world, c Case) (findings []Finding) {
	if c.Project == nil {
		return nil
	}
	p, f := c.Project, w.figuresOf(c)
	place := "project " + p.Code.String()
	used := f.Committed.Units() + f.Spent.Units()
	if used > p.Total.Units() {
		findings = append(findings, found(place, problem.New(problem.Conflict, "verify.assistance_over_budget",
			"budget", p.Total, "used", money.FromUnits(used, money.USD))))
	}
	if p.Closure != nil && p.Closure.USD.Units() != p.Total.Units()-used {
		findings = append(findings, found(place, problem.New(problem.Conflict, "verify.assistance_unspent",
			"unspent", p.Closure.USD, "left", money.FromUnits(p.Total.Units()-used, money.USD))))
	}
	return findings
}
