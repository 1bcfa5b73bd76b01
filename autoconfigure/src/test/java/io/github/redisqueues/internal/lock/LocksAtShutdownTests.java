package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.ChildProcess;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of locks that are held when the application ends.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LocksAtShutdownTests {

	private static final LockOptions LONG_LEASE = LockingApplication.OPTIONS;

	private final String namespace = "queues:shutdown:" + UUID.randomUUID();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DataRedisAutoConfiguration.class, DistributedLocksAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.lock.namespace=" + this.namespace);

	@Test
	void areReleasedWhenTheProcessIsTerminated() throws InterruptedException {
		String[] arguments = Stream
			.concat(Stream.of(RedisTestServer.shared().properties()),
					Stream.of("queues.lock.namespace=" + this.namespace, "spring.main.banner-mode=off"))
			.map((property) -> "--" + property)
			.toArray(String[]::new);
		try (ChildProcess child = ChildProcess.start(LockingApplication.class, (Object[]) arguments)) {
			while (!child.awaitLine().equals("holding")) {
				// What it logs
			}
			this.runner.run((context) -> {
				DistributedLocks locks = context.getBean(DistributedLocks.class);
				assertThat(locks.inspect("work")).isPresent();
				child.terminate();
				assertThat(locks.inspect("work")).isEmpty();
				assertThat(locks.inspect("handle", "a")).isEmpty();
				assertThat(locks.inspect("handle", "b")).isEmpty();
				assertThat(locks.readWriteLock("shared").writeLock().tryAcquire()).isPresent();
			});
		}
	}

	@Test
	void areLostWhenTheContextIsClosedBeforeOthersCanHaveThem(CapturedOutput output) {
		this.runner.withUserConfiguration(Listener.class).run((context) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			LockHandle handle = locks.acquire("handle", LONG_LEASE);
			CountDownLatch lost = new CountDownLatch(1);
			handle.onLost(lost::countDown);
			CountDownLatch working = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			BlockedCall<Boolean> work = new BlockedCall<>(() -> {
				assertThatExceptionOfType(LockLostException.class)
					.isThrownBy(() -> locks.execute("work", LONG_LEASE, () -> {
						working.countDown();
						end.await();
						return true;
					}));
				return true;
			});
			working.await();
			List<LockLostEvent> events = context.getBean(Listener.class).events;
			context.close();
			assertThat(handle.isHeld()).isFalse();
			assertThat(handle.release()).isFalse();
			lost.await();
			end.countDown();
			assertThat(work.atOnce()).isTrue();
			assertThat(events).extracting(LockLostEvent::name).containsExactlyInAnyOrder("handle", "work");
			this.runner.run((other) -> {
				DistributedLocks others = other.getBean(DistributedLocks.class);
				assertThat(others.tryAcquire("handle")).isPresent();
				assertThat(others.tryAcquire("work")).isPresent();
			});
		});
		assertThat(output).contains("Lock 'work' was still held when the application context was closed")
			.doesNotContain("\tat ");
	}

	@Test
	void areReleasedByTheirOwnersMeanwhile() {
		this.runner.run((context) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			CountDownLatch working = new CountDownLatch(1);
			BlockedCall<Boolean> work = new BlockedCall<>(() -> locks.execute("work", LONG_LEASE, () -> {
				working.countDown();
				// Ends when the locks stop
				while (((StoreDistributedLocks) locks).isRunning()) {
					Thread.onSpinWait();
				}
				return true;
			}));
			working.await();
			context.close();
			assertThat(work.atOnce()).as("not lost").isTrue();
			this.runner
				.run((other) -> assertThat(other.getBean(DistributedLocks.class).tryAcquire("work")).isPresent());
		});
	}

	@Test
	void leaveTheClosingQuickAndQuietWhenRedisIsGone(CapturedOutput output) {
		try (RedisTestServer server = RedisTestServer.start()) {
			this.runner.withPropertyValues(server.properties()).run((context) -> {
				DistributedLocks locks = context.getBean(DistributedLocks.class);
				for (int i = 0; i < 20; i++) {
					locks.acquire("lock " + i, LONG_LEASE);
				}
				LockHandle last = locks.acquire("last", LONG_LEASE);
				server.kill();
				long start = System.nanoTime();
				context.close();
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
				assertThat(last.isHeld()).isFalse();
			});
		}
		assertThat(output).containsOnlyOnce("could not be released; their leases end them");
		assertThat(output.getAll().lines().filter((line) -> line.startsWith("\tat io.github.redisqueues"))).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		private final List<LockLostEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(LockLostEvent event) {
			this.events.add(event);
		}

	}

}
