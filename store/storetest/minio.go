package storetest

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/certcat/certcat/child/childtest"
)

// MinIOVersion is the version of MinIO that the soak runs against; "scripts/test-servers --soak" builds it.
const MinIOVersion = "v0.0.0-20260212201848-7aac2a2c5b7c"

// MinIO is a MinIO process that can be killed and started again over the same files, at the same address.
type MinIO struct {
	Endpoint string // http://127.0.0.1:port
	Region   string
	env      []string
	root     string
	program  string
	address  string
	console  string
	process  *os.Process
	ended    chan struct{}
	output   lockedBuffer
}

// NewMinIO starts a MinIO process on a free port of 127.0.0.1 and ends it with the test; env are settings for it, such as
// "MINIO_NOTIFY_NATS_ENABLE_X=on". The test is skipped where MinIO isn't there.
func NewMinIO(tb testing.TB, env ...string) *MinIO {
	tb.Helper()
	program := filepath.Join(toolsFolder(), "bin", "minio-"+MinIOVersion)
	if _, err := os.Stat(program); err != nil {
		if program, err = exec.LookPath("minio"); err != nil {
			tb.Skip("MinIO is not installed: run scripts/test-servers --soak")
		}
	}
	root, err := os.MkdirTemp("", "certcat-minio-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(root) })
	m := &MinIO{Region: "eu-test-1", env: env, root: root, program: program, address: freePort(tb), console: freePort(tb)}
	m.Endpoint = "http://" + m.address
	m.Start(tb)
	tb.Cleanup(func() {
		m.Kill()
		if tb.Failed() {
			tb.Logf("MinIO said: %s", m.output.String())
		}
	})
	return m
}

// Env is the environment with the credentials for the server, and nothing else.
func (m *MinIO) Env(name string) string { return (&S3Server{}).Env(name) }

// Start starts the process and waits until it answers.
func (m *MinIO) Start(tb testing.TB) {
	tb.Helper()
	cmd := exec.Command(m.program, "server", "--quiet", "--address", m.address, "--console-address", m.console, filepath.Join(m.root, "data"))
	cmd.Dir = m.root
	cmd.Env = append([]string{"MINIO_ROOT_USER=" + m.Env("AWS_ACCESS_KEY_ID"), "MINIO_ROOT_PASSWORD=" + m.Env("AWS_SECRET_ACCESS_KEY"),
		"MINIO_REGION=" + m.Region, "MINIO_UPDATE=off", "MINIO_BROWSER=off", "HOME=" + m.root, "TMPDIR=" + m.root}, m.env...)
	cmd.Stdout, cmd.Stderr = &m.output, &m.output
	if err := childtest.Start(cmd); err != nil {
		tb.Fatalf("start MinIO: %v", err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is killed
		close(ended)
	}()
	m.process, m.ended = cmd.Process, ended
	client := http.Client{Timeout: time.Second}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if answer, err := client.Get(m.Endpoint + "/minio/health/ready"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-ended:
			tb.Fatalf("MinIO ended at once: %s", m.output.String())
		default:
		}
		if time.Now().After(deadline) {
			tb.Fatalf("MinIO doesn't answer: %s", m.output.String())
		}
	}
}

// Kill ends the process with SIGKILL.
func (m *MinIO) Kill() {
	_ = m.process.Kill()
	<-m.ended
}

func freePort(tb testing.TB) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
