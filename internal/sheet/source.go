// Package sheet reads the tables that people send: CSV and XLSX files, honest,
// damaged or hostile. What it returns is text exactly as the file means it;
// amounts and dates are for the reader of the cell to judge. It guesses
// nothing: a file that two programs could read differently is refused, naming
// the place. Nothing is unpacked to disk.
package sheet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"article30/internal/problem"
)

// MaxFile is the size in bytes above which a file is not read at all.
const MaxFile = 16 << 20

// Source is one file, read completely and unchangeable, so that the hash in a
// report is the hash of what was imported.
type Source struct {
	Name   string // the file's own name without folders, fit to be shown
	Size   int64  // bytes
	SHA256 string // 64 hexadecimal digits
	text   string
}

// Open reads the file at path. Errors: sheet.not_found, sheet.unreadable,
// sheet.file_too_large.
func Open(path string) (*Source, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problem.New(problem.NotFound, "sheet.not_found", "file", cleanName(path)).With(err)
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	return FromReader(path, f)
}

// FromReader reads r to its end under the given name. Errors:
// sheet.unreadable, sheet.file_too_large.
func FromReader(name string, r io.Reader) (*Source, error) {
	var text strings.Builder
	text.Grow(min(sizeOf(r), MaxFile+1))
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(&text, hash), io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, unreadable(name, err)
	}
	if n > MaxFile {
		return nil, tooLarge("sheet.file_too_large", "file", cleanName(name), "limit_mib", MaxFile>>20)
	}
	return &Source{
		Name:   cleanName(name),
		Size:   n,
		SHA256: hex.EncodeToString(hash.Sum(nil)),
		text:   text.String(),
	}, nil
}

// FromBytes is the file with that name and content. Error: sheet.file_too_large.
func FromBytes(name string, b []byte) (*Source, error) {
	return FromReader(name, bytes.NewReader(b))
}

// Content is the file as it was read.
func (s *Source) Content() []byte { return []byte(s.text) }

// sizeOf is how much there is to read, 0 when r does not tell.
func sizeOf(r io.Reader) int {
	switch r := r.(type) {
	case *bytes.Reader:
		return r.Len()
	case *os.File:
		if info, err := r.Stat(); err == nil && info.Mode().IsRegular() {
			return int(min(info.Size(), MaxFile+1))
		}
	}
	return 0
}

func unreadable(name string, err error) error {
	return problem.New(problem.BadRequest, "sheet.unreadable", "file", cleanName(name)).With(err)
}

// Options of Read; a zero value means the default.
type Options struct {
	Sheet   string // the worksheet's name; default the first that is not hidden
	MaxRows int    // rows below the header; default 100,000
	MaxCols int    // default 256
}

func (o Options) withDefaults() Options {
	if o.MaxRows <= 0 {
		o.MaxRows = 100_000
	}
	if o.MaxCols <= 0 {
		o.MaxCols = 256
	}
	return o
}

// Read returns the table in the file. The file's kind is recognised by its
// content; a name that says otherwise is refused (sheet.misnamed). The first row that is not empty is the header;
// empty rows are left out. A file is read whole or refused whole.
//
// Errors name the place: kind Unsupported for what is neither CSV nor XLSX
// (sheet.legacy, sheet.encrypted, sheet.markup, ...), TooLarge for a limit
// (sheet.too_many_rows, ...), otherwise Invalid.
func (s *Source) Read(ctx context.Context, opts Options) (*Table, error) {
	b := newBuilder(ctx, opts.withDefaults())
	kind, err := recognise(s.text)
	if err != nil {
		return nil, err
	}
	if named := kindNamed[strings.ToLower(filepath.Ext(s.Name))]; named != "" && named != kind {
		return nil, unsupported("sheet.misnamed", "file", s.Name, "kind", strings.ToUpper(string(kind)))
	}
	b.table.Kind = kind
	switch kind {
	case CSV:
		err = readCSV(s.text, b)
	case XLSX:
		err = readXLSX(s.text, b)
	}
	if err != nil {
		return nil, err
	}
	return b.finish()
}

// cleanName is the last element of a path of any operating system, without
// characters that would break a line or reverse the reading order, at most 255
// bytes long. It is for showing, never for opening a file.
func cleanName(path string) string {
	name := filepath.Base(strings.ReplaceAll(path, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, name)
	for len(name) > 255 {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	if strings.Trim(name, "./ ") == "" {
		return "file"
	}
	return name
}

func invalid(code string, args ...any) error {
	return problem.New(problem.Invalid, code, args...)
}

func tooLarge(code string, args ...any) error {
	return problem.New(problem.TooLarge, code, args...)
}

func unsupported(code string, args ...any) error {
	return problem.New(problem.Unsupported, code, args...)
}
