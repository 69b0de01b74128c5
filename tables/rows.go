package tables

import "github.com/certcat/certcat"

// Meta is what every row of every table carries. Validity in the world is [From, Until), "" being open or unknown;
// Recorded is the day on which the row entered our knowledge, Retracted the first day on which it no longer counted.
type Meta struct {
	ID        string       `csv:"id,must"`
	From      certcat.Date `csv:"from"`
	Until     certcat.Date `csv:"until"`
	Recorded  certcat.Date `csv:"recorded,must"`
	Retracted certcat.Date `csv:"retracted"`
	Source    string       `csv:"source"`
	Verified  string       `csv:"verified,must" enum:"source|knowledge"`

	table string
}

// Row names the row for a Finding.
func (m Meta) Row() certcat.Row {
	return certcat.Row{Table: m.table, ID: m.ID, From: m.From, Until: m.Until, Source: m.Source, Verified: m.Verified}
}

// Holds reports whether the row is valid in the world on day.
func (m Meta) Holds(day certcat.Date) bool {
	return certcat.Interval{From: m.From, Until: m.Until}.Holds(day)
}

// Act is a law: an EU act, a UK statutory instrument, a Swiss ordinance, an international rule. ID is its number.
type Act struct {
	Celex        string       `csv:"celex"`
	Jurisdiction string       `csv:"jurisdiction,must" enum:"EU|GB|NI|CH|EFTA|international"`
	NameEn       string       `csv:"name_en,must"`
	NameZh       string       `csv:"name_zh"`
	Subject      string       `csv:"subject"`
	Adopted      certcat.Date `csv:"adopted"`
	Published    certcat.Date `csv:"published"`
	InForce      certcat.Date `csv:"in_force"`
	Applies      certcat.Date `csv:"applies"`
	Repealed     certcat.Date `csv:"repealed"` // first day on which the act is repealed; Transitions say what lives on
	RepealedBy   string       `csv:"repealed_by"`
	Replaces     []string     `csv:"replaces"`
	CEMarking    string       `csv:"ce_marking" enum:"yes|no"`
	Marking      string       `csv:"marking"`
	Presumption  string       `csv:"presumption"` // the article that gives presumption of conformity
	Declaration  string       `csv:"declaration"` // what document the maker draws up, and where the act says so
	// BodyNeed is whether a notified body takes part: none exists under the act, optional, conditional (NotifiedBody says
	// when), mandatory; "" unknown.
	BodyNeed     string       `csv:"body_need" enum:"none|optional|conditional|mandatory"`
	NotifiedBody string       `csv:"notified_body"`
	ScopeClasses []string     `csv:"scope_classes"`
	Excludes     []string     `csv:"excludes"`
	Lists        string       `csv:"lists"`      // decisions that list its harmonised standards
	Equivalent   []string     `csv:"equivalent"` // the EU acts that a UK or Swiss act answers to
	CEAccepted   string       `csv:"ce_accepted"`
	CEUntil      certcat.Date `csv:"ce_accepted_until"`
	Family       string       `csv:"family"`
	Note         string       `csv:"note"`
	// ReadFields names the columns that somebody read in the source; the others of a "source" row come from knowledge.
	ReadFields []string `csv:"read_fields"`
	Meta
}

// URL is the official text, "" where no stable address is known.
func (a Act) URL() string { return actURL(a.ID, a.Celex) }

// RowFor is Row with Verified answered for the one column that decided.
func (a Act) RowFor(column string) certcat.Row { return rowFor(a.Meta, a.ReadFields, column) }

// ActName is another way in which an act is named: a short name or a number in another form.
type ActName struct {
	Name string `csv:"name,must"`
	Act  string `csv:"act,must"`
	Meta
}

// ActDate is a day on which part of an act begins or ends to apply.
type ActDate struct {
	Act  string       `csv:"act,must"`
	Date certcat.Date `csv:"date,must"`
	What string       `csv:"what,must"`
	// Kinds are the requirement kinds that bite on that day; empty where the day concerns no document.
	Kinds []string `csv:"kinds"`
	Meta
}

// Procedure is a way of assessing conformity that an act offers.
type Procedure struct {
	Act    string `csv:"act,must"`
	Module string `csv:"module,must"`
	For    string `csv:"for"` // class or category, "" = all
	Text   string `csv:"text"`
	Meta
}

// ActDetail is a fact of an act that has no column of its own.
type ActDetail struct {
	Act   string `csv:"act,must"`
	Topic string `csv:"topic,must"`
	Text  string `csv:"text,must"`
	Meta
}

// Transition says for what a repealed act lives on, under which conditions and until when.
type Transition struct {
	Act          string       `csv:"act,must"`
	ContinuesFor string       `csv:"continues_for,must"`
	Classes      []string     `csv:"classes"`
	Kinds        []string     `csv:"kinds"` // document kinds
	Conditions   string       `csv:"conditions"`
	Last         certcat.Date `csv:"last"` // last day on which it lives on; "" = no end known
	Article      string       `csv:"article"`
	Meta
}

// Standard is a standard without its edition.
type Standard struct {
	Title       string   `csv:"title,must"`
	Topic       string   `csv:"topic"`
	Market      string   `csv:"market,must"`
	Acts        []string `csv:"acts"`
	AlsoWritten []string `csv:"also_written"`
	Note        string   `csv:"note"`
	Meta
}

// Edition is one edition of a standard: base reference and exactly the amendments named.
type Edition struct {
	Standard     string       `csv:"standard,must"`
	Reference    string       `csv:"reference,must"`
	Amendments   []string     `csv:"amendments"`
	Market       string       `csv:"market,must"`
	Status       string       `csv:"status,must" enum:"current|superseded|withdrawn|in-transition|upcoming"`
	Published    string       `csv:"published"` // as exactly as known: year, month or day
	InForce      string       `csv:"in_force"`
	SupersededBy string       `csv:"superseded_by"`
	Withdrawn    certcat.Date `csv:"withdrawn"`     // first day on which its body no longer keeps it
	AcceptedLast certcat.Date `csv:"accepted_last"` // last day (or month) on which new certificates to it are accepted
	Equivalent   string       `csv:"equivalent"`
	Note         string       `csv:"note"`
	Meta
}

// OJCitation is a reference published in the Official Journal. [From, Until) is the time in which it gives presumption.
type OJCitation struct {
	Act          string       `csv:"act,must"`
	Reference    string       `csv:"reference,must"`
	Amendments   []string     `csv:"amendments"` // amendments and corrigenda cited in the same row
	Beside       []string     `csv:"beside"`     // what else the row names: other or superseded standards, a notice
	Decision     string       `csv:"decision"`
	Line         string       `csv:"line"` // number in the list
	State        string       `csv:"state,must" enum:"cited|phasing-out|ended|list-repealed|act-repealed"`
	WithdrawnBy  string       `csv:"withdrawn_by"`
	Next         string       `csv:"next"`
	Restricted   bool         `csv:"restricted"`
	ListRepealed certcat.Date `csv:"list_repealed"`
	Meta
}

// Invalid is a reference that no standards body ever published.
type Invalid struct {
	Written string `csv:"written,must"`
	Why     string `csv:"why,must"`
	Meant   string `csv:"meant"`
	Meta
}

// Body is a notified body, or a former one, by its four-digit number.
type Body struct {
	Name          string       `csv:"name,must"`
	Formerly      []string     `csv:"formerly"`
	Country       string       `csv:"country,must"`
	Acts          []string     `csv:"acts"`
	ActsKnowledge []string     `csv:"acts_knowledge"` // designations nobody read
	Status        string       `csv:"status,must" enum:"active|former"`
	EUEnded       certcat.Date `csv:"eu_ended"` // first day without EU designation
	UKApproved    string       `csv:"uk_approved" enum:"yes|no|unknown"`
	Note          string       `csv:"note"`
	Meta
}

// Issuer is a laboratory, certification body, accreditation body or regulator that prints on certificates.
type Issuer struct {
	Name      string   `csv:"name,must"`
	NameZh    string   `csv:"name_zh"`
	Country   string   `csv:"country"`
	Kind      string   `csv:"kind,must" enum:"lab-cb|accreditation|lab|cb|regulator|inspection|scheme"`
	Issues    []string `csv:"issues"`
	PrintedAs []string `csv:"printed_as"`
	Note      string   `csv:"note"`
	Meta
}

// IssuerCode is the form of a number that an issuer prints.
type IssuerCode struct {
	Issuer          string   `csv:"issuer"` // "" = a form shared by many
	Regex           string   `csv:"regex"`
	Examples        []string `csv:"examples"`
	CounterExamples []string `csv:"counter_examples"` // texts that the form must refuse
	What            string   `csv:"what"`
	Meta
}

// Scheme is a conformity scheme outside the EU's acts.
type Scheme struct {
	Market            string   `csv:"market,must"`
	AuthorityEn       string   `csv:"authority_en"`
	AuthorityZh       string   `csv:"authority_zh"`
	NameEn            string   `csv:"name_en,must"`
	NameZh            string   `csv:"name_zh"`
	Mark              string   `csv:"mark"`
	Kind              string   `csv:"kind,must" enum:"certificate|registration|declaration|report|licence|label|restriction|notification|clearance|accreditation"`
	Kinds             []string `csv:"kinds"` // document kinds by which it shows itself
	Scope             string   `csv:"scope"`
	DocumentLanguages []string `csv:"document_languages"`
	LabelLanguages    []string `csv:"label_languages"`
	ManualLanguages   string   `csv:"manual_languages"`
	LanguageNote      string   `csv:"language_note"`
	// Notarisation and Legalisation (by apostille or consulate, LegalisationType says which) are things of their own: a
	// paper can need the one without the other.
	Notarisation      string   `csv:"notarisation" enum:"required|where-asked|not-required"`
	Legalisation      string   `csv:"legalisation" enum:"required|where-asked|not-required"`
	LegalisationType  string   `csv:"legalisation_type" enum:"apostille|consular"`
	Representative    string   `csv:"representative" enum:"required|not-required"`
	RepresentativeWho string   `csv:"representative_who"`
	IssuedBy          []string `csv:"issued_by"` // what its typical bodies issue, in the words of Issuer.Issues
	Cost              string   `csv:"cost"`      // range with currency, where a source gives one
	Register          string   `csv:"register"`  // where its numbers can be looked up
	Note              string   `csv:"note"`
	ReadFields        []string `csv:"read_fields"`
	Meta
}

// RowFor is Row with Verified answered for the one column that decided.
func (s Scheme) RowFor(column string) certcat.Row { return rowFor(s.Meta, s.ReadFields, column) }

// SchemeLaw is a legal basis of a scheme.
type SchemeLaw struct {
	Scheme   string `csv:"scheme,must"`
	Citation string `csv:"citation,must"`
	InForce  string `csv:"in_force"`
	Meta
}

// SchemeNumber is a form of the numbers that a scheme gives.
type SchemeNumber struct {
	Scheme          string   `csv:"scheme,must"`
	Regex           string   `csv:"regex,must"`
	Examples        []string `csv:"examples"`
	CounterExamples []string `csv:"counter_examples"` // texts that the form must refuse
	Origin          string   `csv:"origin" enum:"published|knowledge|none"`
	Note            string   `csv:"note"`
	Meta
}

func rowFor(m Meta, read []string, column string) certcat.Row {
	row := m.Row()
	row.Verified = "knowledge"
	for _, f := range read {
		if f == column && m.Verified == "source" {
			row.Verified = "source"
		}
	}
	return row
}
