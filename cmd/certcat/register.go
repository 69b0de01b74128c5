package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
	"github.com/certcat/certcat/validate"
)

// registerCommand is what a person found who asked a register.
type registerCommand struct {
	program
	store   string
	part    int
	check   certcat.RegisterCheck
	result  string
	shows   []string
	picture string
	json    bool
}

func newRegisterCommand(p program) *cobra.Command {
	r := &registerCommand{program: p}
	c := &cobra.Command{Use: "register DOCUMENT", Short: p.tongue.say("help.register"), Long: p.tongue.say("help.register.long"), Args: cobra.ExactArgs(1)}
	c.RunE = does(r.run)
	f := c.Flags()
	f.StringVar(&r.store, "store", p.env("CERTCAT_STORE"), p.tongue.say("flag.store.register"))
	f.IntVar(&r.part, "part", 0, p.tongue.say("flag.part"))
	f.StringVar(&r.result, "result", "", p.tongue.say("flag.result"))
	f.StringVar(&r.check.Query, "number", "", p.tongue.say("flag.number"))
	f.StringVar(&r.check.Register, "register", "", p.tongue.say("flag.register"))
	f.StringSliceVar(&r.shows, "shows", nil, p.tongue.say("flag.shows"))
	f.StringVar(&r.check.Who, "who", p.env("USER"), p.tongue.say("flag.who"))
	f.StringVar(&r.check.Note, "note", "", p.tongue.say("flag.note"))
	f.StringVar(&r.picture, "picture", "", p.tongue.say("flag.picture"))
	f.BoolVar(&r.json, "json", false, p.tongue.say("flag.json.register"))
	return c
}

// run shows where a certificate's number can be looked up or, with --result, records what the register said.
func (r *registerCommand) run(ctx context.Context, args []string) error {
	if r.store == "" {
		return usage(fmt.Errorf("register needs --store: register checks are kept beside the document"))
	}
	blobs, err := openBlobs(ctx, r.store, false)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, blobs, "")
	if err != nil {
		return fmt.Errorf("store %s: %w", r.store, err)
	}
	certificates, err := inForce(ctx, s, args[0])
	if err != nil {
		return err
	}
	if r.result == "" {
		return r.where(ctx, s, args[0], certificates)
	}
	if err := r.fill(args[0], certificates); err != nil {
		return err
	}
	picture, err := r.readPicture()
	if err != nil {
		return err
	}
	kept, err := keepRegisterCheck(ctx, s, r.check, picture)
	if err != nil {
		return err
	}
	if r.json {
		return json.NewEncoder(r.Out).Encode(kept)
	}
	fmt.Fprintln(r.Out, r.tongue.say("register.kept", "number", clean(kept.Query), "result", string(kept.Result), "count", fmt.Sprint(kept.Number)))
	return nil
}

// inForce gives the certificates of a document's record.
func inForce(ctx context.Context, s *store.Store, document string) ([]certcat.Certificate, error) {
	rec, _, err := s.Current(ctx, document)
	if err != nil {
		return nil, err
	}
	if rec.Keys.Certificate == "" || len(rec.Parts) == 0 {
		return nil, nil
	}
	certificates, _, err := s.Certificates(ctx, document, rec.Keys.Certificate)
	return certificates, err
}

// fill completes the check: number and part from the certificate, the register from the tables, the time.
func (r *registerCommand) fill(document string, certificates []certcat.Certificate) error {
	r.check.Document, r.check.Result, r.check.Time = document, certcat.RegisterResult(r.result), time.Now().UTC().Truncate(time.Second)
	if !slices.Contains(certcat.RegisterResults(), r.check.Result) {
		return usage(fmt.Errorf("--result %s: a register answers one of %v", r.result, certcat.RegisterResults()))
	}
	for _, s := range r.shows {
		key, value, ok := strings.Cut(s, "=")
		if !ok {
			return usage(fmt.Errorf("--shows %s: it is field=value", s))
		}
		r.check.Shows = append(r.check.Shows, certcat.Arg{Key: key, Value: value})
	}
	t, err := tables.Embedded()
	if err != nil {
		return err
	}
	for i := range certificates {
		c := &certificates[i]
		if r.part != 0 && c.Part.First != r.part || r.part == 0 && len(certificates) > 1 {
			continue
		}
		r.check.Part = c.Part
		if r.check.Query == "" {
			r.check.Query = c.Field(certcat.CertificateNumber).Text()
		}
		if r.check.Register == "" {
			r.check.Register, _, _ = validate.Register(c, t)
		}
	}
	if r.check.Query == "" || r.check.Part == (certcat.Part{}) {
		return usage(fmt.Errorf("which certificate of the document was looked up: name --part (its first page) and --number"))
	}
	if r.check.Register == "" || r.check.Who == "" {
		return usage(fmt.Errorf("who asked which register: name --register and --who"))
	}
	return nil
}

// largestPicture bounds the picture of a register's answer, in bytes.
const largestPicture = 20 << 20

func (r *registerCommand) readPicture() ([]byte, error) {
	if r.picture == "" {
		return nil, nil
	}
	f, err := os.Open(r.picture)
	if err != nil {
		return nil, usage(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestPicture+1))
	if err == nil && (len(data) == 0 || len(data) > largestPicture) {
		err = usage(fmt.Errorf("%s: a picture of an answer has 1 to %d bytes", r.picture, largestPicture))
	}
	return data, err
}

// where prints, for each certificate, the register in which its number stands and what was recorded.
func (r *registerCommand) where(ctx context.Context, s *store.Store, document string, certificates []certcat.Certificate) error {
	t, err := tables.Embedded()
	if err != nil {
		return err
	}
	checks, err := registerChecks(ctx, s, document)
	if err != nil {
		return err
	}
	for i := range certificates {
		c := &certificates[i]
		address, body, ok := validate.Register(c, t)
		number := c.Field(certcat.CertificateNumber).Text()
		switch {
		case !ok:
			fmt.Fprintln(r.Out, r.tongue.say("register.none", "pages", partName(c.Part)))
		case body:
			fmt.Fprintln(r.Out, r.tongue.say("register.body", "pages", partName(c.Part), "number", clean(number), "body", clean(c.Field(certcat.Issuer).Text())))
		default:
			if _, err := url.Parse(address); err != nil {
				return fmt.Errorf("the register's address %s: %w", address, err)
			}
			fmt.Fprintln(r.Out, r.tongue.say("register.where", "pages", partName(c.Part), "number", clean(number), "address", address))
		}
	}
	for _, k := range checks {
		fmt.Fprintln(r.Out, r.tongue.say("register.was", "number", clean(k.Query), "result", string(k.Result), "who", clean(k.Who), "time", k.Time.Format(time.DateOnly), "register", clean(k.Register)))
	}
	return nil
}

// keepRegisterCheck adds a register check to what people ruled about its document; a picture of the answer is kept under its
// hash like an original. It gives the check with its number.
func keepRegisterCheck(ctx context.Context, s *store.Store, c certcat.RegisterCheck, picture []byte) (certcat.RegisterCheck, error) {
	if len(picture) > 0 {
		c.Picture = store.Hash(picture)
		open := store.Bytes(picture).Open
		if _, _, err := s.PutOriginal(ctx, c.Picture, int64(len(picture)), open); err != nil {
			return c, err
		}
	}
	r, err := s.AddRuling(ctx, c.Ruling())
	c.Number = r.Number
	return c, err
}

// registerChecks are what registers said about a document.
func registerChecks(ctx context.Context, s *store.Store, document string) ([]certcat.RegisterCheck, error) {
	var rulings []certcat.Ruling
	for r, err := range s.Rulings(ctx, document) {
		if err != nil {
			return nil, err
		}
		rulings = append(rulings, r)
	}
	return certcat.RegisterChecks(rulings), nil
}

// RegisterAnswers is registerChecks as the flow asks for it.
func (s shelf) RegisterAnswers(ctx context.Context, document string) ([]certcat.RegisterCheck, error) {
	return registerChecks(ctx, s.Store, document)
}
