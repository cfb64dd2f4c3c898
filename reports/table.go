// Package reports is the read side. A statement is a query that becomes a
// Table; Check adds the table up again; every format then renders the same
// checked table, so a figure is one figure on the page, in the workbook and
// in the CSV file.
package reports

import (
	"iter"

	"article30/internal/date"
	"article30/internal/money"
)

// Statement is one document for readers of one language: tables, and what
// their figures stand on. Every text in it is already in that language. It
// cannot be rendered; what Check makes of it can.
type Statement struct {
	Name   string // stable, names files: "status-of-contributions"
	Title  string
	Lang   string    // "en"
	Dir    string    // "ltr" or "rtl"
	AsOf   date.Date // the day of which everything in it is true
	Tables []Table
	Basis  Basis
}

// Basis says what the figures stand on, so that a reader can question them:
// the date, the rates, the rules, what was assumed.
type Basis struct {
	Name   string // of the sheet
	Pairs  []Pair
	Digest string // label of the SHA-256 of the statement's JSON, which Check adds
}

// Pair is one fact of the basis. A pair without a value is a heading.
type Pair struct {
	Key   string // stable: "as_of"
	Label string
	Value Cell
}

// Table is rows under columns, and the structure that says how they add up:
// a heading opens a group, a subtotal closes it, a total closes everything
// since the last total.
type Table struct {
	Key     string   // stable, unique in its statement: "status"
	Name    string   // of the sheet
	Title   []string // what the table is, then what it is of: symbol, session, currency, as-of line
	Columns []Column
	Rows    []Row

	// Stream yields the rows of a table too long to hold, in place of Rows. It
	// is run once to check and once more for each rendering, and must yield
	// the same rows every time: the same snapshot. A row and its cells may be
	// reused once the next is asked for.
	Stream iter.Seq2[Row, error]
}

// Kind is what a column's figures are.
type Kind string

const (
	TextColumn    Kind = "text"
	MoneyColumn   Kind = "money"
	IntegerColumn Kind = "integer"
	YearColumn    Kind = "year" // a whole number written without grouping, never summed
	DateColumn    Kind = "date"
	PercentColumn Kind = "percent"
	RateColumn    Kind = "rate"
)

// Column is one column. The unit of its figures stands in its label or in the
// table's title, never in a cell.
type Column struct {
	Key   string // stable, unique in its table: "received"
	Label string
	Kind  Kind

	// Currency of a money column; none when each row names its own, and such
	// a column has no totals.
	Currency money.Currency
	// Decimals shown in a percent column, and in a money column with a
	// currency. A figure with more is refused: nothing is ever shown rounded.
	Decimals int

	Stub  bool // its words name the rows and are indented under headings; the first column where no other is
	Width int  // in characters; 0 fits the content
}

// TextOf is a column of words.
func TextOf(key, label string) Column { return Column{Key: key, Label: label, Kind: TextColumn} }

// MoneyOf is a column of amounts in one currency, with its minor unit's
// decimals; for the currency of each row, leave it empty.
func MoneyOf(key, label string, c money.Currency) Column {
	return Column{Key: key, Label: label, Kind: MoneyColumn, Currency: c, Decimals: c.Digits()}
}

// YearOf is a column of years.
func YearOf(key, label string) Column { return Column{Key: key, Label: label, Kind: YearColumn} }

// DateOf is a column of dates.
func DateOf(key, label string) Column { return Column{Key: key, Label: label, Kind: DateColumn} }

// RateOf is a column of rates of exchange.
func RateOf(key, label string) Column { return Column{Key: key, Label: label, Kind: RateColumn} }

// RowKind is a row's part in the table.
type RowKind string

const (
	Heading  RowKind = "heading"  // opens a group; has words only
	Line     RowKind = "line"     // an ordinary row, counted in every sum around it
	Subtotal RowKind = "subtotal" // closes the group that the last open heading opened
	Total    RowKind = "total"    // closes all since the last total, outside every group
	Note     RowKind = "note"     // said beside the figures; never in a sum
)

// Row is one row. Figures of subtotals and totals must be formulas.
type Row struct {
	Kind     RowKind
	Name     string         // by which formulas of later rows refer to it; unique or none
	Currency money.Currency // of this row's figures in money columns without a currency
	Cells    []Cell         // one for each column; missing ones at the end are empty

	depth int
}

// Depth is how many groups are open around a checked row; the heading and the
// subtotal of a group lie outside it.
func (r Row) Depth() int { return r.depth }
