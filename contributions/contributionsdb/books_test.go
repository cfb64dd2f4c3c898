package contributionsdb_test

import (
	"context"
	"testing"
	"time"

	"article30/budget/conference"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/journal"
	"article30/internal/money"
)

var officer = access.Operator("officer")

// books are contributions on a database, on 20 July 2012.
type books struct {
	*contributions.Service
	t       testing.TB
	db      *db.DB
	journal *journal.Journal
	clock   date.Clock
}

// participants are three: Austria, a party since 23 October 2004; Ireland,
// a party since 17 July 2010; and Japan, which had not deposited by 2014.
type participants struct{}

func (participants) Participants(context.Context) ([]conference.Participant, error) {
	bound := func(id conference.ParticipantID, name, deposited string) conference.Participant {
		p := conference.Participant{ID: id, Name: name, Kind: conference.State}
		if deposited != "" {
			p.Consents = []conference.Consent{{
				Participant: id, Instrument: conference.Convention,
				Deposited: date.MustParse(deposited), Kind: conference.Ratification,
			}}
		}
		return p
	}
	return []conference.Participant{
		bound("AUT", "Austria", "2004-09-23"), bound("IRL", "Ireland", "2010-06-17"), bound("JPN", "Japan", ""),
	}, nil
}

func open(t testing.TB, d *db.DB) *books {
	t.Helper()
	clock := date.Fixed(time.Date(2012, 7, 20, 10, 0, 0, 0, time.UTC))
	kept := journal.New(d, clock)
	b := &books{t: t, db: d, journal: kept, clock: clock}
	b.Service = contributions.New(contributions.Settings{
		Store: contributionsdb.New(d), Journal: kept, Participants: participants{},
		Periods: b.closing(), Clock: clock,
	})
	all, _ := participants{}.Participants(t.Context())
	for _, p := range all {
		b.exec(`INSERT INTO party (id, name, kind, un_member, source, source_date) VALUES (?, ?, 'state', ?, 'test', '2012-01-01')`,
			string(p.ID), p.Name, true)
	}
	return b
}

// exec writes past the service.
func (b *books) exec(query string, args ...any) {
	b.t.Helper()
	if err := b.try(query, args...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *books) try(query string, args ...any) error {
	ctx := b.t.Context()
	return b.db.Update(ctx, func(ctx context.Context) error {
		_, err := b.db.Conn(ctx).NewRaw(query, args...).Exec(ctx)
		return err
	})
}

func (b *books) rate(currency, effective, perUSD string) {
	b.t.Helper()
	per, err := money.ParseRate(perUSD)
	if err != nil {
		b.t.Fatal(err)
	}
	err = b.LoadRates(b.t.Context(), officer, contributions.File{Name: "rates.csv", SHA256: "0"}, func(l *contributions.RateLoading) error {
		_, err := l.Add(contributions.Rate{
			Currency: money.Currency(currency), Effective: date.MustParse(effective), PerUSD: per, Source: "test",
		})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *books) donor(party string) contributions.Donor {
	b.t.Helper()
	d, err := b.AddDonor(b.t.Context(), officer, contributions.DonorIn{Party: party})
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func (b *books) contribution(donor int64, reference, currency string) contributions.Contribution {
	b.t.Helper()
	c, err := b.Open(b.t.Context(), officer, contributions.ContributionIn{
		Reference: reference, Donor: donor, Year: 2012, Currency: currency,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

func (b *books) must(e contributions.Entry, err error) contributions.Entry {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return e
}

// done are the actions in the journal, in their order.
func (b *books) done() []string {
	b.t.Helper()
	records, err := b.journal.List(b.t.Context(), journal.Filter{})
	if err != nil {
		b.t.Fatal(err)
	}
	var actions []string
	for _, r := range records {
		actions = append(actions, r.Action)
	}
	return actions
}

// sound is the judgement of Verify: nothing to find.
func (b *books) sound() {
	b.t.Helper()
	findings, err := b.Verify(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range findings {
		b.t.Errorf("%s: %s %v", f.Place, f.Code, f.Args)
	}
}

// findings are what Verify finds, "place: code".
func (b *books) findings() []string {
	b.t.Helper()
	findings, err := b.Verify(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	var said []string
	for _, f := range findings {
		said = append(said, f.Place+": "+f.Code)
	}
	return said
}
