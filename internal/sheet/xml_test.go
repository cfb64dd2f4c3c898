package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// tokens is the elements, attributes and text of an XML document in one
// notation, from our reader.
func tokens(text string) (string, error) {
	x := newXMLReader(&part{name: "x.xml", stored: true, packed: text})
	var b, data strings.Builder
	flush := func() {
		if data.Len() > 0 {
			fmt.Fprintf(&b, "%q ", data.String())
			data.Reset()
		}
	}
	for {
		kind, err := x.next()
		if err != nil {
			return "", err
		}
		if kind != charData {
			flush()
		}
		switch kind {
		case startTag:
			fmt.Fprintf(&b, "<%s", x.open[len(x.open)-1])
			for _, a := range x.attrs {
				fmt.Fprintf(&b, " %s=%q", a.name, a.value)
			}
			b.WriteString("> ")
		case endTag:
			b.WriteString("</> ")
		case charData:
			data.Write(x.text)
		case endOfPart:
			return b.String(), nil
		}
	}
}

// judged is the same from encoding/xml.
func judged(text string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	var b, data strings.Builder
	depth := 0
	name := func(n xml.Name) string {
		if n.Space != "" {
			return n.Space + ":" + n.Local
		}
		return n.Local
	}
	flush := func() {
		if data.Len() > 0 {
			fmt.Fprintf(&b, "%q ", data.String())
			data.Reset()
		}
	}
	var open []string
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			if depth != 0 {
				return "", errors.New("not closed")
			}
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			flush()
			depth++
			open = append(open, name(token.Name))
			fmt.Fprintf(&b, "<%s", name(token.Name))
			for _, a := range token.Attr {
				fmt.Fprintf(&b, " %s=%q", name(a.Name), a.Value)
			}
			b.WriteString("> ")
		case xml.EndElement:
			flush()
			if depth--; depth < 0 || open[depth] != name(token.Name) {
				return "", errors.New("not open")
			}
			open = open[:depth]
			b.WriteString("</> ")
		case xml.CharData:
			if depth > 0 {
				data.Write(token)
			}
		}
	}
}

var documents = []string{
	`<a/>`, `<a></a>`, `<a b="c" d='e"'>f</a >`, "<a\n b = '1' />", `<a>1<b/>2</a>`, `<?xml version="1.0"?><!-- c --><a/><!-- d -->`,
	`<x:a xmlns:x="u"><x:b/></x:a>`, `<a>&lt;&#65;&#x42;&amp;</a>`, `<a b="&quot;&#10;>"/>`, `<a><![CDATA[<b>&]]></a>`, "<a>1\r\n2\r3</a>",
	"\ufeff<a/>", `<a><?pi x?></a>`, `<a>]]></a>`, `<a b="<"/>`, `<a b=c/>`, `<a b="1" b="2"/>`, `<a b="1"c="2"/>`, `<a`, `<a>`, `</a>`, `<a></b>`, `<a/><a/>`, `x<a/>`, `<a/>x`,
	`<a>&x;</a>`, `<a>&#0;</a>`, `<a>&</a>`, `<!DOCTYPE a><a/>`, `<a><!b></a>`, `<1/>`, `<:a/>`, `< a/>`, "<a>\x01</a>", "<a><![CDATA[\x01]]></a>", "<a><![CDATA[\r\n&amp;]]></a>", "<a é='1'/>", `<a>&#x110000;</a>`, `<a>&#xD800;</a>`, ``, ` `,
	`<a><!-- -- --></a>`, `<a b="1`, `<a><![CDATA[`, `<?xml version="1.0" encoding="latin1"?><a/>`, `<a/ >`, `<a//>`, `<a b/>`, `<a 'b'/>`, "<a>\u0085</a>", `<a:b:c/>`,
}

func TestXMLIsReadAsTheStandardLibraryReadsIt(t *testing.T) {
	read := 0
	for _, text := range documents {
		if checkXML(t, text) {
			read++
		}
	}
	if read != 15 {
		t.Errorf("%d documents were read", read)
	}
}

// checkXML fails if we read a document that the standard library does not
// read, or read it otherwise; we may refuse more.
func checkXML(t *testing.T, text string) bool {
	got, err := tokens(text)
	if err != nil {
		return false
	}
	want, err := judged(text)
	if err != nil {
		t.Errorf("%q is read as %s, but: %v", text, got, err)
	} else if got != want {
		t.Errorf("%q is read as\n%s, not as\n%s", text, got, want)
	}
	return true
}

func FuzzXML(f *testing.F) {
	for _, text := range documents {
		f.Add(text)
	}
	for _, text := range newBook(headerRow + goodRow) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		guard := xmlGuard{}
		if io.WriteString(&guard, text); guard.close() == nil {
			checkXML(t, text)
		}
	})
}
