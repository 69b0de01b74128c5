package child

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/certcat/certcat"
)

// A frame is a length (4 bytes, big-endian) and so many bytes of JSON. Requests go to the worker's standard input,
// answers come on a descriptor of their own: C libraries write to the other two, and lose them.

const (
	answerDescriptor = 3
	requestLimit     = 256 << 20
	envRole          = "CERTCAT_CHILD_ROLE"
	envMark          = "CERTCAT_CHILD_MARK"
	roleWorker       = "worker"
	roleWarden       = "warden"
)

type request struct {
	ID  uint64          `json:"id"`
	Op  string          `json:"op"`
	Dir string          `json:"dir"`
	In  json.RawMessage `json:"in,omitempty"`
}

// answer with ID 0 is the worker's first word: that it is there.
type answer struct {
	ID      uint64           `json:"id"`
	Out     json.RawMessage  `json:"out,omitempty"`
	Refusal *certcat.Problem `json:"refusal,omitempty"`
	Failure *Failure         `json:"failure,omitempty"`
	Error   string           `json:"error,omitempty"`
	Stray   bool             `json:"stray,omitempty"` // the handler left processes behind
}

var errFrameTooLarge = errors.New("the message is larger than allowed")

func writeFrame(w io.Writer, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	frame := make([]byte, 4, 4+len(data))
	binary.BigEndian.PutUint32(frame, uint32(len(data)))
	_, err = w.Write(append(frame, data...))
	return err
}

// readFrame reads one message; limit is asked only once its length is known. It grows with what arrives, not with what
// the length claims.
func readFrame(r io.Reader, limit func() int64, v any) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	size := int64(binary.BigEndian.Uint32(head[:]))
	if size > limit() {
		return errFrameTooLarge
	}
	var body bytes.Buffer
	if _, err := io.CopyN(&body, r, size); err != nil {
		return err
	}
	if err := json.Unmarshal(body.Bytes(), v); err != nil {
		return fmt.Errorf("not a message: %w", err)
	}
	return nil
}
