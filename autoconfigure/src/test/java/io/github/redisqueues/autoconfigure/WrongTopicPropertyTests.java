package io.github.redisqueues.autoconfigure;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each wrong value of a topic keeps the application from starting, with a message that
 * names the property and its value, and an action that says what to write.
 */
class WrongTopicPropertyTests {

	private static final String NEWS = "queues.topics.news.";

	private static final String HERE = WrongTopicPropertyTests.class.getName();

	static Stream<Arguments> wrongValues() {
		return Stream.of(
				wrong(NEWS + "payload-type=com.acme.Nwes", NEWS + "payload-type is 'com.acme.Nwes'",
						"no such class on the classpath", "with $ before a nested class"),
				wrong(NEWS + "payload-type=" + HERE + "$Shape", NEWS + "payload-type is '" + HERE + "$Shape'",
						"an interface", "PayloadConverter"),
				wrong(NEWS + "queues=shiping", NEWS + "queues[0] is 'shiping'", "Declared are: billing, counts",
						"queues.instances.shiping.type=fifo"),
				wrong(NEWS + "queues=billing, billing", NEWS + "queues[1] is 'billing'", "already", "once"),
				wrong(NEWS + "queues[0]=billing,queues.topics.news.queues[1]=counts",
						NEWS + "queues[0] is 'billing,queues", "no such queue", "Correct the name"),
				wrong(NEWS + "queues=billing, counts", NEWS + "queues[1] is 'counts'",
						"the payload type of that queue is java.lang.Integer, and that of the topic is java.lang.String",
						"queues.instances.counts.payload-type=java.lang.String"),
				wrong(NEWS + "key=", NEWS + "key is ''", "1 to 200 characters", "such as 'news'"),
				wrong("queues.topics[a\tb].key=x", "queues.topics[a\\u0009b]", "no control characters", "Rename"),
				wrong("queues.topics[&news].key=x", "queues.topics[&news]", "begin with '&'", "Rename"),
				wrong(NEWS + "payload=x", NEWS + "payload is 'x'", "there is no key 'payload'",
						"payload-type, key, queues"),
				wrong(NEWS + "eu.key=x", NEWS + "eu.key is 'x'", "there is no key 'eu.key'",
						"If the topic's name has dots, put it in brackets: queues.topics[news.eu].key"),
				wrong("queues.topics.news=x", "queues.topics.news is 'x'", "keys below it",
						"queues.topics.news.payload-type="),
				wrong("queues.topics=x", "queues.topics is 'x'", "keys below it", "queues.topics.news.payload-type="));
	}

	@ParameterizedTest
	@MethodSource("wrongValues")
	void explainsAWrongValue(String property, String what, String why, String action) {
		FailureAnalysis analysis = analysis(property);
		assertThat(analysis.getDescription()).startsWith("Property " + what).contains(why).endsWith(".");
		assertThat(analysis.getAction()).contains(action);
	}

	@Test
	void refusesAPayloadTypeThatIsNotThatOfTheQueues() {
		FailureAnalysis analysis = analysis(NEWS + "payload-type=java.lang.Integer", NEWS + "queues=billing");
		assertThat(analysis.getDescription()).startsWith("Property " + NEWS + "queues[0] is 'billing'")
			.contains("the payload type of that queue is java.lang.String, and that of the topic is java.lang.Integer");
	}

	@Test
	void refusesATopicWithTheNameOfAQueue() {
		FailureAnalysis analysis = analysis("queues.topics.billing.key=x");
		assertThat(analysis.getDescription())
			.startsWith("Properties queues.topics.billing and queues.instances.billing name a topic and a queue");
		assertThat(analysis.getAction()).contains("Rename one of the two");
	}

	@Test
	void refusesTwoTopicsOnOneKey() {
		assertThat(analysis(NEWS + "payload-type=java.lang.String", "queues.topics.prices.key=news").getDescription())
			.startsWith("Property queues.topics.prices.key is 'news'")
			.contains("topic 'news' has the same key");
	}

	@Test
	void refusesTwoNamesThatSpringBootCannotTellApart() {
		assertThat(analysis("queues.topics.my-news.key=a", "queues.topics.myNews.key=b").getDescription())
			.contains("queues.topics.my-news", "queues.topics.myNews", "are one to Spring Boot");
	}

	@Test
	void refusesMoreQueuesThanOneScriptTakes() {
		StringBuilder names = new StringBuilder(NEWS + "queues=");
		String[] properties = new String[102];
		for (int i = 0; i < 101; i++) {
			properties[i] = "queues.instances.q" + i + ".type=fifo";
			names.append((i > 0) ? "," : "").append('q').append(i);
		}
		properties[101] = names.toString();
		assertThat(analysis(properties).getDescription()).contains("a topic can send to at most 100");
	}

	private static Arguments wrong(String property, String what, String why, String action) {
		return arguments(property, what, why, action);
	}

	private static FailureAnalysis analysis(String... properties) {
		ApplicationContextRunner runner = FailedStart.runner()
			.withConfiguration(AutoConfigurations.of(RedisTopicsAutoConfiguration.class))
			.withPropertyValues("queues.check-eviction-policy=false", "queues.instances.billing.type=fifo",
					"queues.instances.counts.payload-type=java.lang.Integer");
		return FailedStart.analysis(runner.withPropertyValues(properties));
	}

	interface Shape {

		double area();

	}

}
