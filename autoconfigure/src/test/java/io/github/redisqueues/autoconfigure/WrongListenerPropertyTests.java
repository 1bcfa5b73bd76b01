package io.github.redisqueues.autoconfigure;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each wrong value keeps the application from starting, whether or not there is a
 * listener.
 */
class WrongListenerPropertyTests {

	private static final String ALL = "queues.listener.";

	private static final String ORDERS = "queues.instances.orders.listener.";

	static Stream<Arguments> wrongValues() {
		return Stream.of(
				arguments(ALL + "concurrency=many", ALL + "concurrency is 'many'", "a range such as 2-8",
						"each process"),
				arguments(ALL + "concurrency=0", ALL + "concurrency is '0'", "from 1 to 10000", "each process"),
				arguments(ORDERS + "concurrency=8-2", ORDERS + "concurrency is '8-2'", "from 1 to 10000", "for 1"),
				arguments(ALL + "batch-size=0", ALL + "batch-size is '0'", "1 to 500", "for 10"),
				arguments(ORDERS + "batch-size=501", ORDERS + "batch-size is '501'", "1 to 500", "for 10"),
				arguments(ALL + "time-limit=-1s", ALL + "time-limit is '-1s'", "not be negative", "such as 30s"),
				arguments(ALL + "time-limit=20000d", ALL + "time-limit is '20000d'", "longer than 10000 days",
						"such as 30s"),
				arguments(ORDERS + "time-limit=-1s", ORDERS + "time-limit is '-1s'", "not be negative", "no limit"),
				arguments(ALL + "circuit-breaker.failures=0", ALL + "circuit-breaker.failures is '0'", "1 or more",
						"pauses"),
				arguments(ORDERS + "circuit-breaker.open-for=0s", ORDERS + "circuit-breaker.open-for is '0s'",
						"1ms or more", "Write a duration such as 30s"),
				arguments(ORDERS + "circuit-breaker.exceptions=java.lang.String",
						ORDERS + "circuit-breaker.exceptions is 'java.lang.String'", "is not an exception class",
						"Write full class names"),
				arguments(ALL + "circuit-breaker.scope=fleet", ALL + "circuit-breaker.scope is 'fleet'",
						"no listener has circuit-breaker.failures", "in " + ALL + "circuit-breaker.failures"),
				arguments(ORDERS + "circuit-breaker.scope=fleet", ORDERS + "circuit-breaker.scope is 'fleet'",
						"neither " + ORDERS + "circuit-breaker.failures nor " + ALL + "circuit-breaker.failures is set",
						"in " + ORDERS + "circuit-breaker.failures"),
				arguments(ORDERS + "circuit-breaker.open-for=10s", ORDERS + "circuit-breaker.open-for is '10s'",
						"has no effect", "or remove the property"),
				arguments(ALL + "circuit-breaker.exceptions=java.io.IOException",
						ALL + "circuit-breaker.exceptions is 'java.io.IOException'", "has no effect",
						"or remove the property"),
				arguments(ALL + "do-not-retry=com.acme.Gone", ALL + "do-not-retry is 'com.acme.Gone'",
						"no class 'com.acme.Gone'", "full class names of exceptions"),
				arguments(ORDERS + "do-not-retry=java.io.IOException,java.lang.String",
						ORDERS + "do-not-retry is 'java.io.IOException,java.lang.String'",
						"java.lang.String is not an exception class", "full class names of exceptions"),
				arguments(ALL + "do-not-retry[0]=Gone", ALL + "do-not-retry is 'Gone'", "no class 'Gone'",
						"full class names"),
				arguments(ALL + "shutdown-timeout=-1s", ALL + "shutdown-timeout is '-1s'", "not be negative", "0s"),
				arguments(ALL + "shutdown-timeout=31s", ALL + "shutdown-timeout is '31s'",
						"at most spring.lifecycle.timeout-per-shutdown-phase, which is 30s", "a shorter time"),
				arguments(ALL + "concurency=5", ALL + "concurency is '5'", "there is no key 'concurency'",
						"concurrency"),
				arguments(ORDERS + "enabled=true", ORDERS + "enabled is 'true'", "no key 'listener.enabled'",
						"listener.concurrency"),
				arguments("queues.listener=5", "queues.listener is '5'", "keys below it",
						"queues.listener.concurrency=2-8"),
				arguments("queues.instances.orders.listener=5", "queues.instances.orders.listener is '5'",
						"keys below it", "queues.instances.orders.listener.concurrency=2-8"));
	}

	@ParameterizedTest
	@MethodSource("wrongValues")
	void explainsAWrongValue(String property, String what, String why, String action) {
		FailureAnalysis analysis = analysis(property);
		assertThat(analysis.getDescription()).startsWith("Property " + what).contains(why).endsWith(".");
		assertThat(analysis.getAction()).contains(action);
	}

	@Test
	void aDefaultForBreakersNeedsNoneForAll() {
		FailedStart.listenersRunner()
			.withPropertyValues("queues.check-eviction-policy=false", "queues.instances.orders.type=fifo",
					ALL + "circuit-breaker.scope=fleet", ORDERS + "circuit-breaker.failures=5")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void namesThePropertyOfWhatIsNoNumberOrDuration() {
		assertThat(analysis(ORDERS + "batch-size=many").getDescription()).contains("Property: " + ORDERS + "batch-size",
				"Value: \"many\"");
		assertThat(analysis(ALL + "time-limit=soon").getDescription()).contains("Property: " + ALL + "time-limit",
				"'soon' is not a valid duration");
		assertThat(analysis("spring.lifecycle.timeout-per-shutdown-phase=soon").getDescription())
			.contains("Property: spring.lifecycle.timeout-per-shutdown-phase");
	}

	private static FailureAnalysis analysis(String property) {
		return FailedStart
			.analysis(FailedStart.listenersRunner().withPropertyValues("queues.check-eviction-policy=false", property));
	}

}
