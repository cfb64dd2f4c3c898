package budget

import (
	"context"

	"article30/budget/conference"
	"article30/internal/date"
)

// Copy is a version in one language for one addressee: that it went out, and
// what became of it.
type Copy struct {
	Addressee
	Language conference.Language `json:"language"`
	Sent     Dispatch            `json:"sent"` // with no SentOn while it has not gone out

	// Margin is the days from the dispatch to the opening, and InHand those to
	// the deadline, negative for a late one. A supplementary addressee and a
	// courtesy copy are not held to the deadline.
	Margin *int `json:"margin,omitempty"`
	InHand *int `json:"in_hand,omitempty"`

	// The last day of each, if any.
	Bounced      date.Date `json:"bounced"`
	SentAgain    date.Date `json:"sent_again"`
	Acknowledged date.Date `json:"acknowledged"`
	Downloaded   date.Date `json:"downloaded"`
}

// CopiesOf lists the copies for every addressee in the order of the addressees,
// each in the order of the official languages: all six for a State party or a
// supplementary addressee, sent or not; of courtesy copies those that were sent.
func CopiesOf(f CirculationFacts) []Copy {
	deadline := StatusOf(f).Deadline
	sent := map[copyTo]Dispatch{}
	for _, d := range f.Dispatches {
		to := copyTo{d.Party, d.Language}
		if first, ok := sent[to]; !ok || d.SentOn.Before(first.SentOn) {
			sent[to] = d
		}
	}
	last := map[copyTo]map[FactKind]date.Date{}
	for _, one := range f.Facts {
		to := copyTo{one.Party, one.Language}
		if last[to] == nil {
			last[to] = map[FactKind]date.Date{}
		}
		last[to][one.Kind] = later(last[to][one.Kind], one.On)
	}
	var copies []Copy
	for _, a := range f.Addressees {
		for _, l := range conference.Languages() {
			to := copyTo{a.Party, l}
			d, out := sent[to]
			if !out && a.Role == Courtesy {
				continue
			}
			became := last[to]
			c := Copy{
				Addressee: a, Language: l, Sent: d,
				Bounced: became[Bounced], SentAgain: became[SentAgain], Acknowledged: became[Acknowledged], Downloaded: became[Downloaded],
			}
			if out && !f.Opening.IsZero() {
				margin := conference.Margin(f.Opening, d.SentOn)
				c.Margin = &margin
			}
			if out && a.Role == Party && !deadline.IsZero() {
				days := deadline.Sub(d.SentOn)
				c.InHand = &days
			}
			copies = append(copies, c)
		}
	}
	return copies
}

// Copies lists what went out of a version, and what became of it: of the
// version whose dates count.
//
// Error: budget.not_found.
func (s *Service) Copies(ctx context.Context, symbol string) ([]Copy, error) {
	var copies []Copy
	err := s.store.View(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		f, err := s.facts(ctx, b, v, b.Session)
		copies = CopiesOf(f)
		return err
	})
	return copies, err
}
