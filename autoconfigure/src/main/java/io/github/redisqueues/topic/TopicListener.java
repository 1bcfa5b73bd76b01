package io.github.redisqueues.topic;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Subscribes a method of a bean to a topic. Every running instance receives each message
 * at most once, as described at {@link RedisTopic#subscribe}. The method has one
 * parameter, the payload or a {@link TopicMessage}; its result is ignored. It may be
 * private unless the bean has a proxy. The annotation may be repeated for several topics,
 * each of which has its own thread.
 * <p>
 * Listeners start after almost every other bean and stop before them. The shutdown waits
 * for a message in progress, up to {@code spring.lifecycle.timeout-per-shutdown-phase},
 * unless its method itself closes the application. An unknown topic, or a method that
 * cannot take the topic's messages, stops the application from starting. With
 * {@code queues.enabled=false} listeners receive nothing.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(TopicListener.Several.class)
public @interface TopicListener {

	/**
	 * Name of the topic, as declared under {@code queues.topics}. May contain
	 * placeholders.
	 * @return the name
	 */
	String value();

	/**
	 * Container for repeated annotations, added by the compiler.
	 */
	@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface Several {

		/**
		 * Returns the annotations.
		 * @return one for each topic
		 */
		TopicListener[] value();

	}

}
