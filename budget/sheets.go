package budget

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"article30/budget/conference"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// Sheet is a version as a workbook in one official language, as it is sent to
// the States parties.
type Sheet struct {
	Language conference.Language
	File     []byte
	SHA256   string // of File, in hexadecimal
}

// NewSheet is the workbook with its digest.
func NewSheet(l conference.Language, file []byte) Sheet {
	sum := sha256.Sum256(file)
	return Sheet{l, file, hex.EncodeToString(sum[:])}
}

// Sheets makes the sheets of a version, one in each official language, in the
// order of conference.Languages. The same version for the same opening gives
// the same bytes.
type Sheets interface {
	Of(ctx context.Context, b Budget, v Version) ([]Sheet, error)
}

// digests are the digests of sheets by their language; nil for none.
func digests(sheets []Sheet) map[conference.Language]string {
	if len(sheets) == 0 {
		return nil
	}
	m := map[conference.Language]string{}
	for _, s := range sheets {
		m[s.Language] = s.SHA256
	}
	return m
}

// makeSheets has the sheets of a version made and compared, with the workbooks
// of translators in their places; none where nobody makes any.
//
// Errors: version.sheets_missing, which names the languages that have none; those
// of Sheets and SameFigures.
func (s *Service) makeSheets(ctx context.Context, b Budget, v Version) ([]Sheet, error) {
	list, err := s.draftSheets(ctx, b, v)
	if err != nil || list == nil {
		return nil, err
	}
	return list, SameFigures(ctx, v.Symbol, list)
}

// draftSheets are the sheets with which the version would be frozen, if they
// are the same; nil where nobody makes any.
func (s *Service) draftSheets(ctx context.Context, b Budget, v Version) ([]Sheet, error) {
	list, err := s.ownSheets(ctx, b, v)
	if err != nil || list == nil {
		return nil, err
	}
	brought, err := s.store.Translations(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range standing(brought) {
		i := slices.IndexFunc(list, func(own Sheet) bool { return own.Language == t.Language })
		list[i] = t.Sheet
	}
	return list, nil
}

// ownSheets are those that the program makes.
func (s *Service) ownSheets(ctx context.Context, b Budget, v Version) ([]Sheet, error) {
	if s.sheets == nil {
		return nil, nil
	}
	list, err := s.sheets.Of(ctx, b, v)
	if err != nil {
		return nil, err
	}
	var missing []string
	made := digests(list)
	for _, l := range conference.Languages() {
		if made[l] == "" {
			missing = append(missing, string(l))
		}
	}
	if missing != nil {
		return nil, problem.New(problem.Conflict, "version.sheets_missing", "symbol", v.Symbol, "languages", missing)
	}
	return list, nil
}

// SameFigures reads the sheets of a version back and compares each with the
// first, cell by cell: figures as decimals, dates as dates, formulas as they are
// written, and words by their being there. The worksheets, their rows and their columns must be the same.
//
// A dash, a zero and an empty cell are three things: no figure where one could
// be, the figure nought, and nothing to be expected. A dash stands for a dash
// however it is written; a text without letters, such as the code of a line,
// has the same digits in every language.
//
// Errors: version.sheets_differ, which names the cell, both languages and both
// values; version.sheets_differ_in_kind where the values look the same;
// version.sheets_of_other_shape; those of reading a workbook.
func SameFigures(ctx context.Context, symbol string, list []Sheet) error {
	var first []sheet.Worksheet
	for i, s := range list {
		source, err := sheet.FromBytes(string(s.Language)+".xlsx", s.File)
		if err != nil {
			return err
		}
		read, err := source.Worksheets(ctx)
		if err != nil {
			return err
		}
		if i == 0 {
			first = read
			continue
		}
		if err := sameCells(symbol, pair{list[0].Language, s.Language}, first, read); err != nil {
			return err
		}
	}
	return nil
}

// pair is the two languages whose sheets are compared.
type pair struct{ one, other conference.Language }

func sameCells(symbol string, of pair, one, other []sheet.Worksheet) error {
	if len(one) != len(other) {
		return problem.New(problem.Conflict, "version.sheets_of_other_shape", "symbol", symbol,
			"language", string(of.one), "worksheets", len(one), "other", string(of.other), "found", len(other))
	}
	for n := range one {
		rows := max(len(one[n].Rows), len(other[n].Rows))
		columns := max(one[n].Columns(), other[n].Columns())
		for row := 1; row <= rows; row++ {
			for column := 1; column <= columns; column++ {
				a, b := one[n].At(row, column), other[n].At(row, column)
				if !sameCell(a, b) {
					return differ(symbol, of, n+1, sheet.Place(column, row), a, b)
				}
			}
		}
	}
	return nil
}

// sameCell reports whether two cells say the same in two languages.
func sameCell(a, b sheet.Cell) bool {
	if a.Content != b.Content || a.Formula != b.Formula {
		return false
	}
	switch a.Content {
	case sheet.Words:
		return sameWords(a.Text, b.Text)
	case sheet.Figure:
		x, err := decimal.NewFromString(a.Text)
		y, other := decimal.NewFromString(b.Text)
		return err == nil && other == nil && x.Equal(y)
	}
	return a.Text == b.Text
}

// sameWords reports whether one text can be the other in another language:
// words are for translators, and what is none must be the same.
func sameWords(a, b string) bool {
	switch {
	case isDash(a) || isDash(b):
		return isDash(a) && isDash(b)
	case wordless(a) || wordless(b):
		return digits(a) == digits(b)
	}
	return true
}

// isDash tells the mark of a figure that there is not.
func isDash(text string) bool {
	return strings.Trim(text, "-–—‒−―ـ \u00a0\u200e\u200f") == ""
}

func wordless(text string) bool { return !strings.ContainsFunc(text, unicode.IsLetter) }

// digits are the digits of a text, of whatever script, as 0 to 9.
func digits(text string) string {
	var b strings.Builder
	for _, c := range text {
		if unicode.IsDigit(c) {
			zero := c // the ten digits of a script follow one another
			for unicode.IsDigit(zero-1) && c-zero < 9 {
				zero--
			}
			b.WriteRune('0' + c - zero)
		}
	}
	return b.String()
}

// differ says what stands in the two cells or, where that looks the same, of
// which kinds they are.
func differ(symbol string, of pair, worksheet int, cell string, a, b sheet.Cell) error {
	args := []any{"symbol", symbol, "worksheet", worksheet, "cell", cell, "language", string(of.one), "other", string(of.other)}
	if a.Formula != b.Formula && a.Formula != "" && b.Formula != "" {
		return problem.New(problem.Conflict, "version.sheets_differ", append(args, "value", cut(a.Formula), "found", cut(b.Formula))...)
	}
	if shown(a) == shown(b) {
		return problem.New(problem.Conflict, "version.sheets_differ_in_kind", append(args, "value", shown(a), "kind", kindOf(a), "found", kindOf(b))...)
	}
	return problem.New(problem.Conflict, "version.sheets_differ", append(args, "value", shown(a), "found", shown(b))...)
}

// kindOf is a key of texts.
func kindOf(c sheet.Cell) string {
	switch {
	case c.Formula != "":
		return "formula"
	case c.Content == sheet.Nothing:
		return "nothing"
	}
	return string(c.Content)
}

// shown is what stands in a cell, for the reader of a refusal.
func shown(c sheet.Cell) string { return cut(c.Text) }

func cut(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// Sheets lists the sheets with which the version was frozen, in the order of
// the official languages; none of a draft, and none of a version that was
// frozen before sheets were kept.
//
// Error: budget.not_found.
func (s *Service) Sheets(ctx context.Context, symbol string) ([]Sheet, error) {
	var list []Sheet
	err := s.store.View(ctx, func(ctx context.Context) error {
		_, v, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		list, err = s.store.Sheets(ctx, v.ID)
		return err
	})
	return inOrder(list), err
}

// Sheet is the sheet with which the version was frozen in that language.
//
// Errors: budget.not_found; version.no_sheet.
func (s *Service) Sheet(ctx context.Context, symbol string, language conference.Language) (Sheet, error) {
	list, err := s.Sheets(ctx, symbol)
	if err != nil {
		return Sheet{}, err
	}
	return sheetIn(list, symbol, language)
}

func sheetIn(list []Sheet, symbol string, language conference.Language) (Sheet, error) {
	for _, one := range list {
		if one.Language == language {
			return one, nil
		}
	}
	return Sheet{}, problem.New(problem.NotFound, "version.no_sheet", "symbol", symbol, "language", string(language))
}

// inOrder sorts sheets by the order of the official languages.
func inOrder(list []Sheet) []Sheet {
	slices.SortFunc(list, func(a, b Sheet) int {
		all := conference.Languages()
		return slices.Index(all, a.Language) - slices.Index(all, b.Language)
	})
	return list
}
