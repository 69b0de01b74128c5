package importers

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
)

//go:embed countries.csv
var countryNames []byte

var countries = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	records, err := csv.NewReader(bytes.NewReader(countryNames)).ReadAll()
	if err != nil {
		return out // a test reads the file
	}
	for _, r := range records[1:] {
		out[strings.ToLower(r[0])] = r[0]
		for _, name := range strings.Split(r[1], "|") {
			out[strings.ToLower(name)] = r[0]
		}
	}
	return out
})

// countryCode is the ISO code of a country by its English name, the name itself where it is not known.
func countryCode(name string) string {
	name = plain(name)
	if code := countries()[strings.ToLower(name)]; code != "" {
		return code
	}
	return known(name)
}
