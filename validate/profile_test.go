package validate

import (
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

const whole = `name: test
warn_days: 30
policy:
  fail: {breach: fail, presumption-lost: warn, form: warn, none: warn}
  unknown: {breach: ask, presumption-lost: ask, form: ask, none: ask}
  warn: {breach: warn, presumption-lost: warn, form: warn, none: warn}
`

func TestParseProfile(t *testing.T) {
	p, err := ParseProfile([]byte(whole + "rules:\n  acts.in-force: {fail: fail}\n"))
	if err != nil || p.Name != "test" || len(p.Digest) != 64 || p.Rules["acts.in-force"][certcat.Fail] != certcat.PolicyFail {
		t.Fatalf("%+v %v", p, err)
	}
	for broken, want := range map[string]string{
		"": "read the profile",
		strings.Replace(whole, "name: test", "name: ''", 1):                          "needs a name",
		strings.Replace(whole, "warn_days: 30", "warn_days: -1", 1):                  "warn_days",
		strings.Replace(whole, "unknown: {breach: ask", "unknown: {breach: fail", 1): "can't fail",
		strings.Replace(whole, "fail: {breach: fail, ", "fail: {", 1):                "policy.fail.breach",
		strings.Replace(whole, "form: ask", "form: shout", 1):                        "shout",
		whole + "rules:\n  no.such: {fail: fail}\n":                                  "no rule",
		whole + "rules:\n  acts.in-force: {unknown: fail}\n":                         "can't be",
		whole + "colour: red\n":                                                      "colour",
	} {
		if _, err := ParseProfile([]byte(broken)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gave %v, want something about %q", broken, err, want)
		}
	}
}

func TestProfileNamed(t *testing.T) {
	for _, name := range []string{"law", "marketplace"} {
		if p, err := ProfileNamed(name); err != nil || p.Name != name {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
	if _, err := ProfileNamed("nobody"); err == nil || !strings.Contains(err.Error(), "law, marketplace") {
		t.Errorf("the error must name the choices: %v", err)
	}
	all, err := Profiles()
	if err != nil || len(all) != 2 {
		t.Errorf("%d profiles, %v", len(all), err)
	}
}
