import asyncio
from contextlib import asynccontextmanager


class Connection:
    """A stand-in for a connection of asyncpg; execute answers with the status of the command."""

    is_open = True

    async def execute(self, sql):
        await asyncio.sleep(0.05)
        return "SELECT 2"

    async def close(self):
        await asyncio.sleep(0.1)
        self.is_open = False


async def create_connection():
    return connection


# @start region=original
@asynccontextmanager
async def managed_db_connection():
    conn = await create_connection()
    print("Connection opened")
    try:
        yield conn
    finally:
        await conn.close()
        print("Connection closed")


async def query_data():
    async with managed_db_connection() as conn:
        result = await conn.execute("SELECT * FROM users")
        return result
# @end


async def main():
    print(f"The users: {await query_data()!r}")
    connection.is_open = True
    task = asyncio.create_task(query_data())
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.wait([task])
    print(f"After two cancels it is open: {connection.is_open}")


connection = Connection()
asyncio.run(main())
