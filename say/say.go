// Package say makes sentences of Problems and Findings, in the languages of its message files. It promises that every
// message exists in every language with the same arguments (a test proves it), that a code it does not know still gives
// a sentence, and that text taken from documents can't leave its place: control characters, direction marks and
// over-long values are taken out of arguments before they enter a sentence.
package say

import (
	"embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"github.com/certcat/certcat"
)

//go:embed *.yaml
var files embed.FS

// Languages lists the languages, the first being the one for everybody else.
func Languages() []string { return []string{"en", "zh"} }

var matcher = language.NewMatcher([]language.Tag{language.English, language.Chinese})

// Match gives the language that serves best: "zh" for "zh-Hans-CN" or "zh_TW.UTF-8", "en" where nothing fits. Several
// wishes may be given in one text as in an Accept-Language header.
func Match(wish string) string {
	if !strings.ContainsAny(wish, ";,") {
		wish, _, _ = strings.Cut(wish, ".") // a locale's encoding
	}
	tags, _, err := language.ParseAcceptLanguage(strings.ReplaceAll(wish, "_", "-"))
	if err != nil || len(tags) == 0 {
		return Languages()[0]
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return Languages()[0]
	}
	return Languages()[i]
}

var localizers = sync.OnceValue(func() map[string]*i18n.Localizer {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	out := map[string]*i18n.Localizer{}
	for _, lang := range Languages() {
		if _, err := bundle.LoadMessageFileFS(files, lang+".yaml"); err != nil {
			panic("the message file " + lang + ".yaml is broken: " + err.Error()) // built in and read by a test
		}
		out[lang] = i18n.NewLocalizer(bundle, lang)
	}
	return out
})

// Text gives a message; args are "key", "value" pairs. A value for whose key there is a word list ("kind", "field", …)
// is said in the language. For a key that does not exist (Has tells), Text gives the key.
func Text(lang, key string, args ...string) string {
	text, ok := message(lang, key, certcat.Args(args...))
	if !ok {
		return clean(key, 200)
	}
	return text
}

// Has reports whether a message exists in a language.
func Has(lang, key string) bool {
	_, ok := message(lang, key, nil)
	return ok
}

func message(lang, key string, args []certcat.Arg) (string, bool) {
	l := localizers()[Match(lang)]
	data := map[string]string{}
	for _, a := range args {
		data[a.Key] = value(l, a)
	}
	text, err := l.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data})
	if text == "" || err != nil {
		return "", false
	}
	return strings.TrimSpace(strings.ReplaceAll(text, "<no value>", "?")), true
}

// value is an argument as it may stand in a sentence: a word of a word list in the language, else the cleaned text.
func value(l *i18n.Localizer, a certcat.Arg) string {
	if wordLists[a.Key] == "" {
		return clean(a.Value, 300)
	}
	parts := strings.Split(a.Value, ", ")
	for i, part := range parts {
		word, err := l.Localize(&i18n.LocalizeConfig{MessageID: wordLists[a.Key] + "." + part})
		if err != nil || word == "" {
			word = clean(part, 300)
		}
		parts[i] = word
	}
	return strings.Join(parts, ", ")
}

// wordLists names the arguments whose values are words of the project and not of a document.
var wordLists = map[string]string{"kind": "kind", "kinds": "kind", "field": "field", "fields": "field", "effect": "effect", "who": "who"}

// Problem is the sentence for a problem, with the page where it names one.
func Problem(lang string, p certcat.Problem) string {
	text, ok := message(lang, "problem."+p.Code, p.Args)
	if !ok {
		var said []string
		for _, a := range p.Args {
			said = append(said, a.Key+"="+a.Value)
		}
		text = Text(lang, "problem-without-sentence", "code", p.Code, "args", strings.Join(said, " "))
	}
	if p.Transient {
		text += " " + Text(lang, "problem-may-pass")
	}
	switch {
	case p.Page > 0 && p.Field != "":
		return Text(lang, "where.page-field", "page", itoa(p.Page), "field", p.Field, "text", text)
	case p.Page > 0:
		return Text(lang, "where.page", "page", itoa(p.Page), "text", text)
	case p.Field != "":
		return Text(lang, "where.field", "field", p.Field, "text", text)
	}
	return text
}

// Finding is the sentence for a finding, and what to do about it and who can do it ("" where nothing needs doing). A
// finding that is only believed to fail says why it is not certain.
func Finding(lang string, f certcat.Finding) (sentence, fix string) {
	sentence, ok := message(lang, "finding."+f.Message, f.Args)
	if !ok {
		sentence = Text(lang, "finding.unlisted", "message", f.Message, "rule", f.Rule)
	}
	for _, a := range f.Args {
		if a.Key == "unsure" {
			sentence += " " + Text(lang, "unsure."+a.Value)
		}
	}
	if f.Fix == nil {
		return sentence, ""
	}
	fix, ok = message(lang, "fix."+f.Fix.Message, f.Args)
	if !ok {
		fix = clean(f.Fix.Message, 200)
	}
	if f.Fix.Who != "" {
		fix = Text(lang, "fix-by", "who", f.Fix.Who, "fix", fix)
	}
	return sentence, fix
}

// Estimate says what a fix costs and how long it takes, "" where nobody knows.
func Estimate(lang string, f certcat.Fix) string {
	if f.Time == nil {
		return ""
	}
	args := []string{"days_low", itoa(f.Time.Low), "days_high", itoa(f.Time.High)}
	key := "fix.time"
	if f.Cost != nil {
		key = "fix.cost"
		args = append(args, "low", itoa(f.Cost.Low), "high", itoa(f.Cost.High), "currency", f.Cost.Currency)
	}
	if f.Basis != "source" {
		key += ".knowledge"
	}
	return Text(lang, key, args...)
}

func itoa(n int) string {
	var b [20]byte
	i := len(b)
	for {
		i--
		b[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return string(b[i:])
		}
	}
}

// clean takes out of a text what could forge or hide something in a sentence, on a terminal or on a page: control and
// format characters (direction marks among them), line breaks; and cuts what is over-long. Valid UTF-8 comes out.
func clean(s string, longest int) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			space = b.Len() > 0
			continue
		}
		if unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) {
			continue
		}
		if n++; n > longest {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if r == utf8.RuneError {
			r = '\uFFFD'
		}
		b.WriteRune(r)
	}
	return b.String()
}
