import asyncio


# @start region=original
async def process_item(item_id: int, semaphore: asyncio.Semaphore):
    """Process one item, with bounded concurrency."""
    async with semaphore:
        # Only N tasks at a time!
        await asyncio.sleep(0.5)  # Simulates work
        return f"Processed {item_id}"


async def batch_process(item_ids, max_concurrent: int = 5):
    """Process a batch, with bounded concurrency."""
    semaphore = asyncio.Semaphore(max_concurrent)

    # Start all tasks
    tasks = [
        process_item(item_id, semaphore)
        for item_id in item_ids
    ]

    # Wait for all of them
    results = await asyncio.gather(*tasks)
    return results
# @end


# @start region=flaw
processed = []
original = process_item


async def process_item(item_id: int, semaphore: asyncio.Semaphore):
    result = await original(item_id, semaphore)
    if item_id == 3:
        raise ValueError("item 3 failed")
    processed.append(item_id)
    return result


async def main():
    batch = asyncio.create_task(batch_process(range(1, 1001), max_concurrent=5))
    await asyncio.sleep(0.25)
    print(f"{len(asyncio.all_tasks()) - 2} tasks are alive, 5 of them work")
    try:
        await batch
    except ValueError as e:
        print(f"{e}; {len(processed)} processed")
    await asyncio.sleep(1.25)
    print(f"1.25 s later: {len(processed)} processed, and it goes on")
# @end


asyncio.run(main())
