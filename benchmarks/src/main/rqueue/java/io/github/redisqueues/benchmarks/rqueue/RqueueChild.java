package io.github.redisqueues.benchmarks.rqueue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
 * Rqueue as one process has it. It does what its standard input says, one line for each
 * order, and answers each with a line of numbers. Rqueue's settings are its defaults but
 * for the listener's concurrency of 8 and its batches of 10, and the look for newer
 * releases, which is off.
 */
public class RqueueChild {

	private static final int PATIENCE_SECONDS = 120;

	private static final String PAYLOAD = "x".repeat(198);

	private final RqueueMessageListenerContainer container;

	private final RqueueMessageEnqueuer enqueuer;

	private final RqueueMessageTemplate messages;

	private final String queue;

	private final Work work;

	private long begin;

	RqueueChild(ConfigurableApplicationContext context, String queue) {
		this.container = context.getBean(RqueueMessageListenerContainer.class);
		this.enqueuer = context.getBean(RqueueMessageEnqueuer.class);
		this.messages = context.getBean(RqueueMessageTemplate.class);
		this.work = context.getBean(Work.class);
		this.queue = queue;
	}

	/**
	 * Obeys until the input ends, which it does at the latest when the parent is gone.
	 */
	public static void main(String[] arguments) throws Exception {
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(Map.of("spring.data.redis.host", arguments[0], "spring.data.redis.port",
				arguments[1], "spring.main.banner-mode", "off", "spring.main.web-application-type", "none",
				"rqueue.key.prefix", arguments[2] + "::", "benchmark.queue", arguments[3],
				"rqueue.latest.version.check.enabled", "false"));
		try (ConfigurableApplicationContext context = application.run();
				BufferedReader orders = new BufferedReader(
						new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
			RqueueChild child = new RqueueChild(context, arguments[3]);
			System.out.println("ready");
			for (String order = orders.readLine(); order != null; order = orders.readLine()) {
				System.out.println(child.obey(order.split(" ")));
			}
		}
	}

	private String obey(String[] order) throws Exception {
		return switch (order[0]) {
			case "prepare" -> prepare(Integer.parseInt(order[1]));
			case "start" -> start(Integer.parseInt(order[1]), Integer.parseInt(order[2]));
			case "finish" -> finish();
			case "send" -> send(Integer.parseInt(order[1]), Integer.parseInt(order[2]));
			default -> throw new IllegalArgumentException(order[0]);
		};
	}

	private String prepare(int messages) {
		for (int i = 0; i < messages; i++) {
			this.enqueuer.enqueue(this.queue, PAYLOAD);
		}
		return String.valueOf(messages);
	}

	private String start(int messages, int concurrency) {
		if (concurrency != Work.CONCURRENCY) {
			throw new IllegalArgumentException("the listener's concurrency is " + Work.CONCURRENCY);
		}
		this.work.expect(messages);
		this.begin = System.nanoTime();
		this.container.start();
		return String.valueOf(concurrency);
	}

	private String finish() throws Exception {
		this.work.await();
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
		while (left() > 0 && System.nanoTime() < until) {
			Thread.sleep(5);
		}
		this.container.stop();
		return this.begin + " " + this.work.end() + " " + this.work.count() + " " + left();
	}

	private long left() {
		QueueDetail detail = EndpointRegistry.get(this.queue);
		return this.messages
			.getAllMessages(detail.getQueueName(), detail.getProcessingQueueName(), detail.getScheduledQueueName())
			.size();
	}

	private String send(int messages, int senders) throws Exception {
		AtomicInteger next = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(senders);
		try {
			List<Future<?>> results = new ArrayList<>();
			long sending = System.nanoTime();
			for (int i = 0; i < senders; i++) {
				results.add(threads.submit(() -> {
					while (next.getAndIncrement() < messages) {
						this.enqueuer.enqueue(this.queue, PAYLOAD);
					}
				}));
			}
			for (Future<?> result : results) {
				result.get();
			}
			return sending + " " + System.nanoTime();
		}
		finally {
			threads.shutdownNow();
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

		static final int CONCURRENCY = 8;

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

		void await() throws InterruptedException {
			if (!this.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				this.end = System.nanoTime();
			}
		}

		long end() {
			return this.end;
		}

		int count() {
			return this.count.get();
		}

	}

}
