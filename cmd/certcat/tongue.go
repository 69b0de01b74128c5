package main

import (
	"embed"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"github.com/certcat/certcat/say"
)

//go:embed messages/*.yaml
var messageFiles embed.FS

// tongue says the commands' own sentences in one language. Sentences about problems and findings come from package say.
type tongue struct {
	lang string
	l    *i18n.Localizer
}

func newTongue(lang string) tongue {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	for _, l := range say.Languages() {
		if _, err := bundle.LoadMessageFileFS(messageFiles, "messages/"+l+".yaml"); err != nil {
			panic(err) // the files are part of the program and a test reads them
		}
	}
	return tongue{lang, i18n.NewLocalizer(bundle, lang, "en")}
}

// say gives a sentence; data are "key", value pairs. A value under "count" chooses singular and plural.
func (t tongue) say(id string, data ...any) string {
	values := map[string]any{}
	config := &i18n.LocalizeConfig{MessageID: id, TemplateData: values}
	for i := 0; i+1 < len(data); i += 2 {
		key := data[i].(string)
		values[key] = data[i+1]
		if n, ok := data[i+1].(int); ok && key == "count" {
			config.PluralCount = n
		}
	}
	text, err := t.l.Localize(config)
	if err != nil && text == "" {
		return id
	}
	return strings.TrimSpace(text)
}

// languageOf finds the language before the command line is parsed, because help texts need it: --lang, else the
// environment's locale, else English.
func languageOf(args []string, env func(string) string) string {
	for i, a := range args {
		if a == "--lang" && i+1 < len(args) {
			return say.Match(args[i+1])
		}
		if v, ok := strings.CutPrefix(a, "--lang="); ok {
			return say.Match(v)
		}
	}
	for _, name := range []string{"CERTCAT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			return say.Match(v)
		}
	}
	return "en"
}
