package certcat

import "time"

// The 19 fields of a Certificate, in their fixed order.
const (
	Kind                = "kind"
	CertificateNumber   = "certificate_number"
	ReportNumbers       = "report_numbers"
	Issuer              = "issuer"
	IssuerID            = "issuer_id"
	Holder              = "holder"
	HolderAddress       = "holder_address"
	Manufacturer        = "manufacturer"
	ManufacturerAddress = "manufacturer_address"
	Product             = "product"
	Brand               = "brand"
	Models              = "models"
	Ratings             = "ratings"
	Standards           = "standards"
	LegalActs           = "legal_acts"
	Scope               = "scope"
	IssueDate           = "issue_date"
	ExpiryDate          = "expiry_date"
	Marks               = "marks"
)

// FieldNames lists the 19 fields in their fixed order.
func FieldNames() []string {
	return []string{Kind, CertificateNumber, ReportNumbers, Issuer, IssuerID, Holder, HolderAddress, Manufacturer, ManufacturerAddress,
		Product, Brand, Models, Ratings, Standards, LegalActs, Scope, IssueDate, ExpiryDate, Marks}
}

// The names of Facts: what rules ask beside the 19 fields.
const (
	CitedBody        = "cited_body" // a notified body that a declaration names: number and name
	DeclarantAddress = "declarant_address"
	Signatory        = "signatory"
	SignatoryRole    = "function"
	SignaturePresent = "signature_present" // "yes", "no"
	Place            = "place"
	SoleResponsible  = "sole_responsibility"
	Representative   = "representative" // in the market: name and address
	Importer         = "importer"
	Factory          = "factory" // may hold several
	ValidFrom        = "valid_from"
	FirstIssued      = "first_issued"
	PaperRevision    = "revision"
	SchemeSigns      = "scheme" // what tells the certificate's Scheme; canonical = the Scheme
	Supersedes       = "supersedes"
	ValidityWords    = "validity_words" // "three years", "until withdrawn"
	TestResult       = "result"         // "PASS", "fail", "N/A"
	PagesStated      = "pages_stated"   // "4": how many pages the paper says it has
	Disclaimers      = "disclaimers"    // sentences, as printed
	ModuleUsed       = "module"         // "B", "B+C2", "A"
	ProductClass     = "class"          // "IIa", "category III", "II 2G"
	Articles         = "articles"       // "3.1b", "3.2"
	Territory        = "territory"      // markets, "worldwide"
	Languages        = "languages"      // of the paper's text, ISO 639-1, several
	Notarisation     = "notarisation"   // who notarised; absent = nobody did
	Legalisation     = "legalisation"   // which consulate, or "apostille"
	Placeholders     = "placeholders"   // blanks of a form that nobody filled in
	DraftMark        = "draft"          // "DRAFT", "SPECIMEN"
)

// FactNames lists the Facts in the order in which they are kept, that of their names.
func FactNames() []string {
	return []string{Articles, CitedBody, ProductClass, DeclarantAddress, Disclaimers, DraftMark, Factory, FirstIssued, SignatoryRole, Importer,
		Languages, Legalisation, ModuleUsed, Notarisation, PagesStated, Place, Placeholders, Representative, TestResult, PaperRevision, SchemeSigns,
		Signatory, SignaturePresent, SoleResponsible, Supersedes, Territory, ValidFrom, ValidityWords}
}

// IsList reports whether a field holds a list of values.
func IsList(field string) bool {
	switch field {
	case ReportNumbers, Models, Ratings, Standards, LegalActs, Marks:
		return true
	}
	return false
}

// IsCritical reports whether a wrong value of the field can by itself make a wrong decision.
func IsCritical(field string) bool {
	switch field {
	case Kind, CertificateNumber, IssuerID, Holder, Models, Standards, LegalActs, IssueDate, ExpiryDate:
		return true
	}
	return false
}

// State says what the reader knows about a field.
type State string

// The states of a field.
const (
	Printed State = "printed" // a value with a box
	Absent  State = "absent"  // the reader looked and is as sure of the absence as the confidence says
	Unread  State = "unread"  // not looked, or not able to
)

// Evidence is where a value was seen.
type Evidence struct {
	Page int    `json:"page"`          // 1-based
	Box  Box    `json:"box"`           // points, origin top left, of the page as shown
	Text string `json:"text"`          // as printed there
	By   string `json:"by,omitempty"`  // the Reading's By
	Why  string `json:"why,omitempty"` // the kind of evidence: "label", "grammar", "title", "table", "letterhead", "signature", …
}

// Value is one value of a field.
type Value struct {
	Text       string     `json:"text"`                // as printed, trimmed; dates ISO
	Canonical  string     `json:"canonical,omitempty"` // what rules use
	Confidence float64    `json:"confidence"`
	Evidence   []Evidence `json:"evidence,omitempty"`
}

// Field is one field of a certificate, or one of its Facts.
type Field struct {
	Name       string   `json:"name"`
	State      State    `json:"state"`
	Values     []Value  `json:"values,omitempty"` // at most one for a field that is not a list
	Confidence float64  `json:"confidence"`       // calibrated: the share of fields with this confidence that are wholly right
	Accepted   bool     `json:"accepted"`         // the program relies on the value, or on its absence, without a person
	Doubts     []string `json:"doubts,omitempty"` // codes: why it is not accepted
	Rivals     []Value  `json:"rivals,omitempty"` // kept for the reviewer, best first
	By         string   `json:"by,omitempty"`     // "machine", or the reviewer's name
}

// Text is the first value as printed, "" where there is none.
func (f Field) Text() string {
	if len(f.Values) == 0 {
		return ""
	}
	return f.Values[0].Text
}

// Canonical is the first value in canonical form, "" where there is none.
func (f Field) Canonical() string {
	if len(f.Values) == 0 {
		return ""
	}
	return f.Values[0].Canonical
}

// Part is the range of pages, 1-based and inclusive, that one certificate covers in its document.
type Part struct {
	First int `json:"first"`
	Last  int `json:"last"`
}

// Certificate is what one document, or a part of it, says.
type Certificate struct {
	Document    string       `json:"document"` // Document ID
	Part        Part         `json:"part"`
	Key         string       `json:"key"`              // the certificate key it was made under
	Scheme      string       `json:"scheme,omitempty"` // act and module, or a scheme's ID in the tables
	Fields      []Field      `json:"fields"`           // the 19, in the order of FieldNames
	Facts       []Field      `json:"facts,omitempty"`  // beside the 19, same evidence, not scored; in the order of their names
	Corrections []Correction `json:"corrections,omitempty"`
	Problems    []Problem    `json:"problems,omitempty"`
}

// Field gives a field's value, state and whether it may be relied on. Rules have no other way in. A name that the
// certificate doesn't hold gives an unread field.
func (c *Certificate) Field(name string) Field {
	for _, list := range [2][]Field{c.Fields, c.Facts} {
		for i := range list {
			if list[i].Name == name {
				return list[i]
			}
		}
	}
	return Field{Name: name, State: Unread}
}

// Correction is one change that a person made to one field. Corrections are only ever added.
type Correction struct {
	Document string    `json:"document"`
	Part     Part      `json:"part"`
	Number   int       `json:"number"` // 1, 2, … per document
	Field    string    `json:"field"`
	Old      Field     `json:"old"`
	Action   string    `json:"action"` // "value", "confirmed", "absent", "machine" (what people said is taken back)
	New      []Value   `json:"new,omitempty"`
	Reviewer string    `json:"reviewer"`
	Time     time.Time `json:"time"`
	Reason   string    `json:"reason,omitempty"`
	Saw      string    `json:"saw"` // hash of the field state that the reviewer saw: decides conflicts
}
