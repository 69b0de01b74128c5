package s3

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	hexa "encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/certcat/certcat/store"
)

// local is a failure on this side of the network: another attempt would fail alike.
type local struct{ error }

func (l *local) Unwrap() error { return l.error }

// again is a failure that deserves another attempt whatever the server calls it.
type again struct{ error }

func (a *again) Unwrap() error { return a.error }

// retry repeats do while its failure is one that passes, with growing pauses: a tenth of a second to five seconds.
func (b *Blobs) retry(ctx context.Context, do func() error) error {
	pause := 100 * time.Millisecond
	for attempt := 1; ; attempt++ {
		err := ctx.Err()
		if err == nil {
			err = do()
		}
		if ctx.Err() != nil && err != nil {
			return ctx.Err()
		}
		if !passing(err) {
			return err
		}
		if attempt >= b.attempts {
			return fmt.Errorf("%w (given up after %d attempts)", err, attempt)
		}
		select {
		case <-time.After(pause/2 + rand.N(pause/2)):
		case <-ctx.Done():
			return ctx.Err()
		}
		pause = min(2*pause, 5*time.Second)
	}
}

// unsettled reports whether an answer can come from a folder that another writer is just taking away: servers that keep
// objects as files then say that the key is a folder, or lies below an object. Said again and again it is true.
func unsettled(err error) bool {
	return errors.Is(classify(err), store.ErrKey)
}

// passing reports whether a failure is likely to be gone after a pause. The request may have had its effect.
func passing(err error) bool {
	var mine *local
	var once *again
	var answer minio.ErrorResponse
	switch {
	case errors.As(err, &once):
		return true
	case err == nil || errors.As(err, &mine):
		return false
	case errors.As(err, &answer):
		return passingAnswer(answer)
	}
	var (
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		host      x509.HostnameError
		record    tls.RecordHeaderError
		argument  interface{ InvalidArgument() }
	)
	return !errors.As(err, &authority) && !errors.As(err, &invalid) && !errors.As(err, &host) && !errors.As(err, &record) &&
		!errors.As(err, &argument) && !errors.Is(err, context.Canceled) && !errors.Is(err, http.ErrSchemeMismatch)
}

func passingAnswer(answer minio.ErrorResponse) bool {
	switch answer.Code {
	case "ConditionalRequestConflict", "OperationAborted", "RequestTimeout", "SlowDown", "Throttling", "ThrottlingException",
		"RequestLimitExceeded", "InternalError", "ServiceUnavailable":
		return true
	}
	return answer.StatusCode == http.StatusRequestTimeout || answer.StatusCode == http.StatusTooManyRequests ||
		answer.StatusCode >= 500 && answer.StatusCode != http.StatusNotImplemented
}

// classify turns the server's answer into the error on which callers decide.
func classify(err error) error {
	var answer minio.ErrorResponse
	if !errors.As(err, &answer) {
		return err
	}
	switch answer.Code {
	case minio.PreconditionFailed, "ConditionalRequestConflict":
		return fmt.Errorf("%w: %w", store.ErrConflict, err)
	case minio.NoSuchKey:
		return fmt.Errorf("%w: %w", store.ErrNotFound, err)
	case "XAmzContentSHA256Mismatch", "BadDigest", "XAmzContentChecksumMismatch":
		return fmt.Errorf("%w: %w", store.ErrDamaged, err)
	case "ObjectParentIsFile", "ExistingObjectIsDirectory", "XMinioParentIsObject", "XMinioObjectExistsAsDirectory", "KeyTooLongError":
		return fmt.Errorf("%w: %w", store.ErrKey, err)
	case minio.AccessDenied, "InvalidAccessKeyId", "SignatureDoesNotMatch":
		return fmt.Errorf("%w: the server doesn't accept the credentials for this; check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the rights on the bucket", err)
	}
	if answer.StatusCode == http.StatusPreconditionFailed {
		return fmt.Errorf("%w: %w", store.ErrConflict, err)
	}
	return err
}

func failed(what, key string, err error) error {
	return fmt.Errorf("%s object %s: %w", what, key, classify(err))
}

// checkedReader hands out the content and breaks off before its last byte where it isn't what its hash says.
type checkedReader struct {
	source  io.Reader
	content store.Content
	hash    hash.Hash
	at      int64
	err     error
}

func (r *checkedReader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.source.Read(p)
	r.hash.Write(p[:n])
	r.at += int64(n)
	if r.at == r.content.Size && err == nil { // the client never asks beyond the size
		var more int
		more, err = io.ReadFull(r.source, make([]byte, 1))
		r.at += int64(more)
	}
	if r.at > r.content.Size || r.at == r.content.Size && hex(r.hash) != r.content.SHA256 || err == io.EOF && r.at < r.content.Size {
		return 0, r.failure(nil)
	}
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

func (r *checkedReader) failure(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: %d bytes came that are not the %d with hash %s", store.ErrDamaged, r.at, r.content.Size, r.content.SHA256)
	}
	r.err = err
	return err
}

func newHash() hash.Hash { return sha256.New() }

func hex(h hash.Hash) string { return hexa.EncodeToString(h.Sum(nil)) }
