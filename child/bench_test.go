package child_test

import (
	"context"
	"testing"

	"github.com/certcat/certcat/child"
)

// BenchmarkCall is what a call costs beside its work; BenchmarkFirstCall adds pool, warden and worker.
func BenchmarkCall(b *testing.B) {
	pool, err := child.NewPool(child.Config{Program: hostile, Temp: b.TempDir(), Workers: 1, Recycle: 1 << 30})
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	for b.Loop() {
		if err := pool.Call(context.Background(), "echo", "x", nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFirstCall(b *testing.B) {
	for b.Loop() {
		pool, err := child.NewPool(child.Config{Program: hostile, Temp: b.TempDir(), Workers: 1})
		if err != nil {
			b.Fatal(err)
		}
		if err := pool.Call(context.Background(), "echo", "x", nil); err != nil {
			b.Fatal(err)
		}
		if err := pool.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
