package kittest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Database creates an empty database on the server that TEST_DATABASE_URL administers, and returns its URL; it is dropped after
// the test. Without the variable the test fails: a promise that was not checked is not kept.
func Database(t testing.TB) string {
	t.Helper()
	admin := os.Getenv("TEST_DATABASE_URL")
	if admin == "" {
		t.Fatal("TEST_DATABASE_URL is not set. Run `npm test`, which starts PostgreSQL and sets it, or give an administrator's URL of your own.")
	}
	address, err := url.Parse(admin)
	if err != nil {
		t.Fatalf("TEST_DATABASE_URL cannot be read: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	administer(t, admin, `create database `+name)
	t.Cleanup(func() { administer(t, admin, `drop database if exists `+name+` with (force)`) })
	address.Path = "/" + name
	return address.String()
}

func administer(t testing.TB, url, statement string) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatalf("TEST_DATABASE_URL does not lead to a database server: %v", err)
	}
	defer func() { _ = connection.Close(ctx) }()
	if _, err := connection.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
