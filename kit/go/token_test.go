package kit_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

func reasonFor(t *testing.T, keys *kit.TokenKeys, token string) string {
	t.Helper()
	if _, err := keys.Verify(token); err != nil {
		return err.(*kit.DomainError).Reason
	}
	return ""
}

func TestATokenIsWorthNothingUnlessEveryPartOfItIsRight(t *testing.T) {
	nats := kittest.StartNATS(t)
	tokens := kittest.NewTokens(t, nats.URL())
	keys := watchKeys(t, nats)
	with := func(name string, value any) string {
		claims := tokens.Claims(uuid.NewString(), kit.RoleStaff, 0)
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
		return tokens.Sign(claims)
	}
	right := tokens.Of(uuid.NewString(), kit.RoleCustomer)
	parts := strings.Split(right, ".")
	encoded := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	unsigned := encoded(`{"alg":"none","kid":"`+tokens.Kid+`"}`) + "." + parts[1] + "."
	symmetric := encoded(`{"alg":"HS256","kid":"`+tokens.Kid+`"}`) + "." + parts[1]
	mac := hmac.New(sha256.New, []byte(tokens.Kid))
	mac.Write([]byte(symmetric))
	for what, token := range map[string]string{
		"no token": "", "no JWT": "abc", "another payload": parts[0] + "." + strings.Split(with("role", "staff"), ".")[1] + "." + parts[2],
		"unsigned": unsigned, "symmetric": symmetric + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)),
		"another issuer": with("iss", "elsewhere"), "no issuer": with("iss", nil), "no expiry": with("exp", nil), "no customer": with("sub", nil),
		"no session": with("sid", nil), "no role": with("role", nil), "another role": with("role", "king"),
		"not yet": with("nbf", time.Now().Add(time.Hour).Unix()),
	} {
		if reason := reasonFor(t, keys, token); reason != "TOKEN_INVALID" {
			t.Errorf("%s: %q", what, reason)
		}
	}
	if reason := reasonFor(t, keys, with("exp", time.Now().Add(-10*time.Second).Unix())); reason != "TOKEN_EXPIRED" {
		t.Errorf("an expired token: %q", reason)
	}
	if reason := reasonFor(t, keys, right); reason != "" {
		t.Errorf("the right token: %q", reason)
	}
}

func TestARememberedTokenExpiresNevertheless(t *testing.T) {
	nats := kittest.StartNATS(t)
	tokens := kittest.NewTokens(t, nats.URL())
	keys := watchKeys(t, nats)
	claims := tokens.Claims(uuid.NewString(), kit.RoleCustomer, 0)
	claims["exp"] = jwt.NewNumericDate(time.Now().Add(-3 * time.Second)) // Within what clocks may differ: for two seconds yet.
	token := tokens.Sign(claims)
	if reason := reasonFor(t, keys, token); reason != "" {
		t.Fatalf("a token that clocks may disagree about: %q", reason)
	}
	awaitReason(t, keys, token, "TOKEN_EXPIRED")
}

func TestAKeyThatIsTakenBackTakesItsTokensWithItAndANewOneIsKnownAtOnce(t *testing.T) {
	nats := kittest.StartNATS(t)
	old := kittest.NewTokens(t, nats.URL())
	keys := watchKeys(t, nats)
	token := old.Of(uuid.NewString(), kit.RoleCustomer)
	if reason := reasonFor(t, keys, token); reason != "" {
		t.Fatal(reason)
	}
	awaitReason(t, keys, kittest.NewTokens(t, nats.URL()).Of(uuid.NewString(), kit.RoleCustomer), "")
	bucket, err := kit.OpenTokenKeys(t.Context(), connect(t, nats))
	if err != nil {
		t.Fatal(err)
	}
	if err := bucket.Delete(t.Context(), old.Kid); err != nil {
		t.Fatal(err)
	}
	awaitReason(t, keys, token, "TOKEN_INVALID")
}

func TestKeysStayKnownWhileNATSIsAwayAndAreWatchedAgainWhenItIsBack(t *testing.T) {
	nats := kittest.StartNATS(t)
	tokens := kittest.NewTokens(t, nats.URL())
	keys := watchKeys(t, nats)
	nats.Stop()
	if reason := reasonFor(t, keys, tokens.Of(uuid.NewString(), kit.RoleCustomer)); reason != "" {
		t.Errorf("while NATS is away: %q", reason)
	}
	nats.Erase()
	nats.Start()
	awaitReason(t, keys, kittest.NewTokens(t, nats.URL()).Of(uuid.NewString(), kit.RoleCustomer), "")
	if reason := reasonFor(t, keys, tokens.Of(uuid.NewString(), kit.RoleCustomer)); reason != "" {
		t.Errorf("after NATS has lost what it had: %q", reason)
	}
}

func TestAKeyThatCannotBeReadHurtsNoOther(t *testing.T) {
	nats := kittest.StartNATS(t)
	bucket, err := kit.OpenTokenKeys(t.Context(), connect(t, nats))
	if err != nil {
		t.Fatal(err)
	}
	for kid, value := range map[string]string{
		"no-json": "{", "no-object": "null", "another-kind": `{"kty":"RSA","n":"AQAB","e":"AQAB"}`, "too-short": `{"kty":"OKP","crv":"Ed25519","x":"AAAA"}`,
	} {
		if _, err := bucket.Put(context.Background(), kid, []byte(value)); err != nil {
			t.Fatal(err)
		}
	}
	tokens := kittest.NewTokens(t, nats.URL())
	if reason := reasonFor(t, watchKeys(t, nats), tokens.Of(uuid.NewString(), kit.RoleStaff)); reason != "" {
		t.Error(reason)
	}
}

func TestNoMoreThanABoundedNumberOfTokensIsRemembered(t *testing.T) {
	nats := kittest.StartNATS(t)
	tokens := kittest.NewTokens(t, nats.URL())
	keys := watchKeys(t, nats)
	first := tokens.Of(uuid.NewString(), kit.RoleCustomer)
	for i := range kit.RememberedTokens + 100 {
		token := first
		if i > 0 {
			token = tokens.Of(uuid.NewString(), kit.RoleCustomer)
		}
		if reason := reasonFor(t, keys, token); reason != "" {
			t.Fatal(reason)
		}
	}
	if held := kit.TokensHeld(keys); held > kit.RememberedTokens || held < kit.RememberedTokens/2 {
		t.Errorf("%d tokens are remembered", held)
	}
	if reason := reasonFor(t, keys, first); reason != "" {
		t.Errorf("a token that was forgotten: %q", reason)
	}
}

func awaitReason(t *testing.T, keys *kit.TokenKeys, token, expected string) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		reason := reasonFor(t, keys, token)
		if reason == expected {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("after ten seconds the token is answered with %q, not %q", reason, expected)
		}
	}
}
