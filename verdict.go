package certcat

// Listing is a SKU: what a seller offers where.
type Listing struct {
	SKU          string      `json:"sku"`
	Seller       string      `json:"seller,omitempty"`
	Title        string      `json:"title,omitempty"`
	Picture      string      `json:"picture,omitempty"` // a name under which the store knows it
	Category     string      `json:"category,omitempty"`
	Markets      []string    `json:"markets,omitempty"`
	Brand        string      `json:"brand,omitempty"`
	Models       []string    `json:"models,omitempty"`
	Attributes   []Attribute `json:"attributes,omitempty"`
	Placed       Interval    `json:"placed,omitzero"` // when units were placed on the market, where known
	Manufactured Interval    `json:"manufactured,omitzero"`
	Imported     Interval    `json:"imported,omitzero"`
}

// Attribute is one parameter of a listing with its unit.
type Attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
}

// Interval is [From, Until): Until is the first day outside; "" is open.
type Interval struct {
	From  Date `json:"from,omitempty"`
	Until Date `json:"until,omitempty"`
}

// Holds reports whether day lies in the interval.
func (i Interval) Holds(day Date) bool {
	return (i.From == "" || i.From <= day) && (i.Until == "" || day < i.Until)
}

// Case is what a check looks at. The first certificate is the one being judged; Related are the others that came with
// it (declaration ↔ certificate ↔ report ↔ licence ↔ brand letter).
type Case struct {
	Certificate Certificate   `json:"certificate"`
	Related     []Certificate `json:"related,omitempty"`
	Listing     *Listing      `json:"listing,omitempty"`
	// Registers are the answers of registers about the first certificate, in the order in which they came.
	Registers []RegisterCheck `json:"registers,omitempty"`
}

// Outcome is what one rule says about one certificate.
type Outcome string

// The outcomes of a rule. Every rule reports one of them for every check.
const (
	Pass          Outcome = "pass"
	Warn          Outcome = "warn"
	Fail          Outcome = "fail"
	Unknown       Outcome = "unknown"        // could not tell, or believed to fail on a row that nobody read: a person decides
	NotApplicable Outcome = "not-applicable" // the rule does not concern this certificate
	NotInForce    Outcome = "not-in-force"   // the rule does not apply on this day
)

// LawEffect is what the law makes of a finding.
type LawEffect string

// The law effects.
const (
	LawNone            LawEffect = "none"
	LawForm            LawEffect = "form"             // a formal defect
	LawPresumptionLost LawEffect = "presumption-lost" // not illegal: the maker must show conformity otherwise
	LawBreach          LawEffect = "breach"
)

// Policy is what the profile makes of a finding.
type Policy string

// The policy outcomes.
const (
	PolicyNone Policy = "none"
	PolicyWarn Policy = "warn"
	PolicyAsk  Policy = "ask"
	PolicyFail Policy = "fail"
)

// Basis is on what ground a finding stands.
type Basis string

// The bases of a finding or requirement.
const (
	BasisLaw      Basis = "law"
	BasisScheme   Basis = "scheme"
	BasisPlatform Basis = "platform-policy"
)

// Citation names the clause that a finding rests on.
type Citation struct {
	Act     string `json:"act,omitempty"`
	Article string `json:"article,omitempty"`
	URL     string `json:"url,omitempty"`
}

// Row names the table row that decided, and whether anybody read it in a source.
type Row struct {
	Table    string `json:"table"`
	ID       string `json:"id"`
	From     Date   `json:"from,omitempty"`
	Until    Date   `json:"until,omitempty"`
	Source   string `json:"source,omitempty"`
	Verified string `json:"verified"` // "source" = read in a document, "knowledge" = not
}

// Fix says what to do and who can do it: a message key with the Finding's arguments, and a role.
type Fix struct {
	Message string `json:"message"`
	Who     string `json:"who"`             // "manufacturer", "seller", "laboratory", "notified-body", "reviewer", …
	Cost    *Money `json:"cost,omitempty"`  // an estimate, where one is known
	Time    *Days  `json:"days,omitempty"`  // an estimate, where one is known
	Basis   string `json:"basis,omitempty"` // of the estimates: "source" or "knowledge"
}

// Finding is what one rule said, with everything a person needs to believe or dispute it.
type Finding struct {
	Rule     string     `json:"rule"`
	Outcome  Outcome    `json:"outcome"`
	Law      LawEffect  `json:"law"`
	Policy   Policy     `json:"policy"`
	Basis    Basis      `json:"basis"`
	Fields   []string   `json:"fields,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"` // the printed text with its box
	Message  string     `json:"message"`
	Args     []Arg      `json:"args,omitempty"`
	Citation *Citation  `json:"citation,omitempty"` // nil where a rule had nothing to cite
	Row      *Row       `json:"row,omitempty"`      // nil where no row decided
	Fix      *Fix       `json:"fix,omitempty"`      // nil where there is nothing to do
}

// Cites is the clause of a finding, the zero Citation where it has none.
func (f *Finding) Cites() Citation { return orZero(f.Citation) }

// DecidedBy is the table row of a finding, the zero Row where none decided.
func (f *Finding) DecidedBy() Row { return orZero(f.Row) }

// Remedy is what to do about a finding, the zero Fix where nothing needs doing.
func (f *Finding) Remedy() Fix { return orZero(f.Fix) }

func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// Check is the outcome of the document check.
type Check string

// The outcomes of the document check.
const (
	Holds       Check = "holds"
	DoesNotHold Check = "does-not-hold"
	Asks        Check = "asks"
)

// FitResult is how a certificate stands to one requirement.
type FitResult string

// The results of a fit.
const (
	Satisfies       FitResult = "satisfies"
	Supports        FitResult = "supports" // serves beside another document
	DoesNotSatisfy  FitResult = "does-not-satisfy"
	OtherMarket     FitResult = "other" // for another market or product: irrelevant, not rejected
	FitAsks         FitResult = "asks"
	FitNotEvaluated FitResult = "not-evaluated"
)

// Decision is what is made of a requirement.
type Decision string

// The decisions. They belong to the requirement, not to the paper.
const (
	Accepted    Decision = "accepted"
	Rejected    Decision = "rejected"
	NeedsReview Decision = "needs-review"
	Irrelevant  Decision = "irrelevant"
)

// Requirement is what a market asks for a category.
type Requirement struct {
	ID             string   `json:"id"`
	Category       string   `json:"category"`
	Market         string   `json:"market"`
	Kinds          []string `json:"kinds"`               // document kinds that prove it
	Level          string   `json:"level"`               // "mandatory", "recommended", "conditional"
	Condition      string   `json:"condition,omitempty"` // where conditional: equality on named attributes, else as printed
	When           []string `json:"when,omitempty"`      // the condition as attribute=value; one of them is enough
	Evidence       string   `json:"evidence"`            // "upload", "number", "on-product", "held-by-maker", "per-shipment"
	AnyOf          string   `json:"any_of,omitempty"`    // requirements of one group: one is enough
	Basis          Basis    `json:"basis"`
	Acts           []string `json:"acts,omitempty"`
	Schemes        []string `json:"schemes,omitempty"`
	Standards      []string `json:"standards,omitempty"`
	Languages      string   `json:"languages,omitempty"`
	Notarisation   string   `json:"notarisation,omitempty"` // "required", "where-asked", "not-required"
	Legalisation   string   `json:"legalisation,omitempty"`
	Representative string   `json:"representative,omitempty"`
	Marks          []string `json:"marks,omitempty"`
	Cost           string   `json:"cost,omitempty"`
	Bodies         []string `json:"bodies,omitempty"`   // typical ones
	BitesOn        string   `json:"bites_on,omitempty"` // the event whose day decides: "placed", "imported", "shipped", …
	Register       string   `json:"register,omitempty"` // where its numbers can be looked up
	Note           string   `json:"note,omitempty"`
	Row            Row      `json:"row"`
}

// Fit says whether a certificate serves one requirement.
type Fit struct {
	Requirement string    `json:"requirement"` // its ID
	Result      FitResult `json:"result"`
	Decision    Decision  `json:"decision"`
	Because     []string  `json:"because,omitempty"` // rule IDs of the findings that decided
}

// Digest names a table, profile or certificate that was used, and its content.
type Digest struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// Verdict is everything that was found about one certificate for one market and category on one day.
type Verdict struct {
	Document   string    `json:"document"`
	Part       Part      `json:"part"`
	Key        string    `json:"key"` // the verdict key it was made under
	Market     string    `json:"market,omitempty"`
	Category   string    `json:"category,omitempty"`
	AsOf       Date      `json:"as_of"`
	Profile    string    `json:"profile"`
	Check      Check     `json:"check"`
	Decision   Decision  `json:"decision"` // over all fits; NeedsReview where no market was asked
	Fits       []Fit     `json:"fits,omitempty"`
	CouldServe []string  `json:"could_serve,omitempty"` // requirement kinds it could prove, where no market or category was asked
	Findings   []Finding `json:"findings"`
	Used       []Digest  `json:"used"`                  // tables, profile, related certificates
	NextChange Date      `json:"next_change,omitempty"` // first future day on which any row or field that was used flips
}
