package grammar

import (
	"strings"
	"testing"
)

func BenchmarkPage(b *testing.B) {
	page := strings.Repeat("Example Technology Co., Ltd. No. 12 Sample Road, Shenzhen, China. The product complies with EN 62368-1:2014+A11:2017 and "+
		"Directive 2014/53/EU. Rated input: 100-240V~ 50/60Hz 0.5A. 签发日期：2020年5月6日 Date of issue: 24 June 2019. ", 15)
	for name, run := range map[string]func(){
		"dates": func() { Dates(page) }, "standards": func() { Standards(page) }, "acts": func() { Acts(page) },
		"identifiers": func() { Identifiers(page) }, "ratings": func() { Ratings(page) }, "address": func() { LooksLikeAddress(page[:200]) },
		"company": func() { LooksLikeCompany(page[:28]) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				run()
			}
		})
	}
}
