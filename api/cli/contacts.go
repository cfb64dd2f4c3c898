package cli

import (
	"cmp"

	"article30/api/wire"
	"article30/budget/contact"
	"article30/internal/date"
)

type contactCmd struct {
	List contactListCmd `cmd:"" default:"withargs" help:"List the contacts."`
	Set  contactSetCmd  `cmd:"" help:"Set where a participant gets its mail from a day on."`
}

type contactListCmd struct {
	On   string `placeholder:"DATE" help:"Only those of that day."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *contactListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		book, err := s.contacts.Book(a.ctx)
		if err != nil {
			return err
		}
		if c.On != "" {
			on, err := date.Parse(c.On)
			if err != nil {
				return err
			}
			book = book.On(on)
		}
		return a.contacts(c.JSON, book)
	})
}

func (a *app) contacts(asJSON bool, book contact.Book) error {
	w := []wire.Contact{}
	for _, c := range book {
		w = append(w, wire.NewContact(a.printer, c))
	}
	if asJSON {
		return a.json(w)
	}
	t := a.table("party", "participant", "address", "office", "language", "since", "until")
	for _, c := range w {
		t.row(c.Party, c.PartyName, c.Address, c.Name, a.printer.Text("language."+c.Language), c.Since, cmp.Or(c.Until, "–"))
	}
	return t.print()
}

type contactSetCmd struct {
	Party    string `arg:"" help:"The participant, by code or name."`
	Address  string `arg:"" help:"Its address of mail."`
	Language string `required:"" help:"In which it is written to: ar, zh, en, fr, ru or es."`
	Since    string `required:"" placeholder:"DATE" help:"From when on."`
	Until    string `placeholder:"DATE" help:"The last day; open without it."`
	Name     string `help:"Of the office."`
	Reason   string `help:"Why, when a contact of the same first day is corrected."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *contactSetCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		set, err := s.contacts.Set(a.ctx, a.actor, contact.SetContactIn{
			Party: c.Party, Address: c.Address, Name: c.Name, Language: c.Language, Since: c.Since, Until: c.Until, Reason: c.Reason,
		})
		if err != nil {
			return err
		}
		return a.contacts(c.JSON, contact.Book{set})
	})
}
