// Package bucket reads the addresses under which certcat's doors and stores name a bucket, and reaches its server.
//
// An address is s3://bucket/prefix, and after a question mark, joined by &: endpoint (https://host:port of the server, else
// from CERTCAT_S3_ENDPOINT, AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, else AWS), region, path-style=true|false,
// insecure=true (no TLS), ca (a file with the authorities that the server's certificate is checked by) and
// instance-credentials=true. Credentials come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, from the
// file of the AWS tools, or from the role of the machine or container; never from the address.
package bucket

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Address is what an address and the environment say.
type Address struct {
	Bucket   string
	Prefix   string // of keys, without slashes around it
	Host     string // host:port of the server
	region   string
	secure   bool
	style    minio.BucketLookupType
	instance bool   // credentials of the machine or container
	ca       string // "" = the system's authorities
}

// Parse reads an address and fills gaps from the environment; env is os.Getenv outside tests.
func Parse(address string, env func(string) string) (Address, error) {
	wrong := func(format string, args ...any) (Address, error) {
		return Address{}, fmt.Errorf("the address %q: %s (s3://bucket/prefix?endpoint=https://host:port&region=…)", address, fmt.Sprintf(format, args...))
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.User != nil || u.Fragment != "" {
		return wrong("it is not s3://, a bucket and a prefix; credentials belong into the environment or a file")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return wrong("%v", err)
	}
	a := Address{Bucket: u.Host, Prefix: strings.Trim(u.Path, "/"), secure: true, region: first(env, "AWS_REGION", "AWS_DEFAULT_REGION")}
	if query.Has("region") {
		a.region = query.Get("region")
	}
	if a.region == "" {
		a.region = "us-east-1"
	}
	endpoint := first(env, "CERTCAT_S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
	if query.Has("endpoint") {
		endpoint = query.Get("endpoint")
	}
	if endpoint != "" {
		a.style = minio.BucketLookupPath
	}
	if err := a.setEndpoint(endpoint); err != nil {
		return wrong("%v", err)
	}
	for name, values := range query {
		if err := a.set(name, values[0]); err != nil {
			return wrong("%v", err)
		}
	}
	return a, nil
}

// set takes over one option.
func (a *Address) set(name, value string) error {
	on, err := strconv.ParseBool(value)
	switch name {
	case "endpoint", "region":
		return nil
	case "ca":
		a.ca = value
		return nil
	case "path-style":
		if a.style = minio.BucketLookupDNS; on {
			a.style = minio.BucketLookupPath
		}
	case "insecure":
		a.secure = !on
	case "instance-credentials":
		a.instance = on
	default:
		return fmt.Errorf("there is no option %q, only endpoint, region, path-style, insecure, ca, instance-credentials", name)
	}
	if err != nil {
		return fmt.Errorf("%s=%s is neither true nor false", name, value)
	}
	return nil
}

func (a *Address) setEndpoint(endpoint string) error {
	if endpoint == "" {
		a.Host = "s3." + a.region + ".amazonaws.com"
		if a.region == "us-east-1" {
			a.Host = "s3.amazonaws.com"
		}
		return nil
	}
	if !strings.Contains(endpoint, "://") {
		endpoint = "https://" + endpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("the endpoint %q is not https://host:port", endpoint)
	}
	a.Host, a.secure = u.Host, u.Scheme == "https"
	return nil
}

func first(env func(string) string, names ...string) string {
	for _, name := range names {
		if value := env(name); value != "" {
			return value
		}
	}
	return ""
}

// credentials come from the environment, else from a file, else from the machine where it is asked to.
func (a Address) credentials(env func(string) string) (*credentials.Credentials, error) {
	if id, secret := env("AWS_ACCESS_KEY_ID"), env("AWS_SECRET_ACCESS_KEY"); id != "" && secret != "" {
		return credentials.NewStaticV4(id, secret, env("AWS_SESSION_TOKEN")), nil
	}
	if a.instance || first(env, "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI") != "" {
		return credentials.NewIAM(""), nil
	}
	file := credentials.NewFileAWSCredentials(env("AWS_SHARED_CREDENTIALS_FILE"), env("AWS_PROFILE"))
	value, err := file.GetWithContext(nil)
	if err == nil && value.AccessKeyID != "" && value.SecretAccessKey != "" {
		return file, nil
	}
	missing := errors.New("no credentials for the bucket: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file with them in " +
		"AWS_SHARED_CREDENTIALS_FILE (usually ~/.aws/credentials), or add instance-credentials=true to the address on a machine that has a role")
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", missing, err)
	}
	return nil, missing
}

// Client makes a client; it does not speak with the server yet. attempts is how often it sends a request that failed for a
// reason that may pass; 0 is what the library holds right.
func (a Address) Client(env func(string) string, attempts int) (*minio.Client, error) {
	creds, err := a.credentials(env)
	if err != nil {
		return nil, err
	}
	transport, err := minio.DefaultTransport(a.secure)
	if err != nil {
		return nil, err
	}
	if a.ca != "" {
		data, err := os.ReadFile(a.ca)
		if err != nil {
			return nil, fmt.Errorf("read the authorities for the bucket's server: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(data) {
			return nil, fmt.Errorf("%s holds no certificate in PEM form", a.ca)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return minio.New(a.Host, &minio.Options{Creds: creds, Secure: a.secure, Region: a.region, BucketLookup: a.style, Transport: transport, MaxRetries: attempts})
}
