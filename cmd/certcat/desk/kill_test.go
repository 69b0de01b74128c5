package desk_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/certcat/certcat/review/correct"
)

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
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, dir: h.dir, address: listener.Addr().String()}
	listener.Close()
	p.start()
	defer func() { p.kill() }()
	h.URL = "http://" + p.address
	b := newTab(t, h, "reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	b.open(id)
	kills := 2
	if os.Getenv("CERTCAT_SOAK") != "" {
		kills = 10
	}
	var confirmed []string
	for i := range kills {
		for range 1 + rand.IntN(3) {
			confirmed = append(confirmed, b.focused())
			b.press("Enter")
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
		if b.focused() != "" && b.focused() != "main" && value[int](b, `document.querySelectorAll(".row[data-stop]:not(.sending):not(.unsaved)").length`) > 0 {
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

// TestQuick measures what a person waits for: the page, and a correction with its new verdict.
func TestQuick(t *testing.T) {
	h := newHouse(t)
	c, token := h.signIn("reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	var pages, corrections []time.Duration
	get := func(path string) {
		answer, err := c.Get(h.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", path, answer.Status, err)
		}
		answer.Body.Close()
	}
	get("/d/" + id)
	for range 15 {
		began := time.Now()
		get("/d/" + id)
		pages = append(pages, time.Since(began))
	}
	for i := range 15 {
		saw := correct.Saw(h.field(id, "scope"))
		body := fmt.Sprintf(`{"field":"scope","action":"value","saw":%q,"values":[{"text":"text %d"}]}`, saw, i)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/d/"+id+"/1/field", bytes.NewReader([]byte(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-CSRF-Token", token)
		began := time.Now()
		answer, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s %v\n%.300s", answer.Status, err, b.String())
		}
		answer.Body.Close()
		corrections = append(corrections, time.Since(began))
	}
	slices.Sort(pages)
	slices.Sort(corrections)
	t.Logf("page: median %s, longest %s; correction with new verdict: median %s, longest %s", pages[7], pages[14], corrections[7], corrections[14])
	if pages[7] > 300*time.Millisecond || corrections[7] > 100*time.Millisecond {
		t.Errorf("too slow: page %s, correction %s", pages[7], corrections[7])
	}
}
