package io.github.redisqueues.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a parameter of a {@link QueueListener} method a header of the message, converted
 * to the parameter's type. A header that the message does not have is an empty
 * {@code Optional} and null for a parameter that may be null. Otherwise it makes the
 * message a dead letter at once, as does one that cannot be converted: no other attempt
 * would help. On a parameter of type {@code Map<String, String>} without a name: all of
 * them.
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
