package grammar

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// StandardsRecognised is Standards for a text that an engine recognised: where letters and digits that look alike make a
// standard of what is none ("lEC 62368-1", "EN 6O950-1", "EN 300 328 V2.l.1"), or a longer one, it is found too, Respelt,
// and its Text is what must have been printed.
func StandardsRecognised(text string) []Found {
	return instead(Standards(text), respelt(text, Standards, standardEdits, numberEdits, gapEdits))
}

// ActsRecognised is Acts for a text that an engine recognised: "2O14/53/EU" is found too.
func ActsRecognised(text string) []Found {
	return instead(Acts(text), respelt(text, Acts, actEdits))
}

// RatingsRecognised is Ratings for a text that an engine recognised: the sign for direct current may be read as dashes,
// dots and equals signs ("12V=--2A"), a digit as the letter like it ("1OO-24OV", "O.5A").
func RatingsRecognised(text string) []Found {
	found := instead(Ratings(text), respelt(text, Ratings, quantityEdits))
	return instead(found, respelt(text, Ratings, quantityEdits, currentEdits))
}

var (
	zeroInQuantity = regexp.MustCompile(`\d[.,]?([Oo]{1,2})(?:\s?(?:m?A|V|k?W|Hz|[-–~/])|\d|[.,]\d)`)
	zeroInFront    = regexp.MustCompile(`(?:^|[\s:/~=⎓-])([Oo])[.,]\d+\s?(?:m?A|V|k?W)`)
	oneInFront     = regexp.MustCompile(`(?:^|[\s:/])([lI|])(?:[0Oo]{2}|[0-2][05Oo])\s?(?:[-–~]|V)`)
)

func quantityEdits(s string) []edit {
	var out []edit
	for _, form := range []struct {
		re    *regexp.Regexp
		digit string
	}{{zeroInQuantity, "0"}, {zeroInFront, "0"}, {oneInFront, "1"}} {
		for _, m := range form.re.FindAllStringSubmatchIndex(s, -1) {
			out = append(out, edit{m[2], m[3], strings.Repeat(form.digit, m[3]-m[2])})
		}
	}
	slices.SortFunc(out, func(a, b edit) int { return a.start - b.start })
	return out
}

var blurredCurrent = regexp.MustCompile(`\d\s?V\s?([=~:·.…⎓_–—-]{1,5})\s?\d`)

func currentEdits(s string) []edit {
	var out []edit
	for _, m := range blurredCurrent.FindAllStringSubmatchIndex(s, -1) {
		if s[m[2]:m[3]] != "=" {
			out = append(out, edit{m[2], m[3], "="})
		}
	}
	return out
}

var (
	zeroInside = regexp.MustCompile(`(\d\d)[Oo](\d\d)`)
	oneInside  = regexp.MustCompile(`(\d\d)l(\d\d)`)
	// auditRound is the end of a Chinese system certificate's number: which certification round, and how large the holder.
	auditRound = regexp.MustCompile(`^(.*\d{2}[A-Z]{1,5}\d{3,6}R)[OoQD]([LMSC](?:-\d+)?)$`)
)

// NumberRecognised is a number that an engine recognised with the letters that must be digits made such: between two digits
// on either side, and where the form of a known scheme has a digit.
func NumberRecognised(number string) string {
	number = zeroInside.ReplaceAllString(number, "${1}0$2")
	number = oneInside.ReplaceAllString(number, "${1}1$2")
	return auditRound.ReplaceAllString(number, "${1}0$2")
}

// edit is a stretch of a text and what should stand there.
type edit struct {
	start, end int
	text       string
}

// respelt is what a grammar finds in a text only once the edits were made.
func respelt(text string, find func(string) []Found, steps ...func(string) []edit) []Found {
	f, changed := respellAll(text, steps...)
	if len(changed) == 0 {
		return nil
	}
	var out []Found
	for _, r := range find(f.s) {
		r.Start, r.End = f.start(r.Start), f.end(r.End)
		if touches(changed, r.Start, r.End) {
			r.Respelt = true
			out = append(out, r)
		}
	}
	return out
}

// respellAll makes the edits of each step on what the step before left. changed is where in text they were.
func respellAll(text string, steps ...func(string) []edit) (f folded, changed []edit) {
	f = folded{s: text, text: text}
	for _, step := range steps {
		edits := step(f.s)
		if len(edits) == 0 {
			continue
		}
		var b strings.Builder
		at := make([]int32, 0, len(f.s))
		keep := func(from, to int) {
			b.WriteString(f.s[from:to])
			for i := from; i < to; i++ {
				at = append(at, int32(f.start(i)))
			}
		}
		last := 0
		for _, e := range edits {
			if e.start < last {
				continue
			}
			keep(last, e.start)
			b.WriteString(e.text)
			for i := range len(e.text) {
				k := min(e.start+i, e.end-1)
				if i == len(e.text)-1 {
					_, n := utf8.DecodeLastRuneInString(f.s[e.start:e.end])
					k = e.end - n
				}
				at = append(at, int32(f.start(k)))
			}
			last = e.end
			changed = append(changed, edit{start: f.start(e.start), end: f.end(e.end)})
		}
		keep(last, len(f.s))
		f = folded{s: b.String(), text: text, at: at}
	}
	return f, changed
}

func touches(changed []edit, start, end int) bool {
	return slices.ContainsFunc(changed, func(e edit) bool { return e.start < end && start < e.end })
}

// instead puts what was respelt in the place of what it goes beyond; what stands as it is and says as much is kept.
func instead(found, respelt []Found) []Found {
	for _, r := range respelt {
		overlaps := func(f Found) bool { return r.Start < f.End && f.Start < r.End }
		asFar := func(f Found) bool {
			return f.Start < r.Start || f.End > r.End || f.Start == r.Start && f.End == r.End
		}
		if slices.ContainsFunc(found, func(f Found) bool { return overlaps(f) && asFar(f) }) {
			continue
		}
		found = append(slices.DeleteFunc(found, overlaps), r)
	}
	slices.SortStableFunc(found, func(a, b Found) int { return a.Start - b.Start })
	return found
}

var (
	// blurredPrefix is the letters of the great standards bodies with what recognition makes of them.
	blurredPrefix = regexp.MustCompile(`[E€£]N|[I1l|!í][E€][CG(]|[I1l|!í][S5$][O0oQ]|[E€][T7][S5$][I1l|!]|C[I1l|!][S5$]PR|G[B8]\s?/\s?[T7I1]`)
	clearPrefix   = regexp.MustCompile(`(?:EN|IEC|ISO|ETSI|CISPR|UL|BS|DIN|GB/T|GB|AS/NZS|JIS|IEEE)[\s:/-]{0,3}`)
	// numberAhead goes on behind a prefix: a number, perhaps behind a second prefix.
	numberAhead = regexp.MustCompile(`^[\s:./-]{0,3}(?:[A-Z1l|!€]{2,5}[\s/-]{0,2}){0,2}([0-9OolI|]{2,6}(?:[ -][0-9OolI|]{3})?)`)
	datedAhead  = regexp.MustCompile(`^\s?\d{4,5}\s?[:-]\s?(?:19|20)\d\d`)
)

var bodyLetters = strings.NewReplacer("€", "E", "£", "E", "1", "I", "l", "I", "|", "I", "!", "I", "í", "I", "5", "S", "$", "S", "0", "O", "o", "O", "Q", "O", "(", "C", "G", "C", "7", "T", " ", "")

// standardEdits gives standards bodies their letters, where a number comes behind.
func standardEdits(s string) []edit {
	var out []edit
	for _, loc := range blurredPrefix.FindAllStringIndex(s, -1) {
		printed, rest := s[loc[0]:loc[1]], s[loc[1]:]
		right := bodyLetters.Replace(printed)
		if printed[0] == 'G' {
			right = "GB/T"
		}
		if right == printed || wordBefore(s, loc[0]) {
			continue
		}
		m := numberAhead.FindStringSubmatch(head(rest, 40))
		digits := 0
		if m != nil {
			digits = countDigits(m[1])
		}
		switch {
		case digits < 4, strings.ContainsAny(printed, "G(") && printed[0] != 'G' && digits < 5:
		case countDigits(printed) == len(printed) && !datedAhead.MatchString(rest):
		default:
			out = append(out, edit{loc[0], loc[1], right})
		}
	}
	return out
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if isDigit(rune(s[i])) {
			n++
		}
	}
	return n
}

// reachOfNumber is how many bytes behind a body's name its number and edition stand.
const reachOfNumber = 48

// numberEdits makes letters digits that stand for them in a standard's number, year or version.
func numberEdits(s string) []edit {
	var out []edit
	done := 0
	for _, loc := range clearPrefix.FindAllStringIndex(s, -1) {
		if wordBefore(s, loc[0]) {
			continue
		}
		from, to := max(loc[1], done), min(len(s), loc[1]+reachOfNumber)
		if from < to {
			out = append(out, digitEdits(s, from, to)...)
			done = to
		}
	}
	return out
}

const digitLike = "OoQIl|!SBZ"

var likeDigit = map[byte]string{'O': "0", 'o': "0", 'Q': "0", 'I': "1", 'l': "1", '|': "1", '!': "1", 'S': "5", 'B': "8", 'Z': "2"}

// digitEdits makes digits of the letters that look like some in s[from:to], in runs that hold nothing else and a digit, or
// that follow a digit and a sign and are one letter: "6O950", "-l", "V2.l.1". S, B and Z count between two others only.
func digitEdits(s string, from, to int) []edit {
	var out []edit
	in := func(i int) bool {
		return i >= 0 && i < len(s) && (isDigit(rune(s[i])) || strings.IndexByte(digitLike, s[i]) >= 0)
	}
	for i := from; i < to; {
		if !in(i) {
			i++
			continue
		}
		j := i
		for j < len(s) && in(j) {
			j++
		}
		first, last := before(s, i), after(s, j)
		digits := countDigits(s[i:j])
		carries := j-i == 1 && i > 1 && strings.IndexByte(".:-/", s[i-1]) >= 0 && in(i-2)
		version := (first == 'V' || first == 'v') && last == '.'
		alone := !unicode.IsLetter(first) && !unicode.IsLetter(last) || (first == 'V' || first == 'v' || first == 'A') && !unicode.IsLetter(last) && (digits > 0 || version)
		if alone && (digits > 0 || carries || version && j-i == 1) {
			for k := i; k < j; k++ {
				inner := k > i && k+1 < j
				if d := likeDigit[s[k]]; d != "" && (inner || strings.IndexByte("SBZ|!", s[k]) < 0) {
					out = append(out, edit{k, k + 1, d})
				}
			}
		}
		i = j
	}
	return out
}

var (
	strayGap  = regexp.MustCompile(`(?:EN|IEC|ISO|UL|BS|DIN)\s?\d{4,6}( )-\d{1,2}(?:[\s,;:]|$)`)
	strayYear = regexp.MustCompile(`\d(\s?;\s?)(?:19|20)\d\d(?:\D|$)`)
	version   = regexp.MustCompile(`\bV\s?\d{1,2}([.,]\s?)\d{1,2}([.,]\s?)\d{1,2}\b`)
)

// gapEdits closes what recognition tore apart: "IEC 62321 -6", "EN 55032;2015", "V1.8, 1".
func gapEdits(s string) []edit {
	var out []edit
	for _, m := range strayGap.FindAllStringSubmatchIndex(s, -1) {
		out = append(out, edit{m[2], m[3], ""})
	}
	if clearPrefix.MatchString(s) {
		for _, m := range strayYear.FindAllStringSubmatchIndex(s, -1) {
			out = append(out, edit{m[2], m[3], ":"})
		}
		for _, m := range version.FindAllStringSubmatchIndex(s, -1) {
			for g := 2; g < 6; g += 2 {
				if s[m[g]:m[g+1]] != "." {
					out = append(out, edit{m[g], m[g+1], "."})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b edit) int { return a.start - b.start })
	return out
}

var blurredAct = regexp.MustCompile(`([0-9OoQIl|]{2,4})\s?/\s?([0-9OoQIl|]{1,4})(?:\s?/\s?(FU|£U|€U|EIJ|EV|E0|EG|FC|£C|€C)\b)?`)

var blurredUnion = map[string]string{"FU": "EU", "£U": "EU", "€U": "EU", "EIJ": "EU", "EV": "EU", "FC": "EC", "£C": "EC", "€C": "EC"}

// actEdits gives the numbers of acts their digits, and the Union its letters.
func actEdits(s string) []edit {
	var out []edit
	for _, m := range blurredAct.FindAllStringSubmatchIndex(s, -1) {
		a, b := digitsOf(s[m[2]:m[3]]), digitsOf(s[m[4]:m[5]])
		if wordBefore(s, m[0]) || !isActYear(a) && !isActYear(b) || countDigits(s[m[2]:m[5]]) < 3 {
			continue
		}
		if a != s[m[2]:m[3]] {
			out = append(out, edit{m[2], m[3], a})
		}
		if b != s[m[4]:m[5]] && !unicode.IsLetter(after(s, m[5])) {
			out = append(out, edit{m[4], m[5], b})
		}
		if m[6] >= 0 {
			if right := blurredUnion[s[m[6]:m[7]]]; right != "" {
				out = append(out, edit{m[6], m[7], right})
			}
		}
	}
	return out
}

func digitsOf(s string) string {
	b := []byte(s)
	for i, c := range b {
		if d := likeDigit[c]; d != "" {
			b[i] = d[0]
		}
	}
	return string(b)
}
