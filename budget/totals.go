package budget

import (
	"slices"

	"github.com/shopspring/decimal"

	"article30/internal/money"
)

// Totals are the sums of a version, each with one amount for every column. A
// column that is nil for a line adds nothing; a sum is never nil.
//
// There is no sum over all blocks: the regular budget and extrabudgetary money
// are never netted.
type Totals struct {
	Sections       []SectionTotal `json:"sections"`
	Blocks         []Block        `json:"blocks"`                   // those that have lines, in the order of Fundings
	Extrabudgetary *Block         `json:"extrabudgetary,omitempty"` // general and special purpose together, when both have lines
}

// SectionTotal is the subtotal of a section within one source of funding.
// Lines are the places of its lines in the version, counted from 0.
type SectionTotal struct {
	Funding Funding       `json:"funding"`
	Section string        `json:"section"`
	Lines   []int         `json:"lines"`
	Amounts []money.Money `json:"amounts"`
}

// Block is one source of funding: direct cost, the programme support cost on
// it, and both. Programme support cost is the version's percentage of the
// direct cost of each column, rounded half away from zero to the version's
// unit, and zero on the regular budget.
type Block struct {
	Funding Funding       `json:"funding"` // "" for extrabudgetary money of both purposes
	Direct  []money.Money `json:"direct"`
	PSC     []money.Money `json:"psc"`
	Total   []money.Money `json:"total"`
}

// TotalsOf adds a version up. Sections come in the order in which the version
// first names them, under each source of funding.
//
// Error: money.too_large.
func TotalsOf(c Content) (Totals, error) {
	var t Totals
	for _, funding := range Fundings() {
		block, sections, err := blockOf(c, funding)
		if err != nil {
			return Totals{}, err
		}
		if block == nil {
			continue
		}
		t.Blocks = append(t.Blocks, *block)
		t.Sections = append(t.Sections, sections...)
	}
	general, special := t.Block(GeneralPurpose), t.Block(SpecialPurpose)
	if general != nil && special != nil {
		both := zeroBlock("", len(c.Columns))
		for _, b := range []*Block{general, special} {
			if err := both.add(*b); err != nil {
				return Totals{}, err
			}
		}
		t.Extrabudgetary = &both
	}
	return t, nil
}

// Block is the block of that source, nil when the version has no line of it.
func (t Totals) Block(f Funding) *Block {
	for i := range t.Blocks {
		if t.Blocks[i].Funding == f {
			return &t.Blocks[i]
		}
	}
	return nil
}

func blockOf(c Content, funding Funding) (*Block, []SectionTotal, error) {
	var sections []SectionTotal
	block := zeroBlock(funding, len(c.Columns))
	found := false
	for i, line := range c.Lines {
		if line.Funding != funding {
			continue
		}
		found = true
		if err := addTo(block.Direct, line.Amounts); err != nil {
			return nil, nil, err
		}
		if line.Section == "" {
			continue
		}
		at := slices.IndexFunc(sections, func(s SectionTotal) bool { return s.Section == line.Section })
		if at < 0 {
			at = len(sections)
			sections = append(sections, SectionTotal{Funding: funding, Section: line.Section, Amounts: zeros(len(c.Columns))})
		}
		sections[at].Lines = append(sections[at].Lines, i)
		if err := addTo(sections[at].Amounts, line.Amounts); err != nil {
			return nil, nil, err
		}
	}
	if !found {
		return nil, nil, nil
	}
	if funding.Extrabudgetary() {
		for i, direct := range block.Direct {
			block.PSC[i] = money.PSC(direct, c.PSCPercent, c.Unit)
		}
	}
	for _, amounts := range [][]money.Money{block.Direct, block.PSC} {
		if err := addTo(block.Total, amounts); err != nil {
			return nil, nil, err
		}
	}
	return &block, sections, nil
}

func zeroBlock(f Funding, columns int) Block {
	return Block{Funding: f, Direct: zeros(columns), PSC: zeros(columns), Total: zeros(columns)}
}

func (b *Block) add(c Block) error {
	for _, pair := range [][2][]money.Money{{b.Direct, c.Direct}, {b.PSC, c.PSC}, {b.Total, c.Total}} {
		if err := addTo(pair[0], pair[1]); err != nil {
			return err
		}
	}
	return nil
}

func zeros(n int) []money.Money { return slices.Repeat([]money.Money{money.Zero(money.USD)}, n) }

// addTo adds amounts to sums, column by column.
func addTo(sums, amounts []money.Money) (err error) {
	for i, m := range amounts {
		if m == (money.Money{}) {
			continue
		}
		if sums[i], err = sums[i].Add(m); err != nil {
			return err
		}
	}
	return nil
}

// wholeUnits reports an amount that is a whole number of units.
func wholeUnits(m money.Money, unit decimal.Decimal) bool {
	return m.Amount().Mod(unit).IsZero()
}
