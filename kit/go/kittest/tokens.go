package kittest

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/nats-io/nats.go"

	"github.com/meshmart/meshmart/kit/go"
)

const tokenLifetime = 5 * time.Minute

// Tokens makes access tokens as identity makes them, with a key of its own that is published where every process looks for keys.
// Make them before the service that is to know the key has started: then it does from its first call on.
type Tokens struct {
	// Kid names the key in the bucket.
	Kid     string
	t       testing.TB
	private ed25519.PrivateKey
}

// NewTokens publishes a new key.
func NewTokens(t testing.TB, natsURL string) *Tokens {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	tokens := &Tokens{"test-" + uuid.NewString(), t, private}
	key, err := json.Marshal(map[string]string{
		"kty": "OKP", "crv": "Ed25519", "x": base64.RawURLEncoding.EncodeToString(public), "kid": tokens.Kid, "alg": "EdDSA", "use": "sig",
	})
	if err != nil {
		t.Fatal(err)
	}
	connection, err := nats.Connect(natsURL)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	bucket, err := kit.OpenTokenKeys(ctx, connection)
	if err == nil {
		_, err = bucket.Put(ctx, tokens.Kid, key)
	}
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// Of is a token that is valid for five minutes.
func (k *Tokens) Of(customerID string, role kit.Role) string {
	return k.Sign(k.Claims(customerID, role, 0))
}

// Claims are what a token says that was issued so long ago.
func (k *Tokens) Claims(customerID string, role kit.Role, age time.Duration) jwt.MapClaims {
	issuedAt := time.Now().Add(-age)
	return jwt.MapClaims{
		"iss": kit.TokenIssuer, "sub": customerID, "role": role, "sid": uuid.NewString(),
		"iat": issuedAt.Unix(), "exp": issuedAt.Add(tokenLifetime).Unix(),
	}
}

// Sign makes a token that says just that, whether or not anybody accepts it.
func (k *Tokens) Sign(claims jwt.MapClaims) string {
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	token.Header["kid"] = k.Kid
	signed, err := token.SignedString(k.private)
	if err != nil {
		k.t.Fatal(err)
	}
	return signed
}
