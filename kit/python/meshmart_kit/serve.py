"""Serves generated servicers over grpc.aio, unary and all kinds of streams, with the interceptors around every call.

A call has an end: the caller's deadline or the contract's, whichever is sooner. Whatever a handler raises becomes one status.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, NoReturn, TypeVar

from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc.aio import Server, ServicerContext

import grpc
from grpc import StatusCode

from .errors import StatusError, error_info, status_of
from .interceptor import CallHooks, Combined, ServerInterceptor
from .policy import mesh_name_of
from .server_call import ServerCall
from .trace import within

OPTIONS = (
    # Two processes on one port would each get some of the calls: a port in use is a mistake.
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", 4 * 1024 * 1024),
    ("grpc.max_concurrent_streams", 1000),
    # Callers ping idle connections each 10 s; gRPC's default would hang up on them.
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
)

T = TypeVar("T")
Handler = Callable[[Any, ServerCall], Any]


def create_server() -> Server:
    return grpc.aio.server(options=OPTIONS)


def add_service(
    server: Server,
    service: ServiceDescriptor,
    servicer: object,
    interceptors: Sequence[ServerInterceptor],
    name: str | None = None,
) -> None:
    """Adds a service. Methods that the servicer only inherits answer UNIMPLEMENTED. `name` serves it under another one."""
    handlers = {}
    for method in service.methods:
        handler = getattr(servicer, method.name, None)
        if handler is not None and not handler.__module__.endswith("_pb2_grpc"):
            handlers[method.name] = _rpc_handler(method, handler, Combined(interceptors, method))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name or service.full_name, handlers),))


def listen(server: Server, host: str, port: int) -> int:
    """Binds, and answers with the port."""
    try:
        return server.add_insecure_port(f"{host}:{port}")
    except RuntimeError as error:
        raise OSError(f"Cannot listen on {host}:{port}. Is the port in use? ({error})") from error


def _rpc_handler(method: MethodDescriptor, handler: Handler, hooks: CallHooks) -> grpc.RpcMethodHandler:
    make, serve = {
        (False, False): (grpc.unary_unary_rpc_method_handler, _answer_one),
        (True, False): (grpc.stream_unary_rpc_method_handler, _answer_one),
        (False, True): (grpc.unary_stream_rpc_method_handler, _answer_many),
        (True, True): (grpc.stream_stream_rpc_method_handler, _answer_many),
    }[method.client_streaming, method.server_streaming]

    async def around(request: Any, context: ServicerContext) -> Message | None:
        call = ServerCall(method, context)
        with within(call.trace):
            try:
                hooks.begin(call)
                if method.client_streaming:
                    request = _received(request, call, hooks)
                else:
                    hooks.receive(call, request)
                answer = await _before_deadline(call, serve(handler, request, call, context))
            except asyncio.CancelledError as cause:
                hooks.finish(call, _gone(call), cause)
                raise
            except Exception as thrown:
                status = status_of(thrown, _mesh_name(method), call.trace.trace_id)
                hooks.finish(call, status, thrown)
                await _abort(context, status)
            hooks.finish(call, None, None)
            return answer

    return make(
        around, GetMessageClass(method.input_type).FromString, GetMessageClass(method.output_type).SerializeToString
    )


async def _answer_one(handler: Handler, request: Any, call: ServerCall, _context: ServicerContext) -> Message:
    return await handler(request, call)


async def _answer_many(handler: Handler, request: Any, call: ServerCall, context: ServicerContext) -> None:
    # Writing waits for the caller to read.
    async for message in handler(request, call):
        await context.write(message)


async def _received(messages: AsyncIterator[Message], call: ServerCall, hooks: CallHooks) -> AsyncIterator[Message]:
    async for message in messages:
        hooks.receive(call, message)
        yield message


async def _before_deadline(call: ServerCall, work: Awaitable[T]) -> T:
    if call.remaining() is None:
        return await work
    task = asyncio.ensure_future(work)
    try:
        # Not wait_for: a handler that will not be interrupted must not keep its caller waiting.
        done, _ = await asyncio.wait({task}, timeout=call.remaining())
    except asyncio.CancelledError:
        task.cancel()
        raise
    if done:
        return task.result()
    task.cancel()
    raise _late(call)


def _late(call: ServerCall) -> StatusError:
    name = call.method.name
    # Whoever set the deadline needs no explanation; whoever met the contract's does.
    info = error_info("DEADLINE_EXCEEDED", _mesh_name(call.method), {"method": name})
    return StatusError(
        StatusCode.DEADLINE_EXCEEDED,
        f"{name} did not finish in time; it may still be carried out.",
        [info] if call.limit_is_ours else [],
    )


def _gone(call: ServerCall) -> StatusError:
    """What is counted for a call that gRPC has ended itself: its caller left, or its caller's deadline passed."""
    if call.remaining() == 0:
        return _late(call)
    return StatusError(StatusCode.CANCELLED, "The caller left before the answer was ready.")


async def _abort(context: ServicerContext, status: StatusError) -> NoReturn:
    trailer = (("grpc-status-details-bin", status.encoded()),) if status.details else ()
    await context.abort(status.code, status.message, trailing_metadata=trailer)


def _mesh_name(method: MethodDescriptor) -> str:
    return mesh_name_of(method.containing_service.full_name)
