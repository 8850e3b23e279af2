// Reads one product from the catalog as a TypeScript program of the mesh does: with the kit's client, over gRPC's own xDS.
// GRPC_XDS_BOOTSTRAP says where the control plane is.
//
//     product.ts PRODUCT_ID
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { createMeshClient } from "@meshmart/kit/client";

const [productId] = process.argv.slice(2);
if (!productId) {
  console.error("usage: product.ts PRODUCT_ID");
  process.exit(2);
}
const { product } = await createMeshClient(CatalogService, "journey").getProduct({ productId });
console.log(product?.title);
// The channel stays open for the life of a program: this one's ends here.
process.exit(0);
