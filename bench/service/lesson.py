"""The service on the course's own stack: aiohttp, asyncpg and uvloop, in one process, written as the course writes it and
corrected only as far as it works. (A query of its own for each count, on a connection of its own, since one session cannot do
three at once; what is missing is a 404. Transfers are the same statements as everywhere: the course's own lose money.)

Usage: lesson.py PORT POSTGRES-URL CONNECTIONS
"""

import asyncio
import functools
import sys
from datetime import datetime
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

CLAIM = (
    "insert into transfer_requests (key, from_account, to_account, amount) values ($1, $2, $3, $4)"
    " on conflict (key) do nothing"
)
OUTCOME = """
select r.from_account = $1 and r.to_account = $2 and r.amount = $3 as same,
       r.outcome, t.id, t.from_account, t.to_account, t.amount, t.created_at
from transfer_requests r left join transfers t on t.id = r.transfer_id
where r.key = $4
"""
LOCK = "select id, balance from accounts where id in ($1, $2) order by id for no key update"
MOVE = """
with
  payer as (
    update accounts set balance = balance - $3 where id = $1 returning balance),
  payee as (
    update accounts set balance = balance + $3 where id = $2 returning balance),
  made as (
    insert into transfers (from_account, to_account, amount) values ($1, $2, $3)
    returning id, from_account, to_account, amount, created_at),
  audited as (
    insert into transfer_audit (transfer_id, from_balance, to_balance)
    select made.id, payer.balance, payee.balance from made, payer, payee)
select id, from_account, to_account, amount, created_at from made
"""
RECORD = "update transfer_requests set outcome = $1, account = $2, transfer_id = $3 where key = $4"

CENT = Decimal("0.01")
MOST = Decimal("99999999999999999.99")
REFUSALS = {
    "unknown account": web.HTTPNotFound,
    "insufficient funds": web.HTTPConflict,
    "account full": web.HTTPConflict,
    "another order": web.HTTPUnprocessableEntity,
}


@functools.cache
def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def plain(row):
    return {camel(k): utc(v) if isinstance(v, datetime) else v for k, v in row.items()}


def utc(time):
    return time.isoformat().removesuffix("+00:00") + "Z"


async def one(request, query, *args):
    async with request.app["pool"].acquire() as connection:
        row = await connection.fetchrow(query, *args)
        return plain(row) if row else None


async def rows(request, query, *args):
    async with request.app["pool"].acquire() as connection:
        return [plain(row) for row in await connection.fetch(query, *args)]


async def count(request, table, user):
    async with request.app["pool"].acquire() as connection:
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
    source, target, amount = order["from"], order["to"], Decimal(order["amount"]).quantize(CENT)
    key = request.headers["Idempotency-Key"]
    async with request.app["pool"].acquire() as connection, connection.transaction():
        if await connection.execute(CLAIM, key, source, target, amount) == "INSERT 0 1":
            outcome, account, made = await make(connection, source, target, amount)
            await connection.execute(RECORD, outcome, account, made and made["id"], key)
        else:
            made = await connection.fetchrow(OUTCOME, source, target, amount, key)
            outcome = made["outcome"] if made["same"] else "another order"
    if outcome != "done":
        raise REFUSALS[outcome]()
    return web.json_response(
        {
            "id": made["id"],
            "from": made["from_account"],
            "to": made["to_account"],
            "amount": str(made["amount"]),
            "createdAt": utc(made["created_at"]),
        },
        status=201,
        headers={"Location": f"/api/transfers/{made['id']}"},
    )


async def make(connection, source, target, amount):
    balances = {row["id"]: row["balance"] for row in await connection.fetch(LOCK, source, target)}
    for account in source, target:
        if account not in balances:
            return "unknown account", account, None
    if balances[source] < amount:
        return "insufficient funds", source, None
    if balances[target] + amount > MOST:
        return "account full", target, None
    return "done", None, await connection.fetchrow(MOVE, source, target, amount)


async def main(port, url, connections):
    app = web.Application()
    app["pool"] = await asyncpg.create_pool(url, min_size=connections, max_size=connections)
    app.router.add_get("/api/users/{id}/dashboard", dashboard)
    app.router.add_get("/api/users/{id}/profile", profile)
    app.router.add_post("/api/transfers", transfer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=4096).start()
    print("listening", flush=True)
    await asyncio.Event().wait()


with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
    runner.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
