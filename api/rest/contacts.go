package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/budget/contact"
)

func (s *server) contacts(api huma.API) {
	const tag = "mail"
	get(api, "/api/v1/contacts", "contacts", tag, "Where the participants get their mail: every contact, or those of a day", s.listContacts)
	post(api, "/api/v1/contacts", "set-contact", tag, "Set where a participant gets its mail from a day on", s.setContact)
}

type contactsIn struct {
	InLanguage
	On string `query:"on" format:"date" doc:"Only those of that day, one for each participant that has one."`
}

func (s *server) listContacts(ctx context.Context, in *contactsIn) (*body[list[wire.Contact]], error) {
	book, err := s.Contacts.Book(ctx)
	if err != nil {
		return nil, err
	}
	if in.On != "" {
		on, err := s.on(in.On)
		if err != nil {
			return nil, err
		}
		book = book.On(on)
	}
	l := list[wire.Contact]{Items: []wire.Contact{}}
	for _, c := range book {
		l.Items = append(l.Items, wire.NewContact(printer(ctx), c))
	}
	return answered(l), nil
}

type setContactIn struct {
	InLanguage
	Body contact.SetContactIn
}

func (s *server) setContact(ctx context.Context, in *setContactIn) (*created[wire.Contact], error) {
	c, err := s.Contacts.Set(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.Contact]{"/api/v1/contacts", wire.NewContact(printer(ctx), c)}, nil
}
