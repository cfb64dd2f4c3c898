// Package published holds real tables as their publishers printed them, the
// one copy that the demo loads and the tests judge by. SOURCES.md says where
// each comes from and what is odd in it.
package published

import "embed"

// The names of the tables.
const (
	CERF     = "cerf_2006_2016.csv"
	UNORE    = "unore_1998_2016.csv"
	Vienna   = "vienna_convention_trust_fund_2017_2020.csv"
	Table136 = "unodc_table136_object_of_expenditure.csv"
	Status   = "status_2014.csv"
	Groups   = "regional_groups.csv"
	Sessions = "sessions.csv"
)

//go:embed *.csv
var files embed.FS

// Bytes is the content of the table with that name. It panics on a name that
// is not one of the constants above.
func Bytes(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return b
}
