import asyncio
from typing import List


# @start region=original
class RateLimiter:
    def __init__(self, max_requests: int, time_window: float):
        self.max_requests = max_requests
        self.time_window = time_window
        self.requests: List[float] = []
        self.lock = asyncio.Lock()

    async def acquire(self):
        async with self.lock:
            now = asyncio.get_event_loop().time()

            # Remove old requests
            cutoff = now - self.time_window
            self.requests = [req for req in self.requests if req > cutoff]

            # Check the limit
            if len(self.requests) >= self.max_requests:
                # Wait
                sleep_time = self.requests[0] + self.time_window - now
                await asyncio.sleep(sleep_time)
                return await self.acquire()

            # Add this request
            self.requests.append(now)
# @end


# @start region=flaw
async def main():
    limiter = RateLimiter(max_requests=2, time_window=0.1)
    for call in range(1, 5):
        try:
            await asyncio.wait_for(limiter.acquire(), timeout=0.5)
            print(f"call {call} is through")
        except asyncio.TimeoutError:
            print(f"call {call} is not through after five windows")

    # The same without a timeout: whoever comes after the third waits for ever
    limiter = RateLimiter(max_requests=2, time_window=0.1)
    callers = [asyncio.create_task(limiter.acquire()) for _ in range(10)]
    done, pending = await asyncio.wait(callers, timeout=1)
    print(f"of ten callers: {len(done)} through, {len(pending)} wait; the lock is held: {limiter.lock.locked()}")
    for task in pending:
        task.cancel()
# @end


asyncio.run(main())
