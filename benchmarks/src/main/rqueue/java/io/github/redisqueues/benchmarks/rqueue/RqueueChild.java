package io.github.redisqueues.benchmarks.rqueue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.sonus21.rqueue.annotation.RqueueListener;
import com.github.sonus21.rqueue.config.SimpleRqueueListenerContainerFactory;
import com.github.sonus21.rqueue.core.EndpointRegistry;
import com.github.sonus21.rqueue.core.RqueueMessageEnqueuer;
import com.github.sonus21.rqueue.core.RqueueMessageTemplate;
import com.github.sonus21.rqueue.listener.QueueDetail;
import com.github.sonus21.rqueue.listener.RqueueMessageListenerContainer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Rqueue in a process of its own. It says "ready", and for each line of its standard input
 * it runs a round and answers with a line of numbers: how many operations there were, and
 * the figures. Rqueue's settings are its defaults but for the listener's concurrency of 8
 * and its batches of 10, and the look for newer releases, which is off.
 */
public class RqueueChild {

	private static final int PATIENCE_SECONDS = 120;

	private static final String PAYLOAD = "x".repeat(198);

	private final RqueueMessageListenerContainer container;

	private final RqueueMessageEnqueuer enqueuer;

	private final RqueueMessageTemplate messages;

	private final String queue;

	private final Work work;

	RqueueChild(ConfigurableApplicationContext context, String queue) {
		this.container = context.getBean(RqueueMessageListenerContainer.class);
		this.enqueuer = context.getBean(RqueueMessageEnqueuer.class);
		this.messages = context.getBean(RqueueMessageTemplate.class);
		this.work = context.getBean(Work.class);
		this.queue = queue;
	}

	/**
	 * Runs rounds until the input ends, which it does at the latest when the parent is
	 * gone.
	 * @param arguments host, port, prefix of keys, queue, kind of round and its numbers
	 */
	public static void main(String[] arguments) throws Exception {
		PrintStream answers = System.out;
		System.setOut(System.err);
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(Map.of("spring.data.redis.host", arguments[0], "spring.data.redis.port",
				arguments[1], "spring.main.banner-mode", "off", "spring.main.web-application-type", "none",
				"rqueue.key.prefix", arguments[2] + "::", "benchmark.queue", arguments[3],
				"rqueue.latest.version.check.enabled", "false"));
		try (ConfigurableApplicationContext context = application.run();
				BufferedReader orders = new BufferedReader(
						new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
			RqueueChild child = new RqueueChild(context, arguments[3]);
			int[] numbers = Arrays.stream(arguments).skip(5).mapToInt(Integer::parseInt).toArray();
			if (arguments[4].equals("idle")) {
				child.container.start();
				Thread.sleep(TimeUnit.SECONDS.toMillis(numbers[1]));
			}
			answers.println("ready");
			for (String order = orders.readLine(); order != null; order = orders.readLine()) {
				answers.println(child.round(arguments[4], numbers));
			}
		}
	}

	private String round(String kind, int[] numbers) throws Exception {
		return switch (kind) {
			case "backlog" -> backlog(numbers[0]);
			case "singles" -> singles(numbers[0], numbers[1]);
			case "idle" -> idle(numbers[2]);
			default -> throw new IllegalArgumentException(kind);
		};
	}

	private String backlog(int count) throws Exception {
		for (int i = 0; i < count; i++) {
			this.enqueuer.enqueue(this.queue, PAYLOAD);
		}
		this.work.expect(count);
		long begin = System.nanoTime();
		this.container.start();
		return finish(count, begin);
	}

	private String singles(int count, int threads) throws Exception {
		this.work.expect(count);
		this.container.start();
		long begin = System.nanoTime();
		send(count, threads);
		return finish(count, begin);
	}

	private String idle(int seconds) throws Exception {
		Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
		return String.valueOf(seconds);
	}

	private String finish(int count, long begin) throws Exception {
		long end = this.work.await();
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (left() > 0) {
			if (System.nanoTime() > until) {
				throw new IllegalStateException(left() + " messages were not settled");
			}
			Thread.sleep(5);
		}
		this.container.stop();
		return count + " " + count / ((end - begin) / 1e9);
	}

	private long left() {
		QueueDetail detail = EndpointRegistry.get(this.queue);
		return this.messages
			.getAllMessages(detail.getQueueName(), detail.getProcessingQueueName(), detail.getScheduledQueueName())
			.size();
	}

	private void send(int count, int threads) throws Exception {
		AtomicInteger next = new AtomicInteger();
		ExecutorService senders = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> results = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				results.add(senders.submit(() -> {
					while (next.getAndIncrement() < count) {
						this.enqueuer.enqueue(this.queue, PAYLOAD);
					}
				}));
			}
			for (Future<?> result : results) {
				result.get();
			}
		}
		finally {
			senders.shutdownNow();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SimpleRqueueListenerContainerFactory simpleRqueueListenerContainerFactory() {
			SimpleRqueueListenerContainerFactory factory = new SimpleRqueueListenerContainerFactory();
			factory.setAutoStartup(false);
			return factory;
		}

		@Bean
		Work work() {
			return new Work();
		}

	}

	/**
	 * The handler.
	 */
	static class Work {

		private final AtomicInteger count = new AtomicInteger();

		private volatile int messages;

		private volatile long end;

		private volatile CountDownLatch done = new CountDownLatch(0);

		void expect(int messages) {
			this.count.set(0);
			this.end = 0;
			this.messages = messages;
			this.done = new CountDownLatch((messages > 0) ? 1 : 0);
		}

		/**
		 * Counts. Rqueue may hand a text over as it is stored, as JSON.
		 */
		@RqueueListener(value = "${benchmark.queue}", concurrency = "8", batchSize = "10")
		void on(String payload) {
			if (!payload.contains(PAYLOAD)) {
				throw new IllegalStateException("what was sent did not come back, but " + payload);
			}
			if (this.count.incrementAndGet() == this.messages) {
				this.end = System.nanoTime();
				this.done.countDown();
			}
		}

		/**
		 * Waits for all messages.
		 * @return when the last one came, as nanoseconds
		 */
		long await() throws InterruptedException {
			if (!this.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException("only " + this.count + " messages came");
			}
			return this.end;
		}

	}

}
