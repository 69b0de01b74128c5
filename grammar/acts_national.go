package grammar

import (
	"regexp"
	"strings"
	"sync"
)

// nationalForms are the ways in which states outside the Union's own series print the numbers of their laws, decrees and
// orders. The canonical form is the printed one in one spelling: the same act with and without its "No" is one.
var nationalForms = sync.OnceValue(func() []actForm {
	const (
		no   = `(?:n(?:o\b\.?|[.°º*]{1,2}o?\.?|r\.?|úm\.?)\s?|№\s?)`
		year = `(?:19|20)\d\d`
		day  = `\d{1,2}(?:º|er)?[.\s]{1,2}(?:de\s|di\s)?(?:\d{1,2}|\pL+)[.\s]{1,2}(?:de\s|del\s)?` + year + `(?:\s?(?:г\.?|года|р\.?|року))?`
	)
	plain := func(word string, groups ...int) func(g []string) string {
		return func(g []string) string {
			var parts []string
			for _, i := range groups {
				if g[i] != "" {
					parts = append(parts, strings.ReplaceAll(strings.TrimSpace(g[i]), ".", ""))
				}
			}
			return word + " " + strings.ToUpper(strings.Join(parts, "/"))
		}
	}
	printed := func(g []string) string { return strings.Join(strings.Fields(g[0]), " ") }
	return []actForm{
		// Spanish, Portuguese, French, Italian
		{"ley|lei|loi|legge", regexp.MustCompile(`(?i)\b(?:ley|lei|loi|legge)(?:\s(?:orgánica|complementar|federal|general))?\s` + no + `?(\d{1,3}(?:\.\d{3})+|\d{2,5}(?:-\d{1,5})?)(?:\s?/\s?(` + year + `|\d\d)|,?\s(?:de|del|du)\s(?:\d{1,2}(?:º|er)?\s(?:de\s)?\pL+\s(?:de\s|del\s)?)?(` + year + `))?`), lawOf},
		{"d.s|ds|d. s|decreto supremo|resoluci", regexp.MustCompile(`(?i)\b(D\.?\s?S\.?|Decreto\sSupremo|R\.?\s?[MD]\.?|Resolución\s(?:Ministerial|Suprema|Jefatural))\s?` + no + `?(\d{1,5}\s?-\s?` + year + `\s?-\s?\pL{2,}(?:[-/]\pL{1,})*)`), func(g []string) string {
			return initials(g[1]) + " " + strings.ToUpper(strings.ReplaceAll(g[2], " ", ""))
		}},
		{"decreto|décret|ordonnance|d.lgs|d. lgs|dlgs|r.d|real dec", regexp.MustCompile(`(?i)\b(?:real\sdecreto(?:[\s-]ley)?|decreto(?:[\s-](?:legislativo|ley|lei|legge|supremo|ministeriale|ejecutivo|federal))?|décret|ordonnance|D\.?\s?Lgs\.?|R\.\s?D\.)\s` + no + `?(\d{1,3}\.\d{3}|\d{1,5})(?:(?:\s?/\s?|-)(\d{2,4})|,?\s(?:de|del|du)\s(?:\d{1,2}(?:º|er)?\s(?:de\s)?\pL+\s(?:de\s|del\s)?)?(` + year + `))`), plain("Decree", 1, 2, 3)},
		// Russian, Ukrainian and their neighbours
		{"-фз|- фз|- ф3", regexp.MustCompile(`(?i)федеральн\pL{2,3}\sзакон\pL{0,2}(?:\s(?:РФ|Российской\sФедерации))?(?:\sот\s` + day + `)?\s?(?:№|N|No\.?)\s?(\d{1,4}\s?-\s?ФЗ)`), func(g []string) string {
			return "Федеральный закон № " + strings.ToUpper(strings.ReplaceAll(g[1], " ", ""))
		}},
		{"постан|приказ|наказ|решени|рішен|указ|распоряж", regexp.MustCompile(`(?i)(постановлени|постанов|приказ|наказ|решени|рішенн|указ|распоряжени)(?:е|я|ем|ю|ям|и|а|ою|і|ом|у)?\s(?:[\pL.«»"]+\s){0,6}?(?:(?:от|від)\s` + day + `\s?)?(?:№|No\.?|N)\s?(\d{1,5}(?:[-/][\pL\d]{1,6})?)`), func(g []string) string {
			return orders[strings.ToLower(g[1])] + " № " + strings.ToUpper(g[2])
		}},
		{"закон", regexp.MustCompile(`Закон\pL{0,2}\s(?:України|Украины|Республики\s\pL+|Российской\sФедерации|РК|РФ|РБ)\s?(?:[«"“][^»"”]{3,160}[»"”]|(?:(?:от|від)\s` + day + `\s?)?№\s?\d{1,5}(?:-[\pL\d]{1,6})?)`), printed},
		{"заң", regexp.MustCompile(`[«"“][^»"”]{3,120}[»"”]\s(?:туралы\s)?(?:Қазақстан\sРеспубликасының\s)?Заң\pL{0,6}`), printed},
		// Czech, Slovak, Turkish, Polish
		{"sb|z. z|z.z", regexp.MustCompile(`(?i)\b((?:zákon\pL{0,2}|nařízení\svlády|nařízením\svlády|vyhlášk\pL{1,2}|NV)\s(?:č\.\s?)?)?(\d{1,3})\s?/\s?(` + year + `)\s(Sb|Z\.\s?z)\b\.?`), func(g []string) string {
			return strings.TrimLeft(g[2], "0") + "/" + g[3] + " " + strings.ReplaceAll(g[4], " ", "")
		}},
		{"sayılı", regexp.MustCompile(`(?i)\b(\d{3,5})\s(?:sayılı|Sayılı)\s(?:\pL+\s){0,7}?(kanun|khk|yönetmeli|karar|kararname|tebliğ)\pL*`), func(g []string) string {
			return g[1] + " sayılı " + strings.ToLower(g[2])
		}},
		{"dz.|dz. ", regexp.MustCompile(`\bDz\.\s?U\.\s(?:z\s)?(?:` + year + `\s?(?:r\.)?,?\s)?(?:Nr\s\d+,?\s)?poz\.\s\d{1,5}`), printed},
		// English
		{"order|decree|resolution|decision|ordinance|circular|law n", regexp.MustCompile(`\b((?:[A-Z]{2,6}|Ministerial|Presidential|Federal|Royal|Cabinet|Government)\s(?:Order|Decree|Decree-Law|Decree Law|Resolution|Decision|Ordinance|Circular|Law)|Law|Decree|Decree-Law)\s(?:[Nn]o\.?|[Nn]umber|#)\s?\(?(\d{1,5})\)?(?:\s?/\s?|,?\sof\s(?:the\syear\s)?|,\s?|\sfor\s(?:the\syear\s)?)(` + year + `)\b`), func(g []string) string {
			return g[1] + " " + g[2] + "/" + g[3]
		}},
		{"order", regexp.MustCompile(`\b((?:MIIT|AQSIQ|SAMR|MOFCOM|METI|MOTIE|MSIT|SBTS|MEE|NDRC)\sOrder)\s(?:[Nn]o\.?|[Nn]umber|#)\s?(\d{1,3})\b`), func(g []string) string { return g[1] + " " + g[2] }},
		{"technical reg", regexp.MustCompile(`\bTechnical\sRegulations?\s(?:for|on|of)\s(?:the\s)?(?:[A-Z][\w&-]*,?\s|(?:and|of|for|the|in|with|to)\s){0,14}[A-Z][\w&-]*`), printed},
		{" law | act | code ", regexp.MustCompile(`\b((?:[A-Z][a-z]+\s){1,5}(?:Law|Act|Code)),?\s(?:Articles?|Art\.)\s?(\d{1,4}(?:-\d{1,3})*(?:,?\s(?:Section|Paragraph|Para\.?|Clause|Item)\s\d{1,3})*)`), func(g []string) string {
			return articleOf(g[1], g[2])
		}},
		{" law| act| code", regexp.MustCompile(`\b(?:(?:Clauses?|Paragraphs?|Items?|Sections?)\s(\d{1,3}),?\s(?:of\s)?)?Articles?\s(\d{1,3}(?:-\d{1,3})?)\sof\s(?:the\s)?((?:[A-Z][a-z]+\s){1,5}(?:Law|Act|Code))\b`), func(g []string) string {
			return articleOf(g[3], g[2]+" "+g[1])
		}},
		// Chinese, Japanese, Korean
		{"令|公告", regexp.MustCompile(`\p{Han}{2,20}(?:令|公告)\s?[（(]?(?:` + year + `年)?第?\s?\d{1,4}\s?号[）)]?`), unspaced},
		{"《", regexp.MustCompile(`《(\p{Han}{3,40}(?:法|条例|條例|管理规定|管理办法|管理規定|管理辦法))》`), func(g []string) string { return g[1] }},
		{"法", regexp.MustCompile(`([\p{Han}\p{Katakana}]{2,16}法(?:施行規則)?)\s?(第\s?\d{1,3}\s?[条條]の?(?:の?\s?\d{1,3})*(?:\s?第\s?\d{1,2}\s?[項项号號])*)`), func(g []string) string {
			return articleOf(g[1], g[2])
		}},
		{"법|규칙|고시", regexp.MustCompile(`([「『][\p{Hangul}\s·ㆍ]{1,40}법[」』]|(?:[\p{Hangul}]{2,8}\s및\s[\p{Hangul}]{2,8}\s)?[\p{Hangul}]{1,12}법)\s?(제\s?\d{1,3}\s?조(?:의\s?\d{1,2})?(?:\s?제\s?\d{1,2}\s?항)?)`), func(g []string) string {
			return articleOf(g[1], g[2])
		}},
		// Arabic, Vietnamese
		{"رقم", regexp.MustCompile(`(?:القرار|قرار|قانون|القانون|مرسوم|المرسوم|لائحة)(?:\s[\p{Arabic}]+){0,4}\sرقم\s?\(?\s?\d{1,5}\s?\)?\s?(?:لسنة|لعام|سنة)\s?` + year), printed},
		{"اللائحة الفنية", regexp.MustCompile(`اللائحة\sالفنية\s(?:ل|لل|الخاصة\s|المتعلقة\s)[\p{Arabic}\s]{4,90}`), printed},
		{"thông tư|nghị định|luật|quyết định", regexp.MustCompile(`(?i)(?:thông tư|nghị định|quyết định|luật)(?:\ssố)?\s\d{1,4}/(?:\d{4}/)?[\pL][\pL\d]*(?:-[\pL]+)*`), printed},
	}
})

// orders are the kinds of acts that a Slavic order's first letters stand for.
var orders = map[string]string{"постановлени": "Постановление", "постанов": "Постанова", "приказ": "Приказ", "наказ": "Наказ", "решени": "Решение",
	"рішенн": "Рішення", "указ": "Указ", "распоряжени": "Распоряжение"}

// lawOf writes a law's number: "Law 12345", "Law 9123/1997".
func lawOf(g []string) string {
	number := strings.ReplaceAll(g[1], ".", "")
	if year := or(g[2], g[3]); year != "" {
		return "Law " + number + "/" + year
	}
	if isActYear(number) {
		return "" // a year, and no number
	}
	return "Law " + number
}

// initials writes "Decreto Supremo" and "D.S." alike.
func initials(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !isWord(r) })
	if len(words) == 1 {
		return strings.ToUpper(words[0])
	}
	var b strings.Builder
	for _, w := range words {
		b.WriteString(strings.ToUpper(w[:1]))
	}
	return b.String()
}

var digits = regexp.MustCompile(`\d+`)

// articleOf writes a place in a law that is named by its title alike in all languages: "Radio Waves Act 58-2-2".
func articleOf(law, place string) string {
	law = strings.Join(strings.Fields(strings.Trim(law, "「」『』")), " ")
	if a, ok := namedActs()[strings.ToLower(law)]; ok {
		law = a.canonical
	}
	return law + " " + strings.Join(digits.FindAllString(place, -1), "-")
}

// unspaced is the printed form without its spaces and brackets, for scripts that print none.
func unspaced(g []string) string {
	return strings.NewReplacer(" ", "", "（", "", "）", "", "(", "", ")", "").Replace(g[0])
}
