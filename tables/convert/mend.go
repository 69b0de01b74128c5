package main

import (
	"slices"
	"strings"
)

// finishRequirements mends what the sheets leave out between the cells and the acts, and gives requirements their days.
func finishRequirements(b *book) error {
	cells := map[string]row{}
	for _, c := range b.rows["cells"] {
		cells[c["id"]] = c
	}
	acts := map[string]row{}
	for _, a := range b.rows["acts"] {
		acts[a["id"]] = a
	}
	for _, c := range b.rows["cells"] {
		switch {
		case c["market"] == "GB":
			alignGB(c, cells["EU/"+c["category"]], acts)
			b.mirrorDeclaration(c, acts)
			b.nameActs(c, acts, "uk-doc")
		case c["market"] == "EU":
			b.nameActs(c, acts, "eu-doc")
		}
	}
	b.fillKinds()
	if err := b.conditions(); err != nil {
		return err
	}
	if err := b.alternatives(); err != nil {
		return err
	}
	b.bite()
	b.succeed(acts)
	return nil
}

// alignGB makes the acts of a GB cell the equivalents of the EU cell's: an act without its equivalent there goes, a
// missing one comes. Acts of GB alone stay.
func alignGB(gb, eu row, acts map[string]row) {
	euActs, have := split(eu["acts"]), split(gb["acts"])
	var out []string
	for _, a := range have {
		equivalents := split(acts[a]["equivalent"])
		if len(equivalents) == 0 || slices.ContainsFunc(equivalents, func(e string) bool { return slices.Contains(euActs, e) }) {
			out = append(out, a)
		}
	}
	for _, e := range euActs {
		for _, id := range sortedIDs(acts) {
			if acts[id]["jurisdiction"] == "GB" && slices.Contains(split(acts[id]["equivalent"]), e) && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	gb["acts"] = join(out)
}

// mirrorDeclaration gives a GB cell the UK declaration that the sheet forgets: the EU cell asks for a declaration under
// an act whose UK equivalent stands in the GB cell.
func (b *book) mirrorDeclaration(gb row, acts map[string]row) {
	id := gb["id"] + "/uk-doc"
	eu := b.find("requirements", "EU/"+gb["category"]+"/eu-doc")
	if eu == nil || b.find("requirements", id) != nil {
		return
	}
	var names []string
	for _, a := range split(gb["acts"]) {
		if acts[a]["ce_marking"] == "yes" && slices.ContainsFunc(split(acts[a]["equivalent"]), func(e string) bool { return slices.Contains(split(eu["acts"]), e) }) {
			names = append(names, a)
		}
	}
	if len(names) > 0 {
		b.add("requirements", "id", id, "category", gb["category"], "market", "GB", "kind", "uk-doc", "level", eu["level"], "condition", eu["condition"],
			"basis", "law", "acts", join(names), "accepts", "eu-doc", "note", "UK declaration, or the EU declaration where CE is used", "source", eu["source"], "verified", "knowledge")
	}
}

func sortedIDs(acts map[string]row) []string {
	var out []string
	for id := range acts {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// nameActs completes the declaration of a cell with the acts of the cell that need one: every act with a CE (UKCA) mark
// that no other declaration of the cell names, and the Ecodesign Directive beside a regulation made under it.
func (b *book) nameActs(cell row, acts map[string]row, kind string) {
	var first row
	named := []string{"2014/31/EU"} // the scales of these categories are outside verification: no declaration
	for _, r := range b.rows["requirements"] {
		if r["category"] == cell["category"] && r["market"] == cell["market"] && (r["kind"] == kind || r["kind"] == "declaration-of-performance") {
			named = append(named, split(r["acts"])...)
			if first == nil && r["kind"] == kind {
				first = r
			}
		}
	}
	if first == nil {
		return
	}
	for _, a := range split(cell["acts"]) {
		if acts[a]["ce_marking"] != "yes" || slices.Contains(named, a) || strings.Contains(acts[a]["declaration"], "declaration of performance") {
			continue
		}
		add := []string{a}
		if strings.HasPrefix(acts[a]["name_en"], "Ecodesign:") {
			add = []string{"2009/125/EC", a}
		}
		first["acts"] = unique(append(split(first["acts"]), add...))
	}
}

// bite gives a requirement the day on which the act begins to ask for it.
func (b *book) bite() {
	for _, d := range b.rows["act_dates"] {
		for _, kind := range split(d["kinds"]) {
			for _, r := range b.rows["requirements"] {
				if r["kind"] == kind && r["acts"] == d["act"] {
					r["from"] = d["date"]
				}
			}
		}
	}
}

// succeed parts cells and requirements on the future day on which an act gives way to its successor.
func (b *book) succeed(acts map[string]row) {
	for _, table := range []string{"cells", "requirements"} {
		var out []row
		for _, r := range b.rows[table] {
			out = append(out, r)
			for i := len(out) - 1; ; {
				next := successor(out[i], acts)
				if next == nil {
					break
				}
				out = append(out, next)
				i++
			}
		}
		b.rows[table] = out
	}
}

func successor(r row, acts map[string]row) row {
	day := ""
	for _, a := range split(r["acts"]) {
		if d := acts[a]["repealed"]; d > recorded && acts[a]["repealed_by"] != "" && d > r["from"] && (day == "" || d < day) {
			day = d
		}
	}
	if day == "" {
		return nil
	}
	next := row{}
	for k, v := range r {
		next[k] = v
	}
	r["until"], next["from"] = day, day
	var list []string
	for _, a := range split(r["acts"]) {
		if acts[a]["repealed"] == day {
			a = acts[a]["repealed_by"]
		}
		list = append(list, a)
	}
	next["acts"] = unique(list)
	return next
}
