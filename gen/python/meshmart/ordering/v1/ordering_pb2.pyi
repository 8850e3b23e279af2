import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import money_pb2 as _money_pb2
from meshmart.options.v1 import options_pb2 as _options_pb2
from meshmart.payment.v1 import payment_pb2 as _payment_pb2
from meshmart.shipping.v1 import shipping_pb2 as _shipping_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Order(_message.Message):
    __slots__ = ("order_id", "customer_id", "state", "items", "subtotal", "shipping_price", "total", "failure_reason", "saga_steps", "history", "create_time", "cancellation_requested", "coupon_code", "discount")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Order.State]
        STATE_PENDING: _ClassVar[Order.State]
        STATE_CONFIRMED: _ClassVar[Order.State]
        STATE_CANCELLED: _ClassVar[Order.State]
        STATE_SHIPPED: _ClassVar[Order.State]
        STATE_DELIVERED: _ClassVar[Order.State]
        STATE_RETURNED: _ClassVar[Order.State]
    STATE_UNSPECIFIED: Order.State
    STATE_PENDING: Order.State
    STATE_CONFIRMED: Order.State
    STATE_CANCELLED: Order.State
    STATE_SHIPPED: Order.State
    STATE_DELIVERED: Order.State
    STATE_RETURNED: Order.State
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    SUBTOTAL_FIELD_NUMBER: _ClassVar[int]
    SHIPPING_PRICE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    SAGA_STEPS_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CANCELLATION_REQUESTED_FIELD_NUMBER: _ClassVar[int]
    COUPON_CODE_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    customer_id: str
    state: Order.State
    items: _containers.RepeatedCompositeFieldContainer[OrderItem]
    subtotal: _money_pb2.Money
    shipping_price: _money_pb2.Money
    total: _money_pb2.Money
    failure_reason: str
    saga_steps: _containers.RepeatedCompositeFieldContainer[SagaStep]
    history: _containers.RepeatedCompositeFieldContainer[OrderHistoryEntry]
    create_time: _timestamp_pb2.Timestamp
    cancellation_requested: bool
    coupon_code: str
    discount: _money_pb2.Money
    def __init__(self, order_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., state: _Optional[_Union[Order.State, str]] = ..., items: _Optional[_Iterable[_Union[OrderItem, _Mapping]]] = ..., subtotal: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., shipping_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., failure_reason: _Optional[str] = ..., saga_steps: _Optional[_Iterable[_Union[SagaStep, _Mapping]]] = ..., history: _Optional[_Iterable[_Union[OrderHistoryEntry, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cancellation_requested: _Optional[bool] = ..., coupon_code: _Optional[str] = ..., discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class OrderItem(_message.Message):
    __slots__ = ("product_id", "purchase_option_id", "title", "quantity", "unit_price", "seller_id", "seller_name", "picture_path")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    SELLER_ID_FIELD_NUMBER: _ClassVar[int]
    SELLER_NAME_FIELD_NUMBER: _ClassVar[int]
    PICTURE_PATH_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    purchase_option_id: str
    title: str
    quantity: int
    unit_price: _money_pb2.Money
    seller_id: str
    seller_name: str
    picture_path: str
    def __init__(self, product_id: _Optional[str] = ..., purchase_option_id: _Optional[str] = ..., title: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., seller_id: _Optional[str] = ..., seller_name: _Optional[str] = ..., picture_path: _Optional[str] = ...) -> None: ...

class SagaStep(_message.Message):
    __slots__ = ("saga", "name", "state", "error_reason", "update_time")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[SagaStep.State]
        STATE_STARTED: _ClassVar[SagaStep.State]
        STATE_DONE: _ClassVar[SagaStep.State]
        STATE_FAILED: _ClassVar[SagaStep.State]
        STATE_COMPENSATING: _ClassVar[SagaStep.State]
        STATE_COMPENSATED: _ClassVar[SagaStep.State]
        STATE_PARKED: _ClassVar[SagaStep.State]
    STATE_UNSPECIFIED: SagaStep.State
    STATE_STARTED: SagaStep.State
    STATE_DONE: SagaStep.State
    STATE_FAILED: SagaStep.State
    STATE_COMPENSATING: SagaStep.State
    STATE_COMPENSATED: SagaStep.State
    STATE_PARKED: SagaStep.State
    SAGA_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ERROR_REASON_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    saga: str
    name: str
    state: SagaStep.State
    error_reason: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, saga: _Optional[str] = ..., name: _Optional[str] = ..., state: _Optional[_Union[SagaStep.State, str]] = ..., error_reason: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OrderHistoryEntry(_message.Message):
    __slots__ = ("type", "detail", "occur_time")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    type: str
    detail: str
    occur_time: _timestamp_pb2.Timestamp
    def __init__(self, type: _Optional[str] = ..., detail: _Optional[str] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PlaceOrderRequest(_message.Message):
    __slots__ = ("request_id", "customer_id", "items", "shipping_option_id", "payment_method", "address", "currency_code", "coupon_code")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    SHIPPING_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_METHOD_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    COUPON_CODE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    customer_id: str
    items: _containers.RepeatedCompositeFieldContainer[PlaceOrderItem]
    shipping_option_id: str
    payment_method: _payment_pb2.PaymentMethod
    address: _shipping_pb2.Address
    currency_code: str
    coupon_code: str
    def __init__(self, request_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., items: _Optional[_Iterable[_Union[PlaceOrderItem, _Mapping]]] = ..., shipping_option_id: _Optional[str] = ..., payment_method: _Optional[_Union[_payment_pb2.PaymentMethod, _Mapping]] = ..., address: _Optional[_Union[_shipping_pb2.Address, _Mapping]] = ..., currency_code: _Optional[str] = ..., coupon_code: _Optional[str] = ...) -> None: ...

class PlaceOrderItem(_message.Message):
    __slots__ = ("product_id", "purchase_option_id", "quantity", "expected_unit_price", "seller_id")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    SELLER_ID_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    purchase_option_id: str
    quantity: int
    expected_unit_price: _money_pb2.Money
    seller_id: str
    def __init__(self, product_id: _Optional[str] = ..., purchase_option_id: _Optional[str] = ..., quantity: _Optional[int] = ..., expected_unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., seller_id: _Optional[str] = ...) -> None: ...

class PlaceOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: Order
    def __init__(self, order: _Optional[_Union[Order, _Mapping]] = ...) -> None: ...

class GetOrderRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class GetOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: Order
    def __init__(self, order: _Optional[_Union[Order, _Mapping]] = ...) -> None: ...

class ListOrdersRequest(_message.Message):
    __slots__ = ("customer_id", "page_size", "page_token", "states", "product_id", "start_time", "end_time")
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    page_size: int
    page_token: str
    states: _containers.RepeatedScalarFieldContainer[Order.State]
    product_id: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, customer_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., states: _Optional[_Iterable[_Union[Order.State, str]]] = ..., product_id: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListOrdersResponse(_message.Message):
    __slots__ = ("orders", "next_page_token")
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    orders: _containers.RepeatedCompositeFieldContainer[Order]
    next_page_token: str
    def __init__(self, orders: _Optional[_Iterable[_Union[Order, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CancelOrderRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class CancelOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: Order
    def __init__(self, order: _Optional[_Union[Order, _Mapping]] = ...) -> None: ...

class WatchOrderRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class WatchOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: Order
    def __init__(self, order: _Optional[_Union[Order, _Mapping]] = ...) -> None: ...
