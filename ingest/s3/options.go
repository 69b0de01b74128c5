package s3

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

// options are what an address and the environment say.
type options struct {
	bucket    string
	host      string
	region    string
	secure    bool
	pathStyle bool
	instance  bool   // credentials of the machine or container
	ca        string // a file with the authorities that the server's certificate is checked by; "" = the system's
}

// parse reads s3://bucket?endpoint=…&region=…&path-style=…&insecure=…&instance-credentials=…&ca=… and fills gaps from
// the environment.
func parse(address string, env func(string) string) (options, error) {
	wrong := func(format string, args ...any) (options, error) {
		return options{}, fmt.Errorf("the source's address %q: %s (s3://bucket?endpoint=https://host:port&region=…)", address, fmt.Sprintf(format, args...))
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.User != nil || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return wrong("it is not s3:// and a bucket; prefixes have a setting of their own, credentials belong into the environment or a file")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return wrong("%v", err)
	}
	o := options{bucket: u.Host, secure: true, region: first(env, "AWS_REGION", "AWS_DEFAULT_REGION")}
	if o.region == "" {
		o.region = "us-east-1"
	}
	endpoint := first(env, "CERTCAT_S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
	if query.Has("endpoint") {
		endpoint = query.Get("endpoint")
	}
	o.pathStyle = endpoint != ""
	if err := o.setEndpoint(endpoint); err != nil {
		return wrong("%v", err)
	}
	for name, values := range query {
		var err error
		flag := func(into *bool, invert bool) {
			var on bool
			if on, err = strconv.ParseBool(values[0]); err == nil {
				*into = on != invert
			}
		}
		switch name {
		case "endpoint":
		case "region":
			o.region = values[0]
		case "path-style":
			flag(&o.pathStyle, false)
		case "insecure":
			flag(&o.secure, true)
		case "ca":
			o.ca = values[0]
		case "instance-credentials":
			flag(&o.instance, false)
		default:
			return wrong("there is no option %q, only endpoint, region, path-style, insecure, instance-credentials, ca", name)
		}
		if err != nil {
			return wrong("%s=%s is neither true nor false", name, values[0])
		}
	}
	return o, nil
}

func (o *options) setEndpoint(endpoint string) error {
	if endpoint == "" {
		o.host = "s3." + o.region + ".amazonaws.com"
		if o.region == "us-east-1" {
			o.host = "s3.amazonaws.com"
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
	o.host, o.secure = u.Host, u.Scheme == "https"
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
func (o options) credentials(env func(string) string) (*credentials.Credentials, error) {
	if id, secret := env("AWS_ACCESS_KEY_ID"), env("AWS_SECRET_ACCESS_KEY"); id != "" && secret != "" {
		return credentials.NewStaticV4(id, secret, env("AWS_SESSION_TOKEN")), nil
	}
	if o.instance || first(env, "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI") != "" {
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

func (o options) client(env func(string) string) (*minio.Client, error) {
	creds, err := o.credentials(env)
	if err != nil {
		return nil, err
	}
	transport, err := minio.DefaultTransport(o.secure)
	if err != nil {
		return nil, err
	}
	if o.ca != "" {
		data, err := os.ReadFile(o.ca)
		if err != nil {
			return nil, fmt.Errorf("read the authorities for the bucket's server: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(data) {
			return nil, fmt.Errorf("%s holds no certificate in PEM form", o.ca)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	lookup := minio.BucketLookupDNS
	if o.pathStyle {
		lookup = minio.BucketLookupPath
	}
	return minio.New(o.host, &minio.Options{Creds: creds, Secure: o.secure, Region: o.region, BucketLookup: lookup, Transport: transport})
}
