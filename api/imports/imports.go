// Package imports loads files of every kind: the one table that says what can
// be imported, for the command line, the interface for programs and the
// demonstration alike.
package imports

import (
	"context"
	"strings"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// Kinds of file, in the order in which they need each other.
var Kinds = []string{"groups", "parties", "sessions", "rates", "contributions", "costs", "contacts", "budget", "dispatches", "expenses"}

// Needs is the permission that each kind takes.
var Needs = map[string]access.Permission{
	"groups": access.ImportReference, "parties": access.ImportReference, "sessions": access.ImportReference,
	"rates": access.ImportRates, "contributions": access.ImportContributions, "costs": access.DraftBudgets, "contacts": access.RecordContacts, "budget": access.DraftBudgets,
	"dispatches": access.CirculateBudgets, "expenses": access.RecordExecution,
}

// Options of an import. Those that a kind does not know are refused.
type Options struct {
	DryRun      bool      // goes the whole way, then undoes it
	SkipRefused bool      // takes the other rows when some are refused
	Mapping     string    // a name that the program ships, or the JSON of a mapping
	Until       date.Date // rates and contributions: leaves what is dated later for another time
	Correct     bool      // rates: corrects those that are known, and adjusts what stands at them
	Reason      string    // of corrections, and of dispatches that were late
	Budget      Budget
	Dispatch    Dispatch
}

// Dispatch says what a list of dispatches does not say of itself.
type Dispatch struct {
	Evidence     string // SHA-256 of a file that is kept
	RecordAsLate bool   // those after the deadline; wants a Reason
}

// Budget says what a budget's table does not say of itself.
type Budget struct {
	Session, Symbol, Title, Kind, Unit, Funding, DistrOn, UploadedOn string
}

// Load imports a file of one kind.
type Load func(ctx context.Context, actor access.Actor, src *sheet.Source, o Options) (*sheet.Report, error)

// Imports is what can be imported, by kind.
type Imports map[string]Load

// Import loads a file of that kind. A report with refused rows is not an
// error: nothing was written then, unless SkipRefused.
//
// Errors: import.unknown_kind; those of access.Actor.Require; import.no_such_option; those of the kind, about
// the file as a whole.
func (i Imports) Import(ctx context.Context, actor access.Actor, kind string, src *sheet.Source, o Options) (*sheet.Report, error) {
	load, ok := i[kind]
	if !ok {
		return nil, problem.New(problem.NotFound, "import.unknown_kind", "value", kind, "allowed", strings.Join(Kinds, ", "))
	}
	if err := actor.Require(Needs[kind]); err != nil {
		return nil, err
	}
	var fields problem.Fields
	if kind != "contributions" && kind != "rates" && !o.Until.IsZero() {
		fields.Add("until", "import.no_such_option")
	}
	if kind != "rates" && o.Correct {
		fields.Add("correct", "import.no_such_option")
	}
	if kind != "rates" && kind != "dispatches" && o.Reason != "" {
		fields.Add("reason", "import.no_such_option")
	}
	if kind == "budget" && o.SkipRefused {
		fields.Add("skip_refused", "import.no_such_option") // part of a budget is none
	}
	document := o.Budget
	if kind == "expenses" || kind == "dispatches" {
		document.Symbol = "" // the one thing about a budget that they know
	}
	if kind != "dispatches" && o.Dispatch != (Dispatch{}) {
		fields.Add("evidence", "import.no_such_option")
	}
	if kind != "budget" && document != (Budget{}) {
		fields.Add("budget", "import.no_such_option")
	}
	if err := fields.Err("import.invalid"); err != nil {
		return nil, err
	}
	return load(ctx, actor, src, o)
}
