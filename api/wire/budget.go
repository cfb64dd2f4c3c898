package wire

import (
	"article30/budget"
	"article30/internal/locale"
	"article30/internal/money"
)

// Budget is a document on money before the Conference.
type Budget struct {
	Session    string    `json:"session,omitempty"`
	Kind       string    `json:"kind" enum:"budget,note,estimate" doc:"Only a budget is under the clock of rule 72."`
	Symbol     string    `json:"symbol" example:"CTOC/COP/2012/7"`
	Title      string    `json:"title"`
	EnteredBy  string    `json:"entered_by"`
	RecordedAt string    `json:"recorded_at" format:"date-time"`
	Versions   []Version `json:"versions"`
}

// Version is one published text of a budget.
type Version struct {
	Symbol         string   `json:"symbol"`
	Kind           string   `json:"kind" enum:"original,revision,addendum,corrigendum"`
	ChangesAmounts bool     `json:"changes_amounts"`
	Amends         string   `json:"amends,omitempty" doc:"The text that the Conference amended to get this one."`
	Source         string   `json:"source,omitempty"`
	SHA256         string   `json:"sha256" doc:"Of the content as it was recorded."`
	DistrOn        string   `json:"distr_on,omitempty" format:"date"`
	UploadedOn     string   `json:"uploaded_on,omitempty" format:"date"`
	Frozen         bool     `json:"frozen" doc:"It has been circulated or adopted and never changes."`
	FrozenAt       string   `json:"frozen_at,omitempty" format:"date-time"`
	PSCPercent     string   `json:"psc_percent" doc:"Programme support cost, per cent of extrabudgetary direct cost."`
	Unit           string   `json:"unit" doc:"The figures are whole numbers of it, in US dollars."`
	Columns        []Column `json:"columns"`
	Lines          []Line   `json:"lines"`
	Texts          Texts    `json:"texts,omitempty" doc:"Title and introduction of the document by language."`
	Sections       Sections `json:"sections,omitempty" doc:"Names of sections, by their name in English and by language."`
	EnteredBy      string   `json:"entered_by"`
	RecordedAt     string   `json:"recorded_at" format:"date-time"`
}

// Column is one column of figures.
type Column struct {
	Year  int    `json:"year"`
	Stage string `json:"stage"`
	Label string `json:"label,omitempty"`
}

// Line is one line of a budget, with one amount for each column; null where
// the line has none.
type Line struct {
	Code       string   `json:"code,omitempty"`
	Title      string   `json:"title"`
	Section    string   `json:"section,omitempty"`
	Mandate    string   `json:"mandate,omitempty"`
	Instrument string   `json:"instrument,omitempty"`
	Object     string   `json:"object,omitempty"`
	Funding    string   `json:"funding" enum:"regular,general_purpose,special_purpose"`
	Amounts    []*Money `json:"amounts"`
	Texts      Texts    `json:"texts,omitempty" doc:"Title and narrative by language; the English title is title itself."`
}

// Texts are the words of a line or of a document by language.
type Texts map[string]budget.LineText

// Sections are the names of sections by language, by their English name.
type Sections map[string]map[string]string

func newTexts(texts budget.Texts) Texts {
	if len(texts) == 0 {
		return nil
	}
	w := Texts{}
	for language, t := range texts {
		w[string(language)] = t
	}
	return w
}

func newSections(sections budget.SectionTexts) Sections {
	if len(sections) == 0 {
		return nil
	}
	w := Sections{}
	for name, titles := range sections {
		w[name] = map[string]string{}
		for language, title := range titles {
			w[name][string(language)] = title
		}
	}
	return w
}

// NewBudget is b on the wire.
func NewBudget(b budget.Budget) Budget {
	w := Budget{
		Session: b.Session, Kind: string(b.Kind), Symbol: b.Symbol, Title: b.Title,
		EnteredBy: b.EnteredBy, RecordedAt: instant(b.RecordedAt), Versions: []Version{},
	}
	for _, v := range b.Versions {
		w.Versions = append(w.Versions, NewVersion(v))
	}
	return w
}

// NewVersion is v on the wire.
func NewVersion(v budget.Version) Version {
	w := Version{
		Symbol: v.Symbol, Kind: string(v.Kind), ChangesAmounts: v.ChangesAmounts, Amends: v.Amends, Source: v.Source, SHA256: v.SHA256,
		DistrOn: day(v.DistrOn), UploadedOn: day(v.UploadedOn), Frozen: v.Frozen, FrozenAt: instant(v.FrozenAt),
		PSCPercent: v.PSCPercent.String(), Unit: v.Unit.String(), Columns: newColumns(v.Columns), Lines: []Line{},
		Texts: newTexts(v.Texts), Sections: newSections(v.Sections),
		EnteredBy: v.EnteredBy, RecordedAt: instant(v.RecordedAt),
	}
	for _, l := range v.Lines {
		w.Lines = append(w.Lines, newLine(l))
	}
	return w
}

func newColumns(columns []budget.Column) []Column {
	w := []Column{}
	for _, c := range columns {
		w = append(w, Column{c.Year, string(c.Stage), c.Label})
	}
	return w
}

func newLine(l budget.Line) Line {
	return Line{
		l.Code, l.Title, l.Section, string(l.Mandate), string(l.Instrument), string(l.Object), string(l.Funding),
		optionalMonies(l.Amounts), newTexts(l.Texts),
	}
}

func optionalMonies(amounts []money.Money) []*Money {
	w := make([]*Money, len(amounts))
	for i, m := range amounts {
		w[i] = optionalMoney(m)
	}
	return w
}

// Frozen is a version that never changes any more, with its sheets.
type Frozen struct {
	Version Version `json:"version"`
	Sheets  []Sheet `json:"sheets"`
}

// Sheet is a frozen version as a workbook in one official language.
type Sheet struct {
	Language string `json:"language" enum:"ar,zh,en,fr,ru,es"`
	Name     string `json:"name" doc:"Of the language, in the reader's language."`
	Bytes    int    `json:"bytes"`
	SHA256   string `json:"sha256" doc:"Of the file, as the journal's record of the freeze has it."`
}

// NewFrozen is a frozen version on the wire.
func NewFrozen(p *locale.Printer, v budget.Version, sheets []budget.Sheet) Frozen {
	return Frozen{NewVersion(v), NewSheets(p, sheets)}
}

// NewSheets are sheets on the wire.
func NewSheets(p *locale.Printer, sheets []budget.Sheet) []Sheet {
	list := []Sheet{}
	for _, s := range sheets {
		list = append(list, Sheet{
			Language: string(s.Language), Name: p.Text("language." + string(s.Language)), Bytes: len(s.File), SHA256: s.SHA256,
		})
	}
	return list
}

// Translation is a translator's workbook, which takes the place of the program's
// own sheet.
type Translation struct {
	Language   string `json:"language" enum:"ar,zh,en,fr,ru,es"`
	Name       string `json:"name" doc:"Of the language, in the reader's language."`
	Bytes      int    `json:"bytes"`
	SHA256     string `json:"sha256" doc:"Of the file."`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewTranslation is t on the wire.
func NewTranslation(p *locale.Printer, t budget.Translation) Translation {
	return Translation{
		string(t.Language), p.Text("language." + string(t.Language)), len(t.File), t.SHA256, t.EnteredBy, instant(t.RecordedAt),
	}
}

// NewTranslations are workbooks on the wire.
func NewTranslations(p *locale.Printer, all []budget.Translation) []Translation {
	list := []Translation{}
	for _, t := range all {
		list = append(list, NewTranslation(p, t))
	}
	return list
}

// Circulation is how matters stand with a budget under rule 72.
type Circulation struct {
	Symbol         string             `json:"symbol,omitempty"`
	ClockOf        string             `json:"clock_of,omitempty" doc:"The version whose dispatches count."`
	Kind           string             `json:"kind,omitempty"`
	Session        string             `json:"session,omitempty"`
	Opening        string             `json:"opening,omitempty" format:"date"`
	Deadline       string             `json:"deadline,omitempty" format:"date" doc:"The last day in time."`
	LastWorkingDay string             `json:"last_working_day,omitempty" format:"date"`
	Today          string             `json:"today" format:"date"`
	DaysLeft       int                `json:"days_left" doc:"From today to the deadline; negative once it has passed."`
	Status         string             `json:"status"`
	StatusText     string             `json:"status_text" doc:"In the reader's language."`
	Causes         []Cause            `json:"causes"`
	SentOn         string             `json:"sent_on,omitempty" format:"date" doc:"When the last of the six languages went to its last addressee."`
	Margin         *int               `json:"margin,omitempty" doc:"Days from sent_on to the opening."`
	Snapshot       string             `json:"snapshot,omitempty" format:"date" doc:"The day of the first dispatch, on which the addressees were fixed."`
	Languages      []LanguageProgress `json:"languages"`
	Parties        []PartyProgress    `json:"parties"`
}

// Cause is one reason for a status.
type Cause struct {
	Code string `json:"code"`
	Text string `json:"text" doc:"In the reader's language."`
}

// LanguageProgress is how far one language has gone out.
type LanguageProgress struct {
	Language string `json:"language" enum:"ar,zh,en,fr,ru,es"`
	Name     string `json:"name"`
	Sent     int    `json:"sent"`
	Total    int    `json:"total"`
	First    string `json:"first,omitempty" format:"date"`
	Last     string `json:"last,omitempty" format:"date"`
	Margin   *int   `json:"margin,omitempty"`
	Late     bool   `json:"late"`
}

// PartyProgress is how far one addressee has been served.
type PartyProgress struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Role    string   `json:"role" enum:"party,supplementary,courtesy"`
	AsOf    string   `json:"as_of" format:"date"`
	Missing []string `json:"missing" doc:"The languages that have not gone to it."`
	Last    string   `json:"last,omitempty" format:"date"`
	Bounced []string `json:"bounced,omitempty" doc:"The languages that came back from it, and were neither sent again nor acknowledged since."`
}

// Causes are the reasons in the reader's language.
func Causes(p *locale.Printer, causes []budget.Cause) []Cause {
	w := []Cause{}
	for _, c := range causes {
		w = append(w, Cause{c.Code, p.Text(c.Key(), c.Pairs()...)})
	}
	return w
}

// NewCirculation is c on the wire.
func NewCirculation(p *locale.Printer, c budget.Circulation) Circulation {
	w := Circulation{
		Symbol: c.Symbol, ClockOf: c.ClockOf, Kind: string(c.Kind), Session: c.Session,
		Opening: day(c.Opening), Deadline: day(c.Deadline), LastWorkingDay: day(c.LastWorkingDay),
		Today: day(c.Today), DaysLeft: c.DaysLeft, Status: string(c.Status),
		StatusText: p.Text("circulation_status." + string(c.Status)), Causes: Causes(p, c.Causes),
		SentOn: day(c.SentOn), Margin: c.Margin, Snapshot: day(c.Snapshot),
		Languages: []LanguageProgress{}, Parties: []PartyProgress{},
	}
	for _, l := range c.Languages {
		w.Languages = append(w.Languages, LanguageProgress{
			string(l.Language), p.Text("language." + string(l.Language)), l.Sent, l.Total, day(l.First), day(l.Last), l.Margin, l.Late,
		})
	}
	for _, a := range c.Parties {
		id := string(a.Party)
		missing := []string{}
		for _, l := range a.Missing {
			missing = append(missing, string(l))
		}
		var bounced []string
		for _, l := range a.Bounced {
			bounced = append(bounced, string(l))
		}
		w.Parties = append(w.Parties, PartyProgress{id, p.Party(id), string(a.Role), day(a.AsOf), missing, day(a.Last), bounced})
	}
	return w
}

// Dispatch is one version sent to one addressee in one language.
type Dispatch struct {
	Party        string `json:"party"`
	Language     string `json:"language"`
	SentOn       string `json:"sent_on" format:"date"`
	Channel      string `json:"channel"`
	Reference    string `json:"reference,omitempty"`
	Evidence     string `json:"evidence,omitempty" doc:"SHA-256 of the file that shows it."`
	RecordedLate bool   `json:"recorded_late"`
	EnteredBy    string `json:"entered_by"`
	RecordedOn   string `json:"recorded_on" format:"date"`
}

// NewDispatch is d on the wire.
func NewDispatch(d budget.Dispatch) Dispatch {
	return Dispatch{string(d.Party), string(d.Language), day(d.SentOn), string(d.Channel), d.Reference, d.Evidence, d.RecordedLate, d.EnteredBy, day(d.RecordedOn)}
}

// Fact is what became of one copy after it was sent.
type Fact struct {
	Party      string `json:"party"`
	Language   string `json:"language" enum:"ar,zh,en,fr,ru,es"`
	Kind       string `json:"kind" enum:"bounced,sent_again,acknowledged,downloaded"`
	On         string `json:"on" format:"date"`
	Channel    string `json:"channel,omitempty" doc:"By which it was sent again."`
	Reference  string `json:"reference,omitempty"`
	Evidence   string `json:"evidence,omitempty" doc:"SHA-256 of the file that shows it."`
	EnteredBy  string `json:"entered_by"`
	RecordedOn string `json:"recorded_on" format:"date"`
}

// NewFact is f on the wire.
func NewFact(f budget.Fact) Fact {
	return Fact{
		string(f.Party), string(f.Language), string(f.Kind), day(f.On), string(f.Channel), f.Reference, f.Evidence,
		f.EnteredBy, day(f.RecordedOn),
	}
}

// Evidence is a file that shows dispatches.
type Evidence struct {
	SHA256     string `json:"sha256" doc:"Its name wherever it is referred to."`
	Name       string `json:"name"`
	Bytes      int    `json:"bytes"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewEvidence is e on the wire.
func NewEvidence(e budget.Evidence) Evidence {
	return Evidence{e.SHA256, e.Name, e.Bytes, e.EnteredBy, instant(e.RecordedAt)}
}

// Decision is what the Conference did with a version.
type Decision struct {
	Symbol         string `json:"symbol"`
	Session        string `json:"session"`
	Outcome        string `json:"outcome"`
	DecidedOn      string `json:"decided_on" format:"date"`
	Method         string `json:"method" enum:"consensus,vote"`
	For            *int   `json:"for,omitempty"`
	Against        *int   `json:"against,omitempty"`
	Abstentions    *int   `json:"abstentions,omitempty"`
	Basis          string `json:"basis,omitempty" doc:"The ground on which a budget that was not in time was adopted."`
	BasisReference string `json:"basis_reference,omitempty"`
	Reference      string `json:"reference,omitempty"`
	EnteredBy      string `json:"entered_by"`
	RecordedOn     string `json:"recorded_on" format:"date"`
}

// RevisedBudget is the approval of a revised budget between sessions.
type RevisedBudget struct {
	Symbol     string `json:"symbol" doc:"Of the version."`
	ApprovedBy string `json:"approved_by"`
	ApprovedOn string `json:"approved_on" format:"date"`
	Reference  string `json:"reference" doc:"Of the approval."`
	Authority  string `json:"authority" doc:"Where the Conference allowed it. Who may approve it is an unverified rule."`
	EnteredBy  string `json:"entered_by"`
	RecordedOn string `json:"recorded_on" format:"date"`
}

// NewRevisedBudget is r on the wire.
func NewRevisedBudget(r budget.RevisedBudget) RevisedBudget {
	return RevisedBudget{r.Symbol, string(r.By), day(r.On), r.Reference, r.Authority, r.EnteredBy, day(r.RecordedOn)}
}

// NewDecision is d on the wire.
func NewDecision(d budget.Decision) Decision {
	return Decision{
		d.Symbol, d.Session, string(d.Outcome), day(d.DecidedOn), string(d.Method), d.For, d.Against, d.Abstentions,
		string(d.Basis), d.BasisReference, d.Reference, d.EnteredBy, day(d.RecordedOn),
	}
}
