package main

import (
	"slices"
	"strings"
)

// documentKinds is the document kind by which a scheme of a kind shows itself, unless overrides/schemes.csv says more.
var documentKinds = map[string]string{"certificate": "type-approval", "registration": "type-approval", "declaration": "type-approval",
	"licence": "type-approval", "clearance": "type-approval", "notification": "type-approval", "report": "test-report",
	"label": "label-photo", "accreditation": "other", "restriction": ""}

// evidence is how a scheme of a kind is shown.
var evidence = map[string]string{"certificate": "upload", "registration": "number", "declaration": "upload", "licence": "upload",
	"clearance": "number", "notification": "number", "report": "upload", "label": "on-product", "accreditation": "upload", "restriction": "none"}

// fillKinds gives schemes their document kinds, makes every scheme a requirement kind of its own name, and adds what
// the kinds prove under it.
func (b *book) fillKinds() {
	perShipment := map[string]bool{}
	for _, l := range b.rows["life"] {
		if l["term"] == "per-shipment" {
			perShipment[l["scheme"]] = true
		}
	}
	for _, s := range b.rows["schemes"] {
		id := s["id"]
		if s["kinds"] == "" {
			s["kinds"] = documentKinds[s["kind"]]
		}
		if strings.HasPrefix(id, "int-iso") && s["kind"] == "certificate" {
			s["kinds"] = "management-system"
		}
		how := evidence[s["kind"]]
		if perShipment[id] {
			how = "per-shipment"
		}
		if b.find("requirement_kinds", id) == nil {
			b.add("requirement_kinds", "id", id, "name", s["name_en"], "name_zh", s["name_zh"], "evidence", how, "source", s["source"], "verified", "knowledge")
		}
		for _, k := range split(s["kinds"]) {
			pid := k + "@" + id
			if b.find("proves", pid) == nil {
				b.add("proves", "id", pid, "kind", k, "scheme", id, "proves", id, "source", s["source"], "verified", "knowledge")
			}
		}
	}
	proved := map[string]bool{}
	for _, p := range b.rows["proves"] {
		for _, k := range split(p["proves"]) {
			proved[k] = true
		}
	}
	for _, k := range b.rows["requirement_kinds"] {
		k["provable"] = "no"
		if proved[k["id"]] {
			k["provable"] = "yes"
		}
	}
	slices.SortStableFunc(b.rows["proves"], func(x, y row) int { return strings.Compare(x["scheme"], y["scheme"]) })
}
