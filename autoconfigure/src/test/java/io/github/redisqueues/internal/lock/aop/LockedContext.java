package io.github.redisqueues.internal.lock.aop;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/**
 * An application whose annotated beans lock in the shared Redis.
 */
final class LockedContext implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private LockedContext() {
	}

	/**
	 * Starts an application.
	 * @param classes its beans and configurations
	 * @return the application
	 */
	static LockedContext start(Class<?>... classes) {
		return start(Map.of(), classes);
	}

	static LockedContext start(Map<String, Object> properties, Class<?>... classes) {
		return start((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", new LinkedHashMap<>(properties))), classes);
	}

	static LockedContext start(Consumer<AnnotationConfigApplicationContext> before, Class<?>... classes) {
		LockedContext locked = new LockedContext();
		before.accept(locked.context);
		locked.context.register(Locks.class);
		if (classes.length > 0) {
			locked.context.register(classes);
		}
		try {
			locked.context.refresh();
			// The first answer takes longer than the leases of some tests
			locked.isTaken("warm");
		}
		catch (RuntimeException ex) {
			locked.close();
			throw ex;
		}
		return locked;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	AnnotationConfigApplicationContext spring() {
		return this.context;
	}

	DistributedLocks locks() {
		return bean(DistributedLocks.class);
	}

	boolean isTaken(String name) {
		return locks().inspect(name).isPresent();
	}

	boolean isTaken(String name, String key) {
		return locks().inspect(name, key).isPresent();
	}

	/**
	 * Runs an action while another thread holds a lock.
	 */
	<T> T whileTaken(String name, Callable<T> action) throws Exception {
		try (LockHandle other = new BlockedCall<>(() -> locks().acquire(name)).atOnce()) {
			other.assertHeld();
			return action.call();
		}
	}

	/**
	 * Waits until the thread's lock is lost, and known to be.
	 */
	static void awaitLoss() {
		LockHandle handle = LockHandle.current().orElseThrow();
		Awaitility.await()
			.pollInSameThread()
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(20))
			.until(() -> !handle.isHeld());
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	static class Locks {

		@Bean
		static LockSettings lockSettings() {
			return new LockSettings("queues:test:" + UUID.randomUUID(), Duration.ofSeconds(30), Duration.ofMillis(100),
					true);
		}

		@Bean
		StoreDistributedLocks distributedLocks(LockSettings settings) {
			return StoreDistributedLocks.inRedis(RedisTestServer.shared().connectionFactory(Duration.ofSeconds(10)),
					settings, (lost) -> {
					});
		}

		@Bean
		static DistributedLockPostProcessor distributedLockPostProcessor(ObjectProvider<DistributedLocks> locks,
				ObjectProvider<LockSettings> settings) {
			return new DistributedLockPostProcessor(locks::getObject, settings::getObject);
		}

	}

}
