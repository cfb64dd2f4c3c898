package cli

import (
	"strconv"
	"strings"

	"article30/api/wire"
	"article30/contributions"
)

type donorsCmd struct {
	Add  donorsAddCmd  `cmd:"" help:"Enter a donor."`
	List donorsListCmd `cmd:"" default:"1" help:"List the donors."`
	Show donorsShowCmd `cmd:"" help:"Show a donor and what stands in the books for it."`

	Merge   donorsMergeCmd   `cmd:"" help:"Say that two records are the same donor: FROM is read as INTO from now on."`
	Unmerge donorsUnmergeCmd `cmd:"" help:"Take the merge of a record back."`
	Merges  donorsMergesCmd  `cmd:"" help:"List the merges, also those taken back."`
	Codes   donorsCodesCmd   `cmd:"" help:"The contributor codes of the United Nations system, by kind of donor."`
}

type donorsListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *donorsListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.contributions.Donors(a.ctx)
		if err != nil {
			return err
		}
		donors := []wire.Donor{}
		for _, d := range all {
			donors = append(donors, wire.NewDonor(a.printer, d))
		}
		if c.JSON {
			return a.json(donors)
		}
		t := a.table("id", "kind", "party", "contributor", "name")
		for _, d := range donors {
			t.row(strconv.FormatInt(d.ID, 10), a.printer.Text("donor_kind."+d.Kind), d.Party, d.CEBCode, d.Name)
		}
		return t.print()
	})
}

type donorsShowCmd struct {
	ID   int64 `arg:"" help:"The donor's id."`
	JSON bool  `name:"json" help:"As JSON."`
}

func (c *donorsShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		revision, err := s.contributions.DonorRevision(a.ctx, c.ID) // before what is shown, so that no change is missed
		if err != nil {
			return err
		}
		d, balances, err := s.contributions.DonorBalance(a.ctx, c.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			w := wire.NewDonorBalances(a.printer, d, balances)
			w.Revision = revision
			return a.json(w)
		}
		a.printf("%s\n", wire.DonorName(a.printer, d))
		for _, alias := range d.Aliases {
			a.println(a.printer.Text("cli.donor_alias", "id", alias.ID, "name", alias.Name))
		}
		t := a.table("account", "amount", "usd")
		t.right(1, 2)
		for _, b := range balances {
			t.row(a.printer.Text("account."+string(b.Account)), a.printer.Money(b.Amount), a.printer.Money(b.USD))
		}
		if err := t.print(); err != nil {
			return err
		}
		a.println(a.printer.Text("cli.revision", "revision", revision))
		return nil
	})
}

type donorsAddCmd struct {
	Name  string `help:"Name; a participant's is the Conference's."`
	Kind  string `help:"${donor_kinds}."`
	Party string `help:"ISO code of the participant that the donor is."`
	Code  string `placeholder:"CODE" help:"Contributor code of the United Nations system; see donors codes."`
	JSON  bool   `name:"json" help:"As JSON."`
}

func (c *donorsAddCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		d, err := s.contributions.AddDonor(a.ctx, a.actor, contributions.DonorIn{Name: c.Name, Kind: c.Kind, Party: c.Party, CEBCode: c.Code})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewDonor(a.printer, d))
		}
		a.println(a.printer.Text("cli.donor_added", "id", d.ID, "name", wire.DonorName(a.printer, d)))
		return nil
	})
}

type donorsMergeCmd struct {
	expectFlag
	From   int64  `arg:"" help:"The record that is the same donor."`
	Into   int64  `arg:"" help:"The donor that it is."`
	Reason string `required:"" help:"How that is known."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *donorsMergeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		m, err := s.contributions.MergeDonors(a.ctx, a.actor, contributions.MergeIn{From: c.From, Into: c.Into, Reason: c.Reason, Expect: c.Expect})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewMerge(m))
		}
		into, err := s.contributions.Donor(a.ctx, m.Into)
		if err != nil {
			return err
		}
		a.println(a.printer.Text("cli.donor_merged", "from", m.From, "id", into.ID, "name", wire.DonorName(a.printer, into)))
		return nil
	})
}

type donorsUnmergeCmd struct {
	expectFlag
	Record int64  `arg:"" help:"The record that was merged."`
	Reason string `required:"" help:"Why it is another donor after all."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *donorsUnmergeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		m, err := s.contributions.UnmergeDonor(a.ctx, a.actor, c.Record, c.Reason, c.Expect)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewMerge(m))
		}
		a.println(a.printer.Text("cli.donor_unmerged", "id", m.From))
		return nil
	})
}

type donorsMergesCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *donorsMergesCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.contributions.Merges(a.ctx)
		if err != nil {
			return err
		}
		list := []wire.Merge{}
		for _, m := range all {
			list = append(list, wire.NewMerge(m))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("id", "from", "into", "recorded", "actor", "reason", "taken_back")
		for _, m := range list {
			t.row(strconv.FormatInt(m.ID, 10), strconv.FormatInt(m.From, 10), strconv.FormatInt(m.Into, 10), m.RecordedAt, m.EnteredBy, m.Reason, m.TakenBackAt)
		}
		return t.print()
	})
}

type donorsCodesCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *donorsCodesCmd) Run(a *app) error {
	codes := wire.ContributorCodes()
	if c.JSON {
		return a.json(codes)
	}
	t := a.table("kind", "contributor", "allowed")
	for _, row := range codes {
		t.row(a.printer.Text("donor_kind."+row.Kind), row.Default, strings.Join(row.Allowed, ", "))
	}
	return t.print()
}
