"""How routes answer: a view, or a refusal with its status. Knows no route."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from pydantic import BaseModel, ValidationError

from api.names import UnknownName
from api.views import Refusal
from vocabulary.requirement_text import ExpressionUnreadable
from vocabulary.text import visible

Handler = Callable[[web.Request], Awaitable[web.Response]]


def answer(view: BaseModel, status: int = 200) -> web.Response:
    """The view as JSON."""
    return web.json_response(body=view.model_dump_json().encode(), status=status)


def refused(why: str, status: int) -> web.Response:
    """Why it was not done."""
    return answer(Refusal(refused=why), status)


def unreadable(error: ValidationError) -> web.Response:
    """What is wrong with the body, by its first mistake; what was sent is not repeated."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return refused(f"{where}: {first['msg']}" if where else first["msg"], 400)


def unknown_action(action: str) -> web.Response:
    """Nothing is called so."""
    return refused(f"no action named {visible(action)}", 404)


def told(handler: Handler) -> Handler:
    """The same handler, its refusals of what cannot be read (400) or is called nothing (404) made into answers."""

    async def answered(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except ValidationError as error:
            return unreadable(error)
        except ExpressionUnreadable as error:
            return refused(str(error), 400)
        except UnknownName as error:
            return refused(str(error), 404)

    return answered
