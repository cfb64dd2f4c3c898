package contributions_test

import (
	"slices"
	"testing"

	"article30/contributions"
)

// The table has every kind of donor once, and a default is always allowed.
func TestContributorCodes(t *testing.T) {
	var kinds []contributions.DonorKind
	for _, row := range contributions.ContributorCodes {
		kinds = append(kinds, row.Kind)
		if row.Default != "" && !slices.Contains(row.Allowed, row.Default) {
			t.Errorf("%s: %s is the default and not allowed", row.Kind, row.Default)
		}
		if len(row.Allowed) == 0 {
			t.Errorf("%s has no code", row.Kind)
		}
	}
	if !slices.Equal(kinds, contributions.DonorKinds) {
		t.Errorf("kinds %v, want %v", kinds, contributions.DonorKinds)
	}
}
