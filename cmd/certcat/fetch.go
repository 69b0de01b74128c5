package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// maxSource bounds what is fetched from a register, in bytes.
const maxSource = 512 << 20

// fetch reads a file, or gets an address. Facts that decide travel over HTTPS only, but for this machine itself; a
// redirect leads nowhere else.
func fetch(ctx context.Context, from string) ([]byte, error) {
	if !strings.Contains(from, "://") {
		f, err := os.Open(from)
		if err != nil {
			return nil, usage(err)
		}
		defer f.Close()
		return readSource(from, f)
	}
	if err := fetchable(from); err != nil {
		return nil, usage(err)
	}
	client := http.Client{Timeout: 5 * time.Minute, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > 5 {
			return fmt.Errorf("more than five redirects")
		}
		return fetchable(r.URL.String())
	}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, usage(err)
	}
	request.Header.Set("Accept-Language", "en")
	request.Header.Set("Accept", "application/xhtml+xml, application/json, application/xml, text/csv, */*;q=0.5")
	request.Header.Set("User-Agent", "certcat/"+version())
	answer, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", shownFrom(from), err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %s: the server says %s; fetch it with a browser and name the file", shownFrom(from), answer.Status)
	}
	return readSource(from, answer.Body)
}

func readSource(from string, r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSource+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", shownFrom(from), err)
	}
	if len(data) > maxSource {
		return nil, usage(fmt.Errorf("%s has more than %d MiB", shownFrom(from), maxSource>>20))
	}
	return data, nil
}

func fetchable(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if u.Scheme == "https" {
		return nil
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()) {
		return nil
	}
	return fmt.Errorf("%s: regulatory facts are fetched over https only; fetch it otherwise and name the file", shownFrom(address))
}

// shownFrom is an address or path as it is recorded: without passwords and keys.
func shownFrom(from string) string {
	u, err := url.Parse(from)
	if err != nil || u.Scheme == "" {
		return clean(from)
	}
	if u.User != nil {
		u.User = url.User("…")
	}
	q := u.Query()
	for k := range q {
		if l := strings.ToLower(k); strings.Contains(l, "key") || strings.Contains(l, "token") || strings.Contains(l, "secret") {
			q.Set(k, "…")
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}
