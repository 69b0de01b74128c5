package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/store"
)

type learnOptions struct {
	store, labels, weights string
	jobs                   int
	ask                    question
}

func newLearnCommand(p program) *cobra.Command {
	var o learnOptions
	c := &cobra.Command{Use: "learn", Short: p.tongue.say("help.learn"), Long: p.tongue.say("help.learn.long"), Args: cobra.NoArgs}
	c.RunE = does(func(ctx context.Context, _ []string) error { return p.learn(ctx, o) })
	f := c.Flags()
	f.StringVar(&o.store, "store", defaultStore, p.tongue.say("flag.store"))
	f.StringVar(&o.labels, "labels", "certcat-labels", p.tongue.say("flag.learn.labels"))
	f.StringVar(&o.weights, "weights", "", p.tongue.say("flag.weights"))
	f.IntVar(&o.jobs, "jobs", 0, p.tongue.say("flag.jobs"))
	o.ask.flags(f, p.tongue)
	return c
}

// learn writes what people confirmed as labels, beside the documents, and trains on them where weights are asked for.
func (p program) learn(ctx context.Context, o learnOptions) error {
	s, err := openStore(ctx, o.store)
	if err != nil {
		return err
	}
	check := &daily{question: o.ask}
	if _, err := check.today(); err != nil {
		return err
	}
	d := &desk.Desk{Store: s, Checker: check, Policy: review.DefaultPolicy()}
	labels, err := d.Tenant().Labels(ctx)
	if err != nil {
		return err
	}
	documents := filepath.Join(o.labels, "documents")
	if err := os.MkdirAll(documents, 0o700); err != nil {
		return err
	}
	var files []string
	for _, l := range labels {
		file, err := export(ctx, s, l, o.labels, documents)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	fmt.Fprintln(p.Out, p.tongue.say("learn.done", "count", len(labels), "folder", o.labels))
	if o.weights == "" {
		return nil
	}
	if len(files) == 0 {
		return usage(errors.New(p.tongue.say("learn.none")))
	}
	return p.train(ctx, trainOptions{store: o.store, weights: o.weights, jobs: o.jobs}, o.labels, files)
}

// export writes a label and its document, both named after the document.
func export(ctx context.Context, s *store.Store, l review.Label, labels, documents string) (string, error) {
	data, err := json.MarshalIndent(l, "", " ")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(labels, l.ID+".json"), append(data, '\n'), 0o600); err != nil {
		return "", err
	}
	body, _, err := s.Original(ctx, l.ID)
	if err != nil {
		return "", err
	}
	defer body.Close()
	path := filepath.Join(documents, l.ID+".bin") // what a file is its bytes say
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(file, body)
	return path, errors.Join(err, file.Close())
}
