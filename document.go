package certcat

import "time"

// Document holds the facts of the bytes alone: two runs over the same bytes give the same Document.
type Document struct {
	ID        string     `json:"id"`         // SHA-256 of the bytes, lower-case hexadecimal
	MediaType string     `json:"media_type"` // as sniffed from the bytes: "application/pdf", "image/jpeg", …
	Size      int64      `json:"size"`       // bytes
	PageCount int        `json:"page_count"`
	Sizes     []PageSize `json:"sizes,omitempty"`     // one per page, as shown
	Encrypted bool       `json:"encrypted,omitempty"` // opened with an empty user password; a real password is a Problem
	Signed    bool       `json:"signed,omitempty"`    // a signature is present; says nothing about who signed or whether it is intact
	Repaired  bool       `json:"repaired,omitempty"`  // the file's structure was damaged and could be mended for reading
	Producer  string     `json:"producer,omitempty"`
	Creator   string     `json:"creator,omitempty"`
	Created   Date       `json:"created,omitempty"`  // as the file claims
	Modified  Date       `json:"modified,omitempty"` // as the file claims
	Problems  []Problem  `json:"problems,omitempty"`
}

// PageSize is a page's extent in points, as shown to the reviewer. A picture's points are pixels × 72 / dpi, with
// 300 dpi where the file names none or nonsense.
type PageSize struct {
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// Readable reports whether the document can be read at all: it has pages and no Problem that bars the way.
func (d Document) Readable() bool { return d.PageCount > 0 }

// ReceiptState is where one arrival stands.
type ReceiptState string

// The states of a Receipt.
const (
	Received  ReceiptState = "received"  // the original is stored, nothing else yet
	Processed ReceiptState = "processed" // a record exists
	Refused   ReceiptState = "refused"   // the document itself can't be processed; its Problems say why
	Deleted   ReceiptState = "deleted"   // the source says the object is gone
)

// Erased is the code of the Problem of a Receipt whose document was erased on purpose: its bytes are not taken again.
const Erased = "erased"

// Receipt is one arrival of a document: many per Document, one current per (door, bucket, key).
type Receipt struct {
	Door      string       `json:"door"` // "batch", "watch", "upload", "s3"
	Bucket    string       `json:"bucket,omitempty"`
	Key       string       `json:"key"` // path inside the folder, or the object's key
	Version   string       `json:"version,omitempty"`
	ETag      string       `json:"etag,omitempty"`
	Sequencer string       `json:"sequencer,omitempty"`
	Name      string       `json:"name"` // the file's own name, for people
	User      string       `json:"user,omitempty"`
	Time      time.Time    `json:"time"`
	Document  string       `json:"document"` // Document ID
	State     ReceiptState `json:"state"`
	Problems  []Problem    `json:"problems,omitempty"`
}

// Pages is what the readers saw on a document's pages. Everything after it is a pure function of it.
type Pages struct {
	Document string `json:"document"` // Document ID
	Key      string `json:"key"`      // the reading key it was made under
	Pages    []Page `json:"pages"`
}

// Page is one page as shown to the reviewer: rotation, EXIF orientation and decided quarter turns are applied;
// deskew and scaling are mapped back.
type Page struct {
	Number int     `json:"number"` // 1-based
	Width  float64 `json:"width"`  // points
	Height float64 `json:"height"` // points
	Turn   int     `json:"turn"`   // degrees clockwise that were applied to the file's own page to show it upright: 0, 90, 180, 270
	Ink    float64 `json:"ink"`    // share of the page covered by ink, 0–1; -1 = not measured
	// Best is the index in Readings of the reading that the reader judged to be the page's own text, -1 where the page
	// was not read (a Look can ask for it).
	Best     int       `json:"best"`
	Readings []Reading `json:"readings,omitempty"`
	Rules    []Box     `json:"rules,omitempty"` // ruling lines: boxes thinner than 3 points
	Ticks    []Tick    `json:"ticks,omitempty"`
	Codes    []Code    `json:"codes,omitempty"`
	Problems []Problem `json:"problems,omitempty"`
}

// Tick is a box that a form lets one tick.
type Tick struct {
	Box    Box  `json:"box"`
	Ticked bool `json:"ticked"`
}

// Code is a QR code or barcode and what it says.
type Code struct {
	Box    Box    `json:"box"`
	Format string `json:"format"`
	Text   string `json:"text"`
}

// TextLayer names, in Reading.By, the text that the file itself carries, Merged a reading that takes each piece of ink from
// whoever of the page's other readings saw it best; every other name is an engine's.
const (
	TextLayer = "text-layer"
	Merged    = "merged"
)

// Reading is what one reader saw on a page, or on a part of it.
type Reading struct {
	By        string   `json:"by"` // TextLayer or the engine's name
	Version   string   `json:"version,omitempty"`
	Languages []string `json:"languages,omitempty"` // the engine's language models, e.g. "eng", "chi_sim"
	Region    Box      `json:"region,omitzero"`     // zero = the whole page
	DPI       int      `json:"dpi,omitempty"`       // resolution of the picture that was read; 0 for a text layer
	Purpose   string   `json:"purpose,omitempty"`   // the purpose of the Look that asked for it; "" = first reading
	Words     []Word   `json:"words"`
}

// Word is one word with its place.
type Word struct {
	Text string `json:"text"`
	Box  Box    `json:"box"`
	// Confidence is 0–1 and comparable only within one engine; a text layer says 1.
	Confidence float64 `json:"confidence"`
	Line       int     `json:"line"`           // words of one line of the reader share a number; numbers grow in reading order
	Font       string  `json:"font,omitempty"` // where the text layer names it
}

// Look asks, as data, for a second look at a document. The flow hands Looks to the reader and calls extraction again
// with the new Readings, at most two rounds and within a budget per document.
type Look struct {
	Page       int      `json:"page"`         // 1-based
	Box        Box      `json:"box,omitzero"` // zero = the whole page
	Purpose    string   `json:"purpose"`      // a field's name, or "next-pages"
	Languages  []string `json:"languages,omitempty"`
	Whitelist  string   `json:"whitelist,omitempty"` // characters that can occur; "" = any
	SingleLine bool     `json:"single_line,omitempty"`
	OneColumn  bool     `json:"one_column,omitempty"` // a page of lines, however far apart the words of a line stand
}

// NextPages is the purpose of a Look that asks for pages which were not read at first; Page says which.
const NextPages = "next-pages"
