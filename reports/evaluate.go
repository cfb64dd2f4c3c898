package reports

import (
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"article30/internal/money"
	"article30/internal/problem"
)

// evaluator walks a table once, from the top, and holds only what the rows
// below can still refer to: the open groups and the named rows.
type evaluator struct {
	table  Table
	column map[string]int
	groups []*group // the outermost first; groups[0] is everything since the last total
	named  map[string]named
	index  int
	cells  []Cell
}

// group is what stands directly in an open group.
type group struct {
	spans []span // of rows; columns are added where they are used
	sums  []int64
}

type named struct {
	index int
	units []int64
}

func newEvaluator(t Table) (*evaluator, error) {
	e := &evaluator{
		table:  t,
		column: make(map[string]int, len(t.Columns)),
		named:  map[string]named{},
		cells:  make([]Cell, len(t.Columns)),
	}
	e.groups = []*group{e.newGroup()}
	if t.Stream != nil && t.Rows != nil {
		return nil, malformed(t.Key, "", "", "both rows and a stream")
	}
	for i, c := range t.Columns {
		if _, double := e.column[c.Key]; double || c.Key == "" {
			return nil, malformed(t.Key, "", c.Key, "two columns of one key, or of none")
		}
		if c.Decimals < 0 || c.Decimals > money.MaxDigits {
			return nil, malformed(t.Key, "", c.Key, "no such number of decimals")
		}
		e.column[c.Key] = i
	}
	return e, nil
}

func (e *evaluator) newGroup() *group { return &group{sums: make([]int64, len(e.table.Columns))} }

func (e *evaluator) source() iter.Seq2[Row, error] {
	if e.table.Stream != nil {
		return e.table.Stream
	}
	return func(yield func(Row, error) bool) {
		for _, row := range e.table.Rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// rows yields the evaluated rows until the first error, which it yields last.
// The cells of a row are those of the next.
func (e *evaluator) rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for row, err := range e.source() {
			if err == nil {
				row, err = e.evaluate(row)
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			if !yield(row, nil) {
				return
			}
		}
		if len(e.groups) > 1 {
			yield(Row{}, malformed(e.table.Key, "", "", "a heading without its subtotal"))
		}
	}
}

func (e *evaluator) evaluate(row Row) (Row, error) {
	if len(row.Cells) > len(e.cells) {
		return row, e.wrong(row, -1, "more cells than columns")
	}
	clear(e.cells)
	copy(e.cells, row.Cells)
	row.Cells = e.cells
	closing, err := e.closing(row)
	if err != nil {
		return row, err
	}
	for i := range e.cells {
		if err := e.plain(row, i); err != nil {
			return row, err
		}
	}
	for i := range e.cells {
		if e.cells[i].formula == nil {
			continue
		}
		if err := e.formula(row, i, closing); err != nil {
			return row, err
		}
	}
	row.depth = e.depth(row)
	if err := e.account(row); err != nil {
		return row, err
	}
	e.index++
	return row, nil
}

// closing is the group that the row sums up, nil for a row that closes none.
func (e *evaluator) closing(row Row) (*group, error) {
	last := len(e.groups) - 1
	switch row.Kind {
	case Heading, Line, Note:
		return nil, nil
	case Subtotal:
		if last == 0 {
			return nil, e.wrong(row, -1, "a subtotal without its heading")
		}
	case Total:
		if last != 0 {
			return nil, e.wrong(row, -1, "a total inside a group")
		}
	default:
		return nil, e.wrong(row, -1, "no such kind of row")
	}
	return e.groups[last], nil
}

func (e *evaluator) depth(row Row) int {
	if row.Kind == Subtotal {
		return len(e.groups) - 2
	}
	return len(e.groups) - 1
}

// plain checks what a cell states and completes how it is shown.
func (e *evaluator) plain(row Row, i int) error {
	c, col := &e.cells[i], e.table.Columns[i]
	if c.content == Empty || c.content == Words {
		if c.formula != nil {
			return e.wrong(row, i, "a formula for words")
		}
		return nil
	}
	if row.Kind == Heading {
		return e.wrong(row, i, "a figure in a heading")
	}
	if (row.Kind == Subtotal || row.Kind == Total) && c.formula == nil && summable(col.Kind) {
		return e.wrong(row, i, "a total that is no formula")
	}
	if c.formula != nil && !summable(col.Kind) {
		return e.wrong(row, i, "a formula in a column that has none")
	}
	if c.content != contentOf(col.Kind) && c.content != Nil && c.content != pending {
		return e.wrong(row, i, "a cell of another kind than its column")
	}
	if col.Kind == PercentColumn && !c.number.Equal(c.number.Truncate(int32(col.Decimals))) {
		return e.wrong(row, i, "more decimals than the column shows")
	}
	if col.Kind != MoneyColumn {
		return nil
	}
	currency, decimals := col.Currency, col.Decimals
	if currency == "" {
		currency, decimals = row.Currency, row.Currency.Digits()
	}
	if c.content == Amount && c.cur != currency {
		return e.wrong(row, i, "an amount in "+string(c.cur)+" where "+string(currency)+" is meant")
	}
	if c.content == Amount && c.units%scales[decimals] != 0 {
		return e.wrong(row, i, "more decimals than the column shows")
	}
	if c.content == pending && currency == "" {
		return e.wrong(row, i, "a formula without a currency")
	}
	c.cur, c.decimal = currency, uint8(decimals)
	return nil
}

func contentOf(k Kind) Content {
	switch k {
	case MoneyColumn:
		return Amount
	case IntegerColumn, YearColumn:
		return Integer
	case DateColumn:
		return Day
	case PercentColumn, RateColumn:
		return Number
	}
	return Words
}

// scales is how many ten-thousandths the last of so many decimals counts.
var scales = [...]int64{10_000, 1_000, 100, 10, 1}

func summable(k Kind) bool { return k == MoneyColumn || k == IntegerColumn }

func (e *evaluator) formula(row Row, i int, closing *group) error {
	c, col := &e.cells[i], e.table.Columns[i]
	how := &resolved{op: c.formula.op, percent: c.formula.percent, decimals: int(c.decimal)}
	if c.formula.places != nil {
		how.decimals = min(*c.formula.places, how.decimals)
	}
	var units int64
	var err error
	switch how.op {
	case sumOfGroup:
		units, err = e.sumOf(row, i, closing, how)
	case acrossColumns:
		units, err = e.across(row, i, c.formula.terms, how)
	default:
		units, err = e.rowTerms(row, i, c.formula.terms, how)
	}
	if err != nil {
		return err
	}
	if how.op == percentOfRow {
		if col.Kind != MoneyColumn {
			return e.wrong(row, i, "per cent of something else than money")
		}
		part := share(units, how.percent, how.decimals)
		if part.Abs().GreaterThan(decimal.New(limit, 0)) {
			return e.tooLarge(row, i)
		}
		units = part.IntPart()
	}
	if units > limit || units < -limit {
		return e.tooLarge(row, i)
	}
	if c.formula.places != nil && how.op != percentOfRow {
		return e.wrong(row, i, "only a share is rounded to another place")
	}
	if c.content != pending && c.units != units {
		return e.doesNotAdd(row, i, units)
	}
	c.content, c.units, c.how = Amount, units, how
	if col.Kind == IntegerColumn {
		c.content = Integer
	}
	return nil
}

// limit is the largest amount that money.New lets in, in ten-thousandths.
const limit = 9_999_999_999_999_9999

func (e *evaluator) sumOf(row Row, i int, closing *group, how *resolved) (int64, error) {
	if closing == nil {
		return 0, e.wrong(row, i, "a sum in a row that closes no group")
	}
	if e.cells[i].cur == "" && e.table.Columns[i].Kind == MoneyColumn || e.mixed(i) {
		return 0, e.wrong(row, i, "a sum of several currencies")
	}
	how.spans = make([]span, len(closing.spans))
	for k, s := range closing.spans {
		s.column = i
		how.spans[k] = s
	}
	return closing.sums[i], nil
}

func (e *evaluator) mixed(i int) bool {
	return e.table.Columns[i].Kind == MoneyColumn && e.table.Columns[i].Currency == ""
}

func (e *evaluator) across(row Row, i int, terms []Term, how *resolved) (units int64, err error) {
	for _, t := range terms {
		j, ok := e.column[t.of]
		if !ok || e.table.Columns[j].Kind != e.table.Columns[i].Kind {
			return 0, e.wrong(row, i, "no column "+t.of+" of that kind")
		}
		operand := e.cells[j]
		if operand.content == pending {
			return 0, e.wrong(row, i, "a formula that needs "+t.of+", which comes later")
		}
		if operand.content == Amount && operand.cur != e.cells[i].cur {
			return 0, e.wrong(row, i, "a sum of several currencies")
		}
		how.spans = append(how.spans, span{e.index, e.index, j, t.less})
		if units, ok = plus(units, operand.units, t.less); !ok {
			return 0, e.tooLarge(row, i)
		}
	}
	return units, nil
}

func (e *evaluator) rowTerms(row Row, i int, terms []Term, how *resolved) (units int64, err error) {
	if e.mixed(i) {
		return 0, e.wrong(row, i, "a sum of several currencies")
	}
	for _, t := range terms {
		n, ok := e.named[t.of]
		if !ok {
			return 0, e.wrong(row, i, "no row "+t.of+" above")
		}
		how.spans = append(how.spans, span{n.index, n.index, i, t.less})
		if units, ok = plus(units, n.units[i], t.less); !ok {
			return 0, e.tooLarge(row, i)
		}
	}
	return units, nil
}

// account remembers the row for the sums below it.
func (e *evaluator) account(row Row) error {
	last := len(e.groups) - 1
	switch row.Kind {
	case Heading:
		e.groups = append(e.groups, e.newGroup())
	case Line:
		if err := e.add(row, e.groups[last]); err != nil {
			return err
		}
	case Subtotal:
		e.groups = e.groups[:last]
		if err := e.add(row, e.groups[last-1]); err != nil {
			return err
		}
	case Total:
		e.groups[0] = e.newGroup()
	}
	if row.Name == "" {
		return nil
	}
	if _, double := e.named[row.Name]; double {
		return e.wrong(row, -1, "two rows of one name")
	}
	n := named{index: e.index, units: make([]int64, len(e.cells))}
	for i, c := range e.cells {
		n.units[i] = c.units
	}
	e.named[row.Name] = n
	return nil
}

func (e *evaluator) add(row Row, g *group) error {
	if k := len(g.spans) - 1; k >= 0 && g.spans[k].to == e.index-1 {
		g.spans[k].to = e.index
	} else {
		g.spans = append(g.spans, span{from: e.index, to: e.index})
	}
	for i, c := range e.cells {
		if !summable(e.table.Columns[i].Kind) || e.mixed(i) {
			continue
		}
		var ok bool
		if g.sums[i], ok = plus(g.sums[i], c.units, false); !ok {
			return e.tooLarge(row, i)
		}
	}
	return nil
}

// plus is a+b or a-b, and whether it is the truth: nothing ever wraps.
func plus(a, b int64, less bool) (int64, bool) {
	if less {
		if b == -b && b != 0 {
			return 0, false
		}
		b = -b
	}
	sum, _ := bits.Add64(uint64(a), uint64(b), 0)
	s := int64(sum)
	return s, (a < 0) != (b < 0) || (s < 0) == (a < 0)
}

func (e *evaluator) doesNotAdd(row Row, i int, units int64) error {
	c := e.cells[i]
	difference, _ := plus(c.units, units, true)
	show := func(units int64) string {
		if c.content == Integer {
			return strconv.FormatInt(units, 10)
		}
		return string(appendUnits(nil, units, int(c.decimal)))
	}
	return problem.New(problem.Conflict, "reports.does_not_add",
		"table", e.table.Key, "row", e.nameOf(row), "column", e.labelOf(i),
		"printed", show(c.units), "computed", show(units), "difference", show(difference))
}

func (e *evaluator) tooLarge(row Row, i int) error {
	return problem.New(problem.Invalid, "reports.too_large",
		"table", e.table.Key, "row", e.nameOf(row), "column", e.labelOf(i))
}

func (e *evaluator) wrong(row Row, i int, what string) error {
	return malformed(e.table.Key, e.nameOf(row), e.labelOf(i), what)
}

// nameOf is how a reader finds the row: its number in the body and its first
// words.
func (e *evaluator) nameOf(row Row) string {
	words := slices.IndexFunc(row.Cells, func(c Cell) bool { return c.content == Words })
	if words < 0 {
		return strconv.Itoa(e.index + 1)
	}
	return fmt.Sprintf("%d (%s)", e.index+1, row.Cells[words].text)
}

func (e *evaluator) labelOf(i int) string {
	if i < 0 {
		return ""
	}
	if label := e.table.Columns[i].Label; label != "" {
		return label
	}
	return e.table.Columns[i].Key
}
