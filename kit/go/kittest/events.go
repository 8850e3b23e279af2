package kittest

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"
)

// Message is a message as a stream holds it.
type Message = jetstream.RawStreamMsg

// Events waits until the stream holds count messages, and returns the first ones.
func Events(t testing.TB, url, stream string, count int, within time.Duration) []*Message {
	t.Helper()
	connection, err := nats.Connect(url, nats.MaxReconnects(-1))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	js, err := jetstream.New(connection)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	var messages []*Message
	for len(messages) < count {
		message, err := read(ctx, js, stream, uint64(len(messages)+1))
		if ctx.Err() != nil {
			t.Fatalf("after %v the stream %s holds %d messages, not %d: %v", within, stream, len(messages), count, err)
		}
		if err != nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		messages = append(messages, message)
	}
	return messages
}

// Decode reads a message's payload.
func Decode(t testing.TB, message *Message, into proto.Message) {
	t.Helper()
	if err := proto.Unmarshal(message.Data, into); err != nil {
		t.Fatal(err)
	}
}

func read(ctx context.Context, js jetstream.JetStream, stream string, sequence uint64) (*Message, error) {
	opened, err := js.Stream(ctx, stream)
	if err != nil {
		return nil, err
	}
	return opened.GetMsg(ctx, sequence)
}
