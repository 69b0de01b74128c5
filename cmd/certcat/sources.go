package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat/ingest/s3"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store"
)

// serviceFile is what the file of --config can say.
type serviceFile struct {
	Sources []sourceFile `yaml:"sources"`
	Limits  limits       `yaml:"limits"`
}

// sourceFile is one bucket at which certificates arrive.
type sourceFile struct {
	Name     string        `yaml:"name"`
	Tenant   string        `yaml:"tenant"`
	Address  string        `yaml:"address"`
	Prefixes []string      `yaml:"prefixes"`
	Suffixes []string      `yaml:"suffixes"`
	Keys     string        `yaml:"keys"`
	Sweep    time.Duration `yaml:"sweep"` // between sweeps; 0 = 15 minutes, negative = never
	SQS      struct {
		URL      string `yaml:"url"`
		Region   string `yaml:"region"`
		Endpoint string `yaml:"endpoint"`
	} `yaml:"sqs"`
}

// defaultSweep is the time between two listings of a bucket.
const defaultSweep = 15 * time.Minute

// origin is a source with what belongs to it.
type origin struct {
	*s3.Source
	tenant string
	every  time.Duration
	sqs    s3.SQS
}

type sources []origin

// of finds the source of a job: by its name, or by the bucket where the job was made when it had another name.
func (all sources) of(j queue.Job) *s3.Source {
	var found *s3.Source
	for _, o := range all {
		if o.tenant != j.Tenant || o.Bucket != j.Receipt.Bucket {
			continue
		}
		if o.Name == j.Source {
			return o.Source
		}
		found = o.Source
	}
	return found
}

// origin finds what belongs to a source.
func (all sources) origin(s *s3.Source) origin {
	for _, o := range all {
		if o.Source == s {
			return o
		}
	}
	return origin{Source: s}
}

func (all sources) list() (list s3.Sources) {
	for _, o := range all {
		list = append(list, o.Source)
	}
	return list
}

// readService reads the file of --config. An unknown key is an error.
func readService(name string) (serviceFile, error) {
	var c serviceFile
	if name == "" {
		return c, nil
	}
	f, err := os.Open(name)
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

// openSources makes the sources of a configuration.
func openSources(c serviceFile, env func(string) string) (sources, error) {
	var all sources
	taken := map[string]bool{}
	for i, f := range c.Sources {
		if f.Name == "" {
			return nil, usage(fmt.Errorf("source %d has no name", i+1))
		}
		s, err := s3.Open(s3.Settings{Name: f.Name, Address: f.Address, Prefixes: f.Prefixes, Suffixes: f.Suffixes, Keys: s3.Encoding(f.Keys)}, env)
		if err != nil {
			return nil, usage(err)
		}
		o := origin{Source: s, tenant: f.Tenant, every: f.Sweep, sqs: s3.SQS{URL: f.SQS.URL, Region: f.SQS.Region, Endpoint: f.SQS.Endpoint}}
		if o.tenant == "" {
			o.tenant = store.DefaultTenant
		}
		if o.every == 0 {
			o.every = defaultSweep
		}
		for _, key := range []string{"name " + f.Name, "bucket " + o.tenant + " " + s.Bucket} {
			if taken[key] {
				return nil, usage(errors.New("two sources have the same name, or the same bucket for one tenant: " + f.Name))
			}
			taken[key] = true
		}
		all = append(all, o)
	}
	return all, nil
}
