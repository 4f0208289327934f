import asyncio

sessions = {}


async def fetch_user(user_id: int):
    sessions[user_id] = asyncio.current_task()
    await asyncio.sleep(0.5)
    if user_id == 3:
        raise ConnectionError("connection refused")
    return {"id": user_id, "name": f"User{user_id}"}


# @start region=original
async def safe_gather():
    try:
        results = await asyncio.gather(
            fetch_user(1),
            fetch_user(2),
            fetch_user(3),
            return_exceptions=True  # do not fail
        )

        for i, result in enumerate(results):
            if isinstance(result, Exception):
                print(f"Task {i} failed: {result}")
            else:
                print(f"Task {i} result: {result} ({type(result).__name__})")

    except Exception as e:
        print(f"Gather failed: {e}")
# @end


# @start region=cancelled
async def user_2_logs_out():
    gathering = asyncio.create_task(safe_gather())
    await asyncio.sleep(0.2)
    sessions[2].cancel()
    await gathering
# @end


asyncio.run(user_2_logs_out())
