import asyncio
import os


# @start region=original
async def on_cleanup(app):
    """Graceful shutdown."""
    # Cancel all active tasks
    tasks = [t for t in asyncio.all_tasks() if not t.done()]

    for task in tasks:
        task.cancel()

    # Wait for their end
    await asyncio.gather(*tasks, return_exceptions=True)
# @end


# @start region=flaw
async def order():
    try:
        await asyncio.sleep(0.3)
        print("order: done")
    except asyncio.CancelledError:
        print("order: cut off; a third of a second would have been enough")
        raise


async def close_database(app):
    print("the database is closed")


async def stop():
    asyncio.create_task(order())
    await asyncio.sleep(0.1)
    for clean_up in (on_cleanup, close_database):
        await clean_up(None)
    print("stopped")


loop = asyncio.new_event_loop()
loop.set_exception_handler(lambda _, context: print(type(context["exception"]).__name__))
stopping = loop.create_task(stop())
loop.call_later(1, loop.stop)
loop.run_forever()
print(f"a second later: stopped: {stopping.done()}; the process has to be killed", flush=True)
os._exit(0)
# @end
