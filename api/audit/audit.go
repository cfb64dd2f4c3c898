// Package audit checks a whole database: that the books balance, that every
// budget is what was recorded, and that the history is unbroken.
package audit

import (
	"context"
	"fmt"

	"article30/internal/journal"
	"article30/internal/problem"
)

// Finding is a place where something is not as it must be.
type Finding struct {
	Part  string // "conference", "books", "earmarks", "budgets", "execution", "periods", "assistance" or "history"
	Place string // "entry 17"
	Code  string
	Args  problem.Args
	Err   error // why a part could not be read; for the operator only
	// Notice is what is no fault, but that somebody has to know.
	Notice bool
}

// Part is one thing to check.
type Part struct {
	Name   string
	Verify func(ctx context.Context) ([]Finding, error)
}

// Audit is everything there is to check.
type Audit struct {
	Journal *journal.Journal
	Parts   []Part
}

// Verify checks every part and then the history; since, when given, is a head
// that somebody kept, which the history must still contain. No findings but notices means
// that all is well; head is what to keep for the next time.
//
// Errors: those of reading. What is found is not an error.
func (a Audit) Verify(ctx context.Context, since *journal.Head) (findings []Finding, head journal.Head, err error) {
	findings = []Finding{}
	for _, part := range a.Parts {
		found, err := part.Verify(ctx)
		switch {
		case ctx.Err() != nil || problem.KindOf(err) == problem.Unavailable && err != nil:
			return nil, journal.Head{}, err
		case err != nil: // a value that is none of its kind hides nothing else
			found = append(found, Finding{Code: "audit.unreadable", Err: err})
		}
		for _, f := range found {
			f.Part = part.Name
			findings = append(findings, f)
		}
	}
	broken, head, err := a.Journal.Verify(ctx, since)
	if err != nil {
		return nil, journal.Head{}, err
	}
	for _, f := range broken {
		findings = append(findings, Finding{Part: "history", Place: placeOf(f), Code: f.Code, Args: f.Args, Notice: f.Notice})
	}
	return findings, head, nil
}

func placeOf(f journal.Finding) string {
	if f.Seq == 0 {
		return ""
	}
	return fmt.Sprintf("journal %d", f.Seq)
}
