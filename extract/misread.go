package extract

import (
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
)

// misreadLabel finds the caption that a recognised segment begins with where an engine misread it: "Appllcant:", "Date oi
// issue". A caption without a colon, and with more behind it, has to be very like one.
func misreadLabel(set *kinds.Set, s *segment) *label {
	if !s.byEngine() || len(s.text) > 400 {
		return nil
	}
	tokens := kinds.Tokens(s.text)
	if len(tokens) == 0 || !atHead(s.text[:tokens[0].Start]) {
		return nil
	}
	apart := func(n int) bool {
		after, colon := skipSeparator(s.text, tokens[n-1].End)
		return after >= len(s.text) || colon
	}
	reach := beforeColon(s.text, tokens, 0)
	at := 0
	for at+1 < reach && at < 2 && len([]rune(tokens[at].Text)) == 1 { // numbering
		at++
	}
	n, classes, like := set.Nearest(tokens[:reach], at, func(n int) bool { return apart(at + n) })
	if n == 0 {
		if n, classes, like = set.Nearest(tokens[:reach], at, func(n int) bool {
			return tokens[at+n-1].End-tokens[at].Start >= 9 && !unicode.IsLower(firstRune(strings.TrimLeft(s.text[tokens[at+n-1].End:], " .")))
		}); like < 0.88 {
			return nil
		}
	}
	l := &label{classes: classes, seg: s, start: tokens[at].Start, end: tokens[at+n-1].End, head: true, unlike: 1 - like}
	if (span{s, l.start, l.end}).by() == certcat.TextLayer {
		return nil
	}
	l.after, l.colon = skipSeparator(s.text, l.end)
	l.whole = l.after >= len(s.text)
	return l
}

// sureLabel reports whether captions begin with one beyond doubt.
func sureLabel(found []*label) bool {
	return len(found) > 0 && found[0].head && (found[0].colon || found[0].whole)
}
