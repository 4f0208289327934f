package dev.weft.lessons.service;

import dev.weft.lessons.world.Tables;

/// The table of db-scheduler, as it is to be made for PostgreSQL.
final class JobRows {
  static final Tables TABLES =
      Tables.of(
          """
          create table scheduled_tasks (
            task_name            text not null,
            task_instance        text not null,
            task_data            bytea,
            execution_time       timestamptz not null,
            picked               boolean not null,
            picked_by            text,
            last_success         timestamptz,
            last_failure         timestamptz,
            consecutive_failures int,
            last_heartbeat       timestamptz,
            version              bigint not null,
            priority             smallint,
            primary key (task_name, task_instance)
          );
          create index scheduled_tasks_due on scheduled_tasks (execution_time);
          """);

  private JobRows() {}
}
