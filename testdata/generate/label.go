package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// fields are the values that are printed on the document, by the rules of the labels of certcat eval.
type fields struct {
	CertificateNumber   *string  `json:"certificate_number"`
	ReportNumbers       []string `json:"report_numbers"`
	Issuer              *string  `json:"issuer"`
	IssuerID            *string  `json:"issuer_id"`
	Holder              *string  `json:"holder"`
	HolderAddress       *string  `json:"holder_address"`
	Manufacturer        *string  `json:"manufacturer"`
	ManufacturerAddress *string  `json:"manufacturer_address"`
	Product             *string  `json:"product"`
	Brand               *string  `json:"brand"`
	Models              []string `json:"models"`
	Ratings             []string `json:"ratings"`
	Standards           []string `json:"standards"`
	LegalActs           []string `json:"legal_acts"`
	Scope               *string  `json:"scope"`
	IssueDate           *string  `json:"issue_date"`
	ExpiryDate          *string  `json:"expiry_date"`
	Marks               []string `json:"marks"`
}

// label is what a person who reads the document would write down.
type label struct {
	ID        string   `json:"id"`
	File      string   `json:"file"`
	SHA256    string   `json:"sha256"`
	Bytes     int      `json:"bytes"`
	Pages     int      `json:"pages"`
	Medium    string   `json:"medium"` // born-digital, scan, photo, mixed
	Languages []string `json:"languages"`
	Kind      string   `json:"kind"`
	Fields    fields   `json:"fields"`
	CitedBody string   `json:"cited_body,omitempty"`
	Validity  string   `json:"validity_words,omitempty"`
	Notes     string   `json:"notes"`
}

// testCase is one folder of testdata/cases.
type testCase struct {
	name    string
	ext     string
	data    []byte
	imitate string // what real situation it imitates
	purpose string
	label   *label // nil where there is no certificate to read: the file itself is the problem
}

func is(s string) *string { return &s }

func list(items ...string) []string {
	if items == nil {
		return []string{}
	}
	return items
}

const maxCase = 150_000

func (c testCase) write(root string) {
	dir := filepath.Join(root, c.name)
	check(os.MkdirAll(dir, 0o755))
	total := len(c.data)
	file := c.name + "." + c.ext
	check(os.WriteFile(filepath.Join(dir, file), c.data, 0o644))
	if c.label != nil {
		l := *c.label
		sum := sha256.Sum256(c.data)
		l.ID, l.File, l.SHA256, l.Bytes = c.name, file, hex.EncodeToString(sum[:]), len(c.data)
		for _, list := range []*[]string{&l.Fields.ReportNumbers, &l.Fields.Models, &l.Fields.Ratings, &l.Fields.Standards, &l.Fields.LegalActs, &l.Fields.Marks} {
			if *list == nil {
				*list = []string{}
			}
		}
		text, err := json.MarshalIndent(l, "", " ")
		check(err)
		check(os.WriteFile(filepath.Join(dir, "label.json"), append(text, '\n'), 0o644))
		total += len(text)
	}
	origin := fmt.Sprintf("Made by testdata/generate; every firm, body, person and number in it is invented.\n\nImitates: %s\nPurpose: %s\n", c.imitate, c.purpose)
	check(os.WriteFile(filepath.Join(dir, "ORIGIN"), []byte(origin), 0o644))
	if total += len(origin); total > maxCase {
		panic(fmt.Sprintf("%s has %d bytes, more than %d", c.name, total, maxCase))
	}
}
