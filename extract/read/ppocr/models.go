package ppocr

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"sync"

	ort "github.com/yalue/onnxruntime_go"

	"github.com/certcat/certcat"
)

// models are the loaded networks and the characters that the last one knows; class 0 is "nothing", the last is a space.
type models struct {
	detection, direction, recognition *ort.DynamicAdvancedSession
	characters                        []string
}

// runtimeOnce guards the runtime, of which a process has one.
var (
	runtimeOnce sync.Once
	runtimeErr  error
)

func load(folder string) (*models, error) {
	path := func(role string) string { return filepath.Join(folder, files()[role].name) }
	runtimeOnce.Do(func() {
		ort.SetSharedLibraryPath(path("runtime"))
		runtimeErr = ort.InitializeEnvironment(ort.WithLogLevelError())
	})
	if runtimeErr != nil {
		return nil, fmt.Errorf("ppocr: starting ONNX Runtime: %w", runtimeErr)
	}
	keys, err := os.ReadFile(path("characters"))
	if err != nil {
		return nil, fmt.Errorf("ppocr: %w", err)
	}
	m := &models{characters: append(append([]string{""}, strings.Split(strings.TrimRight(string(keys), "\r\n"), "\n")...), " ")}
	for i, c := range m.characters {
		m.characters[i] = strings.TrimSuffix(c, "\r")
	}
	for role, session := range map[string]**ort.DynamicAdvancedSession{
		"detection": &m.detection, "direction": &m.direction, "recognition": &m.recognition,
	} {
		if *session, err = open(path(role)); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// open loads one network for one thread, with memory given back after every call.
func open(path string) (*ort.DynamicAdvancedSession, error) {
	fail := func(err error) (*ort.DynamicAdvancedSession, error) {
		return nil, fmt.Errorf("ppocr: loading %s: %w", filepath.Base(path), err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fail(err)
	}
	in, out, err := ort.GetInputOutputInfoWithONNXData(data)
	if err != nil {
		return fail(err)
	}
	options, err := ort.NewSessionOptions()
	if err != nil {
		return fail(err)
	}
	defer func() { _ = options.Destroy() }()
	for _, err := range []error{options.SetIntraOpNumThreads(1), options.SetInterOpNumThreads(1),
		options.SetCpuMemArena(true), options.SetMemPattern(false)} {
		if err != nil {
			return fail(err)
		}
	}
	session, err := ort.NewDynamicAdvancedSessionWithONNXData(data, []string{in[0].Name}, []string{out[0].Name}, options)
	if err != nil {
		return fail(err)
	}
	return session, nil
}

// run puts one picture of three colours, plane by plane, through a network.
func run(session *ort.DynamicAdvancedSession, values []float32, height, width int) (out []float32, shape ort.Shape, err error) {
	in, err := ort.NewTensor(ort.NewShape(1, 3, int64(height), int64(width)), values)
	if err != nil {
		return nil, nil, fmt.Errorf("ppocr: %w", err)
	}
	defer func() { _ = in.Destroy() }()
	results := []ort.Value{nil}
	if err := session.Run([]ort.Value{in}, results); err != nil {
		return nil, nil, fmt.Errorf("ppocr: %w", err)
	}
	defer func() { _ = results[0].Destroy() }()
	tensor, ok := results[0].(*ort.Tensor[float32])
	if !ok {
		return nil, nil, fmt.Errorf("ppocr: a network answered %T", results[0])
	}
	return append([]float32(nil), tensor.GetData()...), tensor.GetShape(), nil
}

// page reads a picture: finds pieces of lines, reads each, cuts them into words, and puts them into reading order.
func (m *models) page(ctx context.Context, img *image.Gray, look certcat.Look) ([]certcat.Word, error) {
	places := []place{whole(img)}
	if !look.SingleLine {
		var err error
		if places, err = m.detect(img); err != nil {
			return nil, err
		}
	}
	allowed := m.allowed(look.Whitelist)
	crops := make([]crop, len(places))
	for i, p := range places {
		crops[i] = cut(img, p)
	}
	if err := m.straighten(crops); err != nil {
		return nil, err
	}
	var pieces []piece
	for _, c := range crops {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		characters, err := m.recognise(c.strip, allowed)
		if err != nil {
			return nil, err
		}
		if words := split(c, characters); len(words) > 0 {
			pieces = append(pieces, piece{words, c.place})
		}
	}
	return order(pieces), nil
}
