package desk_test

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/review/client"
)

// asked is what the rule about registers says about a certificate now.
func asked(t *testing.T, c *client.Client, id string) (string, []certcat.Ruling) {
	t.Helper()
	body, _, err := c.Get(t.Context(), id, 1, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range body.Verdicts {
		for _, f := range v.Findings {
			if f.Rule == "register.asked" {
				return string(f.Outcome) + " " + f.Message, body.Rulings
			}
		}
	}
	return "", nil
}

// certcatProgram runs the program as people do.
func certcatProgram(t *testing.T, args ...string) string {
	t.Helper()
	program := os.Getenv("CERTCAT_READER")
	if program == "" {
		program = filepath.Join(base.dir, "certcat")
	}
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("certcat %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// TestRegisterDoors notes each answer of a register by command, by the API and in the page: what was unknown passes,
// fails or is asked, and is unknown again when the note is withdrawn.
func TestRegisterDoors(t *testing.T) {
	h := newHouse(t)
	id := base.ids["mic-certificate-japanese"]
	c := h.program(access.Reviewer, access.ScopeRead, access.ScopeReview)
	confirmed(t, c, id, nil)
	number := h.field(id, certcat.CertificateNumber).Text()
	link := "https://www.tele.soumu.go.jp/giteki/list?OF=2&DC=1&SC=1&NUM=" + url.QueryEscape(number)
	if out := certcatProgram(t, "register", id, "--store", h.dir); !strings.Contains(out, link) {
		t.Errorf("register says %q, which lacks %s", out, link)
	}
	b := newTab(t, h, "reviewer")
	b.open(id)
	if got := value[string](b, `document.querySelector(".register a").href`); got != link {
		t.Errorf("the page's link is %s, want %s", got, link)
	}
	doors := map[string]func(result string){
		"command": func(result string) {
			certcatProgram(t, "register", id, "--store", h.dir, "--result", result, "--who", "li.wei", "--note", "as the register shows")
		},
		"API": func(result string) {
			if _, _, err := c.Rule(t.Context(), id, 1, "", review.RulingRequest{Kind: certcat.RuledRegister, Subject: "MIC", Number: number, URL: link, Outcome: result, Reason: "as the register shows"}); err != nil {
				t.Fatal(err)
			}
		},
		"page": func(result string) {
			b.open(id)
			b.eval(`document.querySelector(".register [name=reason]").value = "as the register shows"`)
			if result == "found" {
				b.press("Alt+g")
			} else {
				b.eval(fmt.Sprintf(`document.querySelector(".register [value='%s']").click()`, result))
			}
			b.until(fmt.Sprintf(`document.querySelector(".checked.r-%s")`, result))
		},
	}
	for result, want := range map[string]string{"found": "pass register.found", "not-found": "fail register.not-found", "differs": "fail register.differs", "ended": "fail register.ended", "silent": "unknown register.silent"} {
		for door, note := range doors {
			if door != "API" && result != "found" && result != "not-found" { // a command starts, a page loads: two answers each are enough
				continue
			}
			if got, _ := asked(t, c, id); got != "unknown register.not-asked" {
				t.Fatalf("before %s by %s: %q", result, door, got)
			}
			note(result)
			got, rulings := asked(t, c, id)
			i := slices.IndexFunc(rulings, func(r certcat.Ruling) bool { return r.Kind == certcat.RuledRegister })
			if got != want || i < 0 || rulings[i].Reason != "as the register shows" {
				t.Errorf("%s by %s: %q, want %q; %+v", result, door, got, want, rulings)
				continue
			}
			if _, _, err := c.Rule(t.Context(), id, 1, "", review.RulingRequest{Kind: certcat.RuledWithdrawn, Subject: strconv.Itoa(rulings[i].Number)}); err != nil {
				t.Fatal(err)
			}
		}
	}
}
