"""Reads one product from the catalog as any Python program of the mesh would.

Over gRPC's own xDS, and nothing of ours but the generated client (gen/python on PYTHONPATH). GRPC_XDS_BOOTSTRAP says where the
control plane is.

    product.py PRODUCT_ID
"""

import sys

import grpc
from meshmart.catalog.v1 import catalog_pb2, catalog_pb2_grpc

TIMEOUT_SECONDS = 20


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: product.py PRODUCT_ID")
    with grpc.insecure_channel("xds:///catalog") as channel:
        catalog = catalog_pb2_grpc.CatalogServiceStub(channel)
        request = catalog_pb2.GetProductRequest(product_id=sys.argv[1])
        answer = catalog.GetProduct(request, timeout=TIMEOUT_SECONDS, metadata=[("x-mesh-service", "journey")])
        print(answer.product.title)


main()
