package budget

import (
	"context"
	"fmt"

	"article30/internal/access"
	"article30/internal/problem"
)

// AmendIn is the text that the Conference amended another one to. Symbol is
// that of a revision of the same document, "" for the next that is free.
type AmendIn struct {
	Base    string
	Symbol  string
	Content Content
}

// Amend registers the text that comes of amendments in the room, as a version
// of the same document. It keeps the dates of dispatch of the text that was
// amended: rule 73 has the Conference decide on the budget that went out, and
// sets no clock for what the Conference makes of it.
//
// Errors: budget.not_found; version.not_frozen for a text that may still
// change; budget.invalid with the field symbol; budget.symbol_taken.
func (s *Service) Amend(ctx context.Context, actor access.Actor, in AmendIn) (Version, error) {
	if err := actor.Require(access.RecordDecisions); err != nil {
		return Version{}, err
	}
	var v Version
	err := s.store.Update(ctx, func(ctx context.Context) error {
		b, base, err := s.find(ctx, in.Base)
		if err != nil {
			return err
		}
		if !base.Frozen {
			return problem.New(problem.Conflict, "version.not_frozen", "symbol", base.Symbol)
		}
		v = Version{Kind: Revision, Amends: base.Symbol, Content: in.Content}
		if v.Symbol, err = revisionOf(b, base, in.Symbol); err != nil {
			return err
		}
		if err := s.unused(ctx, v.Symbol); err != nil {
			return err
		}
		if v.ChangesAmounts, err = s.changesAmounts(ctx, base, v); err != nil {
			return err
		}
		v, err = s.insert(ctx, actor, b, v)
		return err
	})
	return v, err
}

// revisionOf is the symbol as one of a revision of the document, or the next
// that is free: what was amended without its own Rev. and Corr., with a Rev. of
// a number that is not taken.
func revisionOf(b Budget, base Version, symbol string) (string, error) {
	text, err := ParseSymbol(base.Symbol)
	if err != nil {
		return "", err
	}
	if symbol != "" {
		var f problem.Fields
		s, err := ParseSymbol(symbol)
		switch f.AddErr("symbol", err); {
		case err != nil:
		case s.Kind() != Revision, s.Budget() != text.Budget():
			f.Add("symbol", "symbol.not_a_revision", "value", symbol, "budget", text.Budget())
		}
		return symbol, f.Err("budget.invalid")
	}
	for text.Kind() == Revision || text.Kind() == Corrigendum {
		if text, err = ParseSymbol(text.Parent()); err != nil {
			return "", err
		}
	}
	for n := 1; ; n++ {
		symbol = fmt.Sprintf("%s/Rev.%d", text, n)
		if _, taken := b.Version(symbol); !taken {
			return symbol, nil
		}
	}
}
