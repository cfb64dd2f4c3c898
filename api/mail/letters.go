package mail

import (
	"strings"

	"article30/api/statements"
	"article30/api/wire"
	"article30/budget/conference"
	"article30/budget/outbox"
	"article30/internal/locale"
)

// Letters is an outbox.Letters: what the messages say is in the catalogues.
type Letters struct{}

// Note names the document, the session and, with its digest, each sheet, so
// that whoever has one can be sure that it is what was frozen.
func (Letters) Note(n outbox.Note) (outbox.Words, error) {
	p, err := locale.For(string(n.Language))
	if err != nil {
		return outbox.Words{}, err
	}
	title := n.Budget.TitleIn(n.Version, n.Language)
	lines := []string{p.Party(string(n.Party)), "", p.Text("mail.note", "symbol", n.Version.Symbol, "title", title), ""}
	switch {
	case n.Session == "":
	case n.Opening.IsZero():
		lines = append(lines, p.Text("mail.note_postponed", "session", n.Session), "")
	case n.Rule72:
		lines = append(lines, p.Text("mail.note_rule_72", "session", n.Session, "opening", n.Opening), "")
	default:
		lines = append(lines, p.Text("mail.note_session", "session", n.Session, "opening", n.Opening), "")
	}
	lines = append(lines, p.Text("mail.note_sheets"))
	for _, sheet := range n.Sheets {
		lines = append(lines, sheet.Name, "    SHA-256: "+sheet.SHA256)
	}
	if n.Reference != "" {
		lines = append(lines, "", p.Text("mail.note_reference", "reference", n.Reference))
	}
	return outbox.Words{
		Subject: p.Text("mail.subject", "symbol", n.Version.Symbol, "title", title),
		Text:    strings.Join(lines, "\n") + "\n",
	}, nil
}

// FileName is the name of a sheet with the name of its language in that
// language.
func (Letters) FileName(symbol string, language conference.Language) string {
	name := statements.SheetName(symbol, language)
	p, err := locale.For(string(language))
	if err != nil {
		return name
	}
	return strings.TrimSuffix(name, ".xlsx") + " " + p.Text("language."+string(language)) + ".xlsx"
}

// Reminders says each of them in a sentence.
func (Letters) Reminders(r outbox.ReminderNote) (outbox.Words, error) {
	p, err := locale.For(string(r.Language))
	if err != nil {
		return outbox.Words{}, err
	}
	var lines []string
	for _, one := range r.Reminders {
		lines = append(lines, wire.NewReminder(p, one).Reminder)
	}
	return outbox.Words{
		Subject: p.Text("mail.reminders", "count", len(r.Reminders)),
		Text:    strings.Join(lines, "\n") + "\n",
	}, nil
}
