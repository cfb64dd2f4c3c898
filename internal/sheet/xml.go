package sheet

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

type tokenKind int

const (
	startTag tokenKind = iota
	endTag
	charData
	endOfPart
)

// xmlReader reads the tokens of an XML part with little memory: names, values
// and text are valid until the next token. It is stricter than XML: no
// document type, no encoding but UTF-8, no attribute twice. Error: sheet.xml.
type xmlReader struct {
	part  string
	r     *bufio.Reader
	begun bool
	open  []string // names of the open elements
	known map[string]string
	raw   []byte

	// name of the last tag, without its prefix where that is the root's; so
	// "row" is always an element of the root's own namespace.
	name   string
	attrs  []attr
	text   []byte
	closed bool // the last start tag was <name/>: its end is the next token
	prefix string
}

type attr struct {
	name  string
	value []byte
}

const (
	maxTag   = 64 << 10
	maxText  = 256 << 10
	maxDepth = 64
)

func newXMLReader(p *part) *xmlReader {
	r := bufio.NewReaderSize(p.open(), 32<<10)
	if mark, _ := r.Peek(len(bom)); string(mark) == bom {
		r.Discard(len(bom))
	}
	return &xmlReader{part: p.name, r: r, known: map[string]string{}}
}

func (x *xmlReader) bad() error {
	return invalid("sheet.xml", "part", shorten(x.part, 80))
}

// next reads one token. Empty elements are a start and an end.
func (x *xmlReader) next() (tokenKind, error) {
	if x.closed {
		x.closed = false
		return x.end(x.open[len(x.open)-1])
	}
	for {
		c, err := x.r.ReadByte()
		if err == io.EOF {
			if len(x.open) > 0 || x.prefix == "" {
				return endOfPart, x.bad()
			}
			return endOfPart, nil
		}
		if err != nil {
			return 0, x.bad()
		}
		first := !x.begun
		x.begun = true
		if c != '<' {
			x.r.UnreadByte()
			if err := x.chars(); err != nil {
				return 0, err
			}
			if len(x.open) > 0 {
				return charData, nil
			}
			continue
		}
		if c, err = x.r.ReadByte(); err != nil {
			return 0, x.bad()
		}
		switch c {
		case '?':
			if err := x.instruction(first); err != nil {
				return 0, err
			}
		case '!':
			cdata, err := x.declaration()
			if err != nil {
				return 0, err
			}
			if cdata {
				return charData, nil
			}
		case '/':
			if err := x.tag(); err != nil {
				return 0, err
			}
			return x.end(strings.TrimRight(string(x.raw), xmlSpace))
		default:
			x.r.UnreadByte()
			if err := x.tag(); err != nil {
				return 0, err
			}
			return startTag, x.start()
		}
	}
}

const xmlSpace = " \t\r\n"

// chars reads text up to the next tag.
func (x *xmlReader) chars() error {
	x.raw = x.raw[:0]
	for {
		b, err := x.r.ReadSlice('<')
		x.raw = append(x.raw, b...)
		if len(x.raw) > maxText {
			return tooLarge("sheet.text_too_long", "part", shorten(x.part, 80), "limit_kib", maxText>>10)
		}
		if err == nil {
			x.raw = x.raw[:len(x.raw)-1]
			x.r.UnreadByte()
			break
		}
		if err == io.EOF {
			break
		}
		if err != bufio.ErrBufferFull {
			return x.bad()
		}
	}
	if len(x.open) == 0 {
		if len(bytes.Trim(x.raw, xmlSpace)) > 0 {
			return x.bad()
		}
		return nil
	}
	if bytes.Contains(x.raw, []byte("]]>")) {
		return x.bad()
	}
	var ok bool
	if x.text, ok = appendText(x.text[:0], x.raw, true); !ok {
		return x.bad()
	}
	return nil
}

// tag reads up to the ">" that is not in quotes.
func (x *xmlReader) tag() error {
	x.raw = x.raw[:0]
	var quote byte
	for {
		piece, err := x.r.ReadSlice('>')
		if err != nil && err != bufio.ErrBufferFull || len(x.raw)+len(piece) > maxTag {
			return x.bad()
		}
		for _, c := range piece {
			switch {
			case c == '<':
				return x.bad()
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case c == quote:
				quote = 0
			}
		}
		x.raw = append(x.raw, piece...)
		if err == nil && quote == 0 {
			x.raw = x.raw[:len(x.raw)-1]
			return nil
		}
	}
}

// until reads up to and without the given end.
func (x *xmlReader) until(end string) error {
	x.raw = x.raw[:0]
	for !bytes.HasSuffix(x.raw, []byte(end)) {
		c, err := x.r.ReadByte()
		if err != nil || len(x.raw) == maxText {
			return x.bad()
		}
		x.raw = append(x.raw, c)
	}
	x.raw = x.raw[:len(x.raw)-len(end)]
	return nil
}

var xmlDeclaration = regexp.MustCompile(`^xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*$`)

// instruction skips <?...?>. The first one of a part may be the declaration,
// which must not name another encoding.
func (x *xmlReader) instruction(first bool) error {
	if err := x.until("?>"); err != nil {
		return err
	}
	target := string(x.raw[:nameLength(x.raw)])
	if !strings.EqualFold(target, "xml") && target != "" {
		return nil
	}
	declared := xmlDeclaration.FindSubmatch(x.raw)
	if declared == nil || !first {
		return x.bad()
	}
	if encoding := string(declared[1]); encoding != "" && !strings.EqualFold(encoding, "utf-8") && !strings.EqualFold(encoding, "us-ascii") {
		return invalid("sheet.part_encoding", "part", shorten(x.part, 80))
	}
	return nil
}

// declaration reads what follows "<!": a comment, which it skips, or text.
func (x *xmlReader) declaration() (cdata bool, err error) {
	start, _ := x.r.Peek(7)
	switch {
	case bytes.HasPrefix(start, []byte("--")):
		x.r.Discard(2)
		if err := x.until("--"); err != nil {
			return false, err
		}
		if c, err := x.r.ReadByte(); err != nil || c != '>' {
			return false, x.bad()
		}
		return false, nil
	case string(start) == "[CDATA[" && len(x.open) > 0:
		x.r.Discard(7)
		if err := x.until("]]>"); err != nil {
			return false, err
		}
		var ok bool
		if x.text, ok = appendText(x.text[:0], x.raw, false); !ok {
			return false, x.bad()
		}
		return true, nil
	case bytes.HasPrefix(start, doctype[2:]):
		return false, invalid("sheet.dtd", "part", shorten(x.part, 80))
	}
	return false, x.bad()
}

// start parses the start tag in raw.
func (x *xmlReader) start() error {
	tag := x.raw
	if x.closed = bytes.HasSuffix(tag, []byte("/")); x.closed {
		tag = tag[:len(tag)-1]
	}
	n := nameLength(tag)
	name := x.intern(tag[:n])
	root := len(x.open) == 0
	if n == 0 || len(x.open) == maxDepth || root && x.prefix != "" {
		return x.bad()
	}
	x.open = append(x.open, name)
	x.attrs = x.attrs[:0]
	x.text = x.text[:0]
	for tag = tag[n:]; ; {
		rest := bytes.TrimLeft(tag, xmlSpace)
		if len(rest) == 0 {
			break
		}
		n := nameLength(rest)
		if n == 0 || len(rest) == len(tag) {
			return x.bad()
		}
		key := x.intern(rest[:n])
		rest = bytes.TrimLeft(rest[n:], xmlSpace)
		if len(rest) == 0 || rest[0] != '=' {
			return x.bad()
		}
		rest = bytes.TrimLeft(rest[1:], xmlSpace)
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return x.bad()
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 || slices.ContainsFunc(x.attrs, func(a attr) bool { return a.name == key }) {
			return x.bad()
		}
		from := len(x.text)
		var ok bool
		if x.text, ok = appendText(x.text, rest[1:1+end], true); !ok {
			return x.bad()
		}
		x.attrs = append(x.attrs, attr{key, x.text[from:len(x.text):len(x.text)]})
		tag = rest[end+2:]
	}
	if root {
		before, _, found := strings.Cut(name, ":")
		if x.prefix = ":"; found {
			x.prefix = before + ":"
		}
	}
	x.name = x.local(name)
	return nil
}

func (x *xmlReader) end(name string) (tokenKind, error) {
	last := len(x.open) - 1
	if last < 0 || x.open[last] != name {
		return 0, x.bad()
	}
	x.name = x.local(x.open[last])
	x.open = x.open[:last]
	return endTag, nil
}

func (x *xmlReader) local(name string) string {
	if x.prefix == ":" {
		return name
	}
	if local, ok := strings.CutPrefix(name, x.prefix); ok {
		return local
	}
	return ":" + name
}

// attr is the attribute's value, nil when it is absent.
func (x *xmlReader) attr(name string) []byte {
	for _, a := range x.attrs {
		if a.name == name {
			return a.value
		}
	}
	return nil
}

// skip reads to the end of the element whose start was the last token.
func (x *xmlReader) skip() error {
	depth := len(x.open) - 1
	for {
		kind, err := x.next()
		if err != nil {
			return err
		}
		if kind == endTag && len(x.open) == depth {
			return nil
		}
	}
}

// children calls fn at the start of each child of the element whose start was
// the last token; fn reads the child to its end. There may be no text beside
// the children.
func (x *xmlReader) children(fn func(name string) error) error {
	for {
		kind, err := x.next()
		switch {
		case err != nil:
			return err
		case kind == endTag:
			return nil
		case kind == startTag:
			if err := fn(x.name); err != nil {
				return err
			}
		case len(bytes.Trim(x.text, xmlSpace)) > 0:
			return x.bad()
		}
	}
}

// root reads the start of the part, which must be that element of the
// spreadsheet namespace.
func (x *xmlReader) root(name string, namespaces ...string) error {
	kind, err := x.next()
	if err != nil {
		return err
	}
	key := "xmlns"
	if x.prefix != ":" {
		key = "xmlns:" + strings.TrimSuffix(x.prefix, ":")
	}
	if kind != startTag || x.name != name || !slices.Contains(namespaces, string(x.attr(key))) {
		return x.bad()
	}
	return nil
}

// finish reads what follows the root element: nothing.
func (x *xmlReader) finish() error {
	kind, err := x.next()
	if err == nil && kind != endOfPart {
		err = x.bad()
	}
	return err
}

func (x *xmlReader) intern(b []byte) string {
	if s, ok := x.known[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(x.known) < 1024 {
		x.known[s] = s
	}
	return s
}

// nameLength is the length of the name with which b begins; 0 for none, for one
// with two prefixes, or with letters that no name in a workbook has.
func nameLength(b []byte) int {
	n := 0
	for n < len(b) && (b[n] >= 'a' && b[n] <= 'z' || b[n] >= 'A' && b[n] <= 'Z' ||
		b[n] == '_' || n > 0 && (b[n] >= '0' && b[n] <= '9' || b[n] == '-' || b[n] == '.' || b[n] == ':')) {
		n++
	}
	if bytes.Count(b[:n], []byte(":")) > 1 {
		return 0
	}
	return n
}

// appendText appends XML text to dst: references resolved unless it is character
// data, CRLF and CR as LF. It is false for an unknown reference or a character
// that XML does not allow.
func appendText(dst, raw []byte, references bool) ([]byte, bool) {
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '&' && references:
			end := bytes.IndexByte(raw[i:], ';')
			if end < 0 || end > 12 {
				return dst, false
			}
			r, ok := reference(string(raw[i+1 : i+end]))
			if !ok {
				return dst, false
			}
			dst = utf8.AppendRune(dst, r)
			i += end
		case c == '\r':
			if i+1 == len(raw) || raw[i+1] != '\n' {
				dst = append(dst, '\n')
			}
		case c < ' ' && c != '\t' && c != '\n':
			return dst, false
		default:
			dst = append(dst, c)
		}
	}
	return dst, true
}

func reference(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0, false
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	r := rune(n)
	return r, err == nil && n <= utf8.MaxRune && utf8.ValidRune(r) && (r >= ' ' || r == '\t' || r == '\n' || r == '\r')
}
