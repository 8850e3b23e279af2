"""The contract's handlers: check what the contract cannot express, ask the model, map the result."""

from collections.abc import Sequence

from google.protobuf.timestamp_pb2 import Timestamp

from meshmart.recommendations.v1 import recommendations_pb2 as contract
from meshmart.recommendations.v1.recommendations_pb2_grpc import RecommendationsServiceServicer
from meshmart_kit.errors import DomainError
from meshmart_kit.server_call import ServerCall

from .learning import Learning
from .model import Recommendation, Source

PAGE_SIZE = 10
SOURCES = {
    Source.ALSO_BOUGHT: contract.Recommendation.SOURCE_ALSO_BOUGHT,
    Source.POPULAR_IN_CATEGORY: contract.Recommendation.SOURCE_POPULAR_IN_CATEGORY,
    Source.POPULAR: contract.Recommendation.SOURCE_POPULAR,
}


class RecommendationsRpc(RecommendationsServiceServicer):
    def __init__(self, learning: Learning) -> None:
        self._learning = learning

    async def ListAlsoBought(
        self, request: contract.ListAlsoBoughtRequest, call: ServerCall
    ) -> contract.ListAlsoBoughtResponse:
        _check_page(request.page_token)
        found = self._learning.model.also_bought(request.product_id.lower(), request.page_size or PAGE_SIZE)
        return contract.ListAlsoBoughtResponse(recommendations=_messages(found))

    async def ListPopularProducts(
        self, request: contract.ListPopularProductsRequest, call: ServerCall
    ) -> contract.ListPopularProductsResponse:
        _check_page(request.page_token)
        found = self._learning.model.popular(request.category, request.page_size or PAGE_SIZE)
        return contract.ListPopularProductsResponse(recommendations=_messages(found))

    async def RetrainModel(
        self, request: contract.RetrainModelRequest, call: ServerCall
    ) -> contract.RetrainModelResponse:
        model = await self._learning.retrain()
        complete_time = Timestamp()
        complete_time.GetCurrentTime()
        return contract.RetrainModelResponse(
            order_count=model.order_count, pair_count=model.pair_count, complete_time=complete_time
        )


def _check_page(page_token: str) -> None:
    if page_token:
        message = "These lists have one page: leave page_token empty."
        raise DomainError("invalid", "INVALID_PAGE_TOKEN", message, {"field": "page_token"})


def _messages(found: Sequence[Recommendation]) -> list[contract.Recommendation]:
    return [
        contract.Recommendation(product_id=one.product_id, score=one.score, source=SOURCES[one.source]) for one in found
    ]
