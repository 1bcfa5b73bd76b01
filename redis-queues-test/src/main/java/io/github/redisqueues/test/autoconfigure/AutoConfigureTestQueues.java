package io.github.redisqueues.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Provides {@link io.github.redisqueues.test.TestQueues} and
 * {@link io.github.redisqueues.test.Locks} beans to a test of an application with queues
 * and locks, such as a {@code @SpringBootTest}. {@link QueuesTest} includes it.
 * <p>
 * Redis is that of a {@code DataRedisConnectionDetails} or {@code RedisConnectionFactory}
 * bean of the test, as a {@code @ServiceConnection} container is; or else the one that
 * {@code spring.data.redis.*} properties name; or else an embedded server, which starts
 * with the first test that needs it and ends with the JVM. Whichever it is, each
 * application context has a namespace of its own in it.
 * <p>
 * Unless {@link #startListeners()} is set, no listener and no schedule starts, whatever
 * their settings are, and everything in the namespace is removed after each test method.
 * Otherwise it is removed when the context closes.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureTestQueues {

	/**
	 * Whether listeners and schedules start with the application.
	 * @return whether they do
	 */
	boolean startListeners() default false;

	/**
	 * Whether the embedded server is used even if {@code spring.data.redis.*} properties
	 * name another one.
	 * @return whether it is
	 */
	boolean embedded() default false;

}
