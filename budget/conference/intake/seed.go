package intake

import (
	"context"
	"fmt"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/published"
	"article30/internal/sheet"
)

// Program is the actor of what the program does on its own account.
var Program = access.Operator("article30")

type importFunc func(context.Context, *conference.Service, access.Actor, *sheet.Source, Options) (*sheet.Report, error)

// seeds are the published tables in the order in which they need each other.
// A source's date is a day on which it said what we read: of the list of
// countries only that it is not older than the name Türkiye, of the treaty
// tables that they were read last in July 2014.
var seeds = []struct {
	name    string
	content func() []byte
	load    importFunc
	source  string
	date    date.Date
}{
	{published.Groups, func() []byte { return published.Bytes(published.Groups) }, ImportGroups,
		"list of countries and United Nations regional groups", date.MustParse("2022-06-01")},
	{"beyond.csv", func() []byte { return beyondCSV }, ImportGroups,
		"participants that are not Member States", date.MustParse("2014-07-01")},
	{published.Status, func() []byte { return published.Bytes(published.Status) }, ImportParties,
		"United Nations Treaty Collection", date.MustParse("2014-07-01")},
	{published.Sessions, func() []byte { return published.Bytes(published.Sessions) }, ImportSessions,
		"sessions of the Conference", date.MustParse("2024-10-18")},
}

// Seed loads the embedded participants, consents and sessions into a database
// that has none, all or nothing; any other database it leaves as it is.
func Seed(ctx context.Context, service *conference.Service) error {
	return service.Update(ctx, func(ctx context.Context) error {
		participants, err := service.Participants(ctx)
		if err != nil {
			return err
		}
		sessions, err := service.Sessions(ctx)
		if err != nil || len(participants) > 0 || len(sessions) > 0 {
			return err
		}
		for _, s := range seeds {
			src, err := sheet.FromBytes(s.name, s.content())
			if err != nil {
				return err
			}
			report, err := s.load(ctx, service, Program, src, Options{Source: s.source, SourceDate: s.date})
			if err != nil {
				return err
			}
			if len(report.Refused) > 0 {
				return fmt.Errorf("intake: %s: %d rows of the embedded table are refused", s.name, len(report.Refused))
			}
		}
		return nil
	})
}
