package io.github.redisqueues.internal.listener.method;

import org.jspecify.annotations.Nullable;

/**
 * Resolves the value of one parameter of a listener method from a message.
 */
@FunctionalInterface
interface ArgumentResolver {

	@Nullable Object resolve(DeliveryMessage<?> message) throws Exception;

}
