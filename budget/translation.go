package budget

import (
	"context"
	"time"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
)

// Translation is the workbook of a translator, which takes the place of the
// program's own sheet of that language when the version is frozen. One without
// a file takes it back. Of several the last stands.
type Translation struct {
	Sheet
	EnteredBy  string
	RecordedAt time.Time
}

// Withdrawn reports that the program's own sheet stands again.
func (t Translation) Withdrawn() bool { return t.File == nil }

// PutSheetIn is a translator's workbook as it is brought.
type PutSheetIn struct {
	Symbol   string
	Language string
	File     []byte
}

// WithdrawSheetIn names the language whose sheet the program shall make again.
type WithdrawSheetIn struct {
	Symbol   string `json:"symbol"`
	Language string `json:"language"`
}

// translationRecord is a workbook as the journal keeps it; with no digest when
// one was taken back.
type translationRecord struct {
	Language conference.Language `json:"language"`
	SHA256   string              `json:"sha256,omitempty"`
}

// PutSheet takes a translator's workbook in the place of the program's own sheet
// of that language, which it must be but for the words. What the draft says can
// still change: the six are compared again when it is frozen.
//
// Errors: conference.unknown_language; budget.not_found; version.frozen;
// evidence.too_large; those of SameFigures, and of reading a workbook.
func (s *Service) PutSheet(ctx context.Context, actor access.Actor, in PutSheetIn) (Translation, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return Translation{}, err
	}
	l, err := conference.ParseLanguage(in.Language)
	if err != nil {
		return Translation{}, err
	}
	if len(in.File) > MaxEvidence {
		return Translation{}, problem.New(problem.TooLarge, "evidence.too_large", "name", in.Symbol, "limit_mib", MaxEvidence>>20)
	}
	t := Translation{Sheet: NewSheet(l, in.File)}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		b, v, err := s.draft(ctx, in.Symbol)
		if err != nil {
			return err
		}
		own, err := s.ownSheets(ctx, b, v)
		if err != nil {
			return err
		}
		for _, other := range own {
			if other.Language != l {
				if err := SameFigures(ctx, v.Symbol, []Sheet{other, t.Sheet}); err != nil {
					return err
				}
				break
			}
		}
		return s.keepTranslation(ctx, actor, v, &t)
	})
	return t, err
}

// WithdrawSheet has the program make the sheet of that language again.
//
// Errors: conference.unknown_language; budget.not_found; version.frozen;
// version.no_translation.
func (s *Service) WithdrawSheet(ctx context.Context, actor access.Actor, in WithdrawSheetIn) error {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return err
	}
	l, err := conference.ParseLanguage(in.Language)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, func(ctx context.Context) error {
		_, v, err := s.draft(ctx, in.Symbol)
		if err != nil {
			return err
		}
		brought, err := s.store.Translations(ctx, v.ID)
		if err != nil {
			return err
		}
		for _, one := range standing(brought) {
			if one.Language == l {
				return s.keepTranslation(ctx, actor, v, &Translation{Sheet: Sheet{Language: l}})
			}
		}
		return problem.New(problem.Conflict, "version.no_translation", "symbol", v.Symbol, "language", in.Language)
	})
}

func (s *Service) keepTranslation(ctx context.Context, actor access.Actor, v Version, t *Translation) error {
	t.EnteredBy, t.RecordedAt = actor.Name, s.now()
	if err := s.store.InsertTranslation(ctx, v.ID, *t); err != nil {
		return err
	}
	return s.record(ctx, actor, actionSheet, v.Symbol, "", nil, translationRecord{t.Language, t.SHA256})
}

// draft finds a version that is not frozen, with its content.
//
// Errors: budget.not_found; version.frozen.
func (s *Service) draft(ctx context.Context, symbol string) (Budget, Version, error) {
	b, v, err := s.find(ctx, symbol)
	if err != nil {
		return b, v, err
	}
	if v.Frozen {
		return b, v, frozen(v)
	}
	v.Content, err = s.store.Content(ctx, v.ID)
	return b, v, err
}

// standing are the workbooks that take the places of the program's own, in the
// order of the official languages.
func standing(brought []Translation) []Translation {
	last := map[conference.Language]Translation{}
	for _, t := range brought {
		last[t.Language] = t
	}
	var list []Translation
	for _, l := range conference.Languages() {
		if t, ok := last[l]; ok && !t.Withdrawn() {
			list = append(list, t)
		}
	}
	return list
}

// Translations lists the workbooks that take the places of the program's own
// sheets of a draft, or took them when it was frozen.
//
// Error: budget.not_found.
func (s *Service) Translations(ctx context.Context, symbol string) ([]Translation, error) {
	var list []Translation
	err := s.store.View(ctx, func(ctx context.Context) error {
		_, v, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		brought, err := s.store.Translations(ctx, v.ID)
		list = standing(brought)
		return err
	})
	return list, err
}

// DraftSheet is the sheet in that language with which a draft would be frozen
// now, for translators to work on.
//
// Errors: budget.not_found; version.frozen; version.no_sheet; those of making
// the sheets.
func (s *Service) DraftSheet(ctx context.Context, actor access.Actor, symbol string, language conference.Language) (Sheet, error) {
	if err := actor.Require(access.ReadBudgets); err != nil {
		return Sheet{}, err
	}
	var list []Sheet
	err := s.store.View(ctx, func(ctx context.Context) error {
		b, v, err := s.draft(ctx, symbol)
		if err != nil {
			return err
		}
		list, err = s.draftSheets(ctx, b, v)
		return err
	})
	if err != nil {
		return Sheet{}, err
	}
	return sheetIn(list, symbol, language)
}
