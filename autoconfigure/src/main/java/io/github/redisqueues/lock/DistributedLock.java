package io.github.redisqueues.lock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Lets only one call run a method at a time, across all processes. The method never runs
 * without the lock: a call that does not get it throws an exception or, if configured, is
 * skipped. On a class it applies to all public methods; on an interface or its methods,
 * to the beans that implement it. Can be used as a meta-annotation with {@link AliasFor}.
 * <p>
 * The lock is acquired before a transaction begins and released after it has ended, and
 * inside {@code @Async}. If the method returns a {@code CompletionStage}, a {@code Mono}
 * or a {@code Flux}, the lock is held until that has completed. A method that calls
 * another one with the same lock and keys or fewer of them, through the proxy and on the
 * same thread, shares its hold, and so does a method whose thread acquired the lock with
 * {@link DistributedLocks}. A call that needs more keys than its thread holds throws
 * {@link LockUnavailableException} at once. {@link LockHandle#current()} returns the
 * hold.
 * <p>
 * All strings may contain <code>${placeholders}</code>. Mistakes are reported when the
 * application starts. One of them is a method that Spring calls on the object itself and
 * not through its proxy, such as one with {@code @PostConstruct}: use
 * {@link DistributedLocks#execute} there.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface DistributedLock {

	/**
	 * Name of the lock. Default: class and method, such as
	 * {@code com.acme.Checkout.take}; overloaded methods share it.
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * Name of the lock. Default: class and method, such as
	 * {@code com.acme.Checkout.take}; overloaded methods share it.
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * Keys to lock under the name: SpEL expressions over the parameters, such as
	 * {@code #order.sku()}, {@code #p0} or {@code #root.args[0]}. Each is evaluated once
	 * per call. A collection or an array is replaced by its elements. All keys are
	 * acquired, or none. A call has at most 1,000 keys of 1 to 500 characters each. A key
	 * is the text of its value, so equal values must have equal texts in every process. A
	 * key that is null, empty or too long causes an {@link IllegalArgumentException}, and
	 * so does a value that has, or contains, something without such a text: a class that
	 * does not override {@code toString()}, a map, or inside another object an array or
	 * an unordered set.
	 */
	String[] keys() default {};

	/**
	 * How long to wait for the lock, such as {@code 3s} or {@code 500ms}; {@code 0} does
	 * not wait. Default: {@code queues.lock.wait-time}.
	 */
	String waitTime() default "";

	/**
	 * The lease, such as {@code 30s}. Default: {@code queues.lock.lease-time}.
	 */
	String leaseTime() default "";

	/**
	 * Whether to renew the lease until the method ends: {@code true} or {@code false}.
	 * Default: {@code queues.lock.auto-renew}.
	 */
	String autoRenew() default "";

	/**
	 * Whether waiters get the lock in order of arrival.
	 */
	boolean fair() default false;

	/**
	 * SpEL expression like those of {@link #keys()}. If it is false, the method runs
	 * without the lock.
	 */
	String condition() default "";

	/**
	 * What a call does if it does not get the lock.
	 */
	OnFailure onFailure() default OnFailure.THROW;

	/**
	 * What a call does if it loses the lock while it runs.
	 */
	OnLost onLost() default OnLost.FAIL;

	/**
	 * Shortest time to hold the lock, such as {@code 30s}, even if the method ends
	 * earlier, so that a scheduled method runs only once although the processes' clocks
	 * differ. The method does not wait for it: its lease ends the hold. Must not exceed
	 * the lease.
	 */
	String holdAtLeast() default "";

	/**
	 * What a call does if it does not get the lock.
	 */
	enum OnFailure {

		/**
		 * Throws a {@link LockUnavailableException}.
		 */
		THROW,

		/**
		 * Skips the method and returns null, an empty {@code Optional}, a completed stage
		 * or an empty publisher. Not for methods that return a primitive.
		 */
		SKIP

	}

	/**
	 * What a call does if it loses the lock while it runs. In each case the loss prevents
	 * the commit of a transaction that the call has open, and a {@link LockLostEvent} is
	 * published.
	 */
	enum OnLost {

		/**
		 * Throws a {@link LockLostException} when the method ends, whatever it returned.
		 * If the method threw an exception, that one is thrown, with the loss as
		 * suppressed.
		 */
		FAIL,

		/**
		 * Interrupts the thread immediately, then acts like {@link #FAIL}.
		 */
		INTERRUPT,

		/**
		 * Logs a warning.
		 */
		LOG

	}

}
