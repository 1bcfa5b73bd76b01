package io.github.redisqueues.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Passes a header of the message, converted to the parameter's type, to a parameter of a
 * {@link QueueListener} method. If the message does not have the header, an
 * {@code Optional} parameter is empty and a {@code @Nullable} parameter is null; for any
 * other parameter the message becomes a dead letter at once, because another attempt
 * would not help. So does a message whose header cannot be converted. Without a name, the
 * parameter must be a {@code Map<String, String>} and receives all headers.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Header {

	/**
	 * Name of the header.
	 * @return the name, empty for all headers
	 */
	String value() default "";

}
