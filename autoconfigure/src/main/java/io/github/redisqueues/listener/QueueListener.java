package io.github.redisqueues.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has a method of a bean work a queue off. The method takes the payload, a
 * {@link io.github.redisqueues.queue.Delivery} of it, or a {@code List} of either of them
 * for batches; other parameters may be annotated with {@link Header}, {@link MessageId}
 * or {@link Attempt}. Each message is passed to the method at least once and acknowledged
 * when the method returns, unless the method has settled it through its delivery; see
 * {@link #acknowledgement()}. If the method throws, the message is delivered again after
 * the queue's backoff and becomes a dead letter after its last attempt;
 * {@link RetryLater} and {@link DoNotRetry} change that. The method's result is ignored.
 * The lease is renewed while the method runs, for the queue's {@code lease-time} or for
 * as long as the method has asked for with
 * {@link io.github.redisqueues.queue.Delivery#extend}.
 * <p>
 * An attribute that is a text may have placeholders, such as
 * {@code "${orders.concurrency}"}. What the annotation does not say is left to the
 * properties {@code queues.instances.<queue>.listener.*}, and what these do not say to
 * {@code queues.listener.*}.
 * <p>
 * The method may be of any visibility, inherited, or annotated on an interface, and the
 * annotation may be on an annotation of the application's own. It is called through the
 * bean's proxy, so that {@code @Transactional} or
 * {@link io.github.redisqueues.lock.DistributedLock} work on the same method. A lazy bean
 * is made when the application starts. The bean must be a singleton or have a scoped
 * proxy. The work must be done when the method returns, so one that is {@code @Async}, or
 * that returns a future or a publisher, is refused. So is every other mistake, when the
 * application starts.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(QueueListeners.class)
public @interface QueueListener {

	/**
	 * Names of the queues. With several of them the method works each of them off with as
	 * many workers as it says.
	 * @return one name or more
	 */
	String[] value();

	/**
	 * What the listener is called in logs, in threads' names and in the
	 * {@link QueueListenerRegistry}.
	 * @return the id, empty for {@code <bean>.<method>}
	 */
	String id() default "";

	/**
	 * How many messages, or batches, at once in each process.
	 * @return a number such as {@code "8"}, or a range such as {@code "2-8"}
	 */
	String concurrency() default "";

	/**
	 * How many messages a method that takes a {@code List} gets at the most.
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
	 * How long the method may take until its thread is interrupted and its lease no
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
	 * Name of the {@link ErrorHandler} bean that decides about failures.
	 * @return the bean's name, empty for the only or primary {@code ErrorHandler} bean if
	 * there is one
	 */
	String errorHandler() default "";

}
