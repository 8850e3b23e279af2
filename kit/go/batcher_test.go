package kit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/meshmart/meshmart/kit/go"
)

// gate lets a test hold what a batcher writes, and see what it was given.
type gate struct {
	batches chan []int
	open    chan error
}

func gated(maxBatch int) (gate, *kit.Batcher[int, string]) {
	g := gate{batches: make(chan []int), open: make(chan error)}
	return g, kit.NewBatcher(maxBatch, func(_ context.Context, items []int) ([]string, error) {
		g.batches <- slices.Sorted(slices.Values(items))
		if err := <-g.open; err != nil {
			return nil, err
		}
		results := make([]string, len(items))
		for i, item := range items {
			results[i] = fmt.Sprint("wrote ", item)
		}
		return results, nil
	})
}

type outcome struct {
	result string
	err    error
}

func write(ctx context.Context, b *kit.Batcher[int, string], item int) chan outcome {
	done := make(chan outcome, 1)
	go func() {
		result, err := b.Write(ctx, item)
		done <- outcome{result, err}
	}()
	return done
}

func TestBatcherWritesOneAloneAtOnceAndTheNextTogether(t *testing.T) {
	g, b := gated(2)
	first := write(t.Context(), b, 1)
	if got := <-g.batches; !slices.Equal(got, []int{1}) {
		t.Fatalf("an item alone was written as %v", got)
	}
	var later []chan outcome
	for item := 2; item <= 4; item++ {
		later = append(later, write(t.Context(), b, item))
	}
	b.AwaitWaiting(3)
	g.open <- nil
	if got := <-first; got != (outcome{"wrote 1", nil}) {
		t.Errorf("the first caller got %v", got)
	}
	if got := <-g.batches; len(got) != 2 {
		t.Errorf("what came meanwhile was written as %v, and the limit is 2", got)
	}
	g.open <- nil
	<-g.batches
	g.open <- nil
	for i, done := range later {
		if got := <-done; got != (outcome{fmt.Sprint("wrote ", i+2), nil}) {
			t.Errorf("the caller of %d got %v", i+2, got)
		}
	}
}

func TestBatcherTakesApartWhatFails(t *testing.T) {
	bad := errors.New("2 is bad")
	first := make(chan struct{})
	b := kit.NewBatcher(10, func(_ context.Context, items []int) ([]string, error) {
		<-first
		if slices.Contains(items, 2) {
			return nil, bad
		}
		return make([]string, len(items)), nil
	})
	one := write(t.Context(), b, 0)
	b.AwaitWaiting(0)
	var later []chan outcome
	for item := 1; item <= 3; item++ {
		later = append(later, write(t.Context(), b, item))
	}
	b.AwaitWaiting(3)
	close(first)
	<-one
	for i, done := range later {
		if got, isBad := <-done, i == 1; errors.Is(got.err, bad) != isBad {
			t.Errorf("the caller of %d got %v", i+1, got.err)
		}
	}
}

func TestBatcherDoesNotWriteWhatNobodyWaitsFor(t *testing.T) {
	g, b := gated(10)
	first := write(t.Context(), b, 1)
	<-g.batches
	gone, leave := context.WithCancel(t.Context())
	second := write(gone, b, 2)
	b.AwaitWaiting(1)
	leave()
	if got := <-second; !errors.Is(got.err, context.Canceled) {
		t.Errorf("who left got %v", got)
	}
	third := write(t.Context(), b, 3)
	b.AwaitWaiting(2)
	g.open <- nil
	<-first
	select {
	case got := <-g.batches:
		if !slices.Equal(got, []int{3}) {
			t.Errorf("written was %v", got)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was written")
	}
	g.open <- nil
	<-third
}
