"""The service on the course's own stack: aiohttp, asyncpg and uvloop, written as the course writes it and
corrected only as far as it works. (A query of its own for each count, on a connection of its own, since one session cannot do
three at once; exact amounts; what is missing is a 404.)

Usage: lesson.py PORT POSTGRES-URL CONNECTIONS
"""

import asyncio
import json
import sys
from decimal import Decimal

import asyncpg
import uvloop
from aiohttp import web

USER = "select id, name, email, created_at from users where id = $1"
NOTIFICATIONS = (
    "select id, kind, message, created_at from notifications where user_id = $1 and not is_read"
    " order by created_at desc, id desc limit 10"
)
ACTIVITIES = (
    "select id, kind, description, created_at from activities where user_id = $1"
    " order by created_at desc, id desc limit 20"
)
POSTS = "select id, title, body, created_at from posts where user_id = $1 order by created_at desc, id desc limit 100"
COMMENTS = "select id, post_id, body, created_at from comments where user_id = $1 order by created_at desc, id desc limit 100"

pool = web.AppKey("pool", asyncpg.Pool)


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def plain(row):
    return {camel(k): v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items()}


async def one(request, query, *args):
    async with request.app[pool].acquire() as connection:
        row = await connection.fetchrow(query, *args)
        return plain(row) if row else None


async def rows(request, query, *args):
    async with request.app[pool].acquire() as connection:
        return [plain(row) for row in await connection.fetch(query, *args)]


async def count(request, table, user):
    async with request.app[pool].acquire() as connection:
        return await connection.fetchval(f"select count(*) from {table} where user_id = $1", user)


async def stats(request, user):
    posts, comments, likes = await asyncio.gather(
        count(request, "posts", user), count(request, "comments", user), count(request, "likes", user)
    )
    return {"posts": posts, "comments": comments, "likes": likes}


async def dashboard(request):
    user_id = int(request.match_info["id"])
    user, counts, notifications, activity = await asyncio.gather(
        one(request, USER, user_id),
        stats(request, user_id),
        rows(request, NOTIFICATIONS, user_id),
        rows(request, ACTIVITIES, user_id),
        return_exceptions=True,
    )
    if user is None:
        raise web.HTTPNotFound
    return web.json_response(
        {
            "user": user if not isinstance(user, Exception) else None,
            "stats": counts if not isinstance(counts, Exception) else {},
            "notifications": notifications if not isinstance(notifications, Exception) else [],
            "recentActivity": activity if not isinstance(activity, Exception) else [],
            "degraded": [],
        }
    )


async def profile(request):
    user_id = int(request.match_info["id"])
    user, posts, comments = await asyncio.gather(
        one(request, USER, user_id), rows(request, POSTS, user_id), rows(request, COMMENTS, user_id)
    )
    if user is None:
        raise web.HTTPNotFound
    return web.json_response({"user": user, "posts": posts, "comments": comments})


async def transfer(request):
    order = await request.json()
    source, target, amount = order["from"], order["to"], Decimal(order["amount"])
    key = request.headers["Idempotency-Key"]
    async with request.app[pool].acquire() as connection, connection.transaction():
        claimed = await connection.execute(
            "insert into transfer_requests (key, from_account, to_account, amount) values ($1, $2, $3, $4)"
            " on conflict (key) do nothing",
            key, source, target, amount,
        )
        if claimed != "INSERT 0 1":
            raise web.HTTPConflict
        accounts = await connection.fetch(
            "select id, balance from accounts where id = any($1) order by id for no key update", [source, target]
        )
        balances = {row["id"]: row["balance"] for row in accounts}
        if len(balances) < 2:
            raise web.HTTPNotFound
        if balances[source] < amount:
            raise web.HTTPConflict
        await connection.execute("update accounts set balance = balance - $1 where id = $2", amount, source)
        await connection.execute("update accounts set balance = balance + $1 where id = $2", amount, target)
        made = await connection.fetchrow(
            "insert into transfers (from_account, to_account, amount) values ($1, $2, $3) returning id, created_at",
            source, target, amount,
        )
        await connection.execute(
            "insert into transfer_audit (transfer_id, from_balance, to_balance) values ($1, $2, $3)",
            made["id"], balances[source] - amount, balances[target] + amount,
        )
        await connection.execute(
            "update transfer_requests set outcome = 'done', transfer_id = $1 where key = $2", made["id"], key
        )
    body = {"id": made["id"], "from": source, "to": target, "amount": str(amount), "createdAt": made["created_at"].isoformat()}
    return web.json_response(body, status=201, dumps=json.dumps)


async def main(port, url, connections):
    app = web.Application()
    app[pool] = await asyncpg.create_pool(url, min_size=connections, max_size=connections)
    app.router.add_get("/api/users/{id}/dashboard", dashboard)
    app.router.add_get("/api/users/{id}/profile", profile)
    app.router.add_post("/api/transfers", transfer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=4096).start()
    print("listening", flush=True)
    await asyncio.Event().wait()


uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
