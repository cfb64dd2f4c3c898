package conference

import (
	"fmt"
	"regexp"
	"strconv"

	"article30/internal/problem"
)

// Majority is the part of the parties present and voting that carries a
// decision on budgetary matters. Which majority rule 58 asks for is not
// established: it is a setting, and whoever prints it says "as configured,
// check the text".
type Majority struct{ Numerator, Denominator int }

// TwoThirds is the default majority.
func TwoThirds() Majority { return Majority{2, 3} }

// ParseMajority reads a fraction such as "2/3", of at least one half.
//
// Error: decision.not_a_majority.
func ParseMajority(s string) (Majority, error) {
	var m Majority
	found := majority.FindStringSubmatch(s)
	if found != nil {
		m.Numerator, _ = strconv.Atoi(found[1])
		m.Denominator, _ = strconv.Atoi(found[2])
	}
	if found == nil || m.Numerator > m.Denominator || 2*m.Numerator < m.Denominator {
		return Majority{}, problem.New(problem.Invalid, "decision.not_a_majority", "value", s)
	}
	return m, nil
}

var majority = regexp.MustCompile(`^([1-9][0-9]?)/([1-9][0-9]?)$`)

// Reached reports whether that many votes carry. Present and voting are those
// who voted for or against; abstentions do not count, and no votes carry
// nothing. A majority of one half must be exceeded.
func (m Majority) Reached(votesFor, votesAgainst int) bool {
	part, whole := m.Denominator*votesFor, m.Numerator*(votesFor+votesAgainst)
	return votesFor > 0 && (part > whole || part == whole && 2*m.Numerator > m.Denominator)
}

func (m Majority) String() string { return fmt.Sprintf("%d/%d", m.Numerator, m.Denominator) }
