package costing

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Driver is what a figure is computed from, as it is entered. Which fields it
// has depends on Class: staff, travel, meetings, documents or other.
type Driver struct {
	Class string `json:"class" enum:"staff,travel,meetings,documents,other"`

	Grade   string `json:"grade,omitempty" doc:"Staff: the grade, as the table of standard costs has it."`
	Posts   string `json:"posts,omitempty" doc:"Staff: how many posts."`
	Months  string `json:"months,omitempty" doc:"Staff: the months of the year, such as 7-12; the whole year without it."`
	Percent string `json:"percent,omitempty" doc:"Staff: per cent of the standard cost, as in the first year of a post; 100 without it."`
	Vacancy string `json:"vacancy,omitempty" doc:"Staff: per cent of the time in which the post is not filled; 0 without it."`

	City       string `json:"city,omitempty" doc:"Travel and meetings: where to, or where."`
	Travellers string `json:"travellers,omitempty" doc:"Travel: how many."`
	Trips      string `json:"trips,omitempty" doc:"Travel: trips of each."`
	Days       string `json:"days,omitempty" doc:"Travel: days of daily allowance on each trip, none without it. Meetings: how many days."`
	Fare       string `json:"fare,omitempty" doc:"Travel: US dollars a trip, in place of the standard cost; 0 for none. Wants a source."`
	Allowance  string `json:"allowance,omitempty" doc:"Travel: US dollars a day, in place of the standard cost. Wants a source."`

	Languages string `json:"languages,omitempty" doc:"Meetings and documents: how many."`
	Pages     string `json:"pages,omitempty" doc:"Documents: how many pages; or words."`
	Words     string `json:"words,omitempty" doc:"Documents: how many words; or pages."`

	What     string `json:"what,omitempty" doc:"Other: what it is."`
	Quantity string `json:"quantity,omitempty" doc:"Other: how many."`

	UnitCost string `json:"unit_cost,omitempty" doc:"US dollars for a year of a post, a day and language, a page or word and language, a unit: in place of the standard cost. Wants a source."`
	Source   string `json:"source,omitempty" doc:"Where a cost that is stated here comes from."`
}

// DriverClasses are the classes that a driver may have.
func DriverClasses() []string { return []string{"staff", "travel", "meetings", "documents", "other"} }

// needed and allowed are the fields of each class of driver.
var (
	needed = map[string][]string{
		"staff": {"grade", "posts"}, "travel": {"city", "travellers", "trips"}, "meetings": {"days", "languages"},
		"documents": {"languages"}, "other": {"what", "quantity", "unit_cost"},
	}
	allowed = map[string][]string{
		"staff": {"months", "percent", "vacancy", "unit_cost"}, "travel": {"days", "fare", "allowance"}, "meetings": {"city", "unit_cost"},
		"documents": {"pages", "words", "unit_cost"},
	}
)

func (d Driver) fields() map[string]string {
	return map[string]string{
		"grade": d.Grade, "posts": d.Posts, "months": d.Months, "percent": d.Percent, "vacancy": d.Vacancy,
		"city": d.City, "travellers": d.Travellers, "trips": d.Trips, "days": d.Days, "fare": d.Fare, "allowance": d.Allowance,
		"languages": d.Languages, "pages": d.Pages, "words": d.Words, "what": d.What, "quantity": d.Quantity, "unit_cost": d.UnitCost,
	}
}

// Resolve gives the driver the costs of the year: the standard costs that are
// valid on the first of each month for staff, and on 1 January for everything
// else. A cost that changes during a post's months makes two terms. What
// cannot be read is noted in f under path, and then there are no terms.
func (d Driver) Resolve(f *problem.Fields, path string, table Table, year int) []Term {
	r := resolver{f: f, path: path, table: table, year: year, driver: d, before: f.Len()}
	if !r.shape() {
		return nil
	}
	var terms []Term
	switch d.Class {
	case "staff":
		terms = r.staff()
	case "travel":
		terms = r.travel()
	case "meetings":
		terms = r.rated(Meetings, d.City, Day, d.Days)
	case "documents":
		quantity, per := d.Pages, Page
		if d.Words != "" {
			quantity, per = d.Words, Word
		}
		terms = r.rated(Documents, string(per), per, quantity)
	case "other":
		terms = []Term{r.stated(r.term(Other, d.What, Unit, d.Quantity, "quantity"), "unit_cost", d.UnitCost)}
	}
	if f.Len() > r.before {
		return nil
	}
	return terms
}

type resolver struct {
	f      *problem.Fields
	path   string
	table  Table
	year   int
	driver Driver
	before int
}

// shape refuses fields that are missing, and those that say nothing of the
// class.
func (r *resolver) shape() bool {
	d := r.driver
	if !slices.Contains(DriverClasses(), d.Class) {
		r.f.Add(r.path+".class", "cost.unknown_class", "value", d.Class, "allowed", DriverClasses())
		return false
	}
	fields := d.fields()
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		switch value := fields[name]; {
		case value == "" && slices.Contains(needed[d.Class], name):
			r.f.Add(r.path+"."+name, "cost.missing", "class", d.Class)
		case value != "" && !slices.Contains(needed[d.Class], name) && !slices.Contains(allowed[d.Class], name):
			r.f.Add(r.path+"."+name, "cost.not_of_class", "class", d.Class)
		}
	}
	if d.Class == "documents" && (d.Pages == "") == (d.Words == "") {
		r.f.Add(r.path+".pages", "cost.pages_or_words")
	}
	if d.Class == "meetings" && d.City == "" && d.UnitCost == "" {
		r.f.Add(r.path+".city", "cost.missing", "class", d.Class)
	}
	if (d.UnitCost != "" || d.Fare != "" || d.Allowance != "") && strings.TrimSpace(d.Source) == "" {
		r.f.Add(r.path+".source", "cost.no_source")
	}
	Words(r.f, r.path+".source", d.Source, longestSource)
	Words(r.f, r.path, d.Grade+d.City+d.What, longestItem)
	return r.f.Len() == r.before
}

func (r *resolver) staff() []Term {
	first, last := r.months()
	base := r.term(Staff, strings.TrimSpace(r.driver.Grade), Year, r.driver.Posts, "posts")
	base.Percent = r.percent("percent", r.driver.Percent, base.Percent)
	base.Vacancy = r.percent("vacancy", r.driver.Vacancy, base.Vacancy)
	if r.driver.UnitCost != "" {
		base.Times = decimal.NewFromInt(int64(last - first + 1))
		return []Term{r.stated(base, "unit_cost", r.driver.UnitCost)}
	}
	var terms []Term
	for month := first; month <= last; month++ {
		on := date.MustParseMonth(strconv.Itoa(r.year) + "-" + twoDigits(month)).First()
		c, err := r.table.At(Staff, base.Item, on)
		if err != nil {
			r.f.AddErr(r.path+".grade", err)
			return nil
		}
		if n := len(terms); n > 0 && terms[n-1].From == c.From {
			terms[n-1].Times = terms[n-1].Times.Add(one)
			continue
		}
		terms = append(terms, base.at(c))
	}
	return terms
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// months are those of the year that the driver names, both from 1.
func (r *resolver) months() (first, last int) {
	if r.driver.Months == "" {
		return 1, 12
	}
	from, to, span := strings.Cut(r.driver.Months, "-")
	first, err := strconv.Atoi(from)
	last = first
	if span && err == nil {
		last, err = strconv.Atoi(to)
	}
	if err != nil || first < 1 || last > 12 || last < first || strings.ContainsAny(r.driver.Months, "+ ") {
		r.f.Add(r.path+".months", "cost.months", "value", r.driver.Months)
		return 1, 12
	}
	return first, last
}

func (r *resolver) travel() []Term {
	d := r.driver
	city := strings.TrimSpace(d.City)
	trips := r.number("trips", d.Trips)
	var terms []Term
	if d.Fare != "0" {
		fare := r.term(Fare, city, Trip, d.Travellers, "travellers")
		fare.Times = trips
		terms = append(terms, r.cost(fare, "fare", d.Fare, "city"))
	}
	if d.Days != "" {
		allowance := r.term(Allowance, city, Day, d.Travellers, "travellers")
		allowance.Times, allowance.Days = trips, r.number("days", d.Days)
		terms = append(terms, r.cost(allowance, "allowance", d.Allowance, "city"))
	} else if d.Allowance != "" {
		r.f.Add(r.path+".days", "cost.missing", "class", d.Class)
	}
	return terms
}

// rated is a quantity in languages at a rate.
func (r *resolver) rated(class Class, item string, per Per, quantity string) []Term {
	name := "days"
	if class == Documents {
		name = item + "s"
	}
	t := r.term(class, strings.TrimSpace(item), per, quantity, name)
	t.Times = r.number("languages", r.driver.Languages)
	if class == Meetings {
		name = "city"
	}
	return []Term{r.cost(t, "unit_cost", r.driver.UnitCost, name)}
}

var one = decimal.New(1, 0)

func (r *resolver) term(class Class, item string, per Per, quantity, name string) Term {
	return Term{
		Class: class, Item: item, Per: per, Quantity: r.number(name, quantity),
		Times: one, Days: one, Percent: hundred, Vacancy: decimal.Zero,
	}
}

// at is the term on a standard cost.
func (t Term) at(c StandardCost) Term {
	t.Per, t.Cost, t.From, t.Source = c.Per, c.Amount, c.From, c.Source
	return t
}

// cost is the term at the cost that the driver states, or at the standard cost
// of 1 January; where there is none, that is noted at the field of its item.
func (r *resolver) cost(t Term, name, value, item string) Term {
	if value != "" {
		return r.stated(t, name, value)
	}
	c, err := r.table.At(t.Class, t.Item, date.MustParseMonth(strconv.Itoa(r.year)+"-01").First())
	if err != nil {
		r.f.AddErr(r.path+"."+item, err)
		return t
	}
	return t.at(c)
}

func (r *resolver) stated(t Term, name, value string) Term {
	t.Cost, t.Source = r.number(name, value), strings.TrimSpace(r.driver.Source)
	return t
}

// number is a quantity or a cost: not negative, at most four decimals.
func (r *resolver) number(name, value string) decimal.Decimal {
	d, err := ParseNumber(value)
	r.f.AddErr(r.path+"."+name, err)
	return d
}

func (r *resolver) percent(name, value string, otherwise decimal.Decimal) decimal.Decimal {
	if value == "" {
		return otherwise
	}
	d, err := money.ParsePercent(value)
	r.f.AddErr(r.path+"."+name, err)
	return d
}

// The limits of what is entered.
const (
	mostOf        = 1_000_000_000
	longestItem   = 80
	longestSource = 500
)

// ParseNumber reads a quantity or a cost by the grammar of amounts: not
// negative, below a billion, at most four decimals.
//
// Errors: money.grammar, cost.number.
func ParseNumber(s string) (decimal.Decimal, error) {
	d, err := money.ParseDecimal(s)
	if err != nil {
		return d, err
	}
	if d.IsNegative() || d.GreaterThanOrEqual(decimal.NewFromInt(mostOf)) || d.Exponent() < -money.MaxDigits {
		return decimal.Decimal{}, problem.New(problem.Invalid, "cost.number", "value", s)
	}
	return d, nil
}

// Words notes what a short text cannot be.
func Words(f *problem.Fields, path, s string, longest int) {
	switch {
	case utf8.RuneCountInString(s) > longest:
		f.Add(path, "budget.text_too_long", "limit", longest)
	case !utf8.ValidString(s), strings.ContainsFunc(s, unicode.IsControl):
		f.Add(path, "budget.text_unprintable")
	}
}
