package io.github.redisqueues.internal.wait;

import org.jspecify.annotations.Nullable;

/**
 * What a waiting thread saw when it looked.
 *
 * @param <T> type of what it waits for
 * @param value what it took, null if there was nothing
 * @param more whether there is something left for the next thread
 * @param nextLook in how many milliseconds there may be something, -1 if that is not
 * known
 */
public record Sight<T>(@Nullable T value, boolean more, long nextLook) {

}
