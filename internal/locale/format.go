package locale

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/collate"
	"golang.org/x/text/feature/plural"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// show is a placeholder's value as its kind wants it; of a list, each item, the
// names of participants in the order of the language.
func (p *Printer) show(name, kind string, v any) string {
	if list, ok := v.([]string); ok {
		texts := make([]string, len(list))
		for i, item := range list {
			texts[i] = p.show(name, kind, item)
		}
		if kind == "party" {
			collate.New(p.tag).SortStrings(texts)
		}
		return p.List(texts)
	}
	if words, ok := v.([]problem.Word); ok {
		texts := make([]string, len(words))
		for i, word := range words {
			texts[i] = p.Word(word)
		}
		return p.List(texts)
	}
	switch kind {
	case "":
		return p.plain(name, v)
	case "number":
		if n, ok := wholeNumber(v); ok {
			return p.Integer(n)
		}
		if d, ok := v.(decimal.Decimal); ok {
			return p.Number(d, int(max(0, -d.Exponent())))
		}
	case "ordinal":
		if n, ok := wholeNumber(v); ok {
			return p.Ordinal(n)
		}
	case "party":
		return p.Party(fmt.Sprint(v))
	default:
		return p.Text(kind + "." + fmt.Sprint(v))
	}
	return fmt.Sprint(v)
}

func (p *Printer) plain(name string, v any) string {
	switch v := v.(type) {
	case string:
		return v
	case date.Date:
		return p.Date(v)
	case date.Month:
		return p.Month(v)
	case money.Money:
		return p.Money(v)
	case problem.Word:
		return p.Word(v)
	}
	if n, ok := wholeNumber(v); ok {
		if name == "count" {
			return p.Integer(n)
		}
		return strconv.Itoa(n)
	}
	return fmt.Sprint(v)
}

func wholeNumber(v any) (int, bool) {
	switch v := v.(type) {
	case int:
		return v, true
	case int32:
		return int(v), true
	case int64:
		return int(v), true
	case uint64:
		return int(v), true
	}
	return 0, false
}

// Integer is a whole number with its digits grouped.
func (p *Printer) Integer(n int) string { return p.group(strconv.Itoa(n)) }

// Number is a figure with that many decimals, rounded half away from zero as
// every figure of the program is.
func (p *Printer) Number(d decimal.Decimal, digits int) string {
	return p.group(money.Round(d, int32(digits)).StringFixed(int32(digits)))
}

// Decimal is a plain decimal text, such as that of a rate, with the language's
// separators and every digit that it has.
func (p *Printer) Decimal(s string) string { return p.group(s) }

// group writes a plain decimal text with the language's separators.
func (p *Printer) group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = p.Text("number.minus"), s[1:]
	}
	whole, fraction, hasFraction := strings.Cut(s, ".")
	separator := p.Text("number.group")
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(digit)
	}
	if hasFraction {
		b.WriteString(p.Text("number.decimal") + fraction)
	}
	return b.String()
}

// Money is an amount with its currency, "USD 1,234.50".
func (p *Printer) Money(m money.Money) string {
	c := m.Currency()
	return p.Text("number.money", "currency", string(c), "amount", p.Number(m.Amount(), int(c.Digits())))
}

// Date is a day written out, "15 October 2012"; a dash for no date.
func (p *Printer) Date(d date.Date) string {
	if d.IsZero() {
		return "–"
	}
	day := strconv.Itoa(d.Day())
	if d.Day() == 1 {
		day = p.Text("date.first")
	}
	return p.Text("date.long", "day", day, "month", p.Text("date.month."+strconv.Itoa(int(d.Month()))), "year", d.Year())
}

// Month is a month with its year, "October 2012"; a dash for no month.
func (p *Printer) Month(m date.Month) string {
	if m.IsZero() {
		return "–"
	}
	return p.Text("date.of_month", "month", p.Text("date.month."+strconv.Itoa(int(m.Month()))), "year", m.Year())
}

// List joins items with the language's comma and "and", and with its other
// "and" before a word whose sound wants it, such as the Spanish "e" before "i".
func (p *Printer) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	and := p.Text("list.and")
	if p.euphonic != nil && p.euphonic.MatchString(items[last]) {
		and = p.Text("list.and_euphonic")
	}
	return strings.Join(items[:last], p.Text("list.comma")) + and + items[last]
}

// Beside joins what stands side by side without being a list of equals, such
// as a line and a column.
func (p *Printer) Beside(items ...string) string {
	return strings.Join(items, p.Text("list.beside"))
}

// Ordinal is the rank n as the secretariat writes a session's: "sixth", from
// the twenty-first on in digits.
func (p *Printer) Ordinal(n int) string {
	if key := "ordinal." + strconv.Itoa(n); p.Has(key) {
		return p.Text(key)
	}
	entry := p.texts["ordinal.digits"].form(pluralForm(plural.Ordinal, p.tag, n))
	return strings.ReplaceAll(entry, "{n}", strconv.Itoa(n))
}

// Word is the name of what has one; the value itself of a kind without names.
func (p *Printer) Word(w problem.Word) string {
	key := w.Kind + "." + w.Value
	switch {
	case w.Kind == "party":
		return p.Party(w.Value)
	case p.Has("word." + w.Kind):
		return p.Text("word."+w.Kind, "value", w.Value)
	case p.Has(key):
		return p.Text(key)
	}
	return w.Value
}

// Party is the name of a participant; its id when it has no name.
func (p *Printer) Party(id string) string {
	if name := p.names[id]; name != "" {
		return name
	}
	return id
}
