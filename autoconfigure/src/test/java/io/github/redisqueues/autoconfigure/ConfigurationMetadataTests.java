package io.github.redisqueues.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.redisqueues.autoconfigure.UnknownKeysCheck.Takes;
import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.queue.QueueSettings;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every key is described for the IDE, with the default that it really has. The keys are
 * those of the records, so that a new one cannot be forgotten.
 */
class ConfigurationMetadataTests {

	private static final String INSTANCES = "queues.instances.*.";

	private static final String SCHEDULES = INSTANCES + "schedules.*.";

	private static final String TOPICS = "queues.topics.*.";

	private static final JsonNode METADATA = readWhatTheBuildMade();

	private static final Map<String, JsonNode> PROPERTIES = METADATA.get("properties")
		.valueStream()
		.collect(Collectors.toMap((property) -> property.get("name").asString(), Function.identity()));

	@Test
	void describesEveryKey() {
		UnknownKeysCheck.keys(QueuesProperties.class).forEach((key, takes) -> assertDescribed("queues." + key, takes));
		UnknownKeysCheck.keys(LocksProperties.class)
			.forEach((key, takes) -> assertDescribed("queues.lock." + key, takes));
		UnknownKeysCheck.keys(ListenerProperties.class)
			.forEach((key, takes) -> assertDescribed("queues.listener." + key, takes));
		UnknownKeysCheck.keys(QueuesProperties.Defaults.class)
			.forEach((key, takes) -> assertDescribed("queues.defaults." + key, takes));
		UnknownKeysCheck.keys(QueuesProperties.Instance.class)
			.forEach((key, takes) -> assertDescribed(INSTANCES + key, takes));
		UnknownKeysCheck.keys(QueuesProperties.Schedule.class)
			.forEach((key, takes) -> assertDescribed(SCHEDULES + key, takes));
		UnknownKeysCheck.keys(QueuesProperties.Topic.class)
			.forEach((key, takes) -> assertDescribed(TOPICS + key, takes));
	}

	@Test
	void describesNoKeyThatIsNotThere() {
		assertThat(PROPERTIES.keySet()).filteredOn((name) -> name.startsWith(SCHEDULES))
			.map((name) -> name.substring(SCHEDULES.length()))
			.isSubsetOf(UnknownKeysCheck.keys(QueuesProperties.Schedule.class).keySet());
		assertThat(PROPERTIES.keySet()).filteredOn((name) -> name.startsWith(INSTANCES) && !name.startsWith(SCHEDULES))
			.map((name) -> name.substring(INSTANCES.length()))
			.isSubsetOf(UnknownKeysCheck.keys(QueuesProperties.Instance.class).keySet());
		assertThat(PROPERTIES.keySet()).filteredOn((name) -> name.startsWith(TOPICS))
			.map((name) -> name.substring(TOPICS.length()))
			.isSubsetOf(UnknownKeysCheck.keys(QueuesProperties.Topic.class).keySet());
		assertThat(PROPERTIES.keySet()).filteredOn((name) -> name.startsWith("queues.defaults."))
			.map((name) -> name.substring("queues.defaults.".length()))
			.isSubsetOf(UnknownKeysCheck.keys(QueuesProperties.Defaults.class).keySet());
		assertThat(PROPERTIES.keySet()).filteredOn((name) -> name.startsWith("queues.lock."))
			.map((name) -> name.substring("queues.lock.".length()))
			.isSubsetOf(UnknownKeysCheck.keys(LocksProperties.class).keySet());
		assertThat(PROPERTIES.keySet()).filteredOn((name) -> name.startsWith("queues.listener."))
			.map((name) -> name.substring("queues.listener.".length()))
			.isSubsetOf(UnknownKeysCheck.keys(ListenerProperties.class).keySet());
	}

	@Test
	void describesAKeyAlikeForAnInstanceAndForAll() {
		UnknownKeysCheck.keys(QueuesProperties.Defaults.class).forEach((key, takes) -> {
			if (takes != Takes.KEYS) {
				JsonNode shared = property("queues.defaults." + key);
				JsonNode own = property(INSTANCES + key);
				for (String field : new String[] { "description", "type", "defaultValue" }) {
					assertThat(own.get(field)).as(key + " " + field).isEqualTo(shared.get(field));
				}
			}
		});
	}

	@Test
	void statesTheDefaultsThatTheSettingsHave() {
		QueueSettings<String> builtIn = QueueSettings.of("orders", String.class);
		assertThat(defaultOf("type")).isEqualTo(builtIn.type().name().toLowerCase());
		assertThat(defaultOf("payload-type")).isEqualTo(builtIn.payloadType().getType().getTypeName());
		assertThat(defaultOf("max-attempts")).isEqualTo(String.valueOf(builtIn.maxAttempts()));
		assertThat(defaultOf("order")).isEqualTo(builtIn.order().name().toLowerCase().replace('_', '-'));
		assertThat(Double.valueOf(defaultOf("backoff.multiplier"))).isEqualTo(builtIn.backoff().multiplier());
		assertThat(durationOf("lease-time")).isEqualTo(builtIn.leaseTime());
		assertThat(durationOf("backoff.initial")).isEqualTo(builtIn.backoff().initial());
		assertThat(durationOf("backoff.max")).isEqualTo(builtIn.backoff().max());
		assertThat(durationOf("delay")).isEqualTo(builtIn.delay());
		assertThat(durationOf("duplicate-window")).isEqualTo(builtIn.duplicateWindow());
		assertThat(property("queues.enabled").get("defaultValue").asBoolean()).isTrue();
		assertThat(property("queues.namespace").get("defaultValue").asString()).isEqualTo("queues");
		assertThat(property("queues.fail-fast").get("defaultValue").asBoolean()).isFalse();
		assertThat(property("queues.check-eviction-policy").get("defaultValue").asBoolean()).isTrue();
	}

	@Test
	void statesTheDefaultsThatLocksHave() {
		LockSettings builtIn = LockSettings.defaults();
		assertThat(lockDuration("lease-time")).isEqualTo(builtIn.leaseTime());
		assertThat(lockDuration("wait-time")).isEqualTo(builtIn.waitTime());
		assertThat(property("queues.lock.auto-renew").get("defaultValue").asBoolean()).isEqualTo(builtIn.autoRenew());
		assertThat(property("queues.lock.store").get("defaultValue").asString()).isEqualTo("redis");
		assertThat(property("queues.lock.enabled").get("defaultValue").asBoolean()).isTrue();
		assertThat(lockDuration("redlock.node-timeout")).hasMillis(250);
		assertThat(property("queues.lock.namespace").get("description").asString()).contains("by default");
		assertThat(property("queues.lock.registry").get("description").asString()).contains("by default");
	}

	@Test
	void statesTheDefaultsThatListenersHave() {
		ListenerSettings builtIn = ListenerSettings.defaults();
		assertThat(listener("auto-startup").get("defaultValue").asBoolean()).isEqualTo(builtIn.autoStartup());
		assertThat(listener("concurrency").get("defaultValue").asString()).isEqualTo(builtIn.concurrency().toString());
		assertThat(listener("batch-size").get("defaultValue").asInt()).isEqualTo(builtIn.batchSize());
		assertThat(listener("enabled").get("defaultValue").asBoolean()).isTrue();
		assertThat(listener("time-limit").get("description").asString()).contains("by default");
		assertThat(listener("shutdown-timeout").get("description").asString()).contains("By default");
		UnknownKeysCheck.keys(ListenerProperties.Instance.class).keySet().forEach((key) -> {
			JsonNode own = property(INSTANCES + "listener." + key);
			assertThat(own.get("description").asString()).endsWith("Same as under 'queues.listener' by default.");
			assertThat(own.get("type")).as(key).isEqualTo(listener(key).get("type"));
		});
	}

	@Test
	void describesASchedule() {
		assertThat(property(SCHEDULES + "enabled").get("defaultValue").asBoolean()).isTrue();
		assertThat(property(SCHEDULES + "zone").get("defaultValue").asString()).isEqualTo("UTC");
		assertThat(property(SCHEDULES + "send-within").get("description").asString()).contains("by default");
	}

	@Test
	void whatHasNoDefaultSaysSo() {
		for (String key : new String[] { "key", "capacity", "time-to-live", "max-in-flight", "rate",
				"dead-letters.keep", "dead-letters.max" }) {
			assertThat(property(INSTANCES + key).get("description").asString()).contains("by default");
		}
		UnknownKeysCheck.keys(QueuesProperties.Topic.class)
			.keySet()
			.forEach((key) -> assertThat(property(TOPICS + key).get("description").asString()).contains("by default"));
	}

	@Test
	void helpsToCompleteThePayloadType() {
		assertThat(METADATA.get("hints").toString()).contains(
				"{\"name\":\"queues.instances.*.payload-type\",\"providers\":[{\"name\":\"class-reference\"",
				"{\"name\":\"queues.topics.*.payload-type\",\"providers\":[{\"name\":\"class-reference\"");
		assertThat(property(INSTANCES + "type").get("type").asString())
			.isEqualTo("io.github.redisqueues.queue.QueueType");
		assertThat(property(INSTANCES + "order").get("type").asString())
			.isEqualTo("io.github.redisqueues.queue.PriorityOrder");
	}

	@Test
	void helpsToCompleteTheRegistryAndTheStore() {
		assertThat(METADATA.get("hints").toString())
			.contains("{\"name\":\"queues.lock.registry\",\"providers\":[{\"name\":\"spring-bean-reference\"");
		assertThat(property("queues.lock.store").get("type").asString())
			.isEqualTo("io.github.redisqueues.autoconfigure.LocksProperties$Store");
	}

	private static JsonNode readWhatTheBuildMade() {
		try {
			for (URL url : Collections.list(ConfigurationMetadataTests.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream stream = url.openStream()) {
					JsonNode candidate = JsonMapper.builder().build().readTree(stream);
					if (candidate.toString().contains("\"queues.namespace\"")) {
						return candidate;
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new AssertionError("The build made no metadata");
	}

	private static void assertDescribed(String name, Takes takes) {
		if (takes == Takes.KEYS) {
			return;
		}
		assertThat(property(name).path("type").asString("")).as(name).isNotBlank();
		assertThat(property(name).path("description").asString("")).as(name).endsWith(".").doesNotStartWith("The ");
	}

	private static JsonNode property(String name) {
		return Objects.requireNonNull(PROPERTIES.get(name), () -> name + " is not described");
	}

	private static Duration lockDuration(String key) {
		return DurationStyle.detectAndParse(property("queues.lock." + key).get("defaultValue").asString());
	}

	private static JsonNode listener(String key) {
		return property("queues.listener." + key);
	}

	private static String defaultOf(String key) {
		return property(INSTANCES + key).get("defaultValue").asString();
	}

	private static Duration durationOf(String key) {
		return DurationStyle.detectAndParse(defaultOf(key));
	}

}
