package rest

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/answer"
	"article30/api/imports"
	"article30/internal/access"
	"article30/internal/problem"
)

// need is what an operation takes. The zero need lets nobody in.
type need struct {
	// permissions are the one that the actor must have. Where there are
	// several, the request decides which, and the use case asks for it.
	permissions []access.Permission
	own         bool // an actor who has it for their own State gets that State's records
	token       bool // any token will do
	nothing     bool // not even a token
}

func takes(permissions ...access.Permission) need { return need{permissions: permissions} }

func takesOwn(p access.Permission) need { return need{permissions: []access.Permission{p}, own: true} }

// needs is what each operation takes, by its id; no other place says so. Use
// cases that change something ask once more.
var needs = map[string]need{
	"health": {nothing: true},
	"me":     {token: true},

	"deadline":         takes(access.ReadReference),
	"participants":     takes(access.ReadReference),
	"parties":          takes(access.ReadReference),
	"sessions":         takes(access.ReadReference),
	"session":          takes(access.ReadReference),
	"rate":             takes(access.ReadReference),
	"milestones":       takes(access.ReadBudgets),
	"move-session":     takes(access.MoveSession),
	"postpone-session": takes(access.MoveSession),
	"resume-session":   takes(access.MoveSession),
	"remind":           takes(access.CirculateBudgets),

	"rate-versions": takes(access.ReadReference),
	"preview-rate":  takes(access.ReadContributions), // it names the entries
	"correct-rate":  takes(access.ImportRates),

	"fixed-rates":         takes(access.ReadReference),
	"fix-rate":            takes(access.ImportRates),
	"withdraw-fixed-rate": takes(access.ImportRates),
	"policy":              takesOwn(access.ReadContributions),
	"set-policy":          takes(access.RecordContributions),
	"proof":               takesOwn(access.ReadContributions),
	"contribution-proofs": takesOwn(access.ReadContributions),
	"proofs":              takes(access.ReadContributions),
	"spending-proof":      takes(access.ReadExecution),
	"allotment-proofs":    takes(access.ReadExecution),

	"donors":              takesOwn(access.ReadContributions),
	"donor":               takesOwn(access.ReadContributions),
	"contributions":       takesOwn(access.ReadContributions),
	"contribution":        takesOwn(access.ReadContributions),
	"status":              takesOwn(access.ReadContributions),
	"export":              takes(access.ReadContributions),
	"donor-codes":         takes(access.ReadReference),
	"donor-merges":        takes(access.ReadContributions),
	"add-donor":           takes(access.RecordDonors),
	"merge-donor":         takes(access.RecordDonors),
	"unmerge-donor":       takes(access.RecordDonors),
	"open-contribution":   takes(access.RecordContributions),
	"record-pledge":       takes(access.RecordContributions),
	"revise-pledge":       takes(access.RecordContributions),
	"record-agreement":    takes(access.RecordContributions),
	"record-receipt":      takes(access.RecordContributions),
	"record-refund":       takes(access.RecordContributions),
	"record-write-down":   takes(access.RecordContributions),
	"revaluations":        takes(access.ReadContributions),
	"revalue":             takes(access.RecordContributions),
	"reverse-revaluation": takes(access.RecordContributions),
	"reverse-entry":       takes(access.RecordContributions),
	"restore-entry":       takes(access.RecordContributions),
	"record-delivery":     takes(access.RecordContributions),

	"schedule":             takesOwn(access.ReadContributions),
	"set-schedule":         takes(access.RecordContributions),
	"receipts":             takes(access.ReadContributions),
	"proceeds":             takesOwn(access.ReadContributions),
	"set-proceeds":         takes(access.RecordContributions),
	"terms":                takesOwn(access.ReadContributions),
	"set-terms":            takes(access.RecordContributions),
	"record-condition-met": takes(access.RecordContributions),
	"suspense":             takes(access.ReadContributions),
	"record-suspense":      takes(access.RecordContributions),
	"match-suspense":       takes(access.RecordContributions),
	"return-suspense":      takes(access.RecordContributions),
	"income":               takes(access.ReadContributions),
	"record-income":        takes(access.RecordContributions),

	"earmarks":              takes(access.ReadReference),
	"earmarked-cash":        takes(access.ReadContributions),
	"contribution-earmark":  takesOwn(access.ReadContributions),
	"contribution-spending": takesOwn(access.ReadContributions),
	"add-earmark":           takes(access.DefineEarmarks),
	"close-earmark":         takes(access.DefineEarmarks),
	"assign-earmark":        takes(access.RecordEarmarks),
	"transfer-earmark":      takes(access.RecordEarmarks),

	"budgets":          takes(access.ReadBudgets),
	"budget":           takes(access.ReadBudgets),
	"circulation":      takes(access.ReadBudgets),
	"sheets":           takes(access.ReadBudgets),
	"sheet":            takes(access.ReadBudgets), // keeps that a delegate fetched it
	"dispatches":       takes(access.ReadBudgets),
	"facts":            takes(access.ReadBudgets),
	"evidence":         takes(access.ReadEvidence),
	"decisions":        takes(access.ReadBudgets),
	"budget-proof":     takes(access.ReadBudgets),
	"create-budget":    takes(access.DraftBudgets),
	"add-version":      takes(access.DraftBudgets),
	"assign-budget":    takes(access.DraftBudgets),
	"costs":            takes(access.ReadBudgets),
	"set-cost":         takes(access.DraftBudgets),
	"basis":            takes(access.ReadBudgets),
	"compare-budget":   takes(access.ReadBudgets),
	"draft-budget":     takes(access.DraftBudgets),
	"set-line":         takes(access.DraftBudgets),
	"remove-line":      takes(access.DraftBudgets),
	"set-text":         takes(access.DraftBudgets),
	"edit-budget":      takes(access.DraftBudgets),
	"contacts":         takes(access.ReadContacts),
	"set-contact":      takes(access.RecordContacts),
	"outbox":           takes(access.ReadContacts),
	"dispatch-by-mail": takes(access.CirculateBudgets),
	"send-mail":        takes(access.CirculateBudgets),
	"bounce-mail":      takes(access.CirculateBudgets),
	"settle-mail":      takes(access.CirculateBudgets),
	"draft-sheet":      takes(access.ReadBudgets),
	"translations":     takes(access.ReadBudgets),
	"put-sheet":        takes(access.DraftBudgets),
	"withdraw-sheet":   takes(access.DraftBudgets),
	"freeze":           takes(access.CirculateBudgets),
	"circulate":        takes(access.CirculateBudgets),
	"add-evidence":     takes(access.CirculateBudgets),
	"record-fact":      takes(access.CirculateBudgets),
	"decide":           takes(access.RecordDecisions),
	"budget-revisions": takes(access.ReadBudgets),
	"revise-budget":    takes(access.RecordDecisions),

	"room":              takes(access.ReadBudgets),
	"alternatives":      takes(access.ReadBudgets),
	"meetings":          takes(access.ReadBudgets),
	"open-meeting":      takes(access.RecordProceedings),
	"propose":           takes(access.RecordProceedings),
	"imply":             takes(access.RecordProceedings),
	"withdraw-proposal": takes(access.RecordProceedings),
	"settle-proposal":   takes(access.RecordDecisions),
	"reconsider":        takes(access.RecordDecisions),
	"decide-in-room":    takes(access.RecordDecisions),

	"execution":               takes(access.ReadExecution),
	"explanations":            takes(access.ReadExecution),
	"explain":                 takes(access.RecordExecution),
	"line-balance":            takes(access.ReadExecution),
	"allotments":              takes(access.ReadExecution),
	"allotment":               takes(access.ReadExecution),
	"fund-approvals":          takes(access.ReadExecution),
	"fund-cash":               takes(access.ReadExecution),
	"approve-fund":            takes(access.RecordExecution),
	"withdraw-fund-approval":  takes(access.RecordExecution),
	"allot":                   takes(access.RecordExecution),
	"change-allotment":        takes(access.RecordExecution),
	"commit":                  takes(access.RecordExecution),
	"change-commitment":       takes(access.RecordExecution),
	"record-direct-expense":   takes(access.RecordExecution),
	"record-expense":          takes(access.RecordExecution),
	"record-payment":          takes(access.RecordExecution),
	"record-expense-refund":   takes(access.RecordExecution),
	"reverse-execution-entry": takes(access.RecordExecution),
	"restore-execution-entry": takes(access.RecordExecution),

	"periods":               takes(access.ReadContributions),
	"period":                takes(access.ReadContributions),
	"close-period":          takes(access.ClosePeriods),
	"reopen-period":         takes(access.ReopenPeriods),
	"assistance-requests":   takesOwn(access.ReadAssistance),
	"assistance-request":    takesOwn(access.ReadAssistance),
	"assistance-projects":   takesOwn(access.ReadAssistance),
	"assistance-project":    takesOwn(access.ReadAssistance),
	"overdue-reports":       takesOwn(access.ReadAssistance),
	"request-assistance":    takes(access.RecordAssistance),
	"withdraw-assistance":   takes(access.RecordAssistance),
	"open-appraisal":        takes(access.AppraiseAssistance),
	"appraise":              takes(access.AppraiseAssistance),
	"approve-assistance":    takes(access.ApproveAssistance),
	"decline-assistance":    takes(access.ApproveAssistance),
	"revise-project":        takes(access.ApproveAssistance),
	"engage-partner":        takes(access.ImplementAssistance),
	"record-partner-refund": takes(access.ImplementAssistance),
	"release-instalment":    takes(access.ImplementAssistance),
	"end-partner":           takes(access.ImplementAssistance),
	"close-project":         takes(access.ImplementAssistance),
	"require-report":        takes(access.FollowAssistance),
	"receive-report":        takes(access.FollowAssistance),
	"accept-report":         takes(access.FollowAssistance),
	"return-report":         takes(access.FollowAssistance),

	"submissions":        takes(access.ReadApprovals),
	"submission":         takes(access.ReadApprovals),
	"approve":            takes(access.DecideApprovals),
	"approve-all":        takes(access.DecideApprovals),
	"refuse":             takes(access.DecideApprovals),
	"withdraw":           takes(access.WithdrawSubmissions),
	"approval-limits":    takes(access.ReadApprovalLimits),
	"set-approval-limit": takes(access.SetApprovals),
	"set-approver-limit": takes(access.SetApprovals),

	"import": takes(toImport()...),
	"report": takes(access.ReadReports),

	"checkpoints":     {nothing: true},
	"make-checkpoint": takes(access.MakeCheckpoints),

	"verify":  takes(access.RunVerify),
	"journal": takes(access.ReadJournal),
	"users":   takes(access.ReadUsers),
	"tokens":  takes(access.ReadUsers),
}

// toImport is what the kinds of file take, each once.
func toImport() (all []access.Permission) {
	for _, p := range access.Permissions() {
		for _, kind := range imports.Kinds {
			if imports.Needs[kind] == p {
				all = append(all, p)
				break
			}
		}
	}
	return all
}

// check refuses an actor who may not.
//
// Errors: auth.missing; those of access.Actor.Require.
func (n need) check(actor access.Actor) error {
	if n.nothing {
		return nil
	}
	if actor.Name == "" {
		return problem.New(problem.Unauthorized, "auth.missing")
	}
	switch {
	case n.token || len(n.permissions) > 1:
		return nil
	case len(n.permissions) == 0:
		return errForgotten
	case n.own:
		return actor.RequireOwn(n.permissions[0])
	}
	return actor.Require(n.permissions[0])
}

var errForgotten = errors.New("rest: the operation does not say what it takes")

// actor is who asks.
func actor(ctx context.Context) access.Actor { return answer.Of(ctx).Actor }

// authorize refuses whoever may not do an operation, before anything of the
// request is looked at.
func authorize(api huma.API) func(ctx huma.Context, next func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if err := needs[ctx.Operation().OperationID].check(actor(ctx.Context())); err != nil {
			// What it returns is that the reader has gone away.
			_ = huma.WriteErr(api, ctx, http.StatusInternalServerError, "", err)
			return
		}
		next(ctx)
	}
}

// bearer is the name of the security scheme in the description.
const bearer = "token"

// describeAccess says in the description what each operation takes: the
// permissions stand with the scheme, as OpenAPI 3.1 has it for roles.
func describeAccess(document *huma.OpenAPI) {
	document.Components.SecuritySchemes = map[string]*huma.SecurityScheme{bearer: {
		Type: "http", Scheme: "bearer", BearerFormat: "a30_ and 59 letters and digits",
		Description: "A token of `article30 token add USER`. An operation names the permission that it takes; of several, the request decides which.",
	}}
	for _, path := range document.Paths {
		for _, op := range operations(path) {
			n := needs[op.OperationID]
			if n.nothing {
				op.Security = []map[string][]string{}
				continue
			}
			permissions := []string{}
			for _, p := range n.permissions {
				permissions = append(permissions, string(p))
			}
			op.Security = []map[string][]string{{bearer: permissions}}
			if n.own {
				op.Extensions = map[string]any{"x-own-state": "a delegate gets the records of their own State"}
			}
		}
	}
}

func operations(path *huma.PathItem) (all []*huma.Operation) {
	for _, op := range []*huma.Operation{path.Get, path.Post, path.Put, path.Patch, path.Delete} {
		if op != nil {
			all = append(all, op)
		}
	}
	return all
}
