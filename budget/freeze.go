package budget

import (
	"context"

	"article30/internal/access"
)

// Freeze fixes a version for ever, before it goes out, with its sheets in the
// official languages: what is sent is what was frozen. A version that nobody
// froze is frozen by its first dispatch, or by a decision on it.
//
// Errors: budget.not_found; version.frozen for one that is frozen already;
// circulation.no_lines and circulation.no_session for one that could not go
// out; version.sheets_missing; those of SameFigures; those of making the sheets.
func (s *Service) Freeze(ctx context.Context, actor access.Actor, symbol string) (Version, []Sheet, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Version{}, nil, err
	}
	var v Version
	var sheets []Sheet
	err := s.store.Update(ctx, func(ctx context.Context) error {
		b, draft, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		if draft.Frozen {
			return frozen(draft)
		}
		f, err := s.dispatchFacts(ctx, b, draft)
		if err != nil {
			return err
		}
		if err := f.complete(); err != nil {
			return err
		}
		if err := s.freeze(ctx, actor, b, draft); err != nil {
			return err
		}
		if v, err = s.Version(ctx, symbol); err != nil {
			return err
		}
		sheets, err = s.Sheets(ctx, symbol)
		return err
	})
	return v, sheets, err
}

// freeze fixes a version for ever with its sheets; one that is frozen stays as
// it is.
func (s *Service) freeze(ctx context.Context, actor access.Actor, b Budget, v Version) error {
	if v.Frozen {
		return nil
	}
	var err error
	if v.Content, err = s.store.Content(ctx, v.ID); err != nil {
		return err
	}
	sheets, err := s.makeSheets(ctx, b, v)
	if err != nil {
		return err
	}
	if err := s.store.InsertSheets(ctx, v.ID, sheets); err != nil {
		return err
	}
	if err := s.store.Freeze(ctx, v.ID, s.now()); err != nil {
		return err
	}
	return s.record(ctx, actor, actionFreeze, v.Symbol, "", nil, freezeRecord{v.SHA256, digests(sheets)})
}
