package dev.weft.service.dashboard;

import java.util.List;

/// A user's dashboard.
///
/// @param notifications the newest that are unread, newest first
/// @param recentActivity the newest, newest first
/// @param degraded the names of the parts that could not be had and are empty for that reason
public record Dashboard(
    User user,
    Stats stats,
    List<Notification> notifications,
    List<Activity> recentActivity,
    List<String> degraded) {}
