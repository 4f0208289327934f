import asyncio


# @start region=service
# The service of the course is one of aiohttp: a handler returns web.json_response(data), an error
# is an exception such as web.HTTPGatewayTimeout, a client is a ClientSession for each call.
def routes(app, web):
    async def fetch_report(request):
        return web.json_response(await report())

    app.router.add_get("/report", fetch_report)
# @end


async def report():
    await asyncio.sleep(0.6)
    print("the report is ready")
    return "report"


# @start region=flaw
# aiohttp's server since 3.7, in short: the handler is a task that nobody cancels
async def serve(reader, writer):
    await reader.readline()
    writer.write((await report()).encode())
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /report\r\n")
    await asyncio.sleep(0.2)
    writer.close()
    print("the client leaves")
    await asyncio.sleep(0.8)
    server.close()
# @end


asyncio.run(main())
