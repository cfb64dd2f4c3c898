package rest

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/execution"
	"article30/budget/outbox"
	"article30/budget/proceedings"
	"article30/budget/project"
	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/access"
)

// words are the values that a text of the description can have, "" aside.
func words[T ~string](lists ...[]T) []any {
	var values []any
	for _, w := range slices.Concat(lists...) {
		if w != "" {
			values = append(values, string(w))
		}
	}
	return values
}

// enumerations says of the properties of the description's schemas, by name
// "Schema.property", and of parameters, by name "operation?parameter", which values they have: the domain's own lists, and no
// second one. They describe and do not check: the domain refuses what it does
// not know, with its own code.
func enumerations() map[string][]any {
	codes := map[string]bool{}
	for _, row := range contributions.ContributorCodes {
		for _, code := range row.Allowed {
			codes[code] = true
		}
	}
	all := map[string][]any{}
	for _, e := range []struct {
		values []any
		of     []string
	}{
		{words(contributions.Modes), []string{"OpenContributionInBody.mode", "Contribution.mode"}},
		{words(contributions.DonorKinds), []string{"AddDonorInBody.kind", "Donor.kind", "ContributorCode.kind"}},
		{words(slices.Sorted(maps.Keys(codes))), []string{"AddDonorInBody.ceb_code", "Donor.ceb_code", "ContributorCode.allowed", "ContributorCode.default"}},
		{words(contributions.Kinds), []string{"Entry.kind", "Touched.kind"}},
		{append(words(contributions.Kinds), words(slices.DeleteFunc(execution.Kinds(), func(k execution.Kind) bool { return k == execution.KindReversal }))...), []string{"Proof.kind"}},
		{words(contributions.Bases), []string{"Entry.rate_basis", "Proof.rate_basis"}},
		{words(contributions.Accounts), []string{"Posting.account", "Balance.account"}},
		{words(contributions.IncomeKinds), []string{"RecordIncomeInBody.kind"}},
		{words(contributions.Policies), []string{"SetPolicyInBody.policy"}},
		{words(contributions.Natures), []string{"DeliveryInBody.nature", "Delivery.nature"}},
		{words(contributions.Uses), []string{"DeliveryInBody.use", "Delivery.use"}},
		{words(contributions.ValueBases), []string{"DeliveryInBody.basis", "Delivery.basis"}},
		{words(earmark.Kinds()), []string{"AddEarmarkInBody.kind"}},
		{words([]earmark.Kind{earmark.Unearmarked}, earmark.Kinds()), []string{"Earmark.kind", "EarmarkTotal.kind"}},
		{words(conference.Instruments()), []string{"LineIn.instrument", "Line.instrument", "ProposeIn.instrument", "Proposal.instrument", "RollCall.instrument", "RequestAssistanceInBody.instrument", "SetLineIn.instrument"}},
		{words(conference.MilestoneKinds()), []string{"Task.milestone", "Reminder.milestone"}},
		{words([]budget.Urgency{budget.Ahead, budget.DueToday, budget.Overdue}), []string{"Reminder.urgency"}},
		{words(conference.Languages()), []string{"SetContactIn.language", "Contact.language", "Mail.language", "Attachment.language", "QueuedMail.languages", "DispatchIn.languages", "CirculateIn.languages", "Dispatch.language", "FactIn.languages", "WithdrawSheetIn.language", "RequestAssistanceInBody.language", "Assistance.language"}},
		{words(conference.Groups()), []string{
			"AddDonorInBody.region", "Donor.region", "Participant.group", "AllotInBody.region", "CommitInBody.region", "ExpenseInBody.region", "Purpose.region",
		}},
		{words(conference.ConsentKinds()), []string{"Consent.kind"}},
		{words(budget.Kinds()), []string{"CreateIn.kind", "Circulation.kind", "import?document"}},
		{words(budget.Statuses()), []string{"Circulation.status"}},
		{words(budget.FactKinds()), []string{"FactIn.kind"}},
		{words(budget.Channels()), []string{"CirculateIn.channel", "Dispatch.channel", "FactIn.channel", "Fact.channel"}},
		{words(outbox.Kinds()), []string{"Mail.kind"}},
		{words(outbox.States()), []string{"Mail.state"}},
		{words(outbox.EventKinds()), []string{"MailEvent.kind", "MailAttempt.event"}},
		{words(outbox.Settlements()), []string{"SettleMailInBody.as"}},
		{words(budget.Outcomes()), []string{"DecideIn.outcome", "RoomDecisionIn.outcome", "Decision.outcome", "RoomDecision.outcome"}},
		{words(budget.Revisers()), []string{"ReviseIn.approved_by", "RevisedBudget.approved_by"}},
		{words(budget.Methods()), []string{"DecideIn.method", "ProposalEvent.method"}},
		{words(budget.Bases()), []string{"DecideIn.basis", "RoomDecisionIn.basis", "Decision.basis", "RoomDecision.basis"}},
		{words(budget.Stages()), []string{"ColumnIn.stage", "Column.stage", "AmountIn.stage", "FigureIn.stage", "ComputedAmount.stage"}},
		{words(budget.Fundings()), []string{"LineIn.funding", "AmendmentIn.funding", "AmendmentIn.to", "Amendment.to", "Block.funding", "AllotInBody.funding", "ExplainInBody.funding", "Explanation.funding", "import?funding"}},
		{words(budget.Mandates()), []string{"LineIn.mandate", "Line.mandate", "AmendmentIn.mandate", "AllotInBody.mandate", "SetLineIn.mandate", "Explanation.mandate"}},
		{words(budget.Objects()), []string{"LineIn.object", "Line.object", "ShareIn.object", "BudgetShare.object", "Spent.object", "SetLineIn.object"}},
		{words(proceedings.Actions()), []string{"AmendmentIn.action", "Amendment.action"}},
		{words(proceedings.States()), []string{"Proposal.state"}},
		{words(proceedings.EventKinds()), []string{"ProposalEvent.kind"}},
		{words(proceedings.Subjects()), []string{"RollCall.subject"}},
		{words(proceedings.Outcomes()), []string{"SettleIn.outcome"}},
		{words(conference.Answers()), []string{"VoteAnswer.answer"}},
		{words(execution.Differences()), []string{"ExplainInBody.difference", "Explanation.difference"}},
		{words(execution.Accounts()), []string{"ExecutionPosting.account"}},
		{words(execution.Funds()), []string{"PeriodTotal.fund"}},
		{words(project.Kinds()), []string{"AssistanceEvent.kind"}},
		{words(project.Rules()), []string{"AssistanceEvent.against", "ProjectInstalment.against"}},
		{words(project.PartnerKinds()), []string{"EngagePartnerInBody.kind"}},
		{words(project.ReportKinds()), []string{"ReportDueIn.kind", "RequireReportInBody.kind"}},
		{words(access.OperationKinds()), []string{"SetLimitInBody.operation", "ApprovalLimit.operation"}},
		{append(words(access.OperationKinds()), string(access.BackDating)), []string{"Submission.operation"}},
		{words(access.Roles()), []string{"User.roles"}},
		{words(access.Operator("").Roles, access.Roles()), []string{"MeOut.roles"}},
		{words(access.Permissions()), []string{"MeOut.permissions", "MeOut.own"}},
	} {
		for _, property := range e.of {
			all[property] = e.values
		}
	}
	return all
}

// enumerated is the description with the enumerations in it. What requests are
// checked by stays without them.
func enumerated(document *huma.OpenAPI) *huma.OpenAPI {
	said, values := *document, enumerations()
	components, schemas := *document.Components, maps.Clone(document.Components.Schemas.Map())
	for name, s := range schemas {
		of := *s
		of.Properties = maps.Clone(s.Properties)
		for property, p := range of.Properties {
			list, ok := values[name+"."+property]
			if !ok {
				continue
			}
			told := *p
			if p.Items != nil {
				item := *p.Items
				item.Enum, told.Items = list, &item
			} else {
				told.Enum = list
			}
			of.Properties[property] = &told
		}
		schemas[name] = &of
	}
	components.Schemas = described{document.Components.Schemas, schemas}
	said.Components = &components
	said.Paths = maps.Clone(document.Paths)
	for path, item := range said.Paths {
		of := *item
		for _, op := range []**huma.Operation{&of.Get, &of.Put, &of.Post, &of.Delete, &of.Patch} {
			if *op != nil {
				*op = withParameters(*op, values)
			}
		}
		said.Paths[path] = &of
	}
	return &said
}

// withParameters is the operation with the enumerations of its parameters, by
// name "operation?parameter".
func withParameters(op *huma.Operation, values map[string][]any) *huma.Operation {
	of := *op
	of.Parameters = slices.Clone(op.Parameters)
	for i, p := range of.Parameters {
		if list, ok := values[op.OperationID+"?"+p.Name]; ok {
			told, schema := *p, *p.Schema
			schema.Enum, told.Schema = list, &schema
			of.Parameters[i] = &told
		}
	}
	return &of
}

// described is the registry of the schemas with others in their place.
type described struct {
	huma.Registry
	schemas map[string]*huma.Schema
}

func (d described) Map() map[string]*huma.Schema { return d.schemas }

func (d described) MarshalJSON() ([]byte, error) { return json.Marshal(d.schemas) }
