package importers

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// registry gathers the lines of a register of approvals by their numbers.
type registry struct {
	rows  map[string]row
	order []string
}

// add takes one line; lines of the same number are one entry, with the earliest day and all models.
func (g *registry) add(scheme, number string, r row) {
	id := scheme + "/" + number
	if g.rows == nil {
		g.rows = map[string]row{}
	}
	old := g.rows[id]
	if old == nil {
		r["id"], r["scheme"], r["number"] = id, scheme, number
		g.rows[id], g.order = r, append(g.order, id)
		return
	}
	for _, c := range []string{"models", "class"} {
		old[c] = mergeLists(old[c], strings.Split(r[c], "|"))
	}
	if r["from"] != "" && (old["from"] == "" || r["from"] < old["from"]) {
		old["from"] = r["from"]
	}
	if r["status"] == "valid" {
		old["status"], old["said"], old["until"] = "valid", r["said"], ""
	}
}

func (g *registry) harvest(schemes ...string) (harvest, error) {
	h := harvest{scope: func(r row) bool {
		for _, s := range schemes {
			if r["scheme"] == s {
				return true
			}
		}
		return false
	}}
	for _, id := range g.order {
		r := g.rows[id]
		r["class"] = strings.ReplaceAll(r["class"], "|", ", ")
		h.rows = append(h.rows, r)
	}
	if len(h.rows) == 0 {
		return h, fmt.Errorf("%w: no entry with a number", ErrForm)
	}
	if len(schemes) == 1 {
		h.complete = row{"id": "registrations/" + schemes[0], "table": "registrations", "scheme": schemes[0]}
	}
	return h, nil
}

var fccID = regexp.MustCompile(`^(?:[A-Z][A-Z0-9]{2}|[2-9][A-Z2-9]{4})[A-Z0-9-]{1,14}$`)

// parseFCC reads the export of the equipment authorisation search: a page with a table, CSV or a spreadsheet, one line
// for each grant.
func parseFCC(in Input, _ book) (harvest, error) {
	sheet, err := sheetOf(in)
	if err != nil {
		return harvest{}, err
	}
	lines, err := sheetRows("fcc-eas", sheet)
	if err != nil {
		return harvest{}, err
	}
	var g registry
	for _, r := range lines {
		number := strings.ToUpper(strings.ReplaceAll(r["number"], " ", ""))
		if number == "" {
			continue
		}
		if !fccID.MatchString(number) {
			return harvest{}, fmt.Errorf("%w: %q is no FCC ID", ErrForm, r["number"])
		}
		granted, ok := day(r["date"], americanForms)
		if !ok {
			return harvest{}, fmt.Errorf("%w: %s: %q is no day, month first", ErrForm, number, r["date"])
		}
		status := "valid"
		if p := strings.ToLower(r["purpose"]); strings.Contains(p, "dismiss") || strings.Contains(p, "revoke") || strings.Contains(p, "set aside") {
			status = "ended"
		}
		g.add("us-fcc-certification", number, row{"holder": r["holder"], "product": r["product"], "class": r["class"], "status": status,
			"said": r["purpose"], "from": string(granted)})
	}
	return g.harvest("us-fcc-certification")
}

var twelve = regexp.MustCompile(`^(\d{5})-?(\d{2})-?([0-9A-Z]{5})$`)

// parseANATEL reads the open data of certified products: CSV with semicolons.
func parseANATEL(in Input, _ book) (harvest, error) {
	sheet, err := sheetOf(in)
	if err != nil {
		return harvest{}, err
	}
	lines, err := sheetRows("anatel-csv", sheet)
	if err != nil {
		return harvest{}, err
	}
	var g registry
	skipped := 0
	for _, r := range lines {
		number := r["number"]
		if m := twelve.FindStringSubmatch(strings.ToUpper(strings.ReplaceAll(number, " ", ""))); m != nil {
			number = m[1] + "-" + m[2] + "-" + m[3]
		}
		if number == "" {
			skipped++
			continue
		}
		since, ok := day(r["date"], dayForms)
		if !ok {
			return harvest{}, fmt.Errorf("%w: %s: %q is no day", ErrForm, number, r["date"])
		}
		said := strings.Join(unique([]string{r["status"], r["certificate"]}), "; ")
		x := row{"holder": r["holder"], "maker": r["maker"], "product": r["product"], "models": list(r["models"], ",;"), "class": r["class"],
			"status": anatelStatus(said), "said": said, "from": string(since)}
		if x["status"] == "ended" {
			x["until"] = string(in.Retrieved)
			if until, ok := day(r["until"], dayForms); ok && until != "" && until < in.Retrieved {
				x["until"] = string(until)
			}
			if x["until"] < x["from"] {
				x["until"] = x["from"]
			}
		}
		g.add("br-anatel", number, x)
	}
	h, err := g.harvest("br-anatel")
	if skipped > 0 {
		h.notes = append(h.notes, fmt.Sprintf("%d lines without a number of homologation", skipped))
	}
	return h, err
}

func anatelStatus(said string) string {
	s := strings.ToLower(said)
	for _, w := range []struct{ word, status string }{{"cancel", "ended"}, {"expirad", "ended"}, {"vencid", "ended"}, {"revogad", "ended"}, {"suspens", "suspended"},
		{"homologad", "valid"}, {"válid", "valid"}, {"valid", "valid"}, {"emitid", "valid"}, {"ativ", "valid"}} {
		if strings.Contains(s, w.word) {
			return w.status
		}
	}
	return "other"
}

var gitekiRadio = regexp.MustCompile(`^(?:R\s?)?\d{3}-[0-9A-Z]{6}$`)

// parseGiteki reads an answer of the ministry's search API: JSON (OF=2), CSV (OF=1) or XML (OF=3).
func parseGiteki(in Input, _ book) (harvest, error) {
	lines, err := gitekiLines(in)
	if err != nil {
		return harvest{}, err
	}
	var g registry
	for _, r := range lines {
		number := plain(r["number"])
		if number == "" {
			continue
		}
		since, ok := day(r["date"], append([]string{"2006年1月2日"}, dayForms...))
		if !ok {
			return harvest{}, fmt.Errorf("%w: %s: %q is no day", ErrForm, number, r["date"])
		}
		scheme := "jp-giteki-terminal"
		if gitekiRadio.MatchString(number) {
			scheme = "jp-giteki-radio"
		}
		status, said := "valid", ""
		if strings.Contains(r["note"], "取消") || strings.Contains(r["note"], "失効") {
			status, said = "ended", r["note"]
		}
		g.add(scheme, number, row{"holder": r["holder"], "models": list(r["models"], "、,;"), "class": r["class"], "product": r["product"], "maker": "",
			"status": status, "said": said, "from": string(since)})
	}
	return g.harvest("jp-giteki-radio", "jp-giteki-terminal")
}

func gitekiLines(in Input) ([]row, error) {
	trimmed := strings.TrimSpace(string(in.Data[:min(len(in.Data), 64)]))
	if strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		var v any
		if err := json.Unmarshal(in.Data, &v); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrForm, err)
		}
		return jsonRows("mic-giteki", v)
	}
	return linesOf("mic-giteki", in)
}
