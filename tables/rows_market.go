package tables

import "github.com/certcat/certcat"

// Category is a product category of the one vocabulary.
type Category struct {
	NameEn    string   `csv:"name_en,must"`
	NameZh    string   `csv:"name_zh"`
	HS        []string `csv:"hs"`
	Aliases   []string `csv:"aliases"`
	Profile   string   `csv:"profile"`
	Within    string   `csv:"within"` // the wider category whose cells hold where this one has none
	Standards string   `csv:"standards"`
	Exempt    bool     `csv:"exempt"`
	Note      string   `csv:"note"`
	Meta
}

// Cell is one category in one market: that it exists says that we know what the market asks.
type Cell struct {
	Category string   `csv:"category,must"`
	Market   string   `csv:"market,must"`
	As       string   `csv:"as"` // the market whose requirements hold here too
	Acts     []string `csv:"acts"`
	Marking  string   `csv:"marking"`
	Status   string   `csv:"status"`
	Note     string   `csv:"note"`
	Meta
}

// requirementRow is a line of requirements.csv; Requirement is its public form.
type requirementRow struct {
	Category  string   `csv:"category,must"`
	Market    string   `csv:"market,must"`
	Kind      string   `csv:"kind,must"` // a requirement kind or a scheme
	Level     string   `csv:"level,must" enum:"mandatory|recommended|conditional"`
	Condition string   `csv:"condition"`
	When      []string `csv:"when"` // the condition as attribute=value; one of them is enough
	AnyOf     string   `csv:"any_of"`
	Accepts   []string `csv:"accepts"` // requirement kinds that serve instead
	Basis     string   `csv:"basis,must" enum:"law|scheme|platform-policy"`
	Acts      []string `csv:"acts"`
	Scheme    string   `csv:"scheme"`
	Standards []string `csv:"standards"`
	Note      string   `csv:"note"`
	Meta
}

// RequirementKind is a thing that a market can ask for.
type RequirementKind struct {
	Name     string `csv:"name,must"`    // in English
	NameZh   string `csv:"name_zh,must"` // in Chinese
	Evidence string `csv:"evidence,must" enum:"upload|number|on-product|held-by-maker|per-shipment|none"`
	// Provable is false where no kind of document that the reader tells apart proves it: it is a number in a register, a
	// thing on the product, or a paper that a person must judge.
	Provable bool `csv:"provable"`
	Meta
}

// Proof says what a document of one kind proves, and for what it is only a support.
type Proof struct {
	Kind     string   `csv:"kind,must"` // document kind
	Scheme   string   `csv:"scheme"`    // "" = no scheme, or the EU's acts
	Proves   []string `csv:"proves"`
	Supports []string `csv:"supports"`
	Note     string   `csv:"note"`
	Meta
}

// Life says how long a document of one kind can be relied on.
type Life struct {
	Kind      string       `csv:"kind"` // document kind, "" = any
	Act       string       `csv:"act"`
	Scheme    string       `csv:"scheme"`
	Term      string       `csv:"term,must" enum:"none|printed|fixed|review|per-shipment|register"`
	Months    int          `csv:"months"`     // fixed: the term; review: the interval
	MinMonths int          `csv:"min_months"` // printed: the range in which the printed end lies
	MaxMonths int          `csv:"max_months"` // the longest that act or scheme allows, 0 = no limit
	Ends      certcat.Date `csv:"ends"`       // first day on which all of the kind have ended
	Effect    string       `csv:"effect,must" enum:"ends-use|ends-new-placing|ends-as-basis|none"`
	Basis     string       `csv:"basis"`
	Note      string       `csv:"note"`
	Meta
}

// Identifier is the form of a number.
type Identifier struct {
	Identifier string   `csv:"identifier,must"` // rows of one identifier differ by country
	NameEn     string   `csv:"name_en,must"`
	NameZh     string   `csv:"name_zh"`
	Country    string   `csv:"country"`
	Regex      string   `csv:"regex"` // full match, RE2
	Valid      []string `csv:"valid"`
	Invalid    []string `csv:"invalid"` // texts that the form must refuse
	BadCheck   []string `csv:"bad_check"`
	Check      string   `csv:"check"` // check digit in words, or where to ask
	Roles      []string `csv:"roles"`
	Severity   string   `csv:"severity" enum:"warn|error"`
	Note       string   `csv:"note"`
	Meta
}

// Market is a jurisdiction in which a product is offered.
type Market struct {
	Mains          string `csv:"mains"`
	Language       string `csv:"language"`
	Instructions   string `csv:"instructions"`
	Representative string `csv:"representative"`
	Notarisation   string `csv:"notarisation" enum:"required|where-asked|not-required"`
	Legalisation   string `csv:"legalisation"`
	Marking        string `csv:"marking"`
	Retention      string `csv:"retention"`
	Note           string `csv:"note"`
	Meta
}

// Language is a language that a state asks for.
type Language struct {
	State    string `csv:"state,must"`
	Language string `csv:"language,must"` // ISO 639-1
	Use      string `csv:"use,must"`
	Meta
}

// Attribute is a product parameter.
type Attribute struct {
	NameEn   string   `csv:"name_en,must"`
	NameZh   string   `csv:"name_zh"`
	Unit     string   `csv:"unit"`
	Format   string   `csv:"format"` // RE2
	Examples []string `csv:"examples"`
	// CounterExamples are texts that the format must refuse.
	CounterExamples []string `csv:"counter_examples"`
	AlsoWritten     []string `csv:"also_written"`
	Note            string   `csv:"note"`
	Meta
}

// CategoryAttribute says that a category asks for a parameter.
type CategoryAttribute struct {
	Category  string `csv:"category"` // "" = every category
	Attribute string `csv:"attribute,must"`
	Level     string `csv:"level,must" enum:"required|recommended"`
	Meta
}

// Register is a public register or another place from which rows can be refreshed.
type Register struct {
	Name    string `csv:"name,must"`
	Market  string `csv:"market"`
	Content string `csv:"content"`
	Format  string `csv:"format"`
	URL     string `csv:"url,must"`
	Access  string `csv:"access"`
	Note    string `csv:"note"`
	Meta
}

// Guidance is a rule in words that stands beside the tables.
type Guidance struct {
	About string `csv:"about,must"`
	When  string `csv:"when"`
	Then  string `csv:"then,must"`
	Meta
}

// Completeness says that a table, within one act or scheme where named, holds everything there is in [From, Until): only then is
// a missing row a proof.
type Completeness struct {
	Table  string `csv:"table,must"`
	Act    string `csv:"act"`
	Scheme string `csv:"scheme"` // for registrations: whose register
	Meta
}

// Recall is a warning about a product that an authority published.
type Recall struct {
	Register string       `csv:"register,must"` // cpsc-recalls, safety-gate
	Number   string       `csv:"number,must"`
	Market   string       `csv:"market,must"`
	Date     certcat.Date `csv:"date"`
	Product  string       `csv:"product"`
	Brand    string       `csv:"brand"`
	Models   []string     `csv:"models"`
	Firms    []string     `csv:"firms"` // makers, importers, sellers
	Origin   string       `csv:"origin"`
	Hazard   string       `csv:"hazard"`
	Measure  string       `csv:"measure"`
	URL      string       `csv:"url"`
	Meta
}

// Substance is an entry of a list of substances.
type Substance struct {
	List     string       `csv:"list,must"` // reach-candidate-list
	Name     string       `csv:"name,must"`
	EC       string       `csv:"ec"`
	CAS      string       `csv:"cas"`
	Included certcat.Date `csv:"included"`
	Reason   string       `csv:"reason"`
	Meta
}

// Registration is a number as a public register shows it, from a snapshot of the register.
type Registration struct {
	Scheme  string   `csv:"scheme,must"`
	Number  string   `csv:"number,must"`
	Holder  string   `csv:"holder"`
	Maker   string   `csv:"maker"`
	Product string   `csv:"product"`
	Models  []string `csv:"models"`
	Class   string   `csv:"class"`
	Status  string   `csv:"status,must" enum:"valid|ended|suspended|other"`
	Said    string   `csv:"said"` // the register's own word for the status
	URL     string   `csv:"url"`
	Meta
}
