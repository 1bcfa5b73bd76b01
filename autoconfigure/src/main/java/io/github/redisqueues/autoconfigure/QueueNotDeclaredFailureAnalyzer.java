package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.RedisQueue;

import org.springframework.core.env.Environment;

/**
 * Explains that a queue is not declared.
 */
final class QueueNotDeclaredFailureAnalyzer extends NotDeclaredFailureAnalyzer {

	QueueNotDeclaredFailureAnalyzer(Environment environment) {
		super(environment, RedisQueue.class, "queue", PropertyFailures.INSTANCES);
	}

	@Override
	List<String> declared(QueuesProperties properties) {
		List<String> queues = new ArrayList<>();
		properties.instances()
			.forEach((name, instance) -> queues.add("%s (%s)".formatted(PropertyFailures.instance(name),
					(instance.payloadType() != null) ? instance.payloadType() : String.class.getName())));
		return queues;
	}

	@Override
	String hint() {
		return System.lineSeparator()
				+ "A queue without a payload-type is of java.lang.String, and in YAML 'orders: {}'"
				+ " declares nothing: write a key below it.";
	}

}
