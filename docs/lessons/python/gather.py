import asyncio


async def fetch_user(user_id: int):
    await asyncio.sleep(0.5)
    print("the user was read")
    return {"id": user_id, "name": f"User{user_id}"}


async def fetch_posts(user_id: int):
    await asyncio.sleep(0.3)
    return [{"id": 1, "title": "Post 1"}, {"id": 2, "title": "Post 2"}]


async def fetch_comments(user_id: int):
    await asyncio.sleep(0.4)
    print("the comments were read")
    return [{"id": 1, "text": "Comment 1"}]


# @start region=original
async def get_user_profile(user_id: int):
    user, posts, comments = await asyncio.gather(
        fetch_user(user_id),
        fetch_posts(user_id),
        fetch_comments(user_id)
    )

    return {
        "user": user,
        "posts": posts,
        "comments": comments
    }
# @end


# @start region=fails
async def broken_posts(user_id: int):
    await asyncio.sleep(0.1)
    raise ConnectionError("connection refused")


async def fails():
    try:
        await get_user_profile(1)
    except ConnectionError as e:
        print(f"told: {e}")
    await asyncio.sleep(1)  # the program goes on, and so do they
# @end


print("all is well:")
asyncio.run(get_user_profile(1))
print("the posts fail:")
fetch_posts = broken_posts
asyncio.run(fails())
