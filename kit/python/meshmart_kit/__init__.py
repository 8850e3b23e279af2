"""What every Python service of the mesh stands on: the same nouns and the same guarantees as kit/typescript and kit/go.

The name says whose kit it is, since a top-level package called `kit` may be anybody's; and it is no part of the package `meshmart`,
which is generated from the contract and cleared whenever it is generated anew.
"""

import pkgutil

import grpc

# gen/python/grpc holds gRPC's own protocols (health, reflection); the package `grpc` is the library's. Both under one name.
grpc.__path__ = pkgutil.extend_path(grpc.__path__, grpc.__name__)
