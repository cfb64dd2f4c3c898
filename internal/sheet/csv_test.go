package sheet

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"article30/internal/problem"
)

func TestCSV(t *testing.T) {
	for _, c := range []struct{ name, csv, want string }{
		{"commas", "a,b\n1,2\n", "a|b\n2: 1|2\n"},
		{"semicolons", "a;b\n1,5;2\n", "a|b\n2: 1,5|2\n"},
		{"TAB", "a\tb\n1,5\t2;3\n", "a|b\n2: 1,5|2;3\n"},
		{"one column", "a\n1\n2", "a\n2: 1\n3: 2\n"},
		{"no line end at the end", "a,b\n1,", "a|b\n2: 1|\n"},
		{"CRLF", "a,b\r\n1,2\r\n\r\n3,4", "a|b\n2: 1|2\n4: 3|4\n"},
		{"a byte order mark", "\ufeffa,b\n1,2", "a|b\n2: 1|2\n"},
		{"a mark and quotes", "\ufeff\"a\",b\n1,2", "a|b\n2: 1|2\n"},
		{"quotes", `"a","b,c"` + "\n" + `"say ""no""",""` + "\n" + `"""",""""""`, "a|b,c\n2: say \"no\"|\n3: \"|\"\"\n"},
		{"lines in a field", "a,b\n\"x\r\ny\nz\",1\n\n2,3\n", "a|b\n2: x\ny\nz|1\n6: 2|3\n"},
		{"blanks are kept", "a,b\n 1 ,EUR  \n", "a|b\n2:  1 |EUR  \n"},
		{"delimiters in quotes are not counted", `"a;b;c",d` + "\n1,2\n", "a;b;c|d\n2: 1|2\n"},
		{"most delimiters", "a, b;c;d\n1;2;3", "a, b|c|d\n2: 1|2|3\n"},
		{"lines of nothing but delimiters", "a,b\n,,,,\n1,2\n,\n", "a|b\n3: 1|2\n"},
	} {
		table, err := read(t, "x.csv", []byte(c.csv))
		if err != nil || dump(table) != c.want {
			t.Errorf("%s: %v", c.name, err)
			if err == nil {
				t.Errorf("%q, want %q", dump(table), c.want)
			}
		}
	}
	for _, c := range []struct {
		name, csv, code string
		line            int
	}{
		{"a quote in the middle", "a,b\n1,2\n1,2\"\n", "sheet.quote", 3},
		{"a quote in the middle, after lines in a field", "a,b\n\"1\n2\n3\",2\n1,2\"\n", "sheet.quote", 5},
		{"text after a quoted field", "a,b\n\"1\"x,2\n", "sheet.quote", 2},
		{"a blank after a quoted field", "a,b\n\"1\" ,2\n", "sheet.quote", 2},
		{"a quote that is not closed", "a,b\n1,2\n\"3,4\n5,6\n", "sheet.open_quote", 3},
		{"one field too few", "a,b\n1,2\n3\n", "sheet.ragged", 3},
		{"one field too many", "a,b\n1,2\n3,4,\n", "sheet.ragged", 3},
		{"the lines of an old Macintosh", "a,b\r1,2\r", "sheet.carriage_return", 1},
		{"CR at the end", "a,b\n1,2\r", "sheet.carriage_return", 2},
		{"CR after a quoted field", "a,b\n1,\"2\"\r3", "sheet.quote", 2},
		{"NUL", "a,b\n1,\x00\n", "sheet.control_character", 2},
		{"escape", "a,b\n1,\x1b[31m\n", "sheet.control_character", 2},
		{"Latin-1", "a,b\n\n1,C\xf4te\n", "sheet.not_utf8", 3},
	} {
		table, err := read(t, "x.csv", []byte(c.csv))
		t.Run(c.name, func(t *testing.T) { refused(t, table, err, problem.Invalid, c.code, "line", c.line) })
	}
	for _, tie := range []string{"a,b;c\n", "a\tb;c,d;e,f\n"} {
		table, err := read(t, "x.csv", []byte(tie))
		refused(t, table, err, problem.Invalid, "sheet.ambiguous_delimiter")
	}
}

func TestDelimiterIsReported(t *testing.T) {
	for text, want := range map[string]string{"a,b": "", "a;b": ";", "a\tb": "TAB", "a": ""} {
		table, err := read(t, "x.csv", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, n := range table.Notices {
			got.WriteString(n.Code + n.Args["delimiter"].(string))
		}
		if want != "" {
			want = "sheet.delimiter" + want
		}
		if got.String() != want {
			t.Errorf("%q: got %q, want %q", text, got.String(), want)
		}
	}
}

func TestLargeCSVIsBounded(t *testing.T) {
	const mib = 1 << 20
	for name, c := range map[string]struct{ text, code string }{
		"16 MiB of commas":         {strings.Repeat(",", 16*mib), "sheet.too_many_columns"},
		"16 MiB of rows of comma":  {"a" + strings.Repeat(",", 255) + "\n" + strings.Repeat("1"+strings.Repeat(",", 255)+"\n", 63_000), ""},
		"one quoted field":         {"a\n\"" + strings.Repeat("x", 15*mib) + "\"", "sheet.cell_too_long"},
		"one field of quotes":      {"a\n" + strings.Repeat(`"`, 15*mib), "sheet.cell_too_long"},
		"one line":                 {strings.Repeat("x", 15*mib), "sheet.cell_too_long"},
		"empty lines":              {"a" + strings.Repeat("\n", 15*mib), ""},
		"30,000 rows of 251 cells": {strings.Repeat("a", 10) + headerOf(250) + strings.Repeat(strings.Repeat("1,", 250)+"1\n", 30_000), "sheet.too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			file := []byte(c.text)
			bounded(t, func() {
				table, err := read(t, "x.csv", file)
				if c.code != "" {
					refused(t, table, err, problem.TooLarge, c.code)
				} else if err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func headerOf(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("," + ref(i+1, 1))
	}
	return b.String() + "\n"
}

var csvTexts = []string{
	"a,b\n1,2\n", "a;b\r\n\"1\"\"\";\"2\r\n3\"\r\n", "\ufeffa\tb\n\t\n", "a,b\n1,\"2", "a,b\n1,2\"3\n", "a\r\r\n", "a,b\n\n ,\n\"\",\n", "\"a\"\n\"\"\n", "a,b;c\n",
}

// A CSV file that is read has the records that the standard library reads, in
// the same places, but for empty ones.
func FuzzCSV(f *testing.F) {
	for _, text := range csvTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if kind, err := recognise(text); kind != CSV || err != nil {
			return
		}
		s, err := FromBytes("x.csv", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		table, err := s.Read(t.Context(), Options{})
		if err != nil {
			if _, ok := problem.As(err); !ok {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		judge := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, bom)))
		judge.Comma = rune(table.Delimiter[0])
		judge.FieldsPerRecord = -1
		rows := append([]Row{{Cells: table.Header}}, table.Rows...)
		for i := 0; ; {
			record, err := judge.Read()
			if err != nil {
				if i < len(rows) {
					t.Fatalf("%q: row %d is read as %q, but %v", text, i, rows[i].Cells, err)
				}
				return
			}
			if blank(record) {
				continue
			}
			line, _ := judge.FieldPos(0)
			if i == 0 {
				for j := range record {
					record[j] = strings.TrimSpace(record[j])
				}
			} else if rows[i].Line != line {
				t.Fatalf("%q: row %d is in line %d, not %d", text, i, line, rows[i].Line)
			}
			for len(record) > len(table.Header) && record[len(record)-1] == "" {
				record = record[:len(record)-1]
			}
			if !slices.Equal(record, rows[i].Cells) {
				t.Fatalf("%q: row %d is read as %q, not %q", text, i, rows[i].Cells, record)
			}
			i++
		}
	})
}
