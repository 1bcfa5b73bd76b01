package io.github.redisqueues.topic;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has a method of a bean hear what is published to a topic, in every running instance: at
 * most once, as {@link RedisTopic#subscribe} describes it. The method has one parameter,
 * the payload or a {@link TopicMessage}; what it returns is ignored. It may be private,
 * unless the bean has a proxy. Repeated, it hears several topics, on a thread for each.
 * <p>
 * Listeners start when the application has started, and stop when it stops, before
 * anything else: a message that is just being handled is finished, within
 * {@code spring.lifecycle.timeout-per-shutdown-phase}. A method that itself closes the
 * application is not waited for. A topic that there is not, or a method that cannot take
 * its messages, keeps the application from starting. With {@code queues.enabled=false}
 * nothing is heard.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(TopicListener.Several.class)
public @interface TopicListener {

	/**
	 * Name of the topic, as it stands in {@code queues.topics}. Placeholders are
	 * resolved.
	 * @return the name
	 */
	String value();

	/**
	 * Several topics that one method hears.
	 */
	@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface Several {

		/**
		 * The topics.
		 * @return one annotation each
		 */
		TopicListener[] value();

	}

}
