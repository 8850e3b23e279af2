package kit_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

func TestAnInstanceIsInTheRegistryUntilItLeavesAlsoAfterTheRegistryWasLost(t *testing.T) {
	t.Parallel()
	server := kittest.StartNATS(t)
	connection := connect(t, server)
	announcer := kit.Announce(connection, kit.Config{Service: "shipping", Instance: "shipping-1"}, "127.0.0.1:1", "127.0.0.1:2", silent)

	entry := func() (instance kit.Instance, found bool) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		bucket, err := kit.OpenRegistry(ctx, connection)
		if err != nil {
			return instance, false
		}
		value, err := bucket.Get(ctx, "shipping.shipping-1")
		return instance, err == nil && json.Unmarshal(value.Value(), &instance) == nil
	}
	await := func(when string) {
		for range 100 {
			if instance, found := entry(); found && instance.Address == "127.0.0.1:1" && instance.Language == "go" {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("no entry within five seconds %s", when)
	}
	await("of the start")
	server.Stop()
	server.Erase()
	server.Start()
	await("of NATS' return without its data")
	announcer.Leave()
	if _, found := entry(); found {
		t.Error("the entry is still there after a clean leave")
	}
}
