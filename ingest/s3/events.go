package s3

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// ErrBody says that a body holds no event in any form that is known.
var ErrBody = errors.New("no event of an S3 server")

// Event says that an object may have changed.
type Event struct {
	Bucket    string
	Key       string // decoded
	ETag      string
	Version   string
	Sequencer string
	Gone      bool // it was deleted, or covered by a delete marker
	Time      time.Time
}

// notice is an event as it was written.
type notice struct {
	Event
	form bool // the key is form-encoded where the setting is Published
}

// body is any of the forms of an event.
type body struct {
	Records []record `json:"Records"` // S3, MinIO, versitygw
	Event   string   `json:"Event"`   // S3's test event

	Type    string `json:"Type"` // SNS
	Message string `json:"Message"`

	DetailType string          `json:"detail-type"` // EventBridge
	Time       time.Time       `json:"time"`
	Detail     json.RawMessage `json:"detail"`
}

type record struct {
	EventName string    `json:"eventName"`
	EventTime time.Time `json:"eventTime"`
	S3        struct {
		Bucket struct {
			Name string `json:"name"`
		} `json:"bucket"`
		Object struct {
			Key       string `json:"key"`
			ETag      string `json:"eTag"`
			VersionID string `json:"versionId"`
			Sequencer string `json:"sequencer"`
		} `json:"object"`
	} `json:"s3"`
}

type detail struct {
	Bucket struct {
		Name string `json:"name"`
	} `json:"bucket"`
	Object struct {
		Key       string `json:"key"`
		ETag      string `json:"etag"`
		VersionID string `json:"version-id"`
		Sequencer string `json:"sequencer"`
	} `json:"object"`
}

// read takes a body apart. A test event, and events of other kinds than creation and deletion, give none.
func read(data []byte) ([]notice, error) {
	var b body
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBody, err)
	}
	switch {
	case b.Records != nil:
		return b.records(), nil
	case b.DetailType != "" && b.Detail != nil:
		return b.bridge()
	case b.Event == "s3:TestEvent":
		return nil, nil
	case b.Message != "" && (b.Type == "" || b.Type == "Notification"):
		return read([]byte(b.Message))
	}
	return nil, ErrBody
}

func (b body) records() (notices []notice) {
	for _, r := range b.Records {
		name := strings.TrimPrefix(r.EventName, "s3:")
		created := strings.HasPrefix(name, "ObjectCreated:")
		gone := strings.HasPrefix(name, "ObjectRemoved:") || strings.HasPrefix(name, "LifecycleExpiration:")
		if !created && !gone {
			continue
		}
		o := r.S3.Object
		notices = append(notices, notice{Event{Bucket: r.S3.Bucket.Name, Key: o.Key, ETag: strings.Trim(o.ETag, `"`), Version: version(o.VersionID),
			Sequencer: sequencer(o.Sequencer), Gone: gone, Time: r.EventTime}, true})
	}
	return notices
}

func (b body) bridge() ([]notice, error) {
	var d detail
	if err := json.Unmarshal(b.Detail, &d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBody, err)
	}
	created, gone := b.DetailType == "Object Created", b.DetailType == "Object Deleted"
	if !created && !gone {
		return nil, nil
	}
	return []notice{{Event{Bucket: d.Bucket.Name, Key: d.Object.Key, ETag: strings.Trim(d.Object.ETag, `"`), Version: version(d.Object.VersionID),
		Sequencer: sequencer(d.Object.Sequencer), Gone: gone, Time: b.Time}, false}}, nil
}

func version(id string) string {
	if id == "null" {
		return ""
	}
	return id
}

// sequencer leaves out what can't be compared: versitygw counts from 1 each time it starts. Those of S3 and MinIO have 16
// digits or more.
func sequencer(s string) string {
	if len(s) < 10 {
		return ""
	}
	return s
}

// Sources are all sources of a program.
type Sources []*Source

// Taken is an event that a source wants.
type Taken struct {
	Source *Source
	Event  Event
}

// Take reads a body and gives its events to the sources whose bucket they name. Events of other buckets, of keys that
// the source does not want, of other kinds, and test events give nothing. A key that is not written as the source's
// setting says is ErrBody.
func (sources Sources) Take(data []byte) ([]Taken, error) {
	notices, err := read(data)
	if err != nil {
		return nil, err
	}
	var taken []Taken
	for _, n := range notices {
		for _, s := range sources {
			if s.Bucket != n.Bucket {
				continue
			}
			e := n.Event
			if s.Keys == Form || s.Keys == Published && n.form {
				if e.Key, err = url.QueryUnescape(n.Key); err != nil {
					return nil, fmt.Errorf("%w: source %s: the key %q is not form-encoded: %w", ErrBody, s.Name, n.Key, err)
				}
			}
			if s.Wants(e.Key) {
				taken = append(taken, Taken{s, e})
			}
		}
	}
	return taken, nil
}
