package io.github.redisqueues.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Several {@link QueueListener} annotations on one method, for queues that are worked off
 * in different ways. Not to be written: the compiler does.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface QueueListeners {

	/**
	 * The annotations.
	 * @return two or more
	 */
	QueueListener[] value();

}
