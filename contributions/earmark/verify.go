package earmark

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"article30/internal/date"
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
}

// Verify checks the earmarks: the tree and all that was assigned, transferred
// and closed are what the journal says was recorded, no more and no less; the
// earmarks that the program comes with are there unchanged; every contribution's
// cash by earmark adds up to its cash; all of it adds up to the cash that the
// books keep; and every transfer still finds what it moved.
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
		findings = append(recorded, cash...)
		return err
	})
	return findings, err
}

func found(place, code string, args ...any) Finding {
	return Finding{place, code, problem.New(problem.Conflict, code, args...).Args}
}

// verifyCash follows every contribution's cash and adds it up.
func (s *Service) verifyCash(ctx context.Context, tree Tree) (findings []Finding, err error) {
	records, _, err := s.records(ctx, 0)
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

// verifyRecords compares what there is with the journal.
func (s *Service) verifyRecords(ctx context.Context, tree Tree) ([]Finding, error) {
	var present []journal.Entry
	for _, e := range tree {
		if e.Closure.Earmark != 0 {
			present = append(present, closeRecord(e.Closure))
		}
		present = append(present, addRecord(e))
	}
	assignments, err := s.store.Assignments(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, a := range assignments {
		present = append(present, assignRecord(a))
	}
	transfers, err := s.store.Transfers(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, t := range transfers {
		present = append(present, transferRecord(t))
	}

	was := map[string][]byte{}
	for _, e := range seeded {
		if was[place(addRecord(e))], err = facts(addRecord(e)); err != nil {
			return nil, err
		}
	}
	for _, object := range []string{earmarkObject, closureObject, assignmentObject, transferObject} {
		if err := s.recorded(ctx, object, was); err != nil {
			return nil, err
		}
	}
	var findings []Finding
	for _, e := range present {
		is, err := facts(e)
		if err != nil {
			return nil, err
		}
		at := place(e)
		recorded, ok := was[at]
		delete(was, at)
		switch {
		case !ok:
			findings = append(findings, found(at, "verify.not_recorded"))
		case !bytes.Equal(recorded, is):
			findings = append(findings, found(at, "verify.not_as_recorded"))
		}
	}
	for _, at := range slices.Sorted(maps.Keys(was)) {
		findings = append(findings, found(at, "verify.missing"))
	}
	return findings, nil
}

func place(e journal.Entry) string { return e.Object + " " + e.ID }

// facts are what must be the same in the books and in the journal.
func facts(e journal.Entry) ([]byte, error) {
	return json.Marshal([]any{e.Actor, e.Reason, e.After})
}

// page is the number of the journal's records that are read at a time.
const page = 1000

func (s *Service) recorded(ctx context.Context, object string, was map[string][]byte) error {
	kinds := map[string]func() any{
		earmarkObject:    func() any { return &earmarkFacts{} },
		closureObject:    func() any { return &closureFacts{} },
		assignmentObject: func() any { return &assignmentFacts{} },
		transferObject:   func() any { return &transferFacts{} },
	}
	for after := int64(0); ; {
		list, err := s.journal.List(ctx, journal.Filter{Object: object, AfterSeq: after, Limit: page})
		if err != nil {
			return err
		}
		for _, r := range list {
			after = r.Seq
			what := kinds[object]()
			if err := json.Unmarshal(r.After, what); err != nil {
				return err
			}
			e := journal.Entry{Actor: r.Actor, Object: r.Object, ID: r.ID, Reason: r.Reason, After: what}
			if was[place(e)], err = facts(e); err != nil {
				return err
			}
		}
		if len(list) < page {
			return nil
		}
	}
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
