/// What a user's dashboard and profile consist of, and how they are read: parts side by side.
package dev.weft.service.dashboard;
