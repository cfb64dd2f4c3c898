package sheet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"

	"article30/internal/problem"
)

// ReadMapping reads the JSON of a mapping, which says what the columns of a
// file mean, into m, a pointer to a struct: one object without members that m
// does not have.
//
// Error: sheet.bad_mapping, which names the members.
func ReadMapping(text []byte, m any) error {
	bad := problem.New(problem.Invalid, "sheet.bad_mapping", "members", strings.Join(members(m), ", "))
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(m); err != nil {
		return bad.With(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return bad
	}
	return nil
}

func members(m any) []string {
	var names []string
	for f := range reflect.TypeOf(m).Elem().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

var errUndo = errors.New("sheet: dry run")

// Transact runs the writing of an import in the transaction that update
// begins. A dry run goes the whole way and is undone. Errors: those of fn and
// update.
func Transact(ctx context.Context, update func(context.Context, func(context.Context) error) error, dryRun bool,
	fn func(context.Context) error) error {
	err := update(ctx, func(ctx context.Context) error {
		if err := fn(ctx); err != nil {
			return err
		}
		if dryRun {
			return errUndo
		}
		return nil
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}
