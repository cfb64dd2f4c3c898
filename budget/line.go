package budget

import (
	"slices"
	"strings"

	"article30/budget/conference"
	"article30/budget/costing"
	"article30/internal/money"
)

// Column is one column of figures: a year and what the figures of it are.
type Column struct {
	Year  int    `json:"year"`
	Stage Stage  `json:"stage"`
	Label string `json:"label,omitempty"` // as the source prints it
}

// Stage is how far the figures of a column have come.
type Stage string

const (
	Proposed   Stage = "proposed"
	Approved   Stage = "approved"
	Revised    Stage = "revised"
	Redeployed Stage = "redeployed" // a movement between sections; part of the way from proposed to revised
	Change     Stage = "change"     // any other movement on that way
	Actual     Stage = "actual"
)

// Stages are the stages in the order of a budget's life.
func Stages() []Stage { return []Stage{Proposed, Approved, Revised, Redeployed, Change, Actual} }

// Line is one line of a budget. Amounts has one US dollar amount for each
// column of the version; where the column is nil for the line, no money.
type Line struct {
	Code       string                `json:"code,omitempty"`
	Title      string                `json:"title"`
	Section    string                `json:"section,omitempty"` // "" stands outside every section
	Mandate    Mandate               `json:"mandate,omitempty"`
	Instrument conference.Instrument `json:"instrument,omitempty"`
	Object     Object                `json:"object,omitempty"`
	Funding    Funding               `json:"funding"`
	Amounts    []money.Money         `json:"amounts"`
	Texts      Texts                 `json:"texts,omitempty"` // title and narrative in other languages than the title's

	// Basis has what each computed amount is computed from, at the place of the
	// amount, and nothing for one that is stated. It is nil when all are.
	Basis [][]costing.Term `json:"-"`
}

// BasisOf is what the amount in column i is computed from; nothing for one that
// is stated.
func (l Line) BasisOf(i int) []costing.Term {
	if i >= len(l.Basis) {
		return nil
	}
	return l.Basis[i]
}

// Computed reports a line with an amount that is computed.
func (l Line) Computed() bool {
	return slices.ContainsFunc(l.Basis, func(terms []costing.Term) bool { return len(terms) > 0 })
}

// Funding is where a line's money comes from. The regular budget and
// extrabudgetary money are never netted against each other.
type Funding string

const (
	Regular        Funding = "regular"
	GeneralPurpose Funding = "general_purpose" // extrabudgetary, not earmarked
	SpecialPurpose Funding = "special_purpose" // extrabudgetary, earmarked
)

// Fundings are the sources in the order in which a sheet prints them.
func Fundings() []Funding { return []Funding{Regular, GeneralPurpose, SpecialPurpose} }

// Extrabudgetary reports money that bears programme support cost.
func (f Funding) Extrabudgetary() bool { return f != Regular }

// Mandate is the article under which an activity is budgeted. Rule 72: the
// budget is for activities under Convention articles 29 to 32, Trafficking in
// Persons Protocol article 10, Smuggling of Migrants Protocol article 14 and
// Firearms Protocol article 14.
type Mandate string

const (
	Convention29  Mandate = "convention_29"
	Convention30  Mandate = "convention_30"
	Convention31  Mandate = "convention_31"
	Convention32  Mandate = "convention_32"
	Trafficking10 Mandate = "trafficking_10"
	Migrants14    Mandate = "migrants_14"
	Firearms14    Mandate = "firearms_14"
)

// Mandates are the articles of rule 72, in its order.
func Mandates() []Mandate {
	return []Mandate{Convention29, Convention30, Convention31, Convention32, Trafficking10, Migrants14, Firearms14}
}

// Instrument is the treaty that the article stands in.
func (m Mandate) Instrument() conference.Instrument {
	switch m {
	case Trafficking10:
		return conference.Trafficking
	case Migrants14:
		return conference.Migrants
	case Firearms14:
		return conference.Firearms
	}
	return conference.Convention
}

// Article is the number of the article in its treaty; "" for no mandate.
func (m Mandate) Article() string {
	_, article, _ := strings.Cut(string(m), "_")
	return article
}

// Object is a class of expenditure as UN programme budgets print it.
type Object string

const (
	Posts                     Object = "posts"
	OtherStaff                Object = "other_staff"
	ConsultantsExperts        Object = "consultants_experts"
	TravelOfRepresentatives   Object = "travel_representatives"
	TravelOfStaff             Object = "travel_staff"
	ContractualServices       Object = "contractual_services"
	GeneralOperating          Object = "general_operating"
	Hospitality               Object = "hospitality"
	SuppliesMaterials         Object = "supplies_materials"
	FurnitureEquipment        Object = "furniture_equipment"
	GrantsContributionsObject Object = "grants_contributions"
)

// Category is one of the seven harmonized categories of expenditure of the
// United Nations Sustainable Development Group, which reports to donors use.
type Category string

const (
	StaffPersonnel      Category = "staff_personnel"
	SuppliesCommodities Category = "supplies_commodities_materials"
	EquipmentVehicles   Category = "equipment_vehicles_furniture"
	Contractual         Category = "contractual_services"
	Travel              Category = "travel"
	Transfers           Category = "transfers_grants_counterparts"
	Operating           Category = "general_operating_other_direct"
)

var objects = []struct {
	object   Object
	category Category
}{
	{Posts, StaffPersonnel},
	{OtherStaff, StaffPersonnel},
	{ConsultantsExperts, StaffPersonnel},
	{TravelOfRepresentatives, Travel},
	{TravelOfStaff, Travel},
	{ContractualServices, Contractual},
	{GeneralOperating, Operating},
	{Hospitality, Operating},
	{SuppliesMaterials, SuppliesCommodities},
	{FurnitureEquipment, EquipmentVehicles},
	{GrantsContributionsObject, Transfers},
}

// Objects are the classes in the order in which UN budgets print them.
func Objects() []Object {
	list := make([]Object, len(objects))
	for i, o := range objects {
		list[i] = o.object
	}
	return list
}

// Category is the harmonized category that the class belongs to; "" for no
// class.
func (o Object) Category() Category {
	for _, known := range objects {
		if known.object == o {
			return known.category
		}
	}
	return ""
}
