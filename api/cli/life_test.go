package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	conferenceintake "article30/budget/conference/intake"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/problem"
)

// Random lives of contributions, and of what is spent of them, through the
// services on both engines. After every step the books balance and the
// statements are what was posted; the same seed is the same life on both
// engines, and at the end hledger agrees to the cent.
//
// ARTICLE30_LIFE_STEPS makes a life longer, ARTICLE30_LIFE_SEED makes it
// another one, and ARTICLE30_LIVES makes several; "make torture" is thousands
// of steps.
func TestRandomLives(t *testing.T) {
	steps, seed, lives := fromEnv(t, "ARTICLE30_LIFE_STEPS", 200), fromEnv(t, "ARTICLE30_LIFE_SEED", 30), fromEnv(t, "ARTICLE30_LIVES", 1)
	if testing.Short() {
		steps = min(steps, 60)
	}
	for n := range lives {
		onBoth(t, seed+n, func(t *testing.T, engine db.Engine) []string {
			l := newLife(t, dbtest.Open(t, engine), uint64(seed+n))
			l.limited()
			for range steps {
				l.step()
			}
			l.end()
			return l.told
		})
	}
}

// onBoth lives the life of a seed on both engines at once, and fails unless both tell
// the same.
func onBoth(t *testing.T, seed int, live func(t *testing.T, engine db.Engine) (told []string)) {
	t.Helper()
	told := make([][]string, len(dbtest.Engines))
	passed := t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
		for i, engine := range dbtest.Engines {
			t.Run(string(engine), func(t *testing.T) {
				t.Parallel()
				told[i] = live(t, engine)
			})
		}
	})
	if !passed {
		return
	}
	for i, other := range told[1:] {
		if diff := gocmp.Diff(told[0], other); other != nil && diff != "" {
			t.Errorf("seed %d: another life on %s than on %s:\n%s", seed, dbtest.Engines[i+1], dbtest.Engines[0], diff)
		}
	}
}

func fromEnv(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// life is one fund, and everything that somebody does with it. What is done is
// chosen by the seed and by what was done before, never by an ID: the engines
// number differently what was refused in between.
type life struct {
	t       *testing.T
	ctx     context.Context
	seed    uint64
	dice    *rand.Rand
	actor   access.Actor
	s       *services
	printer *locale.Printer
	today   date.Date
	begin   date.Date
	told    []string // what was tried, and what became of it

	often    map[string]int // of a life of its own, how often each thing is done, and nothing else
	outcomes []outcome
	least    int64 // what was free of the cash on the worst day, in ten-thousandths of a US dollar

	donors        []int64
	contributions []given
	kind          []given // of the contributions, those in kind
	entries       []int64 // of contributions, in the order of recording
	suspense      []int64
	runs          []int64
	rates         []ratePoint
	allotments    []int64
	commitments   []int64
	expenses      []int64
	spent         []int64  // entries of execution
	respent       int      // of them, those that adjust others to a corrected rate
	lines         []string // of the budget
	submissions   []int64
	requests      []string // numbers, of technical assistance
}

// outcome is what became of one step.
type outcome struct {
	deed    string
	refused bool
}

type given struct {
	id       int64
	currency string
}

type ratePoint struct {
	currency, effective string
}

// Now is the life's own clock: nine o'clock of its day.
func (l *life) Now() time.Time { return morning(l.today) }

func newLife(t *testing.T, d *db.DB, seed uint64) *life {
	t.Helper()
	l := &life{
		t: t, ctx: t.Context(), seed: seed, dice: rand.New(rand.NewPCG(seed, 30)), actor: access.Operator("officer"),
		printer: locale.Match("en"), begin: date.MustParse("2016-12-01"), today: date.MustParse("2012-06-29"),
		lines: []string{"1000", "1322", "1328", "5401"},
	}
	l.s = compose(d, l, settings{})
	l.must(conferenceintake.Seed(l.ctx, l.s.conference))
	a := &app{ctx: l.ctx, actor: l.actor, printer: l.printer, out: bufio.NewWriter(io.Discard)}
	l.must(a.loadDemoBudget(l.s, date.MustParse("2012-07-19")))
	l.today = date.MustParse("2017-01-02")
	l.found()
	return l
}

// deed is something that can be done, and how often it is.
type deed struct {
	name  string
	often int
	try   func() (what string, err error)
}

// all is everything that can be done.
func (l *life) all() []deed { return slices.Concat(l.deeds(), l.laterDeeds(), l.approvedDeeds()) }

// step does one thing that may be refused, and checks everything.
func (l *life) step() {
	l.t.Helper()
	defer func() {
		if broken := recover(); broken != nil {
			l.fail("panic: %v\n%s", broken, debug.Stack())
		}
	}()
	deeds := l.all()
	if l.often != nil {
		for i := range deeds {
			deeds[i].often = l.often[deeds[i].name]
		}
	}
	total := 0
	for _, d := range deeds {
		total += d.often
	}
	n := l.dice.IntN(total)
	i := 0
	for n >= deeds[i].often {
		n -= deeds[i].often
		i++
	}
	what, err := deeds[i].try()
	became := "done"
	if err != nil {
		p, ok := problem.As(err)
		if !ok || p.Kind == problem.Internal || p.Kind == problem.Unavailable {
			l.fail("%s %s: %v", deeds[i].name, what, err)
		}
		became = p.Code
		for _, f := range p.Fields {
			became += " " + f.Path + ":" + f.Code
		}
	}
	l.told = append(l.told, fmt.Sprintf("%d %s %s %s: %s", len(l.told)+1, l.today, deeds[i].name, what, became))
	l.outcomes = append(l.outcomes, outcome{deeds[i].name, err != nil})
	l.check()
}

// fail ends the life, and says how to live it again up to here: nothing was
// wrong after any step before.
func (l *life) fail(format string, args ...any) {
	l.t.Helper()
	last := l.told[max(0, len(l.told)-25):]
	l.t.Fatalf("%s\nseed %d, %d steps: ARTICLE30_LIFE_SEED=%d ARTICLE30_LIFE_STEPS=%d\n%s",
		fmt.Sprintf(format, args...), l.seed, len(l.told)+1, l.seed, len(l.told)+1, strings.Join(last, "\n"))
}

func (l *life) must(err error) {
	l.t.Helper()
	if err != nil {
		l.fail("%v", err)
	}
}

// one is one of them; false when there are none.
func one[T any](l *life, list []T) (T, bool) {
	var none T
	if len(list) == 0 {
		return none, false
	}
	// What is recent is likelier.
	n := len(list) - 1 - min(l.dice.IntN(len(list)), l.dice.IntN(len(list)))
	return list[n], true
}

// amount is so many units of a currency, with its decimals.
func (l *life) amount(currency string, most int) string {
	n := 1 + l.dice.IntN(most)
	if l.dice.IntN(3) == 0 {
		n = []int{most / 4, most / 2, most}[l.dice.IntN(3)]
	}
	switch currency {
	case "JPY":
		return strconv.Itoa(max(n, 1) * 100)
	case "KWD":
		return fmt.Sprintf("%d.%03d", n, l.dice.IntN(1000))
	}
	return fmt.Sprintf("%d.%02d", n, l.dice.IntN(100))
}

// day is a day of the last two months, often today.
func (l *life) day() string {
	if l.dice.IntN(2) == 0 {
		return l.today.String()
	}
	on := l.today.AddDays(-l.dice.IntN(60))
	if on.Before(l.begin) {
		on = l.begin
	}
	return on.String()
}
