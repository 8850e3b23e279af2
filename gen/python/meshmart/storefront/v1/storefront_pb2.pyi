from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.type import money_pb2 as _money_pb2
from meshmart.catalog.v1 import catalog_pb2 as _catalog_pb2
from meshmart.options.v1 import options_pb2 as _options_pb2
from meshmart.promotions.v1 import promotions_pb2 as _promotions_pb2
from meshmart.reviews.v1 import reviews_pb2 as _reviews_pb2
from meshmart.shipping.v1 import shipping_pb2 as _shipping_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PartStatus(_message.Message):
    __slots__ = ("state", "reason")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[PartStatus.State]
        STATE_OK: _ClassVar[PartStatus.State]
        STATE_DEGRADED: _ClassVar[PartStatus.State]
    STATE_UNSPECIFIED: PartStatus.State
    STATE_OK: PartStatus.State
    STATE_DEGRADED: PartStatus.State
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    state: PartStatus.State
    reason: str
    def __init__(self, state: _Optional[_Union[PartStatus.State, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class GetProductPageRequest(_message.Message):
    __slots__ = ("product_id", "currency_code", "country_code")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_CODE_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    currency_code: str
    country_code: str
    def __init__(self, product_id: _Optional[str] = ..., currency_code: _Optional[str] = ..., country_code: _Optional[str] = ...) -> None: ...

class GetProductPageResponse(_message.Message):
    __slots__ = ("product", "offers", "stock", "reviews", "shipping", "also_bought", "promotions", "cart", "purchases")
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    STOCK_FIELD_NUMBER: _ClassVar[int]
    REVIEWS_FIELD_NUMBER: _ClassVar[int]
    SHIPPING_FIELD_NUMBER: _ClassVar[int]
    ALSO_BOUGHT_FIELD_NUMBER: _ClassVar[int]
    PROMOTIONS_FIELD_NUMBER: _ClassVar[int]
    CART_FIELD_NUMBER: _ClassVar[int]
    PURCHASES_FIELD_NUMBER: _ClassVar[int]
    product: _catalog_pb2.Product
    offers: OffersPart
    stock: StockPart
    reviews: ReviewsPart
    shipping: ShippingPart
    also_bought: RecommendationsPart
    promotions: PromotionsPart
    cart: CartPart
    purchases: PurchasesPart
    def __init__(self, product: _Optional[_Union[_catalog_pb2.Product, _Mapping]] = ..., offers: _Optional[_Union[OffersPart, _Mapping]] = ..., stock: _Optional[_Union[StockPart, _Mapping]] = ..., reviews: _Optional[_Union[ReviewsPart, _Mapping]] = ..., shipping: _Optional[_Union[ShippingPart, _Mapping]] = ..., also_bought: _Optional[_Union[RecommendationsPart, _Mapping]] = ..., promotions: _Optional[_Union[PromotionsPart, _Mapping]] = ..., cart: _Optional[_Union[CartPart, _Mapping]] = ..., purchases: _Optional[_Union[PurchasesPart, _Mapping]] = ...) -> None: ...

class OffersPart(_message.Message):
    __slots__ = ("status", "offers")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    status: PartStatus
    offers: _containers.RepeatedCompositeFieldContainer[_catalog_pb2.Offer]
    def __init__(self, status: _Optional[_Union[PartStatus, _Mapping]] = ..., offers: _Optional[_Iterable[_Union[_catalog_pb2.Offer, _Mapping]]] = ...) -> None: ...

class StockPart(_message.Message):
    __slots__ = ("status", "available", "low", "left")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    status: PartStatus
    available: bool
    low: bool
    left: int
    def __init__(self, status: _Optional[_Union[PartStatus, _Mapping]] = ..., available: _Optional[bool] = ..., low: _Optional[bool] = ..., left: _Optional[int] = ...) -> None: ...

class ReviewsPart(_message.Message):
    __slots__ = ("status", "rating", "reviews")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    REVIEWS_FIELD_NUMBER: _ClassVar[int]
    status: PartStatus
    rating: _reviews_pb2.Rating
    reviews: _containers.RepeatedCompositeFieldContainer[_reviews_pb2.Review]
    def __init__(self, status: _Optional[_Union[PartStatus, _Mapping]] = ..., rating: _Optional[_Union[_reviews_pb2.Rating, _Mapping]] = ..., reviews: _Optional[_Iterable[_Union[_reviews_pb2.Review, _Mapping]]] = ...) -> None: ...

class ShippingPart(_message.Message):
    __slots__ = ("status", "shipping_options")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    SHIPPING_OPTIONS_FIELD_NUMBER: _ClassVar[int]
    status: PartStatus
    shipping_options: _containers.RepeatedCompositeFieldContainer[_shipping_pb2.ShippingOption]
    def __init__(self, status: _Optional[_Union[PartStatus, _Mapping]] = ..., shipping_options: _Optional[_Iterable[_Union[_shipping_pb2.ShippingOption, _Mapping]]] = ...) -> None: ...

class RecommendationsPart(_message.Message):
    __slots__ = ("status", "products")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    status: PartStatus
    products: _containers.RepeatedCompositeFieldContainer[_catalog_pb2.Product]
    def __init__(self, status: _Optional[_Union[PartStatus, _Mapping]] = ..., products: _Optional[_Iterable[_Union[_catalog_pb2.Product, _Mapping]]] = ...) -> None: ...

class PromotionsPart(_message.Message):
    __slots__ = ("status", "coupon_offers", "banners")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    COUPON_OFFERS_FIELD_NUMBER: _ClassVar[int]
    BANNERS_FIELD_NUMBER: _ClassVar[int]
    status: PartStatus
    coupon_offers: _containers.RepeatedCompositeFieldContainer[_promotions_pb2.CouponOffer]
    banners: _containers.RepeatedCompositeFieldContainer[_promotions_pb2.Banner]
    def __init__(self, status: _Optional[_Union[PartStatus, _Mapping]] = ..., coupon_offers: _Optional[_Iterable[_Union[_promotions_pb2.CouponOffer, _Mapping]]] = ..., banners: _Optional[_Iterable[_Union[_promotions_pb2.Banner, _Mapping]]] = ...) -> None: ...

class CartPart(_message.Message):
    __slots__ = ("status", "item_count")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    status: PartStatus
    item_count: int
    def __init__(self, status: _Optional[_Union[PartStatus, _Mapping]] = ..., item_count: _Optional[int] = ...) -> None: ...

class PurchasesPart(_message.Message):
    __slots__ = ("status", "purchases")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PURCHASES_FIELD_NUMBER: _ClassVar[int]
    status: PartStatus
    purchases: _containers.RepeatedCompositeFieldContainer[Purchase]
    def __init__(self, status: _Optional[_Union[PartStatus, _Mapping]] = ..., purchases: _Optional[_Iterable[_Union[Purchase, _Mapping]]] = ...) -> None: ...

class Purchase(_message.Message):
    __slots__ = ("order_id", "quantity", "unit_price")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    quantity: int
    unit_price: _money_pb2.Money
    def __init__(self, order_id: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class GetHomeRequest(_message.Message):
    __slots__ = ("currency_code",)
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    currency_code: str
    def __init__(self, currency_code: _Optional[str] = ...) -> None: ...

class GetHomeResponse(_message.Message):
    __slots__ = ("promotions", "categories", "popular", "cart")
    PROMOTIONS_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    POPULAR_FIELD_NUMBER: _ClassVar[int]
    CART_FIELD_NUMBER: _ClassVar[int]
    promotions: PromotionsPart
    categories: CategoriesPart
    popular: RecommendationsPart
    cart: CartPart
    def __init__(self, promotions: _Optional[_Union[PromotionsPart, _Mapping]] = ..., categories: _Optional[_Union[CategoriesPart, _Mapping]] = ..., popular: _Optional[_Union[RecommendationsPart, _Mapping]] = ..., cart: _Optional[_Union[CartPart, _Mapping]] = ...) -> None: ...

class CategoriesPart(_message.Message):
    __slots__ = ("status", "categories")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    status: PartStatus
    categories: _containers.RepeatedCompositeFieldContainer[_catalog_pb2.Category]
    def __init__(self, status: _Optional[_Union[PartStatus, _Mapping]] = ..., categories: _Optional[_Iterable[_Union[_catalog_pb2.Category, _Mapping]]] = ...) -> None: ...
