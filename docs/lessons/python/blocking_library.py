import asyncio
import contextvars
import time
from concurrent.futures import ThreadPoolExecutor

user = contextvars.ContextVar("user", default="nobody")
executor = ThreadPoolExecutor(max_workers=5)


def get(url):
    """Stands for requests.get."""
    time.sleep(0.4)
    print(f"{url}: the thread has ended, for {user.get()}")
    return "page"


# @start region=original
async def run_sync_in_thread():
    loop = asyncio.get_event_loop()
    result = await loop.run_in_executor(executor, get, "https://api.example.com")
    return result
# @end


# @start region=cancelled
async def main():
    user.set("ann")
    try:
        async with asyncio.timeout(0.1):
            await run_sync_in_thread()
    except TimeoutError:
        print("timed out, and answered")
    await asyncio.sleep(0.5)
# @end


asyncio.run(main())
