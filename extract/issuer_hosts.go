package extract

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
)

// hosts lists names that the web and mail addresses carry: a word of the text that is the same as a host, or else the host
// itself. Who prints a logo and no name still prints where to find him; whose name was found needs no host.
func (d *document) hosts(named []*Candidate) []*Candidate {
	var out []*Candidate
	at, times := map[string]span{}, map[string]int{}
	for seg := range d.frontSegments() {
		for _, m := range domain.FindAllStringSubmatchIndex(seg.text, -1) {
			host := seg.text[m[2]:m[3]]
			for parts := strings.Split(host, "."); len(parts) > 1; parts = parts[1:] {
				if len(parts) == 2 && d.set.Is("second-level", strings.ToLower(parts[1])) {
					host = parts[0]
					break
				}
				m[2] += len(parts[0]) + 1
				host = strings.Join(parts[1:], ".")
			}
			m[3] = m[2] + len(host)
			if key := bare(host); len(key) > 2 && !d.set.Is("mail-hosts", key) && !d.set.Is("accreditors", key) {
				if old, ok := at[key]; !ok || capitals(host) > capitals(old.text()) {
					at[key] = span{seg, m[2], m[3]}
				}
				times[key]++
			}
		}
	}
	hosts := slices.Sorted(maps.Keys(at))
	for _, key := range hosts {
		if slices.ContainsFunc(named, func(c *Candidate) bool { return strings.Contains(bare(c.Value.Text), key) }) {
			continue
		}
		v, word := d.wordLike(key)
		if !word {
			v = at[key]
		}
		known := len(d.bodies.namesIn(strings.ToUpper(v.text()))) > 0
		c := d.newCandidate(certcat.Issuer, v.text(), "", "host", v)
		c.add("host", 1).when(word, "host-word").when(known, "known-body").add("class-"+d.class, 1)
		if !word && !known {
			c.add("host-only", 1).add("host-only-"+d.class, 1).when(len(hosts) == 1, "host-alone")
		}
		c.when(times[key] > 1, "host-again").when(at[key].seg.box.Y0 > 0.86*d.sheets[at[key].seg.page].height, "host-foot").when(at[key].seg.box.Y0 < 0.2*d.sheets[at[key].seg.page].height, "host-head")
		out = append(out, c)
	}
	return out
}

// wordLike finds a word that begins with a capital and is the same as a key, letters and digits only.
func (d *document) wordLike(key string) (span, bool) {
	for seg := range d.frontSegments() {
		for _, w := range wordSpans(seg) {
			text := strings.Trim(w.text(), ".,;:()'’®™")
			if i := strings.IndexAny(text, "'’"); i > 0 {
				text = text[:i]
			}
			if bare(text) == key && unicode.IsUpper(firstRune(text)) {
				from := w.start + strings.Index(w.text(), text)
				return span{seg, from, from + len(text)}, true
			}
		}
	}
	return span{}, false
}

// capitals is how many capital letters a text has.
func capitals(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n
}
