package sheet

import (
	"bytes"
	"unicode/utf8"
)

// xmlGuard is written a whole XML part and refuses what no part of a workbook
// may hold: bytes that are not UTF-8 (sheet.part_encoding) and a document type
// (sheet.dtd), with which a file could define its own entities.
type xmlGuard struct {
	part   string
	window []byte // what the next bytes may complete
	err    error
}

var doctype = []byte("<!DOCTYPE")

func (g *xmlGuard) Write(b []byte) (int, error) {
	g.window = append(g.window, b...)
	if bytes.Contains(g.window, doctype) {
		g.err = invalid("sheet.dtd", "part", shorten(g.part, 80))
		return 0, g.err
	}
	cut := max(0, len(g.window)-len(doctype)+1)
	for steps := 1; steps < utf8.UTFMax && cut > 0 && !utf8.RuneStart(g.window[cut]); steps++ {
		cut--
	}
	if !g.valid(g.window[:cut]) {
		return 0, g.err
	}
	g.window = append(g.window[:0], g.window[cut:]...)
	return len(b), nil
}

func (g *xmlGuard) close() error {
	if g.err == nil {
		g.valid(g.window)
	}
	return g.err
}

func (g *xmlGuard) valid(b []byte) bool {
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		g.err = invalid("sheet.part_encoding", "part", shorten(g.part, 80))
	}
	return g.err == nil
}
