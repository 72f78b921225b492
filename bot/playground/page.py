"""The chat page's own door."""

from starlette.routing import Route


def routes(playground: object) -> list[Route]:
    return []
