package contributions

import (
	"slices"
	"strings"

	"article30/internal/problem"
)

// ContributorCode says which codes of the United Nations system's data standard
// "Revenue by contributor" a kind of donor can have, and which one it has when
// nothing is said. Where Default is empty the kind does not tell: the code
// stays unknown until somebody says it.
type ContributorCode struct {
	Kind    DonorKind
	Default string
	Allowed []string
}

// multilateral are the codes of intergovernmental contributors.
var multilateral = []string{"C04A", "C04B", "C04C", "C04D", "C04E"}

// ContributorCodes has a row for each kind of donor, in the order of
// DonorKinds; no other place says which code goes with which kind. C01
// government, C02 non-governmental organization, C04A to C04E multilateral, C05
// foundation, C06 private sector, C07 academic, C08A European Commission, C09
// none.
var ContributorCodes = []ContributorCode{
	{State, "C01", []string{"C01"}},
	{REIO, "C08A", append([]string{"C08A"}, multilateral...)},
	{UN, "", multilateral},
	{Organization, "", slices.Concat([]string{"C02"}, multilateral, []string{"C07"})},
	{Foundation, "C05", []string{"C05"}},
	{Company, "C06", []string{"C06"}},
	{Private, "C06", []string{"C06", "C02", "C05", "C07"}},
	{Subnational, "C01", []string{"C01"}},
	{Anonymous, "C09", []string{"C09", "C02", "C05", "C06"}},
}

// contributorCode is the code of a donor of that kind: the one given, or the
// kind's own when none is.
//
// Error: donor.code_of_another_kind, which names the codes that the kind can
// have.
func contributorCode(fields *problem.Fields, kind DonorKind, given string) string {
	i := slices.IndexFunc(ContributorCodes, func(c ContributorCode) bool { return c.Kind == kind })
	if i < 0 {
		return given // the kind itself is refused
	}
	row := ContributorCodes[i]
	if given == "" {
		return row.Default
	}
	if !slices.Contains(row.Allowed, given) {
		fields.Add("ceb_code", "donor.code_of_another_kind",
			"value", given, "kind", string(kind), "allowed", strings.Join(row.Allowed, ", "))
	}
	return given
}
