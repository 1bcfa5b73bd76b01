package io.github.redisqueues.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Container for repeated {@link QueueListener} annotations. The compiler adds it to a
 * method that has several of them, for queues with different attributes.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface QueueListeners {

	/**
	 * Returns the annotations.
	 * @return two or more
	 */
	QueueListener[] value();

}
