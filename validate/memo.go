package validate

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/tables"
)

// memo remembers answers that cost a parse: the same standards and firms come again and again. It forgets everything when it
// is full, so that hostile input can't fill the memory.
type memo[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

const memoSize = 4096

func (c *memo[K, V]) get(key K, make1 func() V) V {
	c.mu.RLock()
	v, ok := c.m[key]
	c.mu.RUnlock()
	if ok {
		return v
	}
	v = make1()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil || len(c.m) >= memoSize {
		c.m = map[K]V{}
	}
	c.m[key] = v
	return v
}

var (
	keys      memo[asked, string]
	digests   memo[asked, []certcat.Digest]
	known     memo[inTables, *knownText]
	cites     memo[citing, *citation]
	readings  memo[string, reading]
	relations memo[[2]string, bool]
	numbers   memo[string, string]
	countries memo[string, string]
)

// forget empties the memo.
func (c *memo[K, V]) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m = nil
}

// setsKept is how many sets of tables are remembered at once: those in force and, while tables change, those before.
const setsKept = 4

// sets are the tables by which was judged lately; last is the latest.
var (
	last atomic.Pointer[tables.Tables]
	sets struct {
		mu  sync.Mutex
		all []*tables.Tables
	}
)

// judgingBy tells which tables are in use. What is remembered holds its tables in memory, a set of them many megabytes:
// with too many sets everything about tables is forgotten.
func judgingBy(t *tables.Tables) {
	if last.Load() == t {
		return
	}
	sets.mu.Lock()
	defer sets.mu.Unlock()
	if !slices.Contains(sets.all, t) {
		if len(sets.all) == setsKept {
			sets.all = nil
			keys.forget()
			digests.forget()
			known.forget()
			cites.forget()
		}
		sets.all = append(sets.all, t)
	}
	last.Store(t)
}

// reading is a standard as the grammar reads it.
type reading struct {
	grammar.Standard
	ref string // canonical
	ok  bool
}

func readStandard(text string) reading {
	return readings.get(text, func() reading {
		s, ok := grammar.ParseStandard(text)
		return reading{s, s.String(), ok}
	})
}

// actNumber is grammar.ActNumber.
func actNumber(act string) string {
	return numbers.get(act, func() string { return grammar.ActNumber(act) })
}

// countryAtEnd is grammar.CountryAtEnd.
func countryAtEnd(address string) string {
	if address == "" {
		return ""
	}
	return countries.get(address, func() string { return grammar.CountryAtEnd(address) })
}

// inTables is a standard within a set of tables.
type inTables struct {
	tables *tables.Tables
	ref    string
}

// knownText is what the tables know of a standard.
type knownText struct {
	edition          tables.Edition // of EditionHow
	how              tables.How
	dated            bool
	standard         tables.Standard
	known            bool
	invalid          tables.Invalid
	isInvalid        bool
	undated          string // without edition and amendments
	editionsAreDated bool   // whether the tables know editions of it
}

func textOf(t *tables.Tables, s reading) *knownText {
	return known.get(inTables{t, s.ref}, func() *knownText {
		k := &knownText{}
		k.edition, k.how, k.dated = t.EditionHow(s.ref)
		k.standard, k.known = t.Standard(s.ref)
		k.invalid, k.isInvalid = t.Invalid(s.ref)
		undated := grammar.Standard{Prefix: s.Prefix, Number: s.Number}
		k.undated = undated.String()
		editions := t.Editions(s.Undated())
		k.editionsAreDated = len(editions) > 0 && strings.Contains(editions[0].Reference, ":")
		return k
	})
}

// citing is a standard cited under an act on a day.
type citing struct {
	tables   *tables.Tables
	act, ref string
	day      certcat.Date
}

// citation is what the Official Journal said of it.
type citation struct {
	tables.OJCitation
	how    tables.How
	ok     bool
	listed []tables.OJCitation // all citations of the standard under the act, on any day
}

func (x *question) cited(act string, s *namedStandard, day certcat.Date) *citation {
	return cites.get(citing{x.t, act, s.ref, day}, func() *citation {
		k := &citation{listed: x.t.Citations(act, s.text.undated)}
		k.OJCitation, k.how, k.ok = x.t.Cited(act, s.ref, day)
		return k
	})
}

// sameCompany is grammar.SameCompany.
func sameCompany(a, b string) bool {
	return relations.get([2]string{a, b}, func() bool { return grammar.SameCompany(a, b) })
}
