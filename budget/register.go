package budget

import (
	"context"

	"article30/internal/access"
	"article30/internal/problem"
)

// Create registers a document with its original text. A note or an estimate
// may have no figures; a budget without them is a draft that cannot go out.
//
// Errors: budget.invalid with fields; budget.symbol_taken.
func (s *Service) Create(ctx context.Context, actor access.Actor, in CreateIn) (Budget, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return Budget{}, err
	}
	var f problem.Fields
	b := Budget{Session: in.Session, Kind: KindBudget, Symbol: in.Symbol, Title: text(&f, "title", in.Title, true)}
	if in.Kind != "" {
		kind, err := parseKind(in.Kind)
		f.AddErr("kind", err)
		b.Kind = kind
	}
	symbol, err := ParseSymbol(in.Symbol)
	if f.AddErr("symbol", err); err == nil && symbol.Kind() != Original {
		f.Add("symbol", "symbol.not_original", "value", in.Symbol, "budget", symbol.Budget())
	}
	v := in.version(&f, s.settings.PSCPercent)
	if err := f.Err("budget.invalid"); err != nil {
		return Budget{}, err
	}
	v.Kind, v.Symbol = Original, in.Symbol
	err = s.store.Update(ctx, func(ctx context.Context) error {
		if b.Session != "" {
			if err := s.knownSession(ctx, b.Session); err != nil {
				return err
			}
		}
		if err := s.unused(ctx, b.Symbol); err != nil {
			return err
		}
		b.EnteredBy, b.RecordedAt = actor.Name, s.now()
		b.ID, err = s.store.InsertBudget(ctx, b)
		if err != nil {
			return err
		}
		first, err := s.insert(ctx, actor, b, v)
		b.Versions = []Version{first}
		return err
	})
	return b, err
}

// AddVersion registers a revision, an addendum or a corrigendum; its symbol
// says of what. A revision or a corrigendum states the whole text as it is
// then, an addendum only what it adds; a corrigendum without figures corrects
// words alone.
//
// Errors: budget.invalid with fields; budget.not_found when the text that it
// belongs to is not registered; budget.symbol_taken.
func (s *Service) AddVersion(ctx context.Context, actor access.Actor, in VersionIn) (Version, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return Version{}, err
	}
	var f problem.Fields
	symbol, err := ParseSymbol(in.Symbol)
	if f.AddErr("symbol", err); err == nil && symbol.Kind() == Original {
		f.Add("symbol", "symbol.not_a_version", "value", in.Symbol)
	}
	v := in.version(&f, s.settings.PSCPercent)
	if err := f.Err("budget.invalid"); err != nil {
		return Version{}, err
	}
	v.Symbol, v.Kind = in.Symbol, symbol.Kind()
	err = s.store.Update(ctx, func(ctx context.Context) error {
		b, parent, err := s.find(ctx, symbol.Parent())
		if err != nil {
			return err
		}
		if err := s.unused(ctx, in.Symbol); err != nil {
			return err
		}
		if v.ChangesAmounts, err = s.changesAmounts(ctx, parent, v); err != nil {
			return err
		}
		v, err = s.insert(ctx, actor, b, v)
		return err
	})
	return v, err
}

// Replace gives a draft another text. A version that has gone out or was
// adopted never changes.
//
// Errors: budget.invalid with fields; budget.not_found; version.frozen;
// version.has_followers for a text that a later version was compared with.
func (s *Service) Replace(ctx context.Context, actor access.Actor, in VersionIn) (Version, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return Version{}, err
	}
	var f problem.Fields
	v := in.version(&f, s.settings.PSCPercent)
	if err := f.Err("budget.invalid"); err != nil {
		return Version{}, err
	}
	err := s.store.Update(ctx, func(ctx context.Context) error {
		b, old, err := s.find(ctx, in.Symbol)
		if err != nil {
			return err
		}
		if err := changeable(b, old); err != nil {
			return err
		}
		v.ID, v.BudgetID, v.Seq, v.Kind, v.Symbol = old.ID, old.BudgetID, old.Seq, old.Kind, old.Symbol
		v.EnteredBy, v.RecordedAt = old.EnteredBy, old.RecordedAt
		if parent, ok := parentOf(b, old); ok {
			if v.ChangesAmounts, err = s.changesAmounts(ctx, parent, v); err != nil {
				return err
			}
		}
		v.SHA256 = v.Digest()
		if err := s.store.ReplaceVersion(ctx, v); err != nil {
			return err
		}
		return s.record(ctx, actor, actionReplace, v.Symbol, "", factsOfVersion(old), factsOfVersion(v))
	})
	return v, err
}

// Assign gives a document to the session at which it is to be adopted, or to
// another one, as long as no version has gone out.
//
// Errors: budget.not_found, version.frozen, budget.invalid.
func (s *Service) Assign(ctx context.Context, actor access.Actor, symbol, session string) (Budget, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return Budget{}, err
	}
	var b Budget
	err := s.store.Update(ctx, func(ctx context.Context) (err error) {
		if b, _, err = s.find(ctx, symbol); err != nil {
			return err
		}
		before := b.Session
		if before == session {
			return nil
		}
		for _, v := range b.Versions {
			if v.Frozen {
				return frozen(v)
			}
		}
		if err := s.knownSession(ctx, session); err != nil {
			return err
		}
		b.Session = session
		if err := s.store.SetSession(ctx, b.ID, session); err != nil {
			return err
		}
		return s.record(ctx, actor, actionAssign, b.Symbol, "", assignRecord{before}, assignRecord{session})
	})
	return b, err
}

// knownSession refuses the name of a session that there is not.
func (s *Service) knownSession(ctx context.Context, id string) error {
	var f problem.Fields
	_, err := s.conference.Session(ctx, id)
	f.AddErr("session", err)
	return f.Err("budget.invalid")
}

func (s *Service) unused(ctx context.Context, symbol string) error {
	_, taken, err := s.store.Find(ctx, symbol)
	if err == nil && taken {
		err = problem.New(problem.Conflict, "budget.symbol_taken", "symbol", symbol)
	}
	return err
}

// insert writes a new version with its journal entry.
func (s *Service) insert(ctx context.Context, actor access.Actor, b Budget, v Version) (Version, error) {
	v.BudgetID, v.Seq = b.ID, len(b.Versions)+1
	v.EnteredBy, v.RecordedAt = actor.Name, s.now()
	v.SHA256 = v.Digest()
	id, err := s.store.InsertVersion(ctx, v)
	if err != nil {
		return Version{}, err
	}
	v.ID = id
	return v, s.record(ctx, actor, actionRegister, v.Symbol, "", nil, registerRecord{factsOfDocument(b), factsOfVersion(v)})
}

// changesAmounts reports whether v has a figure that the text it belongs to
// does not have.
func (s *Service) changesAmounts(ctx context.Context, parent, v Version) (bool, error) {
	if len(v.Lines) == 0 {
		return false, nil
	}
	content, err := s.store.Content(ctx, parent.ID)
	if err != nil {
		return false, err
	}
	parent.Content = content
	d, err := DifferenceOf(parent, v)
	return d.ChangesAmounts(), err
}

// changeable refuses a version that is frozen or has followers.
func changeable(b Budget, v Version) error {
	if v.Frozen {
		return frozen(v)
	}
	for _, other := range b.Versions {
		if parent, ok := parentOf(b, other); ok && parent.ID == v.ID {
			return problem.New(problem.Conflict, "version.has_followers", "symbol", v.Symbol, "follower", other.Symbol)
		}
	}
	return nil
}

func frozen(v Version) error {
	return problem.New(problem.Conflict, "version.frozen", "symbol", v.Symbol)
}

// parentOf is the text that v amends, revises, adds to or corrects.
func parentOf(b Budget, v Version) (Version, bool) {
	if v.Amends != "" {
		return b.Version(v.Amends)
	}
	symbol, err := ParseSymbol(v.Symbol)
	if err != nil || symbol.Kind() == Original {
		return Version{}, false
	}
	return b.Version(symbol.Parent())
}

// Saved is what Save did.
type Saved string

const (
	SavedNew       Saved = "added"
	SavedChanged   Saved = "updated"
	SavedUnchanged Saved = "unchanged"
)

// Save is for sources that are read again and again: it registers a document
// or a version that is not there, gives a draft the text that has changed, and
// leaves alone what is the same. A session that is given is the document's
// from then on.
//
// Errors: those of Create, AddVersion, Replace and Assign; budget.other_kind.
func (s *Service) Save(ctx context.Context, actor access.Actor, in CreateIn) (Version, Saved, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return Version{}, "", err
	}
	var v Version
	var saved Saved
	err := s.store.Update(ctx, func(ctx context.Context) error {
		b, found, err := s.store.Find(ctx, in.Symbol)
		if err != nil {
			return err
		}
		if !found {
			saved = SavedNew
			v, err = s.addNew(ctx, actor, in)
			return err
		}
		if in.Kind != "" && in.Kind != string(b.Kind) {
			return problem.New(problem.Conflict, "budget.other_kind", "symbol", in.Symbol, "kind", string(b.Kind))
		}
		if in.Session != "" && in.Session != b.Session {
			if b, err = s.Assign(ctx, actor, b.Symbol, in.Session); err != nil {
				return err
			}
		}
		old, _ := b.Version(in.Symbol)
		var f problem.Fields
		v = in.version(&f, s.settings.PSCPercent)
		if err := f.Err("budget.invalid"); err != nil {
			return err
		}
		v.Kind, v.Symbol = old.Kind, old.Symbol
		kept, err := s.store.Content(ctx, old.ID)
		if err != nil {
			return err
		}
		in.keep(kept)
		v.Content = in.version(&f, s.settings.PSCPercent).Content
		if v.Digest() == old.SHA256 {
			saved = SavedUnchanged
			old.Content = v.Content
			v = old
			return nil
		}
		saved = SavedChanged
		v, err = s.Replace(ctx, actor, VersionIn{in.Symbol, in.ContentIn})
		return err
	})
	return v, saved, err
}

// addNew registers an original, or a version of a document that is there.
func (s *Service) addNew(ctx context.Context, actor access.Actor, in CreateIn) (Version, error) {
	symbol, err := ParseSymbol(in.Symbol)
	if err == nil && symbol.Kind() != Original {
		if in.Session != "" {
			if _, err := s.Assign(ctx, actor, symbol.Parent(), in.Session); err != nil {
				return Version{}, err
			}
		}
		return s.AddVersion(ctx, actor, VersionIn{in.Symbol, in.ContentIn})
	}
	b, err := s.Create(ctx, actor, in)
	if err != nil {
		return Version{}, err
	}
	return b.Versions[0], nil
}
