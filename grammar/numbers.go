package grammar

import (
	"regexp"
	"strings"
	"sync"
)

// IdentifierFound is an identifier that a public scheme gives out.
type IdentifierFound struct {
	Start, End int // byte offsets into the text, of the identifier without its label
	Text       string
	Canonical  string
	Scheme     string // as in the tables: "us-fcc-certification", "nb-number", "cn-uscc", …
	// Valid says that the form, and the check digit where the scheme has one, is right. What is found by its label alone
	// ("FCC ID: 12") can be invalid.
	Valid bool
}

// identifierForm is how an identifier of one scheme is recognised in running text.
type identifierForm struct {
	scheme string
	hints  string         // words, in lower case, of which a text must have one
	re     *regexp.Regexp // group 1 is the identifier; a label before it is part of the pattern where the number alone says too little
}

var identifierForms = sync.OnceValue(func() []identifierForm {
	list := [][3]string{
		{"us-fcc-certification", "fcc", `(?i:FCC\s?-?\s?ID(?:entifier)?)\s?(?:[:：#.]|(?i:no\.?|number|is)){0,2}\s{0,3}([A-Z0-9]{3,5}-?\s?[A-Z0-9][A-Z0-9-]{0,14})`},
		{"ca-ised-certification", "ic|ised", `(?:\b(?:IC|ISED)(?:\s?(?:ID|(?i:certification)(?:\s(?i:number|no\.?))?|(?i:number|no\.?)))?|(?i:certification number))\s?[:：#]\s{0,3}(\d{1,6}[A-Z]{0,2}\s?-\s?[A-Z0-9]{1,11})`},
		{"nb-number", "notified|nb|identification|nummer|公告", `(?i:notified\s+body(?:\s+(?:identification|ident\.|id|reg(?:istration)?))?(?:\s*(?:number|no\.?|nr\.?|n°|#|code|id))*|\bNB(?:\s?(?:number|no\.?|id))?|identification\s+number(?:\s+of\s+(?:the\s+)?notified\s+body)?|kenn-?nummer(?:\s+der\s+benannten\s+stelle)?|公告机构(?:编号|代码|号)?)\s?[:：.#]?\s{0,3}\(?(\d{4})`},
		{"nb-number", "", `\bC\s?E\s?(\d{4})`},
		{"kr-rra", "kcc-|msip-|r-", `\b((?:KCC|MSIP|R)-(?:[CRI]S?|[CRI][RTEM][MIS])-[A-Za-z0-9]{3}-[A-Za-z0-9_-]{1,14})`},
		{"kr-kc-cert", "", `\b([A-Z][A-Z]\d{5,6}-\d{4,5}[A-Z]?)\b`},
		{"jp-giteki-radio", "", `(?:\bR\s{0,2}|(?i:MIC|giteki|技適|認証番号|工事設計認証番号|certification\s(?:number|no\.?))\s?[:：]?\s?(?:ID\s?[:：]?\s?)?R?\s?)(\d{3}\s?-\s?[0-9A-Z]{6})`},
		{"cn-ccc", "", `\b((?:19|20)\d{2}(?:0[1-9]|1\d|2\d|3\d|9[78])\d{10})\b`},
		{"cn-srrc", "cmiit|核准", `(?i:CMIIT\s?ID|核准证编号|型号核准代码)\s?[:：]?\s{0,3}((?:19|20)\d{2}[A-Z]{2}\d{4,5}|\d{2}[A-Z]\d{2}[A-Z0-9]{4}\d{3})`},
		{"cn-uscc", "", `\b([0-9A-HJ-NP-RT-UW-Y]{2}\d{6}[0-9A-HJ-NP-RT-UW-Y]{10})\b`},
		{"br-anatel", "", `\b(\d{5}-\d{2}-\d{5})\b`},
		{"br-anatel", "anatel|homologa", `(?i:anatel|homologa[çc][ãa]o)\D{0,20}(\d{4}-\d{2}-\d{4}|\d{5}-\d{2}-[0-9A-Z]{5})`},
		{"in-bis-crs", "r-", `\b(R-\d{8,9})\b`},
		{"in-bis-isi", "cm", `\b(CM\s?/\s?L\s?-?\s?\d{7,10})\b`},
		{"au-abn", "abn|a.b", `(?i:\bA\.?B\.?N\.?)\s?[:：]?\s{0,3}(\d{2}\s?\d{3}\s?\d{3}\s?\d{3})`},
		{"au-acn", "acn|a.c", `(?i:\bA\.?C\.?N\.?)\s?[:：]?\s{0,3}(\d{3}\s?\d{3}\s?\d{3})`},
		{"eaeu-tr-declaration", "-", `((?:ЕАЭС|EAЭC|EAEU|ТС|TC)\s?(?:N|№)\s?(?:RU|KZ|BY|AM|KG)\s?[ДD]-[A-Z]{2}\.[A-ZА-Я0-9]{4}\.[ABCАВС]\.\d{5}(?:/\d{2})?)`},
		{"eaeu-tr-certificate", "-", `((?:ЕАЭС|EAЭC|EAEU|ТС|TC|CU)\s?(?:RU|KZ|BY|AM|KG)\s?[CС]-[A-Z]{2}\.[A-ZА-Я0-9]{4}\.[ABCАВС]\.\d{5}(?:/\d{2})?)`},
		{"us-nrtl", "", `\b(E\d{6}|MH\d{5}|SA\d{4,5})\b`},
		{"tw-ncc", "cc", `\b(CC[A-Z]{2}\d{2}[A-Z]{2}\d{3}[0-9A-Z][TC][0-9A-Z])\b`},
		{"tw-bsmi-rpc", "bsmi|檢驗|驗證|檢驗", `(?:BSMI|驗證登錄|商品檢驗標識|檢驗標識)\s?[:：]?\s?([RDTM][0-9A-Z]{5})\b`},
		{"in-wpc-eta", "eta-", `\b(ETA-SD-\d{11}|ETA-\d{1,5}/\d{4}(?:-RLO\([A-Z]{1,2}\))?)`},
		{"id-djid", "sdppi|djid", `\b(\d{4,6}/(?:SDPPI|DJID)/20\d{2})\b`},
		{"za-icasa", "ta", `\b(TA-?\s?\d{4}/\d{2,5})\b`},
		{"int-fsc", "fsc|-coc|-cw|-fm", `\b(FSC[®]?[- ]?[CN]\d{6}|[A-Z]{2,8}-(?:COC|CW|FM)-\d{6})\b`},
		{"srn", "-mf-|-ar-|-im-|-pr-", `\b([A-Z]{2}-(?:MF|AR|IM|PR)-\d{9})\b`},
		{"accreditation", "cnas", `\b(CNAS\s?[A-Z]{1,2}\d{3,5}(?:-[A-Z])?|CNAS\s[A-Z]\d{3}-[A-Z])\b`},
		{"accreditation", "d-", `\b(D-(?:PL|ZM|ZE|K|IS|SL|RM|EP|ML)-\d{5}-\d{2}-\d{2})\b`},
		{"accreditation", "oc", `\b(OC[PDSI]\s?(?:-|–|n[.º°o]*)?\s?\d{4})(?:[^\d-]|$)`},
		{"accreditation", "ua.tr", `\b(UA\.TR\.\d{3})(?:[^.\d-]|$)`},
		{"accreditation", "kz.", `\b(KZ\.[A-Z]\.\d{2}\.[0-9A-Z]{4})\b`},
		{"accreditation", "n°|no", `\b((?:PRD|PRS|SGQ|SGA|SCR|ISP|LAB|EMAS|FSM|SSI)\s?(?:N°|No\.?)\s?\d{3,4}[A-Z]?)\b`},
		{"accreditation", "türkak|turkak|ab-", `\b(AB-\d{4}-[A-Z]{1,3})\b`},
		{"accreditation", "kolas|kab", `\b((?:KOLAS|KAB)[- ]?(?:KT|KI|QC|PC|EC)?[- ]?\d{2,4})\b`},
		{"accreditation", "ru.", `\b((?:RA|РОСС|ROSS|РОСC)[. ]RU\.[0-9A-ZА-Я.]{5,14})\b`},
		{"accreditation", "rva", `\b(RvA\s[A-Z]\s?\d{3})\b`},
		{"accreditation", "ukas", `(?i:UKAS)\D{0,24}(\d{3,5})\b`},
		{"accreditation", "a2la", `(?i:A2LA)\D{0,30}(\d{4}\.\d{2})\b`},
		{"accreditation", "nvlap", `(?i:NVLAP)\D{0,24}(\d{6}-\d)\b`},
		{"accreditation", "accreditation|akkreditierung|认可", `(?i:accreditation|akkreditierung|认可)(?i:\s?(?:number|no\.?|nr\.?|cert(?:ificate)?|certificate\sno\.?|证书)){0,3}\s?[:：#.]?\s{0,3}([A-Z]{0,4}[- ]?\d[A-Z0-9./-]{2,16})`},
		{"us-fcc-lab", "designation|fcc|cab", `(?i:designation\s(?:number|no\.?)|FCC\s(?:registration|reg\.)\s?(?:number|no\.?)|CAB\s?(?:identifier|#))\s?[:：#]?\s{0,3}([A-Z]{2}\d{4}|\d{6})\b`},
	}
	forms := make([]identifierForm, len(list))
	for i, l := range list {
		forms[i] = identifierForm{l[0], l[1], regexp.MustCompile(l[2])}
	}
	return forms
})

// Identifiers finds the identifiers in a text, in its order; where two schemes match one place the longer counts, then
// the one with a check digit.
func Identifiers(text string) []IdentifierFound {
	f := fold(text)
	lower := strings.ToLower(f.s)
	var found []Found
	for _, form := range identifierForms() {
		if !hasAny(lower, form.hints) {
			continue
		}
		for _, loc := range form.re.FindAllStringSubmatchIndex(f.s, -1) {
			if loc[2] < 0 || isWord(after(f.s, loc[3])) && !isCJK(after(f.s, loc[3])) {
				continue
			}
			at := f.found(loc[2], loc[3], form.scheme)
			if at.Text != "" {
				found = append(found, at)
			}
		}
	}
	var out []IdentifierFound
	for _, at := range longestFirst(found) {
		canonical, ok := Number(at.Canonical, at.Text)
		if at.Canonical == "cn-uscc" && !strings.ContainsAny(at.Text, usccLetters[10:]) && !creditCode.MatchString(tail(text[:at.Start], 40)) {
			continue // eighteen digits without a label are some other number
		}
		if canonical == "" {
			canonical = at.Text
		}
		out = append(out, IdentifierFound{at.Start, at.End, at.Text, canonical, at.Canonical, ok})
	}
	return out
}

var creditCode = regexp.MustCompile(`(?i)(?:代码|代碼|credit code)\W*$`)

// exact are the full forms of the kinds that Number knows.
var exact = map[string]*regexp.Regexp{
	"us-fcc-certification":  regexp.MustCompile(`^(?:[A-Z][A-Z0-9]{2}|[2-9][A-Z2-9]{4})[A-Z0-9-]{1,14}$`),
	"ca-ised-certification": regexp.MustCompile(`^\d{1,6}[A-Z]{0,2}-[A-Z0-9]{1,11}$`),
	"nb-number":             regexp.MustCompile(`^\d{4}$`),
	"kr-rra":                regexp.MustCompile(`^(?:R-[CRI]S?-|(?:KCC|MSIP|R)-[CRI][RTEM][MIS]-)[A-Za-z0-9]{3}-[A-Za-z0-9_-]{1,14}$`),
	"kr-kc-cert":            regexp.MustCompile(`^[A-Z]{2}(?:\d{5,6}-\d{2,5}[A-Z]?|\d{3}[A-Z]\d{3,4}-\d{4})$`),
	"jp-giteki-radio":       regexp.MustCompile(`^\d{3}-[0-9A-Z]{6}$`),
	"cn-ccc":                regexp.MustCompile(`^(?:19|20)\d{14}$`),
	"cn-srrc":               regexp.MustCompile(`^(?:(?:19|20)\d{2}[A-Z]{2}\d{4,5}|\d{2}[A-Z]\d{2}[A-HJ-NP-Z0-9]{4}\d{3})$`),
	"cn-uscc":               regexp.MustCompile(`^[0-9A-HJ-NP-RT-UW-Y]{2}\d{6}[0-9A-HJ-NP-RT-UW-Y]{10}$`),
	"br-anatel":             regexp.MustCompile(`^(?:\d{5}-\d{2}-[0-9A-Z]{5}|\d{4}-\d{2}-\d{4})$`),
	"in-bis-crs":            regexp.MustCompile(`^R-\d{8,9}$`),
	"in-bis-isi":            regexp.MustCompile(`^CM/L-\d{7,10}$`),
	"au-abn":                regexp.MustCompile(`^\d{11}$`),
	"au-acn":                regexp.MustCompile(`^\d{9}$`),
	"gtin":                  regexp.MustCompile(`^(?:\d{8}|\d{12,14})$`),
	"us-nrtl":               regexp.MustCompile(`^(?:(?:E|SA|MH|R|BP|FX|S)\d{3,6}|\d{7})$`),
	"eaeu-tr-declaration":   regexp.MustCompile(`^(?:EAEU|TC) N [A-Z]{2} D-[A-Z]{2}\.[A-ZА-Я0-9]{4}\.[ABC]\.\d{5}(?:/\d{2})?$`),
	"eaeu-tr-certificate":   regexp.MustCompile(`^(?:EAEU|TC) [A-Z]{2} C-[A-Z]{2}\.[A-ZА-Я0-9]{4}\.[ABC]\.\d{5}(?:/\d{2})?$`),
}

// Number reads a number of one kind (a scheme as in IdentifierFound, or "gtin"): its canonical form, and whether form
// and check digit are right. A kind without a form of its own gives the trimmed text, ok.
func Number(kind, s string) (canonical string, ok bool) {
	canonical = oneLine(fold(s).s)
	switch kind {
	case "eaeu-tr-declaration", "eaeu-tr-certificate":
		canonical = eurasian(canonical)
	case "in-bis-isi":
		canonical = strings.ReplaceAll(canonical, " ", "")
		if !strings.Contains(canonical, "L-") {
			canonical = strings.Replace(canonical, "L", "L-", 1)
		}
	case "kr-rra", "accreditation", "id-djid":
	case "us-fcc-certification", "ca-ised-certification":
		canonical = strings.ToUpper(strings.ReplaceAll(canonical, " ", ""))
	default:
		if exact[kind] != nil {
			canonical = strings.ToUpper(strings.ReplaceAll(canonical, " ", ""))
		}
	}
	form := exact[kind]
	if form == nil {
		return canonical, canonical != ""
	}
	if !form.MatchString(canonical) {
		return canonical, false
	}
	if check := checks[kind]; check != nil {
		return canonical, check(canonical)
	}
	return canonical, true
}

var checks = map[string]func(string) bool{"cn-uscc": usccChecks, "au-abn": abnChecks, "au-acn": acnChecks, "gtin": gtinChecks}

// eurasian writes a number of the Eurasian registers in Latin letters, except inside the body's code.
func eurasian(s string) string {
	s = strings.NewReplacer("№", "N", "ЕАЭС", "EAEU", "EAЭC", "EAEU", "ТС ", "TC ", "CU ", "TC ", "Д-", "D-", "С-", "C-").Replace(s)
	s = regexpEurasian.ReplaceAllString(s, "$1 $2 $3 $4")
	s = strings.Join(strings.Fields(s), " ")
	if i := strings.LastIndexByte(s, '.'); i > 3 {
		tail := strings.NewReplacer("А", "A", "В", "B", "С", "C").Replace(s[i-3:])
		s = s[:i-3] + tail
	}
	return s
}

var regexpEurasian = regexp.MustCompile(`^(EAEU|TC)\s?(N?)\s?([A-Z]{2})\s?([DC]-)`)

const usccLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccChecks is the check character of the Chinese unified social credit code (GB 32100-2015): weights 3^i mod 31.
func usccChecks(s string) bool {
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(usccLetters, s[i]) * weight
		weight = weight * 3 % 31
	}
	return strings.IndexByte(usccLetters, s[17]) == (31-sum%31)%31
}

// abnChecks is the check of the Australian business number: one off the first digit, weights, mod 89.
func abnChecks(s string) bool {
	sum := 0
	for i, w := range [...]int{10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19} {
		d := int(s[i] - '0')
		if i == 0 {
			d--
		}
		sum += d * w
	}
	return sum%89 == 0
}

// acnChecks is the check digit of the Australian company number: weights 8 to 1, complement mod 10.
func acnChecks(s string) bool {
	sum := 0
	for i := range 8 {
		sum += int(s[i]-'0') * (8 - i)
	}
	return (10-sum%10)%10 == int(s[8]-'0')
}

// gtinChecks is the GS1 check digit: from the right, weights 3 and 1 by turns.
func gtinChecks(s string) bool {
	sum := 0
	for i := len(s) - 2; i >= 0; i-- {
		w := 1
		if (len(s)-2-i)%2 == 0 {
			w = 3
		}
		sum += int(s[i]-'0') * w
	}
	return (10-sum%10)%10 == int(s[len(s)-1]-'0')
}
