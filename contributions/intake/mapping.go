package intake

import (
	"bytes"
	"embed"
	"maps"
	"path"
	"slices"
	"strings"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// A Mapping says how a file means what it says: under which headers it has our
// columns, and what its words stand for.
type Mapping struct {
	Name string `json:"name"`
	// Source is where the figures come from. Together with a contribution's
	// reference it names the contribution, so two files of one source must
	// have the same.
	Source string `json:"source"`
	// Columns are the file's headers by our names for the columns. A column
	// that is not named has our name.
	Columns map[string]string `json:"columns,omitempty"`

	// Statuses are our words for the file's.
	Statuses map[string]Status `json:"statuses,omitempty"`
	// DonorKinds are our kinds of donors for the file's; without any the file
	// has ours.
	DonorKinds map[string]contributions.DonorKind `json:"donor_kinds,omitempty"`
	// Donors are donors by name that are of another kind than the file says.
	Donors map[string]contributions.DonorKind `json:"donors,omitempty"`

	// UnknownDates are dates that stand for an unknown one.
	UnknownDates []date.Date `json:"unknown_dates,omitempty"`
	// RoundAmounts says to round an amount that has more decimals than its
	// currency; otherwise it is refused.
	RoundAmounts bool `json:"round_amounts,omitempty"`
	// MisprintedCurrencies says that the source sometimes prints the wrong
	// currency for a pledge; see payableCurrency.
	MisprintedCurrencies bool `json:"misprinted_currencies,omitempty"`
}

// Status is what a source says has become of a contribution.
type Status string

const (
	Open       Status = "open"        // nothing is said; what is paid is paid
	PartPaid   Status = "part_paid"   // something is still to come
	Paid       Status = "paid"        // the last payment settled whatever was left
	WrittenOff Status = "written_off" // what is not paid will not come
)

//go:embed mappings/*.json
var mappings embed.FS

// Named is the JSON of a mapping that the program brings: "register" for our
// own columns, "cerf" for the contributions of the United Nations' pooled
// funds, "unore" for the Treasury's rates.
func Named(name string) ([]byte, bool) {
	text, err := mappings.ReadFile("mappings/" + name + ".json")
	return text, err == nil
}

// Names are the names that Named knows.
func Names() []string {
	files, err := mappings.ReadDir("mappings")
	if err != nil {
		panic(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), path.Ext(f.Name())))
	}
	return names
}

// layout is the columns of a kind of file. Those that are not required may be
// missing. own is the mapping for a file that has our columns, others those
// that the program tries when it has not.
type layout struct {
	kind               string
	required, optional []string
	own                string
	others             []string
}

// ParseMapping reads the JSON of a mapping. It does not say yet which kind of
// file it is for.
//
// Errors: sheet.bad_mapping; intake.mapping_incomplete without a name and a
// source; intake.mapping_source for a source that no file can have;
// intake.mapping_value for a word that is not ours.
func ParseMapping(text []byte) (Mapping, error) {
	var m Mapping
	if err := sheet.ReadMapping(text, &m); err != nil {
		return Mapping{}, err
	}
	if strings.TrimSpace(m.Name) == "" || strings.TrimSpace(m.Source) == "" {
		return Mapping{}, problem.New(problem.Invalid, "intake.mapping_incomplete")
	}
	if contributions.OwnSource(strings.TrimSpace(m.Source)) {
		return Mapping{}, problem.New(problem.Invalid, "intake.mapping_source", "value", m.Source)
	}
	for _, word := range slices.Sorted(maps.Keys(m.Statuses)) {
		if s := m.Statuses[word]; !slices.Contains([]Status{Open, PartPaid, Paid, WrittenOff}, s) {
			return Mapping{}, problem.New(problem.Invalid, "intake.mapping_value", "member", "statuses", "value", string(s))
		}
	}
	for _, member := range []struct {
		name  string
		kinds map[string]contributions.DonorKind
	}{{"donor_kinds", m.DonorKinds}, {"donors", m.Donors}} {
		for _, word := range slices.Sorted(maps.Keys(member.kinds)) {
			if k := member.kinds[word]; !slices.Contains(contributions.DonorKinds, k) {
				return Mapping{}, problem.New(problem.Invalid, "intake.mapping_value", "member", member.name, "value", string(k))
			}
		}
	}
	return m, nil
}

// choose is the mapping for a table: the one given, or of those that the
// program brings the first whose columns the table has.
//
// Errors: those of ParseMapping; intake.unknown_column; sheet.missing_columns.
func (l layout) choose(given []byte, t *sheet.Table) (Mapping, error) {
	candidates := [][]byte{given}
	if len(bytes.TrimSpace(given)) == 0 {
		candidates = nil
		for _, name := range append([]string{l.own}, l.others...) {
			text, _ := Named(name)
			candidates = append(candidates, text)
		}
	}
	var first error
	for _, text := range candidates {
		m, err := ParseMapping(text)
		if err != nil {
			return Mapping{}, err
		}
		err = l.fits(m, t)
		if err == nil {
			return m, nil
		}
		if first == nil {
			first = err
		}
	}
	return Mapping{}, first
}

// fits reports whether the table has the required columns and those that the
// mapping names.
func (l layout) fits(m Mapping, t *sheet.Table) error {
	known := slices.Concat(l.required, l.optional)
	var needed []string
	for _, column := range slices.Sorted(maps.Keys(m.Columns)) {
		if !slices.Contains(known, column) {
			return problem.New(problem.Invalid, "intake.unknown_column", "column", column, "known", strings.Join(known, ", "))
		}
		needed = append(needed, m.header(column))
	}
	for _, column := range l.required {
		needed = append(needed, m.header(column))
	}
	slices.Sort(needed)
	return t.Require(slices.Compact(needed)...)
}

// header is the file's header for our column.
func (m Mapping) header(column string) string {
	if h, ok := m.Columns[column]; ok {
		return strings.TrimSpace(h)
	}
	return column
}
