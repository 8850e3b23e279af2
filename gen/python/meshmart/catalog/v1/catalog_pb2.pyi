import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import money_pb2 as _money_pb2
from meshmart.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Product(_message.Message):
    __slots__ = ("product_id", "title", "description", "category", "price", "purchase_options", "available", "weight_grams", "average_stars", "review_count", "picture_path")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_OPTIONS_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_GRAMS_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_STARS_FIELD_NUMBER: _ClassVar[int]
    REVIEW_COUNT_FIELD_NUMBER: _ClassVar[int]
    PICTURE_PATH_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    title: str
    description: str
    category: str
    price: _money_pb2.Money
    purchase_options: _containers.RepeatedCompositeFieldContainer[PurchaseOption]
    available: bool
    weight_grams: int
    average_stars: float
    review_count: int
    picture_path: str
    def __init__(self, product_id: _Optional[str] = ..., title: _Optional[str] = ..., description: _Optional[str] = ..., category: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., purchase_options: _Optional[_Iterable[_Union[PurchaseOption, _Mapping]]] = ..., available: _Optional[bool] = ..., weight_grams: _Optional[int] = ..., average_stars: _Optional[float] = ..., review_count: _Optional[int] = ..., picture_path: _Optional[str] = ...) -> None: ...

class Category(_message.Message):
    __slots__ = ("category", "product_count")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_COUNT_FIELD_NUMBER: _ClassVar[int]
    category: str
    product_count: int
    def __init__(self, category: _Optional[str] = ..., product_count: _Optional[int] = ...) -> None: ...

class Offer(_message.Message):
    __slots__ = ("product_id", "purchase_option_id", "seller_id", "seller_name", "price")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    SELLER_ID_FIELD_NUMBER: _ClassVar[int]
    SELLER_NAME_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    purchase_option_id: str
    seller_id: str
    seller_name: str
    price: _money_pb2.Money
    def __init__(self, product_id: _Optional[str] = ..., purchase_option_id: _Optional[str] = ..., seller_id: _Optional[str] = ..., seller_name: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ProductDetails(_message.Message):
    __slots__ = ("product_id", "sku", "title", "description", "category", "weight_grams", "purchase_options", "etag", "update_time", "picture_path")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_GRAMS_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_OPTIONS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    PICTURE_PATH_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    sku: str
    title: str
    description: str
    category: str
    weight_grams: int
    purchase_options: _containers.RepeatedCompositeFieldContainer[PurchaseOptionDetails]
    etag: str
    update_time: _timestamp_pb2.Timestamp
    picture_path: str
    def __init__(self, product_id: _Optional[str] = ..., sku: _Optional[str] = ..., title: _Optional[str] = ..., description: _Optional[str] = ..., category: _Optional[str] = ..., weight_grams: _Optional[int] = ..., purchase_options: _Optional[_Iterable[_Union[PurchaseOptionDetails, _Mapping]]] = ..., etag: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., picture_path: _Optional[str] = ...) -> None: ...

class PurchaseOptionDetails(_message.Message):
    __slots__ = ("purchase_option_id", "title", "prices")
    PURCHASE_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PRICES_FIELD_NUMBER: _ClassVar[int]
    purchase_option_id: str
    title: str
    prices: _containers.RepeatedCompositeFieldContainer[_money_pb2.Money]
    def __init__(self, purchase_option_id: _Optional[str] = ..., title: _Optional[str] = ..., prices: _Optional[_Iterable[_Union[_money_pb2.Money, _Mapping]]] = ...) -> None: ...

class PurchaseOption(_message.Message):
    __slots__ = ("purchase_option_id", "title", "price")
    PURCHASE_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    purchase_option_id: str
    title: str
    price: _money_pb2.Money
    def __init__(self, purchase_option_id: _Optional[str] = ..., title: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ListProductsRequest(_message.Message):
    __slots__ = ("category", "currency_code", "page_size", "page_token")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    category: str
    currency_code: str
    page_size: int
    page_token: str
    def __init__(self, category: _Optional[str] = ..., currency_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListProductsResponse(_message.Message):
    __slots__ = ("products", "next_page_token")
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    products: _containers.RepeatedCompositeFieldContainer[Product]
    next_page_token: str
    def __init__(self, products: _Optional[_Iterable[_Union[Product, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetProductRequest(_message.Message):
    __slots__ = ("product_id", "currency_code")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    currency_code: str
    def __init__(self, product_id: _Optional[str] = ..., currency_code: _Optional[str] = ...) -> None: ...

class GetProductResponse(_message.Message):
    __slots__ = ("product",)
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    product: Product
    def __init__(self, product: _Optional[_Union[Product, _Mapping]] = ...) -> None: ...

class BatchGetProductsRequest(_message.Message):
    __slots__ = ("product_ids", "currency_code", "offer_keys")
    PRODUCT_IDS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    OFFER_KEYS_FIELD_NUMBER: _ClassVar[int]
    product_ids: _containers.RepeatedScalarFieldContainer[str]
    currency_code: str
    offer_keys: _containers.RepeatedCompositeFieldContainer[OfferKey]
    def __init__(self, product_ids: _Optional[_Iterable[str]] = ..., currency_code: _Optional[str] = ..., offer_keys: _Optional[_Iterable[_Union[OfferKey, _Mapping]]] = ...) -> None: ...

class OfferKey(_message.Message):
    __slots__ = ("product_id", "seller_id")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    SELLER_ID_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    seller_id: str
    def __init__(self, product_id: _Optional[str] = ..., seller_id: _Optional[str] = ...) -> None: ...

class BatchGetProductsResponse(_message.Message):
    __slots__ = ("products", "offers")
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    products: _containers.RepeatedCompositeFieldContainer[Product]
    offers: _containers.RepeatedCompositeFieldContainer[Offer]
    def __init__(self, products: _Optional[_Iterable[_Union[Product, _Mapping]]] = ..., offers: _Optional[_Iterable[_Union[Offer, _Mapping]]] = ...) -> None: ...

class SearchProductsRequest(_message.Message):
    __slots__ = ("query", "category", "min_price", "max_price", "sort", "currency_code", "page_size", "page_token")
    class Sort(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        SORT_UNSPECIFIED: _ClassVar[SearchProductsRequest.Sort]
        SORT_RELEVANCE: _ClassVar[SearchProductsRequest.Sort]
        SORT_PRICE_ASCENDING: _ClassVar[SearchProductsRequest.Sort]
        SORT_PRICE_DESCENDING: _ClassVar[SearchProductsRequest.Sort]
        SORT_NEWEST: _ClassVar[SearchProductsRequest.Sort]
    SORT_UNSPECIFIED: SearchProductsRequest.Sort
    SORT_RELEVANCE: SearchProductsRequest.Sort
    SORT_PRICE_ASCENDING: SearchProductsRequest.Sort
    SORT_PRICE_DESCENDING: SearchProductsRequest.Sort
    SORT_NEWEST: SearchProductsRequest.Sort
    QUERY_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    MIN_PRICE_FIELD_NUMBER: _ClassVar[int]
    MAX_PRICE_FIELD_NUMBER: _ClassVar[int]
    SORT_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    query: str
    category: str
    min_price: _money_pb2.Money
    max_price: _money_pb2.Money
    sort: SearchProductsRequest.Sort
    currency_code: str
    page_size: int
    page_token: str
    def __init__(self, query: _Optional[str] = ..., category: _Optional[str] = ..., min_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., max_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., sort: _Optional[_Union[SearchProductsRequest.Sort, str]] = ..., currency_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class SearchProductsResponse(_message.Message):
    __slots__ = ("products", "next_page_token")
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    products: _containers.RepeatedCompositeFieldContainer[Product]
    next_page_token: str
    def __init__(self, products: _Optional[_Iterable[_Union[Product, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SuggestProductsRequest(_message.Message):
    __slots__ = ("query",)
    QUERY_FIELD_NUMBER: _ClassVar[int]
    query: str
    def __init__(self, query: _Optional[str] = ...) -> None: ...

class SuggestProductsResponse(_message.Message):
    __slots__ = ("suggestions",)
    SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    suggestions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, suggestions: _Optional[_Iterable[str]] = ...) -> None: ...

class ListCategoriesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCategoriesResponse(_message.Message):
    __slots__ = ("categories", "next_page_token")
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedCompositeFieldContainer[Category]
    next_page_token: str
    def __init__(self, categories: _Optional[_Iterable[_Union[Category, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListOffersRequest(_message.Message):
    __slots__ = ("product_id", "currency_code", "page_size", "page_token")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    currency_code: str
    page_size: int
    page_token: str
    def __init__(self, product_id: _Optional[str] = ..., currency_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOffersResponse(_message.Message):
    __slots__ = ("offers", "next_page_token")
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[Offer]
    next_page_token: str
    def __init__(self, offers: _Optional[_Iterable[_Union[Offer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class OfferProductRequest(_message.Message):
    __slots__ = ("product_id", "seller_id", "seller_name", "purchase_option_id", "price")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    SELLER_ID_FIELD_NUMBER: _ClassVar[int]
    SELLER_NAME_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    seller_id: str
    seller_name: str
    purchase_option_id: str
    price: _money_pb2.Money
    def __init__(self, product_id: _Optional[str] = ..., seller_id: _Optional[str] = ..., seller_name: _Optional[str] = ..., purchase_option_id: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class OfferProductResponse(_message.Message):
    __slots__ = ("offer",)
    OFFER_FIELD_NUMBER: _ClassVar[int]
    offer: Offer
    def __init__(self, offer: _Optional[_Union[Offer, _Mapping]] = ...) -> None: ...

class GetProductDetailsRequest(_message.Message):
    __slots__ = ("product_id",)
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    def __init__(self, product_id: _Optional[str] = ...) -> None: ...

class GetProductDetailsResponse(_message.Message):
    __slots__ = ("product_details",)
    PRODUCT_DETAILS_FIELD_NUMBER: _ClassVar[int]
    product_details: ProductDetails
    def __init__(self, product_details: _Optional[_Union[ProductDetails, _Mapping]] = ...) -> None: ...

class CreateProductRequest(_message.Message):
    __slots__ = ("request_id", "product_details")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_DETAILS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    product_details: ProductDetails
    def __init__(self, request_id: _Optional[str] = ..., product_details: _Optional[_Union[ProductDetails, _Mapping]] = ...) -> None: ...

class CreateProductResponse(_message.Message):
    __slots__ = ("product_details",)
    PRODUCT_DETAILS_FIELD_NUMBER: _ClassVar[int]
    product_details: ProductDetails
    def __init__(self, product_details: _Optional[_Union[ProductDetails, _Mapping]] = ...) -> None: ...

class UpdateProductRequest(_message.Message):
    __slots__ = ("product_details", "update_mask")
    PRODUCT_DETAILS_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    product_details: ProductDetails
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, product_details: _Optional[_Union[ProductDetails, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class UpdateProductResponse(_message.Message):
    __slots__ = ("product_details",)
    PRODUCT_DETAILS_FIELD_NUMBER: _ClassVar[int]
    product_details: ProductDetails
    def __init__(self, product_details: _Optional[_Union[ProductDetails, _Mapping]] = ...) -> None: ...

class ImportProductsRequest(_message.Message):
    __slots__ = ("body",)
    BODY_FIELD_NUMBER: _ClassVar[int]
    body: _httpbody_pb2.HttpBody
    def __init__(self, body: _Optional[_Union[_httpbody_pb2.HttpBody, _Mapping]] = ...) -> None: ...

class ImportProductsResponse(_message.Message):
    __slots__ = ("read_count", "created_count", "updated_count", "refused_count", "errors", "done")
    READ_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ERRORS_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    read_count: int
    created_count: int
    updated_count: int
    refused_count: int
    errors: _containers.RepeatedCompositeFieldContainer[ImportError]
    done: bool
    def __init__(self, read_count: _Optional[int] = ..., created_count: _Optional[int] = ..., updated_count: _Optional[int] = ..., refused_count: _Optional[int] = ..., errors: _Optional[_Iterable[_Union[ImportError, _Mapping]]] = ..., done: _Optional[bool] = ...) -> None: ...

class ImportError(_message.Message):
    __slots__ = ("line", "message")
    LINE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    line: int
    message: str
    def __init__(self, line: _Optional[int] = ..., message: _Optional[str] = ...) -> None: ...
