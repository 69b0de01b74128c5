package review

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/say"
)

//go:embed pages/*.html messages/*.yaml
var pageFiles embed.FS

var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").ParseFS(pageFiles, "pages/*.html")) // built in and read by a test
})

var localizers = sync.OnceValue(func() map[string]*i18n.Localizer {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	out := map[string]*i18n.Localizer{}
	for _, lang := range say.Languages() {
		if _, err := bundle.LoadMessageFileFS(pageFiles, "messages/"+lang+".yaml"); err != nil {
			panic(err) // built in and read by a test
		}
		out[lang] = i18n.NewLocalizer(bundle, lang)
	}
	return out
})

// sayIn gives a message of this package; of package say where this one has none; else its key.
func sayIn(lang, key string, args ...string) string {
	data := map[string]any{}
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	for i := 0; i+1 < len(args); i += 2 {
		data[args[i]] = args[i+1]
		if n, err := strconv.Atoi(args[i+1]); err == nil && args[i] == "count" {
			config.PluralCount = n
		}
	}
	text, err := localizers()[lang].Localize(config)
	if err == nil {
		return strings.TrimSpace(text)
	}
	return say.Text(lang, key, args...)
}

// screen is what every page is given.
type screen struct {
	Lang, Theme, CSRF string
	Who               access.Principal
	Title             string
	Path              string
	OIDC              bool
	now               time.Time
}

func (a *ask) screen(title string) screen {
	return screen{Lang: a.lang, Theme: a.theme, CSRF: a.csrf, Who: a.who, Title: title, Path: a.r.URL.RequestURI(), now: a.now(), OIDC: a.oidc != nil}
}

// T says a message.
func (s screen) T(key string, args ...any) string {
	texts := make([]string, len(args))
	for i, x := range args {
		texts[i] = fmt.Sprint(x)
	}
	return sayIn(s.Lang, key, texts...)
}

// Word says a word of a list ("kind", "field", "doubt", …); what the list does not hold stays as it is.
func (s screen) Word(list string, value any) string {
	text := fmt.Sprint(value)
	if text == "" {
		return ""
	}
	if said := sayIn(s.Lang, list+"."+text); said != list+"."+text {
		return said
	}
	return strings.ReplaceAll(text, "_", " ")
}

// Field is a field's name.
func (s screen) Field(name string) string { return s.Word("field", name) }

// Day says a date: "6 Sep 2024", "2024年9月6日".
func (s screen) Day(d certcat.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	switch {
	case err != nil && d.MonthOnly():
		if t, err = time.Parse("2006-01", string(d)); err == nil {
			return t.Format(map[string]string{"en": "Jan 2006", "zh": "2006年1月"}[s.Lang])
		}
		return string(d)
	case err != nil:
		return string(d)
	}
	return t.Format(map[string]string{"en": "2 Jan 2006", "zh": "2006年1月2日"}[s.Lang])
}

// Time says a moment, in the server's time zone.
func (s screen) Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format(map[string]string{"en": "2 Jan 15:04", "zh": "1月2日 15:04"}[s.Lang])
}

// Clock is a moment's time of day.
func (s screen) Clock(t time.Time) string { return t.Local().Format("15:04") }

// Percent says a share.
func (s screen) Percent(share float64) string { return strconv.Itoa(int(share*100+0.5)) + " %" }

// Sure says a confidence, which is never a whole certainty.
func (s screen) Sure(confidence float64) string {
	if confidence > 0.99 {
		return "> 99 %"
	}
	return s.Percent(confidence)
}

// May reports whether who looks has a role.
func (s screen) May(role string) bool { return s.Who.Role.May(access.Role(role)) }

// JSON is a value for a data attribute; the template escapes it.
func (s screen) JSON(v any) (string, error) {
	data, err := json.Marshal(v)
	return string(data), err
}

// Days says how far a day lies ahead or back.
func (s screen) Days(d certcat.Date) string {
	t, err := time.Parse(time.DateOnly, string(d.Last()))
	if err != nil {
		return ""
	}
	today, _ := time.Parse(time.DateOnly, s.now.Format(time.DateOnly))
	n := int(t.Sub(today).Hours() / 24)
	switch {
	case n < 0:
		return s.T("days.ago", "count", -n)
	case n > 730:
		return ""
	}
	return s.T("days.left", "count", n)
}

// render writes a page or a part of one. Nothing is sent before the template has run to its end.
func (a *ask) render(status int, name string, data any) error {
	var b bytes.Buffer
	if err := pages().ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("rendering %s: %w", name, err)
	}
	a.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	a.w.Header().Set("Vary", "HX-Request, Accept-Language, Cookie")
	a.w.WriteHeader(status)
	_, err := b.WriteTo(a.w)
	if err != nil {
		a.log.Debug("the browser went away", "error", err)
	}
	return nil
}

// fail answers with an error: a page, a message for a script, or problem+json.
func (s *Server) fail(a *ask, route Route, status int, code string, args ...string) {
	a.w.Header().Set("Certcat", code)
	if route.API {
		a.w.Header().Set("Content-Type", "application/problem+json")
		a.w.WriteHeader(status)
		_ = json.NewEncoder(a.w).Encode(map[string]any{"status": status, "title": http.StatusText(status), "detail": sayIn("en", code, args...), "type": "urn:certcat:" + code})
		return
	}
	if a.r.Header.Get("X-Requested-With") == "certcat" || a.r.Header.Get("HX-Request") != "" {
		a.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		a.w.WriteHeader(status)
		_, _ = io.WriteString(a.w, sayIn(a.lang, code, args...))
		return
	}
	data := struct {
		screen
		Status  int
		Message string
	}{a.screen(sayIn(a.lang, "error.title")), status, sayIn(a.lang, code, args...)}
	if err := a.render(status, "error.html", data); err != nil {
		http.Error(a.w, http.StatusText(status), status)
	}
}

func argsOf(keysAndValues []string) []certcat.Arg { return certcat.Args(keysAndValues...) }

func bytesReader(data []byte) *bytes.Reader { return bytes.NewReader(data) }
