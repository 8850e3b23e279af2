-- The Ed25519 keys of access tokens. What is published in the bucket token_keys is made from these rows.
create table token_keys (
  kid         text primary key,
  -- The public key as RFC 8037 has it, base64url.
  public_key  text not null,
  -- PKCS #8 as PEM, or sealed with TOKEN_KEY_SECRET (src/token-key-store.ts).
  private_key text not null,
  created_at  timestamptz not null default now(),
  -- Tokens are signed with it from then on, until a newer key's time has come. Null until it is published.
  sign_from   timestamptz
);
