package reports_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/reports"
)

func TestJSONHasFiguresAsTexts(t *testing.T) {
	s := statement(heading("g"), row(lines, "x \"q\" é", usd(123450), reports.Dash()), row(reports.Subtotal, "g", sum, sum))
	s.Tables[0].Columns = append(s.Tables[0].Columns, reports.YearOf("year", "Year"), reports.DateOf("on", "On"), reports.RateOf("rate", "Rate"))
	s.Tables[0].Rows[1].Cells = append(s.Tables[0].Rows[1].Cells, reports.Count(2012), reports.On(date.MustParse("2012-10-15")),
		reports.Decimal(decimal.RequireFromString("117.65")))
	s.Basis = reports.Basis{Name: "Basis", Pairs: []reports.Pair{{Key: "h", Label: "Heading"}, {Key: "v", Label: "Value", Value: usd(7)}}}
	var b bytes.Buffer
	if err := check(t, s).WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	type object = map[string]any
	var got object
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, &b)
	}
	dollars := func(s string) object { return object{"amount": s, "currency": "USD"} }
	wantRows := []any{
		object{"kind": "heading", "depth": 0.0, "cells": object{"line": "g"}},
		object{"kind": "line", "depth": 1.0, "cells": object{"line": "x \"q\" é", "a": dollars("1234.50"), "b": nil,
			"year": "2012", "on": "2012-10-15", "rate": "117.65"}},
		object{"kind": "subtotal", "depth": 0.0, "cells": object{"line": "g", "a": dollars("1234.50"), "b": dollars("0.00")}},
	}
	table := got["tables"].([]any)[0].(object)
	if d := cmp.Diff(wantRows, table["rows"]); d != "" {
		t.Error(d)
	}
	wantBasis := []any{object{"key": "h", "label": "Heading"}, object{"key": "v", "label": "Value", "value": dollars("0.07")}}
	if d := cmp.Diff(wantBasis, got["basis"]); d != "" {
		t.Error(d)
	}
	if got["statement"] != "s" || got["as_of"] != "2012-07-20" || got["language"] != "en" {
		t.Errorf("%v", got)
	}
}
