package importers

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/tables"
)

var fourDigits = regexp.MustCompile(`^(?:NB ?)?(\d{4})$`)

// parseNANDO reads the list export of NANDO (a spreadsheet or CSV, one line for each body or for each body and act), or
// the JSON behind its page.
func parseNANDO(in Input, now book) (harvest, error) {
	lines, err := nandoLines(in)
	if err != nil {
		return harvest{}, err
	}
	bodies := map[string]row{}
	var order []string
	for _, r := range lines {
		m := fourDigits.FindStringSubmatch(strings.TrimSpace(r["number"]))
		if m == nil {
			return harvest{}, fmt.Errorf("%w: %q is no number of a notified body", ErrForm, r["number"])
		}
		b := bodies[m[1]]
		if b == nil {
			b = row{"id": m[1], "name": r["name"], "country": countryCode(r["country"]), "status": "active"}
			bodies[m[1]], order = b, append(order, m[1])
		}
		var acts []string
		for _, a := range grammar.Acts(r["acts"]) {
			acts = append(acts, a.Canonical)
		}
		b["acts"] = mergeLists(b["acts"], acts)
		if word := strings.ToLower(r["status"]); strings.Contains(word, "withdrawn") || strings.Contains(word, "expired") || strings.Contains(word, "former") {
			b["status"] = "former"
		}
		if r["ended"] != "" {
			ended, ok := day(r["ended"], dayForms)
			if !ok {
				return harvest{}, fmt.Errorf("%w: body %s: %q is no day", ErrForm, m[1], r["ended"])
			}
			b["eu_ended"] = string(ended)
		}
	}
	h := harvest{scope: func(r row) bool { return r["status"] == "active" }, complete: row{"id": "bodies", "table": "bodies"}}
	for _, number := range order {
		b := bodies[number]
		if old := now.known(number); old != nil {
			// A list may hold only some acts of a body; designations that were read before stay unless the list is whole.
			if !in.Whole {
				b["acts"] = mergeLists(old["acts"], strings.Split(b["acts"], tables.ListSeparator))
			}
			if old["name"] != b["name"] && old["name"] != "" {
				b["formerly"] = mergeLists(old["formerly"], []string{old["name"]})
			}
			b["acts_knowledge"] = ""
		}
		h.rows = append(h.rows, b)
	}
	return h, nil
}

// nandoLines reads a sheet, or JSON with a list of bodies somewhere in it.
func nandoLines(in Input) ([]row, error) {
	trimmed := bytes.TrimSpace(in.Data)
	if in.Sheet != nil || len(trimmed) == 0 || trimmed[0] != '{' && trimmed[0] != '[' {
		sheet, err := sheetOf(in)
		if err != nil {
			return nil, err
		}
		return sheetRows("nando", sheet)
	}
	var any1 any
	if err := json.Unmarshal(trimmed, &any1); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	return jsonRows("nando", any1)
}

// jsonRows turns a list of objects, wherever it stands, into a sheet and reads it as one.
func jsonRows(importer string, v any) ([]row, error) {
	list := longestList(v)
	var heads []string
	var sheet [][]string
	for _, item := range list {
		for _, k := range sortedAny(item) {
			if !slices.Contains(heads, k) {
				heads = append(heads, k)
			}
		}
	}
	sheet = append(sheet, heads)
	for _, item := range list {
		line := make([]string, len(heads))
		for i, k := range heads {
			line[i] = flat(item[k])
		}
		sheet = append(sheet, line)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: there is no list of entries", ErrForm)
	}
	return sheetRows(importer, sheet)
}

func longestList(v any) []map[string]any {
	var best []map[string]any
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if m, ok := x.(map[string]any); ok {
				best = append(best, m)
			}
		}
	case map[string]any:
		for _, k := range sortedAny(v) {
			if l := longestList(v[k]); len(l) > len(best) {
				best = l
			}
		}
	}
	return best
}

func sortedAny(m map[string]any) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// flat is a JSON value as the text of one cell.
func flat(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, flat(x))
		}
		return strings.Join(out, "; ")
	case map[string]any:
		var out []string
		for _, k := range sortedAny(v) {
			out = append(out, flat(v[k]))
		}
		return strings.Join(out, " ")
	}
	return fmt.Sprint(v)
}

func mergeLists(cell string, more []string) string {
	var out []string
	for _, s := range append(strings.Split(cell, tables.ListSeparator), more...) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, tables.ListSeparator)
}

// xmlLines turns the elements of an XML export that hold a field's heading into lines.
func xmlLines(importer string, data []byte) ([]row, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	type element struct {
		name string
		cell map[string]string
		text strings.Builder
	}
	var stack []*element
	var items []any
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrForm, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(stack) > 64 {
				return nil, fmt.Errorf("%w: elements lie deeper than 64 levels", ErrForm)
			}
			stack = append(stack, &element{name: t.Name.Local, cell: map[string]string{}})
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text.Write(t)
			}
		case xml.EndElement:
			e := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if len(e.cell) >= 3 {
				m := map[string]any{}
				for k, v := range e.cell {
					m[k] = v
				}
				items = append(items, m)
			} else if len(stack) > 0 && len(e.cell) == 0 {
				stack[len(stack)-1].cell[e.name] = strings.TrimSpace(e.text.String())
			}
		}
	}
	return jsonRows(importer, items)
}

// isXML reports whether a source is XML and no page.
func isXML(data []byte) bool {
	head := strings.ToLower(string(bytes.TrimSpace(data[:min(len(data), 512)])))
	return strings.HasPrefix(head, "<?xml") && !strings.Contains(head, "<html")
}
