package importers

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// cpscRecall is what the Recall Retrieval Web Service gives for one recall, as far as we keep it.
type cpscRecall struct {
	RecallID     int
	RecallNumber string
	RecallDate   string
	Title        string
	URL          string
	Products     []struct{ Name, Model, Type string }
	Hazards      []named
	Remedies     []named

	Manufacturers, Importers, Distributors, Retailers []named
	ManufacturerCountries                             []struct{ Country string }
}

type named struct{ Name string }

// parseCPSC reads the JSON of the Recall Retrieval Web Service.
func parseCPSC(in Input, _ book) (harvest, error) {
	var recalls []cpscRecall
	if err := json.Unmarshal(in.Data, &recalls); err != nil {
		return harvest{}, fmt.Errorf("%w: %w", ErrForm, err)
	}
	var h harvest
	for _, r := range recalls {
		if r.RecallNumber == "" && r.RecallID == 0 {
			return harvest{}, fmt.Errorf("%w: a recall without a number", ErrForm)
		}
		number := plain(r.RecallNumber)
		if number == "" {
			number = strconv.Itoa(r.RecallID)
		}
		date, ok := day(r.RecallDate, dayForms)
		if !ok {
			return harvest{}, fmt.Errorf("%w: recall %s: %q is no day", ErrForm, number, r.RecallDate)
		}
		var products, models, countries []string
		for _, p := range r.Products {
			products = append(products, plain(p.Name))
			models = append(models, strings.Split(list(p.Model, ",;/"), "|")...)
		}
		for _, c := range r.ManufacturerCountries {
			countries = append(countries, countryCode(c.Country))
		}
		if len(products) == 0 {
			products = []string{plain(r.Title)}
		}
		h.rows = append(h.rows, row{"id": "cpsc-recalls/" + number, "register": "cpsc-recalls", "number": number, "market": "US", "date": string(date),
			"product": strings.Join(unique(products), "; "), "models": mergeLists("", models), "hazard": sentence(r.Hazards), "measure": sentence(r.Remedies),
			"firms":  mergeLists("", names(slices.Concat(r.Manufacturers, r.Importers, r.Distributors))),
			"origin": strings.Join(unique(countries), ", "), "url": plain(r.URL)})
	}
	return h, nil
}

func names(list []named) []string {
	var out []string
	for _, n := range list {
		if s := plain(n.Name); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func sentence(list []named) string { return strings.Join(unique(names(list)), "; ") }

func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

var alertNumber = regexp.MustCompile(`^(?:A?1?\d|A1[12]|SR|INFO)/\d{4,5}/\d{2}$`)

// parseSafetyGate reads the weekly export, XML or a spreadsheet.
func parseSafetyGate(in Input, _ book) (harvest, error) {
	lines, err := linesOf("safety-gate", in)
	if err != nil {
		return harvest{}, err
	}
	var h harvest
	for _, r := range lines {
		if !alertNumber.MatchString(r["number"]) {
			return harvest{}, fmt.Errorf("%w: %q is no number of an alert", ErrForm, r["number"])
		}
		date, ok := day(r["date"], dayForms)
		if !ok {
			h.notes = append(h.notes, fmt.Sprintf("%s: %q is no day; left out", r["number"], r["date"]))
		}
		product := r["product"]
		if name := r["name"]; name != "" && !strings.EqualFold(name, "unknown") {
			product = strings.Join(unique([]string{product, name}), ": ")
		}
		if product == "" {
			product = r["category"]
		}
		hazard := strings.Join(unique([]string{r["risk"], r["hazard"]}), ": ")
		h.rows = append(h.rows, row{"id": "safety-gate/" + r["number"], "register": "safety-gate", "number": r["number"], "market": "EU", "date": string(date),
			"product": product, "brand": known(r["brand"]), "models": list(known(r["models"]), ",;"), "hazard": hazard, "measure": r["measure"],
			"origin": countryCode(r["origin"]), "url": r["url"]})
	}
	return h, nil
}

// known empties what says that nobody knows.
func known(s string) string {
	if strings.EqualFold(s, "unknown") || strings.EqualFold(s, "not known") {
		return ""
	}
	return s
}

// linesOf reads a source as XML, else as a sheet.
func linesOf(importer string, in Input) ([]row, error) {
	if in.Sheet == nil && isXML(in.Data) {
		return xmlLines(importer, in.Data)
	}
	sheet, err := sheetOf(in)
	if err != nil {
		return nil, err
	}
	return sheetRows(importer, sheet)
}

// parseECHA reads the export of the candidate list, a spreadsheet, CSV or XML. It is whole by itself.
func parseECHA(in Input, _ book) (harvest, error) {
	lines, err := linesOf("echa-candidate-list", in)
	if err != nil {
		return harvest{}, err
	}
	h := harvest{scope: func(r row) bool { return r["list"] == "reach-candidate-list" }, complete: row{"id": "substances", "table": "substances"}}
	for _, r := range lines {
		included, ok := day(r["included"], dayForms)
		if !ok {
			return harvest{}, fmt.Errorf("%w: %s: %q is no day", ErrForm, r["name"], r["included"])
		}
		if r["name"] == "" || included == "" {
			continue // headings of groups, and lines below the list
		}
		id := r["ec"]
		if id == "" {
			id = r["cas"]
		}
		if id == "" {
			id = strings.ToLower(r["name"])
		}
		h.rows = append(h.rows, row{"id": "reach-candidate-list/" + id, "list": "reach-candidate-list", "name": r["name"], "ec": r["ec"], "cas": r["cas"],
			"included": string(included), "reason": r["reason"], "from": string(included)})
	}
	if len(h.rows) == 0 {
		return harvest{}, fmt.Errorf("%w: no substance with a day of inclusion", ErrForm)
	}
	return h, nil
}
