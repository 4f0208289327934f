import asyncio

CALLS = []


class ClientSession:
    """What matters of aiohttp's: each has connections of its own, and a status is no failure."""

    async def __aenter__(self):
        CALLS.append(self)
        return self

    async def __aexit__(self, *failure):
        pass

    def post(self, url, json):
        return Response(json)


class Response:
    def __init__(self, data):
        self.status = 500 if data == 2 else 200
        self.data = data

    async def __aenter__(self):
        await asyncio.sleep(30 if self.data == 3 else 0.1)
        return self

    async def __aexit__(self, *failure):
        pass

    async def json(self):
        return "out of order" if self.status == 500 else "accepted"


class Anybody:
    async def acquire(self):
        pass


rate_limiter = Anybody()


# @start region=original
async def call_external_api(data):
    """Call an external API with rate limiting."""
    await rate_limiter.acquire()

    async with ClientSession() as session:
        async with session.post('https://api.example.com', json=data) as resp:
            return await resp.json()
# @end


# @start region=flaw
async def main():
    for data in (1, 2, 3):
        try:
            answer = await asyncio.wait_for(call_external_api(data), timeout=1)
            print(f"call {data}: {answer}")
        except asyncio.TimeoutError:
            print(f"call {data}: no answer within a second, and no end by itself")
    print(f"clients: {len(CALLS)}")
# @end


asyncio.run(main())
