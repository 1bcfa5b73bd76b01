package io.github.redisqueues.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that handles the messages of a queue. The method takes a
 * payload, a {@link io.github.redisqueues.queue.Delivery}, a
 * {@link org.springframework.messaging.Message}, or a {@code List} of one of these for
 * batches. A payload that is {@code @Valid} or {@code @Validated} is validated first; if
 * it is not valid, the message becomes a dead letter at once. Unless the method takes a
 * list, it may have more parameters: headers with
 * {@link org.springframework.messaging.handler.annotation.Header} or
 * {@link org.springframework.messaging.handler.annotation.Headers}, {@link MessageId},
 * {@link Attempt}, and those that a bean of type
 * {@link org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver}
 * supports. Each message is passed to the method at least once and acknowledged when the
 * method returns, unless the method has settled it through its delivery; see
 * {@link #acknowledgement()}. If the method throws, the message is delivered again after
 * the queue's backoff and becomes a dead letter after its last attempt;
 * {@link RetryLater} and {@link DoNotRetry} change that. The method's result is ignored.
 * The lease is renewed while the method runs, for the queue's {@code lease-time} or for
 * as long as the method has asked for with
 * {@link io.github.redisqueues.queue.Delivery#extend}.
 * <p>
 * String attributes may contain placeholders, such as {@code "${orders.concurrency}"}.
 * Attributes that are not set default to the properties
 * {@code queues.instances.<queue>.listener.*}, and these to {@code queues.listener.*}.
 * <p>
 * The method may have any visibility, be inherited, or be annotated on an interface. The
 * annotation may be used as a meta-annotation. The method is called through the bean's
 * proxy, so it may also be {@code @Transactional} or have a
 * {@link io.github.redisqueues.lock.DistributedLock}. The bean must be a singleton or
 * have a scoped proxy; a lazy bean is created when the application starts. The work must
 * be done when the method returns, so a method that is {@code @Async} or that returns a
 * future or a publisher is refused. Any mistake in the annotation or the method stops the
 * application from starting.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(QueueListeners.class)
public @interface QueueListener {

	/**
	 * Names of the queues. Each queue has its own container with its own workers.
	 * @return one name or more
	 */
	String[] value();

	/**
	 * Id of the listener, as used in logs, thread names and the
	 * {@link QueueListenerRegistry}.
	 * @return the id, empty for {@code <bean>.<method>}
	 */
	String id() default "";

	/**
	 * Number of messages or batches handled at the same time in each process.
	 * @return a number such as {@code "8"}, or a range such as {@code "2-8"}
	 */
	String concurrency() default "";

	/**
	 * Maximum number of messages in the list of a method that takes a {@code List}.
	 * @return a number from 1 to 500
	 */
	String batchSize() default "";

	/**
	 * When messages are acknowledged. With {@link Acknowledgement#ON_RETURN} a message
	 * that the method has not settled is acknowledged when the method returns. With
	 * {@link Acknowledgement#MANUAL} the method must take a
	 * {@link io.github.redisqueues.queue.Delivery} (or a {@code List} of them) and settle
	 * each one; what it leaves unsettled is delivered again after its lease. There is no
	 * property for it, as it is a fact about the method's code.
	 * @return the mode
	 */
	Acknowledgement acknowledgement() default Acknowledgement.ON_RETURN;

	/**
	 * Maximum time of a call. Past it the thread is interrupted and the lease is no
	 * longer renewed.
	 * @return a duration such as {@code "30s"}
	 */
	String timeLimit() default "";

	/**
	 * Whether the listener starts with the application.
	 * @return {@code "true"} or {@code "false"}
	 */
	String autoStartup() default "";

	/**
	 * Name of the {@link ErrorHandler} bean that decides what to do after a failure.
	 * @return the bean's name, empty for the only or primary {@code ErrorHandler} bean,
	 * if there is one
	 */
	String errorHandler() default "";

}
