package access_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/internal/access"
	"article30/internal/problem"
)

func TestActor(t *testing.T) {
	officer := access.Actor{Name: "anna", Roles: []access.Role{access.FinanceOfficer}}
	delegate := access.Actor{Name: "denis", Roles: []access.Role{access.Delegate}, State: "FRA"}
	for _, tt := range []struct {
		name       string
		actor      access.Actor
		permission access.Permission
		want       access.Reach
	}{
		{"nobody", access.Actor{Name: "x"}, access.ReadReference, access.Nowhere},
		{"a role that has it", officer, access.RecordContributions, access.Everywhere},
		{"a role that does not", officer, access.DraftBudgets, access.Nowhere},
		{"the farthest of several roles", access.Actor{Roles: []access.Role{access.Delegate, access.Secretariat}, State: "FRA"}, access.ReadContributions, access.Everywhere},
		{"the second of several roles", access.Actor{Roles: []access.Role{access.Approver, access.FinanceOfficer}}, access.ImportRates, access.Everywhere},
		{"the own State's records", delegate, access.ReadContributions, access.Own},
		{"a delegate of no State", access.Actor{Roles: []access.Role{access.Delegate}}, access.ReadContributions, access.Nowhere},
		{"the operator", access.Operator("x"), access.ManageUsers, access.Everywhere},
		{"the operator and what there is not", access.Operator("x"), "wallet.empty", access.Nowhere},
		{"the reader of the pages", access.LocalReader(), access.ReadReports, access.Everywhere},
		{"the reader of the pages writes", access.LocalReader(), access.RecordContributions, access.Nowhere},
		{"within a scope", scoped(officer, "contribution.record"), access.RecordContributions, access.Everywhere},
		{"beside a scope", scoped(officer, "contribution.record"), access.ReadContributions, access.Nowhere},
		{"a scope does not give what the role has not", scoped(officer, "write"), access.DraftBudgets, access.Nowhere},
		{"read", scoped(officer, "read"), access.ReadContributions, access.Everywhere},
		{"read does not write", scoped(officer, "read"), access.RecordContributions, access.Nowhere},
		{"write does not read", scoped(officer, "write"), access.ReadContributions, access.Nowhere},
		{"the own State's records within a scope", scoped(delegate, "read"), access.ReadContributions, access.Own},
		{"a scope of nothing", access.Actor{Roles: officer.Roles, Scope: access.Scope{}}, access.ReadContributions, access.Nowhere},
	} {
		if got := tt.actor.Reach(tt.permission); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		if got := tt.actor.May(tt.permission); got != (tt.want == access.Everywhere) {
			t.Errorf("%s: May is %v", tt.name, got)
		}
		if err := tt.actor.Require(tt.permission); (err == nil) != (tt.want == access.Everywhere) {
			t.Errorf("%s: Require says %v", tt.name, err)
		}
		if err := tt.actor.RequireOwn(tt.permission); (err == nil) != (tt.want != access.Nowhere) {
			t.Errorf("%s: RequireOwn says %v", tt.name, err)
		}
	}
}

func scoped(a access.Actor, words ...string) access.Actor {
	a.Scope = words
	return a
}

func TestRefusalNamesPermissionAndRoles(t *testing.T) {
	delegate := access.Actor{Name: "denis", Roles: []access.Role{access.Delegate}, State: "FRA"}
	for _, tt := range []struct {
		name string
		err  error
		code string
		args problem.Args
	}{
		{
			"no role", access.Actor{Name: "x"}.Require(access.RunVerify), "access.denied",
			problem.Args{"permission": "verify.run", "roles": []string{"finance_officer", "auditor", "administrator"}},
		},
		{
			"only the own State's", delegate.Require(access.ReadContributions), "access.denied",
			problem.Args{"permission": "contribution.read", "roles": []string{"finance_officer", "approver", "secretariat", "auditor"}},
		},
		{
			"only the scope", scoped(delegate, "budget.read").RequireOwn(access.ReadContributions), "access.out_of_scope",
			problem.Args{"permission": "contribution.read", "scope": "budget.read"},
		},
		{
			"neither role nor scope", scoped(delegate, "budget.read").Require(access.RunVerify), "access.denied",
			problem.Args{"permission": "verify.run", "roles": []string{"finance_officer", "auditor", "administrator"}},
		},
	} {
		e, ok := problem.As(tt.err)
		if !ok || e.Kind != problem.Forbidden || e.Code != tt.code {
			t.Errorf("%s: %v", tt.name, tt.err)
			continue
		}
		if diff := cmp.Diff(tt.args, e.Args); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestParseScope(t *testing.T) {
	got, err := access.ParseScope([]string{"journal.read", "read", "contribution.record", "read"})
	if err != nil || got.String() != "read contribution.record journal.read" {
		t.Errorf("got %q, %v", got, err)
	}
	for word, code := range map[string]string{"": "access.unknown_scope", "all": "access.unknown_scope", "Read": "access.unknown_scope", "read write": "access.unknown_scope"} {
		if _, err := access.ParseScope([]string{"read", word}); !problem.Is(err, code) {
			t.Errorf("%q: %v, want %s", word, err, code)
		}
	}
	if _, err := access.ParseScope(nil); !problem.Is(err, "access.no_scope") {
		t.Errorf("no words: %v", err)
	}
}
