package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"article30/api/answer"
	"article30/api/statements"
	"article30/api/wire"
	"article30/budget"
	"article30/budget/conference"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/internal/problem"
)

// Home is the page that lists what there is.
type Home struct {
	Conference    *conference.Service
	Contributions *contributions.Service
	Budget        *budget.Service
	Statements    *statements.Statements
	Today         func() date.Date
	Demo          bool // the figures are samples, and the clock stands where the demonstration began
}

type home struct {
	Demo              bool
	Today             date.Date
	Clock             *clock
	Instruments       []instrument
	Years             []year
	Downloads         []download
	DownloadLanguages []Language
}

// clock is how matters stand with the budget of the next regular session.
type clock struct {
	Session        string
	Opening        date.Date
	LastWorkingDay date.Date
	Count          string
	Past           bool
	Budgets        []circulation
}

type circulation struct {
	Symbol, Title, Status, StatusText string
	Causes                            []string
	Languages                         []progress
}

type progress struct{ Name, Sent, Last, Margin string }

type instrument struct {
	Name, Parties, Deposited string
	InForce                  string
}

type year struct {
	Name, Contributions string
	Figures             []string
	Total               bool
}

type download struct {
	Title     string
	Languages []files
}

type files struct {
	Code  string
	Files []file
}

type file struct{ Format, Href string }

func (h Home) show(g *gin.Context) {
	ctx := g.Request.Context()
	p := answer.Of(ctx).Printer
	page, err := h.page(ctx, p)
	if err != nil {
		answer.Write(g.Writer, g.Request, err)
		return
	}
	show(g, "home.html", page)
}

func (h Home) page(ctx context.Context, p *locale.Printer) (*home, error) {
	page := &home{Demo: h.Demo, Today: h.Today()}
	var err error
	if page.Clock, err = h.clock(ctx, p, page.Today); err != nil {
		return nil, err
	}
	if page.Instruments, err = h.instruments(ctx, p, page.Today); err != nil {
		return nil, err
	}
	if page.Years, err = h.years(ctx, p, page.Today); err != nil {
		return nil, err
	}
	return page, h.downloads(ctx, p, page)
}

// clock is nil when no regular session is known after today.
func (h Home) clock(ctx context.Context, p *locale.Printer, today date.Date) (*clock, error) {
	session, err := h.Conference.NextRegular(ctx, today)
	if problem.Is(err, "conference.no_next_session") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := h.Budget.SessionCirculations(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	titles, err := h.titles(ctx)
	if err != nil {
		return nil, err
	}
	stands := list[0]
	c := &clock{
		Session: wire.SessionName(p, session), Opening: session.Opening,
		LastWorkingDay: stands.LastWorkingDay, Past: stands.DaysLeft < 0,
	}
	switch left, deadline := stands.DaysLeft, stands.Deadline; {
	case deadline.IsZero():
		c.Count = p.Text("web.no_deadline")
	case left > 0:
		c.Count = p.Text("web.days_left", "count", left, "deadline", deadline)
	case left == 0:
		c.Count = p.Text("web.last_day", "deadline", deadline)
	default:
		c.Count = p.Text("web.days_past", "count", -left, "deadline", deadline)
	}
	for _, one := range list {
		c.Budgets = append(c.Budgets, newCirculation(p, one, titles[one.Symbol]))
	}
	return c, nil
}

func (h Home) titles(ctx context.Context) (map[string]string, error) {
	budgets, err := h.Budget.Budgets(ctx)
	titles := map[string]string{}
	for _, b := range budgets {
		titles[b.Symbol] = b.Title
	}
	return titles, err
}

func newCirculation(p *locale.Printer, c budget.Circulation, title string) circulation {
	shown := circulation{
		Symbol: c.Symbol, Title: title, Status: string(c.Status),
		StatusText: p.Text("circulation_status." + string(c.Status)),
	}
	for _, cause := range wire.Causes(p, c.Causes) {
		shown.Causes = append(shown.Causes, cause.Text)
	}
	for _, l := range c.Languages {
		row := progress{
			Name: p.Text("language." + string(l.Language)),
			Sent: p.Text("web.sent", "sent", l.Sent, "total", l.Total),
			Last: p.Date(l.Last), Margin: "–",
		}
		if l.Margin != nil {
			row.Margin = p.Integer(*l.Margin)
		}
		shown.Languages = append(shown.Languages, row)
	}
	return shown
}

func (h Home) instruments(ctx context.Context, p *locale.Printer, today date.Date) ([]instrument, error) {
	all, err := h.Conference.PartiesOn(ctx, today)
	if err != nil {
		return nil, err
	}
	var rows []instrument
	for _, ip := range all {
		rows = append(rows, instrument{
			Name:    p.Text("instrument." + string(ip.Instrument)),
			InForce: p.Date(ip.Instrument.InForce()),
			Parties: p.Integer(len(ip.Parties)), Deposited: p.Integer(len(ip.Parties) + len(ip.Awaiting)),
		})
	}
	return rows, nil
}

// years are the contributions by year, and their total.
func (h Home) years(ctx context.Context, p *locale.Printer, today date.Date) ([]year, error) {
	rows, err := h.Contributions.Status(ctx, today, contributions.Filter{})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	byYear := map[int][]contributions.StatusRow{}
	for _, r := range rows {
		byYear[r.Year] = append(byYear[r.Year], r)
	}
	var years []year
	add := func(name string, of []contributions.StatusRow) error {
		sum, err := contributions.Total(of)
		if err != nil {
			return err
		}
		shown := year{Name: name, Contributions: p.Integer(sum.Contributions)}
		for _, m := range []money.Money{sum.Pledged, sum.Agreed, sum.Received, sum.Refunded, sum.Outstanding} {
			shown.Figures = append(shown.Figures, figure(p, m))
		}
		years = append(years, shown)
		return nil
	}
	var known []int
	for y := range byYear {
		known = append(known, y)
	}
	slices.Sort(known)
	for _, y := range known {
		if err := add(strconv.Itoa(y), byYear[y]); err != nil {
			return nil, err
		}
	}
	err = add(p.Text("web.total"), rows)
	years[len(years)-1].Total = true
	return years, err
}

// figure is an amount under a heading that has its currency; a dash for nil.
func figure(p *locale.Printer, m money.Money) string {
	if m.IsZero() {
		return "–"
	}
	return p.Number(m.Amount(), m.Currency().Digits())
}

// downloads are the statements of the fund that need no choice and the sheet of
// every version of every document, in each language and format.
func (h Home) downloads(ctx context.Context, p *locale.Printer, page *home) error {
	page.Downloads = []download{
		h.download(p, p.Text("web.status_of_contributions"), "status-of-contributions", ""),
		h.download(p, p.Text("ageing.title"), "ageing", ""),
		h.download(p, p.Text("due.title"), "due-instalments", ""),
		h.download(p, p.Text("earmarks.title"), "earmarks", ""),
		h.download(p, p.Text("fund.title"), "fund", ""),
	}
	budgets, err := h.Budget.Budgets(ctx)
	if err != nil {
		return err
	}
	for _, b := range budgets {
		for _, v := range b.Versions {
			title := p.Text("web.budget_sheet", "symbol", v.Symbol)
			page.Downloads = append(page.Downloads, h.download(p, title, "budget-sheet", v.Symbol))
		}
	}
	for _, lang := range locale.Languages() {
		own, err := locale.For(lang)
		if err != nil {
			return err
		}
		page.DownloadLanguages = append(page.DownloadLanguages, Language{Code: lang, Name: own.Text("locale.name")})
	}
	return nil
}

func (h Home) download(p *locale.Printer, title, report, symbol string) download {
	d := download{Title: title}
	for _, lang := range locale.Languages() {
		f := files{Code: lang}
		for _, format := range statements.Formats {
			query := url.Values{"format": {format}, "lang": {lang}}
			if symbol != "" {
				query.Set("symbol", symbol)
			}
			f.Files = append(f.Files, file{p.Text("format." + format), "/downloads/" + report + "?" + query.Encode()})
		}
		d.Languages = append(d.Languages, f)
	}
	return d
}
