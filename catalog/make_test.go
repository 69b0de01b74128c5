package catalog_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/tables"
)

// Fictional firms, laboratories and products, from which test papers are made.
var (
	stems    = []string{"Fjellvik", "Lantern Bay", "Oberkamp", "Brightmoor", "Quellrain", "Zhenlu", "Haoyang Star", "Minato Works", "Torvald", "Isarbruck", "Calderon Sol", "Varga Mech"}
	trades   = []string{"Sensor", "Lighting", "Audio", "Power", "Toys", "Kitchen", "Medical", "Tools", "Optics", "Textile"}
	forms    = []string{"AS", "GmbH", "Co., Ltd.", "S.A.", "Inc.", "Kft.", "Limited"}
	chinese  = []string{"深圳市光远照明有限公司", "广州海星电子有限公司", "宁波云帆工具有限公司", "东莞市晨曦玩具厂"}
	labs     = []string{"Ostwerk Prüfinstitut GmbH", "Nordlys Test AS", "Harbour Certification Ltd.", "Pearl Delta Testing Co., Ltd.", "Institut Belvoir S.A."}
	products = []string{"USB charger", "LED lamp", "Bluetooth speaker", "Electric kettle", "Toy train", "Power bank", "Blood pressure meter", "Angle grinder"}
	kinds    = []string{"eu-doc", "eu-type-examination", "test-report", "iso9001", "fcc-grant", "ccc-certificate", "fcc-sdoc", "cb-certificate", "un383-summary", "label-photo"}
	acts     = []string{"2014/35/EU", "2014/30/EU", "2014/53/EU", "2011/65/EU", "2009/48/EC", "2006/42/EC"}
	editions = []string{"EN 62368-1:2014", "EN 55032:2015", "EN 60335-1:2012", "EN 71-1:2014", "EN 301 489-1 V2.1.1", "EN 60950-1:2006/A2:2013", "EN IEC 63000:2018", "IEC 60601-1:2005"}
	markets  = []string{"EU", "GB", "US", "SA", "KR", "JP"}
)

var start = time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)

func idOf(i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "document %d", i))
	return hex.EncodeToString(sum[:])
}

// papersOf makes the i-th document's papers; equal i gives equal papers.
func papersOf(i int) catalog.Papers {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	id, holder := idOf(i), fmt.Sprintf("%s %s %d %s", pick(stems), pick(trades), r.IntN(2000), pick(forms))
	if r.IntN(5) == 0 {
		holder = pick(chinese)
	}
	issued := start.AddDate(0, 0, r.IntN(4000))
	number := fmt.Sprintf("%04d-%s-%02d-%06d Rev. %02d", 1000+r.IntN(3000), []string{"RED", "LVD", "EMC", "TOY"}[r.IntN(4)], r.IntN(27), i, r.IntN(5))
	if i%1000 == 999 { // the same number in several documents
		number = fmt.Sprintf("9999-RED-24-%06d", i/5000)
	}
	c := certcat.Certificate{Document: id, Part: certcat.Part{First: 1, Last: 1 + r.IntN(4)}, Scheme: pick(acts) + "#" + pick([]string{"A", "B", "B+C"})}
	set := func(name string, accepted bool, values ...string) {
		f := certcat.Field{Name: name, State: certcat.Printed, Confidence: 0.8, Accepted: accepted}
		for _, v := range values {
			f.Values = append(f.Values, certcat.Value{Text: v, Canonical: v, Confidence: 0.8})
		}
		if len(values) == 0 {
			f.State = certcat.Absent
		}
		c.Fields = append(c.Fields, f)
	}
	for _, name := range certcat.FieldNames() {
		accepted := r.IntN(4) > 0
		switch name {
		case certcat.CertificateNumber:
			set(name, accepted, number)
		case certcat.Kind:
			set(name, accepted, pick(kinds))
		case certcat.ReportNumbers:
			set(name, accepted, fmt.Sprintf("OW-%02d-%05d-S", r.IntN(27), r.IntN(100000)))
		case certcat.Issuer:
			set(name, accepted, pick(labs))
		case certcat.IssuerID:
			set(name, accepted, fmt.Sprint(1000+r.IntN(40)))
		case certcat.Holder, certcat.Manufacturer:
			set(name, accepted, holder)
		case certcat.Product:
			set(name, accepted, pick(products))
		case certcat.Models:
			set(name, accepted, fmt.Sprintf("%c%c-%d", 'A'+r.IntN(26), 'A'+r.IntN(26), r.IntN(10000)), fmt.Sprintf("X%d", r.IntN(100)))
		case certcat.Standards:
			set(name, accepted, pick(editions), pick(editions))
		case certcat.LegalActs:
			set(name, accepted, pick(acts))
		case certcat.IssueDate:
			set(name, accepted, issued.Format(time.DateOnly))
		case certcat.ExpiryDate:
			if r.IntN(3) > 0 {
				set(name, accepted, issued.AddDate(3+r.IntN(8), 0, 0).Format(time.DateOnly))
			} else {
				set(name, accepted)
			}
		default:
			set(name, true)
		}
	}
	p := catalog.Papers{Document: certcat.Document{ID: id, MediaType: []string{"application/pdf", "image/jpeg"}[r.IntN(2)]}, Revision: 1, State: certcat.Processed}
	switch i % 50 {
	case 17:
		p.State, p.Problems = certcat.Refused, []certcat.Problem{certcat.NewProblem("password")}
		return p
	case 18:
		return p
	}
	p.Certificates = []certcat.Certificate{c}
	p.Verdicts = verdictsOf(i, c, r)
	return p
}

// used are the tables that every verdict was made by.
var used = sync.OnceValue(func() []certcat.Digest {
	t, err := tables.Embedded()
	if err != nil {
		panic(err)
	}
	return t.Digests()
})

func verdictsOf(i int, c certcat.Certificate, r *rand.Rand) []certcat.Verdict {
	var all []certcat.Verdict
	for k := range 1 + r.IntN(2) {
		v := certcat.Verdict{Document: c.Document, Part: c.Part, Market: markets[(i+k)%len(markets)], Category: "usb-charger", AsOf: "2026-11-22", Check: certcat.Asks,
			Used: used(), Decision: []certcat.Decision{certcat.NeedsReview, certcat.NeedsReview, certcat.Rejected, certcat.Accepted, certcat.Irrelevant}[r.IntN(5)]}
		if r.IntN(2) == 0 {
			v.NextChange = certcat.Date(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(1500)).Format(time.DateOnly))
		}
		for _, rule := range []string{"life.ended", "standards.superseded", "acts.repealed", "register.asked"} {
			if r.IntN(3) == 0 {
				v.Findings = append(v.Findings, certcat.Finding{Rule: rule, Outcome: certcat.Unknown, Policy: certcat.PolicyAsk})
			}
		}
		all = append(all, v)
	}
	return all
}

// receiptOf is the arrival of the i-th document.
func receiptOf(i int) certcat.Receipt {
	return certcat.Receipt{Door: "batch", Bucket: "/inbox", Key: fmt.Sprintf("shipment-%03d/file-%07d.pdf", i%500, i), Name: fmt.Sprintf("file-%07d.pdf", i),
		Time: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Second), Document: idOf(i), State: certcat.Processed}
}
