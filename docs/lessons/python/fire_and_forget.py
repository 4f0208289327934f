import asyncio


async def process_data():
    await asyncio.sleep(0.1)
    raise OSError("the mail server is full")


# @start region=original
async def bad_fire_and_forget():
    asyncio.create_task(process_data())  # the task gets lost
    return "Done"
# @end


async def server():
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: print("log:", context["message"]))
    print(await bad_fire_and_forget())
    await asyncio.sleep(0.3)


async def short_server():
    print(await bad_fire_and_forget())


asyncio.run(server())
asyncio.run(short_server())
print("and this time it was cut off before it had begun")
