// The peer of the rpc bench, and its load. `serve` is CatalogService.GetProduct with a fixed reply, on grpc-go as it comes;
// `load` makes a number of such calls to any server, over one connection, so that all servers are asked by the same client.
package main

import (
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/meshmart/meshmart/gen/go/meshmart/catalog/v1"
)

const callTimeout = 10 * time.Second

type catalog struct {
	catalogv1.UnimplementedCatalogServiceServer
	reply *catalogv1.GetProductResponse
}

func (c *catalog) GetProduct(context.Context, *catalogv1.GetProductRequest) (*catalogv1.GetProductResponse, error) {
	return c.reply, nil
}

func main() {
	log.SetFlags(0)
	reply := flag.String("reply", "", "serve: the reply as base64")
	address := flag.String("address", "", "load: host:port of the server")
	product := flag.String("product", "", "load: the product to ask for")
	calls := flag.Int64("calls", 10_000, "load: how many calls")
	inFlight := flag.Int("in-flight", 32, "load: how many at once")
	verb := "serve"
	if len(os.Args) > 1 {
		verb = os.Args[1]
		_ = flag.CommandLine.Parse(os.Args[2:])
	}
	var err error
	if verb == "load" {
		err = load(*address, *product, *calls, *inFlight)
	} else {
		err = serve(*reply)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func serve(encoded string) error {
	bytes, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return err
	}
	reply := &catalogv1.GetProductResponse{}
	if err := proto.Unmarshal(bytes, reply); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	catalogv1.RegisterCatalogServiceServer(server, &catalog{reply: reply})
	fmt.Println(listener.Addr())
	return server.Serve(listener)
}

func load(address, product string, calls int64, inFlight int) error {
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	client := catalogv1.NewCatalogServiceClient(connection)
	background := metadata.AppendToOutgoingContext(context.Background(),
		"x-mesh-service", "gateway", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	var begun atomic.Int64
	var failure atomic.Pointer[error]
	var workers sync.WaitGroup
	for range inFlight {
		workers.Go(func() {
			for begun.Add(1) <= calls && failure.Load() == nil {
				ctx, cancel := context.WithTimeout(background, callTimeout)
				_, err := client.GetProduct(ctx, &catalogv1.GetProductRequest{ProductId: product})
				cancel()
				if err != nil {
					failure.Store(&err)
				}
			}
		})
	}
	workers.Wait()
	if err := failure.Load(); err != nil {
		return *err
	}
	return nil
}
