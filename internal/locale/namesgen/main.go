// Command namesgen writes the names of participants, internal/locale/names.csv,
// from the Unicode Consortium's names of territories (the package
// cldr-localenames-full, whose unpacked folder it is given) and the corrections
// to the short names of the United Nations in corrections.csv, where an empty
// cell leaves the Consortium's name. The result is under the Unicode licence,
// LICENSE-UNICODE beside this file.
//
//	npm pack cldr-localenames-full@48 && tar xzf cldr-localenames-full-*.tgz
//	CLDR=$PWD/package go generate ./internal/locale/namesgen
package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"article30/internal/published"
)

//go:generate go run . $CLDR ../names.csv

// languages are the columns of the table.
var languages = []string{"en", "fr", "es", "ru", "zh", "ar"}

// beyond are the participants that the published list of countries does not
// have, with the codes under which the Consortium has them.
var beyond = map[string]string{
	"COK": "CK", // Cook Islands
	"EUE": "EU", // European Union
	"NIU": "NU", // Niue
}

//go:embed corrections.csv
var corrections []byte

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: namesgen FOLDER_OF_CLDR_LOCALENAMES_FULL NAMES.CSV")
		os.Exit(2)
	}
	table, err := names(os.Args[1])
	if err == nil {
		err = os.WriteFile(os.Args[2], table, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "namesgen:", err)
		os.Exit(1)
	}
}

// names is the table as CSV: id and one column for each language, in the order
// of the ids.
func names(folder string) ([]byte, error) {
	codes, err := participants()
	if err != nil {
		return nil, err
	}
	corrected, err := readCorrections(codes)
	if err != nil {
		return nil, err
	}
	territories := map[string]map[string]string{}
	for _, lang := range languages {
		if territories[lang], err = readTerritories(folder, lang); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Write(append([]string{"id"}, languages...))
	for _, id := range slices.Sorted(maps.Keys(codes)) {
		row := []string{id}
		for _, lang := range languages {
			name := corrected[id][lang]
			if name == "" {
				name = plain(territories[lang][codes[id]])
			}
			if name == "" {
				return nil, fmt.Errorf("no name for %s in %s", id, lang)
			}
			row = append(row, name)
		}
		w.Write(row)
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// plain writes the apostrophe as United Nations documents do.
func plain(name string) string { return strings.ReplaceAll(name, "’", "'") }

// participants maps each participant's id to its alpha-2 code.
func participants() (map[string]string, error) {
	rows, err := csv.NewReader(bytes.NewReader(published.Bytes(published.Groups))).ReadAll()
	if err != nil {
		return nil, err
	}
	codes := maps.Clone(beyond)
	for _, row := range rows[1:] {
		codes[row[0]] = row[1]
	}
	return codes, nil
}

// readCorrections maps ids to languages to names. A line about nobody is an
// error: it would be a correction that does nothing.
func readCorrections(codes map[string]string) (map[string]map[string]string, error) {
	rows, err := csv.NewReader(bytes.NewReader(corrections)).ReadAll()
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]string{}
	for _, row := range rows[1:] {
		if codes[row[0]] == "" || all[row[0]] != nil {
			return nil, fmt.Errorf("corrections.csv: %s is unknown or given twice", row[0])
		}
		all[row[0]] = map[string]string{}
		for i, lang := range rows[0][1:] {
			all[row[0]][lang] = row[i+1]
		}
	}
	return all, nil
}

func readTerritories(folder, lang string) (map[string]string, error) {
	b, err := os.ReadFile(filepath.Join(folder, "main", lang, "territories.json"))
	if err != nil {
		return nil, err
	}
	var file struct {
		Main map[string]struct {
			LocaleDisplayNames struct {
				Territories map[string]string `json:"territories"`
			} `json:"localeDisplayNames"`
		} `json:"main"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", lang, err)
	}
	return file.Main[lang].LocaleDisplayNames.Territories, nil
}
