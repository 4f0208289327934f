import asyncio
import contextlib
import sqlite3


# @start region=original
async def transfer_money(pool, from_id: int, to_id: int, amount: float):
    async with pool.acquire() as conn:
        async with conn.transaction():
            await conn.execute("""
                UPDATE accounts
                SET balance = balance - $1
                WHERE id = $2
            """, amount, from_id)

            await conn.execute("""
                UPDATE accounts
                SET balance = balance + $1
                WHERE id = $2
            """, amount, to_id)
# @end


class Pool:
    """SQLite, called as asyncpg is."""

    def __init__(self):
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.execute("CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance REAL)")
        self.db.execute("INSERT INTO accounts VALUES (1, 100.0), (2, 100.0)")

    @contextlib.asynccontextmanager
    async def acquire(self):
        yield self

    @contextlib.asynccontextmanager
    async def transaction(self):
        self.db.execute("BEGIN")
        yield
        self.db.execute("COMMIT")

    async def execute(self, sql, *args):
        self.db.execute(sql.replace("$", "?"), args)

    def balances(self):
        return self.db.execute("SELECT balance FROM accounts ORDER BY id").fetchall()


async def main():
    pool = Pool()
    for _ in range(3):
        await transfer_money(pool, 1, 2, 0.1)
    print("three times 0.1:", pool.balances())

    pool = Pool()
    await transfer_money(pool, 1, 99, 30.0)
    print("30 to account 99, which nobody has:", pool.balances())

    pool = Pool()
    await transfer_money(pool, 1, 2, 500.0)
    print("500 of 100:", pool.balances())

    pool = Pool()
    await transfer_money(pool, 1, 2, -40.0)
    print("-40:", pool.balances())


asyncio.run(main())
