package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract"
	"github.com/certcat/certcat/tables"
)

// configName is the file in a batch folder that holds options for it.
const configName = "certcat.yaml"

// question is what is asked about certificates. Without markets only the document itself is checked.
type question struct {
	markets  []string
	category string
	asOf     certcat.Date // "" = today
	profile  string       // "law" or "marketplace"
	tables   string       // which tables judge: "" = in force in the store, "shipped", a digest, a folder
	over     *tables.Tables
	weights  string // file of weights that read; "" = the shipped ones
}

// weightsFlag adds the option with which commands that read take other weights, such as learn writes.
func (q *question) weightsFlag(f *pflag.FlagSet, t tongue) {
	f.StringVar(&q.weights, "weights", "", t.say("flag.weights.use"))
}

// extractor reads with the weights and over the tables that were asked for.
func (q question) extractor() (*extract.Extractor, error) {
	x, err := extract.Over(q.over)
	if err != nil || q.weights == "" {
		return x, err
	}
	data, err := os.ReadFile(q.weights)
	if err != nil {
		return nil, usage(err)
	}
	if x, err = x.With(data); err != nil {
		return nil, usage(fmt.Errorf("--weights %s: %w", q.weights, err))
	}
	return x, nil
}

func (q *question) flags(f *pflag.FlagSet, t tongue) {
	f.StringSliceVar(&q.markets, "market", nil, t.say("flag.market"))
	f.StringVar(&q.category, "category", "", t.say("flag.category"))
	f.StringVar((*string)(&q.asOf), "as-of", "", t.say("flag.as-of"))
	f.StringVar(&q.profile, "profile", "law", t.say("flag.profile"))
	f.StringVar(&q.tables, "tables", "", t.say("flag.tables"))
}

// complete checks the question and fills in today.
func (q *question) complete(now time.Time) error {
	for i, m := range q.markets {
		q.markets[i] = strings.ToUpper(strings.TrimSpace(m))
	}
	if q.asOf == "" {
		q.asOf = certcat.Date(now.Format(time.DateOnly))
	}
	if !q.asOf.Valid() || q.asOf.MonthOnly() {
		return usage(fmt.Errorf("--as-of %s: must be a date such as 2026-11-22", q.asOf))
	}
	if q.profile == "" {
		q.profile = "law"
	}
	if q.profile != "law" && q.profile != "marketplace" {
		return usage(fmt.Errorf("--profile %s: must be law or marketplace", q.profile))
	}
	return nil
}

// bytesize is a number of bytes, written as "100 MB" or "1GiB".
type bytesize int64

// UnmarshalYAML reads "100 MB".
func (b *bytesize) UnmarshalYAML(n *yaml.Node) error {
	v, err := humanize.ParseBytes(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q is no size such as 100 MB", n.Line, n.Value)
	}
	*b = bytesize(v)
	return nil
}

// limits bound what one document may cost. Zero means the program's default.
type limits struct {
	FileSize bytesize      `yaml:"file_size"` // larger files are refused unread
	Pages    int           `yaml:"pages"`     // documents with more pages are refused
	Wall     time.Duration `yaml:"time"`      // of one call of the reader
	CPU      time.Duration `yaml:"cpu_time"`  // of one call of the reader
	Memory   bytesize      `yaml:"memory"`    // of one reader with everything it starts
}

// fileConfig is what certcat.yaml can say. A flag on the command line wins over it.
type fileConfig struct {
	Store    string   `yaml:"store"`
	Catalog  string   `yaml:"catalog"`
	Jobs     int      `yaml:"jobs"`
	Market   []string `yaml:"market"`
	Category string   `yaml:"category"`
	AsOf     string   `yaml:"as_of"`
	Profile  string   `yaml:"profile"`
	Tables   string   `yaml:"tables"`
	Report   string   `yaml:"report"`
	Strict   bool     `yaml:"strict"`
	Limits   limits   `yaml:"limits"`
}

// readConfig reads certcat.yaml from a folder; without one everything is zero. An unknown key is an error: a misspelt
// option that is silently ignored costs more than a message.
func readConfig(dir string) (fileConfig, error) {
	var c fileConfig
	name := filepath.Join(dir, configName)
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, usage(err)
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil {
		return c, usage(fmt.Errorf("%s: %w", name, err))
	}
	return c, nil
}

// merge lays the file's options under the flags that were not given.
func (o *batchOptions) merge(c fileConfig, given func(flag string) bool) {
	text := func(flag string, at *string, v string) {
		if v != "" && !given(flag) {
			*at = v
		}
	}
	text("store", &o.store, c.Store)
	text("catalog", &o.catalog, c.Catalog)
	text("category", &o.ask.category, c.Category)
	text("as-of", (*string)(&o.ask.asOf), c.AsOf)
	text("profile", &o.ask.profile, c.Profile)
	text("tables", &o.ask.tables, c.Tables)
	text("report", &o.report, c.Report)
	if c.Jobs > 0 && !given("jobs") {
		o.jobs = c.Jobs
	}
	if len(c.Market) > 0 && !given("market") {
		o.ask.markets = c.Market
	}
	if c.Strict && !given("strict") {
		o.strict = true
	}
	o.limits = c.Limits
}
