import asyncio


# @start region=original
class AsyncResource:
    async def __aenter__(self):
        print("Opening resource...")
        await asyncio.sleep(0.1)
        self.resource = "Resource data"
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        print("Closing resource...")
        await asyncio.sleep(0.1)
        self.resource = None


async def use_resource(res):
    async with res:
        print(f"Using: {res.resource}")
        await asyncio.sleep(1)
# @end


async def cancelled_twice():
    res = AsyncResource()
    task = asyncio.create_task(use_resource(res))
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait([task])
    print(f"Still open: {res.resource}")


asyncio.run(cancelled_twice())
