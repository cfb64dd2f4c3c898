package conference

import "article30/internal/problem"

// Language is an official language of the Conference by its ISO 639-1 code.
type Language string

// Languages are the official languages (rule 38), in the order of the United
// Nations: Arabic, Chinese, English, French, Russian and Spanish.
func Languages() []Language {
	return []Language{"ar", "zh", "en", "fr", "ru", "es"}
}

// ParseLanguage reads the code of an official language.
//
// Errors: conference.unknown_language.
func ParseLanguage(s string) (Language, error) {
	for _, l := range Languages() {
		if s == string(l) {
			return l, nil
		}
	}
	return "", problem.New(problem.Invalid, "conference.unknown_language", "value", s)
}
