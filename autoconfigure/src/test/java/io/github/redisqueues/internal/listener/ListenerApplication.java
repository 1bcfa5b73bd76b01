package io.github.redisqueues.internal.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.testing.DocumentedUser;
import io.github.redisqueues.testing.history.HistoryFile;
import io.github.redisqueues.testing.history.MessageEvent;
import io.github.redisqueues.testing.history.MessageEvent.Kind;
import io.lettuce.core.resource.DefaultClientResources;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * An application of its own with a listener, which runs until it is killed, told to end,
 * or its parent is gone. What its handler is given stands in the history file before the
 * handler goes on; the number of such an event is the time of day in milliseconds.
 */
final class ListenerApplication {

	private final String name;

	private final long seed;

	private final HistoryFile history;

	private ListenerApplication(String name, long seed, HistoryFile history) {
		this.name = name;
		this.seed = seed;
		this.history = history;
	}

	/**
	 * Runs the application.
	 * @param arguments name, host, port, queue, lease in milliseconds, how many workers,
	 * where failures at random come from or 0 for none, history file
	 */
	public static void main(String[] arguments) throws IOException {
		LoggingSystem.get(ListenerApplication.class.getClassLoader())
			.setLogLevel(QueueListenerContainer.class.getName(), LogLevel.OFF);
		ListenerApplication application = new ListenerApplication(arguments[0], Long.parseLong(arguments[6]),
				new HistoryFile(Path.of(arguments[7])));
		application.run(DocumentedUser.configuration(arguments[1], Integer.parseInt(arguments[2])),
				settings(arguments[3], Duration.ofMillis(Long.parseLong(arguments[4]))),
				ListenerSettings.builder().concurrency(Integer.parseInt(arguments[5])).build());
		endWithParent();
	}

	static QueueSettings<String> settings(String queue, Duration lease) {
		return QueueSettings.builder(queue, String.class)
			.leaseTime(lease)
			.maxAttempts(1_000)
			.backoff(new Backoff(Duration.ofMillis(5), 2, Duration.ofMillis(50)))
			.build();
	}

	private void run(RedisStandaloneConfiguration redis, QueueSettings<String> queue, ListenerSettings listener) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(LettuceConnectionFactory.class,
				// Its own threads would take two seconds to end
				() -> new LettuceConnectionFactory(redis,
						LettuceClientConfiguration.builder()
							.clientResources(DefaultClientResources.create())
							.shutdownTimeout(Duration.ZERO)
							.build()));
		context.registerBean(DefaultRedisQueueFactory.class,
				() -> new DefaultRedisQueueFactory(context.getBean(LettuceConnectionFactory.class),
						new JsonPayloadConverter(), ListenerProcess.NAMESPACE));
		context.registerBean(QueueListenerContainer.class, () -> DefaultQueueListenerContainer.of(this.name,
				context.getBean(RedisQueueFactory.class).create(queue), this::handle, listener));
		context.registerShutdownHook();
		context.refresh();
	}

	private void handle(Delivery<String> delivery) {
		write(Kind.TAKEN, delivery);
		try {
			failAtRandom(delivery);
		}
		catch (Throwable ex) {
			write(Kind.RETURNED, delivery);
			throw ex;
		}
	}

	/**
	 * Fails 10 messages in 100 with an exception, one with an error, and sends two off
	 * for later.
	 */
	private void failAtRandom(Delivery<String> delivery) {
		if (this.seed == 0) {
			return;
		}
		int choice = new Random(this.seed + 31L * delivery.payload().hashCode() + delivery.attempt()).nextInt(100);
		if (choice < 10) {
			throw new IllegalStateException("planted");
		}
		if (choice == 10) {
			throw new StackOverflowError("planted");
		}
		if (choice < 13) {
			throw new RetryLater(Duration.ofMillis(choice));
		}
	}

	private void write(Kind kind, Delivery<String> delivery) {
		MessageEvent event = new MessageEvent(kind, delivery.payload(), this.name, System.currentTimeMillis(),
				delivery.attempt(), delivery.leaseUntil().toEpochMilli());
		try {
			this.history.add(event);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void endWithParent() {
		try {
			while (System.in.read() >= 0) {
				continue;
			}
		}
		catch (IOException ex) {
			// Gone as well
		}
		Runtime.getRuntime().halt(1);
	}

}
