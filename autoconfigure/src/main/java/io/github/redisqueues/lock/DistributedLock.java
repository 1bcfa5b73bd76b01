package io.github.redisqueues.lock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * The annotated method of a Spring bean runs under a lock that one call in the whole
 * fleet holds at a time. It never runs without: who cannot get the lock gets an exception
 * or, if asked for, nothing. On a class it holds for all public methods; on an interface
 * or its methods for the beans that implement it. May stand on another annotation, with
 * {@link AliasFor} for its attributes.
 * <p>
 * The lock is acquired before a transaction begins and released after it has ended, and
 * inside of {@code @Async}. Of a method that returns a {@code CompletionStage}, a
 * {@code Mono} or a {@code Flux}, the lock is held until that has completed. A method
 * that calls an annotated one of the same lock and keys, through the proxy and on the
 * same thread, shares its hold. {@link LockHandle#current()} is the hold.
 * <p>
 * All texts may have <code>${placeholders}</code>. Mistakes are found when the
 * application starts.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface DistributedLock {

	/**
	 * Name of the lock. The default is the class and method, as
	 * {@code com.acme.Checkout.take}, which is the same for overloaded methods.
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * Name of the lock. The default is the class and method, as
	 * {@code com.acme.Checkout.take}, which is the same for overloaded methods.
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * What under the name is locked: expressions of Spring's expression language over the
	 * parameters, as {@code #order.sku()}, {@code #p0} or {@code #root.args[0]}. Each is
	 * evaluated once a call. A collection or an array stands for all its elements, and
	 * several keys are acquired all or none. A key that is null or empty is an
	 * {@link IllegalArgumentException}.
	 */
	String[] keys() default {};

	/**
	 * How long to wait for the lock, as {@code 3s} or {@code 500ms}; {@code 0} does not
	 * wait. The default is that of {@code queues.lock.wait-time}.
	 */
	String waitTime() default "";

	/**
	 * The lease, as {@code 30s}. The default is that of {@code queues.lock.lease-time}.
	 */
	String leaseTime() default "";

	/**
	 * Whether the lease is renewed until the method ends: {@code true} or {@code false}.
	 * The default is that of {@code queues.lock.auto-renew}.
	 */
	String autoRenew() default "";

	/**
	 * Whether those who wait get the lock in the order in which they came.
	 */
	boolean fair() default false;

	/**
	 * An expression like those of {@link #keys()}: where it is false, the method runs
	 * without the lock.
	 */
	String condition() default "";

	/**
	 * What becomes of a call that does not get the lock.
	 */
	OnFailure onFailure() default OnFailure.THROW;

	/**
	 * What becomes of a call that loses the lock while it runs.
	 */
	OnLost onLost() default OnLost.FAIL;

	/**
	 * How long the lock is held at the least, as {@code 30s}, even if the method has
	 * ended before: so that a scheduled method runs once although the processes' clocks
	 * differ. Nobody waits for that: the lock is left to its lease. Must not exceed the
	 * lease.
	 */
	String holdAtLeast() default "";

	/**
	 * What becomes of a call that does not get the lock.
	 */
	enum OnFailure {

		/**
		 * {@link LockUnavailableException}.
		 */
		THROW,

		/**
		 * The method is not run, and the call returns null, an empty {@code Optional}, a
		 * completed stage or an empty publisher. Not for methods that return a primitive.
		 */
		SKIP

	}

	/**
	 * What becomes of a call that loses the lock while it runs. In each case a lost lock
	 * vetoes the commit of a transaction that the call has open, and the application gets
	 * a {@link LockLostEvent}.
	 */
	enum OnLost {

		/**
		 * {@link LockLostException} when the method ends, whatever it returned; what it
		 * threw itself comes through, with that as suppressed.
		 */
		FAIL,

		/**
		 * The thread is interrupted at once, and then the same as {@link #FAIL}.
		 */
		INTERRUPT,

		/**
		 * A warning in the log.
		 */
		LOG

	}

}
