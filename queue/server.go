package queue

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"golang.org/x/sys/unix"
)

// ErrInUse says that another process has the queue's folder.
var ErrInUse = errors.New("another process uses this queue's folder")

// startServer starts the NATS server inside this process.
func (q *Queue) startServer() error {
	if err := q.lock(); err != nil {
		return err
	}
	o := &server.Options{ServerName: "certcat", JetStream: true, StoreDir: q.options.Dir, SyncAlways: true, DontListen: q.options.Listen == "",
		NoSigs: true, NoLog: true, Username: q.options.User, Password: q.options.Password, MaxPayload: 1 << 20}
	if q.options.Listen != "" {
		host, port, err := net.SplitHostPort(q.options.Listen)
		if err != nil {
			return fmt.Errorf("the queue's address %q: %w", q.options.Listen, err)
		}
		if ip := net.ParseIP(host); q.options.User == "" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("the queue's address %s can be reached from other machines: set a user and a password for it", q.options.Listen)
		}
		o.Host = host
		if o.Port, err = strconv.Atoi(port); err != nil {
			return fmt.Errorf("the queue's address %q: %w", q.options.Listen, err)
		}
		if o.Port == 0 {
			o.Port = server.RANDOM_PORT
		}
	}
	s, err := server.NewServer(o)
	if err != nil {
		return fmt.Errorf("start the queue's server: %w", err)
	}
	q.server = s
	s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		return fmt.Errorf("the queue's server in %s does not get ready", q.options.Dir)
	}
	return nil
}

// lock keeps a second process out of the folder; two servers would destroy each other's files.
func (q *Queue) lock() error {
	if q.options.Dir == "" {
		return errors.New("name a folder for the queue, or the address of a NATS server")
	}
	if err := os.MkdirAll(q.options.Dir, 0o750); err != nil {
		return fmt.Errorf("make the queue's folder: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(q.options.Dir, "certcat.lock"), os.O_RDWR|os.O_CREATE, 0o640)
	if err != nil {
		return fmt.Errorf("lock the queue's folder: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		file.Close()
		return fmt.Errorf("%w: %s (%w)", ErrInUse, q.options.Dir, err)
	}
	q.unlock = func() { file.Close() }
	return nil
}
