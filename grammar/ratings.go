package grammar

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// A rating is a run of quantities (a number or a range with its unit), with the words that say what they are.
const (
	ratingNumber  = `[-+±<>≤≥~]?\s?\d{1,6}(?:[.,]\d{1,4})?`
	unitElsewhere = `кВт|МВт|мВт|Вт|кГц|МГц|ГГц|Гц|мА·?ч|А·?ч|мА|кВ|мВ|В|А|Ом|毫安时|伏特?|安培?|瓦特?|赫兹?|فولت|هرتز|أمبير|امبير|وات`
	ratingUnit    = `(?:` + unitElsewhere + `|(?:k|m|µ|μ|u|M|G)?(?:V\.?\s?(?:DC|AC|d\.?c\.?|a\.?c\.?)|VA|V|Wp|Wh|W|Ah|A|Hz|hp|HP|Ω|ohm|dBm|dB|lm|cd|Pa|bar|psi|rpm|RPM|min-1|N\.?m|°C|°F|℃|K|g|kg|mm|cm|m²|L/min|L|l))`
	ratingSign    = `\s?(?:[~⎓=⏛]{1,3}|---|DC|AC|dc|ac|d\.c\.|a\.c\.)?`
	ratingPhase   = `(?:,?\s?(?:[13][\s~-]?(?:ph(?:ase)?|PH|~)|single[\s-]phase|three[\s-]phase|max\.?|MAX\.?|Max\.?|min\.?))?`
)

var ratingWords = `(?i:(?:rated|nominal|max(?:imum)?\.?|min(?:imum)?\.?|total|typical|battery|supply|operating|charging?|discharge|power|input|output|cut-?off|internal|primary|lithium|ac|dc|usb(?:-?[abc]\d?)?|额定|输入|输出|电压|电流|功率|容量|频率|номинальн\pL*|напряжение|мощность|ток|вход|выход|nenn\pL*|eingang|ausgang|entr[ée]e|sortie|entrada|salida|tensi[oó]n|giriş|çıkış|入力|出力|定格|입력|출력|정격)(?:[\s:：/-]{1,3}|\s?)){0,4}(?i:(?:voltage|current|power|frequency|capacity|energy|supply|consumption|rating|content)s?\s?[:：]?\s?)?`

type ratingTable struct{ quantity, run, ip, class *regexp.Regexp }

var ratingForms = sync.OnceValue(func() ratingTable {
	quantity := ratingNumber + `(?:\s?(?:-|–|~|to|\.{2,3}|…|/|±)\s?` + ratingNumber + `)?` + `\s?` + ratingUnit + ratingSign + ratingPhase
	second := `(?:` + quantity + `|IP[\s]?[0-6X][0-9X][A-DK]?\b|(?i:class\s(?:III|II|I))\b)`
	return ratingTable{
		quantity: regexp.MustCompile(`^` + quantity),
		run:      regexp.MustCompile(ratingWords + `(?:DC|AC|dc|ac)?\s?:?\s?` + quantity + `(?:\s?[,;/|x×*]?\s{0,2}(?:@\s?)?(?:` + second + `)){0,9}`),
		ip:       regexp.MustCompile(`(?i:degree\sof\sprotection\s?:?\s?|protection\s(?:degree|rating)\s?:?\s?)?\bIP\s?(?:[0-6X][0-9X][A-DK]?|[0-6]{2}/IP\s?\d{2})\b`),
		class:    regexp.MustCompile(`(?i:(?:protection\sclass|class\sof\sequipment|insulation\sclass|class\sof\sprotection)\s?:?\s?(?:class\s)?(?:III|II|I)\b)`),
	}
})

// electrical are units that make a run a rating by themselves; the others (grams, millimetres) need a word before them.
var electrical = regexp.MustCompile(`\d\s?(?:(?:k|m|µ|μ|u|M|G)?(?:V|W|A|Hz)|[кмМГ]?(?:Вт|В|А|Гц)|毫?安|伏|瓦|赫|فولت|هرتز|أمبير|امبير|وات)`)

// quantityAt reports whether a digit at s[i] is followed, after at most one space, by what can begin a unit.
func quantityAt(s string, i int) bool {
	if s[i] < '0' || s[i] > '9' || i+1 >= len(s) {
		return false
	}
	next := s[i+1:]
	if next[0] == ' ' {
		next = next[1:]
	}
	return next != "" && (strings.IndexByte("kmuMGVWAHhodcPbrN", next[0]) >= 0 || next[0] >= utf8.RuneSelf)
}

// loneAmpere is too often a heading or a class: "3 A".
var loneAmpere = regexp.MustCompile(`^\d+\s?[AKLgG]$`)

// Ratings finds technical parameters: "Input: 100-240V~ 50/60Hz 0.5A", "DC 5V/2A", "3.7V 2000mAh", "IP54". Canonical
// has one spelling of each unit and no spaces inside a quantity.
func Ratings(text string) []Found {
	f := fold(text)
	forms := ratingForms()
	var out []Found
	quantities := windows(f.s, 80, 60, func(i int) bool { return quantityAt(f.s, i) })
	words := whole(f.s)
	if lower := strings.ToLower(f.s); !hasAny(lower, "ip|class|protection") {
		words = nil
	}
	for _, form := range []struct {
		re   *regexp.Regexp
		list []window
	}{{forms.run, quantities}, {forms.ip, words}, {forms.class, words}} {
		eachMatch(form.re, f.s, form.list, func(loc []int, _ []string) bool {
			start, end := loc[0], loc[1]
			for start < end && strings.IndexByte(" \n:/-,", f.s[start]) >= 0 {
				start++
			}
			printed := f.s[start:end]
			if start == end || !ratingStandsAlone(f.s, start, end) || loneAmpere.MatchString(printed) ||
				form.re == forms.run && !electrical.MatchString(printed) {
				return false
			}
			found := f.found(start, end, "")
			found.Canonical = ratingCanonical(fold(found.Text).s)
			out = append(out, found)
			return true
		})
	}
	return longestFirst(out)
}

func ratingStandsAlone(s string, start, end int) bool {
	left, right := before(s, start), after(s, end)
	switch {
	case isWord(left) && !isCJK(left), left == '.' && isDigit(before(s, start-1)), left == '-' && isWord(before(s, start-1)):
		return false
	case isWord(right) && !isCJK(right) && isWord(before(s, end)):
		return false
	}
	return true
}

var (
	unitSpace  = regexp.MustCompile(`(\d)\s+((?:k|m|u|M|G)?(?:VA|V|Wh|W|Ah|A|Hz))`)
	rangeSpace = regexp.MustCompile(`(\d)\s*(?:-|~|to|\.{2,3})\s*(\d)`)
	direct     = regexp.MustCompile(`V\.?\s?(?:DC|d\.?c\.?|dc|⎓|---|===?|=)`)
	alternate  = regexp.MustCompile(`V\.?\s?(?:AC|a\.?c\.?|ac|~)`)
	leadingDC  = regexp.MustCompile(`\b(DC|AC|dc|ac)\s?(\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?)V\b`)
	zeros      = regexp.MustCompile(`(\d+)\.(\d*?)0+([^\d]|$)`)
	decimal    = regexp.MustCompile(`(\d),(\d{1,2}[^\d])`)
)

// unitsElsewhere writes units of other scripts in Latin letters.
var unitsElsewhere = regexp.MustCompile(`(\d)\s?(` + unitElsewhere + `)`)

var latinUnits = strings.NewReplacer("кВт", "kW", "МВт", "MW", "мВт", "mW", "Вт", "W", "кГц", "kHz", "МГц", "MHz", "ГГц", "GHz", "Гц", "Hz", "мА·ч", "mAh", "мАч", "mAh",
	"А·ч", "Ah", "Ач", "Ah", "мА", "mA", "кВ", "kV", "мВ", "mV", "В", "V", "А", "A", "Ом", "Ω", "毫安时", "mAh", "伏特", "V", "伏", "V", "安培", "A", "安", "A", "瓦特", "W", "瓦", "W",
	"赫兹", "Hz", "赫", "Hz", "فولت", "V", "هرتز", "Hz", "أمبير", "A", "امبير", "A", "وات", "W")

func ratingCanonical(s string) string {
	s = unitsElsewhere.ReplaceAllStringFunc(s, latinUnits.Replace)
	s = strings.NewReplacer("μ", "u", "µ", "u", "℃", "°C").Replace(s)
	s = decimal.ReplaceAllString(s, "$1.$2")
	s = rangeSpace.ReplaceAllString(s, "$1-$2")
	s = unitSpace.ReplaceAllString(s, "$1$2")
	s = direct.ReplaceAllString(s, "V DC")
	s = alternate.ReplaceAllString(s, "V AC")
	s = leadingDC.ReplaceAllStringFunc(s, func(m string) string {
		g := leadingDC.FindStringSubmatch(m)
		return g[2] + "V " + strings.ToUpper(g[1])
	})
	s = zeros.ReplaceAllStringFunc(s, func(m string) string {
		g := zeros.FindStringSubmatch(m)
		if g[2] == "" {
			return g[1] + g[3]
		}
		return g[1] + "." + g[2] + g[3]
	})
	return oneLine(s)
}
