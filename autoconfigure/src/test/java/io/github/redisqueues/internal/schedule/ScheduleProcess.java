package io.github.redisqueues.internal.schedule;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.DocumentedUser;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * An instance that runs a schedule in a process of its own, until it is killed or its
 * parent is gone. Its name is the payload of what it sends; its log says when it runs.
 */
final class ScheduleProcess {

	private ScheduleProcess() {
	}

	/**
	 * Runs the schedule.
	 * @param arguments name, host, port, queue, period in milliseconds
	 */
	public static void main(String[] arguments) throws IOException {
		LettuceConnectionFactory connectionFactory = new LettuceConnectionFactory(
				DocumentedUser.configuration(arguments[1], Integer.parseInt(arguments[2])));
		connectionFactory.afterPropertiesSet();
		connectionFactory.start();
		RedisQueue<String> queue = new DefaultRedisQueueFactory(connectionFactory, new JsonPayloadConverter(),
				Fleet.NAMESPACE)
			.create(QueueSettings.builder(arguments[3], String.class).build());
		Ticks ticks = Ticks.every(Duration.ofMillis(Long.parseLong(arguments[4])));
		new QueueSchedules(List.of(new QueueSchedule<>(Fleet.ID, queue, ticks, arguments[0], Duration.ZERO))).start();
		endWithParent();
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
