package io.github.redisqueues.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.redisqueues.listener.QueueListener;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests the queues, listeners, schedules and locks of an application, and nothing else of
 * it. The queues are real ones, as {@code queues.*} properties configure them, on the
 * Redis that {@link AutoConfigureTestQueues} describes. Listeners are registered, but not
 * started: a test passes messages to them through a
 * {@link io.github.redisqueues.test.TestQueues} bean.
 * <p>
 * Of the components that the application scans, only those with {@link QueueListener}
 * methods are beans, and those that listeners need from this library: error handlers,
 * interceptors, payload converters, argument resolvers and topic listeners. What the
 * listeners call is provided by the test, for example with {@code @MockitoBean} or
 * {@code @Import}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(QueuesTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(QueuesTypeExcludeFilter.class)
@AutoConfigureTestQueues
@ImportAutoConfiguration
public @interface QueuesTest {

	/**
	 * Same as {@link #listeners()}.
	 * @return the classes
	 */
	@AliasFor("listeners")
	Class<?>[] value() default {};

	/**
	 * Classes of the components with {@link QueueListener} methods that are beans.
	 * @return the classes, empty for all
	 */
	@AliasFor("value")
	Class<?>[] listeners() default {};

	/**
	 * Properties in the form {@code key=value} that are added to the environment.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * Whether components are filtered as described above. If not, only those of
	 * {@link #includeFilters()} are beans.
	 * @return whether default filters are used
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Filters of components that are beans, too.
	 * @return the filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * Filters of components that are not beans.
	 * @return the filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations that are not applied.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
