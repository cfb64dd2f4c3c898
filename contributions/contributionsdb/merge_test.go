package contributionsdb_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

func (b *books) organization(name string) contributions.Donor {
	b.t.Helper()
	d, err := b.AddDonor(b.t.Context(), officer, contributions.DonorIn{Name: name, Kind: "organization"})
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func (b *books) merge(from, into int64) contributions.Merge {
	b.t.Helper()
	m, err := b.MergeDonors(b.t.Context(), officer, contributions.MergeIn{From: from, Into: into, Reason: "entered twice"})
	if err != nil {
		b.t.Fatal(err)
	}
	return m
}

// cash is what the donor with that id has paid, in US dollars.
func (b *books) cash(donor int64) string {
	b.t.Helper()
	d, balances, err := b.DonorBalance(b.t.Context(), donor)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, balance := range balances {
		if balance.Account == contributions.Cash {
			return d.Name + " " + balance.USD.Plain()
		}
	}
	return d.Name + " nothing"
}

// Austria was entered three times. Once merged, every reading has one donor;
// nothing in the books moves, and all of it can be taken back.
func TestMergedDonors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		austria, ministry, embassy := b.donor("AUT"), b.organization("Ministry in Vienna"), b.organization("Embassy of Austria")
		japan := b.donor("JPN")
		paid := map[int64]contributions.Entry{}
		for i, donor := range []contributions.Donor{austria, ministry, embassy, japan} {
			c := b.contribution(donor.ID, fmt.Sprint(i), "USD")
			paid[donor.ID] = b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-06-01", Amount: fmt.Sprintf("%d.00", 1<<i)}))
		}
		names := func() (said []string) {
			t.Helper()
			donors, err := b.Donors(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range donors {
				said = append(said, fmt.Sprint(d.Name, " ", d.Aliases))
			}
			return said
		}
		// A chain: the embassy into the ministry, and that into Austria.
		b.merge(embassy.ID, ministry.ID)
		if got := b.cash(ministry.ID); got != "Ministry in Vienna 6.00" {
			t.Errorf("the first link: %s", got)
		}
		b.merge(ministry.ID, austria.ID)
		b.sound()
		for _, record := range []int64{austria.ID, ministry.ID, embassy.ID} {
			if got := b.cash(record); got != "Austria 7.00" {
				t.Errorf("balance of record %d: %s", record, got)
			}
			list, err := b.Contributions(ctx, contributions.Filter{Donor: record})
			if err != nil || len(list) != 3 {
				t.Fatalf("contributions of record %d: %d, %v", record, len(list), err)
			}
			for _, c := range list {
				if c.Donor != austria.ID {
					t.Errorf("contribution %s is donor %d's", c.Reference, c.Donor)
				}
			}
		}
		want := []string{
			fmt.Sprintf("Austria [{%d Embassy of Austria} {%d Ministry in Vienna}]", embassy.ID, ministry.ID), "Japan []",
		}
		if diff := cmp.Diff(want, names()); diff != "" {
			t.Errorf("donors (-want +got):\n%s", diff)
		}
		// Also as of a day before anybody knew.
		rows, err := b.Status(ctx, date.MustParse("2012-06-30"), contributions.Filter{Donor: embassy.ID})
		if err != nil || len(rows) != 1 || rows[0].Donor.Name != "Austria" || !rows[0].StateParty || rows[0].Received != usd("7.00") || rows[0].Contributions != 3 {
			t.Errorf("status: %v, %v", lines(rows), err)
		}
		official, err := b.OfficialReceipts(ctx, 0)
		if err != nil || len(official) != 4 || official[2].Donor.Name != "Austria" {
			t.Errorf("official receipts: %+v, %v", official, err)
		}
		sees, err := b.Sight(ctx, access.Actor{Name: "denis", Roles: []access.Role{access.Delegate}, State: "AUT"})
		if err != nil || !sees.Covers(embassy.ID) || sees.Covers(japan.ID) {
			t.Errorf("what Austria's delegate sees: %+v, %v", sees, err)
		}
		if donor, some := sees.Narrow(ministry.ID); donor != austria.ID || !some {
			t.Errorf("narrowed to %d, %v", donor, some)
		}

		// hledger reads one donor too.
		store := contributionsdb.New(d)
		err = store.View(ctx, func(ctx context.Context) error {
			kept, err := store.KeptBalances(ctx)
			for _, k := range kept {
				if k.Donor != austria.ID && k.Donor != japan.ID {
					t.Errorf("a kept balance of %s", k.DonorName)
				}
			}
			if err != nil {
				return err
			}
			return store.Daybook(ctx, func(l contributions.Line) error {
				if l.Donor != austria.ID && l.Donor != japan.ID {
					t.Errorf("a posting of %s", l.DonorName)
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}

		// What is entered under the old record now is Austria's; what is done to
		// an old contribution is posted where that stands.
		if c := b.contribution(embassy.ID, "new", "USD"); c.Donor != austria.ID || c.Record != 0 {
			t.Errorf("opened under the old record: %+v", c)
		}
		if _, err := b.Reverse(ctx, officer, paid[embassy.ID].ID, "bounced"); err != nil {
			t.Fatal(err)
		}
		b.sound()
		if got := b.cash(austria.ID); got != "Austria 3.00" {
			t.Errorf("after the reversal: %s", got)
		}

		// Taken back from the end of the chain.
		if _, err := b.UnmergeDonor(ctx, officer, ministry.ID, "another ministry", 0); err != nil {
			t.Fatal(err)
		}
		for record, want := range map[int64]string{austria.ID: "Austria 1.00", ministry.ID: "Ministry in Vienna 2.00", embassy.ID: "Ministry in Vienna 2.00"} {
			if got := b.cash(record); got != want {
				t.Errorf("after the merge was taken back: %s, want %s", got, want)
			}
		}
		if _, err := b.UnmergeDonor(ctx, officer, ministry.ID, "again", 0); !problem.Is(err, "donor.not_merged") {
			t.Errorf("taken back twice: %v", err)
		}
		b.merge(ministry.ID, japan.ID)
		if got := b.cash(embassy.ID); got != "Japan 10.00" {
			t.Errorf("merged into another: %s", got)
		}
		b.sound()
	})
}

func TestRecordsThatAreNotTheSameDonor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		austria, japan := b.donor("AUT"), b.donor("JPN")
		one, two := b.organization("One"), b.organization("Two")
		b.must(b.RecordSuspense(ctx, officer, contributions.SuspenseIn{On: "2012-06-01", Amount: "1.00", Currency: "USD", Payer: "?"}))
		var nobody int64
		donors, err := b.Donors(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range donors {
			if d.Kind == contributions.Anonymous {
				nobody = d.ID
			}
		}
		income, err := b.RecordIncome(ctx, officer, contributions.IncomeIn{Kind: "interest", On: "2012-06-01", Amount: "1.00", Currency: "USD", Payer: "A bank"})
		if err != nil {
			t.Fatal(err)
		}
		payers := income.Donor
		for _, name := range []string{"Unidentified", "Other income"} {
			if _, err := b.AddDonor(ctx, officer, contributions.DonorIn{Name: name, Kind: "company"}); !problem.Is(err, "donor.invalid") {
				t.Errorf("a donor called %s: %v", name, err)
			}
		}
		for _, id := range []int64{nobody, payers} {
			_, err := b.Open(ctx, officer, contributions.ContributionIn{Reference: "N/1", Donor: id, Year: 2012, Currency: "USD"})
			if !problem.Is(err, "contribution.invalid") {
				t.Errorf("a contribution of nobody in particular: %v", err)
			}
		}
		b.merge(one.ID, two.ID)
		for _, tt := range []struct {
			name       string
			from, into int64
			reason     string
			want       string
		}{
			{"two participants", austria.ID, japan.ID, "x", "donor.two_participants"},
			{"a participant into another", austria.ID, two.ID, "x", "donor.participant_into_other"},
			{"itself", two.ID, two.ID, "x", "donor.itself"},
			{"merged already", one.ID, austria.ID, "x", "donor.merged_already"},
			{"in a circle", two.ID, one.ID, "x", "donor.same_already"},
			{"into nobody in particular", two.ID, nobody, "x", "donor.unidentified"},
			{"into whoever pays other income", two.ID, payers, "x", "donor.unidentified"},
			{"whoever pays other income", payers, two.ID, "x", "donor.unidentified"},
			{"without a reason", two.ID, austria.ID, " ", "donor.invalid"},
			{"of nobody", 999, austria.ID, "x", "donor.not_found"},
			{"into nobody", two.ID, 999, "x", "donor.not_found"},
		} {
			if _, err := b.MergeDonors(ctx, officer, contributions.MergeIn{From: tt.from, Into: tt.into, Reason: tt.reason}); !problem.Is(err, tt.want) {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
			}
		}
		auditor := access.Actor{Name: "ada", Roles: []access.Role{access.Auditor}}
		if _, err := b.MergeDonors(ctx, auditor, contributions.MergeIn{From: two.ID, Into: austria.ID, Reason: "x"}); !problem.Is(err, "access.denied") {
			t.Errorf("by an auditor: %v", err)
		}
		if _, err := b.UnmergeDonor(ctx, auditor, one.ID, "x", 0); !problem.Is(err, "access.denied") {
			t.Errorf("taken back by an auditor: %v", err)
		}
		b.sound()

		// What was not merged through the service is found.
		dbtest.Tamper(ctx, t, d, "donor_merge",
			fmt.Sprintf("UPDATE donor_merge SET into_id = %d", austria.ID),
			fmt.Sprintf("INSERT INTO donor_merge VALUES (100, %d, %d, 'x', 'me', '2012-07-20T10:00:00Z')", two.ID, one.ID),
			fmt.Sprintf("INSERT INTO donor_merge VALUES (101, %d, %d, 'x', 'me', '2012-07-20T10:00:00Z')", one.ID, two.ID))
		dbtest.Tamper(ctx, t, d, "donor_unmerge", "INSERT INTO donor_unmerge VALUES (1, 'x', 'me', '2012-07-20T10:00:00Z')")
		want := []string{
			"donor_merge 1: verify.not_as_recorded", "donor_merge 100: verify.not_recorded", "donor_merge 101: verify.not_recorded",
			"donor_unmerge 1: verify.not_recorded",
			fmt.Sprintf("donor %d: verify.merge", two.ID), fmt.Sprintf("donor %d: verify.merge", one.ID),
		}
		if diff := cmp.Diff(want, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// An import that has the name of a merged record finds the donor that it is.
func TestImportFindsMergedDonors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		austria, old := b.donor("AUT"), b.organization("Republic of Austria")
		b.merge(old.ID, austria.ID)
		load := func(in contributions.DonorIn) (id int64, err error) {
			err = b.Load(ctx, officer, "test", contributions.File{Name: "f", SHA256: "0"}, func(l *contributions.Loading) error {
				donor, err := l.Donor(in)
				if err == nil {
					id = donor.ID
				}
				return err
			})
			return id, err
		}
		for _, kind := range []string{"organization", "state"} {
			if id, err := load(contributions.DonorIn{Name: "Republic of Austria", Kind: kind}); err != nil || id != austria.ID {
				t.Errorf("as %s: %d, %v", kind, id, err)
			}
		}
		if _, err := load(contributions.DonorIn{Name: "Republic of Austria", Kind: "company"}); !problem.Is(err, "donor.changed") {
			t.Errorf("as a company: %v", err)
		}
		if _, err := load(contributions.DonorIn{Name: "Austria", Kind: "state", CEBCode: "C05"}); !problem.Is(err, "donor.invalid") {
			t.Errorf("with another's code: %v", err)
		}
		if _, err := b.AddDonor(ctx, officer, contributions.DonorIn{Name: "Republic of Austria", Kind: "company"}); !problem.Is(err, "donor.exists") {
			t.Errorf("entered again: %v", err)
		}
	})
}

// Whatever is merged and taken back, every record is one donor, and the donors'
// cash adds up to what came.
func TestMergesKeepEverything(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	b := open(t, d)
	var records []int64
	for i := range 6 {
		donor := b.organization(fmt.Sprint("Donor ", i))
		records = append(records, donor.ID)
		c := b.contribution(donor.ID, donor.Name, "USD")
		b.must(b.RecordReceipt(t.Context(), officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-06-01", Amount: "1.00"}))
	}
	rapid.Check(t, func(r *rapid.T) {
		ctx := t.Context()
		record := rapid.SampledFrom(records)
		for range rapid.IntRange(1, 6).Draw(r, "steps") {
			var err error
			if rapid.Bool().Draw(r, "merge") {
				_, err = b.MergeDonors(ctx, officer, contributions.MergeIn{From: record.Draw(r, "from"), Into: record.Draw(r, "into"), Reason: "x"})
			} else {
				_, err = b.UnmergeDonor(ctx, officer, record.Draw(r, "record"), "x", 0)
			}
			if err != nil && problem.KindOf(err) != problem.Conflict {
				r.Fatal(err)
			}
		}
		donors, err := b.Donors(ctx)
		if err != nil {
			r.Fatal(err)
		}
		whole, seen := usd("0.00"), map[int64]bool{}
		for _, donor := range donors {
			for _, id := range append([]contributions.Alias{{ID: donor.ID}}, donor.Aliases...) {
				if seen[id.ID] {
					r.Errorf("record %d is two donors", id.ID)
				}
				seen[id.ID] = true
			}
			_, balances, err := b.DonorBalance(ctx, donor.ID)
			if err != nil {
				r.Fatal(err)
			}
			for _, balance := range balances {
				if balance.Account == contributions.Cash {
					if whole, err = whole.Add(balance.USD); err != nil {
						r.Fatal(err)
					}
				}
			}
		}
		if len(seen) != len(records) || whole != usd("6.00") {
			r.Errorf("%d records, %s", len(seen), whole)
		}
	})
	b.sound()
}
