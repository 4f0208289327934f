/// Makes the JDK ask a simulation, where one runs, for the time and for what it must not do.
///
/// Loaded as an agent (`-javaagent:weft-agent.jar`). [dev.weft.agent.Agent] puts the rest into the
/// bootstrap loader, where the JDK's own classes find it.
@NullMarked
package dev.weft.agent;

import org.jspecify.annotations.NullMarked;
