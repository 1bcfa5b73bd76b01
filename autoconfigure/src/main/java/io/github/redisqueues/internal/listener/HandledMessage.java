package io.github.redisqueues.internal.listener;

import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import org.jspecify.annotations.Nullable;

/**
 * What a container did with a message that it handled on the caller's thread.
 *
 * @param delivery the message
 * @param settlement how the container settled it, null if it left that to the handler
 * @param failure what the handler threw, null if it returned or was not called
 */
public record HandledMessage(RedisDelivery<?> delivery, @Nullable Settlement settlement, @Nullable Throwable failure) {

}
