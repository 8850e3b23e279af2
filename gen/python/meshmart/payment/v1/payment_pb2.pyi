from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.type import money_pb2 as _money_pb2
from meshmart.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PaymentMethod(_message.Message):
    __slots__ = ("card", "bank_transfer", "points")
    CARD_FIELD_NUMBER: _ClassVar[int]
    BANK_TRANSFER_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    card: Card
    bank_transfer: BankTransfer
    points: Points
    def __init__(self, card: _Optional[_Union[Card, _Mapping]] = ..., bank_transfer: _Optional[_Union[BankTransfer, _Mapping]] = ..., points: _Optional[_Union[Points, _Mapping]] = ...) -> None: ...

class Card(_message.Message):
    __slots__ = ("number", "expiry_month", "expiry_year", "security_code", "holder_name")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    EXPIRY_MONTH_FIELD_NUMBER: _ClassVar[int]
    EXPIRY_YEAR_FIELD_NUMBER: _ClassVar[int]
    SECURITY_CODE_FIELD_NUMBER: _ClassVar[int]
    HOLDER_NAME_FIELD_NUMBER: _ClassVar[int]
    number: str
    expiry_month: int
    expiry_year: int
    security_code: str
    holder_name: str
    def __init__(self, number: _Optional[str] = ..., expiry_month: _Optional[int] = ..., expiry_year: _Optional[int] = ..., security_code: _Optional[str] = ..., holder_name: _Optional[str] = ...) -> None: ...

class BankTransfer(_message.Message):
    __slots__ = ("bank_code", "account_number", "holder_name")
    BANK_CODE_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    HOLDER_NAME_FIELD_NUMBER: _ClassVar[int]
    bank_code: str
    account_number: str
    holder_name: str
    def __init__(self, bank_code: _Optional[str] = ..., account_number: _Optional[str] = ..., holder_name: _Optional[str] = ...) -> None: ...

class Points(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Payment(_message.Message):
    __slots__ = ("order_id", "state", "amount", "decline_reason", "display_name", "method")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Payment.State]
        STATE_AUTHORIZED: _ClassVar[Payment.State]
        STATE_CAPTURED: _ClassVar[Payment.State]
        STATE_VOIDED: _ClassVar[Payment.State]
        STATE_REFUNDED: _ClassVar[Payment.State]
        STATE_DECLINED: _ClassVar[Payment.State]
    STATE_UNSPECIFIED: Payment.State
    STATE_AUTHORIZED: Payment.State
    STATE_CAPTURED: Payment.State
    STATE_VOIDED: Payment.State
    STATE_REFUNDED: Payment.State
    STATE_DECLINED: Payment.State
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    DECLINE_REASON_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    state: Payment.State
    amount: _money_pb2.Money
    decline_reason: str
    display_name: str
    method: str
    def __init__(self, order_id: _Optional[str] = ..., state: _Optional[_Union[Payment.State, str]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., decline_reason: _Optional[str] = ..., display_name: _Optional[str] = ..., method: _Optional[str] = ...) -> None: ...

class TokenizePaymentMethodRequest(_message.Message):
    __slots__ = ("payment_method", "customer_id")
    PAYMENT_METHOD_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    payment_method: PaymentMethod
    customer_id: str
    def __init__(self, payment_method: _Optional[_Union[PaymentMethod, _Mapping]] = ..., customer_id: _Optional[str] = ...) -> None: ...

class TokenizePaymentMethodResponse(_message.Message):
    __slots__ = ("payment_token",)
    PAYMENT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    payment_token: str
    def __init__(self, payment_token: _Optional[str] = ...) -> None: ...

class AuthorizePaymentRequest(_message.Message):
    __slots__ = ("order_id", "payment_token", "amount")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    payment_token: str
    amount: _money_pb2.Money
    def __init__(self, order_id: _Optional[str] = ..., payment_token: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class AuthorizePaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: Payment
    def __init__(self, payment: _Optional[_Union[Payment, _Mapping]] = ...) -> None: ...

class CapturePaymentRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class CapturePaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: Payment
    def __init__(self, payment: _Optional[_Union[Payment, _Mapping]] = ...) -> None: ...

class VoidPaymentRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class VoidPaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: Payment
    def __init__(self, payment: _Optional[_Union[Payment, _Mapping]] = ...) -> None: ...

class RefundPaymentRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class RefundPaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: Payment
    def __init__(self, payment: _Optional[_Union[Payment, _Mapping]] = ...) -> None: ...

class GetPaymentRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class GetPaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: Payment
    def __init__(self, payment: _Optional[_Union[Payment, _Mapping]] = ...) -> None: ...

class GetPointsBalanceRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetPointsBalanceResponse(_message.Message):
    __slots__ = ("points",)
    POINTS_FIELD_NUMBER: _ClassVar[int]
    points: int
    def __init__(self, points: _Optional[int] = ...) -> None: ...
