package sheet

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"article30/internal/problem"
)

// bounded runs read and fails if it takes longer than ten seconds or more
// than 64 MiB of heap above what there was before.
func bounded(t *testing.T, read func()) {
	t.Helper()
	const limit = 64 << 20
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	heap := func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	runtime.GC()
	idle := heap()
	done := make(chan struct{})
	peak := make(chan uint64)
	go func() {
		highest := idle
		for {
			select {
			case <-done:
				peak <- max(highest, heap())
				return
			case <-time.After(time.Millisecond):
				highest = max(highest, heap())
			}
		}
	}()
	start := time.Now()
	read()
	took := time.Since(start)
	close(done)
	over := <-peak - idle
	t.Logf("%v, %d KiB above idle", took.Round(time.Millisecond), over>>10)
	if took > 10*slower*time.Second {
		t.Errorf("took %v", took)
	}
	if over > limit {
		t.Errorf("took %d MiB above idle", over>>20)
	}
}

func TestAttack01And02Bombs(t *testing.T) {
	const row = `<row><c t="inlineStr"><is><t>x</t></is></c><c><v>1</v></c></row>`
	good := newBook(headerRow + goodRow)
	before, after, _ := strings.Cut(good[sheetPart], goodRow)
	manyRows := func(n int) []byte { p, size := bomb(before, row, n, after); return good.bombed(sheetPart, p, size) }
	const text = "0123456789abcdef"
	first, last, _ := strings.Cut(good[sharedPart], "donor")
	longText := func(n int) []byte {
		p, size := bomb(first, text, n/len(text), last)
		return good.bombed(sharedPart, p, size)
	}
	for _, c := range []struct {
		name string
		file []byte
		kind problem.Kind
		code string
	}{
		{"attack 01 five million rows", manyRows(5_000_000), problem.TooLarge, "sheet.unpacked_too_large"},
		{"attack 02 one text of 1 GiB", longText(1 << 30), problem.TooLarge, "sheet.unpacked_too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bounded(t, func() {
				table, err := read(t, "x.xlsx", c.file)
				refused(t, table, err, c.kind, c.code)
			})
		})
	}
}

// Files that keep to the limit of 64 MiB unpacked.
func TestAttack01And02BombsWithinTheUnpackedLimit(t *testing.T) {
	many := func(text string, size int) string { return strings.Repeat(text, size/len(text)) }
	const mib = 1 << 20
	good := newBook(headerRow + goodRow)
	rows := func(data string) []byte { return newBook(headerRow + data).bytes() }
	shared := func(t *testing.T, data string) []byte {
		return good.with(t, sharedPart, "</sst>", data+"</sst>").bytes()
	}
	for _, c := range []struct {
		name string
		file func(t *testing.T) []byte
		code string
	}{
		{"one text of 60 MiB", func(t *testing.T) []byte { return shared(t, "<si><t>"+many("long ", 60*mib)+"</t></si>") }, "sheet.text_too_long"},
		{"one text in runs of 60 MiB", func(t *testing.T) []byte {
			return shared(t, "<si>"+many("<r><t>0123456789</t></r>", 60*mib)+"</si>")
		}, "sheet.text_too_long"},
		{"one text as pronounced of 60 MiB", func(t *testing.T) []byte {
			return shared(t, "<si>"+many("<rPh><t>0123456789</t></rPh>", 60*mib)+"</si>")
		}, ""},
		{"12 million empty texts", func(t *testing.T) []byte { return shared(t, many("<si/>", 60*mib)) }, "sheet.too_large"},
		{"texts of 55 MiB", func(t *testing.T) []byte {
			return shared(t, many("<si><t>"+strings.Repeat("x", 30_000)+"</t></si>", 55*mib))
		}, "sheet.too_large"},
		{"15 million empty cells", func(t *testing.T) []byte {
			return rows(many("<row>"+strings.Repeat("<c/>", 16_384)+"</row>", 60*mib))
		}, ""},
		{"one tag of 60 MiB", func(t *testing.T) []byte { return rows("<row " + many(`a="b" `, 60*mib) + "/>") }, "sheet.xml"},
		{"9 million comments", func(t *testing.T) []byte { return rows(many("<!---->", 60*mib)) }, ""},
		{"one comment of 60 MiB", func(t *testing.T) []byte { return rows("<!--" + many(" ", 60*mib) + "-->") }, "sheet.xml"},
		{"elements nested a million deep", func(t *testing.T) []byte { return rows(many("<a>", 3*mib) + many("</a>", 4*mib)) }, "sheet.xml"},
		{"60 MiB of bytes that continue a character", func(t *testing.T) []byte { return rows(many("\x80", 60*mib)) }, "sheet.part_encoding"},
		{"one value in pieces of 60 MiB", func(t *testing.T) []byte {
			return rows("<row><c><v>" + many("1<!-- -->", 60*mib) + "</v></c></row>")
		}, "sheet.cell_too_long"},
		{"100,000 rows with a full-width text", func(t *testing.T) []byte {
			return rows(many(`<row><c t="str"><v>`+strings.Repeat("x", 600)+`</v></c></row>`, 62*mib))
		}, "sheet.too_large"},
		{"12,000 rows of 256 references to one text", func(t *testing.T) []byte {
			head := `<row r="1">` + strings.Repeat(`<c t="inlineStr"><is><t>#</t></is></c>`, 256) + `</row>`
			for i := range 256 {
				head = strings.Replace(head, "#", fmt.Sprint("h", i), 1)
			}
			return newBook(head + many("<row>"+strings.Repeat(`<c t="s"><v>0</v></c>`, 256)+"</row>", 62*mib)).bytes()
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := c.file(t)
			bounded(t, func() {
				table, err := read(t, "x.xlsx", file)
				if c.code != "" {
					refused(t, table, err, kindOf(c.code), c.code)
				} else if err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func kindOf(code string) problem.Kind {
	if strings.HasPrefix(code, "sheet.too_") || strings.HasSuffix(code, "_too_long") || strings.HasSuffix(code, "_too_large") {
		return problem.TooLarge
	}
	return problem.Invalid
}

func TestAttack03OverlappingEntries(t *testing.T) {
	good := newBook(headerRow + goodRow).entries()
	t.Run("two names for one local header", func(t *testing.T) {
		file := zipOf(append(good, entry{name: "xl/media/a.xml", text: "<a/>"}, entry{name: "xl/media/b.xml", text: "<a/>",
			bend: func(_, central *zipHeader) {
				central.offset -= uint32(localSize + len("xl/media/a.xml") + len(deflate("<a/>")))
			}})...)
		table, err := read(t, "x.xlsx", file)
		refused(t, table, err, problem.Invalid, "sheet.damaged_part")
	})
	t.Run("a local header inside the data of another", func(t *testing.T) {
		kernel := zipOf(entry{name: "b.xml", text: "<a/>", stored: true})[:localSize+len("b.xml<a/>")]
		outer := entry{name: "a.bin", text: string(kernel), stored: true}
		inner := entry{name: "b.xml", text: "<a/>", stored: true, bend: func(_, central *zipHeader) {
			central.offset -= uint32(len(kernel))
		}}
		table, err := read(t, "x.xlsx", zipOf(append(good, outer, inner)...))
		refused(t, table, err, problem.Invalid, "sheet.damaged")
	})
	t.Run("bounded", func(t *testing.T) {
		packed, size := bomb("", "0", 60<<20, "")
		list := append(good, entry{name: "xl/media/0", packed: packed, bend: func(l, c *zipHeader) { l.size, c.size = uint32(size), uint32(size) }})
		for i := range 2_000 {
			list = append(list, entry{name: fmt.Sprint("xl/media/", i+1), packed: []byte{}, bend: func(l, c *zipHeader) {
				l.size, c.size = uint32(size), uint32(size)
				l.packed, c.packed = uint32(len(packed)), uint32(len(packed))
			}})
		}
		bounded(t, func() {
			table, err := read(t, "x.xlsx", zipOf(list...))
			refused(t, table, err, problem.Invalid, "sheet.damaged_part")
		})
	})
}

func TestAttack04SizesThatLie(t *testing.T) {
	good := newBook(headerRow + goodRow).entries()
	bent := func(i int, bend func(l, c *zipHeader)) []byte {
		list := append([]entry{}, good...)
		list[i].bend = bend
		return zipOf(list...)
	}
	last := len(good) - 1 // the worksheet
	for name, file := range map[string][]byte{
		"both smaller":          bent(last, func(l, c *zipHeader) { l.size, c.size = 100, 100 }),
		"both larger":           bent(last, func(l, c *zipHeader) { l.size++; c.size++ }),
		"central smaller":       bent(last, func(_, c *zipHeader) { c.size = 100 }),
		"local smaller":         bent(last, func(l, _ *zipHeader) { l.size = 100 }),
		"packed smaller":        bent(last, func(l, c *zipHeader) { l.packed -= 4; c.packed -= 4 }),
		"checksum":              bent(last, func(l, c *zipHeader) { l.crc++; c.crc++ }),
		"local checksum":        bent(last, func(l, _ *zipHeader) { l.crc++ }),
		"local name":            bent(last, func(l, _ *zipHeader) { l.name = strings.ToUpper(l.name) }),
		"local method":          bent(last, func(l, _ *zipHeader) { l.method = 0 }),
		"unknown method":        bent(last, func(l, c *zipHeader) { l.method, c.method = 12, 12 }),
		"a part that is unread": bent(2, func(l, c *zipHeader) { l.size, c.size = 10, 10 }),
		"64-bit size missing":   bent(last, func(l, c *zipHeader) { l.size, c.size = 1<<32-1, 1<<32-1 }),
	} {
		t.Run(name, func(t *testing.T) {
			table, err := read(t, "x.xlsx", file)
			refused(t, table, err, problem.Invalid, "sheet.damaged_part")
		})
	}
	t.Run("data after the end of the packed stream", func(t *testing.T) {
		list := append([]entry{}, good...)
		list[last].packed = append(deflate(list[last].text), "<row/>"...)
		table, err := read(t, "x.xlsx", zipOf(list...))
		refused(t, table, err, problem.Invalid, "sheet.damaged_part")
	})
	t.Run("attack 04 a million rows declared as 1,000 bytes", func(t *testing.T) {
		before, after, _ := strings.Cut(newBook(headerRow + goodRow)[sheetPart], goodRow)
		packed, _ := bomb(before, `<row><c><v>1</v></c></row>`, 1_000_000, after)
		bounded(t, func() {
			table, err := read(t, "x.xlsx", newBook(headerRow+goodRow).bombed(sheetPart, packed, 1000))
			refused(t, table, err, problem.Invalid, "sheet.damaged_part")
		})
	})
}

func TestAttack05TwoEntriesOfOneName(t *testing.T) {
	good := newBook(headerRow + goodRow)
	for _, name := range []string{sheetPart, "XL/Worksheets/SHEET1.XML", "xl/worksheets/Sheet1.xml"} {
		table, err := read(t, "x.xlsx", zipOf(append(good.entries(), entry{name: name, text: good[sheetPart]})...))
		refused(t, table, err, problem.Invalid, "sheet.duplicate_part", "part", name)
	}
}

func TestAttack06DocumentTypes(t *testing.T) {
	const laughs = `<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;"><!ENTITY x SYSTEM "http://127.0.0.1:1/">]>`
	good := newBook(headerRow + goodRow)
	for part := range good {
		table, err := read(t, "x.xlsx", good.with(t, part, "?>\n", "?>\n"+laughs).bytes())
		refused(t, table, err, problem.Invalid, "sheet.dtd", "part", part)
	}
	for at := 32<<10 - 40; at < 32<<10+40; at++ { // at the edges of what is read at once
		text := good[sheetPart] + "<!--" + strings.Repeat(" ", at-len(good[sheetPart])) + laughs + "-->"
		b := newBook("")
		b[sheetPart] = text
		table, err := read(t, "x.xlsx", b.bytes())
		refused(t, table, err, problem.Invalid, "sheet.dtd", "part", sheetPart)
	}
	t.Run("an entity without a definition", func(t *testing.T) {
		table, err := read(t, "x.xlsx", good.with(t, sharedPart, "donor", "&donor;").bytes())
		refused(t, table, err, problem.Invalid, "sheet.xml", "part", sharedPart)
	})
}

func TestAttack07Encodings(t *testing.T) {
	utf16 := func(s, mark string, high, low int) string {
		b := make([]byte, 0, 2*len(s)+2)
		b = append(b, mark...)
		for _, c := range []byte(s) {
			pair := [2]byte{}
			pair[low] = c
			pair[high] = 0
			b = append(b, pair[:]...)
		}
		return string(b)
	}
	good := newBook(headerRow + goodRow)
	for part := range good {
		for name, text := range map[string]string{
			"invalid UTF-8":                  good[part] + "<!--\xff-->",
			"a character cut off at the end": good[part] + "\xc3",
			"a surrogate in UTF-8":           good[part] + "<!--\xed\xa0\x80-->",
			"an overlong form":               good[part] + "<!--\xc0\xbc-->",
			"UTF-16 LE":                      utf16(good[part], "\xff\xfe", 1, 0),
			"UTF-16 BE":                      utf16(good[part], "\xfe\xff", 0, 1),
			"UTF-16 without mark":            utf16(good[part], "", 1, 0),
			"NUL":                            good[part] + "\x00",
		} {
			b := newBook(headerRow + goodRow)
			b[part] = text
			table, err := read(t, "x.xlsx", b.bytes())
			t.Run(name+" in "+part, func(t *testing.T) {
				refused(t, table, err, problem.Invalid, "sheet.part_encoding", "part", part)
			})
		}
	}
	for _, encoding := range []string{"windows-1252", "UTF-16", "utf-7", "ISO-8859-1"} {
		table, err := read(t, "x.xlsx", good.with(t, sheetPart, "UTF-8", encoding).bytes())
		refused(t, table, err, problem.Invalid, "sheet.part_encoding", "part", sheetPart)
	}
}

func TestAttack16OtherKindsOfFile(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	good := newBook(headerRow + goodRow)
	random := make([]byte, 100_000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(r.Uint32())
	}
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 1000)
	for _, c := range []struct {
		name, file string
		text       string
		kind       problem.Kind
		code       string
	}{
		{"empty", "a.csv", "", problem.Invalid, "sheet.empty"},
		{"only blank lines", "a.csv", "\n \n,,\n", problem.Invalid, "sheet.empty"},
		{"CSV named .xlsx", "a.xlsx", "a,b\n1,2\n", problem.Unsupported, "sheet.misnamed"},
		{"workbook named .csv", "A.CSV", string(good.bytes()), problem.Unsupported, "sheet.misnamed"},
		{"xls", "a.xls", ole + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00", problem.Unsupported, "sheet.legacy"},
		{"xls named .xlsx", "a.xlsx", ole, problem.Unsupported, "sheet.legacy"},
		{"encrypted", "a.xlsx", ole + utf16LE("EncryptedPackage"), problem.Unsupported, "sheet.encrypted"},
		{"macros by content type", "a.xlsx", string(good.with(t, "[Content_Types].xml", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
			"ms-excel.sheet.macroEnabled.main+xml").bytes()), problem.Unsupported, "sheet.macros"},
		{"macros by part", "a.xlsx", string(zipOf(append(good.entries(), entry{name: "xl/vbaProject.bin"})...)), problem.Unsupported, "sheet.macros"},
		{"a Word document", "a.xlsx", string(good.with(t, "[Content_Types].xml", "spreadsheetml.sheet", "wordprocessingml.document").bytes()),
			problem.Unsupported, "sheet.not_a_workbook"},
		{"another ZIP", "a.xlsx", string(zipOf(entry{name: "a.txt", text: "a"})), problem.Unsupported, "sheet.not_a_workbook"},
		{"an empty ZIP", "a.xlsx", "PK\x05\x06" + strings.Repeat("\x00", 18), problem.Invalid, "sheet.control_character"},
		{"HTML", "a.xls", "\ufeff <!DOCTYPE html><table><tr><td>1", problem.Unsupported, "sheet.markup"},
		{"XML", "a.csv", "<?xml version='1.0'?><a/>", problem.Unsupported, "sheet.markup"},
		{"PDF", "a.csv", "%PDF-1.7\n", problem.Unsupported, "sheet.document"},
		{"RTF", "a.csv", `{\rtf1 a}`, problem.Unsupported, "sheet.document"},
		{"random", "a.xlsx", string(random), problem.Invalid, "sheet.not_utf8"},
		{"UTF-16", "a.csv", "\xff\xfea\x00,\x00b\x00\n\x00", problem.Unsupported, "sheet.utf16"},
		{"random after the signature", "a.xlsx", "PK\x03\x04" + string(random), problem.Invalid, "sheet.damaged"},
		{"a file of one byte too many", "a.csv", strings.Repeat("a", MaxFile+1), problem.TooLarge, "sheet.file_too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := read(t, c.file, []byte(c.text))
			refused(t, table, err, c.kind, c.code)
		})
	}
	t.Run("encrypted entries", func(t *testing.T) {
		list := good.entries()
		list[0].bend = func(l, c *zipHeader) { l.flags, c.flags = flagEncrypted, flagEncrypted }
		table, err := read(t, "a.xlsx", zipOf(list...))
		refused(t, table, err, problem.Unsupported, "sheet.encrypted")
	})
	whole := good.bytes()
	for n := 4; n < len(whole); n++ {
		table, err := read(t, "a.xlsx", whole[:n])
		if table != nil || err == nil {
			t.Fatalf("truncated to %d of %d bytes and accepted", n, len(whole))
		}
		refused(t, table, err, problem.Invalid, "sheet.damaged")
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// No single changed byte of a workbook makes another table of it.
func TestAttack16ChangedBytes(t *testing.T) {
	whole := newBook(headerRow + goodRow).bytes()
	want, err := read(t, "a.xlsx", whole)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		for _, bit := range []byte{0x01, 0x20, 0x80} {
			file := bytes.Clone(whole)
			file[i] ^= bit
			if table, err := read(t, "", file); err == nil && dump(table) != dump(want) {
				t.Errorf("byte %d: read as\n%s", i, dump(table))
			}
		}
	}
}

func TestAttack17FileNames(t *testing.T) {
	for name, want := range map[string]string{
		"../../x":                         "x",
		`..\..\x.csv`:                     "x.csv",
		"/etc/passwd":                     "passwd",
		`C:\Users\me\budget.xlsx`:         "budget.xlsx",
		"a\r\nX-Evil: 1.csv":              "aX-Evil: 1.csv",
		"\u202Evsc.exe":                   "vsc.exe",
		`"quoted".csv`:                    `"quoted".csv`,
		"..":                              "file",
		"":                                "file",
		"a\x00b\x1b[31m.csv":              "ab[31m.csv",
		"\xff.csv":                        ".csv",
		"Côte d'Ivoire.csv":               "Côte d'Ivoire.csv",
		strings.Repeat("é", 150) + ".csv": strings.Repeat("é", 127),
	} {
		s, err := FromBytes(name, []byte("a\n1\n"))
		if err != nil || s.Name != want {
			t.Errorf("%q: got %q, %v; want %q", name, s.Name, err, want)
		}
	}
}

func TestAttack18EntryNames(t *testing.T) {
	good := newBook(headerRow + goodRow)
	for _, name := range []string{"../x.xml", "xl/../../x.xml", "/x.xml", `xl\x.xml`, "C:x.xml", "xl//x.xml", "./x.xml", "", "xl/\x00.xml", "xl/\xff.xml", "..", "xl/.."} {
		table, err := read(t, "x.xlsx", zipOf(append(good.entries(), entry{name: name, text: "<a/>"})...))
		refused(t, table, err, problem.Invalid, "sheet.unsafe_name", "part", name)
	}
	t.Run("60,000 entries", func(t *testing.T) {
		list := good.entries()
		for i := range 60_000 {
			list = append(list, entry{name: fmt.Sprint("xl/media/", i), stored: true})
		}
		file := zipOf(list...)
		bounded(t, func() {
			table, err := read(t, "x.xlsx", file)
			refused(t, table, err, problem.TooLarge, "sheet.too_many_parts", "limit", maxParts)
		})
	})
}
