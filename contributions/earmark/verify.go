package earmark

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"article30/internal/date"
	"article30/internal/flow"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Finding is something in the earmarks that cannot be. Place says where:
// "earmark 14", "earmark_transfer 3", "contribution 4".
type Finding struct {
	Place string
	Code  string
	Args  problem.Args
	// Notice is what is no fault of the books, but that somebody has to know.
	Notice bool
}

// Verify checks the earmarks: the tree and all that was assigned, transferred
// and closed are what the journal says was recorded, no more and no less; the
// earmarks that the program comes with are there unchanged; every contribution's
// cash by earmark adds up to its cash; all of it adds up to the cash that the
// books keep; every transfer still finds what it moved; spending never held and
// drew more of a contribution's cash under an earmark than there was on any day,
// which is a notice where a corrected rate made the cash worth less or the
// spending more;
// and what it held and drew fits what the spending was for.
func (s *Service) Verify(ctx context.Context) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		tree, err := s.store.Tree(ctx)
		if err != nil {
			return err
		}
		recorded, err := s.verifyRecords(ctx, tree)
		if err != nil {
			return err
		}
		cash, err := s.verifyCash(ctx, tree)
		if err != nil {
			return err
		}
		used, err := s.verifyUses(ctx, tree)
		findings = slices.Concat(recorded, cash, used)
		return err
	})
	return findings, err
}

func found(place, code string, args ...any) Finding {
	return Finding{Place: place, Code: code, Args: problem.New(problem.Conflict, code, args...).Args}
}

// verifyCash follows every contribution's cash and adds it up.
func (s *Service) verifyCash(ctx context.Context, tree Tree) (findings []Finding, err error) {
	records, _, err := s.records(ctx)
	if err != nil {
		return nil, err
	}
	all := []money.Money{}
	for _, r := range records {
		lots := r.Lots(date.Date{})
		byEarmark, cash := money.Zero(money.USD), money.Zero(money.USD)
		for _, l := range lots {
			if byEarmark, err = byEarmark.Add(l.USD); err != nil {
				return nil, err
			}
		}
		for _, m := range r.Cash {
			if cash, err = cash.Add(m.USD); err != nil {
				return nil, err
			}
		}
		all = append(all, byEarmark)
		place := "contribution " + number(r.Contribution)
		if byEarmark != cash {
			findings = append(findings, found(place, "verify.earmark_cash", "earmarks", byEarmark, "cash", cash))
		}
		if t, short := r.Short(); short {
			from, err := tree.ByID(t.From)
			if err != nil {
				return nil, err
			}
			findings = append(findings, found("earmark_transfer "+number(t.ID), "verify.earmark_short", "code", from.Code, "date", t.On))
		}
	}
	sum, err := money.Sum(money.USD, all...)
	if err != nil {
		return nil, err
	}
	kept, err := s.store.KeptCash(ctx)
	if err == nil && sum != kept {
		findings = append(findings, found("account cash", "verify.earmark_cash", "earmarks", sum, "cash", kept))
	}
	return findings, err
}

// verifyUses follows what is held and drawn of the cash.
func (s *Service) verifyUses(ctx context.Context, tree Tree) (findings []Finding, err error) {
	if s.spending == nil {
		return nil, nil
	}
	records, _, err := s.records(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if len(r.Uses) == 0 {
			continue
		}
		pool := newPool(tree, []Record{r}, nil)
		for _, earmark := range slices.Sorted(slices.Values(pool.pots[r.Contribution])) {
			if r.uses(earmark) == 0 {
				continue
			}
			e, err := tree.ByID(earmark)
			if err != nil {
				return nil, err
			}
			sum, free := int64(0), pool.free[pot{r.Contribution, earmark}]
			for _, day := range free.Steps() {
				if sum += day.Units; sum < 0 {
					f := found("contribution "+number(r.Contribution), "verify.earmark_overdrawn",
						"code", e.Code, "short", money.FromUnits(-sum, money.USD), "date", day.On)
					if f.Notice, err = s.lost(ctx, r.Contribution, free); err != nil {
						return nil, err
					}
					findings = append(findings, f)
					break
				}
			}
		}
	}
	used, err := s.spending.Purposes(ctx)
	for _, u := range used {
		if !tree.Fits(u.Earmark, u.Purpose) {
			e, err := tree.ByID(u.Earmark)
			if err != nil {
				return nil, err
			}
			p := u.Purpose.unfit(e.Code)
			findings = append(findings, Finding{Place: "entry " + number(u.Entry), Code: p.Code, Args: p.Args})
		}
	}
	return findings, err
}

// lost reports whether what is missing is no more than the contribution's money
// lost without anybody deciding about it.
func (s *Service) lost(ctx context.Context, contribution int64, free *flow.Flow) (bool, error) {
	h, err := s.contributions.Contribution(ctx, contribution)
	if err != nil {
		return false, err
	}
	lost, err := s.spending.LostOf(ctx, contribution)
	if err != nil {
		return false, err
	}
	for _, e := range h.Entries {
		lost += e.Lost()
	}
	least, _ := free.Least(date.Date{})
	return least >= -lost, nil
}

// uses is how many days something was held or drawn under the earmark.
func (r Record) uses(earmark int64) (n int) {
	for _, u := range r.Uses {
		if u.Earmark == earmark {
			n++
		}
	}
	return n
}

// verifyRecords compares what there is with the journal.
func (s *Service) verifyRecords(ctx context.Context, tree Tree) ([]Finding, error) {
	var present []journal.Entry
	for _, e := range tree {
		if e.Closure.Earmark != 0 {
			present = append(present, closeRecord(e.Closure))
		}
		present = append(present, addRecord(e))
	}
	assignments, err := s.store.Assignments(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range assignments {
		present = append(present, assignRecord(a))
	}
	transfers, err := s.store.Transfers(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range transfers {
		present = append(present, transferRecord(t))
	}

	var c journal.Comparison[string]
	for _, e := range seeded {
		r := addRecord(e)
		c.Tell(place(r), time.Time{}, r.Actor, r.Reason, r.After)
	}
	if err := s.recorded(ctx, &c); err != nil {
		return nil, err
	}
	for _, e := range present {
		c.Keep(place(e), time.Time{}, e.Actor, e.Reason, e.After)
	}
	differences, err := c.Differences()
	var findings []Finding
	for _, d := range differences {
		findings = append(findings, found(d.Place, d.Err().Code))
	}
	return findings, err
}

func place(e journal.Entry) string { return e.Object + " " + e.ID }

// recorded takes what the journal says of everything here.
func (s *Service) recorded(ctx context.Context, c *journal.Comparison[string]) error {
	return cmp.Or(
		tellEach[earmarkFacts](ctx, s.journal, earmarkObject, c),
		tellEach[closureFacts](ctx, s.journal, closureObject, c),
		tellEach[assignmentFacts](ctx, s.journal, assignmentObject, c),
		tellEach[transferFacts](ctx, s.journal, transferObject, c),
	)
}

func tellEach[F any](ctx context.Context, from journal.Lister, object string, c *journal.Comparison[string]) error {
	return journal.Each(ctx, from, object, func(r journal.Record, facts F) error {
		c.Tell(r.Object+" "+r.ID, time.Time{}, r.Actor, r.Reason, facts)
		return nil
	})
}

// seeded are the earmarks that every database has: the root, and what rule 72
// names.
var seeded = func() Tree {
	tree := Tree{{ID: Root, Code: "unearmarked", Kind: Unearmarked, Degree: Free, English: "Unearmarked", French: "Sans affectation", EnteredBy: program}}
	instrument := func(code, english, french string) int64 {
		id := int64(len(tree) + 1)
		tree = append(tree, Earmark{
			ID: id, Parent: Root, Code: code, Kind: Instrument, Value: code, Degree: Softly,
			English: english, French: french, EnteredBy: program,
		})
		return id
	}
	article := func(of int64, n int, english, french string) {
		value := strconv.Itoa(n)
		tree = append(tree, Earmark{
			ID: int64(len(tree) + 1), Parent: of, Code: tree[of-1].Code + "-" + value, Kind: Article, Value: value, Degree: Firmly,
			English: "Article " + value + ": " + english, French: "Article " + value + "\u00a0: " + french, EnteredBy: program,
		})
	}
	convention := instrument("convention", "United Nations Convention against Transnational Organized Crime",
		"Convention des Nations Unies contre la criminalité transnationale organisée")
	article(convention, 29, "Training and technical assistance", "Formation et assistance technique")
	article(convention, 30, "Economic development and technical assistance", "Développement économique et assistance technique")
	article(convention, 31, "Prevention", "Prévention")
	article(convention, 32, "Conference of the Parties", "Conférence des Parties")
	article(instrument("trafficking", "Trafficking in Persons Protocol", "Protocole relatif à la traite des personnes"),
		10, "Information exchange and training", "Échange d’informations et formation")
	article(instrument("migrants", "Smuggling of Migrants Protocol", "Protocole relatif au trafic illicite de migrants"),
		14, "Training and technical cooperation", "Formation et coopération technique")
	article(instrument("firearms", "Firearms Protocol", "Protocole relatif aux armes à feu"),
		14, "Training and technical assistance", "Formation et assistance technique")
	return tree
}()

// program is who enters what the program comes with.
const program = "article30"
