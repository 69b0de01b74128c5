package main

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat/ingest/s3"
)

// TestDeploymentsFitTheProgram reads what deploy/ starts: the commands, their flags and the sources are those of this
// program, and the roles would not be refused.
func TestDeploymentsFitTheProgram(t *testing.T) {
	var compose struct {
		Services map[string]struct{ Command []string }
	}
	decode(t, "../../deploy/compose.yaml", &compose)
	commands := [][]string{compose.Services["api"].Command, compose.Services["worker"].Command}
	for _, file := range []string{"../../deploy/kubernetes/certcat.yaml", "../../deploy/kubernetes/keda.yaml"} {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for d := yaml.NewDecoder(f); ; {
			var object struct {
				Kind string
				Spec struct {
					Template struct {
						Spec struct{ Containers []struct{ Args []string } }
					}
				}
			}
			if err := d.Decode(&object); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			for _, c := range object.Spec.Template.Spec.Containers {
				commands = append(commands, c.Args)
			}
		}
	}
	if len(commands) != 4 {
		t.Fatalf("%d commands, want an API and workers in both", len(commands))
	}
	p := program{env: os.Getenv, streams: streams{Out: io.Discard, Err: io.Discard}, tongue: newTongue("en")}
	for _, args := range commands {
		c, rest, err := newRootCommand(p.tongue, p.env, p.streams).Find(args)
		if err != nil || c.Name() != args[0] {
			t.Fatalf("%v: %v", args, err)
		}
		if err := c.ParseFlags(rest); err != nil {
			t.Errorf("%v: %v", args, err)
		}
		flag := func(name string) string {
			if f := c.Flags().Lookup(name); f != nil {
				return f.Value.String()
			}
			return ""
		}
		o := serveOptions{role: "worker", store: flag("store"), catalog: strings.Replace(flag("catalog"), "$(CERTCAT_CATALOG)", "postgres://x/y", 1)}
		if c.Name() == "serve" {
			o.role = flag("role")
		}
		o.queue.URL = flag("nats")
		if err := o.complete(func(string) string { return "" }); err != nil {
			t.Errorf("%v would be refused: %v", args, err)
		}
	}
	file, err := readService("../../deploy/sources.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sources, err := openSources(file, func(string) string { return "x" })
	if err != nil || len(sources) != 1 || sources[0].Keys != s3.Raw || !sources[0].Wants("a.PDF") {
		t.Errorf("sources %+v, %v", sources, err)
	}
}

func decode(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err == nil {
		err = yaml.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
