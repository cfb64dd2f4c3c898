package budget

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/shopspring/decimal"

	"article30/budget/costing"
	"article30/internal/date"
	"article30/internal/money"
)

// Version is one published text of a budget. Once it has been circulated or
// adopted it is frozen and never changes; a mistake in it is corrected by the
// next version.
//
// Distr. date and date of upload are kept because the document prints them;
// neither counts for rule 72.
type Version struct {
	ID             int64       `json:"-"`
	BudgetID       int64       `json:"-"`
	Seq            int         `json:"seq"`
	Kind           VersionKind `json:"kind"`
	Symbol         string      `json:"symbol"`
	ChangesAmounts bool        `json:"changes_amounts"`  // against the text that it corrects or adds to
	Amends         string      `json:"amends,omitempty"` // the text that the Conference amended to get this one
	Source         string      `json:"source,omitempty"`
	SHA256         string      `json:"sha256"` // Digest of the content as it was recorded
	DistrOn        date.Date   `json:"distr_on"`
	UploadedOn     date.Date   `json:"uploaded_on"`
	Frozen         bool        `json:"frozen"`
	FrozenAt       time.Time   `json:"frozen_at,omitzero"`
	EnteredBy      string      `json:"entered_by"`
	RecordedAt     time.Time   `json:"recorded_at"`
	Content
}

// Content is the figures of a version.
type Content struct {
	PSCPercent decimal.Decimal `json:"psc_percent"` // of extrabudgetary direct cost
	Unit       decimal.Decimal `json:"unit"`        // the figures are whole numbers of it: 0.01 or 1 US dollar
	Columns    []Column        `json:"columns"`
	Lines      []Line          `json:"lines"`
	Texts      Texts           `json:"texts,omitempty"`    // the document's title and introduction by language
	Sections   SectionTexts    `json:"sections,omitempty"` // the names of sections by language
}

// Decimals are those that the unit of the figures asks for: two for cents, none
// for whole dollars and more.
func (c Content) Decimals() int {
	for n := range money.USD.Digits() {
		if c.Unit.Equal(c.Unit.Round(int32(n))) {
			return n
		}
	}
	return money.USD.Digits()
}

// OwnClock reports whether the version's own dispatch counts under rule 72.
// An original, every revision, and an addendum or corrigendum that adds or
// changes amounts are judged by their own dates; a corrigendum or addendum
// that does not keeps the date of the text it belongs to. So does a text that
// the Conference amended in the room: rule 73 gives it that power.
func (v Version) OwnClock() bool {
	return v.Amends == "" && (v.Kind == Original || v.Kind == Revision || v.ChangesAmounts)
}

// InSession reports an L. or CRP. text.
func (v Version) InSession() bool {
	s, err := ParseSymbol(v.Symbol)
	return err == nil && s.InSession()
}

// Digest is the SHA-256, in hexadecimal, of the version's symbol and of every
// figure and word of its content, in an order of its own. What a version does
// not have, such as texts in other languages, leaves no trace in it.
func (v Version) Digest() string {
	type line struct {
		Code, Title, Section, Mandate, Instrument, Object, Funding string
		Amounts                                                    []string
		Texts                                                      Texts            `json:",omitempty"`
		Basis                                                      [][]costing.Term `json:",omitempty"`
	}
	type column struct {
		Year         int
		Stage, Label string
	}
	canonical := struct {
		Symbol, Kind, PSC, Unit string
		Columns                 []column
		Lines                   []line
		Texts                   Texts        `json:",omitempty"`
		Sections                SectionTexts `json:",omitempty"`
	}{v.Symbol, string(v.Kind), v.PSCPercent.String(), v.Unit.String(), []column{}, []line{}, v.Texts, v.Sections}
	for _, c := range v.Columns {
		canonical.Columns = append(canonical.Columns, column{c.Year, string(c.Stage), c.Label})
	}
	for _, l := range v.Lines {
		amounts := make([]string, len(l.Amounts))
		for i, m := range l.Amounts {
			amounts[i] = m.Plain()
		}
		canonical.Lines = append(canonical.Lines, line{l.Code, l.Title, l.Section, string(l.Mandate),
			string(l.Instrument), string(l.Object), string(l.Funding), amounts, l.Texts, l.Basis})
	}
	text, err := json.Marshal(canonical)
	if err != nil {
		panic(err) // strings and numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
