package desk_test

import (
	"bytes"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/certcat/certcat/review/correct"
)

// heldAddress is an address on which a server can be started again and again and which nobody else is given meanwhile: a
// socket that doesn't listen has it.
func heldAddress(t *testing.T) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(name.(*syscall.SockaddrInet4).Port))
}

// process is a review server as people start it, which can be killed.
type process struct {
	t       *testing.T
	dir     string
	address string
	cmd     *exec.Cmd
}

func (p *process) start() {
	p.t.Helper()
	program := os.Getenv("CERTCAT_READER")
	if program == "" {
		program = filepath.Join(base.dir, "certcat")
	}
	p.cmd = exec.Command(program, "review", "--store", p.dir, "--listen", p.address, "--market", "EU", "--category", "usb-charger", "--as-of", string(today))
	var out bytes.Buffer
	p.cmd.Stderr = &out
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	for range 600 {
		if answer, err := http.Get("http://" + p.address + "/login"); err == nil {
			answer.Body.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatalf("the server never came up\n%s", out.String())
}

func (p *process) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	_ = p.cmd.Wait() // it was killed
}

// TestKilledServer kills the server between keystrokes. Whatever the page shows as confirmed is stored, and what was
// under way arrives once the server is back; people stay signed in.
func TestKilledServer(t *testing.T) {
	h := newHouse(t)
	p := &process{t: t, dir: h.dir, address: heldAddress(t)}
	p.start()
	defer func() { p.kill() }()
	h.URL = "http://" + p.address
	b := newTab(t, h, "reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	b.open(id)
	every := os.Getenv("CERTCAT_SOAK") != "" // after each key, until the whole certificate is done
	kills, most := 0, 2
	if every {
		most = 100
	}
	var confirmed []string
	for ; kills < most && value[int](b, `document.querySelectorAll(".row[data-stop]").length`) > 0; kills++ {
		i := kills
		if every && i%3 == 1 && value[bool](b, `document.activeElement.tagName == "TEXTAREA"`) {
			b.press("End")
			b.press("x") // a letter that nobody confirmed yet
		} else {
			for range 1 + rand.IntN(map[bool]int{true: 1, false: 3}[every]) {
				confirmed = append(confirmed, b.focused())
				b.press("Enter")
			}
		}
		time.Sleep(time.Duration(rand.IntN(120)) * time.Millisecond)
		shown := value[[]string](b, `[...document.querySelectorAll(".row[data-tone=person]")].map(r => r.dataset.field)`)
		p.kill()
		s, err := h.desk.Sheet(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range shown {
			laid := correct.Lay(s.Certificates[0], s.Corrections).Certificate
			if f := laid.Field(field); !correct.ByPerson(f) {
				t.Errorf("kill %d: %s was shown as confirmed and is not stored", i+1, field)
			}
		}
		if !every && b.focused() != "" && b.focused() != "main" && value[int](b, `document.querySelectorAll(".row[data-stop]:not(.sending):not(.unsaved)").length`) > 0 {
			confirmed = append(confirmed, b.focused())
			b.press("Enter") // while nobody answers
			b.until(`document.querySelector(".row.unsaved") && document.querySelector("#says .alert")`)
		}
		p.start()
		b.until(`document.querySelectorAll(".row.sending, .row.unsaved").length == 0`)
	}
	slices.Sort(confirmed)
	for _, field := range slices.Compact(confirmed) {
		if field == "" {
			continue
		}
		if f := h.field(id, field); !correct.ByPerson(f) {
			t.Errorf("%s was confirmed and is lost", field)
		}
	}
	s, err := h.desk.Sheet(t.Context(), id)
	if err != nil || len(s.Corrections) > len(slices.Compact(confirmed)) {
		t.Errorf("%d corrections for %d confirmations: something was sent twice; %v", len(s.Corrections), len(slices.Compact(confirmed)), err)
	}
	t.Logf("%d kills, %d fields confirmed, %d corrections", kills, len(slices.Compact(confirmed)), len(s.Corrections))
}

// TestTornAnswers: what was confirmed arrives once, whatever becomes of the answers on their way.
func TestTornAnswers(t *testing.T) {
	h := newHouse(t)
	var fault atomic.Value
	fault.Store("")
	var met atomic.Int32
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		how := fault.Load().(string)
		if how == "" || r.Method == http.MethodGet {
			h.review.ServeHTTP(w, r)
			return
		}
		met.Add(1)
		disturb(w, r, h.review, how)
	}))
	t.Cleanup(between.Close)
	h.URL = between.URL
	b := newTab(t, h, "reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	b.open(id)
	var confirmed []string
	for _, how := range []string{"refused", "lost", "half", "another 200", "another 403"} {
		before := met.Load()
		fault.Store(how)
		confirmed = append(confirmed, b.focused())
		b.press("Enter")
		b.until(`document.querySelector("#row-` + last(confirmed) + `.unsaved") && document.querySelector("#says .alert")`)
		for met.Load() < before+2 { // it tries again, and is disturbed again
			time.Sleep(10 * time.Millisecond)
		}
		fault.Store("")
		b.until(`document.querySelectorAll(".row.sending, .row.unsaved").length == 0 && !document.querySelector("#says .alert")`)
		b.until(`document.querySelector("#row-` + last(confirmed) + `").dataset.tone == "person"`)
	}
	for _, field := range confirmed {
		if f := h.field(id, field); !correct.ByPerson(f) {
			t.Errorf("%s was confirmed and is lost", field)
		}
	}
	if s, err := h.desk.Sheet(t.Context(), id); err != nil || len(s.Corrections) != len(confirmed) {
		t.Errorf("%d corrections for %d confirmations, %v", len(s.Corrections), len(confirmed), err)
	}
}

func last(list []string) string { return list[len(list)-1] }

// disturb is a way between browser and server on which something goes wrong.
func disturb(w http.ResponseWriter, r *http.Request, to http.Handler, how string) {
	other, found := strings.CutPrefix(how, "another ")
	if found { // another program answers
		status, _ := strconv.Atoi(other)
		http.Error(w, "<p>It works!</p>", status)
		return
	}
	if how == "refused" {
		panic(http.ErrAbortHandler)
	}
	answer := httptest.NewRecorder()
	to.ServeHTTP(answer, r)
	if how == "half" {
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Length", strconv.Itoa(answer.Body.Len()))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
		_ = http.NewResponseController(w).Flush()
	}
	panic(http.ErrAbortHandler)
}

// TestSignedOutMeanwhile: what is confirmed while nobody is signed in waits until the same person is.
func TestSignedOutMeanwhile(t *testing.T) {
	h := newHouse(t)
	b := newTab(t, h, "reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	b.open(id)
	signIn := func(who string) {
		value[any](b, `(async()=>{const csrf=new DOMParser().parseFromString(await (await fetch("/login")).text(),"text/html").querySelector("[name=csrf]").value;
			await fetch("/login",{method:"POST",body:new URLSearchParams({csrf,next:"/queue",name:"`+who+`",password:"`+password+`"})}); return null})()`)
	}
	value[any](b, `(async()=>{await fetch("/logout",{method:"POST",body:new URLSearchParams({csrf:document.body.dataset.csrf})}); return null})()`)
	field := b.focused()
	b.press("Enter")
	b.until(`document.querySelector("#row-` + field + `.unsaved") && document.querySelector("#says .alert").textContent == document.body.dataset.signin`)
	signIn("anna") // somebody else: it is not sent in her name
	time.Sleep(1500 * time.Millisecond)
	if f := h.field(id, field); correct.ByPerson(f) {
		t.Fatalf("what the reviewer confirmed was stored as %s's", f.By)
	}
	signIn("reviewer")
	b.until(`document.querySelector("#row-` + field + `").dataset.tone == "person"`)
	if f := h.field(id, field); f.By != "reviewer" {
		t.Errorf("%s is %+v", field, f)
	}
}

// TestRefusedValue: a value that can't be one stays where it was typed, and is not taken for the old one at the next Enter.
func TestRefusedValue(t *testing.T) {
	h := newHouse(t)
	b := newTab(t, h, "reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	b.open(id)
	b.focus("issue_date")
	b.write("soon")
	for range 2 {
		b.press("Enter")
		b.until(`document.querySelector("#says .alert") && !document.querySelector(".row.sending")`)
		b.at("issue_date")
		if got := value[string](b, `document.querySelector("#f-issue_date").value`); got != "soon" {
			t.Errorf("the field shows %q", got)
		}
		b.eval(`document.querySelector("#says").replaceChildren()`)
	}
	if f := h.field(id, "issue_date"); correct.ByPerson(f) {
		t.Errorf("a date that was refused left %+v", f)
	}
}

// TestQuick measures what a person waits for: the page, and a correction with its new verdict.
func TestQuick(t *testing.T) {
	h := newHouse(t)
	c, token := h.signIn("reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	h.quick(c, "a certificate", "/d/"+id)
	h.quickCorrections(c, token, id)
}
