"""The JetStream streams: one a domain, made by whoever needs it first, publisher or consumer, with the same bounds in every language."""

import os

from nats.js import JetStreamContext, api

DAY_S = 86_400.0

DEAD_LETTERS = "dead"
"""The domain of messages that a consumer could not handle."""


async def ensure_stream(js: JetStreamContext, domain: str) -> str:
    """Makes sure that the stream of a domain's events ("ordering": stream ORDERING, subjects ordering.>) exists."""
    name = domain.upper()
    await js.add_stream(
        api.StreamConfig(
            name=name,
            subjects=[f"{domain}.>"],
            storage=api.StorageType.FILE,
            retention=api.RetentionPolicy.LIMITS,
            discard=api.DiscardPolicy.OLD,
            num_replicas=int(os.environ.get("NATS_REPLICAS") or 1),
            max_age=7 * DAY_S,
            max_bytes=512 * 1024 * 1024,
            duplicate_window=120.0,
        )
    )
    return name
