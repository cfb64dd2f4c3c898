package cli

import (
	"io"

	"article30/budget/execution/executiondb"
	"article30/contributions/contributionsdb"
	"article30/reports/hledger"
)

type exportCmd struct {
	Format string `enum:"hledger" default:"hledger" help:"hledger: the journal format of that program (default ${default})."`
	Out    string `short:"o" default:"-" placeholder:"FILE" help:"Where to write it; - is the standard output."`
}

func (c *exportCmd) Run(a *app) error {
	return a.look(func(s *services) error {
		return a.write(c.Out, func(w io.Writer) error { return hledger.Write(a.ctx, w, s.books()) })
	})
}

// books are the books from end to end.
func (s *services) books() hledger.Books {
	return wholeBooks{contributionsdb.New(s.db), executiondb.New(s.db)}
}

// wholeBooks are what came in and what was spent, on one snapshot.
type wholeBooks struct {
	hledger.Books
	hledger.Spending
}
