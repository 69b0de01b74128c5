package storetest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat/child/childtest"
)

// ServerVersion is the version of versitygw that the tests run against; scripts/test-servers builds it.
const ServerVersion = "v1.8.0"

// S3Server is a versitygw process of one test, with one bucket called "bucket".
type S3Server struct {
	Endpoint string // http://127.0.0.1:port
	Folder   string // what the server keeps of the bucket
	env      []string
	root     string
	program  string
	trust    *tls.Config // nil = no TLS
}

// Address is the address of a store in the server's bucket.
func (s *S3Server) Address(prefix string) string {
	return "s3://bucket/" + prefix + "?endpoint=" + s.Endpoint + "&region=eu-test-1"
}

// Env is the environment with the credentials for the server, and nothing else.
func (s *S3Server) Env(name string) string {
	switch name {
	case "AWS_ACCESS_KEY_ID":
		return "certcat-test"
	case "AWS_SECRET_ACCESS_KEY":
		return "certcat-secret"
	}
	return ""
}

// NewS3Server starts a versitygw process on a free port of 127.0.0.1 and ends it with the test; env are settings for it,
// such as "VGW_EVENT_WEBHOOK_URL=http://…". Where versitygw isn't installed the test is skipped; with CERTCAT_CI=1 it fails.
func NewS3Server(tb testing.TB, env ...string) *S3Server {
	tb.Helper()
	return newS3Server(tb, nil, env...)
}

func newS3Server(tb testing.TB, trust *tls.Config, env ...string) *S3Server {
	tb.Helper()
	program := findServer()
	if program == "" {
		message := "versitygw " + ServerVersion + " is not installed: run scripts/test-servers"
		if os.Getenv("CERTCAT_CI") == "1" {
			tb.Fatal(message)
		}
		tb.Skip(message)
	}
	root, err := os.MkdirTemp("", "certcat-s3-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(root) })
	s := &S3Server{Folder: filepath.Join(root, "data", "bucket"), env: env, trust: trust}
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		tb.Fatal(err)
	}
	s.root, s.program = root, program
	s.startOrFail(tb)
	return s
}

// NewTLSServer starts a versitygw process that speaks TLS alone. ca is a file with the authority of its certificate.
func NewTLSServer(tb testing.TB) (server *S3Server, ca string) {
	tb.Helper()
	web := httptest.NewTLSServer(nil) // for its certificate, which is its own authority
	defer web.Close()
	key, err := x509.MarshalPKCS8PrivateKey(web.TLS.Certificates[0].PrivateKey)
	if err != nil {
		tb.Fatal(err)
	}
	folder := tb.TempDir()
	ca, secret := filepath.Join(folder, "ca.pem"), filepath.Join(folder, "key.pem")
	err = errors.Join(os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw}), 0o600),
		os.WriteFile(secret, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))
	if err != nil {
		tb.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AddCert(web.Certificate())
	return newS3Server(tb, &tls.Config{RootCAs: trust, MinVersion: tls.VersionTLS12}, "VGW_CERT="+ca, "VGW_KEY="+secret), ca
}

// NewS3ServerOver starts a second process over the same buckets, with settings of its own.
func NewS3ServerOver(tb testing.TB, first *S3Server, env ...string) *S3Server {
	tb.Helper()
	s := &S3Server{Folder: first.Folder, env: env, root: first.root, program: first.program}
	s.startOrFail(tb)
	return s
}

func (s *S3Server) startOrFail(tb testing.TB) {
	tb.Helper()
	for try := 1; ; try++ {
		err := s.start(tb, s.program, s.root)
		if err == nil {
			return
		}
		if try == 3 {
			tb.Fatal(err)
		}
	}
}

// toolsFolder is where scripts/test-servers puts what it builds.
func toolsFolder() string {
	if tools := os.Getenv("CERTCAT_TOOLS"); tools != "" {
		return tools
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".cache", "certcat-tools")
}

func findServer() string {
	program := filepath.Join(toolsFolder(), "bin", "versitygw-"+ServerVersion)
	if _, err := os.Stat(program); err == nil {
		return program
	}
	program, err := exec.LookPath("versitygw")
	if err != nil {
		return ""
	}
	return program
}

func (s *S3Server) start(tb testing.TB, program, root string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := listener.Addr().String()
	listener.Close()
	var output lockedBuffer
	cmd := exec.Command(program, "--port", address, "--region", "eu-test-1", "--health", "/health", "--quiet",
		"posix", filepath.Join(root, "data"))
	cmd.Dir = root
	cmd.Env = []string{"ROOT_ACCESS_KEY=" + s.Env("AWS_ACCESS_KEY_ID"), "ROOT_SECRET_KEY=" + s.Env("AWS_SECRET_ACCESS_KEY"), "HOME=" + root, "TMPDIR=" + root}
	cmd.Env = append(cmd.Env, s.env...)
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := childtest.Start(cmd); err != nil {
		return fmt.Errorf("starting versitygw: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is killed
		close(ended)
	}()
	s.Endpoint = "http://" + address
	if s.trust != nil {
		s.Endpoint = "https://" + address
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if healthy(s.Endpoint, s.trust) {
			break
		}
		select {
		case <-ended:
			return fmt.Errorf("versitygw ended at once: %s", output.String())
		default:
		}
		if time.Now().After(deadline) {
			_ = cmd.Process.Kill()
			<-ended
			return fmt.Errorf("versitygw doesn't answer: %s", output.String())
		}
	}
	tb.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		if tb.Failed() {
			tb.Logf("versitygw said: %s", output.String())
		}
	})
	return nil
}

func healthy(endpoint string, trust *tls.Config) bool {
	client := http.Client{Timeout: time.Second, Transport: &http.Transport{TLSClientConfig: trust, DisableKeepAlives: true}}
	answer, err := client.Get(endpoint + "/health")
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode == http.StatusOK
}

type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
