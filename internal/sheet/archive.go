package sheet

import (
	"cmp"
	"errors"
	"hash/crc32"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"

	"article30/internal/problem"
)

// The limits of a workbook's ZIP archive. maxUnpacked counts all parts
// together, first as declared, then as they come out.
const (
	maxParts    = 4096
	maxUnpacked = 64 << 20
)

// archive is a ZIP file in which nothing is left to interpretation: the two
// directories agree, no part overlaps another, no name stands twice, and every
// part unpacks to exactly the size and checksum declared.
type archive struct {
	text  string
	parts map[string]*part // by lower-case name
}

type part struct {
	name   string
	packed string
	stored bool
	size   int
	crc    uint32
}

// Fields of the ZIP records at their offsets.
const (
	endSize     = 22
	centralSize = 46
	localSize   = 30

	flagEncrypted = 1 << 0
	flagLater     = 1 << 3 // sizes and checksum follow the data
)

// openArchive reads the directory and checks every part. Errors:
// sheet.damaged, sheet.damaged_part, sheet.encrypted, sheet.duplicate_part,
// sheet.unsafe_name, sheet.too_many_parts, sheet.unpacked_too_large, and those
// of checkXML.
func openArchive(text string) (*archive, error) {
	a := &archive{text: text, parts: map[string]*part{}}
	if err := a.directory(); err != nil {
		return nil, err
	}
	total := 0
	for _, p := range a.parts {
		if total += p.size; p.size > maxUnpacked || total > maxUnpacked {
			return nil, tooLarge("sheet.unpacked_too_large", "limit_mib", maxUnpacked>>20)
		}
	}
	inflate := flate.NewReader(nil)
	for _, p := range a.inOrder() {
		if err := p.check(inflate); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// inOrder is the parts by name, so that the first error is always the same.
func (a *archive) inOrder() []*part {
	parts := make([]*part, 0, len(a.parts))
	for _, p := range a.parts {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(p, q *part) int { return cmp.Compare(p.name, q.name) })
	return parts
}

// directory reads the central directory and compares it with the header that
// stands before each part.
func (a *archive) directory() error {
	start, end, count, err := a.end()
	if err != nil {
		return err
	}
	if count > maxParts {
		return tooLarge("sheet.too_many_parts", "limit", maxParts)
	}
	type extent struct{ from, to int }
	var extents []extent
	at := start
	for range count {
		if at+centralSize > end || a.text[at:at+4] != "PK\x01\x02" {
			return damaged("central directory: bad entry")
		}
		h := header{a.text[at:end], centralSize, 28, 30}
		if at += h.length() + h.le(32, 2); at > end {
			return damaged("central directory: entry cut off")
		}
		p, from, to, err := a.entry(h, start)
		if err != nil {
			return err
		}
		key := strings.ToLower(p.name)
		if a.parts[key] != nil {
			return invalid("sheet.duplicate_part", "part", shorten(p.name, 80))
		}
		a.parts[key] = p
		extents = append(extents, extent{from, to})
	}
	if at != end {
		return damaged("central directory: more entries than counted")
	}
	slices.SortFunc(extents, func(x, y extent) int { return cmp.Compare(x.from, y.from) })
	free := 0
	for i, e := range extents {
		if e.from < free || i == 0 && e.from != 0 {
			return damaged("entries overlap")
		}
		free = e.to
	}
	return nil
}

// end finds the central directory: where it starts and ends, and its entries.
func (a *archive) end() (start, end, count int, err error) {
	at := strings.LastIndex(a.text, "PK\x05\x06")
	if at < 0 || at+endSize > len(a.text) {
		return 0, 0, 0, damaged("no end record")
	}
	record := a.text[at:]
	if le(record, 20, 2) != len(record)-endSize || le(record, 4, 4) != 0 || le(record, 8, 2) != le(record, 10, 2) {
		return 0, 0, 0, damaged("end record")
	}
	count, size, start, end := le(record, 10, 2), le(record, 12, 4), le(record, 16, 4), at
	if at >= 20 && a.text[at-20:at-16] == "PK\x06\x07" {
		end = le(a.text, at-12, 8)
		if end < 0 || end > at-20-56 || a.text[end:end+4] != "PK\x06\x06" {
			return 0, 0, 0, damaged("64-bit end record")
		}
		count, size, start = le(a.text, end+32, 8), le(a.text, end+40, 8), le(a.text, end+48, 8)
	}
	if start < 0 || size < 0 || start > end || end-start != size || count < 0 {
		return 0, 0, 0, damaged("central directory out of place")
	}
	return start, end, count, nil
}

// entry is the part that central header h describes, and its extent.
func (a *archive) entry(h header, limit int) (p *part, from, to int, err error) {
	name := h.name()
	if unsafeName(name) {
		return nil, 0, 0, invalid("sheet.unsafe_name", "part", shorten(name, 80))
	}
	if h.le(8, 2)&flagEncrypted != 0 {
		return nil, 0, 0, unsupported("sheet.encrypted")
	}
	wide := h.wide(24, 20, 42)
	size, packed, from := wide[0], wide[1], wide[2]
	method := h.le(10, 2)
	p = &part{name: name, size: size, stored: method == 0, crc: uint32(h.le(16, 4))}
	if method != 0 && method != 8 || size < 0 || packed < 0 || from < 0 || from > limit-localSize ||
		a.text[from:from+4] != "PK\x03\x04" {
		return nil, 0, 0, damagedPart(name, "no such local header or method")
	}
	local := header{a.text[from:limit], localSize, 26, 28}
	data := from + local.length()
	if data > limit || packed > limit-data || local.name() != name ||
		local.le(8, 2) != method || local.le(6, 2)&flagEncrypted != 0 {
		return nil, 0, 0, damagedPart(name, "local header differs")
	}
	sizes := local.wide(22, 18)
	later := local.le(6, 2)&flagLater != 0 && local.le(14, 4) == 0 && sizes[0] == 0 && sizes[1] == 0
	if !later && (sizes[0] != size || sizes[1] != packed || uint32(local.le(14, 4)) != p.crc) {
		return nil, 0, 0, damagedPart(name, "sizes or checksum differ")
	}
	p.packed = a.text[data : data+packed]
	return p, from, data + packed, nil
}

// header is a central or local header, which differ in where the lengths of
// name and extra field stand. Its text reaches to the end of what may follow.
type header struct {
	text              string
	size              int
	nameLen, extraLen int
}

func (h header) le(at, n int) int { return le(h.text, at, n) }
func (h header) length() int      { return h.size + h.le(h.nameLen, 2) + h.le(h.extraLen, 2) }
func (h header) name() string {
	return h.text[h.size:min(len(h.text), h.size+h.le(h.nameLen, 2))]
}

// wide is the 32-bit numbers at the given places, or for those that are all
// ones the 64-bit numbers in the extra field; -1 where these are missing.
func (h header) wide(places ...int) []int {
	extra := ""
	if h.length() <= len(h.text) {
		extra = h.text[h.size+h.le(h.nameLen, 2) : h.length()]
	}
	var long string
	for len(extra) >= 4 && 4+le(extra, 2, 2) <= len(extra) {
		n := 4 + le(extra, 2, 2)
		if le(extra, 0, 2) == 1 {
			long = extra[4:n]
			break
		}
		extra = extra[n:]
	}
	numbers := make([]int, len(places))
	for i, at := range places {
		numbers[i] = h.le(at, 4)
		if numbers[i] != 0xFFFFFFFF {
			continue
		}
		if numbers[i] = -1; len(long) >= 8 {
			numbers[i], long = le(long, 0, 8), long[8:]
		}
	}
	return numbers
}

// le is the little-endian number of n bytes.
func le(s string, at, n int) int {
	var v uint64
	for i := n - 1; i >= 0; i-- {
		v = v<<8 | uint64(s[at+i])
	}
	return int(v)
}

// unsafeName reports a name that would lead out of a folder if it were written
// to disk, or that systems read differently.
func unsafeName(name string) bool {
	if name == "" || name != strings.ToValidUTF8(name, "") || strings.ContainsAny(name, "\\:") ||
		strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7F }) {
		return true
	}
	return path.Clean("/"+name) != "/"+strings.TrimSuffix(name, "/")
}

// open unpacks the part; its size and checksum were checked before.
func (p *part) open() io.Reader {
	if p.stored {
		return strings.NewReader(p.packed)
	}
	return flate.NewReader(strings.NewReader(p.packed))
}

// check unpacks the part once with the given reader, without keeping it.
func (p *part) check(inflate io.ReadCloser) error {
	packed := strings.NewReader(p.packed)
	var unpacked io.Reader = packed
	if !p.stored {
		if err := inflate.(flate.Resetter).Reset(packed, nil); err != nil {
			return damagedPart(p.name, err.Error())
		}
		unpacked = inflate
	}
	crc := crc32.NewIEEE()
	var w io.Writer = crc
	guard := xmlGuard{part: p.name}
	if p.isXML() {
		w = io.MultiWriter(crc, &guard)
	}
	n, err := io.Copy(w, io.LimitReader(unpacked, int64(p.size)+1))
	if refused := guard.close(); refused != nil {
		return refused
	}
	switch {
	case err != nil:
		return damagedPart(p.name, err.Error())
	case int(n) != p.size || packed.Len() != 0:
		return damagedPart(p.name, "size differs")
	case crc.Sum32() != p.crc:
		return damagedPart(p.name, "checksum differs")
	}
	return nil
}

func (p *part) isXML() bool {
	ext := strings.ToLower(path.Ext(p.name))
	return ext == ".xml" || ext == ".rels"
}

func damaged(reason string) error {
	return problem.New(problem.Invalid, "sheet.damaged").With(errors.New(reason))
}

func damagedPart(name, reason string) error {
	return problem.New(problem.Invalid, "sheet.damaged_part", "part", shorten(name, 80)).With(errors.New(reason))
}
