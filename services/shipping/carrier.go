// A carrier, simulated for demonstrations: parcels leave the warehouse some time after they were booked, and arrive some time after
// that, with the same events as real scans. Any instance does it and none does it twice: each takes what no other has locked. What is
// due is read from the database, so a restart forgets nothing.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"time"

	"github.com/meshmart/meshmart/kit/go"
)

const (
	// carrierBatch is how many parcels move in one transaction at most.
	carrierBatch = 100
	carrierLimit = 5 * time.Second
	// maxPoll is how much later than due a parcel may move; fast demonstrations look oftener.
	maxPoll = time.Second
	minPoll = 20 * time.Millisecond
	maxPace = 30 * 24 * time.Hour
)

// pace is how long parcels stay in a state; zero: until somebody records a scan.
type pace struct {
	dispatch time.Duration // after the booking
	deliver  time.Duration // after the dispatch
}

func paceFromEnv() (pace, error) {
	dispatch, err := milliseconds("CARRIER_DISPATCH_MS")
	if err != nil {
		return pace{}, err
	}
	deliver, err := milliseconds("CARRIER_DELIVER_MS")
	return pace{dispatch, deliver}, err
}

func milliseconds(name string) (time.Duration, error) {
	text := os.Getenv(name)
	if text == "" {
		return 0, nil
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || number > maxPace.Milliseconds() {
		return 0, fmt.Errorf("%s must be from 0 (off) to %d, not %q", name, maxPace.Milliseconds(), text)
	}
	return time.Duration(number) * time.Millisecond, nil
}

// poll is how often to look.
func (p pace) poll() time.Duration {
	shortest := maxPoll * 4
	for _, stay := range []time.Duration{p.dispatch, p.deliver} {
		if stay > 0 {
			shortest = min(shortest, stay)
		}
	}
	return max(minPoll, shortest/4)
}

// carrier moves parcels until Stop.
type carrier struct {
	pace    pace
	store   store
	now     func() time.Time
	changed func()
	log     *slog.Logger
	stop    context.CancelFunc
	stopped chan struct{}
}

// startCarrier starts nothing where both paces are zero.
func startCarrier(p pace, shipments store, now func() time.Time, changed func(), log *slog.Logger) *carrier {
	ctx, stop := context.WithCancel(context.Background())
	c := &carrier{p, shipments, now, changed, log, stop, make(chan struct{})}
	if p == (pace{}) {
		close(c.stopped)
		return c
	}
	go c.run(ctx)
	return c
}

// Stop lets the transaction under way finish.
func (c *carrier) Stop() {
	c.stop()
	<-c.stopped
}

func (c *carrier) run(ctx context.Context) {
	defer close(c.stopped)
	ticker := time.NewTicker(c.pace.poll())
	defer ticker.Stop()
	for failing := false; ; {
		err := c.round(ctx)
		if err != nil && !failing {
			c.log.Warn("the carrier could not move parcels; it tries again", "err", err.Error())
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// round moves all that is due. Deliveries come first, so that what is dispatched in a round stays on its way for the next.
func (c *carrier) round(ctx context.Context) error {
	for _, leg := range []struct {
		to    state
		after time.Duration
	}{{delivered, c.pace.deliver}, {dispatched, c.pace.dispatch}} {
		for count := carrierBatch; leg.after > 0 && count == carrierBatch && ctx.Err() == nil; {
			var err error
			if count, err = c.move(leg.to, leg.after); err != nil {
				return err
			}
		}
	}
	return nil
}

// move is not cut off by Stop: its own limit ends it.
func (c *carrier) move(to state, after time.Duration) (int, error) {
	ctx, cancel := context.WithTimeout(kit.WithTrace(context.Background(), kit.NewTrace()), carrierLimit)
	defer cancel()
	now := c.now()
	count, err := c.store.advance(ctx, to, now.Add(-after), now, carrierBatch)
	if err == nil && count > 0 {
		c.changed()
	}
	return count, err
}
