package sheet

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// The namespaces of SpreadsheetML, each in the form that programs write and in
// the strict form of ISO 29500.
var (
	mainNamespaces = []string{
		"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
		"http://purl.oclc.org/ooxml/spreadsheetml/main",
	}
	relationshipNamespaces = []string{"http://schemas.openxmlformats.org/package/2006/relationships"}
	contentTypeNamespaces  = []string{"http://schemas.openxmlformats.org/package/2006/content-types"}
)

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

// workbook is what reading one worksheet needs to know of the whole.
type workbook struct {
	archive  *archive
	part     string // of the workbook itself
	related  map[string]relation
	date1904 bool
	sheets   []worksheet
	shared   []string
	dates    []bool // by style: shows a number as a date
}

type worksheet struct {
	name   string
	part   string
	hidden bool
}

type relation struct{ kind, part string }

// readXLSX reads one worksheet of a workbook, after everything in the file has
// been checked.
func readXLSX(text string, b *builder) error {
	if err := b.spend(len(text)); err != nil {
		return err
	}
	a, err := openArchive(text)
	if err != nil {
		return err
	}
	w := &workbook{archive: a}
	if err := w.locate(); err != nil {
		return err
	}
	if err := w.read(); err != nil {
		return err
	}
	chosen, err := w.choose(b)
	if err != nil {
		return err
	}
	b.table.Sheet = chosen.name
	if err := w.readStyles(); err != nil {
		return err
	}
	if err := w.readShared(b); err != nil {
		return err
	}
	return w.readWorksheet(chosen, b)
}

// parse reads the part's root element of that name with fn.
func (w *workbook) parse(name, root string, namespaces []string, fn func(*xmlReader) error) error {
	p := w.archive.parts[strings.ToLower(name)]
	if p == nil || !p.isXML() {
		return damagedPart(name, "missing")
	}
	x := newXMLReader(p)
	if err := x.root(root, namespaces...); err != nil {
		return err
	}
	if err := fn(x); err != nil {
		return err
	}
	return x.finish()
}

// locate finds the workbook's own part and refuses other kinds of package.
func (w *workbook) locate() error {
	if w.archive.parts["[content_types].xml"] == nil || w.archive.parts["_rels/.rels"] == nil {
		return unsupported("sheet.not_a_workbook")
	}
	for name := range w.archive.parts {
		if path.Base(name) == "vbaproject.bin" {
			return unsupported("sheet.macros")
		}
	}
	root, err := w.relations("")
	if err != nil {
		return err
	}
	for _, r := range root {
		if r.kind == "officeDocument" {
			if w.part != "" {
				return damagedPart("_rels/.rels", "two documents")
			}
			w.part = r.part
		}
	}
	const types = "[Content_Types].xml"
	kinds := map[string]string{} // by part, or by extension with its point
	err = w.parse(types, "Types", contentTypeNamespaces, func(x *xmlReader) error {
		return x.children(func(name string) error {
			key := strings.ToLower(strings.TrimPrefix(string(x.attr("PartName")), "/"))
			if name == "Default" {
				key = "." + strings.ToLower(string(x.attr("Extension")))
			}
			if _, ok := kinds[key]; ok {
				return damagedPart(types, "a type twice")
			}
			kinds[key] = string(x.attr("ContentType"))
			return x.skip()
		})
	})
	if err != nil {
		return err
	}
	kind, ok := kinds[strings.ToLower(w.part)]
	if !ok {
		kind = kinds[strings.ToLower(path.Ext(w.part))]
	}
	switch {
	case strings.Contains(kind, "macroEnabled"):
		return unsupported("sheet.macros")
	case kind != workbookType:
		return unsupported("sheet.not_a_workbook")
	}
	w.related, err = w.relations(w.part)
	return err
}

// relations is what the part refers to inside the file, by id.
func (w *workbook) relations(of string) (map[string]relation, error) {
	dir, base := path.Split(of)
	list := map[string]relation{}
	name := dir + "_rels/" + base + ".rels"
	return list, w.parse(name, "Relationships", relationshipNamespaces, func(x *xmlReader) error {
		return x.children(func(element string) error {
			id, target := string(x.attr("Id")), string(x.attr("Target"))
			if _, ok := list[id]; ok {
				return damagedPart(name, "id twice")
			}
			if element == "Relationship" && string(x.attr("TargetMode")) != "External" {
				if !strings.HasPrefix(target, "/") {
					target = path.Join("/", dir, target)
				}
				list[id] = relation{path.Base(string(x.attr("Type"))), strings.TrimPrefix(path.Clean(target), "/")}
			}
			return x.skip()
		})
	})
}

// read lists the worksheets.
func (w *workbook) read() error {
	return w.parse(w.part, "workbook", mainNamespaces, func(x *xmlReader) error {
		return x.children(func(name string) error {
			switch name {
			case "workbookPr":
				w.date1904 = xmlTrue(x.attr("date1904"))
			case "sheets":
				return x.children(func(string) error {
					r, ok := w.related[x.relationID()]
					name, state := string(x.attr("name")), string(x.attr("state"))
					if !ok || slices.ContainsFunc(w.sheets, func(s worksheet) bool { return s.name == name }) {
						return damagedPart(w.part, "worksheet without part or twice")
					}
					if r.kind == "worksheet" {
						hidden := state == "hidden" || state == "veryHidden"
						w.sheets = append(w.sheets, worksheet{name, r.part, hidden})
					}
					return x.skip()
				})
			}
			return x.skip()
		})
	})
}

// relationID is the attribute id of the relationships' namespace, whatever its
// prefix.
func (x *xmlReader) relationID() string {
	for _, a := range x.attrs {
		if strings.HasSuffix(a.name, ":id") {
			return string(a.value)
		}
	}
	return ""
}

// choose is the worksheet asked for, or the first that is not hidden.
func (w *workbook) choose(b *builder) (worksheet, error) {
	var chosen *worksheet
	var others []string
	for i, s := range w.sheets {
		if chosen == nil && (s.name == b.opts.Sheet || b.opts.Sheet == "" && !s.hidden) {
			chosen = &w.sheets[i]
			continue
		}
		others = append(others, s.name)
	}
	list := shorten(strings.Join(others, ", "), 400)
	switch {
	case chosen == nil && b.opts.Sheet == "":
		return worksheet{}, invalid("sheet.no_sheet")
	case chosen == nil:
		return worksheet{}, invalid("sheet.no_such_sheet", "sheet", shorten(b.opts.Sheet, 80), "found", list)
	case b.opts.Sheet == "" && len(others) > 0:
		b.note(0, "sheet.several_sheets", "sheet", chosen.name, "others", list)
	}
	return *chosen, nil
}

// relatedPart is the workbook's one part of that kind, "" when it has none.
func (w *workbook) relatedPart(kind string) (string, error) {
	found := ""
	for _, r := range w.related {
		if r.kind != kind {
			continue
		}
		if found != "" {
			return "", damagedPart(w.part, "two parts "+kind)
		}
		found = r.part
	}
	return found, nil
}

// readStyles learns which cell styles show a number as a date.
func (w *workbook) readStyles() error {
	name, err := w.relatedPart("styles")
	if name == "" || err != nil {
		return err
	}
	custom := map[int]bool{}
	return w.parse(name, "styleSheet", mainNamespaces, func(x *xmlReader) error {
		return x.children(func(group string) error {
			switch group {
			case "numFmts":
				return x.children(func(string) error {
					if id, err := strconv.Atoi(string(x.attr("numFmtId"))); err == nil {
						custom[id] = dateFormat(string(x.attr("formatCode")))
					}
					return x.skip()
				})
			case "cellXfs":
				return x.children(func(string) error {
					id, _ := strconv.Atoi(string(x.attr("numFmtId")))
					isDate, ok := custom[id]
					w.dates = append(w.dates, isDate || !ok && builtinDate(id))
					return x.skip()
				})
			}
			return x.skip()
		})
	})
}

// readShared reads the texts that cells refer to by number.
func (w *workbook) readShared(b *builder) error {
	name, err := w.relatedPart("sharedStrings")
	if name == "" || err != nil {
		return err
	}
	var text []byte
	return w.parse(name, "sst", mainNamespaces, func(x *xmlReader) error {
		return x.children(func(element string) error {
			if element != "si" {
				return x.skip()
			}
			var err error
			if text, err = x.richText(text[:0]); err != nil {
				return err
			}
			s, err := decodeText(text)
			if err != nil {
				return damagedPart(x.part, "control character")
			}
			w.shared = append(w.shared, s)
			return b.spend(sharedCost + len(s))
		})
	})
}

// richText appends the text of an element that holds either a text or runs of
// differently formatted text; how it is pronounced is left out.
func (x *xmlReader) richText(text []byte) ([]byte, error) {
	return text, x.children(func(name string) error {
		var err error
		switch name {
		case "t":
			text, err = x.plainText(text)
			return err
		case "r":
			return x.children(func(name string) error {
				if name != "t" {
					return x.skip()
				}
				text, err = x.plainText(text)
				return err
			})
		}
		return x.skip()
	})
}

// plainText appends the text of an element that holds nothing else. Error:
// sheet.text_too_long over the limit of one cell.
func (x *xmlReader) plainText(text []byte) ([]byte, error) {
	for {
		kind, err := x.next()
		switch {
		case err != nil:
			return nil, err
		case kind == endTag:
			return text, nil
		case kind == startTag:
			return nil, x.bad()
		case len(text)+len(x.text) > maxCell:
			return nil, tooLarge("sheet.text_too_long", "part", shorten(x.part, 80), "limit_kib", maxCell>>10)
		default:
			text = append(text, x.text...)
		}
	}
}

func xmlTrue(value []byte) bool { return string(value) == "1" || string(value) == "true" }
