package grammar

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// window is a part of a folded text in which a form can stand. Looking only there keeps the forms cheap on long texts.
type window struct{ start, end int }

// windows gives the places around every byte that is a seed: left bytes before it to right bytes after it, overlapping
// ones joined, ends moved to whole characters.
func windows(s string, left, right int, seed func(i int) bool) []window {
	var out []window
	for i := 0; i < len(s); i++ {
		if !seed(i) {
			continue
		}
		w := window{max(0, i-left), min(len(s), i+right)}
		for w.start > 0 && !utf8.RuneStart(s[w.start]) {
			w.start--
		}
		for w.end < len(s) && !utf8.RuneStart(s[w.end]) {
			w.end++
		}
		if n := len(out); n > 0 && w.start <= out[n-1].end {
			out[n-1].end = w.end
			continue
		}
		out = append(out, w)
	}
	return out
}

// whole is the one window that is everything.
func whole(s string) []window { return []window{{0, len(s)}} }

// eachMatch calls use with every match of re in the windows, as offsets into s and the groups' texts. Where use refuses
// a match, the search goes on at the next character.
func eachMatch(re *regexp.Regexp, s string, list []window, use func(loc []int, g []string) bool) {
	for _, w := range list {
		for from := w.start; from < w.end; {
			loc := re.FindStringSubmatchIndex(s[from:w.end])
			if loc == nil {
				break
			}
			g := make([]string, len(loc)/2)
			for i := range loc {
				if loc[i] >= 0 {
					loc[i] += from
				}
			}
			for i := range g {
				if loc[2*i] >= 0 {
					g[i] = s[loc[2*i]:loc[2*i+1]]
				}
			}
			if use(loc, g) && loc[1] > loc[0] {
				from = loc[1]
			} else {
				_, n := utf8.DecodeRuneInString(s[loc[0]:])
				from = loc[0] + max(1, n)
			}
		}
	}
}

// hasAny reports whether one of the hints, divided by "|", occurs in a text; no hints always occur.
func hasAny(lower, hints string) bool {
	if hints == "" {
		return true
	}
	for hint := range strings.SplitSeq(hints, "|") {
		if strings.Contains(lower, hint) {
			return true
		}
	}
	return false
}
