// Checks access tokens: JWTs that identity signed with Ed25519, by public keys that every process keeps (token_keys.go), so no call is
// made and identity may be down. A token that was checked is remembered until it expires, or a key is taken back.
package kit

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	// TokenIssuer is who issues access tokens.
	TokenIssuer = "meshmart"
	// rememberedTokens is how many checked tokens are remembered at most.
	rememberedTokens = 5000
	// clockTolerance is how much processes' clocks may differ.
	clockTolerance = 5 * time.Second
)

var tokenParser = jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithIssuer(TokenIssuer),
	jwt.WithExpirationRequired(), jwt.WithLeeway(clockTolerance))

// tokenKey is a public key as RFC 8037 has it.
type tokenKey struct {
	Kty string `json:"kty"`
	Crv string `json:"crv"`
	X   string `json:"x"` // base64url
}

func (k tokenKey) public() (ed25519.PublicKey, error) {
	bytes, err := base64.RawURLEncoding.DecodeString(k.X)
	if k.Kty != "OKP" || k.Crv != "Ed25519" || err != nil || len(bytes) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("it is no Ed25519 key as RFC 8037 has it (kty %q, crv %q)", k.Kty, k.Crv)
	}
	return bytes, nil
}

// tokenClaims is what a token says of whoever holds it.
type tokenClaims struct {
	jwt.RegisteredClaims
	Role    Role   `json:"role"`
	Session string `json:"sid"`
}

// Validate is called by the library, after its own checks.
func (c tokenClaims) Validate() error {
	if c.Subject == "" || c.Session == "" || c.Role != RoleCustomer && c.Role != RoleStaff {
		return errors.New("the token names no customer, session or role")
	}
	return nil
}

type verifiedToken struct {
	customer  SignedIn
	expiresAt time.Time
}

// tokenVerifier holds keys, and what they have verified. Its zero value has none and refuses every token.
type tokenVerifier struct {
	mu   sync.Mutex
	keys map[string]ed25519.PublicKey // by kid
	// How often a key has been added or removed: what was verified before that is not remembered after it.
	changes int
	// Half of what is remembered: when the young are too many, they become the old, and the old are forgotten.
	young, old map[string]verifiedToken
}

func (v *tokenVerifier) add(kid string, key ed25519.PublicKey) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if before, known := v.keys[kid]; known && before.Equal(key) {
		return
	}
	if v.keys == nil {
		v.keys = map[string]ed25519.PublicKey{}
	}
	v.keys[kid] = key
	v.forget()
}

func (v *tokenVerifier) remove(kid string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.keys, kid)
	v.forget()
}

func (v *tokenVerifier) forget() {
	v.changes++
	v.young, v.old = nil, nil
}

// verify tells whose token it is, or refuses it with TOKEN_EXPIRED or TOKEN_INVALID.
func (v *tokenVerifier) verify(token string) (SignedIn, error) {
	known, changes, remembered := v.recall(token)
	if !remembered {
		var claims tokenClaims
		_, err := tokenParser.ParseWithClaims(token, &claims, v.keyOf)
		if errors.Is(err, jwt.ErrTokenExpired) {
			return SignedIn{}, tokenExpired()
		} else if err != nil {
			return SignedIn{}, tokenInvalid("The access token is not valid. Sign in again.")
		}
		known = verifiedToken{SignedIn{claims.Subject, claims.Role, claims.Session}, claims.ExpiresAt.Time}
		v.remember(token, known, changes)
	}
	if !time.Now().Before(known.expiresAt.Add(clockTolerance)) {
		return SignedIn{}, tokenExpired()
	}
	return known.customer, nil
}

func (v *tokenVerifier) keyOf(token *jwt.Token) (any, error) {
	kid, _ := token.Header["kid"].(string)
	v.mu.Lock()
	defer v.mu.Unlock()
	if key, known := v.keys[kid]; known {
		return key, nil
	}
	return nil, fmt.Errorf("there is no key %q", kid)
}

func (v *tokenVerifier) recall(token string) (known verifiedToken, changes int, found bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if known, found = v.young[token]; !found {
		known, found = v.old[token]
	}
	return known, v.changes, found
}

func (v *tokenVerifier) remember(token string, known verifiedToken, changes int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.changes != changes {
		return
	}
	if v.young == nil || len(v.young) >= rememberedTokens/2 {
		v.young, v.old = map[string]verifiedToken{}, v.young
	}
	v.young[token] = known
}
