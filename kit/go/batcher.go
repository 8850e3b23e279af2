// Gathers what concurrent callers write into one statement: while one is under way, the next one fills. Nobody waits for company: an item
// alone is written at once. A batch that fails is taken apart, so that a bad item fails alone; and an item whose caller has gone
// meanwhile is not written.
package kit

import (
	"context"
	"sync"
	"time"
)

const batchTimeout = 10 * time.Second // more than any statement may take

// Batcher writes items together; make it with NewBatcher.
type Batcher[Item, Result any] struct {
	write    func(context.Context, []Item) ([]Result, error)
	maxBatch int

	mu      sync.Mutex
	waiting []*batched[Item, Result]
	busy    bool
}

type batched[Item, Result any] struct {
	ctx    context.Context // the caller's
	item   Item
	result Result
	err    error
	done   chan struct{} // closed when the outcome is known
}

// NewBatcher takes a write that answers with one result for each item, in their order. It runs outside of any call; maxBatch bounds what
// it is given.
func NewBatcher[Item, Result any](maxBatch int, write func(context.Context, []Item) ([]Result, error)) *Batcher[Item, Result] {
	return &Batcher[Item, Result]{write: write, maxBatch: maxBatch}
}

// Write returns once the item is written, or is known not to be. Where the context ends first it is unknown.
func (b *Batcher[Item, Result]) Write(ctx context.Context, item Item) (Result, error) {
	own := &batched[Item, Result]{ctx: ctx, item: item, done: make(chan struct{})}
	b.mu.Lock()
	b.waiting = append(b.waiting, own)
	idle := !b.busy
	b.busy = true
	b.mu.Unlock()
	if idle {
		go b.drain()
	}
	select {
	case <-own.done:
		return own.result, own.err
	case <-ctx.Done():
		var none Result
		return none, ctx.Err()
	}
}

func (b *Batcher[Item, Result]) drain() {
	for batch := b.next(); len(batch) > 0; batch = b.next() {
		inTime := batch[:0]
		for _, one := range batch {
			if one.err = one.ctx.Err(); one.err != nil {
				close(one.done)
			} else {
				inTime = append(inTime, one)
			}
		}
		if len(inTime) > 0 {
			b.settle(inTime)
		}
	}
}

// next is empty when there is nothing more to do; the next item then starts a new round.
func (b *Batcher[Item, Result]) next() []*batched[Item, Result] {
	b.mu.Lock()
	defer b.mu.Unlock()
	count := min(len(b.waiting), b.maxBatch)
	batch := b.waiting[:count:count]
	b.waiting = b.waiting[count:]
	b.busy = count > 0
	return batch
}

func (b *Batcher[Item, Result]) settle(batch []*batched[Item, Result]) {
	ctx, cancel := context.WithTimeout(context.Background(), batchTimeout)
	defer cancel()
	items := make([]Item, len(batch))
	for i, one := range batch {
		items[i] = one.item
	}
	results, err := b.write(ctx, items)
	// Where the database has gone, or asks to try again, it would be the same for each alone.
	if err != nil && len(batch) > 1 && !IsTransient(err) {
		for i := range batch {
			b.settle(batch[i : i+1])
		}
		return
	}
	for i, one := range batch {
		if one.err = err; err == nil {
			one.result = results[i]
		}
		close(one.done)
	}
}
