import asyncio


class DashboardService:
    # @start region=original
    async def get_dashboard_data(self, user_id: int):
        user, stats, notifications, recent_activity = await asyncio.gather(
            self._get_user(user_id),
            self._get_stats(user_id),
            self._get_notifications(user_id),
            self._get_recent_activity(user_id),
            return_exceptions=True
        )
        return {
            "user": user if not isinstance(user, Exception) else None,
            "stats": stats if not isinstance(stats, Exception) else {},
            "notifications": notifications if not isinstance(notifications, Exception) else [],
            "recent_activity": recent_activity if not isinstance(recent_activity, Exception) else [],
        }
    # @end

    async def _get_user(self, user_id):
        raise ConnectionError("the database is away")

    async def _get_stats(self, user_id):
        return {"posts": 3}

    async def _get_notifications(self, user_id):
        return notificatoins  # noqa: F821, a slip of the pen

    async def _get_recent_activity(self, user_id):
        await asyncio.sleep(0.1)
        return ["Four", "Two", "One"]


print(200, asyncio.run(DashboardService().get_dashboard_data(1)))
