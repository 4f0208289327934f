import asyncio

SESSIONS = []
UPSTREAM = {"status": 200, "body": {"rate": 42}, "failure": None}


class ClientSession:
    """What matters of aiohttp's: each has connections of its own, and a status is no failure."""

    async def __aenter__(self):
        SESSIONS.append(self)
        return self

    async def __aexit__(self, *failure):
        pass

    def get(self, url):
        return Response()


class Response:
    async def __aenter__(self):
        if UPSTREAM["failure"]:
            raise UPSTREAM["failure"]
        return self

    async def __aexit__(self, *failure):
        pass

    async def json(self):
        return UPSTREAM["body"]


class web:
    """What matters of aiohttp.web: the same check of the reason, the same message."""

    Request = Response = object

    class HTTPError(Exception):
        def __init__(self, reason):
            if "\r" in reason or "\n" in reason:
                raise ValueError("Reason cannot contain \\n")
            super().__init__(reason)

    class HTTPGatewayTimeout(HTTPError):
        status = 504

    class HTTPBadGateway(HTTPError):
        status = 502

    @staticmethod
    def json_response(data):
        return f"200 {data}"


# @start region=original
async def fetch_external_data(request: web.Request) -> web.Response:
    """Ask an external API, with a timeout."""
    try:
        async with ClientSession() as session:
            # Timeout of 5 seconds
            async with asyncio.timeout(5):
                async with session.get('https://api.example.com/data') as resp:
                    data = await resp.json()
                    return web.json_response(data)

    except asyncio.TimeoutError:
        raise web.HTTPGatewayTimeout(
            reason="External API timeout"
        )

    except Exception as e:
        raise web.HTTPBadGateway(
            reason=f"External API error: {e}"
        )
# @end


# @start region=flaw
async def ask(what, **upstream):
    UPSTREAM.update(status=200, body={"rate": 42}, failure=None)
    UPSTREAM.update(upstream)
    try:
        print(f"{what}: {await fetch_external_data(None)}")
    except web.HTTPError as e:
        print(f"{what}: {e.status} {e}")
    except Exception as e:
        print(f"{what}: the handler crashes with {e!r}, which is a 500")


async def main():
    await ask("the upstream answers")
    await ask("the upstream answers 500", status=500, body={"error": "out of order"})
    await ask("the upstream is away", failure=OSError("Cannot connect to host 10.0.0.7:8443"))
    await ask("its failure has two lines", failure=OSError("bad answer:\nHTTP/1.1 200"))
    UPSTREAM.update(failure=None)
    for _ in range(6):
        await fetch_external_data(None)
    print(f"ten calls, {len(SESSIONS)} clients")
# @end


asyncio.run(main())
