package sheet

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"article30/internal/problem"
)

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	if err := os.WriteFile(path, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("a,b\n9,9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := s.Read(t.Context(), Options{})
	if err != nil || dump(table) != "a|b\n2: 1|2\n" || s.Name != "a.csv" || s.Size != 8 {
		t.Errorf("%v, %v", s.Name, err)
	}
	_, err = Open(filepath.Join(dir, "b.csv"))
	refused(t, nil, err, problem.NotFound, "sheet.not_found", "file", "b.csv")
	_, err = Open(dir)
	refused(t, nil, err, problem.BadRequest, "sheet.unreadable")
	_, err = FromReader("a.csv", io.MultiReader(strings.NewReader("a,b\n"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	refused(t, nil, err, problem.BadRequest, "sheet.unreadable")
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the cause is lost: %v", err)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, file := range map[string][]byte{"a.csv": []byte("a\n1\n"), "a.xlsx": newBook(headerRow + goodRow).bytes()} {
		s, err := FromBytes(name, file)
		if err != nil {
			t.Fatal(err)
		}
		if table, err := s.Read(ctx, Options{}); !errors.Is(err, context.Canceled) || table != nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
