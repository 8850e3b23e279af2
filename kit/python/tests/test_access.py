"""Who may call: the table of the mesh, for a service in Python."""

import base64
import io
import json
import uuid

import pytest
from google.protobuf.empty_pb2 import Empty

import grpc
from grpc import StatusCode
from meshmart.cart.v1 import cart_pb2
from meshmart.catalog.v1 import catalog_pb2
from meshmart.inventory.v1 import inventory_pb2
from meshmart.ordering.v1 import ordering_pb2
from meshmart_kit.broker import Broker, connect_broker, open_bucket
from meshmart_kit.caller import Caller
from meshmart_kit.interceptors.access import access
from meshmart_kit.log import Logger
from meshmart_kit.serve import add_service, create_server, listen
from meshmart_kit.server_call import ServerCall
from meshmart_kit.testing import NatsServer, Refused, TestTokens, create_test_tokens, until
from meshmart_kit.token_keys import BUCKET, watch_token_keys

CUSTOMER = str(uuid.uuid4())
GUEST = str(uuid.uuid4())
METHODS = {
    "PUBLIC": "/meshmart.catalog.v1.CatalogService/GetProduct",
    "GUEST": "/meshmart.cart.v1.CartService/GetCart",
    "SIGNED_IN": "/meshmart.ordering.v1.OrderingService/GetOrder",
    "STAFF": "/meshmart.catalog.v1.CatalogService/CreateProduct",
    "SERVICE": "/meshmart.inventory.v1.InventoryService/ReleaseStock",
}
IN = ""
EXPIRED, INVALID, SIGN_IN, REFUSED = "TOKEN_EXPIRED", "TOKEN_INVALID", "SIGN_IN_REQUIRED", "CALLER_NOT_ALLOWED"
NO_GUEST, NO_STAFF = "GUEST_ID_REQUIRED", "STAFF_ONLY"
TABLE = {
    "nobody in particular": (IN, NO_GUEST, SIGN_IN, SIGN_IN, REFUSED),
    "a guest": (IN, IN, SIGN_IN, SIGN_IN, REFUSED),
    "a guest whose id is not a UUID": (IN, NO_GUEST, SIGN_IN, SIGN_IN, REFUSED),
    "a customer": (IN, IN, IN, NO_STAFF, REFUSED),
    "a customer with an expired token": (EXPIRED,) * 5,
    "a customer with a token that somebody changed": (INVALID,) * 5,
    "a customer with a token of another issuer": (INVALID,) * 5,
    "a customer with a token without a session": (INVALID,) * 5,
    "somebody with another kind of credentials": (INVALID,) * 5,
    "staff": (IN, IN, IN, IN, REFUSED),
    "a service that is named": (IN, NO_GUEST, SIGN_IN, SIGN_IN, IN),
    "a service that is not named": (IN, NO_GUEST, SIGN_IN, SIGN_IN, REFUSED),
}


def metadata_of(who: str, tokens: TestTokens) -> dict[str, str]:
    def bearer(token: str) -> dict[str, str]:
        return {"authorization": f"Bearer {token}"}

    return {
        "nobody in particular": lambda: {},
        "a guest": lambda: {"x-guest-id": GUEST},
        "a guest whose id is not a UUID": lambda: {"x-guest-id": "me"},
        "a customer": lambda: bearer(tokens.of(CUSTOMER)),
        "a customer with an expired token": lambda: bearer(tokens.of(CUSTOMER, age_s=400)),
        "a customer with a token that somebody changed": lambda: bearer(tampered(tokens.of(CUSTOMER))),
        "a customer with a token of another issuer": lambda: bearer(tokens.of(CUSTOMER, iss="elsewhere")),
        "a customer with a token without a session": lambda: bearer(tokens.of(CUSTOMER, sid=None)),
        "somebody with another kind of credentials": lambda: {"authorization": "Basic bWU6bWU="},
        "staff": lambda: bearer(tokens.of(CUSTOMER, "staff")),
        "a service that is named": lambda: {"x-mesh-service": "ordering"},
        "a service that is not named": lambda: {"x-mesh-service": "catalog"},
    }[who]()


class Sample:
    """A server of methods of every kind that notes who has called."""

    def __init__(self, nats: NatsServer) -> None:
        self._nats = nats
        self.seen = Caller()

    async def __aenter__(self) -> "Sample":
        log = Logger("sample", "sample-1", "fatal")
        self.broker: Broker = await connect_broker(self._nats.url, "sample", log)
        self.tokens = await create_test_tokens(self.broker)
        self._keys = await watch_token_keys(self.broker, log)
        self._server = create_server()
        for file in (catalog_pb2, cart_pb2, ordering_pb2, inventory_pb2):
            for service in file.DESCRIPTOR.services_by_name.values():
                add_service(self._server, service, Noting(self, service), [access(self._keys.verify)])
        self._channel = grpc.aio.insecure_channel(f"127.0.0.1:{listen(self._server, '127.0.0.1', 0)}")
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._channel.close()
        await self._server.stop(0)
        await self._keys.stop()
        await self.broker.close()

    async def outcome(self, access: str, metadata: dict[str, str]) -> tuple[str, StatusCode]:
        call = self._channel.unary_unary(METHODS[access], Empty.SerializeToString, Empty.FromString)
        try:
            await call(Empty(), metadata=tuple(metadata.items()), timeout=10)
        except grpc.RpcError as error:
            refused = Refused(error)
            return refused.reason, refused.code
        return IN, StatusCode.OK


class Noting:
    def __init__(self, sample: Sample, service) -> None:
        async def note(request, call: ServerCall):
            sample.seen = call.caller
            return Empty()

        for method in service.methods:
            setattr(self, method.name, note)


@pytest.mark.parametrize("who", TABLE)
async def test_the_access_option_lets_in_whom_it_should_and_nobody_else(who: str, nats: NatsServer) -> None:
    codes = {IN: StatusCode.OK, NO_STAFF: StatusCode.PERMISSION_DENIED, REFUSED: StatusCode.PERMISSION_DENIED}
    expected = {
        access: (reason, codes.get(reason, StatusCode.UNAUTHENTICATED))
        for access, reason in zip(METHODS, TABLE[who], strict=True)
    }
    async with Sample(nats) as sample:
        metadata = metadata_of(who, sample.tokens)
        assert {access: await sample.outcome(access, metadata) for access in METHODS} == expected


async def test_the_handler_is_told_who_calls(nats: NatsServer) -> None:
    async with Sample(nats) as sample:
        token = sample.tokens.of(CUSTOMER, "staff", sid="s-1")
        await sample.outcome("GUEST", {"authorization": f"bearer {token}", "x-guest-id": GUEST.upper()})
        assert sample.seen == Caller(None, CUSTOMER, "staff", "s-1", GUEST)


async def test_tokens_of_a_key_that_is_published_later_are_taken_and_none_of_a_key_that_is_taken_back(
    nats: NatsServer,
) -> None:
    async with Sample(nats) as sample:
        later = await create_test_tokens(sample.broker)
        metadata = {"authorization": f"Bearer {later.of(CUSTOMER)}"}

        async def reason() -> str:
            return (await sample.outcome("SIGNED_IN", metadata))[0]

        async def is_taken() -> bool:
            return await reason() == IN

        async def is_refused() -> bool:
            return await reason() == INVALID

        await until("the new key's tokens are taken", is_taken)
        header = json.loads(base64.urlsafe_b64decode(later.of(CUSTOMER).split(".")[0] + "=="))
        await (await open_bucket(sample.broker, BUCKET)).delete(header["kid"])
        await until("its tokens are refused", is_refused)


async def test_keys_stay_known_while_nats_is_away_and_new_ones_come_when_it_is_back(nats: NatsServer) -> None:
    async with Sample(nats) as sample:
        known = {"authorization": f"Bearer {sample.tokens.of(CUSTOMER)}"}
        nats.stop()
        assert (await sample.outcome("SIGNED_IN", known))[0] == IN
        nats.start()

        async def publish_key() -> TestTokens | None:
            try:
                return await create_test_tokens(sample.broker)
            except Exception:
                return None  # Not connected yet.

        later = await until("a key can be published", publish_key)

        async def is_taken() -> bool:
            found = await sample.outcome("SIGNED_IN", {"authorization": f"Bearer {later.of(CUSTOMER)}"})
            return found[0] == IN

        await until("the new key's tokens are taken", is_taken)


async def test_what_is_no_key_is_left_out_and_the_others_are_known_all_the_same(nats: NatsServer) -> None:
    no_keys = {
        "no-json": "{",
        "no-object": "null",
        "another-kind": '{"kty":"RSA","n":"AQAB","e":"AQAB"}',
        "too-short": '{"kty":"OKP","crv":"Ed25519","x":"AAAA"}',
    }
    said = io.StringIO()
    log = Logger("test", "test", out=said)
    broker = await connect_broker(nats.url, "test", log)
    bucket = await open_bucket(broker, BUCKET)
    for kid, value in no_keys.items():
        await bucket.put(kid, value.encode())
    tokens = await create_test_tokens(broker)
    keys = await watch_token_keys(broker, log)
    assert keys.verify(tokens.of(CUSTOMER)).sub == CUSTOMER
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    assert {line["key"] for line in lines if "left out" in line["msg"]} == set(no_keys)
    await keys.stop()
    await broker.close()


def tampered(token: str) -> str:
    """The same header and signature around another customer's claims."""
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    changed = json.dumps(claims | {"sub": str(uuid.uuid4())}).encode()
    return ".".join((header, base64.urlsafe_b64encode(changed).decode().rstrip("="), signature))
