package main

import (
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// fact is one mapping of a fact sheet. Every key that is read is remembered; done complains about the others.
type fact struct {
	where string
	m     map[string]any
	used  map[string]bool
}

func newFact(where string, v any) *fact {
	m, _ := v.(map[string]any)
	return &fact{where: where, m: m, used: map[string]bool{}}
}

func openSheet(root fs.FS, name string) (*fact, error) {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, fmt.Errorf("read fact sheet: %w", err)
	}
	var m map[string]any
	if err := yaml.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	return newFact(name, m), nil
}

func (f *fact) get(key string) any { f.used[key] = true; return f.m[key] }

func (f *fact) has(key string) bool { _, ok := f.m[key]; return ok }

func (f *fact) skip(keys ...string) {
	for _, k := range keys {
		f.used[k] = true
	}
}

func (f *fact) str(key string) string { return text(f.get(key)) }

// list is a list of strings, or of one where the sheet holds a plain string.
func (f *fact) list(key string) []string {
	switch v := f.get(key).(type) {
	case nil:
		return nil
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, text(x))
		}
		return out
	default:
		return []string{text(v)}
	}
}

func (f *fact) facts(key string) []*fact {
	v, _ := f.get(key).([]any)
	var out []*fact
	for i, x := range v {
		out = append(out, newFact(fmt.Sprintf("%s/%s[%d]", f.where, key, i), x))
	}
	return out
}

func (f *fact) sub(key string) *fact { return newFact(f.where+"/"+key, f.get(key)) }

// keys are the mapping's keys in alphabetical order.
func (f *fact) keys() []string {
	var out []string
	for k := range f.m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// done fails when the mapping holds a key that nobody read.
func (f *fact) done() error {
	for _, k := range f.keys() {
		if !f.used[k] {
			return fmt.Errorf("%s: the converter doesn't know the key %q; give it a column", f.where, k)
		}
	}
	return nil
}

// text is a scalar as it stands in the sheet; lists and mappings come out flat.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return strings.TrimSpace(v)
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, text(x))
		}
		return strings.Join(out, "; ")
	case map[string]any:
		var out []string
		for _, k := range slices.Sorted(func(yield func(string) bool) {
			for k := range v {
				if !yield(k) {
					return
				}
			}
		}) {
			out = append(out, k+": "+text(v[k]))
		}
		return strings.Join(out, ", ")
	}
	return fmt.Sprint(v)
}
