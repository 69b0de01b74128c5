package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract"
	"github.com/certcat/certcat/extract/read/ppocr"
	"github.com/certcat/certcat/extract/read/tesseract"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/grammar"
)

// folds is into how many parts the labelled documents are cut, by issuer, to judge what was learned from the others;
// groups into how many the judged fields are, to set the bars: each a part of one fold.
const (
	folds  = 5
	groups = 2 * folds
)

type trainOptions struct {
	store, weights, results string
	without                 string
	jobs                    int
	features                bool
}

func newTrainCommand(p program) *cobra.Command {
	var o trainOptions
	c := &cobra.Command{Use: "train LABELS FILE…", Short: p.tongue.say("help.train"), Long: p.tongue.say("help.train.long"), Args: cobra.MinimumNArgs(2)}
	c.RunE = does(func(ctx context.Context, args []string) error { return p.train(ctx, o, args[0], args[1:]) })
	f := c.Flags()
	f.StringVar(&o.weights, "weights", "", p.tongue.say("flag.weights"))
	f.StringVar(&o.results, "results", "", p.tongue.say("flag.results.out"))
	f.StringVar(&o.without, "without", "", p.tongue.say("flag.train.without"))
	f.BoolVar(&o.features, "features", false, p.tongue.say("flag.features"))
	f.StringVar(&o.store, "store", "", p.tongue.say("flag.store.optional"))
	f.IntVar(&o.jobs, "jobs", 0, p.tongue.say("flag.jobs"))
	return c
}

// lesson is one labelled document with what was read on it.
type lesson struct {
	sample  extract.Sample
	outcome flow.Outcome
	fold    int
	group   int
	second  bool // the same document as read without the second engine: learned from, and not shown
	judged  []extract.Judged
	made    *extract.Extractor // learned without this lesson's fold
}

func (p program) train(ctx context.Context, o trainOptions, labels string, files []string) error {
	x, err := extract.Default()
	if err != nil {
		return err
	}
	if o.without != "" && !slices.Contains(readingParts, o.without) {
		if x, err = x.Without(o.without); err != nil {
			return usage(err)
		}
	}
	lessons, err := p.lessons(ctx, o, labels, files)
	if err != nil {
		return err
	}
	if len(lessons) == 0 {
		return usage(fmt.Errorf("none of the files has a label in %s: a label is named after its file, FILE.json", labels))
	}
	if err := learnApart(x, lessons, p.Err); err != nil {
		return err
	}
	if o.results != "" {
		if err := writeApart(o.results, lessons); err != nil {
			return err
		}
	}
	if o.features {
		fmt.Fprintln(p.Out, strings.Join(x.Features(), "\n"))
	}
	if o.weights == "" {
		return nil
	}
	learned, err := learn(x, lessons, -1)
	if err != nil {
		return err
	}
	data, err := learned.Calibrated(allJudged(lessons, -1)).Weights()
	if err != nil {
		return err
	}
	return os.WriteFile(o.weights, data, 0o644)
}

// lessons reads the files that have labels.
func (p program) lessons(ctx context.Context, o trainOptions, dir string, files []string) ([]*lesson, error) {
	list, err := readLabels(dir)
	if err != nil {
		return nil, usage(err)
	}
	byID := map[string]label{}
	for _, l := range list {
		byID[l.ID] = l
	}
	var out []*lesson
	err = p.look(ctx, lookOptions{store: o.store, jobs: o.jobs, pages: true}, files, func(outcome flow.Outcome) error {
		name := filepath.Base(outcome.Arrival.Path)
		l, ok := byID[strings.TrimSuffix(name, filepath.Ext(name))]
		if !ok || len(outcome.Pages.Pages) == 0 {
			return nil
		}
		outcome.Pages = readWithout(outcome.Pages, o.without)
		want := map[string][]string{certcat.Kind: {l.Kind}}
		for field, value := range l.Fields {
			want[field] = labelled(value)
		}
		s := extract.Sample{Group: issuerGroup(want[certcat.Issuer], l.ID), Pages: outcome.Pages, Want: want}
		h := fnv.New32a()
		_, _ = io.WriteString(h, s.Group) // a hash never fails to write
		l1 := &lesson{sample: s, outcome: outcome, fold: int(h.Sum32() % folds), group: int(h.Sum32() % groups)}
		out = append(out, l1)
		if alone, differs := withoutSecond(outcome.Pages); differs {
			l2 := *l1
			l2.sample.Pages, l2.second = alone, true
			out = append(out, &l2)
		}
		return nil
	})
	return out, err
}

// withoutSecond is the pages as a machine without the second recognition engine reads them, where that differs.
func withoutSecond(pages certcat.Pages) (alone certcat.Pages, differs bool) {
	alone = pages
	alone.Pages = slices.Clone(pages.Pages)
	for i, p := range alone.Pages {
		first, second := -1, false
		for j, r := range p.Readings {
			if r.By == tesseract.Name {
				first = j
			}
			second = second || r.By == ppocr.Name
		}
		if second && first >= 0 && p.Best != first {
			alone.Pages[i].Best, differs = first, true
		}
	}
	return alone, differs
}

// issuerGroup is the first word of the issuer's name: all offices of one laboratory are one group.
func issuerGroup(issuer []string, id string) string {
	if len(issuer) == 0 {
		return id
	}
	stem, _ := grammar.CompanyName(issuer[0])
	if words := strings.Fields(strings.ToLower(stem)); len(words) > 0 {
		return words[0]
	}
	return id
}

func learn(x *extract.Extractor, lessons []*lesson, without int) (*extract.Extractor, error) {
	var samples []extract.Sample
	for _, l := range lessons {
		if l.fold != without {
			samples = append(samples, l.sample)
		}
	}
	weights, err := x.Train(samples, sameValue)
	if err != nil {
		return nil, err
	}
	return x.With(weights)
}

// learnApart reads every lesson with what was learned from the other folds, thresholds included.
func learnApart(x *extract.Extractor, lessons []*lesson, progress io.Writer) error {
	for fold := range folds {
		fmt.Fprintf(progress, "%d/%d\n", fold+1, folds)
		learned, err := learn(x, lessons, fold)
		if err != nil {
			return err
		}
		for _, l := range lessons {
			if l.fold == fold {
				l.made = learned
				l.judged = judge(learned, l.sample, l.group)
			}
		}
	}
	for fold := range folds {
		judged := allJudged(lessons, fold)
		var calibrated *extract.Extractor // all lessons of a fold were read with the same weights
		for _, l := range lessons {
			if l.fold != fold {
				continue
			}
			if calibrated == nil {
				calibrated = l.made.Calibrated(judged)
			}
			l.made = calibrated
		}
	}
	return nil
}

// judge compares the first certificate's fields with the label.
func judge(x *extract.Extractor, s extract.Sample, group int) []extract.Judged {
	out := x.Judge(s.Pages, group)
	for i, j := range out {
		var got []string
		for _, v := range j.Field.Values {
			got = append(got, v.Text)
		}
		pairs := pair(j.Field.Name, s.Want[j.Field.Name], got)
		out[i].Right = len(pairs.missed) == 0 && len(pairs.invented) == 0
	}
	return out
}

func allJudged(lessons []*lesson, without int) []extract.Judged {
	var out []extract.Judged
	for _, l := range lessons {
		if l.fold != without {
			out = append(out, l.judged...)
		}
	}
	return out
}

// writeApart writes the results of the lessons, each read by an extractor that has never seen its issuer.
func writeApart(path string, lessons []*lesson) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, l := range lessons {
		if l.second {
			continue
		}
		o := l.outcome
		o.Certificates, _ = l.made.Certificates(l.sample.Pages)
		if err := writeLines(f, o, false); err != nil {
			return err
		}
	}
	return f.Close()
}
