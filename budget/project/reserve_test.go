package project_test

import (
	"testing"

	"pgregory.net/rapid"

	"article30/budget/project"
	"article30/internal/money"
)

func usd(units int64) money.Money { return money.FromUnits(units*10000, money.USD) }

// What a project may take of 100 that fit it alone, 50 that fit everybody and
// 30 that fit another project alone.
func TestRoom(t *testing.T) {
	pot := func(dollars int64, fits ...bool) project.Pot { return project.Pot{USD: usd(dollars), Fits: fits} }
	claim := func(dollars int64) project.Claim { return project.Claim{USD: usd(dollars)} }
	for _, c := range []struct {
		name   string
		pots   []project.Pot
		claims []project.Claim
		want   int64
	}{
		{"nobody else", []project.Pot{pot(100, true), pot(50, true)}, []project.Claim{{}}, 150},
		{"nothing fits", []project.Pot{pot(100, false)}, []project.Claim{{}}, 0},
		{"the other has money of its own, but may draw on the common first",
			[]project.Pot{pot(100, true, false), pot(50, true, true), pot(30, false, true)}, []project.Claim{{}, claim(20)}, 60},
		{"the tightest counts: what is left to the other after me",
			[]project.Pot{pot(100, true, false), pot(50, true, true)}, []project.Claim{{}, claim(50)}, 0},
		{"what cannot meet does not count",
			[]project.Pot{pot(100, true, false), pot(30, false, true)}, []project.Claim{{}, claim(30)}, 100},
		{"an empty pot is no place to meet",
			[]project.Pot{pot(100, true, false), pot(0, true, true), pot(30, false, true)}, []project.Claim{{}, claim(30)}, 100},
		{"promised more than there is", []project.Pot{pot(50, true, true)}, []project.Claim{{}, claim(80)}, 0},
		{"what is missing under an earmark is taken off", []project.Pot{pot(100, true), pot(-40, true)}, []project.Claim{{}}, 60},
	} {
		if got := project.Room(c.pots, c.claims); got != usd(c.want) {
			t.Errorf("%s: %s, want %d", c.name, got, c.want)
		}
	}
}

// However projects are let in by Room, and in whatever order they draw on
// whatever fits, each finds all that it was promised.
func TestRoomKeepsEveryPromise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		projects := rapid.IntRange(1, 5).Draw(t, "projects")
		pots := make([]project.Pot, rapid.IntRange(1, 5).Draw(t, "pots"))
		for i := range pots {
			pots[i].USD = usd(rapid.Int64Range(0, 100).Draw(t, "money"))
			for range projects {
				pots[i].Fits = append(pots[i].Fits, rapid.Bool().Draw(t, "fits"))
			}
		}
		promised := make([]int64, projects)
		for me := range projects {
			// The project that asks comes first.
			order := []int{me}
			claims := []project.Claim{{}}
			for other := range me {
				order = append(order, other)
				claims = append(claims, project.Claim{USD: usd(promised[other])})
			}
			asked := make([]project.Pot, len(pots))
			for i, p := range pots {
				asked[i].USD = p.USD
				for _, who := range order {
					asked[i].Fits = append(asked[i].Fits, p.Fits[who])
				}
			}
			room := project.Room(asked, claims).Units() / 10000
			promised[me] = rapid.Int64Range(0, room).Draw(t, "promise")
		}
		left := make([]int64, len(pots))
		for i, p := range pots {
			left[i] = p.USD.Units() / 10000
		}
		for {
			var waiting []int
			for me, more := range promised {
				if more > 0 {
					waiting = append(waiting, me)
				}
			}
			if waiting == nil {
				return
			}
			me := rapid.SampledFrom(waiting).Draw(t, "draws")
			var open []int
			for i, p := range pots {
				if p.Fits[me] && left[i] > 0 {
					open = append(open, i)
				}
			}
			if open == nil {
				t.Fatalf("project %d finds nothing of the %d that it was promised", me, promised[me])
			}
			from := rapid.SampledFrom(open).Draw(t, "from")
			part := rapid.Int64Range(1, min(left[from], promised[me])).Draw(t, "part")
			left[from] -= part
			promised[me] -= part
		}
	})
}
