package desk_test

import (
	"bytes"
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

// TestQuick measures what a person waits for: the page, and a correction with its new verdict.
func TestQuick(t *testing.T) {
	h := newHouse(t)
	c, token := h.signIn("reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	h.quick(c, "a certificate", "/d/"+id)
	h.quickCorrections(c, token, id)
}
