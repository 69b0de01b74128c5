package tables

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// buckets finds rows by the standard that they name. Rows are put together by the first number of the reference, which
// needs no grammar; a bucket is parsed when it is first asked for.
type buckets[T any] struct{ by map[string]*bucket[T] }

type bucket[T any] struct {
	once   sync.Once
	rows   []*T
	parsed map[string][]reference[T] // by base
}

type reference[T any] struct {
	row *T
	taken
}

func newBuckets[T any](rows []T, of func(*T) (string, []string)) buckets[T] {
	b := buckets[T]{by: make(map[string]*bucket[T])}
	for i := range rows {
		ref, _ := of(&rows[i])
		key := firstNumber(ref)
		if b.by[key] == nil {
			b.by[key] = &bucket[T]{}
		}
		b.by[key].rows = append(b.by[key].rows, &rows[i])
	}
	return b
}

// find gives the rows whose standard has the base of k, parsed.
func (b buckets[T]) find(k taken, of func(*T) (string, []string)) []reference[T] {
	bk := b.by[k.bucket]
	if bk == nil {
		return nil
	}
	bk.once.Do(func() {
		bk.parsed = map[string][]reference[T]{}
		for _, row := range bk.rows {
			ref, amendments := of(row)
			r := reference[T]{row, take(ref, amendments)}
			bk.parsed[r.base] = append(bk.parsed[r.base], r)
		}
	})
	return bk.parsed[k.base]
}

// firstNumber is the first number in a reference, groups of digits joined: "301489" for "EN 301 489-17 V3.2.4".
func firstNumber(ref string) string {
	i := strings.IndexAny(ref, "0123456789")
	if i < 0 {
		return ""
	}
	var b strings.Builder
	for ; i < len(ref); i++ {
		switch c := ref[i]; {
		case c >= '0' && c <= '9':
			b.WriteByte(c)
		case c == ' ' && b.Len() == 3 && i+1 < len(ref) && ref[i+1] >= '0' && ref[i+1] <= '9':
		default:
			return b.String()
		}
	}
	return b.String()
}

// taken is a reference taken apart for comparison.
type taken struct {
	bucket     string
	base       string // equal for EN, EN IEC, EN ISO of one number
	edition    string
	amendments []string // without corrigenda, in order
}

var plainTail = regexp.MustCompile(`:((?:19|20)\d{2})((?:[/+]A\w*:\d{4})*)$`)

// take reads a reference with the grammar; what has no form of a standard there ("47 CFR Part 15") is compared as text.
func take(ref string, amendments []string) taken {
	s, ok := grammar.ParseStandard(ref)
	if !ok {
		k := taken{bucket: firstNumber(ref)}
		if m := plainTail.FindStringSubmatchIndex(ref); m != nil {
			k.edition = ref[m[2]:m[3]]
			amendments = append(strings.FieldsFunc(ref[m[4]:m[5]], func(r rune) bool { return r == '/' || r == '+' }), amendments...)
			ref = ref[:m[0]]
		}
		k.base = grammar.FoldIdentifier(ref)
		k.amend(amendments)
		return k
	}
	k := taken{bucket: firstNumber(s.Number), edition: strings.ToUpper(s.Edition)}
	if k.bucket == "" {
		k.bucket = firstNumber(ref) // RSS-Gen Issue 5
	}
	base := grammar.Standard{National: s.National, Prefix: s.Prefix, Number: s.Number}
	if strings.HasPrefix(s.Prefix, "EN") {
		base.National = "" // DIN EN, BS EN, NF EN are the EN; GOST IEC is a text of its own
	}
	k.base = base.Key()
	k.amend(append(s.Amendments, amendments...))
	return k
}

func (t *Tables) take(ref string) taken {
	return t.index.takes.get(ref, func() taken { return take(ref, nil) })
}

func (k *taken) amend(amendments []string) {
	for _, a := range amendments {
		if a = strings.ReplaceAll(a, "AMD", "A"); !strings.Contains(a, "AC") {
			k.amendments = appendOnce(k.amendments, a)
		}
	}
	slices.Sort(k.amendments)
}

// How says how a reference stands to the row that answers for it.
type How string

// The ways in which a row answers for a reference.
const (
	Exact    How = "exact"    // same edition, same amendments (corrigenda aside)
	Superset How = "superset" // the reference names all amendments of the row and more
	Subset   How = "subset"   // the reference lacks amendments of the row
	Differs  How = "differs"  // same edition, other amendments
)

func compare(k taken, amendments []string) How {
	missing := slices.ContainsFunc(amendments, func(a string) bool { return !hasAmendment(k.amendments, a) })
	more := slices.ContainsFunc(k.amendments, func(a string) bool { return !hasAmendment(amendments, a) })
	switch {
	case !missing && !more:
		return Exact
	case !missing:
		return Superset
	case !more:
		return Subset
	}
	return Differs
}

// hasAmendment finds an amendment in a list; one printed without its year equals the dated one.
func hasAmendment(list []string, a string) bool {
	name, year, _ := strings.Cut(a, ":")
	return slices.ContainsFunc(list, func(b string) bool {
		n, y, _ := strings.Cut(b, ":")
		return n == name && (y == year || y == "" || year == "" || strings.HasPrefix(y, year) || strings.HasPrefix(year, y))
	})
}

func editionRef(e *Edition) (string, []string) { return e.Reference, e.Amendments }
func citationRef(c *OJCitation) (string, []string) {
	return c.Reference, c.Amendments
}

// Edition finds the row for a dated reference in any spelling. Where no row has exactly its amendments, the nearest
// row of the same edition answers, and EditionHow says how it differs. An undated reference has no row.
func (t *Tables) Edition(standard string) (Edition, bool) {
	e, _, ok := t.EditionHow(standard)
	return e, ok
}

// EditionHow is Edition with the way in which the row answers for the reference.
func (t *Tables) EditionHow(standard string) (Edition, How, bool) {
	k := t.take(standard)
	var best *Edition
	how := How("")
	for _, r := range t.index.editions.find(k, editionRef) {
		if r.edition != k.edition {
			continue
		}
		if h := compare(k, r.amendments); better(h, how) {
			best, how = r.row, h
		}
	}
	if best == nil {
		return Edition{}, "", false
	}
	return *best, how, true
}

func better(a, b How) bool {
	rank := []How{"", Differs, Subset, Superset, Exact}
	return slices.Index(rank, a) > slices.Index(rank, b)
}

// Editions lists all editions of a standard, dated or not, in table order.
func (t *Tables) Editions(standard string) []Edition {
	k := t.take(standard)
	var out []Edition
	for _, r := range t.index.editions.find(k, editionRef) {
		out = append(out, *r.row)
	}
	return out
}

// Standard finds the row of a standard without its edition.
func (t *Tables) Standard(standard string) (Standard, bool) {
	k := t.take(standard)
	for _, r := range t.index.editions.find(k, editionRef) {
		if s := t.index.standards[r.row.Standard]; s != nil {
			return *s, true
		}
	}
	return Standard{}, false
}

// Citations lists the citations in the Official Journal under an act: of the same edition with any amendments where
// the reference is dated, of every edition where it is not.
func (t *Tables) Citations(act, standard string) []OJCitation {
	if a := t.TheAct(act); a != nil {
		act = a.ID
	}
	k := t.take(standard)
	var out []OJCitation
	for _, r := range t.index.citations.find(k, citationRef) {
		if r.row.Act == act && (k.edition == "" || r.edition == k.edition) {
			out = append(out, *r.row)
		}
	}
	return out
}

// Cited finds the citation that gives a dated reference presumption of conformity under an act on day: one whose
// amendments the reference has, all of them (how says whether it has more). Where none does, ok is false and the
// citation is the one that comes nearest, for the explanation: of the same text but ended or not begun, else of other
// amendments; the zero value where the act never cited the edition. t.Complete says whether that proves anything.
func (t *Tables) Cited(act, standard string, day certcat.Date) (c OJCitation, how How, ok bool) {
	if a := t.TheAct(act); a != nil {
		act = a.ID
	}
	k := t.take(standard)
	for _, r := range t.index.citations.find(k, citationRef) {
		if r.row.Act != act || r.edition != k.edition {
			continue
		}
		h := compare(k, r.amendments)
		gives := r.row.Holds(day) && (h == Exact || h == Superset)
		switch {
		case gives && !ok, gives && better(h, how), !ok && better(h, how), !ok && h == how && r.row.Until > c.Until:
			c, how, ok = *r.row, h, gives
		}
	}
	return c, how, ok
}

type parsedInvalid struct {
	row *Invalid
	key taken
}

func (t *Tables) parseInvalid() []parsedInvalid {
	var out []parsedInvalid
	for i := range t.invalid {
		out = append(out, parsedInvalid{&t.invalid[i], take(t.invalid[i].Written, nil)})
	}
	return out
}

// Invalid finds the row of a reference that no body ever published. A row without an edition answers for every edition
// of its number, one without amendments for every amendment.
func (t *Tables) Invalid(standard string) (Invalid, bool) {
	k := t.take(standard)
	var best *parsedInvalid
	invalid := t.index.invalid()
	for i := range invalid {
		p := &invalid[i]
		if p.key.base != k.base || p.key.edition != "" && p.key.edition != k.edition {
			continue
		}
		if h := compare(k, p.key.amendments); h != Exact && h != Superset {
			continue
		}
		if best == nil || len(p.key.edition)+len(p.key.amendments) > len(best.key.edition)+len(best.key.amendments) {
			best = p
		}
	}
	if best == nil {
		return Invalid{}, false
	}
	return *best.row, true
}
