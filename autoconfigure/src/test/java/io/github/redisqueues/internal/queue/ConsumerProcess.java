package io.github.redisqueues.internal.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.DocumentedUser;
import io.github.redisqueues.testing.history.HistoryFile;
import io.github.redisqueues.testing.history.MessageEvent;
import io.github.redisqueues.testing.history.MessageEvent.Kind;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * An application of its own that receives and settles until it is killed or its parent is
 * gone. What it does stands in its history file before it says so on its output.
 */
final class ConsumerProcess {

	private final HistoryFile history;

	private final String name;

	private ConsumerProcess(HistoryFile history, String name) {
		this.history = history;
		this.name = name;
	}

	/**
	 * Runs the application.
	 * @param arguments name, host, port, namespace, queue, lease in milliseconds, how
	 * many to receive at once, history file
	 */
	public static void main(String[] arguments) throws IOException {
		endWithParent();
		LettuceConnectionFactory connections = new LettuceConnectionFactory(
				DocumentedUser.configuration(arguments[1], Integer.parseInt(arguments[2])));
		connections.afterPropertiesSet();
		connections.start();
		DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(connections, new JsonPayloadConverter(),
				arguments[3]);
		RedisQueue<String> queue = factory
			.create(settings(arguments[4], Duration.ofMillis(Long.parseLong(arguments[5]))));
		new ConsumerProcess(new HistoryFile(Path.of(arguments[7])), arguments[0]).consume(queue,
				Integer.parseInt(arguments[6]));
	}

	static QueueSettings<String> settings(String queue, Duration lease) {
		return QueueSettings.builder(queue, String.class).leaseTime(lease).maxAttempts(1_000).build();
	}

	private static void endWithParent() {
		Thread watch = new Thread(() -> {
			try {
				while (System.in.read() >= 0) {
					continue;
				}
			}
			catch (IOException ex) {
				// Gone as well
			}
			Runtime.getRuntime().halt(1);
		});
		watch.setDaemon(true);
		watch.start();
	}

	private void consume(RedisQueue<String> queue, int batch) throws IOException {
		System.out.println("started");
		while (true) {
			List<Delivery<String>> deliveries = queue.receive(batch, Duration.ofSeconds(30));
			write(Kind.TAKEN, deliveries);
			for (Delivery<String> delivery : deliveries) {
				write(delivery.ack() ? Kind.SETTLED : Kind.LEASE_LOST, List.of(delivery));
			}
		}
	}

	private void write(Kind kind, List<Delivery<String>> deliveries) throws IOException {
		MessageEvent[] events = deliveries.stream()
			.map((delivery) -> MessageEvent.of(kind, delivery, this.name))
			.toArray(MessageEvent[]::new);
		this.history.add(events);
		for (MessageEvent event : events) {
			System.out.println(event.toLine());
		}
		System.out.flush();
	}

}
