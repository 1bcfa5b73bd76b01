package io.github.redisqueues.autoconfigure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What listeners log while their context closes and afterwards.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ShutdownNoiseTests {

	private final ApplicationContextRunner runner = FailedStart.listenersRunner()
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:shutdown-noise", "queues.instances.orders.type=fifo",
				"queues.instances.orders.lease-time=1s");

	@Test
	void aHandlerThatClosesTheContextDoesNotFindRedisGone(CapturedOutput output) {
		this.runner.withBean(Closing.class).run((context) -> {
			queue(context).purge();
			queue(context).send("close");
			awaitEnd(context.getBean(Closing.class).thread);
			assertThat(context.getSourceApplicationContext().isActive()).isFalse();
			assertNoNoise(output);
		});
	}

	@Test
	void aHandlerThatOutlivesTheContextDoesNotFindRedisGone(CapturedOutput output) {
		this.runner.withBean(Outliving.class)
			.withPropertyValues("queues.listener.shutdown-timeout=50ms")
			.run((context) -> {
				Outliving outliving = context.getBean(Outliving.class);
				queue(context).purge();
				queue(context).send("outlive");
				Awaitility.await().until(() -> outliving.thread.get() != null);
				context.close();
				outliving.closed.countDown();
				awaitEnd(outliving.thread);
				assertThat(output).contains("1 handler(s) have not returned");
				assertNoNoise(output);
			});
	}

	private static void awaitEnd(AtomicReference<Thread> thread) {
		Awaitility.await().until(() -> thread.get() != null && !thread.get().isAlive());
	}

	private static void assertNoNoise(CapturedOutput output) {
		assertThat(output).doesNotContain("cannot take messages", "ERROR", "destroyed", "STOPPED");
	}

	@SuppressWarnings("unchecked")
	private static RedisQueue<String> queue(AssertableApplicationContext context) {
		return context.getBean(RedisQueue.class);
	}

	static class Closing {

		final AtomicReference<Thread> thread = new AtomicReference<>();

		private final ConfigurableApplicationContext context;

		Closing(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@QueueListener("orders")
		void on(String message) {
			this.thread.set(Thread.currentThread());
			this.context.close();
		}

	}

	static class Outliving {

		final AtomicReference<Thread> thread = new AtomicReference<>();

		final CountDownLatch closed = new CountDownLatch(1);

		@QueueListener("orders")
		void on(String message) {
			this.thread.set(Thread.currentThread());
			boolean isClosed = false;
			while (!isClosed) {
				try {
					this.closed.await();
					isClosed = true;
				}
				catch (InterruptedException ex) {
					// It returns late, whatever it is told
				}
			}
		}

	}

}
