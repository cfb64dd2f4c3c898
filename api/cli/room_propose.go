package cli

import (
	"encoding/json"
	"io"
	"os"
	"strconv"
	"strings"

	"article30/api/wire"
	"article30/budget"
	"article30/budget/proceedings"
	"article30/internal/problem"
)

type roomProposeCmd struct {
	Version    string   `arg:"" help:"Symbol of the text that it amends."`
	Symbol     string   `arg:"" help:"Symbol of the proposal, as in CTOC/COP/2012/L.4."`
	Title      string   `required:"" help:"What it is."`
	Sponsor    []string `required:"" help:"Who submits it, by code or name."`
	On         string   `required:"" placeholder:"DATE" help:"When it was submitted."`
	Change     []string `sep:"none" placeholder:"LINE YEAR=AMOUNT ..." help:"New amounts of a line: B1 2013=80000."`
	Add        []string `sep:"none" placeholder:"CODE FUNDING YEAR=AMOUNT ... TITLE" help:"A new line: B3 general_purpose 2014=10000 section=Advice mandate=convention_29 Travel of experts."`
	Delete     []string `sep:"none" placeholder:"LINE" help:"A line that goes."`
	Move       []string `sep:"none" placeholder:"LINE FUNDING [YEAR=AMOUNT ...]" help:"A line, or so much of it, to another source of funding: B2 regular 2013=5000."`
	File       string   `type:"path" help:"Amendments as JSON, as the interface for programs takes them; - for the standard input."`
	Instrument string   `help:"For the parties to which instrument (rule 76); that of the lines where they are all of one Protocol."`
	Session    string   `help:"The session; the one that the document is for without it."`
	JSON       bool     `name:"json" help:"As JSON."`
}

func (c *roomProposeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		v, err := s.budget.Version(a.ctx, c.Version)
		if err != nil {
			return err
		}
		amendments, err := c.amendments(v)
		if err != nil {
			return err
		}
		p, err := s.proceedings.Propose(a.ctx, a.actor, proceedings.ProposeIn{
			Version: c.Version, Session: c.Session, Symbol: c.Symbol, Title: c.Title, Sponsors: c.Sponsor, Instrument: c.Instrument,
			On: c.On, Amendments: amendments,
		})
		if err != nil {
			return err
		}
		if err := a.proposal(p, c.JSON); err != nil || c.JSON {
			return err
		}
		f := a.figures(wire.NewVersion(v).Columns)
		f.add(p.Symbol, p.Consequence, v)
		return f.print()
	})
}

// amendments are those of the file and of the flags.
//
// Errors: cli.invalid with the fields file, change, add and move.
func (c *roomProposeCmd) amendments(v budget.Version) ([]proceedings.AmendmentIn, error) {
	var fields problem.Fields
	list := c.read(&fields)
	for _, flag := range []struct {
		name   string
		values []string
		action proceedings.Action
	}{{"change", c.Change, proceedings.Change}, {"delete", c.Delete, proceedings.Delete}, {"move", c.Move, proceedings.Move}, {"add", c.Add, proceedings.Add}} {
		for _, value := range flag.values {
			one, ok := amendment(flag.action, value, v)
			if !ok {
				fields.Add(flag.name, "cli.amendment", "value", value)
			}
			list = append(list, one)
		}
	}
	return list, fields.Err("cli.invalid")
}

// read takes the amendments of the file.
func (c *roomProposeCmd) read(fields *problem.Fields) (list []proceedings.AmendmentIn) {
	if c.File == "" {
		return nil
	}
	text, err := os.ReadFile(c.File)
	if c.File == "-" {
		text, err = io.ReadAll(os.Stdin)
	}
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	if err != nil {
		fields.Add("file", "cli.amendments_file", "file", c.File)
	}
	return list
}

// amendment reads the words of a flag: first the line, then what is done to it.
func amendment(action proceedings.Action, text string, v budget.Version) (proceedings.AmendmentIn, bool) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return proceedings.AmendmentIn{}, false
	}
	in := proceedings.AmendmentIn{Action: string(action), Line: words[0]}
	rest := words[1:]
	var funding string
	if action == proceedings.Move || action == proceedings.Add {
		if len(rest) == 0 {
			return in, false
		}
		funding, rest = rest[0], rest[1:]
	}
	var title []string
	line := budget.LineIn{Code: words[0], Funding: funding, Amounts: make([]string, len(v.Columns))}
	for _, word := range rest {
		name, value, pair := strings.Cut(word, "=")
		year, err := strconv.Atoi(name)
		switch {
		case pair && err == nil:
			in.Amounts = append(in.Amounts, proceedings.AmountIn{Year: year, Amount: value})
			for i, column := range v.Columns {
				if column.Year == year {
					line.Amounts[i] = value
				}
			}
		case action != proceedings.Add:
			return in, false
		case name == "section" && pair:
			line.Section = value
		case name == "mandate" && pair:
			line.Mandate = value
		case name == "object" && pair:
			line.Object = value
		default:
			title = append(title, word)
		}
	}
	switch action {
	case proceedings.Add:
		line.Title = strings.Join(title, " ")
		return proceedings.AmendmentIn{Action: in.Action, Add: &line}, true
	case proceedings.Move:
		in.To = funding
	}
	return in, action != proceedings.Change || len(in.Amounts) > 0
}
