import asyncio


class Session:
    """A stand-in for SQLAlchemy's AsyncSession: it is for one task at a time."""

    is_in_use = False

    async def scalar(self, statement):
        if self.is_in_use:
            raise RuntimeError("this session is provisioning a new connection; "
                               "concurrent operations are not permitted")
        self.is_in_use = True
        await asyncio.sleep(0.1)
        self.is_in_use = False
        return 3


# @start region=original
async def get_stats(session, posts, comments, likes):
    posts_count, comments_count, likes_count = await asyncio.gather(
        session.scalar(posts),  # select(func.count()).select_from(Post).where(...)
        session.scalar(comments),
        session.scalar(likes),
    )
    return {"posts": posts_count, "comments": comments_count, "likes": likes_count}
# @end


# @start region=nested
async def nested(pool):
    async with pool:  # the session of the request
        await asyncio.sleep(0.1)
        async with pool:  # and another one inside
            return 3
# @end


async def main():
    try:
        await get_stats(Session(), "posts", "comments", "likes")
    except RuntimeError as e:
        print(f"{type(e).__name__}: {e}")
    pool = asyncio.Semaphore(2)
    try:
        await asyncio.wait_for(asyncio.gather(nested(pool), nested(pool)), 1)
    except asyncio.TimeoutError:
        print("two requests, two connections, and nobody goes on")


asyncio.run(main())
