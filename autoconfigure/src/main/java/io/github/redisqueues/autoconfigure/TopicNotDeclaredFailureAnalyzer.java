package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.topic.RedisTopic;

import org.springframework.core.env.Environment;

/**
 * Explains that a topic is not declared.
 */
final class TopicNotDeclaredFailureAnalyzer extends NotDeclaredFailureAnalyzer {

	TopicNotDeclaredFailureAnalyzer(Environment environment) {
		super(environment, RedisTopic.class, "topic", PropertyFailures.TOPICS);
	}

	@Override
	List<String> declared(QueuesProperties properties) {
		List<String> topics = new ArrayList<>();
		properties.topics()
			.forEach((name, topic) -> topics.add((topic.payloadType() != null)
					? PropertyFailures.topic(name) + " (" + topic.payloadType() + ")" : PropertyFailures.topic(name)));
		return topics;
	}

}
