// Program product reads one product from the catalog as any Go program of the mesh would: over gRPC's own xDS, and nothing of ours
// but the generated client. GRPC_XDS_BOOTSTRAP says where the control plane is.
//
//	product PRODUCT_ID
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	_ "google.golang.org/grpc/xds" // Teaches gRPC the scheme xds:///.

	catalogv1 "github.com/meshmart/meshmart/gen/go/meshmart/catalog/v1"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: product PRODUCT_ID")
		os.Exit(2)
	}
	if err := show(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func show(productID string) error {
	connection, err := grpc.NewClient("xds:///catalog", grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, "x-mesh-service", "journey")
	request := &catalogv1.GetProductRequest{ProductId: productID}
	answer, err := catalogv1.NewCatalogServiceClient(connection).GetProduct(ctx, request)
	if err != nil {
		return err
	}
	fmt.Println(answer.GetProduct().GetTitle())
	return nil
}
