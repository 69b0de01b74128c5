package desk_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var browser = sync.OnceValues(func() (context.Context, error) {
	path := os.Getenv("CERTCAT_CHROMIUM")
	if path == "" {
		path = "/usr/bin/chromium"
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("no Chromium: scripts/install-packages --test installs it, or name one in CERTCAT_CHROMIUM: %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("no-first-run", true))
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options...) // lives as long as the tests
	ctx, _ = chromedp.NewContext(ctx)
	return ctx, chromedp.Do(ctx, chromedp.Navigate("about:blank"))
})

// tab is one person's browser: its own window with its own cookies.
type tab struct {
	t    *testing.T
	ctx  context.Context
	home string
	keys int // pressed
}

// patience is how long one person's window may be open.
var patience = func() time.Duration {
	if os.Getenv("CERTCAT_SOAK") != "" {
		return 20 * time.Minute
	}
	return 5 * time.Minute
}()

// newTab opens a browser for somebody, signed in unless who is "".
func newTab(t *testing.T, h *house, who string) *tab {
	t.Helper()
	root, err := browser()
	if err != nil {
		if os.Getenv("CERTCAT_CI") == "" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, home: h.URL}
	if err := chromedp.Listen(ctx, func(ev any) {
		if thrown, ok := ev.(*runtime.EventExceptionThrown); ok {
			t.Errorf("the page threw: %s %s", thrown.ExceptionDetails.Text, exceptionOf(thrown.ExceptionDetails))
		}
	}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(1366, 768))
	if who != "" {
		b.goTo("/login")
		b.eval(fmt.Sprintf(`document.querySelector('[name=name]').value=%q; document.querySelector('[name=password]').value=%q; document.querySelector('.primary').click()`, who, password))
		b.until(`location.pathname=="/queue" && document.readyState=="complete"`)
	}
	return b
}

func exceptionOf(d *runtime.ExceptionDetails) string {
	if d.Exception == nil {
		return ""
	}
	return d.Exception.Description
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) goTo(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.home + path))
}

// open opens a certificate and waits until its page works.
func (b *tab) open(id string) {
	b.t.Helper()
	b.goTo("/d/" + id)
	b.ready()
}

func (b *tab) ready() {
	b.t.Helper()
	b.until(`document.body.dataset.ready=="1"`)
}

// value evaluates an expression in the page.
func value[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

func (b *tab) eval(script string) {
	b.t.Helper()
	value[any](b, "(()=>{"+script+"; return null})()")
}

func (b *tab) text(selector string) string {
	b.t.Helper()
	return value[string](b, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))
}

// until waits for a condition of the page: longer than anything takes on a machine that is busy with other tests.
func (b *tab) until(condition string) {
	b.t.Helper()
	for began := time.Now(); time.Since(began) < 90*time.Second; time.Sleep(15 * time.Millisecond) {
		v, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if err == nil && v {
			return
		}
		if b.ctx.Err() != nil {
			break
		}
	}
	b.t.Fatalf("never came: %s\nsaid: %q\nat %s", condition, value[string](b, `document.querySelector("#says")?.innerText ?? document.body.innerText.slice(0,300)`), value[string](b, "location.href+' '+document.activeElement.id"))
}

// type of a key: name as in KeyboardEvent.key, code, and the virtual key code that editing commands need.
var keyCodes = map[string][2]any{
	"Enter": {"Enter", 13}, "Tab": {"Tab", 9}, "Escape": {"Escape", 27}, "Backspace": {"Backspace", 8}, "Delete": {"Delete", 46}, "ArrowDown": {"ArrowDown", 40},
	"ArrowUp": {"ArrowUp", 38}, "ArrowLeft": {"ArrowLeft", 37}, "ArrowRight": {"ArrowRight", 39}, "F1": {"F1", 112}, "F2": {"F2", 113}, "PageDown": {"PageDown", 34}, "Home": {"Home", 36}, "End": {"End", 35},
}

// press presses one key, such as "Enter", "Ctrl+Enter", "Alt+1", "Shift+Tab" or "a".
func (b *tab) press(key string) {
	b.t.Helper()
	b.keys++
	p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown}
	for {
		name, rest, found := strings.Cut(key, "+")
		if !found || rest == "" {
			break
		}
		p.Modifiers |= map[string]int64{"Alt": 1, "Ctrl": 2, "Shift": 8}[name]
		key = rest
	}
	p.Key = key
	if known, ok := keyCodes[key]; ok {
		p.Code, p.WindowsVirtualKeyCode = known[0].(string), int64(known[1].(int))
		if key == "Enter" && p.Modifiers == 0 {
			p.Type, p.Text = input.DispatchKeyEventTypeKeyDown, "\r"
		}
	} else {
		switch r := key[0]; {
		case r >= '0' && r <= '9':
			p.Code = "Digit" + key
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			p.Code = "Key" + strings.ToUpper(key)
		case r == '=':
			p.Code = "Equal"
		}
		if p.Code != "" { // the codes of other signs are those of editing keys
			p.WindowsVirtualKeyCode = int64(strings.ToUpper(key)[0])
		}
		if p.Modifiers&^8 == 0 {
			p.Type, p.Text = input.DispatchKeyEventTypeKeyDown, key
		}
	}
	b.call(p)
	p.Type, p.Text = input.DispatchKeyEventTypeKeyUp, ""
	b.call(p)
}

func (b *tab) call(p input.DispatchKeyEventParams) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, p); err != nil {
		b.t.Fatal(err)
	}
}

// write types letters one by one.
func (b *tab) write(text string) {
	b.t.Helper()
	for _, r := range text {
		if r > 0x7e {
			b.keys++
			if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: string(r)}); err != nil {
				b.t.Fatal(err)
			}
			continue
		}
		b.press(string(r))
	}
}

// focused is the field that has the keyboard.
func (b *tab) focused() string {
	b.t.Helper()
	return value[string](b, `document.activeElement.closest(".row")?.dataset.field ?? document.activeElement.id ?? ""`)
}

// size makes the window as large as so many CSS pixels.
func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// at fails where the keyboard is in another field.
func (b *tab) at(want string) {
	b.t.Helper()
	if got := b.focused(); got != want {
		b.t.Fatalf("the keyboard is at %q, want %q", got, want)
	}
}

// focus puts the keyboard into a field, wherever the program's own confidence would have stopped.
func (b *tab) focus(field string) {
	b.t.Helper()
	b.eval(`document.querySelector("#f-` + field + `").focus(); document.querySelector("#f-` + field + `").select?.()`)
	b.at(field)
}

// shot keeps a picture of the page where CERTCAT_SHOTS names a folder.
func (b *tab) shot(name string) {
	b.t.Helper()
	folder := os.Getenv("CERTCAT_SHOTS")
	if folder == "" {
		return
	}
	b.until(`[...document.images].every(i => i.complete || i.loading=="lazy")`)
	time.Sleep(150 * time.Millisecond)
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// cookie sets a cookie, as the preferences do.
func (b *tab) cookie(name, v string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: v, URL: b.home}); err != nil {
		b.t.Fatal(err)
	}
}
