package intake

import (
	"strings"

	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// A table is checked as it is printed, in its own unit: every subtotal, total,
// programme support cost and percentage that it prints is computed again from
// its lines, and each line from its columns. What differs is a finding that
// names row, column, both figures and the difference, and refuses the table.

// checker goes down a table.
type checker struct {
	layout  layout
	report  *sheet.Report
	unit    decimal.Decimal // US dollars that a printed 1 stands for
	percent decimal.Decimal // of programme support cost, where the row does not say
	places  int32           // decimals that the table prints

	lines   []*row            // all so far
	open    []*row            // those below the last subtotal
	heading string            // above the open lines
	psc     []decimal.Decimal // as computed; none before its row
	total   *row              // the last total that was printed
	err     error
}

// run checks the table and gives its lines their sections. Errors are those
// that are not about the table.
func (k *checker) run(rows []row) error {
	for _, r := range rows {
		for _, f := range r.figures {
			k.places = max(k.places, -f.value.Exponent())
		}
	}
	for i := range rows {
		r := &rows[i]
		switch r.role {
		case isHeading:
			k.heading = r.label
		case isLine:
			if r.section == "" {
				r.section = k.heading
			}
			k.lines, k.open = append(k.lines, r), append(k.open, r)
		case isSubtotal:
			k.subtotal(r)
		case isDirect:
			k.compare(r, "budget_table.total_differs", k.direct())
		case isPSC:
			k.support(r)
		case isTotal, isGrand:
			k.compare(r, "budget_table.total_differs", k.grand())
		case isVariance:
			k.variance(r)
		}
		if r.role == isTotal || r.role == isDirect || r.role == isGrand {
			k.total, k.open, k.heading = r, nil, ""
		}
		k.across(r)
		if k.err != nil {
			return k.err
		}
	}
	return nil
}

func (k *checker) sum(lines []*row) []decimal.Decimal {
	sums := make([]decimal.Decimal, len(k.layout.figures))
	for _, r := range lines {
		for i, f := range r.figures {
			sums[i] = sums[i].Add(f.value)
		}
	}
	return sums
}

func (k *checker) direct() []decimal.Decimal { return k.sum(k.lines) }

// grand is everything above: the lines and the programme support cost.
func (k *checker) grand() []decimal.Decimal {
	sums := k.direct()
	for i, psc := range k.psc {
		sums[i] = sums[i].Add(psc)
	}
	return sums
}

// subtotal finds the lines that a subtotal is of. A line may stand outside
// every section, so they are not all lines since the last subtotal but the
// last of these, as many as add to the printed figures in every column. Where
// lines without figures make several numbers of lines possible, all belong.
// Where none adds up, the nearest is compared, the longest among equals.
func (k *checker) subtotal(r *row) {
	best, most := 0, -1
	for from := range k.open {
		if n := k.agreeing(r, k.sum(k.open[from:])); n > most {
			best, most = from, n
		}
	}
	if most <= 0 {
		best = 0
	}
	lines := k.open[best:]
	k.compare(r, "budget_table.subtotal_differs", k.sum(lines))
	if name := sectionName(r.label); name != "" {
		for _, line := range lines {
			if line.section == "" {
				line.section = name
			}
		}
	}
	k.open, k.heading = nil, ""
}

// agreeing counts the columns in which the row prints those figures.
func (k *checker) agreeing(r *row, sums []decimal.Decimal) int {
	n := 0
	for i, f := range r.figures {
		if f.value.Equal(sums[i]) {
			n++
		}
	}
	return n
}

// support checks the programme support cost: a percentage of the lines above
// that are extrabudgetary, rounded once, half away from zero, to the decimals
// that the table prints.
func (k *checker) support(r *row) {
	var bearing []*row
	for _, line := range k.lines {
		if budget.Funding(line.funding).Extrabudgetary() {
			bearing = append(bearing, line)
		}
	}
	k.psc = k.sum(bearing)
	for i := range k.psc {
		k.psc[i] = money.Round(k.psc[i].Mul(k.percent).Shift(-2), k.places)
	}
	k.compare(r, "budget_table.psc_differs", k.psc)
}

// across checks that a row adds up from left to right: what was proposed, or
// failing that approved, and the movements of that year give what is revised.
func (k *checker) across(r *row) {
	if r.role == isHeading || r.role == isPSC || r.role == isVariance {
		return
	}
	for i, c := range k.layout.figures {
		if c.Stage != budget.Revised {
			continue
		}
		base := k.layout.at(c.Year, budget.Proposed)
		if base < 0 {
			base = k.layout.at(c.Year, budget.Approved)
		}
		redeployed, change := k.layout.at(c.Year, budget.Redeployed), k.layout.at(c.Year, budget.Change)
		if base < 0 || redeployed < 0 && change < 0 {
			continue
		}
		expected := r.figures[base].value
		for _, movement := range []int{redeployed, change} {
			if movement >= 0 {
				expected = expected.Add(r.figures[movement].value)
			}
		}
		k.differ(r, i, "budget_table.row_does_not_add", expected)
	}
}

// variance checks a row of percentages: by how much the total of a column
// differs from that of the column that the label names. It is not a line.
func (k *checker) variance(r *row) {
	reference := k.named(r.label)
	for i, f := range r.figures {
		if f.null {
			continue
		}
		if reference < 0 || k.total == nil || k.total.figures[reference].value.IsZero() {
			k.note(r, i, "budget_table.variance_unchecked", "title", r.label)
			continue
		}
		from, to := k.total.figures[reference].value, k.total.figures[i].value
		places := max(0, -f.value.Exponent())
		expected := to.Sub(from).Shift(2).DivRound(from, places)
		if f.value.Equal(expected) {
			k.note(r, i, "budget_table.variance_holds", "title", r.label, "percent", f.value)
			continue
		}
		k.differ(r, i, "budget_table.variance_differs", expected)
	}
}

// named is the column whose header the label contains, the longest of several;
// -1 for none.
func (k *checker) named(label string) int {
	best, length := -1, 0
	for i, c := range k.layout.figures {
		if header := spoken(c.Label); len(header) > length && strings.Contains(spoken(label), header) {
			best, length = i, len(header)
		}
	}
	return best
}

func (k *checker) compare(r *row, code string, expected []decimal.Decimal) {
	for i := range r.figures {
		k.differ(r, i, code, expected[i])
	}
}

// differ refuses the figure of the row in column i unless it is the one
// expected.
func (k *checker) differ(r *row, i int, code string, expected decimal.Decimal) {
	printed := r.figures[i].value
	if printed.Equal(expected) || k.err != nil {
		return
	}
	column := k.layout.figures[i]
	k.err = k.report.Refuse(r.Line, column.Label, r.Cells[column.place], problem.New(problem.Invalid, code,
		"title", r.label, "printed", printed, "computed", expected, "difference", printed.Sub(expected), "unit", k.unit))
}

func (k *checker) note(r *row, i int, code string, args ...any) {
	column := k.layout.figures[i]
	k.report.Note(r.Line, column.Label, r.Cells[column.place], code, args...)
}
