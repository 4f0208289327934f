import asyncio
import time
from concurrent.futures import ProcessPoolExecutor


# @start region=compute
def compute(page):
    end = time.monotonic() + 0.5
    while time.monotonic() < end:  # keeps a core busy
        pass
    return f"hash of page {page}"


async def query():
    await asyncio.sleep(0.1)
    print("  the query is answered")
# @end


# @start region=loop
async def on_the_loop():
    answer = asyncio.create_task(query())
    await asyncio.sleep(0)  # the query is on its way
    for page in (1, 2):
        print(" ", compute(page))  # the loop stands still
    await answer
# @end


# @start region=mixed
async def in_processes(pool):
    answer = asyncio.create_task(query())
    loop = asyncio.get_running_loop()
    hashes = [loop.run_in_executor(pool, compute, page) for page in (1, 2)]
    for page_hash in await asyncio.gather(*hashes):
        print(" ", page_hash)
    await answer
# @end


if __name__ == "__main__":
    print("computing on the loop:")
    asyncio.run(on_the_loop())
    with ProcessPoolExecutor(2) as processes:
        print("computing in processes:", flush=True)
        asyncio.run(in_processes(processes))
