package kit_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	cartv1 "github.com/meshmart/meshmart/gen/go/meshmart/cart/v1"
	promotionsv1 "github.com/meshmart/meshmart/gen/go/meshmart/promotions/v1"
	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

// shop serves methods of every access with handlers that refuse as UNIMPLEMENTED: whoever is told that has been let in.
type shop struct {
	address string
	tokens  *kittest.Tokens
}

func openShop(t *testing.T) shop {
	nats := kittest.StartNATS(t)
	tokens := kittest.NewTokens(t, nats.URL())
	return shop{serveWith(t, watchKeys(t, nats), func(server *grpc.Server) {
		shippingv1.RegisterShippingServiceServer(server, shippingv1.UnimplementedShippingServiceServer{})
		cartv1.RegisterCartServiceServer(server, cartv1.UnimplementedCartServiceServer{})
		promotionsv1.RegisterPromotionsServiceServer(server, promotionsv1.UnimplementedPromotionsServiceServer{})
	}), tokens}
}

func serveWith(t *testing.T, keys *kit.TokenKeys, register func(*grpc.Server)) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(kit.Interceptors(silent, keys)...)
	register(server)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}

func watchKeys(t *testing.T, nats *kittest.NATS) *kit.TokenKeys {
	keys := kit.WatchTokenKeys(connect(t, nats), silent)
	t.Cleanup(keys.Stop)
	select {
	case <-keys.Known():
	case <-time.After(10 * time.Second):
		t.Fatal("the keys were not known within 10 s")
	}
	return keys
}

// methods are one of each access, with a request that may be empty or not: who is refused is refused before it is looked at.
var methods = map[string]func(context.Context, grpc.ClientConnInterface) error{
	"PUBLIC": func(ctx context.Context, c grpc.ClientConnInterface) error {
		_, err := shippingv1.NewShippingServiceClient(c).ListShippingOptions(ctx, &shippingv1.ListShippingOptionsRequest{})
		return err
	},
	"GUEST": func(ctx context.Context, c grpc.ClientConnInterface) error {
		_, err := cartv1.NewCartServiceClient(c).GetCart(ctx, &cartv1.GetCartRequest{})
		return err
	},
	"SIGNED_IN": func(ctx context.Context, c grpc.ClientConnInterface) error {
		_, err := shippingv1.NewShippingServiceClient(c).GetShipment(ctx, &shippingv1.GetShipmentRequest{OrderId: uuid.NewString()})
		return err
	},
	"SIGNED_IN stream": func(ctx context.Context, c grpc.ClientConnInterface) error {
		stream, err := shippingv1.NewShippingServiceClient(c).WatchShipment(ctx, &shippingv1.WatchShipmentRequest{OrderId: uuid.NewString()})
		if err == nil {
			_, err = stream.Recv()
		}
		return err
	},
	"STAFF": func(ctx context.Context, c grpc.ClientConnInterface) error {
		_, err := promotionsv1.NewPromotionsServiceClient(c).CreateBanner(ctx, &promotionsv1.CreateBannerRequest{})
		return err
	},
	"SERVICE ordering": func(ctx context.Context, c grpc.ClientConnInterface) error {
		_, err := shippingv1.NewShippingServiceClient(c).QuoteShipping(ctx, validQuote())
		return err
	},
	"SERVICE any": func(ctx context.Context, c grpc.ClientConnInterface) error {
		_, err := shippingv1.NewShippingServiceClient(c).RecordCarrierScan(ctx, &shippingv1.RecordCarrierScanRequest{OrderId: uuid.NewString(), State: 2})
		return err
	},
}

func TestEachAccessLetsInWhomItIsForAndTellsTheOthersWhy(t *testing.T) {
	shop := openShop(t)
	stranger := kittest.NewTokens(t, kittest.StartNATS(t).URL()) // Its key is published elsewhere.
	callers := map[string]kittest.Caller{
		"nobody":      {},
		"guest":       {GuestID: uuid.NewString()},
		"wrong guest": {GuestID: "1"},
		"customer":    {Token: shop.tokens.Of(uuid.NewString(), kit.RoleCustomer)},
		"staff":       {Token: shop.tokens.Of(uuid.NewString(), kit.RoleStaff)},
		"forger":      {Token: stranger.Of(uuid.NewString(), kit.RoleStaff), GuestID: uuid.NewString()},
		"late":        {Token: shop.tokens.Sign(shop.tokens.Claims(uuid.NewString(), kit.RoleStaff, time.Hour)), GuestID: uuid.NewString()},
		"ordering":    {Service: "ordering"},
		"reviews":     {Service: "reviews"},
	}
	const in = "Unimplemented"
	const invalid = "InvalidArgument INVALID_REQUEST" // Let in as well: the request has been looked at.
	const signIn, guestID = "Unauthenticated SIGN_IN_REQUIRED", "Unauthenticated GUEST_ID_REQUIRED"
	const forged, late = "Unauthenticated TOKEN_INVALID", "Unauthenticated TOKEN_EXPIRED"
	const notAllowed, staffOnly = "PermissionDenied CALLER_NOT_ALLOWED", "PermissionDenied STAFF_ONLY"
	for method, expected := range map[string]map[string]string{
		"PUBLIC": {"nobody": in, "guest": in, "wrong guest": in, "customer": in, "staff": in, "ordering": in, "forger": forged, "late": late},
		"GUEST": {"nobody": guestID, "guest": in, "wrong guest": guestID, "customer": in, "staff": in, "ordering": guestID,
			"forger": forged, "late": late},
		"SIGNED_IN": {"nobody": signIn, "guest": signIn, "customer": in, "staff": in, "ordering": signIn, "forger": forged, "late": late},
		"SIGNED_IN stream": {"nobody": signIn, "guest": signIn, "customer": in, "staff": in, "ordering": signIn, "forger": forged,
			"late": late},
		"STAFF": {"nobody": signIn, "guest": signIn, "customer": staffOnly, "staff": invalid, "ordering": signIn, "forger": forged,
			"late": late},
		"SERVICE ordering": {"nobody": notAllowed, "guest": notAllowed, "customer": notAllowed, "staff": notAllowed, "ordering": in,
			"reviews": notAllowed, "forger": forged, "late": late},
		"SERVICE any": {"nobody": notAllowed, "guest": notAllowed, "customer": notAllowed, "staff": notAllowed, "ordering": in, "reviews": in,
			"forger": forged, "late": late},
	} {
		for caller, answer := range expected {
			err := methods[method](t.Context(), kittest.DialAs(t, callers[caller], shop.address))
			got := status.Code(err).String()
			if reason := kit.ReasonOf(err); reason != got {
				got += " " + reason
			}
			if got != answer {
				t.Errorf("%s calling a method for %s is answered with %s, not %s", caller, method, got, answer)
			}
		}
	}
}

func TestAMethodThatTheContractDoesNotKnowIsForNobody(t *testing.T) {
	listening := serveWith(t, &kit.TokenKeys{}, func(server *grpc.Server) {
		server.RegisterService(&grpc.ServiceDesc{ServiceName: "meshmart.secret.v1.SecretService", HandlerType: (*any)(nil), Streams: []grpc.StreamDesc{
			{StreamName: "Tell", ServerStreams: true, Handler: func(any, grpc.ServerStream) error { return nil }},
		}}, nil)
	})
	stream, err := kittest.DialAs(t, kittest.Caller{Service: "ordering"}, listening).
		NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true}, "/meshmart.secret.v1.SecretService/Tell")
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.RecvMsg(&shippingv1.Shipment{}); status.Code(err) != codes.PermissionDenied || kit.ReasonOf(err) != "CALLER_NOT_ALLOWED" {
		t.Errorf("the answer is %v", err)
	}
}

func TestTheEndUsersCredentialsArePassedOnToThoseWhomAServiceCalls(t *testing.T) {
	nats := kittest.StartNATS(t)
	tokens := kittest.NewTokens(t, nats.URL())
	keys := watchKeys(t, nats)
	callers := make(chan kit.Caller, 2)
	hear := func(ctx context.Context) error {
		callers <- kit.CallerOf(ctx)
		return nil
	}
	register := func(answer func(context.Context) error) func(*grpc.Server) {
		return func(server *grpc.Server) { shippingv1.RegisterShippingServiceServer(server, &fake{answer: answer}) }
	}
	last := serveWith(t, keys, register(hear))
	first := serveWith(t, keys, register(func(ctx context.Context) error {
		_ = hear(ctx)
		return quote(ctx, t, last)
	}))
	customer, guest := uuid.NewString(), uuid.NewString()
	client := kittest.DialAs(t, kittest.Caller{Service: "ordering", Token: tokens.Of(customer, kit.RoleStaff), GuestID: guest}, first)
	if _, err := shippingv1.NewShippingServiceClient(client).QuoteShipping(t.Context(), validQuote()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		caller := <-callers
		session := caller.SessionID
		caller.SessionID = ""
		if session == "" || caller != (kit.Caller{Service: "ordering", CustomerID: customer, Role: kit.RoleStaff, GuestID: guest}) {
			t.Errorf("the caller is %+v of session %q", caller, session)
		}
	}
}

func TestAnAuthorizationThatIsNoBearerTokenIsRefused(t *testing.T) {
	shop := openShop(t)
	for _, authorization := range []string{"", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", shop.tokens.Of("x", kit.RoleStaff)} {
		ctx := metadata.AppendToOutgoingContext(t.Context(), kit.AuthorizationKey, authorization)
		if err := methods["PUBLIC"](ctx, kittest.Dial(t, "ordering", shop.address)); kit.ReasonOf(err) != "TOKEN_INVALID" {
			t.Errorf("%q is answered with %v", authorization, err)
		}
	}
}
