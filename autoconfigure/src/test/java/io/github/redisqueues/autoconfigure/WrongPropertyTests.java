package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each wrong value keeps the application from starting, with a message that names the
 * property and its value, and an action that says what to write.
 */
class WrongPropertyTests {

	private static final String ORDERS = "queues.instances.orders.";

	private static final String HERE = WrongPropertyTests.class.getName();

	static Stream<Arguments> wrongValues() {
		return Stream.of(
				wrong("queues.namespace=shop{1}", "queues.namespace is 'shop{1}'", "letters, digits", "Write a word"),
				wrong("queues.namespace=", "queues.namespace is ''", "letters, digits", "Write a word"),
				wrong("queues.redis.reconnect-after-timeouts=-1", "queues.redis.reconnect-after-timeouts is '-1'",
						"not be negative", "0 to keep"),
				wrong(ORDERS + "capacity=0", ORDERS + "capacity is '0'", "1 or more",
						"remove the property for no bound"),
				wrong(ORDERS + "capacity=-5", ORDERS + "capacity is '-5'", "1 or more", "no bound"),
				wrong(ORDERS + "dead-letters.max=0", ORDERS + "dead-letters.max is '0'", "1 or more", "keep all"),
				wrong(ORDERS + "dead-letters.keep=-1s", ORDERS + "dead-letters.keep is '-1s'", "1ms or more",
						"keep all"),
				wrong(ORDERS + "dead-letters.keep=40000d", ORDERS + "dead-letters.keep is '40000d'", "days",
						"keep all"),
				wrong(ORDERS + "max-in-flight=0", ORDERS + "max-in-flight is '0'", "1 or more", "no bound"),
				wrong(ORDERS + "max-in-flight=-1", ORDERS + "max-in-flight is '-1'", "1 or more", "no bound"),
				wrong(ORDERS + "rate=100", ORDERS + "rate is '100'", "'/'", "such as 100/s"),
				wrong(ORDERS + "rate=fast", ORDERS + "rate is 'fast'", "'/'", "such as 100/s"),
				wrong(ORDERS + "rate=-1/s", ORDERS + "rate is '-1/s'", "'/'", "such as 100/s"),
				wrong(ORDERS + "rate=1/w", ORDERS + "rate is '1/w'", "a time such as s", "such as 100/s"),
				wrong(ORDERS + "rate=0/s", ORDERS + "rate is '0/s'", "1 to 1000000000 messages", "remove the property"),
				wrong(ORDERS + "rate=9999999999/s", ORDERS + "rate is '9999999999/s'", "1000000000", "remove"),
				wrong(ORDERS + "rate=1/0s", ORDERS + "rate is '1/0s'", "1ms to 10000 days", "1/d"),
				wrong(ORDERS + "rate=1/99999d", ORDERS + "rate is '1/99999d'", "1ms to 10000 days", "1/d"),
				wrong("queues.defaults.rate=1", "queues.defaults.rate is '1'", "'/'", "such as 100/s"),
				wrong(ORDERS + "lease-time=0s", ORDERS + "lease-time is '0s'", "1ms or more", "30s"),
				wrong(ORDERS + "lease-time=-3s", ORDERS + "lease-time is '-3s'", "1ms or more", "30s"),
				wrong(ORDERS + "lease-time=20000d", ORDERS + "lease-time is '20000d'", "10000 days", "30s"),
				wrong(ORDERS + "max-attempts=0", ORDERS + "max-attempts is '0'", "1 to 10000", "1 for no second"),
				wrong(ORDERS + "delay=-1s", ORDERS + "delay is '-1s'", "not be negative", "30m"),
				wrong(ORDERS + "time-to-live=0s", ORDERS + "time-to-live is '0s'", "1ms or more", "remove"),
				wrong(ORDERS + "duplicate-window=-1s", ORDERS + "duplicate-window is '-1s'", "not be negative", "10m"),
				wrong(ORDERS + "backoff.initial=-1s", ORDERS + "backoff.initial is '-1s'", "not be negative", "1s"),
				wrong(ORDERS + "backoff.multiplier=0.5", ORDERS + "backoff.multiplier is '0.5'", "1 or more",
						"such as 2"),
				wrong(ORDERS + "backoff.multiplier=NaN", ORDERS + "backoff.multiplier is 'NaN'", "1 or more",
						"such as 2"),
				wrong(ORDERS + "backoff.max=1ms", ORDERS + "backoff.max is '1ms'",
						"below " + ORDERS + "backoff.initial", "backoff.initial"),
				wrong(ORDERS + "backoff.initial=5m", ORDERS + "backoff.initial is '5m'",
						"exceed " + ORDERS + "backoff.max, which is 1m by default", "set " + ORDERS + "backoff.max"),
				wrong(ORDERS + "order=lowest-first", ORDERS + "order is 'lowest-first'", "type is fifo",
						"type to priority"),
				wrong(ORDERS + "key=", ORDERS + "key is ''", "1 to 200 characters", "such as 'orders'"),
				wrong(ORDERS + "key=" + "k".repeat(201), ORDERS + "key is 'kkk", "1 to 200 characters", "orders"),
				wrong("queues.instances[" + "n".repeat(201) + "].type=fifo", "queues.instances.nnn",
						"1 to 200 characters", "Rename"),
				wrong("queues.instances[a\tb].type=fifo", "queues.instances[a\\u0009b]", "no control characters",
						"Rename"),
				wrong("queues.instances[ ].type=fifo", "queues.instances[ ]", "not be blank", "Rename"),
				wrong("queues.instances[&orders].type=fifo", "queues.instances[&orders]", "begin with '&'", "Rename"),
				wrong(ORDERS + "payload-type=com.acme.Ordr", ORDERS + "payload-type is 'com.acme.Ordr'",
						"no such class on the classpath", "with $ before a nested class"),
				wrong(ORDERS + "payload-type=", ORDERS + "payload-type is ''", "no such class", "full name"),
				wrong(ORDERS + "payload-type=int", ORDERS + "payload-type is 'int'", "not primitive values",
						"java.lang.Integer"),
				wrong(ORDERS + "payload-type=" + HERE + "$Shape", ORDERS + "payload-type is '" + HERE + "$Shape'",
						"an interface", "PayloadConverter"),
				wrong(ORDERS + "payload-type=" + HERE + "$Base", ORDERS + "payload-type is '" + HERE + "$Base'",
						"an abstract class", "PayloadConverter"),
				wrong(ORDERS + "payload-type=" + HERE + "$Inner", ORDERS + "payload-type is '" + HERE + "$Inner'",
						"an inner class", "static"),
				wrong(ORDERS + "payload-type=java.lang.Object", ORDERS + "payload-type is 'java.lang.Object'",
						"does not say what to read", "class of the payloads"),
				wrong(ORDERS + "payload-type=java.util.Map", ORDERS + "payload-type is 'java.util.Map'",
						"has type parameters", "java.util.Map<java.lang.String, com.acme.Order>"),
				wrong(ORDERS + "payload-type=java.util.List<java.util.Map>",
						ORDERS + "payload-type is 'java.util.List<", "java.util.Map has type parameters",
						"java.util.Map<java.lang.String, com.acme.Order>"),
				wrong(ORDERS + "payload-type=java.util.List[]", ORDERS + "payload-type is 'java.util.List[]'",
						"java.util.List has type parameters", "java.util.List<com.acme.Order>"),
				wrong(ORDERS + "payload-type=java.util.List<?>", ORDERS + "payload-type is 'java.util.List<?>'",
						"'?' does not say what to read", "a class in its place"),
				wrong(ORDERS + "payload-type=java.util.List<? extends java.lang.Number>", ORDERS + "payload-type is",
						"'? extends java.lang.Number' does not say what to read", "a class in its place"),
				wrong(ORDERS + "payload-type=java.util.List<java.lang.Runnable>", ORDERS + "payload-type is",
						"java.lang.Runnable (an element) is an interface", "@JsonTypeInfo"),
				wrong(ORDERS + "payload-type=java.util.List<com.acme.Ordr>", ORDERS + "payload-type is",
						"no such class on the classpath: 'com.acme.Ordr'", "full name"),
				wrong(ORDERS + "payload-type=java.util.List<int>", ORDERS + "payload-type is", "cannot be primitive",
						"java.lang.Integer"),
				wrong(ORDERS + "payload-type=java.util.Map<java.lang.String>", ORDERS + "payload-type is",
						"has 2 type parameters, but 1 are given", "java.util.Map<K, V>"),
				wrong(ORDERS + "payload-type=java.lang.String<java.lang.String>", ORDERS + "payload-type is",
						"has no type parameter", "Remove"),
				wrong(ORDERS + "payload-type=java.util.EnumMap<java.lang.String, java.lang.String>",
						ORDERS + "payload-type is", "java.lang.String is not a java.lang.Enum", "another class"),
				wrong(ORDERS + "payload-type=java.util.Map<java.lang.String", ORDERS + "payload-type is",
						"ends before a '>'", "in quotes"),
				wrong(ORDERS + "payload-type=java.util.List<java.lang.String>>", ORDERS + "payload-type is",
						"'>' is not expected", "type arguments"),
				wrong(ORDERS + "payload-type=java.util.List<>", ORDERS + "payload-type is", "no such class",
						"full name"),
				wrong(ORDERS + "lease-tiem=5s", ORDERS + "lease-tiem is '5s'", "there is no key 'lease-tiem'",
						"lease-time"),
				wrong(ORDERS + "backoff.maximum=5s", ORDERS + "backoff.maximum is '5s'",
						"there is no key 'backoff.maximum'", "backoff.max"),
				wrong(ORDERS + "eu.type=fifo", ORDERS + "eu.type is 'fifo'", "there is no key 'eu.type'",
						"queues.instances[orders.eu].type"),
				wrong("queues.instances.orders=fifo", "queues.instances.orders is 'fifo'", "keys below it",
						"queues.instances.orders.type=fifo"),
				wrong(ORDERS + "backoff=5s", ORDERS + "backoff is '5s'", "keys below it", "backoff.initial=1s"),
				wrong("queues.defaults.lease=5s", "queues.defaults.lease is '5s'", "there is no key 'lease'",
						"lease-time"),
				wrong("queues.defaults.type=lifo", "queues.defaults.type is 'lifo'", "belongs to each queue",
						"capacity"),
				wrong("queues.defaults.lease-time=0s", "queues.defaults.lease-time is '0s'", "1ms or more", "30s"),
				wrong("queues.defaults.capacity=0", "queues.defaults.capacity is '0'", "1 or more", "no bound"),
				wrong("queues.defaults.backoff.multiplier=0", "queues.defaults.backoff.multiplier is '0'", "1 or more",
						"such as 2"));
	}

	@ParameterizedTest
	@MethodSource("wrongValues")
	void explainsAWrongValue(String property, String what, String why, String action) {
		FailureAnalysis analysis = analysis(property);
		assertThat(analysis.getDescription()).startsWith("Property " + what).contains(why).endsWith(".");
		assertThat(analysis.getAction()).contains(action);
	}

	@Test
	void saysWhereTheValueStands() {
		FailureAnalysis analysis = FailedStart.analysis(FailedStart.runner()
			.withInitializer(FailedStart.yaml("queues:", "  instances:", "    orders:", "      lease-time: 0s")));
		assertThat(analysis.getDescription()).isEqualTo(
				"Property queues.instances.orders.lease-time is '0s' (Byte array resource [application.yml] - 4:19),"
						+ " but it must be 1ms or more.");
	}

	@Test
	void blamesTheDefaultsForAValueThatTheInstanceDoesNotHave() {
		assertThat(analysis("queues.defaults.time-to-live=10m", ORDERS + "delay=30m").getDescription())
			.isEqualTo("Property queues.defaults.time-to-live is '10m' (test),"
					+ " but it must be longer than queues.instances.orders.delay, which is 30m:"
					+ " every message would expire before it falls due.");
	}

	@Test
	void blamesTheInstanceForATimeToLiveBelowItsDelay() {
		assertThat(analysis(ORDERS + "time-to-live=30m", ORDERS + "delay=30m").getDescription())
			.startsWith("Property queues.instances.orders.time-to-live is '30m'")
			.contains("longer than queues.instances.orders.delay, which is 30m");
	}

	@Test
	void refusesTwoQueuesOnOneKey() {
		FailureAnalysis analysis = analysis(ORDERS + "type=fifo", "queues.instances.returns.key=orders");
		assertThat(analysis.getDescription()).startsWith("Property queues.instances.returns.key is 'orders'")
			.contains("queue 'orders' has the same key");
		assertThat(analysis.getAction()).contains("key of its own");
		assertThat(analysis("queues.instances.a.key=b", "queues.instances.b.type=fifo").getDescription())
			.startsWith("Property queues.instances.a.key is 'b'")
			.contains("queue 'b' has the same key");
	}

	@Test
	void refusesTwoNamesThatSpringBootCannotTellApart() {
		assertThat(analysis("queues.instances.un-paid.type=fifo", "queues.instances.unPaid.type=lifo").getDescription())
			.contains("queues.instances.un-paid", "queues.instances.unPaid", "are one to Spring Boot");
	}

	@Test
	void namesThePropertyOfAnUnknownTypeAndListsTheTypes() {
		FailureAnalysis analysis = analysis(ORDERS + "type=fifa");
		assertThat(analysis.getDescription()).contains("Property: queues.instances.orders.type", "Value: \"fifa\"");
		assertThat(analysis.getAction()).contains("FIFO", "LIFO", "PRIORITY", "DELAY");
	}

	@Test
	void namesThePropertyOfAnUnknownOrder() {
		FailureAnalysis analysis = analysis(ORDERS + "type=priority", ORDERS + "order=ascending");
		assertThat(analysis.getDescription()).contains("Property: queues.instances.orders.order",
				"Value: \"ascending\"");
		assertThat(analysis.getAction()).contains("HIGHEST_FIRST", "LOWEST_FIRST");
	}

	@Test
	void namesThePropertyOfWhatIsNoDurationOrNumber() {
		assertThat(analysis(ORDERS + "delay=soon").getDescription()).contains("Property: queues.instances.orders.delay",
				"Value: \"soon\"", "'soon' is not a valid duration");
		assertThat(analysis("queues.defaults.capacity=many").getDescription())
			.contains("Property: queues.defaults.capacity", "Value: \"many\"");
	}

	@Test
	void leavesSystemEnvironmentAlone() {
		runner().withPropertyValues(ORDERS + "type=fifo")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("QUEUES_INSTANCES_ORDERS_OWNER_TEAM", "shop", "QUEUES_DEFAULTS_COLOUR", "blue"))))
			.run((context) -> assertThat(context).hasNotFailed().hasBean("orders"));
	}

	@Test
	void acceptsDelayQueuesWithoutADelayAndSharedOrders() {
		runner()
			.withPropertyValues(ORDERS + "type=delay", "queues.defaults.order=lowest-first",
					"queues.instances.tickets.type=priority")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void acceptsEveryPayloadTypeThatJsonCanReadBack() {
		List<String> types = List.of("java.lang.String", "java.lang.Integer", "byte[]", "[B", "java.lang.String[]",
				"java.util.Map<java.lang.String, java.lang.Object>", "java.util.List<java.lang.String>",
				"java.util.Set<java.util.UUID>", "java.util.Collection<java.util.List<java.lang.Integer>>",
				"java.util.SortedMap<java.lang.String,java.lang.Long>", "java.util.List<byte[]>[]", "java.lang.Number",
				"java.lang.CharSequence", "java.time.ZoneId", "java.time.Instant", "java.nio.file.Path",
				"java.util.Optional<" + HERE + "$Order>", "tools.jackson.databind.JsonNode", HERE + "$Order",
				HERE + "$Colour", HERE + "$Bean", HERE + "$Animal", HERE + "$Made", HERE + ".Order");
		for (String type : types) {
			runner().withPropertyValues(ORDERS + "payload-type=" + type)
				.run((context) -> assertThat(context).as(type).hasNotFailed().hasBean("orders"));
		}
	}

	private static Arguments wrong(String property, String what, String why, String action) {
		return arguments(property, what, why, action);
	}

	private static FailureAnalysis analysis(String... properties) {
		return FailedStart.analysis(FailedStart.runner().withPropertyValues(properties));
	}

	/**
	 * Without Redis, as most of it needs none.
	 */
	private static ApplicationContextRunner runner() {
		return FailedStart.runner().withPropertyValues("queues.check-eviction-policy=false");
	}

	record Order(String sku, int amount) {

	}

	enum Colour {

		RED {

			@Override
			int code() {
				return 1;
			}

		};

		abstract int code();

	}

	static class Bean {

		public String name = "";

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Animal permits Cat {

	}

	record Cat(String name) implements Animal {

	}

	interface Made {

		@JsonCreator
		static Made of(Map<String, Object> values) {
			throw new IllegalStateException("never asked for");
		}

	}

	interface Shape {

		double area();

	}

	abstract static class Base {

		public String name = "";

	}

	class Inner {

		public String name = "";

	}

}
