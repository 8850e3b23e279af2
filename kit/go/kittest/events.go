package kittest

import (
	"context"
	"fmt"
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
	var messages []*Message
	with(t, url, func(ctx context.Context, js jetstream.JetStream) error {
		for end := time.Now().Add(within); len(messages) < count; {
			message, err := read(ctx, js, stream, uint64(len(messages)+1))
			switch {
			case err == nil:
				messages = append(messages, message)
			case time.Now().After(end):
				return fmt.Errorf("after %v the stream %s holds %d messages, not %d: %w", within, stream, len(messages), count, err)
			default:
				time.Sleep(20 * time.Millisecond)
			}
		}
		return nil
	})
	return messages
}

// Count is how many messages the stream holds.
func Count(t testing.TB, url, stream string) (held uint64) {
	t.Helper()
	with(t, url, func(ctx context.Context, js jetstream.JetStream) error {
		opened, err := js.Stream(ctx, stream)
		if err == nil {
			held = opened.CachedInfo().State.Msgs
		}
		return err
	})
	return held
}

// Republish stores a message of the stream once more, as a publisher does that has crashed before it marked it, later than the
// broker remembers.
func Republish(t testing.TB, url, stream string, sequence uint64) {
	t.Helper()
	with(t, url, func(ctx context.Context, js jetstream.JetStream) error {
		message, err := read(ctx, js, stream, sequence)
		if err != nil {
			return err
		}
		message.Header.Del("Nats-Msg-Id")
		_, err = js.PublishMsg(ctx, &nats.Msg{Subject: message.Subject, Header: message.Header, Data: message.Data})
		return err
	})
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

func with(t testing.TB, url string, do func(context.Context, jetstream.JetStream) error) {
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
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := do(ctx, js); err != nil {
		t.Fatal(err)
	}
}
