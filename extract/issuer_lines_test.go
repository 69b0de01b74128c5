package extract

import (
	"testing"

	"github.com/certcat/certcat"
)

// TestIssuersAcrossLines reads issuers whose name stands in two lines, behind the caption of an office, or beside what
// only looks like a name.
func TestIssuersAcrossLines(t *testing.T) {
	for _, c := range []struct{ name, page, want, never string }{
		{"a name that goes on with and", "Northern Communications\nand Media Authority\n\nCertificate of Approval\nCertificate No.: NA-2044\nApplicant: Blue Heron Devices Ltd\nDate of issue: 4 May 2024",
			"Northern Communications and Media Authority", "and Media Authority"},
		{"an office before the name", "Certificate of Registration\nThis is to certify that the management system of\nLantern Bay Works\ncomplies with ISO 9001:2015\n\nIndia Office Meridian Quality Certification LLP",
			"Meridian Quality Certification LLP", "India Office Meridian Quality Certification LLP"},
		{"whose company somebody is", "Certificate of Conformity\nApplicant: Blue Heron Devices Ltd\nCertificate No.: QT-5531\n\nQuayside Testing Inc.\nA Great Northern Group Company",
			"Quayside Testing Inc.", "A Great Northern Group Company"},
		{"a public body over two lines", "MINISTRY OF INDUSTRY AND TRADE\nOF THE NORTHERN FEDERATION\n\nLicence No. 4471\nissued to Blue Heron Devices Ltd",
			"MINISTRY OF INDUSTRY AND TRADE OF THE NORTHERN FEDERATION", "Blue Heron"},
		{"somebody's office", "Certificate of Conformity\nIssued by: Quayside Testing Inc.\nCertificate No.: QT-5534\n\nAnna Weir, Director of Certification",
			"Quayside Testing Inc.", "Anna Weir, Director of Certification"},
		{"a branch in a sentence", "Certificate of Conformity\nCertificate No.: QT-5533\nbased on tests conducted by Quayside Testing Co., Ltd. Harbour Branch on\nsubmitted samples",
			"Quayside Testing Co., Ltd. Harbour Branch", "Harbour Branch"},
		{"a unit is no legal form", "Certificate of Conformity\nIssued by: Quayside Testing Inc.\nCertificate No.: QT-5532\n\nMaximum S.A.R Value (W/kg)\t0.42",
			"Quayside Testing Inc.", "Maximum S.A.R Value (W/kg)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := false
			for _, x := range opened(t, pagesOf(c.page)).candidates()[certcat.Issuer] {
				found = found || x.Value.Text == c.want
				if x.Value.Text == c.never {
					t.Errorf("%q is a candidate", c.never)
				}
			}
			if !found {
				t.Errorf("no candidate %q", c.want)
			}
		})
	}
}
