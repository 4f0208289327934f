import asyncio


# @start region=notifications
async def get_notifications(async_session, select, Notification, user_id: int):
    async with async_session() as session:
        result = await session.execute(
            select(Notification)
            .where(Notification.user_id == user_id)
            .where(Notification.is_read == False)
            .order_by(Notification.created_at.desc())
            .limit(10)
        )
        return result.scalars().all()
# @end


# The two reads below stand for two sessions: what each sees is committed by then.
posts = ["One", "Two", "Four"]


async def count():
    return len(posts)


async def titles():
    await asyncio.sleep(0.2)
    return list(posts)


async def writer():
    await asyncio.sleep(0.1)
    posts.append("Five")


async def main():
    number, names, _ = await asyncio.gather(count(), titles(), writer())
    print(f"she has {number} posts: {names}")


asyncio.run(main())
