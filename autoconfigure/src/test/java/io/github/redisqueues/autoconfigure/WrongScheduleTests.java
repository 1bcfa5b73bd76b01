package io.github.redisqueues.autoconfigure;

import java.util.stream.Stream;

import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each mistake in a schedule keeps the application from starting, with a message that
 * names the property, and an action that says what to write.
 */
class WrongScheduleTests {

	private static final String ORDERS = "queues.instances.orders.";

	private static final String NIGHTLY = ORDERS + "schedules.nightly";

	private static final String CRON = NIGHTLY + ".cron=0 0 3 * * *";

	private static final String PAYLOAD = NIGHTLY + ".payload=go";

	private static final String ORDER = ORDERS + "payload-type=" + WrongScheduleTests.class.getName() + "$Order";

	static Stream<Arguments> mistakes() {
		return Stream.of(mistake(NIGHTLY + " has neither cron nor every", "when to send", "0 0 3 * * *", PAYLOAD),
				mistake(NIGHTLY + " has no payload", "nothing to send", NIGHTLY + ".payload", CRON),
				mistake(NIGHTLY + ".every is '5m'", NIGHTLY + ".cron is set too", "Remove one", CRON, PAYLOAD,
						NIGHTLY + ".every=5m"),
				mistake(NIGHTLY + ".cron is '0 3 * * *'", "6 fields", "'0 0 3 * * *'", PAYLOAD,
						NIGHTLY + ".cron=0 3 * * *"),
				mistake(NIGHTLY + ".cron is '0 0 25 * * *'", "does not say when to send", "six fields", PAYLOAD,
						NIGHTLY + ".cron=0 0 25 * * *"),
				mistake(NIGHTLY + ".cron is '0 0 0 30 2 *'", "never matches a date", "six fields", PAYLOAD,
						NIGHTLY + ".cron=0 0 0 30 2 *"),
				mistake(NIGHTLY + ".cron is ''", "must not be empty", "six fields", PAYLOAD, NIGHTLY + ".cron="),
				mistake(NIGHTLY + ".zone is 'Berlin'", "no such time zone", "Europe/Berlin", CRON, PAYLOAD,
						NIGHTLY + ".zone=Berlin"),
				mistake(NIGHTLY + ".zone is 'UTC'", "only cron uses a time zone", "Remove", PAYLOAD,
						NIGHTLY + ".every=1h", NIGHTLY + ".zone=UTC"),
				mistake(NIGHTLY + ".every is '999ms'", "1s to 10000d", "10m", PAYLOAD, NIGHTLY + ".every=999ms"),
				mistake(NIGHTLY + ".every is '-1h'", "1s to 10000d", "10m", PAYLOAD, NIGHTLY + ".every=-1h"),
				mistake(NIGHTLY + ".every is '10001d'", "1s to 10000d", "10m", PAYLOAD, NIGHTLY + ".every=10001d"),
				mistake(NIGHTLY + ".every is '1500500us'", "whole milliseconds", "10m", PAYLOAD,
						NIGHTLY + ".every=1500500us"),
				mistake(NIGHTLY + ".send-within is '0s'", "1s to 10000d", "no limit", CRON, PAYLOAD,
						NIGHTLY + ".send-within=0s"),
				mistake(ORDERS + "schedules." + "n".repeat(201) + " is", "1 to 200 characters", "Rename",
						ORDERS + "schedules." + "n".repeat(201) + ".payload=a"),
				mistake(ORDERS + "schedules[a\\u0009b] is", "control characters", "Rename",
						ORDERS + "schedules[a\tb].payload=a"),
				mistake(NIGHTLY + ".payload cannot be sent as ", "JSON of " + Order.class.getName(), "as JSON", ORDER,
						CRON, PAYLOAD),
				mistake(NIGHTLY + ".payload cannot be sent as ", "there is no property 'skv'", "Correct", ORDER, CRON,
						NIGHTLY + ".payload={\"skv\":\"A-1\"}"),
				mistake(NIGHTLY + ".payload cannot be sent as ", "null in JSON", "as JSON", ORDER, CRON,
						NIGHTLY + ".payload=null"),
				mistake(NIGHTLY + ".payload.sku is 'A-1'", "no key 'payload.sku'", "as one text", CRON,
						NIGHTLY + ".payload.sku=A-1"),
				mistake(NIGHTLY + ".crom is '0 0 3 * * *'", "there is no key 'crom'", "send-within", PAYLOAD,
						NIGHTLY + ".crom=0 0 3 * * *"),
				mistake(NIGHTLY + ".eu.cron is '0 0 3 * * *'", "there is no key 'eu.cron'",
						ORDERS + "schedules[nightly.eu].cron", NIGHTLY + ".eu.cron=0 0 3 * * *"),
				mistake(NIGHTLY + " is '5m'", "keys below it", NIGHTLY + ".cron=0 0 3 * * *", NIGHTLY + "=5m"),
				mistake(ORDERS + "schedules is '5m'", "keys below it", ORDERS + "schedules.nightly.cron=",
						ORDERS + "schedules=5m"),
				mistake("queues.defaults.schedules.nightly.cron is", "there is no key 'schedules.nightly.cron'",
						"Use one of", "queues.defaults.schedules.nightly.cron=0 0 3 * * *"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void explainsAMistake(String what, String why, String action, String[] properties) {
		FailureAnalysis analysis = analysis(properties);
		assertThat(analysis.getDescription()).startsWith("Property " + what).contains(why).endsWith(".");
		assertThat(analysis.getAction()).contains(action);
	}

	@Test
	void checksAScheduleThatIsSwitchedOffAsWell() {
		assertThat(analysis(NIGHTLY + ".enabled=false", PAYLOAD, NIGHTLY + ".every=1ms").getDescription())
			.startsWith("Property " + NIGHTLY + ".every is '1ms'");
	}

	@Test
	void doesNotQuoteThePayload() {
		FailureAnalysis analysis = analysis(ORDER, CRON, NIGHTLY + ".payload={\"sku\": s3cret}");
		assertThat(analysis.getDescription()).contains("line 1").doesNotContain("s3cret");
	}

	@Test
	void refusesTwoNamesThatSpringBootCannotTellApart() {
		String schedules = ORDERS + "schedules.";
		assertThat(analysis(schedules + "at-night.cron=@daily", schedules + "at-night.payload=a",
				schedules + "atNight.cron=@daily", schedules + "atNight.payload=a")
			.getDescription()).contains(schedules + "at-night", schedules + "atNight", "are one to Spring Boot");
	}

	@Test
	void refusesToSendIntoABeanThatTheApplicationMadeItself() {
		FailureAnalysis analysis = FailedStart.analysis(FailedStart.runner()
			.withPropertyValues("queues.check-eviction-policy=false", CRON, PAYLOAD)
			.withBean("orders", RedisQueue.class, ReplacedBeansTests::ownQueue));
		assertThat(analysis.getDescription()).startsWith("Property " + NIGHTLY + " cannot send to 'orders'");
		assertThat(analysis.getAction()).contains("rename that bean", "RedisQueueFactory");
	}

	private static Arguments mistake(String what, String why, String action, String... properties) {
		return arguments(what, why, action, properties);
	}

	private static FailureAnalysis analysis(String... properties) {
		return FailedStart.analysis(FailedStart.runner()
			.withPropertyValues("queues.check-eviction-policy=false")
			.withPropertyValues(properties));
	}

	record Order(String sku) {

	}

}
