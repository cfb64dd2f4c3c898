package budget

import (
	"context"
	"fmt"
	"slices"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// FactKind is what became of a copy after it was sent.
type FactKind string

const (
	Bounced      FactKind = "bounced"      // it came back: nobody has it by that way
	SentAgain    FactKind = "sent_again"   // after a bounce; the first day of dispatch stands
	Acknowledged FactKind = "acknowledged" // the addressee confirmed that it has it
	Downloaded   FactKind = "downloaded"   // a delegate of the addressee fetched the sheet from here
)

// FactKinds are the kinds in the order of a copy's life.
func FactKinds() []FactKind { return []FactKind{Bounced, SentAgain, Acknowledged, Downloaded} }

// Fact is something that became of one copy of a version: it stands for itself
// and changes nothing of the dispatch. Rule 72 counts the dispatch: a bounce
// does not undo it, and an acknowledgement does not make it earlier.
type Fact struct {
	Party      conference.ParticipantID `json:"party"`
	Language   conference.Language      `json:"language"`
	Kind       FactKind                 `json:"kind"`
	On         date.Date                `json:"on"`
	Channel    Channel                  `json:"channel,omitempty"` // of what was sent again
	Reference  string                   `json:"reference,omitempty"`
	Evidence   string                   `json:"evidence,omitempty"` // SHA-256 of the file that shows it
	EnteredBy  string                   `json:"entered_by"`
	RecordedOn date.Date                `json:"recorded_on"`
}

// FactIn is a fact as it is entered, about the copies of some addressees.
// Parties are ids or names. Languages may be empty for all that had been sent
// to each by that day. Channel is of what was sent again, "" for a note
// verbale. Evidence is the digest of a file that AddEvidence took.
type FactIn struct {
	Symbol    string   `json:"symbol"`
	Kind      string   `json:"kind"`
	Parties   []string `json:"parties"`
	Languages []string `json:"languages,omitempty"`
	On        string   `json:"on"`
	Channel   string   `json:"channel,omitempty"`
	Reference string   `json:"reference,omitempty"`
	Evidence  string   `json:"evidence,omitempty"`
}

// RecordFact records what became of copies that were sent, and returns how
// matters stand then.
//
// Errors: fact.invalid with fields (among them fact.not_dispatched,
// fact.before_dispatch, fact.in_future and fact.twice, which name party and
// language; fact.downloads_are_seen for what only the program records);
// budget.not_found; evidence.unknown.
func (s *Service) RecordFact(ctx context.Context, actor access.Actor, in FactIn) (Circulation, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Circulation{}, err
	}
	one, languages, err := in.parse()
	if err != nil {
		return Circulation{}, err
	}
	var c Circulation
	err = s.store.Update(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, in.Symbol)
		if err != nil {
			return err
		}
		if err := s.known(ctx, one.Evidence); err != nil {
			return err
		}
		f, err := s.dispatchFacts(ctx, b, v)
		if err != nil {
			return err
		}
		earlier, err := s.store.Facts(ctx, v.ID)
		if err != nil {
			return err
		}
		facts, err := planFacts(one, in.Parties, languages, f, earlier)
		if err != nil {
			return err
		}
		if err := s.keepFacts(ctx, actor, v, facts); err != nil {
			return err
		}
		c, err = s.circulation(ctx, b, v, b.Session)
		return err
	})
	return c, err
}

func (in FactIn) parse() (one Fact, languages []conference.Language, err error) {
	var f problem.Fields
	one.Reference = text(&f, "reference", in.Reference, false)
	one.Evidence = in.Evidence
	one.Kind, err = oneOf(in.Kind, FactKinds(), "fact.unknown_kind")
	f.AddErr("kind", err)
	if one.Kind == Downloaded {
		f.Add("kind", "fact.downloads_are_seen")
	}
	one.On, err = date.Parse(in.On)
	f.AddErr("on", err)
	switch {
	case one.Kind == SentAgain && in.Channel == "":
		one.Channel = NoteVerbale
	case one.Kind == SentAgain:
		one.Channel, err = oneOf(in.Channel, Channels(), "circulation.unknown_channel")
		f.AddErr("channel", err)
	case in.Channel != "":
		f.Add("channel", "fact.no_channel")
	}
	if len(in.Parties) == 0 {
		f.Add("parties", "fact.of_whom")
	}
	for i, s := range in.Languages {
		l, err := conference.ParseLanguage(s)
		f.AddErr(fmt.Sprintf("languages[%d]", i), err)
		languages = append(languages, l)
	}
	return one, languages, f.Err("fact.invalid")
}

// planFacts is one fact about each copy that is meant. Its errors are those of
// RecordFact.
func planFacts(one Fact, parties []string, languages []conference.Language, f dispatchFacts, earlier []Fact) ([]Fact, error) {
	var fields problem.Fields
	var facts []Fact
	names := conference.NewNames(f.participants)
	if one.On.After(f.today) {
		fields.Add("on", "fact.in_future", "date", one.On, "today", f.today)
	}
	for i, name := range parties {
		path := fmt.Sprintf("parties[%d]", i)
		id, err := names.Find(name)
		fields.AddErr(path, err)
		if err != nil {
			continue
		}
		sent := languages
		if len(sent) == 0 {
			sent = f.languagesOf(id, one.On)
		}
		if len(sent) == 0 {
			fields.Add(path, "fact.nothing_dispatched", "party", string(id), "symbol", f.version.Symbol)
		}
		for _, l := range sent {
			fact := one
			fact.Party, fact.Language = id, l
			on := f.dispatched(id, l)
			switch {
			case on.IsZero():
				fields.Add(path, "fact.not_dispatched", "party", string(id), "language", string(l))
			case one.On.Before(on):
				fields.Add(path, "fact.before_dispatch", "party", string(id), "language", string(l), "date", one.On, "sent", on)
			case slices.ContainsFunc(slices.Concat(earlier, facts), fact.same):
				fields.Add(path, "fact.twice", "party", string(id), "language", string(l), "date", one.On, "kind", string(one.Kind))
			}
			facts = append(facts, fact)
		}
	}
	return facts, fields.Err("fact.invalid")
}

// same tells a fact of the same kind about the same copy on the same day.
func (f Fact) same(other Fact) bool {
	return f.Party == other.Party && f.Language == other.Language && f.Kind == other.Kind && f.On == other.On
}

// languagesOf are those in which the version had gone to the participant by
// that day or, when none had, in which it went at all.
func (f dispatchFacts) languagesOf(id conference.ParticipantID, by date.Date) []conference.Language {
	var sent, all []conference.Language
	for _, l := range conference.Languages() {
		on := f.dispatched(id, l)
		if on.IsZero() {
			continue
		}
		all = append(all, l)
		if !on.After(by) {
			sent = append(sent, l)
		}
	}
	if sent == nil {
		return all
	}
	return sent
}

// RecordDownload records that the actor, who speaks for a State, fetched the
// frozen sheet in that language: the first time on each day. Whoever speaks for
// nobody leaves no trace.
//
// Errors: budget.not_found; those of Sheet.
func (s *Service) RecordDownload(ctx context.Context, actor access.Actor, symbol string, language conference.Language) error {
	if err := actor.Require(access.ReadBudgets); err != nil {
		return err
	}
	if actor.State == "" {
		return nil
	}
	return s.store.Update(ctx, func(ctx context.Context) error {
		if _, err := s.Sheet(ctx, symbol, language); err != nil {
			return err
		}
		_, v, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		earlier, err := s.store.Facts(ctx, v.ID)
		if err != nil {
			return err
		}
		fact := Fact{Party: conference.ParticipantID(actor.State), Language: language, Kind: Downloaded, On: s.today()}
		if slices.ContainsFunc(earlier, fact.same) {
			return nil
		}
		return s.keepFacts(ctx, actor, v, []Fact{fact})
	})
}

// keepFacts writes facts that differ in their copies only, with their journal
// entry.
func (s *Service) keepFacts(ctx context.Context, actor access.Actor, v Version, facts []Fact) error {
	r := factRecord{
		Kind: facts[0].Kind, On: facts[0].On, Channel: facts[0].Channel, Reference: facts[0].Reference,
		Evidence: facts[0].Evidence, Copies: map[conference.ParticipantID][]conference.Language{},
	}
	for i := range facts {
		facts[i].EnteredBy = actor.Name
		r.Copies[facts[i].Party] = append(r.Copies[facts[i].Party], facts[i].Language)
	}
	if err := s.store.InsertFacts(ctx, v.ID, facts, s.now()); err != nil {
		return err
	}
	return s.record(ctx, actor, actionFact, v.Symbol, "", nil, r)
}

// Facts lists what became of the copies of a version, in the order in which it
// was entered.
//
// Error: budget.not_found.
func (s *Service) Facts(ctx context.Context, symbol string) ([]Fact, error) {
	var list []Fact
	err := s.store.View(ctx, func(ctx context.Context) error {
		_, v, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		list, err = s.store.Facts(ctx, v.ID)
		return err
	})
	return list, err
}

// openBounces are the copies that came back, by participant, and that were
// neither sent again nor acknowledged since.
func openBounces(facts []Fact) map[conference.ParticipantID][]conference.Language {
	open := map[copyTo]bool{}
	sorted := slices.Clone(facts)
	slices.SortStableFunc(sorted, func(a, b Fact) int { return a.On.Sub(b.On) })
	for _, f := range sorted {
		switch f.Kind {
		case Bounced:
			open[copyTo{f.Party, f.Language}] = true
		case SentAgain, Acknowledged:
			delete(open, copyTo{f.Party, f.Language})
		}
	}
	by := map[conference.ParticipantID][]conference.Language{}
	for _, l := range conference.Languages() {
		for to := range open {
			if to.language == l {
				by[to.party] = append(by[to.party], l)
			}
		}
	}
	return by
}
