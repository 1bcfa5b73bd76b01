package io.github.redisqueues.internal.listener.method;

import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * Gives one parameter of a method its value.
 */
@FunctionalInterface
interface Argument {

	@Nullable Object from(Delivery<?> delivery);

}
