"""gRPC reflection, so that grpcurl needs no .proto: v1, and v1alpha with the same messages under another name.

Served from the generated descriptors, all that this process has loaded: the error details too.
"""

from collections.abc import AsyncIterator, Sequence

from google.protobuf import descriptor_pool
from google.protobuf.descriptor import FileDescriptor

from grpc import StatusCode
from grpc.reflection.v1 import reflection_pb2

from .server_call import ServerCall

SERVICE = reflection_pb2.DESCRIPTOR.services_by_name["ServerReflection"]
V1ALPHA_NAME = "grpc.reflection.v1alpha.ServerReflection"

Request = reflection_pb2.ServerReflectionRequest
Response = reflection_pb2.ServerReflectionResponse


class Reflection:
    def __init__(self, services: Sequence[str]) -> None:
        self._services = services
        self._pool = descriptor_pool.Default()

    async def ServerReflectionInfo(self, requests: AsyncIterator[Request], call: ServerCall) -> AsyncIterator[Response]:
        async for request in requests:
            response = Response(valid_host=request.host, original_request=request)
            try:
                self._answer(request, response)
            except KeyError:
                asked = getattr(request, request.WhichOneof("message_request") or "host")
                response.error_response.error_code = StatusCode.NOT_FOUND.value[0]
                response.error_response.error_message = f"Not part of this contract: {asked}"
            yield response

    def _answer(self, request: Request, response: Response) -> None:
        asked = request.WhichOneof("message_request")
        if asked == "list_services":
            for name in self._services:
                response.list_services_response.service.add(name=name)
        elif asked == "all_extension_numbers_of_type":
            extendee = self._pool.FindMessageTypeByName(request.all_extension_numbers_of_type)
            answer = response.all_extension_numbers_response
            answer.base_type_name = extendee.full_name
            answer.extension_number.extend(found.number for found in self._pool.FindAllExtensions(extendee))
        else:
            files = _with_imports(self._file(request), {})
            response.file_descriptor_response.file_descriptor_proto.extend(file.serialized_pb for file in files)

    def _file(self, request: Request) -> FileDescriptor:
        if request.HasField("file_by_filename"):
            return self._pool.FindFileByName(request.file_by_filename)
        if request.HasField("file_containing_extension"):
            asked = request.file_containing_extension
            extendee = self._pool.FindMessageTypeByName(asked.containing_type)
            return self._pool.FindExtensionByNumber(extendee, asked.extension_number).file
        symbol = request.file_containing_symbol
        try:
            return self._pool.FindFileContainingSymbol(symbol)
        except KeyError:
            # The pool knows types and services; this is what stands inside one: a method, a field.
            return self._pool.FindFileContainingSymbol(symbol.rpartition(".")[0])


def _with_imports(file: FileDescriptor, seen: dict[str, FileDescriptor]) -> list[FileDescriptor]:
    """The file and all that it imports, each once, as grpcurl likes it: a single answer instead of one a file."""
    if file.name not in seen:
        seen[file.name] = file
        for imported in file.dependencies:
            _with_imports(imported, seen)
    return list(seen.values())
