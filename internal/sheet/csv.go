package sheet

import "strings"

// readCSV reads RFC 4180 text: fields in double quotes may hold delimiters,
// quotes (doubled) and line ends; a quote may stand only around a whole field.
// Lines end in LF or CRLF; a CRLF inside a field becomes LF. Every row has as
// many fields as the header.
func readCSV(text string, b *builder) error {
	if err := b.spend(len(text)); err != nil {
		return err
	}
	text = strings.TrimPrefix(text, bom)
	delimiter, err := detectDelimiter(text)
	if err != nil {
		return err
	}
	b.table.Delimiter = string(delimiter)
	if delimiter != ',' {
		b.note(0, "sheet.delimiter", "delimiter", delimiterName(delimiter))
	}
	p := csvParser{text: text, line: 1, delimiter: delimiter, maxFields: b.opts.MaxCols}
	for p.text != "" {
		line := p.line
		fields, err := p.record()
		if err != nil {
			return err
		}
		if blank(fields) {
			continue
		}
		if b.table.Header != nil && len(fields) != b.width {
			return invalid("sheet.ragged", "line", line, "found", len(fields), "expected", b.width)
		}
		if err := b.add(line, fields); err != nil {
			return err
		}
	}
	return nil
}

// detectDelimiter is the one of comma, semicolon and TAB that stands most
// often outside quotes in the first line with text; a comma when none does.
// Error: sheet.ambiguous_delimiter on a tie.
func detectDelimiter(text string) (byte, error) {
	text = strings.TrimLeft(text, "\r\n")
	var counts [256]int
	quoted := false
scan:
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			break scan
		case c == ',' || c == ';' || c == '\t':
			counts[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte(";\t") {
		if counts[c] > counts[best] {
			best = c
		}
	}
	for _, c := range []byte(",;\t") {
		if c != best && counts[c] > 0 && counts[c] == counts[best] {
			return 0, invalid("sheet.ambiguous_delimiter")
		}
	}
	return best, nil
}

func delimiterName(c byte) string {
	if c == '\t' {
		return "TAB"
	}
	return string(c)
}

// csvParser cuts one record after the other off its text.
type csvParser struct {
	text      string
	line      int // of the first character of text
	delimiter byte
	maxFields int
	fields    []string
}

// record is valid until the next call.
func (p *csvParser) record() ([]string, error) {
	p.fields = p.fields[:0]
	for {
		if len(p.fields) == p.maxFields {
			return nil, tooLarge("sheet.too_many_columns", "limit", p.maxFields, "cell", ref(p.maxFields+1, p.line))
		}
		field, err := p.field()
		if err != nil {
			return nil, err
		}
		p.fields = append(p.fields, field)
		switch {
		case p.text == "":
			return p.fields, nil
		case p.text[0] == p.delimiter:
			p.text = p.text[1:]
		default:
			if !p.lineEnd() {
				return nil, invalid("sheet.quote", "line", p.line)
			}
			return p.fields, nil
		}
	}
}

// field leaves the text at the delimiter, line end or end after the field.
func (p *csvParser) field() (string, error) {
	if strings.HasPrefix(p.text, `"`) {
		return p.quoted()
	}
	end := 0
	for end < len(p.text) && p.text[end] != p.delimiter && p.text[end] != '\n' {
		if p.text[end] == '"' {
			return "", invalid("sheet.quote", "line", p.line)
		}
		if p.text[end] == '\r' {
			if strings.HasPrefix(p.text[end:], "\r\n") {
				break
			}
			return "", invalid("sheet.carriage_return", "line", p.line)
		}
		end++
	}
	field := p.text[:end]
	p.text = p.text[end:]
	return field, p.checkLength(end)
}

func (p *csvParser) checkLength(n int) error {
	if n <= maxCell {
		return nil
	}
	return tooLarge("sheet.cell_too_long", "cell", ref(len(p.fields)+1, p.line), "limit_kib", maxCell>>10)
}

// quoted reads a field that begins with a quote.
func (p *csvParser) quoted() (string, error) {
	start := p.line
	rest := p.text[1:]
	var before []byte // the parts up to the last doubled quote
	for {
		end := strings.IndexByte(rest, '"')
		if end < 0 {
			return "", invalid("sheet.open_quote", "line", start)
		}
		if err := p.checkLength(len(before) + end); err != nil {
			return "", err
		}
		part := rest[:end]
		p.line += strings.Count(part, "\n")
		part = strings.ReplaceAll(part, "\r\n", "\n")
		rest = rest[end+1:]
		if !strings.HasPrefix(rest, `"`) {
			p.text = rest
			if before == nil {
				return part, nil
			}
			return string(append(before, part...)), nil
		}
		before = append(append(before, part...), '"')
		rest = rest[1:]
	}
}

func (p *csvParser) lineEnd() bool {
	rest := strings.TrimPrefix(p.text, "\r")
	if !strings.HasPrefix(rest, "\n") {
		return false
	}
	p.text = rest[1:]
	p.line++
	return true
}
