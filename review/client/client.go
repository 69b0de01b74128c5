// Package client speaks the review API from Go programs.
//
// It promises that an answer that is not a success is an error that says what the server said, and that a change is sent
// with the state that the caller saw, so that nothing is overwritten unseen.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/certcat/certcat/review"
)

// Client speaks to one server with one token.
type Client struct {
	Address string // such as "https://certcat.example"
	Token   string
	HTTP    *http.Client // nil: http.DefaultClient
}

// Problem is an answer that is no success, as the server gave it (RFC 9457).
type Problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

func (p *Problem) Error() string {
	return fmt.Sprintf("%d %s: %s", p.Status, http.StatusText(p.Status), p.Detail)
}

// ErrSame says that the certificate is still the one that the tag names.
var ErrSame = errors.New("not modified")

const mostAnswered = 256 << 20

func (c *Client) do(ctx context.Context, method, path string, header map[string]string, in, out any) (http.Header, error) {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.Address, "/")+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.Token)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswered))
	switch {
	case err != nil:
		return nil, err
	case answer.StatusCode == http.StatusNotModified:
		return answer.Header, ErrSame
	case answer.StatusCode >= 300:
		p := &Problem{Status: answer.StatusCode}
		if json.Unmarshal(data, p) != nil {
			p.Detail = string(data[:min(len(data), 300)])
		}
		return answer.Header, p
	case out == nil:
		return answer.Header, nil
	}
	if raw, ok := out.(*[]byte); ok {
		*raw = data
		return answer.Header, nil
	}
	return answer.Header, json.Unmarshal(data, out)
}

// List yields the certificates that filters let through: "state", "kind", "q" and so on, as in the API's description.
func (c *Client) List(ctx context.Context, filter url.Values) iter.Seq2[review.Row, error] {
	return func(yield func(review.Row, error) bool) {
		q := url.Values{}
		for k, v := range filter {
			q[k] = v
		}
		for {
			var page review.ListBody
			if _, err := c.do(ctx, http.MethodGet, "/v1/certificates?"+q.Encode(), nil, nil, &page); err != nil {
				yield(review.Row{}, err)
				return
			}
			for _, r := range page.Certificates {
				if !yield(r, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.Set("after", page.Next)
		}
	}
}

func at(id string, part int) string {
	return "/v1/certificates/" + url.PathEscape(id) + "/" + strconv.Itoa(part)
}

// Get gives a certificate and its tag; ErrSame where tag names its state already.
func (c *Client) Get(ctx context.Context, id string, part int, tag string) (*review.CertificateBody, string, error) {
	header := map[string]string{}
	if tag != "" {
		header["If-None-Match"] = tag
	}
	var b review.CertificateBody
	h, err := c.do(ctx, http.MethodGet, at(id, part), header, nil, &b)
	return &b, h.Get("ETag"), err
}

// Correct says something about a field. tag, where it is not "", refuses the change where anything else has changed.
func (c *Client) Correct(ctx context.Context, id string, part int, tag string, change review.Change) (*review.CertificateBody, string, error) {
	return c.post(ctx, at(id, part)+"/corrections", tag, change)
}

// Rule adds a ruling.
func (c *Client) Rule(ctx context.Context, id string, part int, tag string, q review.RulingRequest) (*review.CertificateBody, string, error) {
	return c.post(ctx, at(id, part)+"/rulings", tag, q)
}

// Overrule overrules a finding.
func (c *Client) Overrule(ctx context.Context, id string, part int, tag string, q review.RulingRequest) (*review.CertificateBody, string, error) {
	return c.post(ctx, at(id, part)+"/overrulings", tag, q)
}

func (c *Client) post(ctx context.Context, path, tag string, in any) (*review.CertificateBody, string, error) {
	header := map[string]string{}
	if tag != "" {
		header["If-Match"] = tag
	}
	var b review.CertificateBody
	h, err := c.do(ctx, http.MethodPost, path, header, in, &b)
	return &b, h.Get("ETag"), err
}

// Export gives the certificates that filters let through as "csv" or "xlsx".
func (c *Client) Export(ctx context.Context, format string, filter url.Values) ([]byte, error) {
	var data []byte
	_, err := c.do(ctx, http.MethodGet, "/export/certificates."+url.PathEscape(format)+"?"+filter.Encode(), nil, nil, &data)
	return data, err
}

// Labels gives what people confirmed, in the form that `certcat train` learns from.
func (c *Client) Labels(ctx context.Context) (list []review.Label, err error) {
	_, err = c.do(ctx, http.MethodGet, "/v1/review/labels", nil, nil, &list)
	return list, err
}

// SetParts splits and merges the parts of a document and gives those that it has then.
func (c *Client) SetParts(ctx context.Context, id string, q review.PartsRequest) (b review.PartsBody, err error) {
	_, err = c.do(ctx, http.MethodPost, "/v1/certificates/"+url.PathEscape(id)+"/parts", nil, q, &b)
	return b, err
}

// Erase takes a document out for good. A tombstone stays.
func (c *Client) Erase(ctx context.Context, id, reason string) error {
	_, err := c.do(ctx, http.MethodPost, "/v1/certificates/"+url.PathEscape(id)+"/erasure", nil, review.ErasureRequest{Reason: reason}, nil)
	return err
}
