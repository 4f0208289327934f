/// Load for a long time, and what has to stay as it is meanwhile.
package dev.weft.service.soak;
