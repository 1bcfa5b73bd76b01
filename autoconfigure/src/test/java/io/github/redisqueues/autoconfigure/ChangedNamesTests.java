package io.github.redisqueues.autoconfigure;

import java.util.Map;
import java.util.stream.Stream;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.topic.RedisTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Names of queues, topics and schedules that Spring Boot would change while it reads the
 * properties.
 */
class ChangedNamesTests {

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withConfiguration(AutoConfigurations.of(RedisTopicsAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=1", "queues.check-eviction-policy=false");

	static Stream<Arguments> changed() {
		return Stream.of(arguments("eu/orders", "euorders"), arguments("eu:orders", "euorders"),
				arguments("Größe", "Gre"), arguments("eu orders", "euorders"), arguments("-orders", "orders"),
				arguments("a@b", "ab"), arguments("注文", ""));
	}

	@ParameterizedTest
	@MethodSource("changed")
	void aQueueIsRefusedWithTheFormThatKeepsIt(String name, String changed) {
		FailureAnalysis analysis = yaml("queues:", "  instances:", "    \"" + name + "\":", "      type: fifo");
		assertThat(analysis.getDescription()).contains("queue '" + name + "'", "'" + changed + "'", "application.yml");
		assertThat(analysis.getAction()).contains("queues.instances[" + name + "]", "\"[" + name + "]\":");
		assertThat(
				bean(RedisQueue.class, name, "queues:", "  instances:", "    \"[" + name + "]\":", "      type: fifo"))
			.isTrue();
	}

	@ParameterizedTest
	@MethodSource("changed")
	void aTopicIsRefusedWithTheFormThatKeepsIt(String name, String changed) {
		FailureAnalysis analysis = yaml("queues:", "  topics:", "    \"" + name + "\":",
				"      payload-type: java.lang.String");
		assertThat(analysis.getDescription()).contains("topic '" + name + "'", "'" + changed + "'");
		assertThat(analysis.getAction()).contains("queues.topics[" + name + "]");
		assertThat(bean(RedisTopic.class, name, "queues:", "  topics:", "    \"[" + name + "]\":",
				"      payload-type: java.lang.String"))
			.isTrue();
	}

	@ParameterizedTest
	@MethodSource("changed")
	void aScheduleIsRefusedWithTheFormThatKeepsIt(String id, String changed) {
		FailureAnalysis analysis = yaml("queues:", "  instances:", "    \"[eu/orders]\":", "      schedules:",
				"        \"" + id + "\":", "          every: 1h", "          payload: a");
		assertThat(analysis.getDescription()).contains("schedule '" + id + "'", "'" + changed + "'");
		assertThat(analysis.getAction()).contains("queues.instances[eu/orders].schedules[" + id + "]");
	}

	@ParameterizedTest
	@CsvSource({ "orders, ORDERS", "orders, Orders", "unpaid-orders, unpaidOrders", "unpaid_orders, unpaidorders",
			"[orders], Orders", "[orders], [ORDERS]", "[unpaid-orders], unpaid-orders" })
	void namesThatSpringBootTakesForOneAreRefused(String one, String other) {
		assertTwo("queue", one, other, yaml("queues:", "  instances:", "    \"" + one + "\":", "      type: fifo",
				"    \"" + other + "\":", "      type: lifo"));
		assertTwo("topic", one, other,
				yaml("queues:", "  topics:", "    \"" + one + "\":", "      payload-type: java.lang.String",
						"    \"" + other + "\":", "      payload-type: java.lang.String"));
		assertTwo("schedule", one, other,
				yaml("queues:", "  instances:", "    a:", "      schedules:", "        \"" + one + "\":",
						"          every: 1h", "          payload: a", "        \"" + other + "\":",
						"          every: 2h", "          payload: a"));
	}

	private static void assertTwo(String kind, String one, String other, FailureAnalysis analysis) {
		assertThat(analysis.getDescription()).contains(kind + "s '", "'" + one.replaceAll("[\\[\\]]", "") + "'",
				"'" + other.replaceAll("[\\[\\]]", "") + "'", "application.yml");
		assertThat(analysis.getAction()).contains("Rename one of the two " + kind + "s");
	}

	@Test
	void twoSpellingsInTwoSourcesAreRefused() {
		assertThat(FailedStart
			.analysis(this.runner.withPropertyValues("queues.instances.orders.type=fifo")
				.withSystemProperties("queues.instances.Orders.lease-time=10s"))
			.getDescription()).contains("'orders'", "'Orders'");
	}

	@Test
	void aVariableMayRepeatANameOfAFile() {
		environment("QUEUES_INSTANCES_UNPAIDORDERS_TYPE")
			.withPropertyValues("queues.instances.unpaid-orders.payload-type=java.lang.String")
			.run((context) -> assertThat(context).hasNotFailed().hasBean("unpaid-orders"));
	}

	@Test
	void oneNameMayBeWrittenWithAndWithoutBrackets() {
		this.runner
			.withPropertyValues("queues.instances.orders.type=lifo", "queues.instances[orders].lease-time=10s",
					"queues.instances[eu/Orders].type=lifo", "queues.instances[eu/orders].type=lifo")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("orders")
				.hasBean("eu/Orders")
				.hasBean("eu/orders"));
	}

	@Test
	void schedulesOfTwoQueuesMayDifferOnlyInCase() {
		this.runner
			.withPropertyValues("queues.instances.a.schedules.nightly.every=1h",
					"queues.instances.a.schedules.nightly.payload=a", "queues.instances.b.schedules.Nightly.every=1h",
					"queues.instances.b.schedules.Nightly.payload=a")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void everySourceIsRead() {
		assertThat(FailedStart.analysis(this.runner.withPropertyValues("queues.instances.eu/orders.type=fifo"))
			.getDescription()).contains("queue 'eu/orders'");
		assertThat(FailedStart.analysis(this.runner.withSystemProperties("queues.instances.eu/orders.type=fifo"))
			.getDescription()).contains("queue 'eu/orders'");
		assertThat(FailedStart.analysis(this.runner.withPropertyValues("queues.Instances.eu/orders=")).getDescription())
			.contains("queue 'eu/orders'");
	}

	@Test
	void anEnvironmentVariableIsRefusedThatLosesLetters() {
		FailureAnalysis analysis = FailedStart.analysis(environment("QUEUES_INSTANCES_GRÖSSE_TYPE"));
		assertThat(analysis.getDescription()).contains("QUEUES_INSTANCES_GRÖSSE_TYPE", "'Ö'");
		assertThat(analysis.getAction()).contains("file");
		environment("QUEUES_INSTANCES_ORDERS_TYPE").run((context) -> assertThat(context).hasBean("orders"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "instances", "topics" })
	void aListIsRefused(String group) {
		String key = group.equals("topics") ? "payload-type: java.lang.String" : "type: fifo";
		FailureAnalysis analysis = yaml("queues:", "  " + group + ":", "    - " + key, "    - " + key);
		assertThat(analysis.getDescription()).contains("queues." + group + " is a list", "application.yml");
		assertThat(analysis.getAction()).contains("queues." + group + ".orders.");
	}

	@Test
	void aListOfSchedulesIsRefused() {
		assertThat(yaml("queues:", "  instances:", "    orders:", "      schedules:", "        - every: 1h",
				"          payload: a")
			.getDescription()).contains("queues.instances.orders.schedules is a list");
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "unpaid-orders", "unpaidOrders", "unpaid_orders", "\"0\"", "\"7\"", "7", "_x",
			"\"[eu.orders]\"" })
	void otherNamesAreKept(String key) {
		String name = key.replaceAll("[\"\\[\\]]", "");
		assertThat(bean(RedisQueue.class, name, "queues:", "  instances:", "    " + key + ":", "      type: fifo"))
			.isTrue();
	}

	@Test
	void aListOfQueuesOfATopicIsNoName() {
		assertThat(bean(RedisTopic.class, "news", "queues:", "  instances:", "    \"[eu/orders]\":", "      type: fifo",
				"  topics:", "    news:", "      queues:", "        - eu/orders"))
			.isTrue();
	}

	private FailureAnalysis yaml(String... lines) {
		return FailedStart.analysis(this.runner.withInitializer(FailedStart.yaml(lines)));
	}

	private boolean bean(Class<?> type, String name, String... lines) {
		boolean[] found = new boolean[1];
		this.runner.withInitializer(FailedStart.yaml(lines)).run((context) -> {
			assertThat(context).hasNotFailed();
			found[0] = context.containsBean(name) && context.isTypeMatch(name, type)
					&& context.getBeanNamesForType(type).length == 1;
		});
		return found[0];
	}

	private ApplicationContextRunner environment(String variable) {
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(variable, "fifo"))));
	}

}
