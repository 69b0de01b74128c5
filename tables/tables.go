// Package tables holds the regulatory facts that decide: acts and their dates, editions of standards, citations in the
// Official Journal, bodies, schemes, requirements. Facts are data (CSV files in data/, embedded), never code.
//
// The package promises that a file is loaded strictly or not at all, that every row says where it comes from and
// whether anybody read it there, that rows are never edited (a correction retracts one and adds another), and that a
// lookup tells "not there" from "not known". It reaches no file system, network or clock.
package tables

import (
	"embed"
	"io/fs"
	"slices"
	"sync"

	"github.com/certcat/certcat"
)

//go:embed data/*.csv
var embedded embed.FS

// Tables is one loaded set of tables. It is never changed after loading and safe for use by many goroutines.
type Tables struct {
	acts          []Act
	actNames      []ActName
	actDates      []ActDate
	actDetails    []ActDetail
	procedures    []Procedure
	transitions   []Transition
	standards     []Standard
	editions      []Edition
	citations     []OJCitation
	invalid       []Invalid
	bodies        []Body
	issuers       []Issuer
	issuerCodes   []IssuerCode
	schemes       []Scheme
	schemeLaws    []SchemeLaw
	schemeNumbers []SchemeNumber
	categories    []Category
	cells         []Cell
	requirements  []requirementRow
	reqKinds      []RequirementKind
	proofs        []Proof
	lives         []Life
	identifiers   []Identifier
	markets       []Market
	languages     []Language
	attributes    []Attribute
	catAttributes []CategoryAttribute
	registers     []Register
	guidance      []Guidance
	complete      []Completeness
	rules         ruleRows
	recalls       []Recall
	substances    []Substance
	registrations []Registration

	loaders []loader
	stats   []Stat
	index   index
}

// Stat counts one table.
type Stat struct {
	Table  string
	Rows   int
	Read   int    // rows that somebody read in a source
	Digest string // SHA-256 of the file, hexadecimal
}

// schema ties each file to the rows that it fills; the converter takes its columns from here.
func (t *Tables) schema() []loader {
	return append([]loader{
		into("acts", &t.acts), into("act_names", &t.actNames), into("act_dates", &t.actDates), into("act_details", &t.actDetails),
		into("procedures", &t.procedures), into("transitions", &t.transitions), into("standards", &t.standards),
		into("editions", &t.editions), into("citations", &t.citations), into("invalid", &t.invalid), into("bodies", &t.bodies),
		into("issuers", &t.issuers), into("issuer_codes", &t.issuerCodes), into("schemes", &t.schemes),
		into("scheme_laws", &t.schemeLaws), into("scheme_numbers", &t.schemeNumbers), into("categories", &t.categories),
		into("cells", &t.cells), into("requirements", &t.requirements), into("requirement_kinds", &t.reqKinds),
		into("proves", &t.proofs), into("life", &t.lives), into("identifiers", &t.identifiers), into("markets", &t.markets),
		into("languages", &t.languages), into("attributes", &t.attributes), into("category_attributes", &t.catAttributes),
		into("registers", &t.registers), into("guidance", &t.guidance), into("complete", &t.complete),
		into("recalls", &t.recalls), into("substances", &t.substances), into("registrations", &t.registrations),
	}, t.rules.schema()...)
}

// Load reads every table from the root of fsys, with all that is known today. It fails on the first file that is
// missing or not wholly well formed, naming file and line.
func Load(fsys fs.FS) (*Tables, error) { return LoadKnown(fsys, "") }

// LoadKnown is Load with the knowledge of an earlier day: rows recorded later are left out, rows retracted later still
// count. "" means everything that is not retracted.
func LoadKnown(fsys fs.FS, known certcat.Date) (*Tables, error) {
	return LoadOver(fsys, nil, known)
}

// Embedded gives the tables that are built into the program, loaded once.
var Embedded = sync.OnceValues(func() (*Tables, error) {
	sub, err := Shipped()
	if err != nil {
		return nil, err
	}
	return Load(sub)
})

// Columns lists the columns of a table in the order of its file, nil for a table that does not exist.
func Columns(table string) []string {
	for _, l := range new(Tables).schema() {
		if l.name == table {
			return l.columns
		}
	}
	return nil
}

// Names lists the tables.
func Names() []string {
	var names []string
	for _, l := range new(Tables).schema() {
		names = append(names, l.name)
	}
	return names
}

// Stats counts the tables in fixed order.
func (t *Tables) Stats() []Stat { return slices.Clone(t.stats) }

// Digests names every table with the SHA-256 of its file.
func (t *Tables) Digests() []certcat.Digest {
	return append(make([]certcat.Digest, 0, len(t.index.digests)+4), t.index.digests...) // callers add what else they used
}
